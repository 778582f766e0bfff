"""Counts become figures with intervals."""

from __future__ import annotations

import pytest

from rapporteur.evaluate.scoreboard import Scoreboard, f1_of


def test_scoreboard_gives_f1_precision_and_recall_of_summed_counts() -> None:
    """F1 is computed from the sums over units, not averaged over units."""
    board = Scoreboard(2)
    board.declare("F1", "f1")
    board.add(0, "F1", 1, 1, 2)
    board.add(1, "F1", 2, 4, 2)
    (figure,) = board.figures()
    assert figure.precision == pytest.approx(3 / 5)
    assert figure.recall == pytest.approx(3 / 4)
    assert figure.value == pytest.approx(2 * 3 / 9)
    assert figure.n == 4


def test_scoreboard_interval_holds_the_value_and_never_depends_on_chance() -> None:
    """The bootstrap has a fixed seed: two runs give the same interval, and it encloses the value."""

    def run() -> tuple[float | None, float | None, float | None]:
        board = Scoreboard(40)
        board.declare("share", "share")
        for index in range(40):
            board.add(index, "share", index % 4 > 0, 1)
        (figure,) = board.figures()
        return figure.low, figure.value, figure.high

    assert run() == run()
    low, value, high = run()
    assert low is not None
    assert value is not None
    assert high is not None
    assert low < value == 0.75 < high
    assert 0.2 < high - low < 0.35  # two standard errors of a share of .75 in 40 draws on either side


def test_scoreboard_says_nothing_where_nothing_was_measured() -> None:
    """A figure without cases is None, not zero and not one."""
    board = Scoreboard(3)
    board.declare("share", "share")
    board.declare("macro", "macro_f1")
    board.declare_median("error", "km")
    assert [figure.value for figure in board.figures()] == [None, None, None]


def test_scoreboard_macro_f1_averages_over_classes_of_the_gold() -> None:
    """A class that only the system uses lowers no mean; its false answers are already misses of other classes."""
    board = Scoreboard(1)
    board.declare("macro", "macro_f1")
    board.add_part(0, "macro", "AID", 1, 1, 1)
    board.add_part(0, "macro", "ACCUSE", 0, 0, 1)
    board.add_part(0, "macro", "REJECT", 0, 3, 0)
    assert board.figures()[0].value == pytest.approx(0.5)


def test_scoreboard_median_is_the_middle_value() -> None:
    """The median of three distances is the second one."""
    board = Scoreboard(2)
    board.declare_median("error", "km")
    for index, value in ((0, 5.0), (0, 100.0), (1, 7.0)):
        board.add_value(index, "error", value)
    (figure,) = board.figures()
    assert (figure.value, figure.unit, figure.n) == (7.0, "km", 3)


def test_f1_of_two_empty_sides_is_unknown() -> None:
    """With nothing to find and nothing found there is no F1."""
    assert f1_of(0, 0, 0) is None
