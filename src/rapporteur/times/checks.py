"""Is it a time at all? "May" the verb, "March" the march, the Sunday Times, 2000 soldiers, a 42-year-old, flight 1990.

One question per kind of expression; the words asked for are in context.yaml. A reading that fails is dropped and the next best match
at the place is tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rapporteur.times.numerals import (
    has_number_edge,
    is_clock,
    is_day_alone,
    is_rate,
    is_short_decade,
    is_short_quarter,
    is_short_year,
    is_year,
)
from rapporteur.times.readings import Reading
from rapporteur.times.rules import Grammar, WordSets
from rapporteur.times.scan import Scan

__all__ = ["is_time"]

NAME_TAIL = re.compile(r"(?: [A-Z][\w'’-]*){1,3}")
# "a second", "a quarter": no lengths.
NEXT_MONTH = re.compile(
    r" (?:and|or|to|through|until) (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
# A name before a capitalised season or feast makes it a surname.
NAME_BEFORE = re.compile(r"(?:\A|[^.!?\n] )[A-Z][a-z]+ \Z|[.!?\n] [A-Z][a-z]+ \Z")
QUANTITY = re.compile(r"\b(?:a|an|one)[ -](?:second|quarter)s?\Z")


def is_time(reading: Reading, scan: Scan, grammar: Grammar) -> bool:
    """Whether the words of ``reading``, where they stand, speak of a time."""
    words = grammar.words
    if has_number_edge(reading, scan) or has_name_head(reading, scan, words) or is_near_miss(reading, scan, grammar):
        return False
    if scan.tags and scan.tags.get(reading.start) in ("AUX", "VERB"):
        return False
    check = CHECKS.get(reading.rule)
    return check is None or check(reading, scan, words)


def has_name_head(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Whether a date is the first part of a name: "the 14 March Alliance"."""
    if reading.kind != "calendar" or (reading.year is not None and reading.month is not None):
        return False
    if reading.month is None and reading.weekday is None and reading.day is None:
        return False
    after = NAME_TAIL.match(scan.text, reading.end)
    return after is not None and any(word.lower() in words.name_heads for word in after[0].split())


def is_near_miss(reading: Reading, scan: Scan, grammar: Grammar) -> bool:
    """Whether the reading overlaps an expression listed as looking like a time."""
    low, high = max(0, reading.start - 24), min(len(scan.work), reading.end + 24)
    for match in grammar.near_misses.finditer(scan.work, low, high):
        inside = match.start() < reading.end and match.end() > reading.start
        cut = match.start() > 0 and scan.work[match.start() - 1].isalnum()
        if inside and not cut and not (match.start() > reading.start and match.end() < reading.end):
            return True
    return False


def is_month(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """A month that stands alone."""
    name = scan.work[reading.start : reading.end].strip(".")
    if name.startswith("the month"):
        return True
    before, after = scan.word_before(reading.start), scan.word_after(reading.end)
    if not scan.is_capital(reading.start):
        return name not in words.name_months
    if name not in words.name_months:
        return True
    if before in words.titles:
        return False
    if (
        len(name) <= 4
        and name not in ("may", "june", "july")
        and scan.work[reading.end - 1] != "."
        and before not in words.prepositions
    ):
        return False
    if NEXT_MONTH.match(scan.work, reading.end) is not None:
        return True
    if name in words.verb_months:
        return is_verb_month(name, before, after, words)
    return (
        before in words.before_time
        or (before in ("", ",", "-", "(") and not after[:1].isupper())
        or (not after[:1].isupper() and not after[:1].isdigit())
    )


def is_verb_month(name: str, before: str, after: str, words: WordSets) -> bool:
    """May and March: only behind a word of time, and a march goes somewhere."""
    if name == "march" and before in (
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "'s",
        "our",
        "for",
        "with",
        "to",
        "and",
        "per",
    ):
        return before == "to" or (bool(after) and after.lower() not in words.march_after and after[:1].islower())
    if name == "may" and before in (
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "our",
        "with",
        "for",
        "and",
        "or",
        "d",
        "m",
        "b",
    ):
        return before in ("and", "the", "its", "or") and after.lower() not in ("be", "have", "not", "also")
    return before in words.before_time


def is_capital_month(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """May and March with a number beside: a capital, and no count behind the number."""
    found = re.search(r"\b(?:may|march|mar|dec|sep|sun|sat)\b", scan.work[reading.start : reading.end])
    if found is not None and not scan.is_capital(reading.start + found.start()):
        return False
    if reading.year is None and reading.day is not None and scan.work[reading.end - 1].isdigit():
        after = scan.word_after(reading.end).lower()
        return (
            after not in words.not_year_after
            and re.match(r" ?(?:%|percent|per cent)", scan.work[reading.end : reading.end + 10]) is None
        )
    return True


def is_shifted_month(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Last May, not "that may" or "this august body"."""
    name = scan.work[reading.start : reading.end].split(" ")[-1]
    return name not in words.name_months or scan.is_capital(reading.end - len(name))


def is_weekday(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """Sun and Sat need help; a weekday is otherwise plain."""
    name = scan.work[reading.start : reading.end].strip(".")
    if name in ("sun", "sat", "mon", "wed", "fri", "thu", "tue", "tues", "weds", "thurs", "thur"):
        if not scan.is_capital(reading.start):
            return False
        return (
            scan.word_before(reading.start) in ("on", "last", "next", "this", "every")
            or scan.work[reading.end - 1] == "."
        )
    return not (
        reading.part is None and scan.is_capital(reading.start) and scan.word_after(reading.end) in ("Times", "School")
    )


def is_season(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Fall and spring are also verbs, springs and falls."""
    if reading.year is not None or reading.n is not None:
        return True
    name = scan.work[reading.start : reading.end]
    before, after = scan.word_before(reading.start), scan.word_after(reading.end)
    if scan.is_capital(reading.end - 1) and not scan.text[reading.start : reading.end].isupper():
        return False
    bare = name.removeprefix("the ")
    if bare != name and before not in words.before_time:
        return bare not in ("fall", "spring")
    if bare in ("fall", "spring"):
        return before in words.prepositions and (
            bare != "fall" or before not in ("to", "after", "before", "from", "of", "by", "since")
        )
    capital = scan.is_capital(reading.end - len(bare))
    if capital and is_surname(reading, scan, words):
        return False
    return not (capital and after[:1].isupper() and not scan.starts_sentence(reading.start))


def is_surname(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Whether a capitalised word that is no word of time stands before the reading: "April Summers", "Ana Christmas"."""
    before = scan.word_before(reading.start)
    return NAME_BEFORE.search(scan.text[max(0, reading.start - 24) : reading.start]) is not None and before not in (
        words.before_time | words.prepositions
    )


def is_part(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """The morning, behind a preposition: not the opening night."""
    if reading.mod is not None:
        return True
    text = scan.work[reading.start : reading.end]
    if scan.is_capital(reading.end - len(text.split(" ")[-1])) and not scan.text[reading.start : reading.end].isupper():
        return False
    return scan.word_before(reading.start) in words.part_before or text.startswith("in ")


def is_duration(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """A length; not a fraction, a second try or an age."""
    text = scan.work[reading.start : reading.end]
    after, before = scan.word_after(reading.end).lower(), scan.word_before(reading.start)
    if re.match(r"(?:1\d|20)\d\d\b(?!-)", text) is not None and reading.unit in ("S", "MI", "D", "M"):
        return False
    if text[0] == "0" and text[1:2].isdigit():
        return False
    if QUANTITY.search(text) is not None or (reading.unit == "Q" and after in ("of", "the")):
        return False
    if reading.unit == "S" and text.endswith("second") and reading.count == "1":
        return False
    if (
        after in ("old", "olds")
        or before in ("aged", "age")
        or (before == "of" and scan.work[max(0, reading.start - 7) : reading.start] == "age of ")
    ):
        return False
    if reading.unit == "ML" or scan.work[reading.end : reading.end + 4] == "-old":
        return False
    return not (text.startswith("the ") and re.match(r"the (?:an? |some |few )", text) is not None and before == "of")


def is_bare_duration(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """A unit without a number: "for years", "decades-long"."""
    return scan.work[reading.end - 4 : reading.end] == "long" or scan.word_before(
        reading.start
    ) in words.bare_before - {"of"}


def is_future(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """The future, not future generations; soon, not soon after."""
    text = scan.work[reading.start : reading.end]
    after = scan.word_after(reading.end).lower()
    if scan.is_capital(reading.end - len(text.split(" ")[-1])) and not scan.starts_sentence(reading.start):
        return False
    if text == "future":
        return scan.word_before(reading.start) in ("near", "foreseeable", "in")
    if text in ("soon", "very soon", "shortly"):
        return after not in ("after", "before", "afterwards", "thereafter", "as", "afterward")
    return True


def is_now(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """Now, not "now that"; the present, not the present study."""
    text = scan.work[reading.start : reading.end]
    after = scan.word_after(reading.end).lower()
    if text == "the present":
        return after in ("", "and", "or", "than")
    if text == "now":
        return after != "that"
    return True


def is_current(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """The current talks, not a current in the sea."""
    return scan.word_after(reading.end)[:1].isalpha()


def is_span(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """The last week, not the last week of March."""
    return scan.work[reading.end : reading.end + 4] != " of "


def is_first_span(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """The first two weeks of something are a length, and no "first two seconds"."""
    return is_duration(reading, scan, words)


def is_told(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """That day, not "that day care"; the same time is no time."""
    after = scan.word_after(reading.end)
    return after not in ("care", "trip", "job") and scan.work[reading.start : reading.end] not in (
        "that second",
        "that quarter",
        "following day care",
    )


def is_frequency(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Daily, not the Daily Something."""
    if not scan.is_capital(reading.start) or scan.starts_sentence(reading.start):
        return True
    return not (scan.word_after(reading.end)[:1].isupper() or is_surname(reading, scan, words))


def is_hijri(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """Ramadan the month, not the person."""
    if not scan.is_capital(reading.end - 1) and not any(
        char.isupper() for char in scan.text[reading.start : reading.end]
    ):
        return False
    if reading.year is not None or reading.day is not None or "month" in scan.work[reading.start : reading.end]:
        return True
    if reading.month != 9:
        return scan.word_before(reading.start) in ("in", "of", "during")
    before_text = scan.text[max(0, reading.start - 20) : reading.start]
    named = re.search(r"[A-Z][a-z]+ \Z", before_text)
    if named is not None and scan.word_before(reading.start) not in (
        "during",
        "in",
        "this",
        "the",
        "of",
        "holy",
        "since",
        "on",
        "before",
        "after",
    ):
        return False
    after = scan.word_after(reading.end)
    return not after[:1].isupper() or after == "Mubarak"


def is_period(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """A war counts as a time only behind a word of time."""
    return scan.word_before(reading.start) in words.war_before or not reading.value or "/" not in reading.value


def is_weekend(reading: Reading, scan: Scan, _words: WordSets) -> bool:
    """Next week, this month; not "this second", nor "last quarter of 2009", which joins what follows."""
    text = scan.work[reading.start : reading.end]
    if text in ("this second", "last day", "the last day"):
        return False
    after = scan.work[reading.end : reading.end + 4]
    if after == " of " and reading.unit == "WE":
        return False
    return not (
        after == " of " and reading.unit in ("D", "W", "M", "Q") and text.startswith(("last", "the last", "past"))
    )


def is_eve(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """A feast, with the capital it is written with."""
    if reading.feast is None:
        return True
    after = scan.word_after(reading.end)
    if (
        after[:1].isupper()
        and reading.year is None
        and after not in ("Day", "Eve", "Morning", "Night")
        and not scan.text[reading.start : reading.end].isupper()
    ):
        return False
    if is_surname(reading, scan, words) and reading.year is None and " " not in scan.work[reading.start : reading.end]:
        return False
    return any(char.isupper() for char in scan.text[reading.start : reading.end])


CHECKS: dict[str, Callable[[Reading, Scan, WordSets], bool]] = {
    "month": is_month,
    "month-shift": is_shifted_month,
    "told-month": is_shifted_month,
    "quarter-short": is_short_quarter,
    "day-month": is_capital_month,
    "month-day": is_capital_month,
    "month-year": is_capital_month,
    "month-short-year": is_capital_month,
    "range-days-month": is_capital_month,
    "range-month-days": is_capital_month,
    "weekday": is_weekday,
    "season": is_season,
    "year": is_year,
    "year-short": is_short_year,
    "decade-short": is_short_decade,
    "day-alone": is_day_alone,
    "part-alone": is_part,
    "clock-24": is_clock,
    "duration": is_duration,
    "duration-range": is_duration,
    "past-span": is_first_span,
    "duration-bare": is_bare_duration,
    "rate": is_rate,
    "future": is_future,
    "now": is_now,
    "current": is_current,
    "unit-shift-the": is_span,
    "unit-shift": is_weekend,
    "told-unit": is_told,
    "frequency": is_frequency,
    "hijri-month": is_hijri,
    "period": is_period,
    "holiday": is_eve,
}
