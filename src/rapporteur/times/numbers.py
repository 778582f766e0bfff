"""Reading written numbers: "two and a half", "20-plus", "5,000", "21st", "twenty-five"."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["NumberReader", "plain_number"]

HALF = r"(?:[- ]and[- ](?:a|one)[- ]half| 1/2|½)"
PLUS = r"(?:-plus| plus|\+)"


def plain_number(amount: float) -> str:
    """``2.0`` as "2", ``2.5`` as "2.5": the form TIMEX3 values use."""
    return str(int(amount)) if amount == int(amount) else f"{amount:g}"


class NumberReader:
    """Matches and reads numbers, given the number words of the lexicon.

    Attributes:
        pattern: source of a regular expression without groups, over folded text.
    """

    def __init__(self, cardinals: Mapping[str, int]) -> None:
        self.cardinals = dict(cardinals)
        words = "|".join(sorted((word for word in cardinals if word not in ("a", "an")), key=len, reverse=True))
        spelled = rf"(?:{words})(?!\w)(?:(?:[- ]|(?<=hundred) and |(?<=thousand) and )(?:{words})(?!\w))*"
        digits = r"\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,3})?"
        scaled = r"(?: (?:hundred|thousand|million|billion))?"
        self.pattern = rf"(?:(?:half )?an?(?: (?:hundred|thousand|million|dozen))?(?!\w)|(?:{digits}){scaled}{HALF}?{PLUS}?|(?:{spelled}){HALF}?{PLUS}?)"

    def read(self, words: str) -> tuple[float, bool]:
        """The amount, and whether "plus" stands behind it. Words that are no number read as 1 ("a")."""
        plus = re.search(rf"{PLUS}\Z", words) is not None
        core = re.sub(rf"{PLUS}\Z", "", words)
        half = re.search(rf"{HALF}\Z", core) is not None
        core = re.sub(rf"{HALF}\Z", "", core)
        if core.startswith("half a"):
            return 0.5 * self.read_words(core[5:]), plus
        return self.read_words(core) + (0.5 if half else 0.0), plus

    def read_words(self, words: str) -> float:
        """Add up number words: "nine hundred and fifty" is 950."""
        total, current = 0.0, 0.0
        for word in re.split(r"[- ]+", words.replace(",", "").strip()):
            if word == "and":
                continue
            amount = float(word) if re.fullmatch(r"\d+(?:\.\d+)?", word) else float(self.cardinals.get(word, 1))
            if amount == 100 and current:
                current *= amount
            elif amount >= 1000 and (current or total):
                total, current = (total + current) * amount, 0.0
            else:
                current += amount
        return total + current
