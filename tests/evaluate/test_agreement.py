"""Agreement coefficients against published worked examples."""

from __future__ import annotations

import pytest

from rapporteur.evaluate.agreement import agreement_of, cohen_kappa, krippendorff_alpha


def test_krippendorff_alpha_of_binary_data_and_two_observers() -> None:
    """Krippendorff 2011, section A: ten binary units, alpha .095."""
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(list(zip(first, second, strict=True))) == pytest.approx(0.095, abs=0.0005)


def test_krippendorff_alpha_of_nominal_data_and_two_observers() -> None:
    """Krippendorff 2011, section B: twelve nominal units, alpha .692."""
    assert krippendorff_alpha(list(zip("aabbdcccedda", "babbbccceddd", strict=True))) == pytest.approx(
        0.692, abs=0.0005
    )


def test_krippendorff_alpha_of_four_observers_with_missing_values() -> None:
    """Krippendorff 2011, section C: four observers, twelve units, missing values, nominal alpha .743."""
    table = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    assert krippendorff_alpha(list(zip(*table, strict=True))) == pytest.approx(0.743, abs=0.0005)


def test_cohen_kappa_of_fifty_applications() -> None:
    """Two readers say yes to 20 of 50 together, no to 15, and differ on 5 and 10: kappa .40."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.40)


def test_agreement_without_variation_has_no_coefficient() -> None:
    """Where both coders use one value throughout, chance cannot be told from agreement."""
    field = agreement_of("status", [("occurred", "occurred")] * 4)
    assert (field.share, field.alpha, field.kappa) == (1.0, None, None)


def test_agreement_counts_a_missing_value_as_a_value() -> None:
    """One coder who leaves the time empty disagrees with one who fills it."""
    field = agreement_of("time value", [("2031-05-02", None), ("2031-05-02", "2031-05-02")])
    assert (field.n, field.share) == (2, 0.5)


def test_coefficients_of_nothing_are_unknown() -> None:
    """No unit, no coefficient."""
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([("a", None)]) is None
    assert cohen_kappa([], []) is None
