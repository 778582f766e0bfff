"""What is known when a time is read: the day of publication, the section heading, and the times told before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rapporteur.times.calendar import coarsen_value, interval_of, parse_iso
from rapporteur.times.direction import TenseOf, direction_at
from rapporteur.times.readings import Reading
from rapporteur.times.rules import Grammar
from rapporteur.times.scan import Scan

__all__ = ["CLOCK_REACH", "STORY_REACH", "Resolved", "Story", "words_of_offset"]

# How far back, in characters, a story reaches for the time told before; about three paragraphs of news.
STORY_REACH = 1500
# A time of day without a day belongs to a day named at most this many characters before it.
CLOCK_REACH = 250
# A story told this many years before publication keeps its own year for days and months without one.
STORY_YEARS = 2

UNIT_WORDS = {
    "D": "day",
    "W": "week",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "SE": "half-year",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
    "FN": "fortnight",
    "H": "hour",
    "MI": "minute",
    "S": "second",
}


@dataclass(slots=True)
class Resolved:
    """A reading with its value; ``begin`` and ``end`` only where they do not follow from the value (lengths with an anchor)."""

    reading: Reading
    value: str
    type: str
    anchor: str | None = None
    relation: str | None = None
    begin: str | None = None
    end: str | None = None


@dataclass(slots=True)
class Story:
    """The anchors of one document, as they stand when the reader has come to an expression.

    Attributes:
        today: the day values are seen from: an ISO date, a yearless day ("XXXX-05-03") that a date line gave, only a weekday
            ("XXXX-WXX-7"), or ``None``.
        origin: what ``today`` is: "publication" or "date line".
        day_first: the document's convention for 12/02/2016; ``None`` when nothing in it tells.
        weekdays: weekday -> ISO date, for weekdays that the text names together with one full date.
        told: times resolved so far, in text order.
        heading: value of the date that stands alone in its line above the expression, if any.
    """

    scan: Scan
    grammar: Grammar
    today: str | None = None
    origin: str = "publication"
    tense_of: TenseOf | None = None
    day_first: bool | None = None
    weekdays: dict[int, str] = field(default_factory=dict)
    told: list[Resolved] = field(default_factory=list)
    heading: str | None = None

    @property
    def published(self) -> date | None:
        """The day of ``today`` when it is a full date."""
        return parse_iso(self.today)

    def side(self, reading: Reading) -> str | None:
        """Past, future or present of the clause the reading stands in."""
        return direction_at(self.scan, reading.start, reading.end, self.grammar.cues, self.tense_of)

    def told_before(self, start: int, *, precise: bool = False) -> Resolved | None:
        """The last time told before an offset within reach; with ``precise`` a day or month of a known year."""
        for found in reversed(self.told):
            if start - found.reading.end > STORY_REACH:
                return None
            if not precise:
                return found
            interval = interval_of(found.value.partition("/")[0])
            if interval.begin is not None and interval.precision in ("day", "month", "time", "week"):
                return found
            if interval.begin is not None:
                return None
        return None

    def told_year(self) -> int | None:
        """The year of the last time told whose year is known."""
        for found in reversed(self.told[-8:]):
            if found.value[:4].isdigit():
                return int(found.value[:4])
        return None

    def told_day(self, start: int) -> Resolved | None:
        """The last single day told before an offset within reach."""
        for found in reversed(self.told):
            if start - found.reading.end > STORY_REACH:
                return None
            if coarsen_value(found.value.partition("/")[0], "D") is not None:
                return found
        return None


def words_of_offset(unit: str, n: int, anchor: str) -> str:
    """An offset in words, such as "the day before publication"."""
    word = UNIT_WORDS.get(unit, "day")
    if n == 0:
        return f"the {word} of {anchor}"
    side = "before" if n < 0 else "after"
    return f"the {word} {side} {anchor}" if abs(n) == 1 else f"{abs(n)} {word}s {side} {anchor}"
