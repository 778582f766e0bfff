"""Times and places, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evaluate.corpus import write_corpus

from rapporteur.evaluate.places import FoundPlace, PlacePrediction, PlacesTask, kilometres
from rapporteur.evaluate.scoreboard import Figure
from rapporteur.evaluate.task import Options
from rapporteur.evaluate.time_ranges import as_gum_marks
from rapporteur.evaluate.times import FoundTime, TimePrediction, TimesTask, value_is_right
from rapporteur.evaluate.timex_values import interval_of, tei_interval


def _times(path: Path, *times: FoundTime) -> dict[str, Figure]:
    task = TimesTask()
    items = task.read(path, Options())
    scored = task.score(items, [TimePrediction(items[0].id, list(times))], Options())
    return {figure.name: figure for figure in scored.board.figures()}


def test_times_counts_values_on_matched_spans(tmp_path: Path) -> None:
    """Both expressions found, one with a shorter span, one with a wrong value: value accuracy and value F1 are .5."""
    _, path = write_corpus(tmp_path, "times-timex")
    text = TimesTask().read(path, Options())[0].text
    friday, weeks = text.index("Friday"), text.index("weeks")
    figures = _times(
        path, FoundTime(friday, friday + 6, "DATE", "2031-05-09"), FoundTime(weeks, weeks + 5, "DURATION", "P2W")
    )
    assert figures["span F1, relaxed"].value == 1.0
    assert figures["span F1, strict"].value == pytest.approx(0.5)
    assert figures["value accuracy"].value == pytest.approx(0.5)
    assert figures["value F1"].value == pytest.approx(0.5)
    assert figures["type accuracy"].value == 1.0


def test_times_leaves_out_the_date_line(tmp_path: Path) -> None:
    """The creation time is given to the system, so finding it is neither right nor wrong."""
    _, path = write_corpus(tmp_path, "times-timex")
    assert _times(path, FoundTime(0, 11, "DATE", "2031-05-02"))["span F1, relaxed"].precision is None


def test_times_of_gum_compares_calendar_dates_only(tmp_path: Path) -> None:
    """Durations and vague references are not marked in GUM; a decade is right by its interval."""
    _, path = write_corpus(tmp_path, "times-gum")
    text = TimesTask().read(path, Options())[0].text
    decade = text.index("1960s")
    figures = _times(
        path,
        FoundTime(decade, decade + 5, "DATE", "196"),
        FoundTime(0, 3, "DURATION", "P1D"),
        FoundTime(4, 8, "DATE", "PRESENT_REF"),
    )
    assert figures["value accuracy"].value == 1.0
    assert figures["span F1, relaxed"].precision == 1.0
    assert figures["span F1, relaxed"].recall == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("value", "interval"),
    [
        ("2032-02", ("2032-02-01", "2032-02-29")),
        ("196", ("1960-01-01", "1969-12-31")),
        ("18", ("1800-01-01", "1899-12-31")),
        ("2031-Q2", ("2031-04-01", "2031-06-30")),
        ("2031-W01", ("2030-12-30", "2031-01-05")),
        ("2031-SU", ("2031-06-01", "2031-08-31")),
        ("2031-05-02TEV", ("2031-05-02", "2031-05-02")),
        ("P3D", None),
        ("XXXX-05", None),
        ("2031-02-30", None),
    ],
)
def test_interval_of_gives_first_and_last_day(value: str, interval: tuple[str, str] | None) -> None:
    """A value denotes whole days, both ends inside; durations and open values denote none."""
    assert interval_of(value) == interval


def test_tei_interval_runs_to_the_last_day_of_its_end() -> None:
    """From January to June ends on the thirtieth; an open end stays open."""
    assert tei_interval(None, "2031-01", "2031-06") == ("2031-01-01", "2031-06-30")
    assert tei_interval(None, None, "1971") == (None, "1971-12-31")


def test_times_do_not_forgive_another_hour_of_the_same_day() -> None:
    """Two times of one day have the same interval and are still different values."""
    gold = FoundTime(0, 1, "TIME", "2031-05-02T18:00")
    assert not value_is_right(gold, FoundTime(0, 1, "TIME", "2031-05-02T19:00"))
    assert value_is_right(gold, FoundTime(0, 1, "TIME", "2031-05-02T18:00:00"))


def test_places_measures_distance_of_what_was_detected(tmp_path: Path) -> None:
    """One toponym half a degree off, one unresolved: detection 1, within 161 km a half, the median that of the one."""
    _, path = write_corpus(tmp_path, "places")
    task = PlacesTask()
    items = task.read(path, Options())
    found = [FoundPlace(16, 21, 10.5, 10.0, "NOR"), FoundPlace(26, 31)]
    scored = task.score(items, [PlacePrediction("p1", found)], Options())
    figures = {figure.name: figure for figure in scored.board.figures()}
    assert figures["detection F1"].value == 1.0
    assert figures["within 161 km, of detected"].value == pytest.approx(0.5)
    assert figures["within 161 km, of resolved"].value == 1.0
    assert figures["country, of detected"].value == pytest.approx(0.5)
    assert figures["median error, of resolved"].value == pytest.approx(55.6, abs=0.1)
    assert [error.kind for error in scored.errors] == ["not resolved"]


def test_kilometres_of_antipodes_is_half_the_equator() -> None:
    """The longest way on the globe is about 20,015 km."""
    assert kilometres((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015.1, abs=0.1)


def test_time_ranges_are_compared_as_gum_marks_them() -> None:
    """Two gold dates meet the two ends of a range; one gold date over the range meets the whole; "since" is left off."""
    text = "She led it from 1947 to 1960 and, since 1971, another."
    first, last, since = text.index("1947"), text.index("1960"), text.index("since")
    whole = FoundTime(first - 5, last + 4, "DATE", "1947/1960", "1947-01-01", "1960-12-31")
    open_end = FoundTime(since, since + 10, "DATE", "1971/PRESENT_REF")
    ends = [FoundTime(first, first + 4, "DATE", "1947"), FoundTime(last, last + 4, "DATE", "1960")]
    assert as_gum_marks(text, ends, [whole]) == ends
    assert as_gum_marks(text, [FoundTime(first, last + 4, "DATE", "1947/1960")], [whole]) == [whole]
    assert as_gum_marks(text, [], [open_end]) == [FoundTime(since + 6, since + 10, "DATE", "1971")]
