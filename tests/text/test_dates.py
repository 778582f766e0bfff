"""Dates of publication: one day, or an error."""

from __future__ import annotations

import pytest

from rapporteur.errors import FieldError
from rapporteur.text import read_published


@pytest.mark.parametrize(
    "given",
    [
        "2021-03-03",
        " 2021-03-03 ",
        "2021-03-03T10:15:00Z",
        "2021-03-03 10:15",
        "2021-03-03T23:59:59.123+05:30",
        "20210303",
        "20210303T101500Z",
        "2021/3/3",
        "2021.03.03",
        "3 March 2021",
        "3rd of March, 2021",
        "3-Mar-2021",
        "Wed, 03 Mar 2021 10:15:00 GMT",
        "March 3, 2021",
        "Wednesday, March 3rd, 2021, 10:15 am",
        "Mar. 3 2021",
        "03.03.2021",
        "03/03/2021",
    ],
)
def test_published_reads_common_forms(given: str) -> None:
    """All common ways to write a day give the ISO date."""
    assert read_published(given, where="row") == "2021-03-03"


def test_published_reads_a_slashed_date_that_has_one_reading() -> None:
    """Where only one of the two numbers can be a month, the order is known."""
    assert read_published("13/04/2021", where="row") == read_published("04/13/2021", where="row") == "2021-04-13"


@pytest.mark.parametrize(
    "given", ["03/04/2021", "2021-02-30", "2021", "March 2021", "yesterday", "", "1021-03-03", 20210303]
)
def test_published_refuses_what_is_not_one_day(given: object) -> None:
    """Two readings, no such day, a month, a word: refused with the form that is expected."""
    with pytest.raises(FieldError, match="a date as YYYY-MM-DD"):
        read_published(given, where="row")
