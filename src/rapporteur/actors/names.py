"""Name forms: one key for spellings that are the same name, a looser one for transliterations.

`normalise` joins case, diacritics, hyphens, apostrophes, a leading "the", possessives, British and American spelling
and the article in "al-"/"el-"/"ash-". `skeleton` goes further and keeps only what transliterations of one name share
(Nakhalah, Nakhaleh, Nakhala), so it finds candidates; `similarity` then says how near two keys are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

__all__ = [
    "FUZZY_THRESHOLD",
    "MIN_SKELETON",
    "normalise",
    "similarity",
    "skeleton",
    "slug_of",
    "surname_of",
    "with_article",
]

FUZZY_THRESHOLD = 0.80
"""Least `similarity` at which two spellings with equal skeletons count as one name.

Range tried 0.70 to 0.95 on the transliteration pairs of tests/actors/test_names.py: at 0.80 all pairs join and none of
the near misses there (Hassan/Hussein, Salman/Suleiman) does; re-check with ``pytest tests/actors/test_names.py``.
"""

MIN_SKELETON = 3
"""Least number of consonants a skeleton needs before it may propose candidates: shorter ones join unrelated names."""

_APOSTROPHES = re.compile(r"['’‘ʼʿʾ`´ʻ′]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b|(?<=s)['’](?=\s|$)", re.IGNORECASE)
_ACRONYM_DOTS = re.compile(r"\b((?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?)")
_ASSIMILATED = re.compile(r"\b(?:el|ash|as|ad|ar|an|at|az|adh|ath|ul|il)-(?=\w)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^\w]+|_+")
_SPELLING = {
    "defense": "defence",
    "organization": "organisation",
    "organizations": "organisations",
    "labor": "labour",
    "center": "centre",
    "el": "al",
    "saint": "st",
    "program": "programme",
    "armored": "armoured",
    "muhammad": "mohammed",
    "mohammad": "mohammed",
    "mohamed": "mohammed",
    "muhammed": "mohammed",
    "mohamad": "mohammed",
    "muhamad": "mohammed",
    "abdul": "abd",
    "abdel": "abd",
}
_SKIPPED = frozenset(
    {"al", "of", "and", "for", "in", "bin", "ibn", "ben", "de", "da", "do", "dos", "von", "van", "abd"}
)
_DIGRAPHS = (
    ("sch", "s"), ("tch", "s"), ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("dh", "d"),
    ("th", "t"), ("dj", "j"), ("zh", "j"), ("ck", "k"), ("ts", "s"), ("tz", "s"), ("qu", "k"),
)  # fmt: skip
_LETTERS = str.maketrans({"q": "k", "c": "k", "z": "s", "v": "f", "b": "b", "y": None, "w": None, "x": "k", "g": "j"})
_VOWELS = str.maketrans("", "", "aeiouh")
_PARTICLES = frozenset(
    {"al", "el", "de", "da", "do", "dos", "del", "della", "di", "du", "van", "von", "der", "den", "bin", "ibn", "ben",
     "ter", "le", "la", "abu", "ould", "abd", "st", "mac", "ap", "al-"}
)  # fmt: skip
_SUFFIXES = frozenset(
    {"jr", "sr", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xii", "xiv", "xvi", "xxiii"}
)


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """Give the key under which all plain spellings of a name meet.

    Order: acronym dots go first (U.S. -> us), then possessives, apostrophes, the assimilated article ("ash-" -> "al "),
    diacritics and other scripts (by anyascii), case, punctuation, "the" anywhere, American spellings.

    Returns:
        Lower-case ASCII tokens joined by single blanks; empty for a name without letters or digits.
    """
    text = _ACRONYM_DOTS.sub(lambda found: found.group().replace(".", ""), name)
    text = _POSSESSIVE.sub("", text)
    text = _ASSIMILATED.sub("al ", text)
    text = _APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " plus ")
    if not text.isascii():
        from anyascii import anyascii  # noqa: PLC0415 (only for names that are not ASCII)

        text = anyascii(text).replace("'", "")
    tokens = _NOT_WORD.sub(" ", text.casefold()).split()
    return " ".join(_SPELLING.get(token, token) for token in tokens if token != "the")  # noqa: S105 (a word)


@lru_cache(maxsize=65536)
def skeleton(key: str) -> str:
    """Reduce a key to what transliterations share: consonants, with near sounds joined, articles and "bin" dropped.

    Returns:
        Tokens of consonants joined by blanks; a token that is all vowels keeps one "a".
    """
    tokens = []
    for token in key.split():
        if token in _SKIPPED:
            continue
        heard = token
        for written, sound in _DIGRAPHS:
            heard = heard.replace(written, sound)
        first_vowel = heard[:1] in "aeiou"
        bare = heard.translate(_LETTERS).translate(_VOWELS)
        once = "".join(letter for place, letter in enumerate(bare) if place == 0 or bare[place - 1] != letter)
        tokens.append(("a" if first_vowel else "") + once)
    return " ".join(tokens)


def similarity(left: str, right: str) -> float:
    """How near two keys are once articles are dropped, 0 to 1 (1 is the same letters); rapidfuzz normalised Indel."""
    if left == right:
        return 1.0
    return fuzz.ratio(_without_articles(left), _without_articles(right)) / 100


def _without_articles(key: str) -> str:
    return " ".join(token for token in key.split() if token not in _SKIPPED) or key


def slug_of(name: str) -> str:
    """Make the readable part of a project id: "Ziad al-Nakhalah" -> "ziad-al-nakhalah"."""
    return normalise(name).replace(" ", "-")


def surname_of(key: str, *, family_first: bool) -> str | None:
    """Cut the surname, with its particles, from a person's key.

    Args:
        key: normalised full name.
        family_first: the first token is the family name (Chinese, Korean usage).

    Returns:
        The surname's key, or ``None`` when the name is a single word.
    """
    tokens = key.split()
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens.pop()
    if len(tokens) < 2 or tokens[0][0].isdigit():
        return None
    if family_first:
        return tokens[0]
    start = len(tokens) - 1
    while start > 1 and tokens[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(tokens[start:])


_ARTICLE = (
    "United", "Netherlands", "Philippines", "Bahamas", "Maldives", "Soviet", "Democratic Republic", "Republic of the",
    "Czech Republic", "Dominican Republic", "Central African", "German Democratic", "Federated", "Marshall", "Solomon",
    "Holy See", "Kurdistan Region", "Gaza Strip", "West Bank", "Faroe", "Cayman", "Cook", "Falkland", "Seychelles",
    "Comoros", "Gambia", "British Virgin", "Turks and", "Donetsk People", "Luhansk People", "Northern Mariana", "League of", "European ", "African ",
    "World ", "International ", "North Atlantic", "Organi", "Gulf Co", "Association", "Commonwealth", "Council of", "Collective",
    "Shanghai", "Economic Community", "Inter-", "Asian ", "Popular ", "Kurdistan ", "Muslim Brotherhood", "Palestine Lib",
    "Syrian ", "Islamic Rev", "Conservative", "Labour", "Liberal", "Social", "Communist", "Democratic", "Republican", "National ",
)  # fmt: skip


def with_article(name: str) -> str:
    """Put "the" before names of states and bodies that take it: "the United States"."""
    return f"the {name}" if name.startswith(_ARTICLE) else name
