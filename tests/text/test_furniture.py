"""Furniture cues match what their examples say and nothing in their near misses."""

from __future__ import annotations

import pytest

from rapporteur.text import mark_furniture
from rapporteur.text.furniture import FurnitureCue, load_cues

REPORT = "The two ports met on Monday.\n\nThey agreed on a quota.\n\n"


@pytest.mark.parametrize("cue", load_cues(), ids=lambda cue: cue.id)
def test_furniture_marks_the_examples_of_each_cue(cue: FurnitureCue) -> None:
    """Each example line below a report is marked, whole and alone."""
    for example in cue.examples:
        text = REPORT + example
        assert [quote.text for quote in mark_furniture(text)] == [example.strip()], example


@pytest.mark.parametrize("cue", load_cues(), ids=lambda cue: cue.id)
def test_furniture_leaves_the_near_misses(cue: FurnitureCue) -> None:
    """A line that only looks like furniture stays in the document."""
    for line in cue.near_misses:
        assert mark_furniture(REPORT + line) == [], line


def test_furniture_spans_are_the_lines_without_blanks() -> None:
    """Offsets point at the line's words, whatever stands around them."""
    text = "By Anna Kessler\n\nThe ports met.\n\n   Share this  \n\tOne Response"
    quotes = mark_furniture(text)
    assert [quote.text for quote in quotes] == ["By Anna Kessler", "Share this", "One Response"]
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)


def test_furniture_takes_a_byline_only_at_the_edges() -> None:
    """A name on a line of its own in the middle of a report is not a byline."""
    body = "\n".join(f"Paragraph {n} of the report." for n in range(8))
    assert mark_furniture(f"{body}\nBy Anna Kessler\n{body}") == []


def test_furniture_ignores_lines_of_any_length() -> None:
    """A line of many megabytes is prose and costs nothing."""
    assert mark_furniture("Share this " * 1_000_000) == []
