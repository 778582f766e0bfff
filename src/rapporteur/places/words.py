"""Words of a text with their offsets, as the place finder needs them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Word", "is_adjacent", "split_words", "starts_sentence", "words_between"]

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘`][^\W_]+)*")
_ELISION = re.compile(r"[dDlL]['’][^\W\d_]")
_SPACES = frozenset(" \u00a0")


@dataclass(slots=True)
class Word:
    """A word of the text; hyphens separate words, possessive endings are left out."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_capitalised(self) -> bool:
        """Whether it starts with a capital letter, or has one after a French elision ("d'Ivoire")."""
        return self.text[:1].isupper() or (_ELISION.match(self.text) is not None and self.text[2].isupper())


def split_words(text: str) -> list[Word]:
    """Words with their offsets; "Canada's" is the word "Canada"."""
    words = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if text[end - 2 : end] in ("'s", "’s", "'S", "’S") and end - start > 2:
            end -= 2
        words.append(Word(start, end, text[start:end]))
    return words


def words_between(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """First and one past the last index of the words inside ``start..end``."""
    first = bisect_left(words, start, key=lambda word: word.start)
    return first, max(first, bisect_right(words, end, key=lambda word: word.end))


def is_adjacent(text: str, end: int, start: int) -> bool:
    """Whether only a hyphen or a space stands between two offsets."""
    gap = text[end:start]
    return gap in ("-", "–") or (0 < len(gap) <= 2 and all(c in _SPACES for c in gap))


def starts_sentence(text: str, start: int) -> bool:
    """Whether what stands at ``start`` is capitalised for its position, as far as punctuation tells."""
    lead = text[max(0, start - 4) : start].rstrip(" \u00a0\"'“”‘’(")
    return not lead or lead[-1] in ".!?:\n\r"
