"""Reads and writes ``benchmarks/floors.yaml``: what the gate measures and below what it fails."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from rapporteur.errors import DataError
from rapporteur.yamlfile import read_yaml

__all__ = ["Entry", "Floor", "read_floors", "write_floors"]

HEAD = """\
# What `make gate` measures, and the floor of each figure. `python -m benchmarks.gate --update` raises floors to what was
# measured (rounded down to three places), never lowers one without `--allow-regression "reason"`, and writes this file;
# everything that a person wants to say belongs into the fields, not into comments.
#
# entries[]: name; task and file as for `rapporteur evaluate` (the file below ../shared); sha256 of the file; types, actors:
# options of the task; only: ids of a fixed subset; licence: of the texts; excerpts: whether docs/quality.md may show
# short excerpts of them; comparable: what the published scores beside ours say about it and what they do not.
# floors[], the first one stands in the overview of docs/quality.md: figure; value at the last update; floor; tolerance below the floor that still passes, with its reason;
# lowered: every time the floor was lowered, by how much and why.
"""


class Lowered(msgspec.Struct, forbid_unknown_fields=True):
    """One time a floor was lowered."""

    old: float
    new: float
    reason: str


class Floor(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The floor of one figure; ``None`` until the first update."""

    figure: str
    value: float | None
    floor: float | None
    tolerance: float
    reason: str
    lowered: list[Lowered] = msgspec.field(default_factory=list)


class Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One run of the gate."""

    name: str
    title: str
    task: str
    file: str
    sha256: str | None
    licence: str
    excerpts: bool
    comparable: str
    floors: list[Floor]
    types: str | None = None
    actors: str | None = None
    only: list[str] = msgspec.field(default_factory=list)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    entries: list[Entry]


def read_floors(path: Path) -> list[Entry]:
    """All entries, in file order.

    Raises:
        DataError: an unknown key, a missing field, or a name used twice.
    """
    entries = read_yaml(path, _File).entries
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise DataError(path.name, "each name once", f"{name} twice", "Rename one of the entries.")
    return entries


def write_floors(path: Path, entries: list[Entry]) -> None:
    """Writes the file anew, head comment first."""
    tree = msgspec.to_builtins(_File(entries))
    body = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=118)
    path.write_text(HEAD + body, "utf-8")
