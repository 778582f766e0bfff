"""find_times: the times of a text, in order, each with its words, value, interval and anchor.

Order of work: runs of time words (scan.py) -> readings of the rules (readings.py), those that are no time dropped (checks.py)
-> neighbours joined (join.py) -> values (resolve.py) -> ranges -> `Timex`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from rapporteur.datatypes import Quote, Timex
from rapporteur.times.calendar import interval_of, parse_iso, shift_value
from rapporteur.times.checks import is_time
from rapporteur.times.clues import Clues, read_clues
from rapporteur.times.direction import TenseOf
from rapporteur.times.join import carry_years, extend_readings, join_readings
from rapporteur.times.make import read_match
from rapporteur.times.readings import Reading
from rapporteur.times.resolve import resolve_reading
from rapporteur.times.rules import CompiledRule, Grammar, load_grammar
from rapporteur.times.scan import Run, Scan, find_runs
from rapporteur.times.story import Resolved, Story

__all__ = ["find_times"]

Style = Literal["coding", "timex3"]
Token = tuple[int, int, str]

BETWEEN_ENDS = re.compile(r" (?:to|until|till|through|up to|through to|to the|and)(?: the| on)? | ?- ?\Z")
FROM = re.compile(r"(?:^|\W)(from|between)(?: the| about| around)? ?\Z")


def find_times(
    text: str,
    *,
    published: str | None = None,
    tokens: Sequence[Token] | None = None,
    tense_of: TenseOf | None = None,
    sentences: Sequence[tuple[int, int]] | None = None,
    furniture: Iterable[Quote] = (),
    style: Style = "coding",
) -> list[Timex]:
    """Find and normalise the time expressions of a text.

    Works on plain text alone. What the pipeline knows better is used when given: tags keep the verb "may" out, the tense of the
    clause decides whether "Thursday" is the last or the next one.

    Args:
        text: the document's text; all offsets are code points of it.
        published: ISO date of publication. Without it, a date line in the text is taken; without that values stay
            underspecified ("today" is XXXX-XX-XX, "Wednesday" XXXX-WXX-3, "4 April" XXXX-04-04) and ``relation`` says what is known.
        tokens: (start, end, universal part of speech) of tokens, or ``None``.
        tense_of: offset -> "past", "present", "future" or ``None`` (unknown: cue words are asked), from the tree.
        sentences: (start, end) of sentences, or ``None`` to guess them.
        furniture: spans of menus and bylines; no time is reported inside them.
        style: "coding" writes what the coding rules ask: "since 2011" is 2011/PRESENT_REF with "since" in the quote, and "from
            2011 to 2014" is one range. "timex3" follows the TimeML guidelines instead (2011 alone; both ends apart), for
            comparison with corpora annotated by them.

    Returns:
        Times in text order, without overlap. Empty when the text names none.

    Raises:
        ValueError: ``published`` is not an ISO date.
        DataError: a bundled rule file is wrong.
    """
    if published is not None and parse_iso(published) is None:
        raise ValueError(f"published must be an ISO date such as 2016-04-05, not {published!r}")
    grammar = load_grammar()
    scan = Scan(text, sentences, {start: tag for start, _, tag in tokens} if tokens is not None else None)
    readings = read_text(scan, grammar, style)
    readings = join_readings(readings, scan, grammar)
    extend_readings(readings, scan, grammar)
    carry_years(readings, scan)
    clues = read_clues(readings, scan, published=published)
    resolved = resolve_readings(readings, scan, grammar, clues, tense_of)
    times = write_ranges(resolved, scan) if style == "coding" else [write_time(item, scan, style) for item in resolved]
    hidden = [(quote.start, quote.end) for quote in furniture]
    return [
        time for time in times if not any(start <= time.quote.start and time.quote.end <= end for start, end in hidden)
    ]


@cache
def rules_for(classes: frozenset[str]) -> tuple[CompiledRule, ...]:
    """The rules worth trying in a run with these triggers, in file order."""
    by_trigger = load_grammar().by_trigger
    found = {item.order: item for name in classes for item in by_trigger.get(name, ())}
    return tuple(found[order] for order in sorted(found))


def read_text(scan: Scan, grammar: Grammar, style: Style = "coding") -> list[Reading]:
    """All readings of the text that are times, in order, without overlap: the longest at a place wins."""
    readings: list[Reading] = []
    for run in find_runs(scan, grammar):
        readings += read_run(run, scan, grammar, style)
    return readings


def read_run(run: Run, scan: Scan, grammar: Grammar, style: Style) -> list[Reading]:
    """Readings of one stretch of words of time."""
    limit = min(len(scan.work), run.end + (90 if "eve" in run.classes else 16))
    matches = []
    for compiled in rules_for(run.classes):
        if compiled.rule.coding_only and style == "timex3":
            continue
        for match in compiled.regex.finditer(scan.work, run.start, limit):
            if match.start() >= run.end:
                break
            if match.end() > match.start():
                matches.append((match.start() - match.end(), compiled.order, match.start(), match, compiled))
    matches.sort(key=lambda item: item[:3])
    taken: list[Reading] = []
    for _, _, _, match, compiled in matches:
        if any(match.start() < other.end and other.start < match.end() for other in taken):
            continue
        reading = read_match(match, compiled, grammar)
        if reading is not None and is_time(reading, scan, grammar):
            trim(reading, scan)
            taken.append(reading)
    return sorted(taken, key=lambda reading: reading.start)


def trim(reading: Reading, scan: Scan) -> None:
    """Take blanks off the edges of a span."""
    while reading.end > reading.start and scan.work[reading.end - 1].isspace():
        reading.end -= 1
    while reading.start < reading.end and scan.work[reading.start].isspace():
        reading.start += 1


def resolve_readings(
    readings: list[Reading], scan: Scan, grammar: Grammar, clues: Clues, tense_of: TenseOf | None
) -> list[Resolved]:
    """Values in text order; dates that stand alone in their line open a section."""
    story = Story(
        scan,
        grammar,
        today=clues.published or (f"XXXX-WXX-{clues.weekday_of_today}" if clues.weekday_of_today else None),
        origin=clues.origin,
        tense_of=tense_of,
        day_first=clues.day_first,
        weekdays=clues.weekdays,
    )
    resolved = []
    for reading in readings:
        found = resolve_reading(story, reading)
        if found is None:
            continue
        resolved.append(found)
        if reading.start in clues.headings:
            story.heading = found.value
    return resolved


def write_time(item: Resolved, scan: Scan, style: Style) -> Timex:
    """The record of one time."""
    reading = item.reading
    start, value = reading.start, item.value
    if reading.since and item.type in ("DATE", "TIME") and not value.endswith("_REF"):
        if style == "coding":
            value = value if "/" in value else f"{value}/PRESENT_REF"
        else:
            start = (
                start
                + len(scan.text[start : reading.end])
                - len(re.sub(r"(?i)\Asince\s+", "", scan.text[start : reading.end]))
            )
    interval = interval_of(value)
    begin, end, precision = item.begin or interval.begin, item.end or interval.end, interval.precision
    if item.begin is not None:
        precision = {"Y": "year", "M": "month", "W": "week", "DE": "decade", "CE": "century"}.get(
            reading.unit or "", "day"
        )  # type: ignore[assignment]
    return Timex(
        quote=Quote.of(scan.text, start, reading.end),
        type=item.type,  # type: ignore[arg-type]
        value=value,
        rule=reading.rule,
        mod=reading.mod,
        begin=begin,
        end=end,
        precision=precision,
        anchor=item.anchor,
        relation=item.relation,
    )


def write_ranges(resolved: list[Resolved], scan: Scan) -> list[Timex]:
    """Records of all times, "from A to B" as one."""
    times: list[Timex] = []
    place = 0
    while place < len(resolved):
        item = resolved[place]
        time = write_time(item, scan, "coding")
        if place + 1 < len(resolved):
            joined = join_range(item, resolved[place + 1], time, write_time(resolved[place + 1], scan, "coding"), scan)
            if joined is not None:
                times.append(joined)
                place += 2
                continue
        times.append(time)
        place += 1
    return times


def join_range(left: Resolved, right: Resolved, first: Timex, second: Timex, scan: Scan) -> Timex | None:
    """One record for two ends of a range, ``None`` when they are not one."""
    if (
        {first.type, second.type} - {"DATE", "TIME"}
        or "/" in second.value
        or ("/" in first.value and not left.reading.since)
    ):
        return None
    gap = scan.work[left.reading.end : right.reading.start]
    if len(gap) > 16 or BETWEEN_ENDS.fullmatch(gap) is None or left.reading.since:
        return None
    opener = FROM.search(scan.work[max(0, left.reading.start - 16) : left.reading.start])
    word = opener[1] if opener is not None else ""
    if ("and" in gap.split()) != (word == "between") or first.value.endswith("_REF"):
        return None
    dash = "-" in gap
    if (
        not word
        and (not dash or shape_of(first.value) != shape_of(second.value))
        and not (gap.strip() in ("to", "through", "until") and shape_of(first.value) == shape_of(second.value))
    ):
        return None
    if first.end is not None and second.end is not None and (first.begin or "") > second.end:
        return None
    value = f"{first.value}/{past_midnight(first.value, second.value)}"
    interval = interval_of(value)
    return Timex(
        quote=Quote.of(scan.text, left.reading.start, right.reading.end),
        type="TIME" if "TIME" in (first.type, second.type) else "DATE",
        value=value,
        rule="range",
        mod=first.mod or second.mod,
        begin=interval.begin,
        end=interval.end,
        precision=interval.precision,
        anchor=second.anchor or first.anchor,
        relation=second.relation or first.relation,
    )


def past_midnight(first: str, second: str) -> str:
    """The second end of "from 10 p.m. to 4 a.m." lies on the next day."""
    day, mark, clock = second.partition("T")
    if not mark or first.partition("T")[0] != day or not clock[:1].isdigit() or clock >= first.partition("T")[2]:
        return second
    following = shift_value(day, "D", 1)
    return f"{following}T{clock}" if following is not None else second


def shape_of(value: str) -> str:
    """How precise a value is, by its form."""
    return re.sub(r"[0-9X]", "0", value)
