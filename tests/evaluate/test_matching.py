"""One-to-one pairing and comparison of names."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporteur.evaluate.matching import assign, character_dice, dice, match_greedily, normalise_name


def test_match_greedily_takes_the_best_pair_first() -> None:
    """A span that overlaps two others is paired with the one it shares more with."""
    gold = [(0, 10), (10, 20)]
    found = [(8, 20), (0, 6)]
    assert [(i, j) for i, j, _ in match_greedily(gold, found, dice)] == [(1, 0), (0, 1)]


def test_match_greedily_leaves_pairs_without_score_apart() -> None:
    """Spans that share nothing are never paired, even when both are left over."""
    assert match_greedily([(0, 3)], [(3, 5)], dice) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6))
def test_assign_finds_the_best_total(n_rows: int, n_columns: int, seed: int) -> None:
    """The pairing has the greatest total of all pairings, as trying every one of them shows."""
    weights = np.random.default_rng(seed).random((n_rows, n_columns)).round(3)
    pairs = assign(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    small, large = sorted((n_rows, n_columns))
    table = weights if n_rows <= n_columns else weights.T
    best = max(sum(table[i, p[i]] for i in range(small)) for p in permutations(range(large), small))
    assert sum(weights[i, j] for i, j in pairs) == pytest.approx(best)


def test_assign_leaves_out_pairs_of_no_weight() -> None:
    """A row that has nothing in common with any column stays alone."""
    assert assign(np.array([[0.0, 0.5], [0.0, 0.0]])) == [(0, 1)]


def test_character_dice_counts_shared_characters_once() -> None:
    """Two evidence lists that cover the same text are equal however they are cut."""
    assert character_dice([(0, 4), (2, 8)], [(0, 8)]) == 1.0


def test_normalise_name_ignores_accents_case_and_article() -> None:
    """Spellings of one name that differ in accents, case, hyphens or article meet."""
    assert normalise_name("the Óravia-Vale Accord") == normalise_name("Oravia Vale ACCORD")
    assert normalise_name("The") == "the"
