"""Words for people beside the codes of the record, read from ``data/labels.yml``."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from rapporteur.yamlfile import read_yaml

__all__ = ["Labels", "TypeLabel", "load_labels"]

_FILE = Path(__file__).parent / "data" / "labels.yml"


class TypeLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event type's quadrant and its meaning in a few words."""

    quad: str
    gloss: str


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Code -> words, for each kind of code that people see."""

    types: dict[str, TypeLabel]
    statuses: dict[str, str]
    sectors: dict[str, str]
    layers: dict[str, str]


@functools.cache
def load_labels() -> Labels:
    """Read the labels.

    Raises:
        DataError: the file has an unknown or missing key.
    """
    return read_yaml(_FILE, Labels)
