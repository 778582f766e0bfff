"""The year of a day, month, season or quarter that is written without one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rapporteur.times.calendar import days_of, name_unit
from rapporteur.times.readings import Reading
from rapporteur.times.story import CLOCK_REACH, STORY_YEARS, Story

__all__ = ["find_year"]

# Two days of one month this close, in characters, are of one year: "set for 3 June, it was moved to 10 June".
BESIDE = 120
# A year this long before publication begins a story of its own; a nearer one only together with another.
LONG_AGO_YEARS = 10


def find_year(story: Story, reading: Reading) -> tuple[int | None, str | None, str | None]:
    """Year, anchor and relation for a part of a year: heading, then story, then publication with the tense."""
    if reading.anchor == "previous":
        year = story.told_year()
        return (
            (year + (reading.n or 0), "previous time", None)
            if year is not None
            else (None, None, "in the year told before")
        )
    if story.heading is not None and story.heading[:4].isdigit():
        return int(story.heading[:4]), "heading", None
    if story.published is None:
        return None, None, words_of_year(story, reading)
    told = story_year(story, reading)
    if told is not None:
        return told, "previous time", None
    if (
        reading.day is None
        and reading.n is None
        and (reading.month or reading.season)
        and story.side(reading) == "present"
    ):
        return None, None, "every year, or the one near publication"
    return year_by_publication(story, reading), story.origin, None


def words_of_year(story: Story, reading: Reading) -> str:
    """What is known of the year when the day of publication is not."""
    if reading.n is not None:
        return {
            -1: "the last one before publication",
            0: "of the year of publication",
            1: "the next one after publication",
        }.get(reading.n, "near publication")
    side = story.side(reading)
    return {"past": "on or before publication", "future": "on or after publication"}.get(side or "", "near publication")


def first_day(reading: Reading, year: int) -> date | None:
    """First day of the part of ``year`` that the reading names."""
    if reading.month is not None:
        try:
            return date(year, reading.month, reading.day or 1)
        except ValueError:
            return None
    if reading.season is not None:
        return date(year, {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[reading.season], 1)
    if reading.quarter is not None:
        return date(year, 3 * reading.quarter - 2, 1)
    return date(year, 1 if reading.half == 1 else 7, 1)


def year_by_publication(story: Story, reading: Reading) -> int:
    """The year that makes the part the last before, or the next after, publication: "last", tense, else the nearest."""
    assert story.published is not None
    year = story.published.year
    side = {-1: "past", 1: "future", 0: "this"}.get(reading.n if reading.n is not None else 9)
    if side is None:
        side = "future" if is_deadline(story, reading) else story.side(reading)
    beside = story.told_before(reading.start)
    if (
        beside is not None
        and beside.anchor == story.origin
        and reading.month is not None
        and reading.start - beside.reading.end <= BESIDE
        and beside.reading.month == reading.month
    ):
        told = beside.value[:4]
        if told.isdigit() and reading.n is None:
            return int(told)
    named = [near for near in (year, year - 1, year + 1) if falls_on_weekday(reading, near)]
    if named and reading.n is None:
        return named[0]
    first = first_day(reading, year)
    if first is None or side == "this":
        return year
    same = (reading.day is None and name_unit(story.published, "M") == name_unit(first, "M")) or (
        reading.day is not None and first == story.published
    )
    if reading.n is not None and reading.n != 0:
        if reading.n < 0:
            return year if last_day(reading, year) < story.published else year - 1
        return year if first > story.published else year + 1
    if same:
        return year
    if side == "past":
        return year if first <= story.published else year - 1
    if side == "future":
        return year if last_day(reading, year) >= story.published else year + 1
    return min((year - 1, year, year + 1), key=lambda candidate: distance(story, reading, candidate))


def is_deadline(story: Story, reading: Reading) -> bool:
    """Whether "by June" names a deadline; "by June they had left" does not."""
    if story.scan.word_before(reading.start) != "by":
        return False
    low, high = story.scan.sentence_at(reading.start, reading.end)
    return re.search(r"\bhad\b", story.scan.work[low:high]) is None


def falls_on_weekday(reading: Reading, year: int) -> bool:
    """Whether "Thursday, May 5" is a Thursday in ``year``; it is so in one year of five or six."""
    first = first_day(reading, year)
    return (
        reading.weekday is not None
        and reading.day is not None
        and first is not None
        and first.isoweekday() == reading.weekday
    )


def year_of_story(story: Story, year: int) -> int | None:
    """``year`` when the story is told in it: it lies long back, or the time told before lies back too."""
    assert story.published is not None
    age = story.published.year - year
    if age >= LONG_AGO_YEARS:
        return year
    before = story.told[-2].value[:4] if len(story.told) > 1 else ""
    return (
        year if age >= STORY_YEARS and before.isdigit() and story.published.year - int(before) >= STORY_YEARS else None
    )


def last_day(reading: Reading, year: int) -> date:
    """Last day of the part of ``year``; the first when there is no such day."""
    first = first_day(reading, year) or date(year, 1, 1)
    if reading.day is not None:
        return first
    return first + timedelta(days=30 if reading.month is not None else 90)


def distance(story: Story, reading: Reading, year: int) -> int:
    """Days between the part of ``year`` and publication."""
    first = first_day(reading, year)
    assert story.published is not None
    return abs((first - story.published).days) if first is not None else 10**6


def story_year(story: Story, reading: Reading) -> int | None:
    """The year of a story told at least `STORY_YEARS` before publication: the first such day or month from the time told before."""
    if story.published is None or reading.n is not None:
        return None
    latest = story.told_before(reading.start)
    if (
        latest is not None
        and latest.value.isdigit()
        and len(latest.value) == 4
        and reading.start - latest.reading.end <= CLOCK_REACH
    ):
        return year_of_story(story, int(latest.value)) if not latest.reading.since else None
    before = story.told_before(reading.start, precise=True)
    if before is None:
        return None
    days = days_of(before.value.partition("/")[0])
    if days is None or story.published.year - days[0].year < STORY_YEARS:
        return None
    floor = days[0].replace(day=1)
    first = first_day(reading, floor.year)
    if first is None:
        return None
    return floor.year if first.replace(day=1) >= floor else floor.year + 1
