"""Trees and entity spans decoded from scores."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rapporteur.language.decoding import ROOT, decode_entities, decode_heads, is_tree, log_softmax

LABELS = ["O", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


def scores(n: int, columns: int) -> st.SearchStrategy[np.ndarray]:
    """Random scores of n rows."""
    return arrays(np.float32, (n, columns), elements=st.floats(-20, 20, width=32))


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 14).flatmap(lambda n: scores(n, n + 1)))
def test_decode_heads_gives_one_tree_with_one_root(arcs: np.ndarray) -> None:
    """Whatever the scores, every word reaches the only root."""
    heads = decode_heads(arcs)
    assert len(heads) == len(arcs)
    assert heads.count(ROOT) == 1
    assert is_tree(heads)
    assert all(head == ROOT or 0 <= head < len(heads) for head in heads)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: arrays(np.float32, (n, n + 1), elements=st.integers(-400, 400).map(lambda x: np.float32(x / 37)))
    )
)
def test_decode_heads_finds_the_best_tree(arcs: np.ndarray) -> None:
    """On short sentences the tree scores as high as the best of all trees, found by trying them all."""
    n = len(arcs)
    table = log_softmax(arcs.astype(np.float64))

    def total(heads: tuple[int, ...] | list[int]) -> float:
        return float(sum(table[index, n if head == ROOT else head] for index, head in enumerate(heads)))

    candidates = (
        heads
        for heads in itertools.product([ROOT, *range(n)], repeat=n)
        if heads.count(ROOT) == 1 and all(head != index for index, head in enumerate(heads)) and is_tree(list(heads))
    )
    assert total(decode_heads(arcs)) == pytest.approx(max(map(total, candidates)), abs=1e-6)


def test_decode_heads_survives_a_long_chain_of_cycles() -> None:
    """A sentence of three hundred words in which every pair points at each other becomes one tree."""
    n = 300
    arcs = np.zeros((n, n + 1), dtype=np.float32)
    for index in range(0, n, 2):
        arcs[index, index + 1] = arcs[index + 1, index] = 9
    heads = decode_heads(arcs)
    assert heads.count(ROOT) == 1
    assert is_tree(heads)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 12).flatmap(lambda n: scores(n, len(LABELS))))
def test_decode_entities_gives_spans_in_order_that_do_not_overlap(table: np.ndarray) -> None:
    """Spans are half-open, in order and apart."""
    end_before = 0
    for start, end, kind in decode_entities(table, LABELS):
        assert end_before <= start < end <= len(table)
        assert kind in {"ORG", "LOC"}
        end_before = end


def test_decode_entities_repairs_an_inside_label_without_its_beginning() -> None:
    """`O I-ORG` is no sequence; the better of its two repairs wins."""
    table = np.array([[1.0, 0.9, 0, 0, 0], [0.0, 0, 3, 0, 0]], dtype=np.float32)
    assert decode_entities(table, LABELS) == [(0, 2, "ORG")]
