"""The date of publication: what is given is read strictly, and what could mean two days is refused."""

from __future__ import annotations

import datetime as dt
import re

from rapporteur.errors import FieldError

__all__ = ["read_published"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = (
    r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[A-Z]{2,4}|[+-]\d{2}:?\d{2})?)?"
)

_ISO = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}}){_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?\d{6}Z?)?")
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[/.](?P<m>\d{{1,2}})[/.](?P<d>\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<mon>{_MONTH})\.?,?[\s-]+(?P<y>\d{{4}}){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}(?P<mon>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_CLOCK}", re.IGNORECASE
)
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})")
_SLASHED = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})")

_EARLIEST, _LATEST = 1500, 2200
"""Years outside this range are typing errors or other calendars."""


def read_published(value: object, *, where: str) -> str:
    """Read a date of publication given as text.

    Accepts ISO dates and date-times (the day as written, whatever the time zone), ``20210303``, ``2021/03/03``,
    ``3 March 2021``, ``March 3, 2021``, ``Wed, 03 Mar 2021 10:00:00 GMT``, ``03.03.2021``, and ``13/04/2021`` where
    only one order is possible.

    Returns:
        The ISO date, ``YYYY-MM-DD``.

    Raises:
        FieldError: not a string, no such day, not a day (a year, a month), or a date with two readings.
    """
    if not isinstance(value, str):
        raise _error(where, f"{value!r}, which is not a string")
    given = value.strip()
    for pattern in (_ISO, _COMPACT, _YEAR_FIRST, _DAY_MONTH, _MONTH_DAY, _DOTTED):
        match = pattern.fullmatch(given)
        if match is None:
            continue
        parts = match.groupdict()
        month = int(parts["m"]) if "m" in parts else _MONTHS[parts["mon"].lower()]
        return _day(int(parts["y"]), month, int(parts["d"]), given, where)
    match = _SLASHED.fullmatch(given)
    if match is not None:
        first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
        if first <= 12 and second <= 12 and first != second:
            raise _error(where, f"{given!r}, which can be two days")
        day, month = (first, second) if second <= 12 else (second, first)
        return _day(year, month, day, given, where)
    raise _error(where, repr(given[:60]))


def _day(year: int, month: int, day: int, given: str, where: str) -> str:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise _error(where, f"{given!r}, and there is no such day") from None
    if not _EARLIEST <= year <= _LATEST:
        raise _error(where, f"{given!r}, a year outside {_EARLIEST} to {_LATEST}")
    return date.isoformat()


def _error(where: str, found: str) -> FieldError:
    return FieldError(
        f"{where}, field published",
        "a date as YYYY-MM-DD",
        found,
        "Give the day of publication, or leave the field out.",
    )
