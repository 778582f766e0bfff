"""Readings that stand side by side and are one, words before them that change them, and years that carry over in a phrase."""

from __future__ import annotations

import re

from rapporteur.times.readings import Reading
from rapporteur.times.rules import Grammar
from rapporteur.times.scan import Scan

__all__ = ["carry_years", "extend_readings", "join_readings"]

# "4 April and Uzbekistan from 5-6 April 2016": at most this many words stand between two dates of one phrase.
CARRY_WORDS = 6
CARRY_LINK = re.compile(r"\b(?:and|or|to|through|until|till|then)\b|[-,;&]")
ERA_LINK = re.compile(r" (?:to|until|and) | ?- ?")
CLAUSE_VERB = re.compile(
    r"\b(?:was|were|is|are|has|had|have|said|will|would|did|after|since|which|who|that|when|while)\b"
)
SINCE = re.compile(r"(?<!\w)(?:ever )?since(?: about| around| at least| the)? ?\Z")
# "over the past year": a preposition here, no comparison.
SPAN_STARTS = frozenset({"the ", "past", "last", "next", "thes", "comi", "this"})
SINCE_WORD = re.compile(r"since\b")


def join_readings(readings: list[Reading], scan: Scan, grammar: Grammar) -> list[Reading]:
    """Merge neighbours until nothing joins: "10:30 a.m." + "on" + "Monday", "the third quarter" + "of" + "last year"."""
    joined: list[Reading] = []
    for reading in readings:
        current = reading
        while joined:
            merged = join_pair(joined[-1], current, scan, grammar)
            if merged is None:
                break
            joined.pop()
            current = merged
        joined.append(current)
    return joined


def join_pair(left: Reading, right: Reading, scan: Scan, grammar: Grammar) -> Reading | None:
    """One reading for two, or ``None``."""
    gap = re.sub(r" +", " ", scan.work[left.end : right.start])
    if len(gap) > 12:
        return None
    role_left, role_right = left.role(), right.role()
    if not role_left or not role_right:
        return None
    for one in wider(role_left, left):
        for two in wider(role_right, right):
            if gap in grammar.joins.get((one, two), ()):
                return merge(left, right, one, two)
    return None


def wider(role: str, reading: Reading) -> tuple[str, ...]:
    """The roles a reading can play: a weekday is a date, and so is a day that still lacks its year a part of a year."""
    if role == "weekday":
        return ("weekday", "date")
    if role == "date" and reading.kind == "calendar" and reading.year is None and reading.n is None:
        return ("date", "subyear")
    return (role,)


def merge(left: Reading, right: Reading, one: str, two: str) -> Reading | None:
    """Put the parts of both into one reading."""
    if (one, two) in (("clock", "date"), ("part", "date")):
        day, time = right, left
    elif (one, two) == ("date", "clock"):
        day, time = left, right
    elif (one, two) == ("weekday", "date"):
        if right.weekday is not None or right.kind != "calendar":
            return None
        right.weekday, right.start = left.weekday, left.start
        right.part = right.part or left.part
        return right
    elif right.kind == "offset":
        if left.year is not None or left.within is not None or left.n is not None:
            return None
        left.within, left.end = right, right.end
        return left
    elif two == "year" and left.year is None and left.within is None and left.n is None:
        left.year, left.end = right.year, right.end
        return left
    else:
        return None
    if day.hour is not None or (day.part is not None and time.hour is None):
        return None
    day.hour, day.minute, day.zone, day.part = time.hour, time.minute, time.zone, time.part or day.part
    day.mod = day.mod or time.mod
    day.start, day.end = min(left.start, right.start), max(left.end, right.end)
    return day


def extend_readings(readings: list[Reading], scan: Scan, grammar: Grammar) -> None:
    """Take in modifiers ("early", "the end of") and "since" that stand before a reading."""
    floor = 0
    for reading in readings:
        extend_left(reading, scan, grammar, floor)
        floor = reading.end


def extend_left(reading: Reading, scan: Scan, grammar: Grammar, floor: int) -> None:
    """One reading's modifier and "since"; nothing before ``floor`` is taken."""
    window = max(floor, reading.start - 40)
    before = scan.work[window : reading.start]
    stripped = before.rstrip(" -")
    match = grammar.before.search(stripped) if stripped != before or before.endswith("c.") else None
    if match is not None and reading.mod is None:
        words = re.sub(r" +", " ", match[1])
        modifier = grammar.modifiers.get(words)
        takes = (
            "length"
            if reading.kind == "duration"
            else "date"
            if reading.kind in ("calendar", "offset", "range")
            or (reading.value is not None and reading.value[:1].isdigit())
            else ""
        )
        if words in ("over", "under", "up to") and scan.work[reading.start : reading.start + 4] in SPAN_STARTS:
            takes = ""
        clock = reading.role() in ("clock", "part") and modifier is not None and modifier.mod != "APPROX"
        if modifier is not None and takes in modifier.takes and not clock:
            reading.mod, reading.start = modifier.mod, window + match.start(1)
            before = scan.work[window : reading.start]
    if reading.kind in ("calendar", "offset", "range", "hijri") or (
        reading.kind == "literal" and (reading.choices or (reading.value or "")[:1].isdigit())
    ):
        since = SINCE.search(before)
        if since is not None:
            reading.since = True
            word = SINCE_WORD.search(before, since.start())
            reading.start = window + (word.start() if word is not None else since.start())


def carry_years(readings: list[Reading], scan: Scan) -> None:
    """Give a day or month the year of its neighbour in the same phrase: "4 April and 5-6 April 2016". Never further."""
    for place, reading in enumerate(readings):
        carry_era(reading, readings[place + 1 : place + 2], scan)
        if not lacks_year(reading):
            continue
        for neighbour in (*readings[place + 1 : place + 3], *reversed(readings[max(0, place - 1) : place])):
            year = written_year(neighbour)
            if year is None or not same_phrase(reading, neighbour, scan):
                continue
            reading.year = year
            month, other = reading.month or 1, neighbour.month or 1
            if neighbour.start > reading.start and month > other:
                reading.year = year - 1
            elif neighbour.start < reading.start and month < other:
                reading.year = year + 1
            reading.year_carried = True
            if reading.ends is not None:
                for end in reading.ends:
                    end.year = reading.year
            break


def carry_era(reading: Reading, following: list[Reading], scan: Scan) -> None:
    """From 1200 to 400 BCE: both are before the common era."""
    if reading.kind != "calendar" or reading.year is None or reading.month is not None or reading.era:
        return
    for other in following:
        gap = scan.work[reading.end : other.start]
        if (
            other.era == "BC"
            and other.year is not None
            and other.year < reading.year
            and len(gap) < 14
            and ERA_LINK.match(gap)
        ):
            reading.era = "BC"


def lacks_year(reading: Reading) -> bool:
    """A month or day of the common calendar without a year."""
    return (
        reading.kind in ("calendar", "range")
        and reading.month is not None
        and reading.year is None
        and reading.within is None
        and reading.n is None
        and reading.anchor is None
    )


def written_year(reading: Reading) -> int | None:
    """The year of a reading that is as precise as a month."""
    return (
        reading.year
        if reading.kind in ("calendar", "range") and reading.month is not None and not reading.year_carried
        else None
    )


def same_phrase(one: Reading, two: Reading, scan: Scan) -> bool:
    """Whether two readings are coordinated in one phrase: few words between, a link, no clause of its own."""
    low, high = min(one.end, two.end), max(one.start, two.start)
    between = scan.work[low:high]
    if len(between) > 60 or "\n" in between or re.search(r"[.!?] ", between) is not None:
        return False
    return (
        len(between.split()) <= CARRY_WORDS
        and CARRY_LINK.search(between) is not None
        and CLAUSE_VERB.search(between) is None
    )
