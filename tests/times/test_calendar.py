"""calendar: intervals of TIMEX3 values, shifts, feasts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapporteur.times.calendar import coarsen_value, easter, interval_of, nth_weekday, parse_iso, shift_value

UNITS = ["D", "W", "WE", "M", "Q", "Y", "DE", "CE", "FN"]


@pytest.mark.parametrize(
    ("value", "begin", "end", "precision"),
    [
        ("2016-02-12", "2016-02-12", "2016-02-12", "day"),
        ("2016-02-12TEV", "2016-02-12", "2016-02-12", "time"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2016", "2016-01-01", "2016-12-31", "year"),
        ("199", "1990-01-01", "1999-12-31", "decade"),
        ("19", "1900-01-01", "1999-12-31", "century"),
        ("2016-Q2", "2016-04-01", "2016-06-30", "quarter"),
        ("2016-H2", "2016-07-01", "2016-12-31", "quarter"),
        ("2016-W01", "2016-01-04", "2016-01-10", "week"),
        ("2016-W01-WE", "2016-01-09", "2016-01-10", "day"),
        ("2016-WI", "2016-12-01", "2017-02-28", "season"),
        ("2016-04-05/2016-04-06", "2016-04-05", "2016-04-06", "day"),
        ("2011/2014", "2011-01-01", "2014-12-31", "year"),
        ("2011/PRESENT_REF", "2011-01-01", None, "year"),
        ("2016-02-30", None, None, "none"),
        ("XXXX-02-12", None, None, "none"),
        ("XXXX-WXX-3TEV", None, None, "none"),
        ("P20M", None, None, "none"),
        ("FY2016", None, None, "none"),
        ("AH1440-01-14", None, None, "none"),
        ("2014/2011", None, None, "none"),
        ("2015-W53-7", "2016-01-03", "2016-01-03", "day"),
        ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ],
)
def test_interval_of_value(value: str, begin: str | None, end: str | None, precision: str) -> None:
    """A value that is settled covers these days; one that is not covers none."""
    assert interval_of(value) == (begin, end, precision)


@pytest.mark.parametrize(
    ("value", "unit", "n", "expected"),
    [
        ("2016-03-01", "D", -1, "2016-02-29"),
        ("2016-05-03", "W", -1, "2016-W17"),
        ("2016-01-31", "M", 1, "2016-02"),
        ("2016-05-03", "Y", -2, "2014"),
        ("1911", "Y", 2, "1913"),
        ("1911", "M", 1, None),
        ("XXXX-05-03", "D", 2, "XXXX-05-05"),
        ("XXXX-02-28", "D", 1, None),
        ("XXXX-WXX-7", "D", 1, "XXXX-WXX-1"),
        ("XXXX-12", "M", 1, "XXXX-01"),
        ("0001-01-01", "D", -1, None),
        ("2016-05-03", "FN", 1, "2016-W20"),
    ],
)
def test_shift_value(value: str, unit: str, n: int, expected: str | None) -> None:
    """A shift is as precise as its unit, and None where the start is not settled finely enough."""
    assert shift_value(value, unit, n) == expected


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(UNITS), st.integers(-9, 9))
def test_shift_value_there_and_back(day: date, unit: str, n: int) -> None:
    """Shifting there and back gives the unit one began with."""
    there = shift_value(day.isoformat(), unit, n)
    back_unit, factor = ("W", 2) if unit == "FN" else (unit, 1)
    assert there is not None
    back = shift_value(interval_of(there).begin or "", back_unit, -n * factor)
    assert back == coarsen_value(day.isoformat(), back_unit)


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)), st.sampled_from(UNITS[:-1]))
def test_interval_of_unit_holds_the_day(day: date, unit: str) -> None:
    """The interval of the unit that holds a day holds the day; a weekend at least lies in its week."""
    value = coarsen_value(day.isoformat(), unit)
    assert value is not None
    begin, end, _ = interval_of(value)
    assert begin is not None
    assert end is not None
    assert begin <= end
    if unit != "WE":
        assert begin <= day.isoformat() <= end


@given(st.text(alphabet="0123456789X-WQHTSUPREF_/", max_size=14))
def test_interval_of_never_fails(value: str) -> None:
    """Any string has an interval or none; limits are ISO dates in order."""
    begin, end, precision = interval_of(value)
    assert begin is None or parse_iso(begin) is not None
    assert end is None or (begin is not None and begin <= end)
    assert (precision == "none") == (begin is None)


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [(2015, "2015-04-05", "2015-04-12"), (2016, "2016-03-27", "2016-05-01"), (2017, "2017-04-16", "2017-04-16")],
)
def test_easter(year: int, western: str, orthodox: str) -> None:
    """Easter of both churches."""
    assert easter(year).isoformat() == western
    assert easter(year, orthodox=True).isoformat() == orthodox


def test_nth_weekday_counts_from_either_end() -> None:
    """The fourth Thursday of November and the last Monday of May."""
    assert nth_weekday(2016, 11, 4, 4).isoformat() == "2016-11-24"
    assert nth_weekday(2016, 5, 1, -1).isoformat() == "2016-05-30"
