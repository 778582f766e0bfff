"""What an uncased encoder cannot see: how a word is written, and the white space that stands before it.

Both are small closed classes. The model holds one vector for each class and adds it at the input; the vectors start from zero
in training, so the classes can be extended only together with a new training run. Never reorder these tuples.
"""

from __future__ import annotations

import re

#: Classes of how a word is written, in the order of the model's shape table.
SHAPES = (
    "pad", "lower", "title", "upper-1", "upper-short", "upper-long", "mixed", "uncased-letters",
    "initial-dot", "dotted-abbreviation", "title-dot", "lower-dot", "apostrophe-lower", "apostrophe-title", "apostrophe-upper",
    "digits-1", "digits-2", "digits-3", "digits-4", "digits-long", "number-separated", "ordinal", "letters-digits-upper",
    "letters-digits-lower", "stop", "ellipsis", "comma", "semicolon", "colon", "question", "exclamation", "quote-straight",
    "quote-open", "quote-close", "bracket-open", "bracket-close", "hyphen", "dash", "slash", "currency", "percent", "bullet",
    "symbol", "address", "hyphenated-lower", "hyphenated-title", "special",
)  # fmt: skip
_SHAPE_IDS = {name: index for index, name in enumerate(SHAPES)}

#: Classes of the white space before a word, in the order of the model's layout table. "inside" marks a word's later pieces.
LAYOUTS = ("inside", "none", "space", "newline", "blank-line", "window-start")
LAYOUT_NONE, LAYOUT_SPACE, LAYOUT_NEWLINE, LAYOUT_BLANK, LAYOUT_START = 1, 2, 3, 4, 5

_SINGLE = {
    ".": "stop", "…": "ellipsis", ",": "comma", ";": "semicolon", ":": "colon", "?": "question", "!": "exclamation",
    '"': "quote-straight", "'": "quote-straight", "`": "quote-open", "“": "quote-open", "‘": "quote-open", "«": "quote-open",
    "„": "quote-open", "”": "quote-close", "’": "quote-close", "»": "quote-close", "``": "quote-open", "''": "quote-close",
    "(": "bracket-open", "[": "bracket-open", "{": "bracket-open", ")": "bracket-close", "]": "bracket-close",
    "}": "bracket-close", "-": "hyphen", "‐": "hyphen", "‑": "hyphen", "–": "dash", "—": "dash", "--": "dash", "/": "slash",
    "$": "currency", "€": "currency", "£": "currency", "%": "percent", "•": "bullet", "·": "bullet", "*": "bullet",
    "▪": "bullet", "●": "bullet", "◦": "bullet", "‣": "bullet", "...": "ellipsis",
}  # fmt: skip

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}[^\W\d_]{0,3}")
_ADDRESS = re.compile(r"(?:https?:|www\.|\S+@\S+\.\w)", re.IGNORECASE)


def shape_id(word: str) -> int:
    """The class of a word's spelling, as an index into `SHAPES`."""
    return _SHAPE_IDS[_shape(word)]


def _shape(word: str) -> str:
    single = _SINGLE.get(word)
    if single is not None:
        return single
    has_letter = any(char.isalpha() for char in word)
    has_digit = any(char.isdigit() for char in word)
    if has_digit and not has_letter:
        return _number_shape(word)
    if not has_letter:
        if word.strip(".") == "":
            return "ellipsis"
        if word.strip("!?") == "":
            return "question" if "?" in word else "exclamation"
        return "dash" if word.strip("-–—") == "" else "symbol"
    if _ADDRESS.match(word):
        return "address"
    if has_digit:
        if _ORDINAL.fullmatch(word):
            return "ordinal"
        return "letters-digits-upper" if any(char.isupper() for char in word) else "letters-digits-lower"
    return _letter_shape(word)


def _number_shape(word: str) -> str:
    if not word.isdigit():
        return "number-separated"
    return f"digits-{len(word)}" if len(word) <= 4 else "digits-long"


def _letter_shape(word: str) -> str:
    letters = [char for char in word if char.isalpha()]
    if not any(char.isupper() or char.islower() for char in letters):
        return "uncased-letters"
    upper = sum(char.isupper() for char in letters)
    if "." in word:
        if len(letters) == 1 and upper == 1:
            return "initial-dot"
        if _DOTTED.fullmatch(word):
            return "dotted-abbreviation"
        if word.endswith("."):
            return "title-dot" if upper else "lower-dot"
    if "'" in word or "’" in word:
        return "apostrophe-lower" if not upper else "apostrophe-upper" if upper == len(letters) else "apostrophe-title"
    if "-" in word:
        return "hyphenated-title" if upper else "hyphenated-lower"
    if not upper:
        return "lower"
    if upper == len(letters):
        return "upper-1" if upper == 1 else "upper-short" if upper <= 5 else "upper-long"
    return "title" if upper == 1 and letters[0].isupper() else "mixed"


def layout_id(gap: str) -> int:
    """The class of the white space before a word, as an index into `LAYOUTS`; carriage returns count as newlines."""
    if not gap:
        return LAYOUT_NONE
    breaks = gap.replace("\r\n", "\n").replace("\r", "\n").count("\n") + gap.count("\u2028") + 2 * gap.count("\u2029")
    if breaks == 0:
        return LAYOUT_SPACE
    return LAYOUT_NEWLINE if breaks == 1 else LAYOUT_BLANK
