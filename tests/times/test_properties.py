"""Times of any text: offsets hold, order holds, intervals follow from values."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporteur.datatypes import Timex
from rapporteur.times import find_document_date, find_times
from rapporteur.times.calendar import interval_of
from rapporteur.times.scan import fold

WORDS = [
    "on",
    "in",
    "since",
    "until",
    "the",
    "of",
    "May",
    "March",
    "Sunday",
    "Wednesday",
    "12",
    "2016",
    "1990s",
    "31",
    "February",
    "evening",
    "last",
    "next",
    "two",
    "weeks",
    "ago",
    "later",
    "previous",
    "day",
    "year",
    "from",
    "to",
    "between",
    "and",
    "5-6",
    "April",
    "7:30",
    "p.m.",
    "early",
    "late",
    "Ramadan",
    "quarter",
    "third",
    "every",
    "daily",
    "now",
    "said",
    "will",
    "held",
    "CAIRO,",
    "(Agency)",
    "-",
    "Easter",
    "İstanbul",
    "\n",
    "\t",
    ".",
    ",",
    ";",
    "’s",
    "“",
    "ﬁ",
    "19th",
    "century",
    "noon",
    "12/02/2016",
    "'82",
    "the",
    "eve",
    "of",
    "summit",
    "fiscal",
    "AD",
    "500",
    "BC",
    "half",
    "past",
    "few",
    "recent",
    "days",
]
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
published = st.sampled_from([None, "2016-04-07", "2016-02-29", "0001-01-01", "9999-12-31", "2000-01-01"])


def check(text: str, times: list[Timex]) -> None:
    """Offsets, order and intervals of the times of a text."""
    last = 0
    for time in times:
        assert text[time.quote.start : time.quote.end] == time.quote.text
        assert time.quote.start >= last
        assert time.quote.end > time.quote.start
        assert time.quote.text == time.quote.text.strip()
        last = time.quote.end
        if time.type == "DURATION":
            assert time.value.startswith("P")
            assert (time.begin is None) == (time.end is None)
            assert time.begin is None or (time.begin <= (time.end or ""))
        else:
            assert (time.begin, time.end, time.precision) == interval_of(time.value)
        assert re.fullmatch(r"[0-9A-Z:+./_-]+", time.value), time.value


@settings(max_examples=300, deadline=None)
@given(texts, published, st.sampled_from(["coding", "timex3"]))
def test_find_times_of_time_words(text: str, day: str | None, style: str) -> None:
    """Any mixture of words of time gives consistent records."""
    check(text, find_times(text, published=day, style=style))  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), published)
def test_find_times_of_any_text(text: str, day: str | None) -> None:
    """Any text at all gives consistent records."""
    check(text, find_times(text, published=day))
    find_document_date(text)


@given(st.text(max_size=200))
def test_fold_keeps_length(text: str) -> None:
    """The folded text has an offset for every offset of the text."""
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("unit", ["may ", "2001-01-", "days and ", "1.", "the last ", "\n", "from 2001 to "])
def test_find_times_of_a_long_line_is_linear(unit: str) -> None:
    """A long line of nothing but words of time is read to its end."""
    text = unit * (60_000 // len(unit)) + ". On 3 May 2016."
    assert find_times(text)[-1].value == "2016-05-03"
