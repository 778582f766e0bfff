"""The text as the rules see it, and the places in it where a time may stand.

The folded text has the length of the original, character for character, so that every offset holds in both.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapporteur.times.rules import Grammar

__all__ = ["Run", "Scan", "find_runs", "fold"]

TOKEN = re.compile(r"[^\W\d_]+|\d+")
GAP = re.compile(r" {0,3}[ ,.'/\-:+(&]? {0,2}[(']?\Z")
PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "‐": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": " ",
        "\u200e": " ",
        "\u200f": " ",
        "\ufeff": " ",
        "\t": " ",
        "\r": " ",
    }
)
# A line that goes on: the next begins in lower case, or the line is as long as a wrapped one and ends in no stop.
SOFT_BREAK = re.compile(r"(?<![\n.!?:;])\n(?=[a-z])|(?<=[^\n]{60})(?<![.!?:;])\n(?=[^\n])")
SENTENCE_END = re.compile(r"[.!?][\"')\]]{0,2}[ \n]+(?=[\"'(]?[A-Z0-9“])|\n")
ABBREVIATED = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Capt|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|ca?|vs|Inc|Co|Corp))\.\Z"
)
# No sentence is looked at further than this many characters from an expression.
REACH = 300
# Longest stretch of words of time that is matched as one; longer lists are cut.
MAX_RUN = 300


def fold(text: str, *, breaks: Iterable[int] = ()) -> str:
    """Lower case, one kind of quote, dash and blank, wrapped lines joined; same length as ``text``.

    Args:
        text: the document's text.
        breaks: offsets where a sentence ends; a line break there is never joined.
    """
    soft = SOFT_BREAK.sub(" ", text)
    low = soft.lower()
    if len(low) != len(text):
        low = "".join(lowered if len(lowered := char.lower()) == 1 else char for char in soft)
    low = low.translate(PLAIN)
    hard = [offset for offset in breaks if 0 <= offset < len(text) and text[offset] == "\n"]
    if hard:
        pieces, last = [], 0
        for offset in hard:
            pieces += [low[last:offset], "\n"]
            last = offset + 1
        low = "".join([*pieces, low[last:]])
    return low


class Run(NamedTuple):
    """A stretch of words of time, with the classes of rules to try in it."""

    start: int
    end: int
    classes: frozenset[str]


class Scan:
    """A text with its folded form and its sentences.

    Args:
        text: the document's text.
        sentences: (start, end) of sentences, if known; otherwise they are guessed around an expression.
        tags: (start, universal part of speech) of tokens, if known: they tell the month May from the verb.
    """

    def __init__(
        self, text: str, sentences: Sequence[tuple[int, int]] | None = None, tags: dict[int, str] | None = None
    ) -> None:
        self.text = text
        self.sentences = sorted(sentences) if sentences is not None else None
        self.starts = [start for start, _ in self.sentences] if self.sentences is not None else []
        self.tags = tags or {}
        self.work = fold(text, breaks=[end for _, end in self.sentences] if self.sentences is not None else ())

    def sentence_at(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a span, cut to `REACH` characters on either side."""
        low, high = max(0, start - REACH), min(len(self.text), end + REACH)
        if self.sentences is not None:
            place = bisect.bisect_right(self.starts, start) - 1
            if place >= 0 and self.sentences[place][1] >= end:
                return max(low, self.sentences[place][0]), min(high, self.sentences[place][1])
        begin = low
        for match in SENTENCE_END.finditer(self.text, low, start):
            if self.work[match.start()] == " " or not self.ends_sentence(match):
                continue
            begin = match.end()
        for match in SENTENCE_END.finditer(self.text, end, high):
            if self.work[match.start()] != " " and self.ends_sentence(match):
                return begin, match.start() + (0 if match[0] == "\n" else 1)
        return begin, high

    def ends_sentence(self, match: re.Match[str]) -> bool:
        """Whether a full stop ends a sentence and not an abbreviation."""
        if match[0][0] != ".":
            return True
        return ABBREVIATED.search(self.text, max(0, match.start() - 8), match.start() + 1) is None

    def line_at(self, start: int, end: int) -> tuple[int, int] | None:
        """The line a span stands in, ``None`` when it is longer than 200 characters."""
        begin = self.text.rfind("\n", max(0, start - 200), start) + 1
        if begin == 0 and start > 200:
            return None
        stop = self.text.find("\n", end, min(len(self.text), end + 200))
        if stop == -1:
            if len(self.text) - end > 200:
                return None
            stop = len(self.text)
        return begin, stop

    def word_before(self, start: int) -> str:
        """The folded word that ends one blank or hyphen before ``start``; "'s" for a possessive; a sign such as "$"; "" at a sentence end."""
        position = start - 1
        while position >= 0 and start - position <= 3 and self.work[position] in " (\"-'":
            position -= 1
        if position < 0:
            return ""
        if not (self.work[position].isalnum()):
            return self.work[position]
        begin = position
        while begin > 0 and position - begin < 30 and self.work[begin - 1].isalnum():
            begin -= 1
        if begin > 0 and self.work[begin - 1] == "'" and position == begin and self.work[begin] == "s":
            return "'s"
        return self.work[begin : position + 1]

    def word_after(self, end: int) -> str:
        """The original word that begins one blank after ``end``, "" when something else stands there."""
        match = AFTER.match(self.text, end)
        return match[1] if match is not None else ""

    def is_capital(self, start: int) -> bool:
        """Whether the original begins with a capital here."""
        return self.text[start : start + 1].isupper()

    def starts_sentence(self, start: int) -> bool:
        """Whether nothing but blanks and quotes stands between ``start`` and the end of the sentence before."""
        before = self.text[max(0, start - 4) : start].rstrip(" \"'“‘(\t")
        return start == 0 or before == "" or before[-1] in ".!?\n:"


AFTER = re.compile(r"[ \u00a0]{1,2}([^\W_]+(?:['’.-][^\W_]+)*)")


def find_runs(scan: Scan, grammar: Grammar) -> Iterator[Run]:
    """Stretches of words of time that hold at least one trigger, in text order."""
    work, vocabulary, triggers = scan.work, grammar.vocabulary, grammar.triggers
    start = end = -1
    classes: set[str] = set()
    for match in TOKEN.finditer(work):
        word = match[0]
        is_number = word[0].isdigit()
        if not is_number and word not in vocabulary:
            continue
        position = match.start()
        if start >= 0 and (
            position - end > 4
            or position - start > MAX_RUN
            or (position != end and GAP.match(work[end:position]) is None)
        ):
            if classes:
                yield Run(start, end, frozenset(classes))
            classes, start = set(), position
        elif start < 0:
            start = position
        end = match.end()
        if is_number:
            classes |= number_classes(work, position, end)
        else:
            found = triggers.get(word)
            if found is not None:
                classes |= found
    if classes:
        yield Run(start, end, frozenset(classes))


def number_classes(work: str, start: int, end: int) -> frozenset[str]:
    """What a number may begin: most numbers are no time, and trying the rules on them would cost most of the run time."""
    after = work[end : end + 2]
    if end - start == 4 and work[start] in "12":
        return YEAR_DIGITS
    if after in ("st", "nd", "rd", "th"):
        return ORDINAL
    if after[:1] in (":", "/", "'", "s", ".", "-") or work[start - 1 : start] in ("'", "-", "/", "'"):
        return DIGITS
    return NOTHING


YEAR_DIGITS = frozenset({"year", "digits"})
ORDINAL = frozenset({"ordinal"})
DIGITS = frozenset({"digits"})
NOTHING: frozenset[str] = frozenset()
