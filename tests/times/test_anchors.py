"""What a time is relative to, and what is said when that is not known."""

from __future__ import annotations

import pytest

from rapporteur.datatypes import Quote, Timex
from rapporteur.times import find_times


def only(text: str, **options: object) -> Timex:
    """The one time of a text."""
    times = find_times(text, **options)  # type: ignore[arg-type]
    assert len(times) == 1, [time.quote.text for time in times]
    return times[0]


def test_weekday_of_unknown_week_says_its_relation() -> None:
    """Without a date of publication a weekday stays open, and the tense says on which side of it."""
    past = only("The delegates met on Monday.")
    future = only("The delegates will meet on Monday.")
    assert (past.value, past.begin, past.anchor, past.relation) == (
        "XXXX-WXX-1",
        None,
        None,
        "on or before publication",
    )
    assert future.relation == "on or after publication"


def test_weekday_is_anchored_on_publication() -> None:
    """With publication known the record names the anchor and the day."""
    time = only("The delegates met on Monday evening.", published="2016-04-07")
    assert (time.value, time.begin, time.end) == ("2016-04-04TEV", "2016-04-04", "2016-04-04")
    assert (time.type, time.precision, time.anchor, time.relation) == ("TIME", "time", "publication", None)


def test_tense_of_beats_cue_words() -> None:
    """The tense the pipeline reads from the tree decides the direction of a weekday."""
    text = "The delegates who had quarrelled meet on Monday."
    future = only(text, published="2016-04-07", tense_of=lambda _offset: "future")
    past = only(text, published="2016-04-07", tense_of=lambda _offset: "past")
    assert (past.value, future.value) == ("2016-04-04", "2016-04-11")


def test_tense_of_unknown_falls_back_to_cue_words() -> None:
    """Where the tree does not tell, the words around are asked."""
    text = "The delegates will meet on Monday."
    assert only(text, published="2016-04-07", tense_of=lambda _offset: None).value == "2016-04-11"


def test_date_line_anchors_the_text() -> None:
    """The day of the date line is what "yesterday" is seen from."""
    text = "CAIRO, 3 May 2016 (Agency) - The ferry sank yesterday."
    line, time = find_times(text)
    assert line.value == "2016-05-03"
    assert (time.value, time.anchor) == ("2016-05-02", "date line")


def test_date_line_without_year_anchors_the_day() -> None:
    """A date line that names no year still settles day and month."""
    _, time = find_times("CAIRO, 3 May (Agency) - The ferry sank yesterday.")
    assert (time.value, time.begin, time.anchor) == ("XXXX-05-02", None, "date line")


def test_publication_beats_date_line() -> None:
    """A date of publication that is given is the anchor, whatever the date line says."""
    _, time = find_times("CAIRO, 3 May 2016 (Agency) - The ferry sank yesterday.", published="2016-05-04")
    assert (time.value, time.anchor) == ("2016-05-03", "publication")


def test_heading_anchors_its_section() -> None:
    """A date alone in its line governs the times below it."""
    text = "Diary of the valley\n\n3 May 2016\nThe bridge fell at 18:00.\n\n5 May 2016\nIt was raised this morning.\n"
    assert [time.value for time in find_times(text)] == [
        "2016-05-03",
        "2016-05-03T18:00",
        "2016-05-05",
        "2016-05-05TMO",
    ]


def test_heading_year_fills_its_section() -> None:
    """A year alone in its line is the year of the days below it."""
    text = "Career\n\n2013\nIn the spring he was ill. On July 6 he played again.\n"
    assert [time.value for time in find_times(text)] == ["2013", "2013-SP", "2013-07-06"]


def test_previous_time_is_named_as_anchor() -> None:
    """What is told after another time says so."""
    _, time = find_times("The ship sailed on 3 May 2011. Two days later, it sank.")
    assert (time.value, time.anchor, time.begin) == ("2011-05-05", "previous time", "2011-05-05")


def test_eve_of_an_event_names_the_event() -> None:
    """The eve of an event without a date stays open and says which event."""
    time = only("They quarrelled on the eve of the spring summit.")
    assert (time.quote.text, time.value) == ("the eve of the spring summit", "XXXX-XX-XX")
    assert time.relation == "the day before the spring summit"


@pytest.mark.parametrize(
    ("text", "quote", "mod"),
    [
        ("They left in early March.", "early March", "START"),
        ("They left by the end of 2017.", "the end of 2017", "END"),
        ("They left in mid-2014.", "mid-2014", "MID"),
        ("They left late on Friday.", "late on Friday", "END"),
        ("They stayed about 5 years.", "about 5 years", "APPROX"),
        ("They stayed more than two weeks.", "more than two weeks", "MORE_THAN"),
        ("They stayed nearly two weeks.", "nearly two weeks", "LESS_THAN"),
        ("They stayed at least two weeks.", "at least two weeks", "EQUAL_OR_MORE"),
        ("They left in the early hours of Sunday.", "the early hours of Sunday", "START"),
    ],
)
def test_modifiers_are_read(text: str, quote: str, mod: str) -> None:
    """A modifier is part of the quote and gives the TIMEX3 mod."""
    time = only(text)
    assert (time.quote.text, time.mod) == (quote, mod)


def test_length_up_to_publication_has_limits() -> None:
    """A length that ends with publication names the days it covers."""
    time = only("They walked in the past 24 hours.", published="2016-04-07")
    assert (time.type, time.value, time.begin, time.end) == ("DURATION", "PT24H", "2016-04-06", "2016-04-07")
    years = only("They walked over the past 20 months.", published="2016-04-07")
    assert (years.begin, years.end) == ("2014-08-07", "2016-04-07")


def test_since_begins_and_stays_open() -> None:
    """Since 2011: the beginning is known, the end is not."""
    time = only("It has been shut since 2011.")
    assert (time.quote.text, time.begin, time.end, time.precision) == ("since 2011", "2011-01-01", None, "year")


def test_timex3_style_follows_the_guidelines() -> None:
    """For comparison with annotated corpora: no "since" in the quote, both ends of a range apart."""
    times = find_times("Shut since 2011, it was open from 2001 to 2004.", style="timex3")
    assert [(time.quote.text, time.value) for time in times] == [("2011", "2011"), ("2001", "2001"), ("2004", "2004")]


def test_furniture_is_left_out() -> None:
    """No time is reported inside menus and bylines."""
    text = "Posted 3 May 2016\nThe ferry sank on Monday."
    times = find_times(text, furniture=[Quote.of(text, 0, 17)])
    assert [time.quote.text for time in times] == ["Monday"]


def test_tags_keep_the_verb_out() -> None:
    """A month that the tagger calls a verb is none."""
    text = "They said in March past the gate."
    start = text.index("March")
    assert find_times(text, tokens=[(start, start + 5, "VERB")]) == []
    assert [time.value for time in find_times(text, tokens=[(start, start + 5, "PROPN")])] == ["XXXX-03"]


def test_sentences_keep_expressions_apart() -> None:
    """A line break that ends a sentence is never joined, though the line is long."""
    text = "The quiet village choir sang the whole of the long evening programme since May\n2016 was a better year."
    joined = find_times(text, style="timex3")
    apart = find_times(text, style="timex3", sentences=[(0, text.index("\n")), (text.index("\n") + 1, len(text))])
    assert joined[-1].value == "2016-05"
    assert [time.value for time in apart][-2:] == ["XXXX-05", "2016"]


def test_published_must_be_a_date() -> None:
    """A date of publication that is no ISO date is refused."""
    with pytest.raises(ValueError, match="ISO date"):
        find_times("today", published="last week")
