"""Lemmas in the manner of the English treebanks: lemminflect by tag, corrected by a table learned from the treebanks.

The table (`model/lemmas.json`) holds only the words whose commonest treebank lemma differs from lemminflect's answer; it is
written by `training/lemmas.py`.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

_INFLECTED = {"NOUN": "NOUN", "VERB": "VERB", "AUX": "VERB", "ADJ": "ADJ", "ADV": "ADV"}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_TABLE = Path(__file__).parent / "model" / "lemmas.json"


@lru_cache(maxsize=1)
def _exceptions() -> dict[str, str]:
    """Lower-case word, UPOS and XPOS, set apart by tabs, to lemma; empty where the model carries no table."""
    if not _TABLE.is_file():
        return {}
    table: dict[str, str] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=100_000)
def get_lemma(word: str, upos: str, xpos: str) -> str:
    """The lemma of a word with these tags; proper nouns keep their spelling, everything else is lower-case."""
    plain = word.replace("’", "'").replace("‘", "'")
    lower = plain.lower()
    exceptions = _exceptions()
    found = exceptions.get(f"{lower}\t{upos}\t{xpos}")
    if found is not None:
        return found
    return guess_lemma(plain, upos, xpos)


def guess_lemma(word: str, upos: str, xpos: str) -> str:
    """The lemma by rule alone, without the table."""
    if upos in {"PROPN", "X", "SYM", "PUNCT"}:
        return word
    lower = word.lower()
    if upos == "NUM":
        return _THOUSANDS.sub("", lower)
    kind = _INFLECTED.get(upos)
    if kind is None or not any(char.isalpha() for char in lower):
        return lower
    if (
        (upos == "NOUN" and xpos == "NN")
        or (upos in {"ADJ", "ADV"} and xpos in {"JJ", "RB"})
        or (upos == "VERB" and xpos == "VB")
    ):
        return lower
    import lemminflect  # noqa: PLC0415  it imports spaCy's world; only parsing needs it

    found = lemminflect.getLemma(lower, upos=kind, lemmatize_oov=True)
    return str(found[0]) if found else lower
