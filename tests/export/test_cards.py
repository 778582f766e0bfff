"""Terminal cards show every field with its words and let no document drive the terminal."""

from __future__ import annotations

import io

from rich.console import Console
from tests.export.sample import coded_sample

from rapporteur.datatypes import CodedDocument, Number, Quote, RecordTime
from rapporteur.export.cards import render_cards
from rapporteur.export.phrases import describe_number, describe_time, safe


def shown(coded: CodedDocument) -> str:
    """What a terminal of 120 columns shows."""
    stream = io.StringIO()
    Console(file=stream, width=120).print(render_cards(coded))
    return stream.getvalue()


def test_cards_show_the_fields_with_their_words() -> None:
    """Type, names, quotes, source, meeting sheet, wording and furniture are all there."""
    page = shown(coded_sample())
    for words in (
        "1 CONSULT · multilateral · occurred · in-person",
        "Selm Cooperative Union · Salt League",
        "“Selm Cooperative”",
        "XXXX-WXX-3TEV",
        "on or before publication",
        "-12.500, 8.250 (city)",
        "meeting sheet",
        "opposes  “the greedy companies”",
        "event 2",
        "Coast Office (indirect) “the Coast Office” in Harbour Gazette (own)",
        "self-published",
        "“greedy” → companies",
        "not part of the document: Share this",
    ):
        assert words in page, words


def test_cards_keep_control_characters_from_the_terminal() -> None:
    """Escape sequences and direction overrides of a hostile document are shown as replacement characters."""
    assert safe("a\x1b[2J\u202eb\tc\n d") == "a\ufffd[2J\ufffdb c d"
    coded = coded_sample()
    coded.title = "\x1b]0;owned\x07"
    assert "\x1b" not in shown(coded)


def test_cards_say_when_nothing_was_found() -> None:
    """A document without events says that it was read."""
    coded = coded_sample()
    coded.events, coded.meetings = [], []
    assert "Read to the end" in shown(coded)


def test_phrases_give_the_range_of_a_number() -> None:
    """Bounds are told in words, and a missing one is not invented."""
    quote = Quote(0, 0, "")
    assert describe_number(Number("killed", quote, 4, 4, 4)) == "4"
    assert describe_number(Number("killed", quote, 24, None, 99)) == "24 to 99"
    assert describe_number(Number("killed", quote, 4, 4, None)) == "at least 4"
    assert describe_number(Number("participants", quote, 3500, 7000, 12000)) == "3,500 to 12,000, best 7,000"


def test_phrases_say_what_a_time_denotes() -> None:
    """An interval is written out; without one the reader learns that the text does not settle the day."""
    quote = Quote(0, 0, "")
    assert describe_time(RecordTime(quote, "2021-03-03", "DATE", "2021-03-03", "2021-03-03")) == "3 March 2021"
    assert (
        describe_time(RecordTime(quote, "2021-W09", "DATE", "2021-03-01", "2021-03-07"))
        == "1 March 2021 to 7 March 2021"
    )
    assert describe_time(RecordTime(quote, "XXXX-WXX-3", "DATE")) == "day not settled by the text"
