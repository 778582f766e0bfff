"""Agreement between coders on nominal fields: Krippendorff's alpha and Cohen's kappa.

Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; Cohen 1960.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import msgspec

__all__ = ["FieldAgreement", "agreement_of", "cohen_kappa", "krippendorff_alpha"]


class FieldAgreement(msgspec.Struct):
    """Agreement of two coders on one field of the events (or participants) that both found.

    Attributes:
        n: pairs of values compared.
        share: equal values, 0..1.
        alpha, kappa: at most 1; 0 is chance; ``None`` when both coders use a single value throughout (no variation,
            nothing to correct for) or there is nothing to compare.
    """

    field: str
    n: int
    share: float | None
    alpha: float | None
    kappa: float | None


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal data, any number of coders, missing values allowed.

    Args:
        units: for each unit the values given to it, ``None`` where a coder gave none; order of coders is free.

    Returns:
        Alpha, or ``None`` when fewer than two pairable values exist or all of them are equal.

    >>> krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b")])
    0.4444444444444444
    """
    totals: Counter[Hashable] = Counter()
    disagreement = 0.0
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        size = sum(values.values())
        if size < 2:
            continue
        totals.update(values)
        disagreement += (size * size - sum(n * n for n in values.values())) / (size - 1)
    n_values = sum(totals.values())
    expected = n_values * n_values - sum(n * n for n in totals.values())
    if n_values < 2 or expected == 0:
        return None
    return 1 - (n_values - 1) * disagreement / expected


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two coders who both gave a value to every unit.

    Returns:
        Kappa, or ``None`` when there is no unit or chance agreement is complete.

    >>> cohen_kappa("aabb", "aaab")
    0.5
    """
    n = len(first)
    if n == 0:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    left, right = Counter(first), Counter(second)
    chance = sum(left[value] * right[value] for value in left) / (n * n)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def agreement_of(field: str, pairs: Sequence[tuple[Hashable, Hashable]]) -> FieldAgreement:
    """Both coefficients for one field; a missing value of the record (``None``) is a value like any other."""
    pairs = [tuple("(none)" if value is None else value for value in pair) for pair in pairs]  # type: ignore[misc]
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    share = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    return FieldAgreement(field, len(pairs), share, krippendorff_alpha(pairs), cohen_kappa(first, second))
