"""The shapes of the data files of this folder: strict, so that an unknown key is an error."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Context", "Feast", "HolidayFile", "Lexicon", "Modifier", "NamedPeriod", "Rule", "RuleFile"]

Make = Literal[
    "calendar", "numeric", "offset", "duration", "span", "set", "rate", "literal", "clock", "hijri", "holiday", "period",
    "range", "year",
]  # fmt: skip
Words = dict[str, dict[str, int | str]]


class Given(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Parts of a reading that do not depend on the words."""

    unit: str | None = None
    n: int | None = None
    part: str | None = None
    value: str | None = None
    mod: str | None = None
    anchor: Literal["previous"] | None = None
    relation: str | None = None


class Rule(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One way of writing a time; see the head of rules.yaml."""

    id: str
    needs: list[str]
    pattern: str
    make: Make
    give: Given = Given()
    coding_only: bool = False
    examples: list[str] = []
    unread: list[str] = []


class Nth(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The ``which``-th ``weekday`` of ``month``."""

    month: int
    weekday: int
    which: int


class Feast(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A feast or day of the year; see the head of holidays.yaml."""

    names: list[str]
    date: str | None = None
    easter: int | None = None
    orthodox: bool = False
    nth: Nth | None = None
    hijri: str | None = None
    month: int | None = None
    capital: bool = False


class NamedPeriod(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A war or an age; ``begin`` and ``end`` are values, ``None`` where nobody agrees on limits."""

    names: list[str]
    begin: str | None = None
    end: str | None = None
    war: bool = False


class Lexicon(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """lexicon.yaml."""

    words: Words
    abbreviations: Words
    shapes: dict[str, str]
    triggers: dict[str, list[str]]
    common: list[str]


class RuleFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """rules.yaml."""

    rules: list[Rule]


class HolidayFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """holidays.yaml."""

    holidays: list[Feast]
    periods: list[NamedPeriod]


class Modifier(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words before a reading that set its TIMEX3 modifier."""

    before: list[str]
    mod: str
    takes: list[Literal["date", "length"]]


class Join(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Two readings side by side that are one."""

    left: str
    right: str
    between: list[str]


class Cues(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words that put a clause in the past, the future or the present."""

    future: list[str]
    past: list[str]
    present: list[str]
    generic: list[str]
    not_past: list[str]
    weak: list[str]


class Labels(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Words before a date of publication, and before dates that are not it."""

    published: list[str]
    other: list[str]


class Context(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """context.yaml."""

    modifiers: list[Modifier]
    approx: dict[str, str]
    filler: list[str]
    joins: list[Join]
    before_time: list[str]
    not_year_before: list[str]
    not_year_after: list[str]
    near_misses: list[tuple[str, str]]
    name_heads: list[str]
    march_after: list[str]
    titles: list[str]
    name_months: list[str]
    verb_months: list[str]
    prepositions: list[str]
    part_before: list[str]
    clock_before: list[str]
    bare_before: list[str]
    war_before: list[str]
    day_follows: list[str]
    age_before: list[str]
    rate_before: list[str]
    cues: Cues
    labels: Labels
