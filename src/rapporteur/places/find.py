"""Find the places a text names and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from rapporteur.datatypes import PlaceEntry, PlaceMention, Quote
from rapporteur.places.context import Choice
from rapporteur.places.cues import load_cues
from rapporteur.places.detect import Detector, EntitySpan, Toponym
from rapporteur.places.gazetteer import Gazetteer, load_gazetteer
from rapporteur.places.resolve import resolve_toponyms
from rapporteur.places.words import Word, split_words

__all__ = ["find_places", "join_places"]

_Precision = Literal["point", "city", "admin", "country", "region", "none"]
_N_ALTERNATIVES = 5
_POINT_FEATURES = frozenset(
    ["PPLX", "CMP", "AIRP", "AIRB", "INST", "BDR", "PRT", "ANS", "RLG", "SQR", "PAL", "PRN", "NUC", "OILF", "BLDG", "PASS",
     "DAM", "MT", "CAPE"]
)  # fmt: skip
_JOIN = re.compile(
    r",[ \u00a0](?:(?:in|of|the)[ \u00a0])*|[ \u00a0]\(|[ \u00a0](?:\w+[ \u00a0])?(?:of|in)[ \u00a0](?:the[ \u00a0])?"
)


def find_places(
    text: str,
    *,
    candidates: Iterable[EntitySpan] | None = None,
    tokens: Sequence[tuple[int, int]] | None = None,
    gazetteer: Gazetteer | None = None,
    outlet_country: str | None = None,
) -> list[PlaceMention]:
    """Toponyms of a text, each by itself ("Sirte" and "Libya"), resolved against the gazetteer.

    Use `join_places` on the result where one phrase is wanted ("Sirte, Libya").

    Args:
        text: the text all offsets refer to.
        candidates: entity spans of a tagger as (start, end, label). LOC and GPE are toponyms; FAC where the gazetteer
            knows the site or the town in its name; nothing inside a span of another label is. Well-known names the tagger left
            unmarked are added. ``None``: no tagger ran, names are matched with the words around them.
        tokens: (start, end) of tokens, where a parser has them; ``None``: words are split here.
        gazetteer: ``None`` is the bundled one.
        outlet_country: alpha-3 of the country of publication, weak evidence for ambiguous names.

    Returns:
        Mentions in text order, never overlapping. ``entry`` is ``None`` where no row is sure enough; rows considered stay
        in ``alternatives``.

    >>> [(m.quote.text, m.entry.country) for m in find_places("Talks were held in Muscat and in Paris, Texas.")]
    [('Muscat', 'OMN'), ('Paris', 'USA'), ('Texas', 'USA')]
    """
    gazetteer = load_gazetteer() if gazetteer is None else gazetteer
    words = split_words(text) if tokens is None else _words_of_tokens(text, tokens)
    detector = Detector(text, words, gazetteer, load_cues())
    toponyms = detector.detect() if candidates is None else detector.detect_with_entities(list(candidates))
    choices = resolve_toponyms(text, words, toponyms, gazetteer, outlet_country=outlet_country)
    return [_mention(text, toponym, choice, gazetteer) for toponym, choice in zip(toponyms, choices, strict=True)]


def join_places(text: str, places: Sequence[PlaceMention], *, gazetteer: Gazetteer | None = None) -> list[PlaceMention]:
    """Put together what is written together: a place with the place that contains it and with its direction word.

    "Urem al-Kubra, northern Syria" becomes one mention with the entry of Urem al-Kubra; "northern Syria" keeps the entry of
    Syria and quotes both words.

    Args:
        text: of the mentions.
        places: as `find_places` returns them.
        gazetteer: ``None`` is the bundled one.

    Returns:
        Mentions in text order, never overlapping.
    """
    gazetteer = load_gazetteer() if gazetteer is None else gazetteer
    joined: list[PlaceMention] = []
    for place in places:
        previous = joined[-1] if joined else None
        if previous is not None and _belongs_to(text, previous, place, gazetteer):
            joined[-1] = _with_quote(previous, Quote.of(text, previous.quote.start, place.quote.end))
            continue
        start = _start_with_part(text, place)
        if previous is not None and start < previous.quote.end:
            start = place.quote.start
        joined.append(
            place if start == place.quote.start else _with_quote(place, Quote.of(text, start, place.quote.end))
        )
    return joined


def _with_quote(place: PlaceMention, quote: Quote) -> PlaceMention:
    return PlaceMention(quote, place.entry, place.precision, place.alternatives, place.part, place.method)


def _start_with_part(text: str, place: PlaceMention) -> int:
    if place.part is None or " " in place.part:
        return place.quote.start
    start = place.quote.start - len(place.part) - 1
    fits = start >= 0 and text[start : place.quote.start - 1] == place.part
    return start if fits else place.quote.start


def _belongs_to(text: str, inner: PlaceMention, outer: PlaceMention, gazetteer: Gazetteer) -> bool:
    gap = text[inner.quote.end : _start_with_part(text, outer)]
    if _JOIN.fullmatch(gap) is None or outer.entry is None:
        return False
    return inner.entry is None or gazetteer.contains(outer.entry.place_id, inner.entry.place_id)


def _words_of_tokens(text: str, tokens: Sequence[tuple[int, int]]) -> list[Word]:
    return [Word(start, end, text[start:end]) for start, end in tokens if any(c.isalnum() for c in text[start:end])]


def _mention(text: str, toponym: Toponym, choice: Choice, gazetteer: Gazetteer) -> PlaceMention:
    chosen = choice.chosen
    entry = None if chosen is None else gazetteer.entry(chosen.row)
    return PlaceMention(
        quote=Quote.of(text, toponym.start, toponym.end),
        entry=entry,
        precision=_precision(entry),
        alternatives=tuple(gazetteer.entry(other.row) for other in choice.others[:_N_ALTERNATIVES]),
        part=None if toponym.part is None else text[toponym.part[0] : toponym.part[1]],
        method=choice.method,
    )


def _precision(entry: PlaceEntry | None) -> _Precision:
    if entry is None:
        return "none"
    if entry.feature in _POINT_FEATURES:
        return "point"
    if entry.feature.startswith("PPL"):
        return "city"
    if entry.feature.startswith("ADM"):
        return "admin"
    return "country" if entry.feature.startswith("PCL") else "region"
