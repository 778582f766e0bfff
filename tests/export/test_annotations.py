"""Overlapping spans are cut into pieces that do not overlap and lose nothing."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.export.sample import coded_sample, marked

from rapporteur.datatypes import CodedDocument, Quote, WordingTerm
from rapporteur.export.annotations import annotate, cut_pieces


def test_annotate_knows_every_span_of_the_record() -> None:
    """Fields of events, meetings, wording and furniture all have their place, with what they are."""
    coded = coded_sample()
    found = {(coded.text[a.start : a.end], a.layer): a for a in annotate(coded)}
    assert found["met", "trigger"].events == (1,)
    assert found["the greedy companies", "meeting"].labels == ("1 CONSULT: Selm Cooperative Union opposes",)
    assert found["greedy", "wording"].events == ()
    assert found["Share this", "furniture"].lane is None
    assert found["General Secretary", "participant"].labels == ("1 CONSULT: title of the chair",)


def test_annotate_takes_equal_spans_together() -> None:
    """One span in two events is one annotation that names both."""
    coded = coded_sample()
    coded.events[1].participants[0].quote = coded.events[0].participants[0].quote
    (selm,) = [a for a in annotate(coded) if coded.text[a.start : a.end] == "Selm Cooperative"]
    assert selm.events == (1, 2)
    assert selm.labels == ("1 CONSULT: actor Selm Cooperative Union", "2 COERCE: actor")


def test_cut_pieces_gives_nested_words_all_their_spans() -> None:
    """A word inside a phrase inside a sentence carries the three."""
    text, quotes = marked("[a The ports [b met in [c Selm] on Monday].]")
    coded = coded_sample()
    coded.text, coded.events, coded.meetings, coded.furniture = text, [], [], []
    coded.wording = [WordingTerm(quotes[name], "outlet") for name in "abc"]
    pieces = cut_pieces(text, annotate(coded))
    (selm,) = [piece for piece in pieces if text[piece.start : piece.end] == "Selm"]
    assert [text[a.start : a.end] for a in selm.annotations] == [quotes[name].text for name in "abc"]
    assert len({a.lane for a in selm.annotations}) == 3


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=25))
def test_cut_pieces_together_are_the_text(pairs: list[tuple[int, int]]) -> None:
    """Whatever the spans, the pieces are the text in order, and each knows exactly the spans that cover it."""
    text = "The two ports\nmet on Monday,\n\nand signed it."
    coded = CodedDocument("d", None, None, None, text, None, [], [], [], [])
    coded.wording = [WordingTerm(Quote.of(text, min(pair), max(pair)), "outlet") for pair in pairs]
    annotations = annotate(coded)
    pieces = cut_pieces(text, annotations)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    for piece in pieces:
        assert set(piece.annotations) == {a for a in annotations if a.start < piece.end and piece.start < a.end}
        assert "\n" not in text[piece.start : piece.end] or piece.end - piece.start == 1
    for one, other in itertools.combinations([a for a in annotations if a.lane is not None], 2):
        assert one.lane != other.lane or one.end <= other.start or other.end <= one.start
