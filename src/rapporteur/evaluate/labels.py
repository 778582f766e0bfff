"""Where the labels of published gold standards and of our records meet: one strictly decoded data file."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from rapporteur.yamlfile import read_yaml

__all__ = [
    "EVENT_TYPES",
    "PloverCodes",
    "cameo_roots",
    "fold_type",
    "is_country",
    "load_plover_codes",
    "normalise_code",
]

# The 16 types of PLOVER, manual of 2021, in its order.
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


class PloverCodes(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``data/plover_codes.yaml``, decoded."""

    promises: dict[str, str]
    promise_statuses: list[str]
    not_events: list[str]
    pair_classes: dict[str, str]
    cameo_roots: dict[str, list[str]]
    cameo_roots_by_mode: dict[str, list[str]]
    cameo_mutual: list[str]
    code_aliases: dict[str, str]
    sectors: list[str]


@functools.cache
def load_plover_codes() -> PloverCodes:
    """The label tables.

    Raises:
        DataError: the file has an unknown key or a wrong value.
    """
    return read_yaml(Path(__file__).parent / "data" / "plover_codes.yaml", PloverCodes)


def fold_type(event_type: str, status: str) -> str | None:
    """The type as PLOVER writes it: promises become AGREE or CONCEDE; ``None`` for what is told as not happening.

    >>> fold_type("AID", "intended"), fold_type("AID", "occurred"), fold_type("ASSAULT", "negated")
    ('AGREE', 'AID', None)
    """
    codes = load_plover_codes()
    if status in codes.not_events:
        return None
    return codes.promises.get(event_type, event_type) if status in codes.promise_statuses else event_type


def cameo_roots(event_type: str, modes: list[str]) -> list[str]:
    """CAMEO root codes that a PLOVER type covers, narrowed by the first mode that narrows them; sorted."""
    codes = load_plover_codes()
    for mode in modes:
        if mode in codes.cameo_roots_by_mode:
            return sorted(codes.cameo_roots_by_mode[mode])
    return sorted(codes.cameo_roots.get(event_type, []))


def normalise_code(code: str | None) -> str | None:
    """A country or sector code in ISO 3166 spelling; ``None`` and the empty string mean unknown."""
    if not code:
        return None
    return load_plover_codes().code_aliases.get(code, code)


def is_country(code: str | None) -> bool:
    """Whether a code stands for a country (three capitals, none of the sectors)."""
    return code is not None and len(code) == 3 and code.isupper() and code not in load_plover_codes().sectors
