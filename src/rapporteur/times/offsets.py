"""What is told relative to publication or to the time told before, and lengths of time."""

from __future__ import annotations

from rapporteur.times.calendar import OPEN_VALUES, coarsen_value, interval_of, shift_value
from rapporteur.times.readings import Reading, length_value
from rapporteur.times.story import STORY_REACH, Resolved, Story, words_of_offset

__all__ = ["resolve_duration", "resolve_offset", "with_clock"]


def resolve_offset(story: Story, reading: Reading) -> Resolved | None:
    """So many units from publication, or from the time told before."""
    unit, n = reading.unit or "D", reading.n or 0
    if unit == "FY":
        return resolve_fiscal(story, reading, n)
    if unit in ("S", "MI", "H"):
        return resolve_hours(story, reading, unit, n)
    if unit == "SAME":
        return resolve_same(story, reading, n)
    if reading.anchor == "previous":
        return resolve_told(story, reading, unit, n)
    anchor = "heading" if story.heading is not None and coarsen_value(story.heading, "D") is not None else None
    base = story.heading if anchor else story.today
    if (
        unit == "WE"
        and n == 0
        and story.published is not None
        and story.published.isoweekday() <= 3
        and story.side(reading) != "future"
    ):
        n = -1
    value = shift_value(base, unit, n) if base is not None else None
    if value is None and abs(n) > 1000:
        return Resolved(
            reading, "PAST_REF" if n < 0 else "FUTURE_REF", "DATE", None, words_of_offset(unit, n, "publication")
        )
    if value is None:
        return with_clock(reading, OPEN_VALUES.get(unit, "XXXX-XX-XX"), None, words_of_offset(unit, n, "publication"))
    known = value[:4] != "XXXX"
    name = anchor or (story.origin)
    return with_clock(reading, value, name, None if known else words_of_offset(unit, n, "publication"))


def resolve_same(story: Story, reading: Reading, n: int) -> Resolved | None:
    """That time; and "the same month a year ago", as precise as the time told before."""
    before = story.told_before(reading.start)
    if n == 0:
        return Resolved(reading, before.value, before.type, "previous time") if before is not None else None
    base = coarsen_value(before.value, "M") or coarsen_value(before.value, "Q") if before is not None else None
    if base is not None:
        per_year = 12 if "Q" not in base else 4
        return Resolved(
            reading, shift_value(base, "M" if per_year == 12 else "Q", n * per_year) or "XXXX", "DATE", "previous time"
        )
    year = shift_value(story.published.isoformat(), "Y", n) if story.published is not None else None
    return Resolved(
        reading,
        year or "XXXX",
        "DATE",
        story.origin if year else None,
        None if year else "a year before the time told before",
    )


def resolve_told(story: Story, reading: Reading, unit: str, n: int) -> Resolved | None:
    """Relative to the last time told that is precise enough; months and years also to publication."""
    for found in reversed(story.told):
        if reading.start - found.reading.end > STORY_REACH:
            break
        base = found.value.partition("/")[2 if n > 0 else 0] or found.value.partition("/")[0]
        value = shift_value(base, unit, n)
        if value is not None:
            return with_clock(reading, value, "previous time", None)
    if story.published is not None and unit in ("M", "Q", "Y") and n <= 0:
        value = shift_value(story.published.isoformat(), unit, n)
        if value is not None:
            return with_clock(reading, value, story.origin, None)
    relation = words_of_offset(unit, n, "the time told before")
    return with_clock(reading, OPEN_VALUES.get(unit, "XXXX-XX-XX"), None, relation)


def resolve_hours(story: Story, reading: Reading, unit: str, n: int) -> Resolved:
    """Hours ago: a day only when they make whole days."""
    hours = {"H": n, "MI": n / 60, "S": n / 3600}[unit]
    base = story.today if reading.anchor != "previous" else None
    if base is not None and hours % 24 == 0:
        value = shift_value(base, "D", int(hours // 24))
        if value is not None:
            return Resolved(reading, value, "DATE", story.origin)
    return Resolved(
        reading,
        ("PAST_REF" if n < 0 else "FUTURE_REF") if reading.anchor is None else "XXXX-XX-XXTXX:XX",
        "TIME",
        None,
        words_of_offset(unit, n, "publication" if reading.anchor is None else "the time told before"),
    )


def resolve_fiscal(story: Story, reading: Reading, n: int) -> Resolved:
    """A fiscal year named from today."""
    if story.published is None:
        return Resolved(
            reading, "FYXXXX", "DATE", None, words_of_offset("Y", n, "publication").replace("year", "fiscal year")
        )
    return Resolved(reading, f"FY{story.published.year + n:04d}", "DATE", story.origin)


def with_clock(reading: Reading, value: str, anchor: str | None, relation: str | None) -> Resolved:
    """Add hour or part of the day to a day's value."""
    if reading.hour is not None:
        zone = reading.zone or ""
        value += f"T{reading.hour:02d}:{reading.minute or 0:02d}{zone}"
    elif reading.part is not None:
        value += reading.part
    return Resolved(
        reading, value, "TIME" if reading.hour is not None or reading.part is not None else "DATE", anchor, relation
    )


def resolve_duration(story: Story, reading: Reading) -> Resolved:
    """A length, with the days it covers when it ends or begins with publication."""
    value = (
        reading.value if reading.value and reading.value.startswith("P") else length_value(reading.unit, reading.count)
    )
    found = Resolved(reading, value, "DURATION", None, reading.relation)
    if reading.n is None or reading.rule == "whole-unit":
        return found
    side = "before" if reading.n < 0 else "after"
    if reading.anchor == "previous":
        found.relation = f"the length of time {side} the time told before"
        return found
    found.relation = f"the length of time {side} publication" if story.published is None else None
    if story.published is not None and reading.count is not None and reading.count.isdigit():
        bound_duration(story, found, reading, int(reading.count))
    return found


def bound_duration(story: Story, found: Resolved, reading: Reading, count: int) -> None:
    """Write the limits of "the past 20 months" seen from publication."""
    assert story.published is not None
    unit = reading.unit or "D"
    today = story.published.isoformat()
    other: str | None
    if unit in ("H", "MI", "S"):
        days = -(-count * {"H": 3600, "MI": 60, "S": 1}[unit] // 86400)
        other = shift_value(today, "D", (reading.n or 0) * days)
    elif unit in ("D", "W", "FN"):
        other = shift_value(today, "D", (reading.n or 0) * count * {"D": 1, "W": 7, "FN": 14}[unit])
    else:
        months = {"M": 1, "Q": 3, "SE": 6, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
        target = shift_value(today, "M", (reading.n or 0) * count * months) if months is not None else None
        other = same_day(target, story.published.day) if target is not None else None
    if other is not None:
        found.begin, found.end = sorted((today, other))
        found.anchor = story.origin


def same_day(month: str, day: int) -> str | None:
    """Day ``day`` of a month value, or its last day when the month is shorter."""
    interval = interval_of(month)
    if interval.end is None:
        return None
    return min(f"{month}-{day:02d}", interval.end)
