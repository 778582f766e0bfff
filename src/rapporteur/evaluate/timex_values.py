"""When two normalised times are the same: TIMEX3 values, TEI dates and the intervals they denote.

>>> interval_of("2016-02")
('2016-02-01', '2016-02-29')
>>> canonical_value("2008-10-07T18:00Z") == canonical_value("2008-10-07T18:00")
True
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

__all__ = ["Interval", "canonical_value", "interval_of", "tei_as_timex", "tei_interval"]

Interval = tuple[str, str]

_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11)}


def canonical_value(value: str) -> str:
    """A TIMEX3 value in one spelling: capitals, no time zone letter, no empty seconds."""
    value = value.strip().upper()
    value = re.sub(r"(T\d\d:\d\d):00", r"\1", value)
    return re.sub(r"(T\d\d(:\d\d)*)Z$", r"\1", value)


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _months(year: int, first: int, last: int) -> Interval:
    return f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{_last_day(year, last):02d}"


def interval_of(value: str) -> Interval | None:
    """First and last day (ISO, both inside) that a TIMEX3 value denotes.

    Returns:
        ``None`` for durations, sets, vague references, underspecified values and years before 1.
    """
    value = value.strip()
    if not re.match(r"\d{2}", value):
        return None
    if re.fullmatch(r"\d{2}", value):
        return f"{value}00-01-01", f"{value}99-12-31"
    if re.fullmatch(r"\d{3}", value):
        return f"{value}0-01-01", f"{value}9-12-31"
    try:
        return _calendar_interval(value)
    except ValueError:
        return None


def _calendar_interval(value: str) -> Interval | None:
    year = int(value[:4])
    if year == 0:
        return None
    if re.fullmatch(r"\d{4}", value):
        return _months(year, 1, 12)
    if match := re.fullmatch(r"\d{4}-(\d\d)", value):
        return _months(year, int(match[1]), int(match[1]))
    if match := re.match(r"(\d{4}-\d\d-\d\d)(T|$)", value):
        day = date.fromisoformat(match[1]).isoformat()
        return day, day
    if match := re.fullmatch(r"\d{4}-W(\d\d)", value):
        monday = date.fromisocalendar(year, int(match[1]), 1)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    if match := re.fullmatch(r"\d{4}-Q([1-4])", value):
        last = 3 * int(match[1])
        return _months(year, last - 2, last)
    if match := re.fullmatch(r"\d{4}-H([12])", value):
        return _months(year, 6 * int(match[1]) - 5, 6 * int(match[1]))
    if match := re.fullmatch(r"\d{4}-(SP|SU|FA)", value):
        return _months(year, *_SEASONS[match[1]])
    return None


def tei_as_timex(when: str) -> str:
    """A TEI ``when`` in TIMEX3 spelling: an open year is ``XXXX``.

    >>> tei_as_timex("--12-25"), tei_as_timex("0866")
    ('XXXX-12-25', '0866')
    """
    return "XXXX-" + when[2:] if when.startswith("--") else when


def tei_interval(when: str | None, first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """The interval of TEI attributes: of ``when``, else from the first day of ``first`` to the last day of ``last``.

    An end that the annotation leaves open, or that has no year, is ``None``.
    """
    if when is not None:
        whole = interval_of(when)
        return whole if whole is not None else (None, None)
    begin = interval_of(first) if first is not None else None
    end = interval_of(last) if last is not None else None
    return (begin[0] if begin else None), (end[1] if end else None)
