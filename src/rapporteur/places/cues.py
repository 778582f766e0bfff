"""The words by which places are found and told apart, from data/cues.yml."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from rapporteur.places.normalise import normalise_name
from rapporteur.yamlfile import read_yaml

__all__ = ["Cues", "load_cues"]

BUNDLED = Path(__file__).parent / "data" / "cues.yml"


class _CueFile(msgspec.Struct, forbid_unknown_fields=True):
    parts: list[str]
    part_phrases: list[str]
    kinds: dict[str, list[str]]
    prepositions: list[str]
    organisation_words: list[str]
    person_titles: list[str]
    rarely_places: list[str]
    never_places: list[str]
    never_before: list[str]
    region_adjectives: list[str]
    upper_only: list[str]


class Cues(msgspec.Struct, frozen=True):
    """All in lower case except ``upper_only``, which maps a key to the forms accepted as written.

    Attributes:
        kinds: noun -> what it says a name beside it is (``admin``, ``district``, ``city``, ``country``, ``water``,
            ``land``, ``site``); a noun may say several.
        rarely_places, never_places: keys as `normalise_name` gives them.
    """

    parts: frozenset[str]
    part_phrases: tuple[str, ...]
    kinds: dict[str, frozenset[str]]
    prepositions: frozenset[str]
    organisation_words: frozenset[str]
    person_titles: frozenset[str]
    rarely_places: frozenset[str]
    never_places: frozenset[str]
    never_before: frozenset[str]
    region_adjectives: frozenset[str]
    upper_only: dict[str, frozenset[str]]


@functools.cache
def load_cues(path: Path = BUNDLED) -> Cues:
    """Read the cue file.

    Raises:
        DataError: an unknown key, a wrong type, or a key written twice.
    """
    raw: _CueFile = read_yaml(path, _CueFile)
    kinds: dict[str, set[str]] = {}
    for kind, nouns in raw.kinds.items():
        for noun in nouns:
            kinds.setdefault(noun, set()).add(kind)
    upper: dict[str, set[str]] = {}
    for form in raw.upper_only:
        upper.setdefault(normalise_name(form), set()).add(form)
    return Cues(
        parts=frozenset(raw.parts),
        part_phrases=tuple(sorted(raw.part_phrases, key=len, reverse=True)),
        kinds={noun: frozenset(found) for noun, found in kinds.items()},
        prepositions=frozenset(raw.prepositions),
        organisation_words=frozenset(raw.organisation_words),
        person_titles=frozenset(raw.person_titles),
        rarely_places=frozenset(normalise_name(word) for word in raw.rarely_places),
        never_places=frozenset(normalise_name(word) for word in raw.never_places),
        never_before=frozenset(raw.never_before),
        region_adjectives=frozenset(normalise_name(word) for word in raw.region_adjectives),
        upper_only={key: frozenset(forms) for key, forms in upper.items()},
    )
