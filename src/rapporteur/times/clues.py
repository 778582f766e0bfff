"""What the text itself says about its day: date line, headings, the order of day and month, the weekday of "today"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from rapporteur.times.calendar import parse_iso, shift_value
from rapporteur.times.readings import Reading
from rapporteur.times.scan import Scan

__all__ = ["Clues", "date_line_of", "read_clues"]

# A date line stands in one of the first lines and begins within this many characters of its line.
DATE_LINE_CHARS = 60
DATE_LINE_LINES = 8
# "CAIRO, 3 May (Agency) -": what follows the date; before it only words of a place, which begin with capitals.
LINE_CLOSES = re.compile(r"\s{0,2}(?:\([^()\n]{2,40}\)|/[^/\n]{2,20}/)?\s{0,2}(?:--?|–|—|:|/)\s?")
PLACE_OPENS = re.compile(
    r"\s*(?:\(?[A-ZÀ-Þ][\w.'’-]*[,/]?\s?(?:(?:al|el|de|of|the|and|la|le|as|ad|ash|an)[ -])?){1,6}[,(:–—-]?\s?\(?"
)
HEADING_END = re.compile(r"[\s.:–—-]*")
TODAY_NAMED = re.compile(
    r"\btoday,? (?:is )?\(?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\)?,? \(?today\b"
)
WEEKDAY_NUMBERS = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
SAME_EVENT = re.compile(r"'s ((?:[^\W\d_]+[ -]){0,8}[^\W\d_]+)")
# Only so many days and weekdays are compared, so that a long list of them costs nothing.
MOST_PAIRS = 40
COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "for",
        "from",
        "by",
        "with",
        "his",
        "her",
        "its",
        "their",
        "that",
        "this",
    ]
)


@dataclass(slots=True)
class Clues:
    """What the document tells about its own day.

    Attributes:
        published: the day values are seen from, given or from the date line ("XXXX-05-03" when it has no year).
        origin: "publication" or "date line".
        headings: starts of readings that stand alone in their line, after the head of the document.
    """

    published: str | None
    origin: str = "publication"
    day_first: bool | None = None
    weekday_of_today: int | None = None
    weekdays: dict[int, str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)


def read_clues(readings: list[Reading], scan: Scan, *, published: str | None) -> Clues:
    """Collect the clues of a document before its times are resolved."""
    clues = Clues(published)
    clues.day_first = numeric_order(readings, scan)
    line = date_line_of(readings, scan)
    if published is None and line is not None:
        value = full_day(line) or (f"XXXX-{line.month:02d}-{line.day:02d}" if line.month and line.day else None)
        if value is not None:
            clues.published, clues.origin = value, "date line"
    if clues.published is None:
        clues.published = today_of_text(readings, scan)
    clues.headings = {reading.start for reading in readings if reading is not line and is_heading(reading, scan)}
    if clues.published is None:
        clues.weekday_of_today = weekday_of_today(readings, scan)
    clues.weekdays = named_weekdays(readings)
    return clues


def today_of_text(readings: list[Reading], scan: Scan) -> str | None:
    """The day of writing where the text puts a date beside "today" or "yesterday": "Yesterday, 17 February 2006"; ``None`` when two differ."""
    days = set()
    for left, right in pairwise(readings):
        for one, other in ((left, right), (right, left)):
            value = full_day(other)
            if (
                one.kind == "offset"
                and one.unit == "D"
                and one.anchor is None
                and one.n is not None
                and value is not None
                and scan.work[left.end : right.start] in (" ", ", ", " (", ", on ", " on ")
            ):
                days.add(shift_value(value, "D", -one.n))
    return days.pop() if len(days) == 1 else None


def full_day(reading: Reading) -> str | None:
    """ISO date of a reading that names year, month and day, or an unambiguous numeric date."""
    if len(reading.choices) == 1:
        return reading.choices[0] if parse_iso(reading.choices[0]) is not None else None
    if (
        reading.kind != "calendar"
        or reading.year is None
        or reading.month is None
        or reading.day is None
        or reading.year_carried
    ):
        return None
    value = f"{reading.year:04d}-{reading.month:02d}-{reading.day:02d}"
    return value if parse_iso(value) is not None else None


def numeric_order(readings: list[Reading], scan: Scan) -> bool | None:
    """Whether numeric dates put the day first, from those that allow one order only; ``None`` when there is none or they differ."""
    orders = set()
    for reading in readings:
        if (
            len(reading.choices) == 1
            and reading.rule == "slash-date"
            and reading.choices[0][5:7] != reading.choices[0][8:10]
        ):
            first = int(re.split(r"[/.-]", scan.work[reading.start : reading.end])[0])
            orders.add(int(reading.choices[0][8:10]) == first)
    return orders.pop() if len(orders) == 1 else None


def date_line_of(readings: list[Reading], scan: Scan) -> Reading | None:
    """The reading of the date line: a day alone in one of the first lines, or after the place name that opens the report."""
    limit = head_end(scan.text)
    for reading in readings:
        if reading.start >= limit:
            return None
        if (reading.day is None or reading.month is None) and len(reading.choices) != 1:
            continue
        line = scan.line_at(reading.start, reading.end)
        begin = scan.text.rfind("\n", 0, reading.start) + 1
        if (
            line is not None
            and HEADING_END.fullmatch(scan.text[line[0] : reading.start])
            and HEADING_END.fullmatch(scan.text[reading.end : line[1]])
        ):
            return reading
        opener = scan.text[begin : reading.start]
        if (
            len(opener) <= DATE_LINE_CHARS
            and (opener == "" or PLACE_OPENS.fullmatch(opener))
            and LINE_CLOSES.match(scan.text, reading.end)
            and (opener or full_day(reading))
        ):
            return reading
    return None


def head_end(text: str) -> int:
    """Offset where the first `DATE_LINE_LINES` lines with text end."""
    position, lines = 0, 0
    while lines < DATE_LINE_LINES:
        stop = text.find("\n", position)
        if stop == -1:
            return len(text)
        lines += bool(text[position:stop].strip())
        position = stop + 1
    return position


def is_heading(reading: Reading, scan: Scan) -> bool:
    """Whether a day, month or year fills its line and is not in the first line."""
    if reading.kind != "calendar" or (reading.year is None and reading.month is None) or reading.start < 2:
        return False
    line = scan.line_at(reading.start, reading.end)
    if line is None or line[0] == 0:
        return False
    return (
        HEADING_END.fullmatch(scan.text[line[0] : reading.start]) is not None
        and HEADING_END.fullmatch(scan.text[reading.end : line[1]]) is not None
    )


def named_weekdays(readings: list[Reading]) -> dict[int, str]:
    """Weekdays the text names together with one full date, or that one bare full date falls on; a weekday named with two dates is left out."""
    found: dict[int, set[str]] = {}
    for reading in readings:
        value = full_day(reading)
        if (
            value is not None
            and reading.weekday is not None
            and date.fromisoformat(value).isoweekday() == reading.weekday
        ):
            found.setdefault(reading.weekday, set()).add(value)
    return {weekday: values.pop() for weekday, values in found.items() if len(values) == 1}


def weekday_of_today(readings: list[Reading], scan: Scan) -> int | None:
    """The weekday of "today" where the text settles it without a date.

    Three ways: "today (Sunday)"; "yesterday's attack in Bolen ... Saturday's deadly attack in Bolen", one happening under both names;
    "this weekend ... on Saturday ... today", where today is the other day of it.
    """
    match = TODAY_NAMED.search(scan.work)
    if match is not None:
        return WEEKDAY_NUMBERS[match[1] or match[2]]
    days = [
        reading for reading in readings if reading.kind == "offset" and reading.unit == "D" and reading.anchor is None
    ]
    weekdays = [
        reading
        for reading in readings
        if reading.kind == "calendar" and reading.weekday is not None and reading.day is None and reading.n is None
    ]
    for day in days[:MOST_PAIRS]:
        for weekday in weekdays[:MOST_PAIRS]:
            if names_same_event(day, weekday, scan):
                return ((weekday.weekday or 1) - 1 - (day.n or 0)) % 7 + 1
    weekend = any(reading.kind == "offset" and reading.unit == "WE" and reading.n == 0 for reading in readings)
    named = {reading.weekday for reading in weekdays} & {6, 7}
    if weekend and len(named) == 1 and any(day.n == 0 for day in days):
        return 7 if named == {6} else None
    return None


def names_same_event(one: Reading, two: Reading, scan: Scan) -> bool:
    """Whether both stand in the genitive before phrases that share two words of content."""
    phrases = []
    for reading in (one, two):
        match = SAME_EVENT.match(scan.work, reading.end)
        if match is None:
            return False
        phrases.append({word.rstrip("s") for word in re.split(r"[ -]", match[1])} - COMMON)
    return len(phrases[0] & phrases[1]) >= 2
