"""Is this number a year, a day or a time? Four digits may count, price or number something else.

The words asked for are in context.yaml.
"""

from __future__ import annotations

import re

from rapporteur.times.readings import Reading
from rapporteur.times.rules import WordSets
from rapporteur.times.scan import Scan

# "75,000 people a year": a number and what it counts.
COUNTED = re.compile(r"\b(?:\d[\d,.]*|hundred|thousand|million|billion)((?: [a-z]+){1,2}) \Z")

__all__ = [
    "has_number_edge",
    "is_clock",
    "is_day_alone",
    "is_rate",
    "is_short_decade",
    "is_short_quarter",
    "is_short_year",
    "is_year",
]


def is_year(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Four digits are a year unless what stands around them counts, prices or numbers something."""
    text = scan.work[reading.start : reading.end]
    before, after = scan.word_before(reading.start), scan.word_after(reading.end).lower()
    if before == ".":
        before = scan.word_before(scan.work.rfind(".", 0, reading.start)) or before
        before = before if len(before) <= 5 else "."
    if "year" in text:
        return True
    year = reading.year or 0
    if before in words.not_year_before and not (
        before
        in ("about", "around", "approximately", "roughly", "us", "law", "act", "version", "order", "case", "volume")
        and not after_counts(after, words)
    ):
        return False
    if after_counts(after, words):
        return False
    strong = before in words.before_time or is_bracketed(reading, scan)
    if (year % 100 == 0 and year != 2000) or year < 1400:
        return strong and before not in (
            "a",
            "the",
            "for",
            "with",
            "to",
            "than",
            "at",
            "and",
            "or",
            "only",
            "per",
            "d",
            "m",
            "now",
            "all",
            "an",
            "its",
            "their",
            "his",
            "her",
            "our",
            "'s",
        )
    if year >= 2060:
        return strong and before in words.prepositions
    return strong or year >= 1700


def after_counts(after: str, words: WordSets) -> bool:
    """Whether the word behind a number says that it counts things."""
    return after in words.not_year_after


def is_bracketed(reading: Reading, scan: Scan) -> bool:
    """Whether a number stands in brackets, as a year of publication or of a life does."""
    return scan.work[max(0, reading.start - 2) : reading.start].rstrip()[-1:] in ("(", "[", ";") or scan.work[
        reading.end : reading.end + 1
    ] in (")", "]")


def is_short_year(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """'82 behind a word of time."""
    return scan.word_before(reading.start) in words.before_time and scan.work[reading.end : reading.end + 1] != "'"


def is_short_decade(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """The 70s, not her 70s or a temperature."""
    before = scan.word_before(reading.start)
    if before in words.age_before or scan.work[reading.end : reading.end + 1] == "°":
        return False
    return not scan.work[reading.start].isdigit() or before in ("and", "or", "early", "late", "mid", "through")


def is_day_alone(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """The 5th as a day: behind a preposition, with nothing ordinal after it."""
    before, after = scan.word_before(reading.start), scan.word_after(reading.end)
    follows = scan.work[reading.end : reading.end + 1]
    return before in ("on", "until", "till", "by", "since", "from", "before", "after", "to") and (
        follows in (".", ",", ";", ")", "!", "?", "\n", "") or after in words.day_follows
    )


def is_clock(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """18:00 needs a preposition or a zone: 10:12 may be a verse or a score."""
    if reading.zone is not None:
        return True
    before = scan.word_before(reading.start)
    return before in words.clock_before or (before in (",", "(", "-") and reading.hour is not None and reading.hour > 4)


def is_rate(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """A rate: "15 a year", "5 percent a year"."""
    before = scan.word_before(reading.start)
    if before.isdigit() or before in words.rate_before:
        return True
    counted = COUNTED.search(scan.work, max(0, reading.start - 40), reading.start)
    return counted is not None and not words.prepositions & set(counted[1].split())


def is_short_quarter(reading: Reading, scan: Scan, words: WordSets) -> bool:
    """Q3 with a year or behind a word of time; elsewhere it names a quartile or a question."""
    return (
        reading.year is not None
        or scan.word_before(reading.start) in words.prepositions
        or scan.word_before(reading.start) == "for"
    )


def has_number_edge(reading: Reading, scan: Scan) -> bool:
    """Whether a digit at the edge belongs to a longer number, a price or an address."""
    work, start, end = scan.work, reading.start, reading.end
    if work[start].isdigit():
        if start and (
            work[start - 1] in "$£€¥#@/\\_+=" or (work[start - 1] in ".," and start > 1 and work[start - 2].isdigit())
        ):
            return True
        if start and work[start - 1] == "-":
            before = re.search(r"(\w+)-\Z", work[max(0, start - 12) : start])
            if before is not None and not re.fullmatch(r"1\d{3}|20\d\d|mid|pre|post|early|late|[a-z]{4,}", before[1]):
                return True
    if work[end - 1].isdigit():
        tail = work[end : end + 2]
        if (
            work[end - 1 : end + 1].endswith("°")
            or tail[:1] in ("%", "$", "€", "°", "/", "@", "_")
            or (len(tail) == 2 and tail[0] in ".,:" and tail[1].isdigit())
        ):
            return True
        if (
            len(tail) == 2
            and tail[0] == "-"
            and tail[1].isdigit()
            and re.match(r"-(?:1\d{3}|20\d\d)\b|-\d\d?\b(?! ?year)", work[end : end + 8]) is None
        ):
            return True
    return False
