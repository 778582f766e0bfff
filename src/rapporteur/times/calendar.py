"""Arithmetic on TIMEX3 values: pure functions from value to value and from value to interval.

Everything here works on the strings that are written to the record, so that a value and its interval cannot disagree.
A value that names no year ("XXXX-05-03") or only a weekday ("XXXX-WXX-3") is shifted as far as that is certain.

Source: TIMEX3 (TimeML annotation guidelines 1.2.1, section 2.1); ISO 8601 for weeks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

__all__ = [
    "OPEN_VALUES",
    "Interval",
    "Precision",
    "coarsen_value",
    "easter",
    "interval_of",
    "nth_weekday",
    "parse_iso",
    "shift_value",
]

Precision = Literal["time", "day", "week", "month", "season", "quarter", "year", "decade", "century", "none"]

# What is written for "some day", "some week" ... when nothing anchors it.
OPEN_VALUES = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "SE": "XXXX-HX",
    "Y": "XXXX",
    "DE": "XXX",
    "CE": "XX",
}
# First month and number of months of a season, northern hemisphere by the meteorological year; winter starts in its year.
SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T.*)?\Z")
WEEKDAY = re.compile(r"(\d{4})-W(\d\d)-([1-7]|WE)(T.*)?\Z")
WEEK = re.compile(r"(\d{4})-W(\d\d)\Z")
MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
QUARTER = re.compile(r"(\d{4})-([QH])(\d)\Z")
SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)\Z")
DIGITS = re.compile(r"\d{2,4}\Z")
YEARLESS_DAY = re.compile(r"XXXX-(\d\d)-(\d\d)\Z")
YEARLESS_MONTH = re.compile(r"XXXX-(\d\d)\Z")
WEEKDAY_ONLY = re.compile(r"XXXX-WXX-([1-7])\Z")


class Interval(NamedTuple):
    """First and last day of a value, ISO dates, both inside; ``None`` where the value does not settle them."""

    begin: str | None
    end: str | None
    precision: Precision


NO_INTERVAL = Interval(None, None, "none")


def parse_iso(value: str | None) -> date | None:
    """The day of ``YYYY-MM-DD`` with or without a time behind it, ``None`` for anything else or an impossible day."""
    match = DAY.match(value or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def interval_of(value: str) -> Interval:
    """The days a TIMEX3 value covers.

    Returns:
        An interval of ``None`` and precision "none" for values that are underspecified, for lengths and for sets. Of a range
        ``A/B``, the first day of A and the last of B, with the precision of A; ``B`` may be ``PRESENT_REF``, then the
        end is ``None``. A fiscal year has no interval: its limits differ by country.
    """
    if "/" in value:
        left, _, right = value.partition("/")
        first, last = interval_of(left), interval_of(right)
        if first.begin is None or (last.end is None and right != "PRESENT_REF"):
            return NO_INTERVAL
        if last.end is not None and last.end < first.begin:
            return NO_INTERVAL
        return Interval(first.begin, last.end, first.precision)
    days = days_of(value)
    if days is None:
        return NO_INTERVAL
    return Interval(days[0].isoformat(), days[1].isoformat(), days[2])


def days_of(value: str) -> tuple[date, date, Precision] | None:
    """`interval_of` for a value that is no range, as dates."""
    try:
        return read_day(value) or read_period(value)
    except (ValueError, OverflowError):
        return None


def read_day(value: str) -> tuple[date, date, Precision] | None:
    """A day, a day of a week or a weekend. Raises ValueError for a day that is not in the calendar."""
    if match := DAY.match(value):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day, "time" if match[4] else "day"
    if match := WEEKDAY.match(value):
        year, week = int(match[1]), int(match[2])
        if match[3] == "WE":
            return date.fromisocalendar(year, week, 6), date.fromisocalendar(year, week, 7), "day"
        day = date.fromisocalendar(year, week, int(match[3]))
        return day, day, "time" if match[4] else "day"
    return None


def read_period(value: str) -> tuple[date, date, Precision] | None:
    """A week, month, quarter, half, season, year, decade or century."""
    if match := WEEK.match(value):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return first, first + timedelta(days=6), "week"
    if match := MONTH.match(value):
        return *month_span(int(match[1]), int(match[2]), 1), "month"
    if match := QUARTER.match(value):
        year, number = int(match[1]), int(match[3])
        length = 3 if match[2] == "Q" else 6
        return *month_span(year, (number - 1) * length + 1, length), "quarter"
    if match := SEASON.match(value):
        return *month_span(int(match[1]), SEASON_MONTHS[match[2]], 3), "season"
    if DIGITS.match(value):
        step = 10 ** (4 - len(value))
        first_year = int(value) * step
        precision: Precision = ("year", "decade", "century")[4 - len(value)]
        return date(max(first_year, 1), 1, 1), date(first_year + step - 1, 12, 31), precision
    return None


def month_span(year: int, month: int, length: int) -> tuple[date, date]:
    """First and last day of ``length`` months from ``month`` of ``year`` (1 to 12)."""
    first = date(year, month, 1)
    years, months = divmod(month - 1 + length - 1, 12)
    last_year, last_month = year + years, months + 1
    return first, date(last_year, last_month, monthrange(last_year, last_month)[1])


def coarsen_value(value: str, unit: str) -> str | None:
    """The week, month, quarter, year, decade or century that ``value`` lies in; ``None`` when that is not settled."""
    if unit == "D":
        plain = value.partition("T")[0]
        found = read_day_safely(plain)
        if found is not None and not plain.endswith("WE"):
            return found.isoformat()
        return plain if YEARLESS_DAY.match(plain) or WEEKDAY_ONLY.match(plain) else None
    if (match := YEARLESS_DAY.match(value)) or (match := YEARLESS_MONTH.match(value)):
        return f"XXXX-{match[1]}" if unit == "M" else None
    days = days_of(value)
    if days is None:
        return None
    first, last, _ = days
    begin, end = name_unit(first, unit), name_unit(last, unit)
    return begin if begin == end else None


def read_day_safely(value: str) -> date | None:
    """The single day a value denotes, or ``None``."""
    try:
        found = read_day(value)
    except ValueError:
        return None
    return found[0] if found is not None else None


def name_unit(day: date, unit: str) -> str | None:
    """The value of the unit that holds ``day``."""
    iso = day.isocalendar()
    match unit:
        case "D":
            return day.isoformat()
        case "W":
            return f"{iso.year:04d}-W{iso.week:02d}"
        case "WE":
            return f"{iso.year:04d}-W{iso.week:02d}-WE"
        case "M":
            return f"{day.year:04d}-{day.month:02d}"
        case "Q":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case "SE":
            return f"{day.year:04d}-H{1 if day.month <= 6 else 2}"
        case "Y":
            return f"{day.year:04d}"
        case "DE":
            return f"{day.year:04d}"[:3]
        case "CE":
            return f"{day.year:04d}"[:2]
    return None


def shift_value(value: str, unit: str, n: int) -> str | None:
    """The unit ``n`` units after (negative: before) the one that holds ``value``, as precise as the unit.

    ``shift_value("2016-05-03", "W", -1)`` is the week before, ``2016-W17``. ``None`` when ``value`` is not settled
    finely enough ("two days later" than "2016") or the result leaves the calendar.
    """
    if unit == "FN":
        return shift_value(value, "W", 2 * n)
    base = coarsen_value(value, unit)
    if base is None:
        return None
    if match := WEEKDAY_ONLY.match(base):
        return f"XXXX-WXX-{(int(match[1]) - 1 + n) % 7 + 1}"
    if match := YEARLESS_DAY.match(base):
        return shift_yearless_day(int(match[1]), int(match[2]), n)
    if match := YEARLESS_MONTH.match(base):
        return f"XXXX-{(int(match[1]) - 1 + n) % 12 + 1:02d}"
    days = days_of(base)
    if days is None:
        return None
    try:
        return shift_date(days[0], unit, n)
    except (ValueError, OverflowError):
        return None


def shift_yearless_day(month: int, day: int, n: int) -> str | None:
    """Shift a day of an unknown year; ``None`` when it matters whether the year has a 29 February."""
    try:
        common = date(2001, month, day) + timedelta(days=n)
        leap = date(2004, month, day) + timedelta(days=n)
    except (ValueError, OverflowError):
        return None
    if (common.month, common.day) != (leap.month, leap.day):
        return None
    return f"XXXX-{common.month:02d}-{common.day:02d}"


def shift_date(first: date, unit: str, n: int) -> str | None:
    """`shift_value` from the first day of a unit. Raises ValueError or OverflowError outside the calendar."""
    if unit == "D":
        return (first + timedelta(days=n)).isoformat()
    if unit in ("W", "WE"):
        return name_unit(first + timedelta(weeks=n), unit)
    months = {"M": 1, "Q": 3, "SE": 6, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
    if months is None:
        return None
    total = first.year * 12 + first.month - 1 + n * months
    return name_unit(date(total // 12, total % 12 + 1, 1), unit)


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The ``which``-th ``weekday`` (1 Monday to 7 Sunday) of a month; -1 is the last."""
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def easter(year: int, *, orthodox: bool = False) -> date:
    """Easter Sunday in the common (Gregorian) calendar.

    Source: Meeus, Astronomical Algorithms (1991), chapter 8; the orthodox date holds for 1900 to 2099, when the Julian
    calendar is 13 days behind.
    """
    if orthodox:
        d = (19 * (year % 19) + 15) % 30
        e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(days=13)
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l_) // 451
    month, day = divmod(h + l_ - 7 * m + 114, 31)
    return date(year, month, day + 1)
