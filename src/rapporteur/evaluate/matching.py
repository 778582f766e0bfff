"""Pairs gold and predicted things one to one: greedily by a score, or optimally (Hungarian method)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Span", "assign", "character_dice", "dice", "match_greedily", "normalise_name", "overlap"]

Span = tuple[int, int]
G = TypeVar("G")
P = TypeVar("P")


def overlap(a: Span, b: Span) -> int:
    """Code points that two half-open spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def dice(a: Span, b: Span) -> float:
    """Twice the shared length over the sum of lengths, 0..1.

    >>> dice((0, 4), (2, 6))
    0.5
    """
    total = a[1] - a[0] + b[1] - b[0]
    return 2 * overlap(a, b) / total if total else 0.0


def character_dice(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Dice coefficient of the sets of code points that two lists of spans cover, 0..1; 0 when both are empty."""
    left = {i for start, end in a for i in range(start, end)}
    right = {i for start, end in b for i in range(start, end)}
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def match_greedily(
    gold: Sequence[G], predicted: Sequence[P], score: Callable[[G, P], float]
) -> list[tuple[int, int, float]]:
    """One-to-one pairs ``(gold index, predicted index, score)``, best score first, scores of 0 or less never paired.

    Equal scores are settled by the gold order, then by the predicted order, so that a result never depends on chance.
    """
    scored = [(score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)]
    scored.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for value, i, j in scored:
        if value <= 0:
            break
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j, value))
    return pairs


def assign(weights: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The one-to-one pairing of rows and columns with the greatest total weight; pairs of weight 0 are left out.

    Args:
        weights: float64 ``(rows, columns)``, non-negative.

    Returns:
        ``(row, column)`` pairs in row order.

    Source: Kuhn 1955, Munkres 1957; the shortest augmenting path form (Jonker and Volgenant 1987), O(n^2 m).
    """
    flipped = weights.shape[0] > weights.shape[1]
    cost = -(weights.T if flipped else weights)
    n_rows, n_columns = cost.shape
    row_price = np.zeros(n_rows + 1)
    column_price = np.zeros(n_columns + 1)
    owner = np.zeros(n_columns + 1, dtype=np.int64)  # row that holds a column, from 1; 0 is free
    for row in range(1, n_rows + 1):
        owner[0] = row
        column = 0
        shortest = np.full(n_columns + 1, np.inf)
        came_from = np.zeros(n_columns + 1, dtype=np.int64)
        done = np.zeros(n_columns + 1, dtype=bool)
        while True:
            done[column] = True
            held_by = owner[column]
            reduced = cost[held_by - 1] - row_price[held_by] - column_price[1:]
            better = ~done[1:] & (reduced < shortest[1:])
            shortest[1:][better] = reduced[better]
            came_from[1:][better] = column
            open_columns = np.where(done, np.inf, shortest)
            nearest = int(open_columns.argmin())
            step = open_columns[nearest]
            row_price[owner[done]] += step
            column_price[done] -= step
            shortest[~done] -= step
            column = nearest
            if owner[column] == 0:
                break
        while column != 0:
            previous = int(came_from[column])
            owner[column] = owner[previous]
            column = previous
    pairs = [(int(owner[j]) - 1, j - 1) for j in range(1, n_columns + 1) if owner[j] > 0]
    if flipped:
        pairs = [(j, i) for i, j in pairs]
    return sorted((i, j) for i, j in pairs if weights[i, j] > 0)


def normalise_name(name: str) -> str:
    """A name as it is compared: no accents, case, punctuation or leading article, single spaces.

    >>> normalise_name("The Lövland-Accord Group's")
    'lovland accord group s'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", plain.casefold()).split()
    if len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)
