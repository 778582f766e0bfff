"""Feasts and days of the year, as days of the calendar where there are rules for them."""

from __future__ import annotations

from datetime import date, timedelta

from rapporteur.times.calendar import easter, nth_weekday, shift_value
from rapporteur.times.offsets import resolve_offset, with_clock
from rapporteur.times.readings import Reading
from rapporteur.times.schema import Feast
from rapporteur.times.story import Resolved, Story
from rapporteur.times.years import find_year

__all__ = ["resolve_feast"]


def resolve_feast(story: Story, reading: Reading, feast: Feast) -> Resolved:
    """A feast, in its own year or the one the text settles."""
    eve = reading.relation == "eve"
    if feast.hijri is not None:
        note = f"the day before {reading.feast}" if eve else "of the Islamic calendar"
        return Resolved(reading, "XXXX-XX-XX" if eve else f"AHXXXX-{feast.hijri}", "DATE", None, note)
    if feast.month is not None:
        return Resolved(reading, f"XXXX-{feast.month:02d}", "DATE", None, f"{reading.feast}, a day that moves")
    if feast.date is None and feast.easter is None and feast.nth is None:
        return Resolved(
            reading,
            "XXXX-XX-XX",
            "DATE",
            None,
            f"the day before {reading.feast}" if eve else f"{reading.feast}, a day that moves",
        )
    year, anchor, relation = reading.year, None, None
    if year is None and reading.within is not None:
        inner = resolve_offset(story, reading.within)
        year = int(inner.value[:4]) if inner is not None and inner.value[:4].isdigit() else None
    elif year is None:
        year, anchor, relation = feast_year(story, reading, feast)
    if year is None:
        if feast.date is None:
            return Resolved(reading, "XXXX-XX-XX", "DATE", None, f"{reading.feast}, a day that moves")
        month, day = feast.date.split("-")
        value = f"XXXX-{month}-{day}"
        return with_clock(reading, (shift_value(value, "D", -1) or value) if eve else value, anchor, relation)
    day_of = feast_day(feast, year) - timedelta(days=1 if eve else 0)
    return with_clock(reading, day_of.isoformat(), anchor, relation)


def feast_year(story: Story, reading: Reading, feast: Feast) -> tuple[int | None, str | None, str | None]:
    """Year of a feast without one, as `find_year`, by its day in the year of publication."""
    probe = Reading(reading.start, reading.end, reading.rule, "calendar", n=reading.n, anchor=reading.anchor)
    base = feast_day(feast, story.published.year if story.published is not None else 2001)
    probe.month, probe.day = base.month, base.day
    return find_year(story, probe)


def feast_day(feast: Feast, year: int) -> date:
    """The day of a feast of the common calendar in ``year``."""
    if feast.easter is not None:
        return easter(year, orthodox=feast.orthodox) + timedelta(days=feast.easter)
    if feast.nth is not None:
        return nth_weekday(year, feast.nth.month, feast.nth.weekday, feast.nth.which)
    month, day = (feast.date or "01-01").split("-")
    return date(year, int(month), int(day))
