"""find_times: which words are a time, and which TIMEX3 value they have."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from tests.times.time_cases import NEAR_MISSES, PUBLISHED, ROWS

from rapporteur.times import find_times


def unmark(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without brackets, and the spans they marked; neighbours of a range are one span."""
    spans, plain, position = [], "", 0
    for match in re.finditer(r"\[([^\]]*)\]", sentence):
        plain += sentence[position : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        position = match.end()
    return plain + sentence[position:], spans


@pytest.mark.parametrize(
    ("sentence", "published", "values"), [row[1:] for row in ROWS], ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)]
)
def test_find_times_reads_expression(sentence: str, published: str | None, values: list[str]) -> None:
    """Exactly the marked words are times, with these values."""
    text, spans = unmark(sentence)
    times = find_times(text, published=published)
    assert [(time.quote.start, time.quote.end) for time in times] == spans, [time.quote.text for time in times]
    assert [time.value for time in times] == values
    assert all(text[time.quote.start : time.quote.end] == time.quote.text for time in times)


def test_find_times_cases_cover_every_kind() -> None:
    """There are at least 150 rows, over at least 20 kinds."""
    kinds = Counter(row[0] for row in ROWS)
    assert len(ROWS) >= 150
    assert len(kinds) >= 20


@pytest.mark.parametrize("sentence", NEAR_MISSES)
def test_find_times_leaves_near_misses(sentence: str) -> None:
    """Words that only look like a time are none."""
    assert [time.quote.text for time in find_times(sentence, published=PUBLISHED)] == []
