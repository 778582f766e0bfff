"""Constructors of readings that count units: "two weeks ago", "the past 24 hours", "every Friday"."""

from __future__ import annotations

from typing import Any

from rapporteur.times.calendar import OPEN_VALUES
from rapporteur.times.numbers import plain_number
from rapporteur.times.readings import Reading, length_value
from rapporteur.times.rules import Grammar

__all__ = ["first_of", "make_duration", "make_offset", "make_rate", "make_set", "make_span"]


def first_of(parts: dict[str, Any], *names: str) -> Any:
    """The first part that is there among several names."""
    return next((parts[name] for name in names if name in parts), None)


def make_offset(reading: Reading, parts: dict[str, Any], grammar: Grammar) -> Reading | None:
    """So many units from the day of writing, or from the time told before."""
    reading.kind = "offset"
    unit = first_of(parts, "unit", "dated", "dated2")
    if unit is not None:
        reading.unit = {"day": "D", "night": "D", "week": "W", "month": "M", "year": "Y"}.get(str(unit), str(unit))
        if unit == "night":
            reading.part = "TNI"
    part = first_of(parts, "part", "part2")
    if part is not None:
        table = grammar.lexicon.words["part"]
        reading.part = str(table.get(str(part), part))
    shift = first_of(parts, "shift", "told")
    if shift is not None:
        reading.n = int(shift)
    if "the" in parts:
        reading.n, reading.relation = 0, "the weekend nearest"
    set_count(reading, parts)
    if reading.count is not None and reading.n is not None:
        if reading.count == "X" or "." in reading.count:
            return make_rough_offset(reading)
        years = {"DE": 10, "CE": 100}.get(reading.unit or "")
        if years is not None:  # "a decade later" than 1911 is 1921
            reading.unit, reading.n = "Y", reading.n * years
        reading.n *= int(reading.count)
    return finish_offset(reading, parts)


def make_rough_offset(reading: Reading) -> Reading:
    """A vague or broken number of units: "a few months ago" names no month; "two and a half years ago" counts in months."""
    sign = -1 if (reading.n or 0) < 0 else 1
    if reading.count is not None and "." in reading.count and reading.unit in ("Y", "DE"):
        months = {"Y": 12, "DE": 120}[reading.unit]
        reading.n, reading.unit = sign * round(float(reading.count) * months), "M"
        return reading
    if reading.anchor == "previous":
        reading.relation = f"some time {'before' if sign < 0 else 'after'} the time told before"
        reading.value = OPEN_VALUES.get(reading.unit or "D", "XXXX-XX-XX")
    else:
        reading.value = "PAST_REF" if sign < 0 else "FUTURE_REF"
    reading.kind, reading.anchor = "literal", None
    return reading


def finish_offset(reading: Reading, parts: dict[str, Any]) -> Reading:
    """Modifiers and directions written inside the expression."""
    lead, edge = parts.get("lead"), first_of(parts, "edge", "edge2")
    if lead in ("after", "later"):
        reading.n = 1
    elif lead in ("early", "late") and reading.mod is None:
        reading.mod = "START" if lead == "early" else "END"
    when = parts.get("when")
    if when is not None and reading.mod is None:
        reading.mod = "START" if when.startswith("earl") else "END"
    if "minus" in parts or "plus" in parts:
        reading.n = -1 if "minus" in parts else 1
    if edge is not None:
        marks = {
            "start": "START",
            "beginning": "START",
            "middle": "MID",
            "turn": None,
            "rest": "END",
            "remainder": "END",
        }
        reading.mod = marks.get(str(edge), "END")
    return reading


def make_duration(reading: Reading, parts: dict[str, Any], grammar: Grammar) -> Reading | None:
    """A length of time."""
    reading.kind = "duration"
    reading.unit = first_of(parts, "unit", "unit2") if "number2" not in parts else parts["unit"]
    half, reading.value = reading.value, None
    set_count(reading, parts)
    if "whole" in parts:
        word = str(parts["whole"])
        reading.unit, reading.count = {"day": "D", "week": "W", "month": "M", "year": "Y", "night": "D"}[word], "1"
    elif "plural" in parts:
        reading.unit, reading.count = (
            {"seconds": "S", "minutes": "MI"}.get(parts["plural"])
            or grammar.lexicon.words["plural"].get(str(parts["plural"]), parts["plural"]),
            "X",
        )
    elif half is not None:
        reading.count = half
    if "number2" in parts:
        second = plain_number(parts["number2"][0])
        if "unit2" in parts:
            reading.value = f"{length_value(reading.unit, reading.count)}{length_value(parts['unit2'], second)[1:]}"
        else:
            reading.value = f"{length_value(reading.unit, reading.count)}/{length_value(reading.unit, second)}"
            reading.relation = f"between {reading.count} and {second}"
    return reading if reading.unit is not None and reading.count is not None else None


def make_span(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A length that lies before or after the day of writing: "the past 24 hours"."""
    shift = parts.get("shift")
    reading.unit = first_of(parts, "unit", "dated", "dated2")
    set_count(reading, parts)
    if reading.count is None:
        reading.count = "1"
    back = shift in (None, -1, "last", "past", "preceding", "previous", "these")
    ahead = shift in ("next", "coming", "upcoming", "following", 1)
    reading.kind = "duration"
    if "number3" in parts:
        third = plain_number(parts["number3"][0])
        reading.value = f"{length_value(reading.unit, reading.count)}/{length_value(reading.unit, third)}"
        reading.count = third
    if "number2" in parts:
        second = plain_number(parts["number2"][0])
        reading.value = f"{length_value(reading.unit, reading.count)}{length_value(parts['unit2'], second)[1:]}"
    if reading.rule == "whole-unit":
        return reading
    reading.n = -1 if back else 1 if ahead else None
    if shift in ("preceding", "previous", "following"):
        reading.anchor = "previous"
    return reading


def make_set(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """Something that comes again: "every Friday", "twice a week"."""
    reading.kind = "set"
    weekday = first_of(parts, "weekday", "weekdays")
    part = first_of(parts, "part", "part2")
    if "frequency" in parts:
        reading.value = str(parts["frequency"])
    elif weekday is not None:
        reading.value = f"XXXX-WXX-{weekday}{part or ''}"
    elif "month" in parts:
        reading.value = f"XXXX-{parts['month']:02d}"
    elif "season" in parts:
        reading.value = f"XXXX-{parts['season']}"
    elif "unit" in parts:
        count = (
            "2"
            if "other" in parts
            else plain_number(parts["number"][0])
            if "number" in parts and reading.rule == "every"
            else "1"
        )
        reading.value = length_value(parts["unit"], count)
    elif part is not None:
        reading.value = f"XXXX-XX-XX{part}"
    else:
        reading.value = {"per annum": "P1Y"}.get("", "P1D")
    return reading


def make_rate(reading: Reading, parts: dict[str, Any], _grammar: Grammar) -> Reading | None:
    """A rate, "15 a year": only after a quantity (checks.py looks)."""
    reading.kind, reading.value = "set", length_value(parts["unit"], "1")
    return reading


def set_count(reading: Reading, parts: dict[str, Any], name: str = "number", vague: str = "vague") -> None:
    """Read the number of units into ``count``."""
    if name in parts:
        amount, plus = parts[name]
        reading.count = plain_number(amount)
        if plus and reading.mod is None:
            reading.mod = "EQUAL_OR_MORE"
    elif vague in parts:
        reading.count = "X"
