"""From readings to TIMEX3 values: what each expression is relative to, and what follows from it.

Readings are resolved in text order, so that "the previous day" finds the day told before. Nothing is guessed: where the anchor is
not known the value stays open and the relation says in words what is known.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rapporteur.times.calendar import OPEN_VALUES, coarsen_value, name_unit, parse_iso, shift_value
from rapporteur.times.feasts import resolve_feast
from rapporteur.times.offsets import resolve_duration, resolve_offset, with_clock
from rapporteur.times.readings import Reading
from rapporteur.times.story import CLOCK_REACH, Resolved, Story
from rapporteur.times.years import find_year

__all__ = ["resolve_reading"]

# "on a Monday": no particular one; "a Monday meeting" was on a certain day.
ANY_DAY = re.compile(r"\bon (?:a|any|some) \Z")
# "Monday to Friday", "Monday and early Friday": what links two weekdays, and how far apart they stand, in characters.
LINK = re.compile(r"\b(?:and|to|through|until|till)\b|-")
LINK_REACH = 20
# Values nothing can be told after.
NEVER_TOLD = ("PAST_REF", "PRESENT_REF", "FUTURE_REF", "AH")


def resolve_reading(story: Story, reading: Reading) -> Resolved | None:
    """The value of the next reading of the text; it is then told, for what comes after it.

    Returns:
        ``None`` when the words say nothing after all: "that time" with nothing told before, a day outside the calendar.
    """
    try:
        found = resolve_kind(story, reading)
    except (ValueError, OverflowError):  # the first or last days of the calendar, 0001 to 9999
        return None
    if found is not None and found.type in ("DATE", "TIME") and not found.value.startswith(NEVER_TOLD):
        story.told.append(found)
    return found


def resolve_kind(story: Story, reading: Reading) -> Resolved | None:
    """Resolve by the kind of the reading."""
    match reading.kind:
        case "calendar":
            return resolve_calendar(story, reading)
        case "offset":
            return resolve_offset(story, reading)
        case "duration":
            return resolve_duration(story, reading)
        case "set":
            return Resolved(reading, reading.value or "P1D", "SET")
        case "hijri":
            return resolve_hijri(reading)
        case "range":
            return resolve_range(story, reading)
        case "literal":
            return resolve_literal(story, reading)


def resolve_calendar(story: Story, reading: Reading) -> Resolved | None:
    """A date, or a part of one, in the order of precision."""
    if reading.feast is not None:
        return resolve_feast(story, reading, story.grammar.feasts[reading.feast])
    if reading.century is not None:
        return resolve_century(reading)
    if reading.decade is not None:
        return Resolved(reading, f"{reading.decade:03d}", "DATE")
    if reading.era == "BC":
        return Resolved(reading, f"BC{reading.year:04d}", "DATE")
    if reading.month is not None or reading.season or reading.quarter or reading.half:
        return resolve_in_year(story, reading)
    if reading.weekday is not None:
        return resolve_weekday(story, reading)
    if reading.day is not None:
        return resolve_day_alone(story, reading)
    if reading.hour is not None or reading.part is not None:
        return resolve_clock(story, reading)
    return Resolved(reading, f"{reading.year:04d}", "DATE") if reading.year is not None else None


def resolve_century(reading: Reading) -> Resolved:
    """A century, with BC before it when it is before the common era."""
    return Resolved(reading, f"{reading.era}{reading.century:02d}", "DATE")


def resolve_in_year(story: Story, reading: Reading) -> Resolved | None:
    """A day, month, season, quarter or half, whose year may have to be found."""
    year, anchor, relation = reading.year, None, None
    if reading.within is not None:
        inner = resolve_offset(story, reading.within)
        if inner is not None and inner.value[:4].isdigit():
            year, anchor = int(inner.value[:4]), inner.anchor
        relation = inner.relation if inner is not None and year is None else None
    elif year is None and reading.relation == "last" and story.published is not None:
        return Resolved(reading, shift_value(story.published.isoformat(), "Q", -1) or "XXXX-QX", "DATE", story.origin)
    elif year is None:
        year, anchor, relation = find_year(story, reading)
    head = f"{year:04d}" if year is not None else "XXXX"
    if reading.month is not None:
        value = f"{head}-{reading.month:02d}" + (f"-{reading.day:02d}" if reading.day is not None else "")
        if year is not None and reading.day is not None and parse_iso(value) is None:
            return None
    elif reading.season is not None:
        value = f"{head}-{reading.season}"
    elif reading.quarter is not None:
        value = f"{head}-Q{reading.quarter}"
    else:
        value = f"{head}-H{reading.half}"
    return with_clock(reading, value, anchor, relation)


def resolve_weekday(story: Story, reading: Reading) -> Resolved:
    """A weekday: of a named week, after the time told before, or the last or next one seen from publication."""
    weekday = reading.weekday or 1
    open_value = f"XXXX-WXX-{weekday}"
    if reading.within is not None:
        week = resolve_offset(story, reading.within)
        if week is not None and week.value[:4].isdigit():
            day = date.fromisocalendar(int(week.value[:4]), int(week.value[6:8]), weekday)
            return with_clock(reading, day.isoformat(), week.anchor, None)
        return with_clock(reading, open_value, None, f"in {story.scan.text[reading.within.start : reading.within.end]}")
    if reading.anchor == "previous":
        return told_weekday(story, reading, weekday, open_value)
    if reading.n is None and ANY_DAY.search(story.scan.work, max(0, reading.start - 8), reading.start):
        return with_clock(reading, open_value, None, "no particular one")
    if story.published is None:
        return weekday_without_date(story, reading, weekday, open_value)
    day = after_neighbour(story, reading, weekday_by_publication(story, reading, weekday))
    return with_clock(reading, day.isoformat(), story.origin, None)


def after_neighbour(story: Story, reading: Reading, day: date) -> date:
    """The second of two linked weekdays follows the first: "Wednesday night and early Thursday", "from Monday to Friday"."""
    before = story.told[-1] if story.told else None
    if before is None or not 0 <= reading.start - before.reading.end <= LINK_REACH:
        return day
    first = parse_iso(before.value)
    gap = story.scan.work[before.reading.end : reading.start]
    if first is None or before.reading.weekday is None or LINK.search(gap) is None or day >= first:
        return day
    return first + timedelta(days=(day.isoweekday() - first.isoweekday()) % 7)


def weekday_by_publication(story: Story, reading: Reading, weekday: int) -> date:
    """Seen from the day of publication: "last" is before it, "next" after it, otherwise the tense decides, and the past where nothing does."""
    today = story.published
    assert today is not None
    behind = (today.isoweekday() - weekday) % 7
    if reading.rule == "weekday-last" and reading.n is not None:
        monday = today - timedelta(days=today.isoweekday() - 1)
        return monday + timedelta(weeks=reading.n, days=weekday - 1)
    if reading.n == -1:
        return today - timedelta(days=behind or 7)
    if reading.n in (1, 2):
        return today + timedelta(days=(7 - behind) + (7 if reading.n == 2 else 0))
    if reading.n == 0:
        return today + timedelta(days=weekday - today.isoweekday())
    side = story.side(reading)
    if side == "future":
        return today + timedelta(days=(7 - behind) % 7)
    return today - timedelta(days=behind)


def weekday_without_date(story: Story, reading: Reading, weekday: int, open_value: str) -> Resolved:
    """No day of publication: a full date elsewhere in the text may name the weekday."""
    known = story.weekdays.get(weekday)
    if known is not None and reading.n is None:
        return with_clock(reading, known, "previous time", None)
    if reading.n is not None:
        relation = {
            -1: "the last one before publication",
            0: "of the week of publication",
            1: "the next one after publication",
        }.get(reading.n, "a week later")
    else:
        side = story.side(reading)
        relation = {"past": "on or before publication", "future": "on or after publication"}.get(
            side or "", "near publication"
        )
    return with_clock(reading, open_value, None, relation)


def told_weekday(story: Story, reading: Reading, weekday: int, open_value: str) -> Resolved:
    """The following Monday: the first one after the day told before."""
    before = story.told_day(reading.start)
    day = parse_iso(before.value) if before is not None else None
    if day is None:
        return with_clock(reading, open_value, None, "relative to the time told before")
    shift = (weekday - day.isoweekday()) % 7
    if reading.n == 1:
        shift = shift or 7
    elif reading.n == -1:
        shift = shift - 7
    else:
        shift = shift if shift < 4 else shift - 7
    return with_clock(reading, (day + timedelta(days=shift)).isoformat(), "previous time", None)


def resolve_day_alone(story: Story, reading: Reading) -> Resolved | None:
    """The 5th: of the month told before, else of the month of publication as the tense has it."""
    for found in reversed(story.told[-4:]):
        month = coarsen_value(found.value, "M")
        if month is not None:
            value = f"{month}-{reading.day:02d}"
            if month.startswith("XXXX") or parse_iso(value) is not None:
                return with_clock(reading, value, "previous time", None)
    if story.published is None:
        return Resolved(
            reading, f"XXXX-XX-{reading.day:02d}", "DATE", None, "of the month of publication or one beside it"
        )
    side = story.side(reading)
    month = name_unit(story.published, "M") or ""
    if side == "future" and (reading.day or 0) < story.published.day:
        month = shift_value(month, "M", 1) or month
    elif side != "future" and (reading.day or 0) > story.published.day:
        month = shift_value(month, "M", -1) or month
    value = f"{month}-{reading.day:02d}"
    return Resolved(reading, value, "DATE", story.origin) if parse_iso(value) is not None else None


def resolve_clock(story: Story, reading: Reading) -> Resolved:
    """A time of day without a day: of the day just told; a clock time else of the day of publication, "in the morning" of no known day."""
    for found in reversed(story.told[-3:]):
        if reading.start - found.reading.end > CLOCK_REACH:
            break
        day = coarsen_value(found.value.partition("/")[0], "D")
        if day is not None:
            return with_clock(reading, day, "previous time", None)
    if story.heading is not None and coarsen_value(story.heading, "D") is not None:
        return with_clock(reading, coarsen_value(story.heading, "D") or "", "heading", None)
    if story.today is not None and reading.hour is not None:
        return with_clock(reading, story.today, story.origin if story.published else None, None)
    return with_clock(reading, OPEN_VALUES["D"], None, "on a day the text does not name here")


def resolve_range(story: Story, reading: Reading) -> Resolved | None:
    """Both ends resolved; the left one takes what only the right one names."""
    assert reading.ends is not None
    left, right = reading.ends
    if left.decade is not None and right.decade is not None:
        return Resolved(reading, f"{left.decade:03d}/{right.decade:03d}", "DATE")
    if left.year is None and right.month is not None:
        right.year = right.year or reading.year
        last = resolve_in_year(story, right)
        if last is None:
            return None
        if last.value[:4].isdigit():
            left.year = int(last.value[:4])
            if left.month is not None and left.month > right.month:
                left.year -= 1
            first = resolve_in_year(story, left)
        else:
            first = Resolved(left, f"XXXX-{left.month:02d}-{left.day:02d}", "DATE")
        return (
            Resolved(reading, f"{first.value}/{last.value}", "DATE", last.anchor, last.relation)
            if first is not None
            else None
        )
    first, last = resolve_calendar(story, left), resolve_calendar(story, right)
    if first is None or last is None:
        return None
    return Resolved(reading, f"{first.value}/{last.value}", "DATE")


def resolve_hijri(reading: Reading) -> Resolved:
    """As written: AH1440-01-14, with X for what is not named."""
    value = f"AH{reading.year:04d}" if reading.year is not None else "AHXXXX"
    if reading.month is not None:
        value += f"-{reading.month:02d}"
        if reading.day is not None:
            value += f"-{reading.day:02d}"
    return Resolved(reading, value, "DATE", None, reading.relation or "of the Islamic calendar")


def resolve_literal(story: Story, reading: Reading) -> Resolved:
    """A value the rule gave, or a numeric date whose order the document must tell."""
    if not reading.choices:
        return Resolved(reading, reading.value or "XXXX-XX-XX", "DATE", reading.anchor, reading.relation)
    if len(reading.choices) == 1:
        return Resolved(reading, reading.choices[0], "DATE")
    if story.day_first is not None:
        first = int(story.scan.work[reading.start : reading.end].replace("-", "/").split("/")[0])
        pick = [choice for choice in reading.choices if (int(choice[8:]) == first) == story.day_first]
        return Resolved(reading, pick[0] if pick else reading.choices[0], "DATE")
    if story.published is not None:
        close = [
            choice
            for choice in reading.choices
            if abs((parse_iso(choice) or date.min) - story.published) <= timedelta(days=7)
        ]
        if len(close) == 1:
            return Resolved(reading, close[0], "DATE", story.origin)
    return Resolved(
        reading, f"{reading.year:04d}-XX-XX", "DATE", None, "the text does not settle which number is the month"
    )
