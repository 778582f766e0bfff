"""The form under which place names are looked up: no case, no diacritics, hyphens and apostrophes folded."""

from __future__ import annotations

import functools
import re

from anyascii import anyascii

__all__ = ["loosen_key", "normalise_name"]

_DROPPED = re.compile(r"['’‘ʼʻ`´ʿʾ.\"“”]")
_SPACED = re.compile(r"[^0-9a-z]+")
_SHORTENED = {"saint": "st", "mount": "mt", "fort": "ft", "&": "and"}
# The Arabic article in the spellings that GeoNames, wire services and local English-language media use.
_ARTICLE = re.compile(r"\b(?:al|el|ul|as|es|ash|esh|ech|ad|ed|adh|ar|er|az|ez|at|et|an|en|aal|eth|ath) (?=\w{3})")
_VOWELS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "ai"), ("ey", "ay"), ("aw", "au"), ("iyy", "i"), ("iy", "i"))
_DOUBLED = re.compile(r"([a-z])\1")


@functools.lru_cache(maxsize=32768)
def normalise_name(name: str) -> str:
    """Key of a name as the gazetteer stores it.

    Args:
        name: as written; a leading "the" is dropped.

    Returns:
        Lower-case ASCII words with one space between; ``""`` when nothing is left.

    >>> normalise_name("Deir ez-Zor"), normalise_name("Sana’a"), normalise_name("U.S."), normalise_name("São Tomé")
    ('deir ez zor', 'sanaa', 'us', 'sao tome')
    """
    plain = name if name.isascii() else anyascii(_DROPPED.sub("", name))
    words = _SPACED.sub(" ", _DROPPED.sub("", plain).lower().replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_SHORTENED.get(word, word) for word in words) if len(words) > 1 else "".join(words)


@functools.lru_cache(maxsize=8192)
def loosen_key(key: str) -> str:
    """A coarser key for names of Arabic origin, under which the usual romanisations meet.

    Looked up only when the exact key finds nothing, because it also joins names that differ.

    >>> loosen_key("ar raqqah") == loosen_key("al raqqa") == loosen_key("raqqa")
    True
    """
    loose = _ARTICLE.sub("", key)
    for long, short in _VOWELS:
        loose = loose.replace(long, short)
    loose = _DOUBLED.sub(r"\1", loose.replace("q", "k").replace("kh", "h").replace("gh", "g").replace("dh", "d"))
    words = [word[:-1] if len(word) > 3 and word.endswith("ah") else word for word in loose.split()]
    return " ".join(word[:-1] + "a" if len(word) > 3 and word.endswith("e") else word for word in words)
