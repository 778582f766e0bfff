"""From the match of a rule to a reading: one constructor per kind of expression, named by the rule's ``make``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rapporteur.times.make_counts import (
    first_of,
    make_duration,
    make_offset,
    make_rate,
    make_set,
    make_span,
)
from rapporteur.times.readings import Reading
from rapporteur.times.rules import CompiledRule, Grammar

__all__ = ["read_match"]


def read_match(match: re.Match[str], compiled: CompiledRule, grammar: Grammar) -> Reading | None:
    """Build the reading of a match, ``None`` when the parts make no time ("31 February")."""
    parts: dict[str, Any] = {
        name: decode_part(name, compiled, words, grammar)
        for name, words in match.groupdict().items()
        if words is not None
    }
    rule = compiled.rule
    parts["part_words"] = match.groupdict().get("part") or ""
    reading = Reading(match.start(), match.end(), rule.id, "calendar")
    give = rule.give
    reading.unit, reading.n, reading.part = give.unit, give.n, give.part
    reading.value, reading.mod, reading.anchor, reading.relation = give.value, give.mod, give.anchor, give.relation
    if "approx" in parts or "approx2" in parts:
        reading.mod = parts.get("approx", parts.get("approx2")) or None
    return MAKERS[rule.make](reading, parts, grammar)


def decode_part(name: str, compiled: CompiledRule, words: str, grammar: Grammar) -> Any:
    """Value of one named part: by its class's words, as a number, or the words themselves."""
    cls = compiled.classes.get(name, name)
    if cls not in grammar.lexicon.words and cls.rstrip("0123456789") in grammar.lexicon.words:
        cls = cls.rstrip("0123456789")
    plain = re.sub(r" +", " ", words)
    lexicon = grammar.lexicon
    if cls == "number":
        return grammar.numbers.read(plain)
    if cls == "approx":
        return grammar.context.approx.get(plain, "")
    table = lexicon.words.get(cls)
    if table is not None:
        if plain in table:
            return table[plain]
        short = lexicon.abbreviations.get(cls, {}).get(plain.rstrip("."))
        if short is not None:
            return short
    digits = re.match(r"\d+(?:,\d{3})*", plain)
    if digits is not None and cls != "offset":
        return int(digits[0].replace(",", ""))
    return plain


def short_year(yy: int) -> int:
    """Two-digit years: 00 to 39 are of this century, as no text writes '2082 as '82."""
    return 2000 + yy if yy < 40 else 1900 + yy


def make_calendar(reading: Reading, parts: dict[str, Any], grammar: Grammar) -> Reading | None:
    """A date, or any part of one."""
    reading.year = first_of(parts, "year", "anyyear", "year_first", "year_h")
    yy = first_of(parts, "yy", "yy2")
    if reading.year is None and yy is not None and "season" not in parts:
        reading.year = short_year(yy)
    reading.month = first_of(parts, "month", "mm")
    reading.weekday = first_of(parts, "weekday", "weekday2")
    reading.part = first_of(parts, "part", "part2") or reading.part
    reading.season, reading.half = parts.get("season"), first_of(parts, "half", "halfdigit")
    shift = first_of(parts, "shift", "shift2")
    if shift is not None:
        reading.n = int(shift) if isinstance(shift, int) else {"last": -1, "this": 0, "next": 1}.get(str(shift))
    told = first_of(parts, "told", "told2")
    if told is not None:
        reading.anchor = "previous"
        reading.n = told if isinstance(told, int) else told_shift(str(told), grammar)
    nth = first_of(parts, "nth", "digit", "digit_last")
    if reading.unit == "CE":
        return make_century(reading, int(nth), str(parts.get("era", "")))
    if reading.unit == "Q":
        reading.quarter, reading.unit = (4 if nth == -1 else int(nth)), None
        reading.relation = "last" if nth == -1 else None
        return reading if 1 <= reading.quarter <= 4 else None
    if "decade" in parts or "tens" in parts or "tensdigits" in parts:
        return make_decade(reading, parts)
    reading.day = first_of(parts, "day", "dayth", "nth")
    if reading.day == -1:
        return None
    read_clock(reading, parts)
    if reading.half is not None and not isinstance(reading.half, int):
        reading.half = int(reading.half)
    if reading.rule == "half-open":
        reading.within = Reading(reading.start, reading.end, reading.rule, "offset", unit="Y", n=0)
    if reading.rule == "month-same-year":
        reading.within = Reading(
            reading.start, reading.end, reading.rule, "offset", unit="Y", n=reading.n, anchor="previous"
        )
        reading.n, reading.anchor = None, None
    return reading if is_possible(reading) else None


def told_shift(words: str, grammar: Grammar) -> int:
    """The shift of "the following", "that" ... written inside a pattern."""
    word = words.removeprefix("the ")
    value = grammar.lexicon.words["told"].get(word, 0)
    return int(value)


def is_possible(reading: Reading) -> bool:
    """Whether the calendar has such a day."""
    if reading.month is not None and not 1 <= reading.month <= 12:
        return False
    if reading.day is None:
        return True
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= reading.day <= (longest[reading.month - 1] if reading.month else 31)


def make_century(reading: Reading, nth: int, era: str) -> Reading | None:
    """The 20th century is TIMEX3 "19"."""
    reading.unit = None
    if not 1 <= nth <= 30:
        return None
    reading.century = nth if era.startswith("b") else nth - 1
    reading.era = "BC" if era.startswith("b") else ""
    return reading


def make_decade(reading: Reading, parts: dict[str, Any]) -> Reading | None:
    """The 1990s is "199"; the 1600s is the century "16"; the sixties are those of the 20th century, the twenties of an unknown one."""
    if "decade" in parts:
        if parts["decade"] % 100 == 0 and parts["decade"] != 2000:
            reading.century = parts["decade"] // 100
        else:
            reading.decade = parts["decade"] // 10
        return reading
    tens = parts["tens"] if "tens" in parts else parts["tensdigits"] // 10
    cent = {"nineteen": 19, "eighteen": 18}.get(str(parts.get("cent")), 19)
    if tens == 2 and "cent" not in parts:
        reading.kind, reading.value = "literal", "XX2"
        return reading
    reading.decade = cent * 10 + int(tens)
    return reading


def make_year(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A year, before or after the common era."""
    year = first_of(parts, "year", "year2", "anyyear", "bigyear")
    if year is None and "yy" in parts:
        year = short_year(parts["yy"])
    era = str(parts.get("era", "")).replace(".", "")
    if era.startswith("b"):
        reading.era = "BC"
    elif year is not None and year > 9999:
        return None
    reading.year = year
    return reading if year else None


def make_numeric(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """12/02/2016: both orders that the calendar allows; the document decides (resolve.py). With full stops the day comes first."""
    first, middle = parts["first"], parts["middle"]
    year = parts["last"] if parts["last"] > 99 else short_year(parts["last"])
    orders = [(first, middle)] if parts["mark"] == "." else [(first, middle), (middle, first)]
    reading.year = year
    reading.choices = sorted(
        {f"{year:04d}-{month:02d}-{day:02d}" for day, month in orders if 1 <= month <= 12 and 1 <= day <= 31}
    )
    reading.kind = "literal"
    return reading if reading.choices and 1000 <= year <= 2199 else None


def make_literal(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A value the rule gives, and fiscal years."""
    reading.kind = "literal"
    if reading.unit == "FY":
        year = first_of(parts, "year", "year_fy")
        if year is None and "yy" in parts:
            year = short_year(parts["yy"])
        if year is None:
            reading.kind, reading.n = "offset", int(parts.get("shift", 0))
            return reading
        reading.value = f"FY{year}"
    if "event" in parts:
        reading.anchor = str(parts["event"])
        reading.relation = f"the day before {parts['event']}"
    if reading.value == "" and reading.anchor == "previous":
        reading.kind, reading.unit, reading.n = "offset", "SAME", 0
    return reading


def read_clock(reading: Reading, parts: dict[str, Any]) -> None:
    """Hour, minute and zone."""
    hour = parts.get("hour")
    if hour is None and "number" in parts and reading.rule == "oclock":
        hour = int(parts["number"][0])
    if hour is None:
        return
    reading.hour, reading.minute = int(hour), parts.get("minute", 0)
    zone = first_of(parts, "zone", "zone2")
    if zone is not None:
        reading.zone = str(zone)
    if reading.rule == "iso-date":
        return
    ampm = str(parts.get("ampm", "")).replace(".", "")
    if ampm == "pm" and reading.hour < 12:
        reading.hour += 12
    elif ampm == "am" and reading.hour == 12:
        reading.hour = 0


def make_clock(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A time of day, or a part of the day."""
    noon = parts.get("noon")
    if noon is not None:
        reading.hour, reading.minute = (24 if noon == "midnight" else 12), 0
        return reading
    read_clock(reading, parts)
    part = first_of(parts, "part", "part2")
    if reading.hour is not None:
        if part in ("TAF", "TEV") and reading.hour < 12:
            reading.hour += 12
        if parts.get("ampm") and not 0 <= reading.hour <= 24:
            return None
        return reading if reading.hour <= 24 else None
    reading.part = part
    if parts.get("part_words", "").endswith("s"):
        reading.kind, reading.value = "set", f"XXXX-XX-XX{part}"
        return reading
    lead = str(parts.get("lead", "")).strip(" -")
    reading.mod = {"early": "START", "late": "END", "mid": "MID"}.get(lead)
    return reading


def make_hijri(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A date of the Islamic calendar, as written: AH1440-01-14. No day of the common calendar follows without sighting the moon."""
    reading.kind = "hijri"
    reading.year = first_of(parts, "hijriyear", "hijriyear2")
    reading.month = first_of(parts, "hijri", "hijri2")
    reading.day = first_of(parts, "day", "day2")
    if reading.day is not None and reading.day > 30:
        return None
    if "year" in parts:
        reading.relation = f"in {parts['year']}, of the Islamic calendar"
    return reading


def make_holiday(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A feast; "the eve of" it is the day before."""
    reading.feast = re.sub(r" +", " ", str(parts["holiday"]))
    reading.year, reading.part = parts.get("year"), parts.get("part")
    shift = first_of(parts, "shift", "shift2")
    if shift is not None:
        reading.n = int(shift) if isinstance(shift, int) else {"last": -1, "this": 0, "next": 1}[str(shift)]
    if "lead" in parts:
        reading.relation = "eve"
    return reading


def make_period(reading: Reading, parts: dict[str, Any], grammar: Grammar) -> Reading | None:
    """A war or age with its limits."""
    name = re.sub(r" +", " ", str(parts["period"]))
    period = grammar.periods[name]
    reading.kind = "literal"
    reading.value = f"{period.begin}/{period.end}" if period.begin and period.end else "PAST_REF"
    return reading


def make_range(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """Two ends that share a month or a year."""
    left = Reading(
        reading.start,
        reading.end,
        reading.rule,
        "calendar",
        year=parts.get("year"),
        month=parts.get("month"),
        day=parts.get("day"),
    )
    right = Reading(
        reading.start,
        reading.end,
        reading.rule,
        "calendar",
        year=parts.get("year"),
        month=parts.get("month2", parts.get("month")),
        day=parts.get("day2"),
    )
    if "decade" in parts:
        left.decade, right.decade = parts["decade"] // 10, parts["decade2"] // 10
    if reading.rule == "year-span-short":
        right.year = parts["year"] // 100 * 100 + parts["yy"]
        if right.year <= parts["year"]:
            return None
    if not (is_possible(left) and is_possible(right)):
        return None
    if left.month == right.month and left.day is not None and right.day is not None and left.day >= right.day:
        return None
    if left.month is not None and right.month is not None and left.year is not None and left.month > right.month:
        left.year = left.year - 1
    reading.kind, reading.ends = "range", (left, right)
    reading.year, reading.month = right.year, right.month
    return reading


MAKERS: dict[str, Callable[[Reading, dict[str, Any], Grammar], Reading | None]] = {
    "calendar": make_calendar,
    "numeric": make_numeric,
    "offset": make_offset,
    "duration": make_duration,
    "span": make_span,
    "set": make_set,
    "rate": make_rate,
    "literal": make_literal,
    "clock": make_clock,
    "hijri": make_hijri,
    "holiday": make_holiday,
    "period": make_period,
    "range": make_range,
    "year": make_year,
}
