"""Counts per document turned into figures with bootstrap intervals.

Every figure is a formula over sums of counts, so that resampling documents is one matrix product: the counts of a
figure are ``float64 (units, k)``, the resampling weights ``(samples, units)``. A unit is what was drawn as a whole
when the corpus was made (a document, or a sentence where sentences stand alone), because errors inside one are not
independent.

Source: Efron and Tibshirani 1993, percentile interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["Figure", "Scoreboard", "f1_of"]

Floats = NDArray[np.float64]
Formula = Literal["f1", "share", "two_sided_f1", "macro_f1", "mean_f1", "mean_two_sided_f1"]

SEED = 20210901
N_SAMPLES = 1000


class Figure(msgspec.Struct, omit_defaults=True):
    """One measured number.

    Attributes:
        value: 0..1 unless ``unit`` says otherwise; ``None`` when there was nothing to measure.
        n: gold items (F1), cases (shares) or values (medians) behind it.
        low, high: percentile bootstrap interval, 95 %; ``None`` with fewer than two units.
        precision, recall: of an F1 figure, else ``None``.
        published: key of ``published.yaml`` that this figure stands beside, or ``None``.
        main: shown in short tables.
    """

    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    precision: float | None = None
    recall: float | None = None
    unit: str | None = None
    published: str | None = None
    main: bool = False


def _ratio(top: Floats, bottom: Floats) -> Floats:
    result: Floats = np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom > 0)
    return result


def _f1(counts: Floats) -> Floats:
    """``(..., 3)`` matches, predicted, gold."""
    return _ratio(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def _share(counts: Floats) -> Floats:
    """``(..., 2)`` hits, cases."""
    return _ratio(counts[..., 0], counts[..., 1])


def _two_sided_f1(counts: Floats) -> Floats:
    """``(..., 4)`` precision numerator and denominator, recall numerator and denominator."""
    recall = _ratio(counts[..., 2], counts[..., 3])
    precision = np.where(np.isnan(recall), np.nan, np.nan_to_num(_ratio(counts[..., 0], counts[..., 1])))
    recall = np.where(counts[..., 3] > 0, recall, np.where(counts[..., 1] > 0, 0.0, np.nan))
    return np.where(precision + recall > 0, 2 * precision * recall / np.maximum(precision + recall, 1e-12), recall * 0)


def _mean_of(formula: Callable[[Floats], Floats], width: int) -> Callable[[Floats], Floats]:
    def mean(counts: Floats) -> Floats:
        parts = formula(counts.reshape(*counts.shape[:-1], -1, width))
        known = ~np.isnan(parts)
        return _ratio(np.where(known, parts, 0.0).sum(axis=-1), known.sum(axis=-1).astype(np.float64))

    return mean


def _macro_f1(counts: Floats) -> Floats:
    """``(..., 3 * classes)``: mean F1 over the classes that occur in the gold."""
    parts = counts.reshape(*counts.shape[:-1], -1, 3)
    scores = np.where(parts[..., 2] > 0, _f1(parts), np.nan)
    known = ~np.isnan(scores)
    return _ratio(np.where(known, scores, 0.0).sum(axis=-1), known.sum(axis=-1).astype(np.float64))


_FORMULAS: dict[str, Callable[[Floats], Floats]] = {
    "f1": _f1,
    "share": _share,
    "two_sided_f1": _two_sided_f1,
    "macro_f1": _macro_f1,
    "mean_f1": _mean_of(_f1, 3),
    "mean_two_sided_f1": _mean_of(_two_sided_f1, 4),
}


def f1_of(matches: float, n_predicted: float, n_gold: float) -> float | None:
    """F1 of three counts; ``None`` when both sides are empty.

    >>> f1_of(1, 2, 2)
    0.5
    """
    total = n_predicted + n_gold
    return None if total == 0 else 2 * matches / total


class _Column:
    """The counts of one figure: a row a unit, made when first needed."""

    def __init__(self, formula: Formula, width: int, published: str | None, *, main: bool) -> None:
        self.formula = formula
        self.width = width
        self.published = published
        self.main = main
        self.rows: dict[int, Floats] = {}
        self.classes: dict[str, int] = {}


class Scoreboard:
    """Collects counts per unit and gives figures in the order in which they were declared.

    Args:
        n_units: how many units the run has; units are numbered from 0.
    """

    def __init__(self, n_units: int) -> None:
        self.n_units = n_units
        self._columns: dict[str, _Column] = {}
        self._values: dict[str, tuple[str, list[tuple[int, float]], bool]] = {}
        self._order: list[str] = []

    def declare(self, name: str, formula: Formula, *, published: str | None = None, main: bool = False) -> None:
        """Fixes place, formula and published key of a figure; a figure without counts prints as not measured."""
        width = {"f1": 3, "share": 2, "two_sided_f1": 4}.get(formula, 0)
        self._columns[name] = _Column(formula, width, published, main=main)
        self._order.append(name)

    def declare_median(self, name: str, unit: str, *, main: bool = False) -> None:
        """A figure that is the median of values in ``unit`` (kilometres ...)."""
        self._values[name] = (unit, [], main)
        self._order.append(name)

    def __contains__(self, name: object) -> bool:
        return name in self._columns or name in self._values

    def add(self, index: int, name: str, *counts: float) -> None:
        """Adds counts of unit ``index``: matches, predicted, gold (F1); hits, cases (share); four for two-sided."""
        column = self._columns[name]
        row = column.rows.setdefault(index, np.zeros(column.width))
        row += np.asarray(counts, dtype=np.float64)

    def add_part(self, index: int, name: str, part: str, *counts: float) -> None:
        """Adds counts of one class (macro F1) or one component (mean F1) of a figure."""
        column = self._columns[name]
        size = 4 if column.formula == "mean_two_sided_f1" else 3
        slot = column.classes.setdefault(part, len(column.classes))
        row = column.rows.get(index, np.zeros(0))
        if row.size < size * (slot + 1):
            row = np.concatenate([row, np.zeros(size * (slot + 1) - row.size)])
        row[size * slot : size * slot + size] += np.asarray(counts, dtype=np.float64)
        column.rows[index] = row
        column.width = max(column.width, row.size)

    def add_value(self, index: int, name: str, value: float) -> None:
        """Adds one value to a median."""
        self._values[name][1].append((index, value))

    def figures(self, *, seed: int = SEED, n_samples: int = N_SAMPLES) -> list[Figure]:
        """All figures, in order of declaration, with 95 % intervals from ``n_samples`` resamples of the units."""
        rng = np.random.default_rng(seed)
        weights = np.zeros((0, self.n_units))
        if self.n_units > 1:
            weights = rng.multinomial(self.n_units, [1 / self.n_units] * self.n_units, size=n_samples).astype(
                np.float64
            )
        return [
            self._median(name, weights) if name in self._values else self._figure(name, weights) for name in self._order
        ]

    def _figure(self, name: str, weights: Floats) -> Figure:
        column = self._columns[name]
        counts = np.zeros((self.n_units, max(column.width, 1)))
        for index, row in column.rows.items():
            counts[index, : row.size] = row
        if column.width == 0:
            return Figure(name=name, value=None, n=0, published=column.published, main=column.main)
        total = counts.sum(axis=0)
        formula = _FORMULAS[column.formula]
        value = float(formula(total))
        low, high = _interval(formula(weights @ counts)) if len(weights) else (None, None)
        figure = Figure(
            name=name,
            value=None if np.isnan(value) else value,
            n=_size(column.formula, total),
            low=low,
            high=high,
            published=column.published,
            main=column.main,
        )
        if column.formula == "f1":
            figure.precision = float(total[0] / total[1]) if total[1] else None
            figure.recall = float(total[0] / total[2]) if total[2] else None
        if column.formula == "two_sided_f1":
            figure.precision = float(total[0] / total[1]) if total[1] else None
            figure.recall = float(total[2] / total[3]) if total[3] else None
        return figure

    def _median(self, name: str, weights: Floats) -> Figure:
        unit, pairs, main = self._values[name]
        if not pairs:
            return Figure(name=name, value=None, n=0, unit=unit, main=main)
        pairs = sorted(pairs, key=lambda pair: pair[1])
        values = np.array([value for _, value in pairs])
        low = high = None
        if len(weights):
            cumulative = weights[:, [index for index, _ in pairs]].cumsum(axis=1)
            usable = cumulative[:, -1] > 0
            middle = (cumulative[usable] >= cumulative[usable, -1:] / 2).argmax(axis=1)
            low, high = _interval(values[middle])
        return Figure(
            name=name, value=float(np.median(values)), n=len(values), low=low, high=high, unit=unit, main=main
        )


def _size(formula: str, total: Floats) -> int:
    """Gold items behind a figure: of all classes, or of the component that counts most of them."""
    if formula in {"f1", "macro_f1", "mean_f1"}:
        return int(total[2::3].sum())
    return int(total[1]) if formula == "share" else int(total[3::4].max())


def _interval(samples: Floats | Sequence[float]) -> tuple[float | None, float | None]:
    kept = np.asarray(samples, dtype=np.float64)
    kept = kept[~np.isnan(kept)]
    if kept.size == 0:
        return None, None
    low, high = np.percentile(kept, [2.5, 97.5])
    return float(low), float(high)
