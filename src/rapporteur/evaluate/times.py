"""Task ``times``: time expressions and their values against GUM dates or MEANTIME TIMEX3.

``relaxed``: spans that share a code point, one to one, closest first. ``strict``: the same span. ``value accuracy``:
of relaxed pairs, the right value. ``value F1``: relaxed pairs with the right value against all expressions of either
side, as in TempEval-3.

A value is right when the TIMEX3 values are equal in one spelling or, where both denote one, the intervals of days are
equal ("the 1960s": 196 or 1960-01-01 to 1969-12-31).

What is compared. GUM marks calendar dates only, so durations, sets and PRESENT_REF, PAST_REF, FUTURE_REF are left out
of the predictions there, and a found range may be met as its two ends (`time_ranges`). MEANTIME marks the headline, the date line and the first sentences: predictions after the
last sentence with a time expression or a fully described event are left out, and so is the date line itself (the
creation time), as in TempEval-3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError
from rapporteur.evaluate.gum import GumDate, GumDocument, read_gum
from rapporteur.evaluate.matching import Span, dice, match_greedily, overlap
from rapporteur.evaluate.reading import Strict, check_quote, check_span, check_spans, decode_lines, read_json_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task, excerpt
from rapporteur.evaluate.time_ranges import FoundTime, as_gum_marks
from rapporteur.evaluate.timex_values import canonical_value, interval_of, tei_as_timex, tei_interval

__all__ = ["FoundTime", "TimeItem", "TimePrediction", "TimesTask", "value_is_right"]

_VAGUE = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})


class TimePrediction(msgspec.Struct, forbid_unknown_fields=True):
    """Time expressions of one document."""

    id: str
    times: list[FoundTime]


class TimeItem(msgspec.Struct):
    """A document with gold times.

    Attributes:
        published: the document's date, given to the system.
        end_of_gold: nothing after this offset was annotated.
        left_out: spans whose predictions are neither right nor wrong.
    """

    id: str
    text: str
    published: str | None
    times: list[FoundTime]
    end_of_gold: int
    left_out: list[Span]
    calendar_only: bool


class _Timex(Strict):
    type: str
    value: str
    start: int | None
    end: int | None
    text: str | None
    id: str | None = None
    dct: bool = False


class _EventMention(Strict):
    start: int
    end: int
    text: str
    id: str | None = None
    pred: str | None = None
    pos: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    time: str | None = None
    tense: str | None = None
    coref: dict[str, str | None] | None = None


class _MeantimeDocument(Strict):
    doc_id: str
    text: str
    timex: list[_Timex]
    dct: str | None = None
    name: str | None = None
    topic: str | None = None
    url: str | None = None
    title: str | None = None
    licence: str | None = None
    sentences: list[list[int]] = msgspec.field(default_factory=list)
    events: list[_EventMention] = msgspec.field(default_factory=list)
    entities: list[dict[str, object]] = msgspec.field(default_factory=list)
    participants: list[dict[str, str]] = msgspec.field(default_factory=list)
    tlinks: list[list[str]] = msgspec.field(default_factory=list)
    slinks: list[list[str]] = msgspec.field(default_factory=list)


def value_is_right(gold: FoundTime, found: FoundTime) -> bool:
    """Equal canonical values, or equal intervals where both sides have one."""
    if canonical_value(gold.value) == canonical_value(found.value):
        return True
    expected, given = _interval(gold), _interval(found)
    if expected == (None, None) or given == (None, None):
        return False
    if None in expected:  # the annotation leaves one end open: the other must agree
        return all(a is None or a == b for a, b in zip(expected, given, strict=True))
    return expected == given and not ("T" in gold.value and "T" in found.value)


def _interval(time: FoundTime) -> tuple[str | None, str | None]:
    if time.begin is not None or time.end_day is not None:
        return time.begin, time.end_day
    return interval_of(time.value) or (None, None)


class TimesTask(Task[TimeItem, TimePrediction]):
    """Time expressions and values."""

    name = "times"
    unit = "documents"
    summary = "time expressions and TIMEX3 values (gum_open_docs dates, meantime)"
    prediction_type = TimePrediction

    def read(self, path: Path, options: Options) -> list[TimeItem]:
        """Documents of either corpus, told apart by the field ``dates`` or ``timex``."""
        del options
        _, first = next(read_json_lines(path), ("", {}))
        if "timex" in first:
            return [_meantime_item(where, document) for where, document in decode_lines(path, _MeantimeDocument)]
        if "dates" in first:
            return [_gum_item(document) for document in read_gum(path)]
        raise FieldError(
            path.name, "a field 'dates' or 'timex'", ", ".join(first) or "an empty file", "Give such a file."
        )

    def item_id(self, item: TimeItem) -> str:
        """The document's id."""
        return item.id

    def system(self, options: Options) -> Callable[[TimeItem], TimePrediction]:
        """`find_times` on the text, given the document's date."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the rules only when they are measured

        return lambda item: TimePrediction(
            item.id, [FoundTime(*t) for t in systems.find_times(item.text, item.published)]
        )

    def perfect(self, item: TimeItem) -> TimePrediction:
        """The gold times."""
        return TimePrediction(item.id, item.times)

    def empty(self, item: TimeItem) -> TimePrediction:
        """No time."""
        return TimePrediction(item.id, [])

    def check_prediction(self, item: TimeItem, prediction: TimePrediction) -> None:
        """Spans inside the text."""
        for i, time in enumerate(prediction.times):
            check_span(f"prediction {item.id}", f"times[{i}]", item.text, time.start, time.end)

    def score(self, items: Sequence[TimeItem], predictions: Sequence[TimePrediction], options: Options) -> Scored:
        """Spans and values, micro-averaged over documents."""
        del options
        board = Scoreboard(len(items))
        board.declare("span F1, relaxed", "f1", main=True)
        board.declare("span F1, strict", "f1")
        board.declare("value accuracy", "share", main=True)
        board.declare("value F1", "f1", published="times", main=True)
        board.declare("type accuracy", "share")
        errors: list[ErrorLine] = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            found = [time for time in prediction.times if _is_compared(item, time)]
            if item.calendar_only:
                found = as_gum_marks(item.text, item.times, found)
            matched = match_greedily(item.times, found, lambda g, p: dice((g.start, g.end), (p.start, p.end)))
            right = [(i, j) for i, j, _ in matched if value_is_right(item.times[i], found[j])]
            n_found, n_gold = len(found), len(item.times)
            strict = len({(t.start, t.end) for t in item.times} & {(t.start, t.end) for t in found})
            board.add(index, "span F1, relaxed", len(matched), n_found, n_gold)
            board.add(index, "span F1, strict", strict, n_found, n_gold)
            board.add(index, "value accuracy", len(right), len(matched))
            board.add(index, "value F1", len(right), n_found, n_gold)
            if not item.calendar_only:
                hits = sum(item.times[i].type == found[j].type for i, j, _ in matched)
                board.add(index, "type accuracy", hits, len(matched))
            errors.extend(_errors(item, found, matched))
        return Scored(board, errors)


def _is_compared(item: TimeItem, time: FoundTime) -> bool:
    span = (time.start, time.end)
    if time.start >= item.end_of_gold or any(overlap(span, other) for other in item.left_out):
        return False
    return not (item.calendar_only and (time.type in {"DURATION", "SET"} or time.value in _VAGUE))


def _gum_item(document: GumDocument) -> TimeItem:
    times = [_gum_time(date) for date in document.dates]
    return TimeItem(document.doc_id, document.text, document.dct, times, len(document.text), [], calendar_only=True)


def _iso_or_none(dct: str | None) -> str | None:
    """The creation date when it is an ISO date; MEANTIME has one written in another order, which would be a guess."""
    return dct if dct is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", dct) else None


def _gum_time(date: GumDate) -> FoundTime:
    first, last = date.from_ or date.not_before, date.to or date.not_after
    begin, end = tei_interval(date.when, first, last)
    if date.when is not None:
        value = tei_as_timex(date.when)
    elif first is not None and last is not None:
        value = f"{tei_as_timex(first)}/{tei_as_timex(last)}"
    else:
        value = f"{first or ''}/{last or ''}"
    kind = "TIME" if date.when is not None and "T" in date.when else "DATE"
    return FoundTime(date.start, date.end, kind, value, begin, end)


def _meantime_item(where: str, document: _MeantimeDocument) -> TimeItem:
    text = document.text
    check_spans(where, "sentences", text, document.sentences)
    times, left_out = [], []
    last = 0
    for i, timex in enumerate(document.timex):
        if timex.start is None or timex.end is None:
            continue  # an empty TIMEX3: a time that no words tell
        check_quote(where, f"timex[{i}]", text, (timex.start, timex.end), timex.text or "")
        last = max(last, timex.end)
        if timex.dct:
            left_out.append((timex.start, timex.end))
        else:
            times.append(FoundTime(timex.start, timex.end, timex.type, timex.value))
    for i, event in enumerate(document.events):
        check_quote(where, f"events[{i}]", text, (event.start, event.end), event.text)
        if event.certainty is not None:
            last = max(last, event.end)
    end = next((e for s, e in document.sentences if s < last <= e), last) if document.events else len(text)
    return TimeItem(document.doc_id, text, _iso_or_none(document.dct), times, end, left_out, calendar_only=False)


def _errors(item: TimeItem, found: Sequence[FoundTime], matched: Sequence[tuple[int, int, float]]) -> list[ErrorLine]:
    lines = []

    def add(kind: str, gold: FoundTime | None, time: FoundTime | None) -> None:
        place = gold or time
        assert place is not None
        words = [None if t is None else f"{item.text[t.start : t.end]} = {t.value}" for t in (gold, time)]
        around = excerpt(item.text, place.start, place.end)
        lines.append(ErrorLine("times", item.id, kind, words[0], words[1], place.start, place.end, around))

    for i, j, _ in matched:
        gold, time = item.times[i], found[j]
        if not value_is_right(gold, time):
            add(f"value: {_shape(gold.value)} read as {_shape(time.value)}", gold, time)
        elif (gold.start, gold.end) != (time.start, time.end):
            add("span", gold, time)
    for i, gold in enumerate(item.times):
        if i not in {i for i, *_ in matched}:
            add(f"missing ({_shape(gold.value)})", gold, None)
    for j, time in enumerate(found):
        if j not in {j for _, j, _ in matched}:
            add(f"too many ({_shape(time.value)})", None, time)
    return lines


def _shape(value: str) -> str:
    """What kind of value it is: digits stand as 9, an interval as its two ends.

    >>> _shape("2016-02-11")
    '9999-99-99'
    """
    return "".join("9" if c.isdigit() else c for c in value)
