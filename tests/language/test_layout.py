"""Sentence breaks that the page itself makes. A `|` in a text marks where a break must stand; nothing else may break."""

from __future__ import annotations

import re

import pytest

from rapporteur.language.layout import find_brackets, find_breaks, is_after_abbreviation

TEXTS = [
    "|Ministers met on Monday.\n\n|They will meet again.",
    "|JOINT COMMUNIQUE\n|Cairo, 5 May 2020\n|The two sides met in Cairo and agreed on the steps that follow from the accord they signed.",
    "|The council agreed:\n|- to open the crossing\n|- to release the detainees\n|* to meet again",
    "|The parties to the talks, which were held in the capital of a third\ncountry under the auspices of the Secretary General of the United\nNations, agreed.",
    "|1. The first point is agreed.\n|2. The second is not.",
    "|Talks resume\n|By Amina Diallo\n|The envoy said on Tuesday that talks would resume.",
    "|The\nWhite House\nsaid so.",
    "|One paragraph that ends.\r\n\r\n|Another that begins.",
    "|One line only",
]


@pytest.mark.parametrize("marked", TEXTS)
def test_find_breaks_breaks_where_the_page_does(marked: str) -> None:
    """Blank lines, bullets, headlines and bylines break; wrapped lines do not."""
    text = marked.replace("|", "")
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    expected = {match.start() - number for number, match in enumerate(re.finditer(r"\|", marked))}
    assert {spans[index][0] for index in find_breaks(text, spans)} == expected


def test_find_breaks_of_nothing_is_empty() -> None:
    """A document without words has no sentence."""
    assert find_breaks(" \n", []) == set()


def test_find_brackets_holds_only_what_closes() -> None:
    """A bracket that never closes holds nothing."""
    assert find_brackets(["He", "(", "then", "aged", "5", ")", "left"]) == [False, False, True, True, True, True, False]
    assert find_brackets(["He", "(", "then", "left"]) == [False] * 4


@pytest.mark.parametrize("word", ["Gen.", "Lt.", "H.E.", "U.S.", "Dr.", "St.", "J.", "J.-P."])
def test_is_after_abbreviation_knows_ranks_offices_and_initials(word: str) -> None:
    """These full stops belong to the word."""
    assert is_after_abbreviation(word)


@pytest.mark.parametrize("word", ["ended.", "Gen", ".", "week"])
def test_is_after_abbreviation_rejects_plain_words(word: str) -> None:
    """These do not."""
    assert not is_after_abbreviation(word)
