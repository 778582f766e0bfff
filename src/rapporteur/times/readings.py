"""A reading: what the words of one expression say, before anything outside the expression is asked.

make.py turns the match of a rule into a reading; resolve.py turns readings into values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rapporteur.times.numbers import plain_number

__all__ = ["Reading", "length_value"]

Kind = Literal["calendar", "offset", "duration", "set", "literal", "hijri", "range"]


@dataclass(slots=True)
class Reading:
    """The parts an expression names; ``None`` is a part it does not name.

    Attributes:
        start, end: span in the text.
        n: shift in units from the anchor (offset), or "last" -1, "this" 0, "next" 1 before a weekday, month or season.
        count: length as TIMEX3 writes it ("2", "2.5", "X").
        within: the year, or week, this part of it belongs to ("the third quarter of last year").
        ends: the two ends of a range whose parts are shared ("5-6 April 2016").
        anchor: "previous" for what is told after another time.
    """

    start: int
    end: int
    rule: str
    kind: Kind
    year: int | None = None
    era: str = ""
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    decade: int | None = None
    century: int | None = None
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None
    unit: str | None = None
    n: int | None = None
    count: str | None = None
    value: str | None = None
    mod: str | None = None
    anchor: str | None = None
    relation: str | None = None
    feast: str | None = None
    within: Reading | None = None
    ends: tuple[Reading, Reading] | None = None
    year_carried: bool = False
    since: bool = False
    choices: list[str] = field(default_factory=list)

    def role(self) -> str:
        """What the reading is for joining: clock, part, weekday, date, month, subyear, week, year or "" (nothing)."""
        if self.kind == "offset":
            return {"D": "date", "Y": "year", "W": "week", "WE": "week"}.get(self.unit or "", "")
        if self.kind != "calendar" or self.era:
            return ""
        if self.day is not None or self.feast is not None:
            return "date"
        if self.weekday is not None:
            return "weekday"
        if self.hour is not None:
            return "clock"
        if self.month or self.season or self.quarter or self.half:
            return "subyear"
        if self.year is not None:
            return "year"
        return "part" if self.part else ""


def length_value(unit: str | None, count: str | None) -> str:
    """A TIMEX3 length: "P2W", "PT24H", "PXY"; decades and centuries count in years."""
    tail = {
        "S": "T{}S",
        "MI": "T{}M",
        "H": "T{}H",
        "D": "{}D",
        "W": "{}W",
        "FN": "{}W",
        "M": "{}M",
        "Q": "{}Q",
        "SE": "{}M",
        "Y": "{}Y",
        "DE": "{}Y",
        "CE": "{}Y",
        "ML": "{}Y",
        "WE": "{}WE",
    }[unit or "D"]
    factor = {"FN": 2, "SE": 6, "DE": 10, "CE": 100, "ML": 1000}.get(unit or "D", 1)
    number = count or "X"
    if factor != 1 and number != "X":
        number = plain_number(float(number) * factor)
    return "P" + tail.format(number)
