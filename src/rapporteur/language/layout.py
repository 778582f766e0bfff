"""Where the page itself ends a sentence, and where it must not end: blank lines, bullets, headlines, brackets, abbreviations.

Offsets are code points of the text; words are given by their (start, end) spans, white space left out.
"""

from __future__ import annotations

import re

from rapporteur.language.features import LAYOUT_BLANK, layout_id

#: A line is never held to be wrapped at less than this width: shorter lines are headings, bylines, list items.
LEAST_WIDTH = 60
#: A bracket that has not closed after this many words is a typing error, and no longer holds its sentence together.
MAX_BRACKET_WORDS = 80

_BULLET = re.compile(r"[-–—•·*▪●◦‣►▶■□–]$|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]$")
_OPEN, _CLOSE = "([{", ")]}"
_FUNCTION_WORDS = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "by", "for", "to", "from", "with", "and", "or", "but", "as", "that",
    "which", "who", "whom", "whose", "its", "his", "her", "their", "our", "this", "these", "those", "is", "are",
    "was", "were", "be", "been", "has", "have", "had", "will", "would", "not", "no", "than", "into", "over",
    "under", "between", "against",
})  # fmt: skip
#: Abbreviations after which a capital letter usually goes on with the same sentence.
ABBREVIATIONS = frozenset({
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Rev.", "Fr.", "Msgr.", "St.", "Gen.", "Lt.", "Col.", "Maj.", "Capt.",
    "Cmdr.", "Cpl.", "Sgt.", "Adm.", "Brig.", "Gov.", "Sen.", "Rep.", "Reps.", "Sens.", "Hon.", "Rt.", "Pres.",
    "Sec.", "Min.", "Dep.", "Asst.", "Amb.", "H.E.", "H.R.H.", "H.M.", "Messrs.", "Supt.", "Insp.", "Pvt.",
    "Lieut.", "No.", "Nos.", "Art.", "Arts.", "para.", "paras.", "vs.", "v.", "cf.", "e.g.", "i.e.", "approx.",
    "ca.", "Jan.", "Feb.", "Mar.", "Apr.", "Jun.", "Jul.", "Aug.", "Sept.", "Sep.", "Oct.", "Nov.", "Dec.", "Mt.",
    "Ft.", "Eng.", "Sh.", "Res.", "Ref.", "U.S.", "U.K.", "U.N.", "E.U.", "U.S.A.", "D.C.", "Jr.", "Sr.", "Inc.",
    "Ltd.", "Corp.", "Co.", "Bros.", "Dept.", "Univ.", "Vol.", "pp.",
})  # fmt: skip
#: After these a new sentence is as likely as not, so the model's word counts for more.
WEAK_ABBREVIATIONS = frozenset({
    "U.S.", "U.K.", "U.N.", "E.U.", "U.S.A.", "D.C.", "Jr.", "Sr.", "Inc.", "Ltd.", "Corp.", "Co.", "Bros.", "No.",
    "Dept.", "etc.", "a.m.", "p.m.",
})  # fmt: skip
#: "CAIRO, 3 May (Agency) -", "Lima, Peru, May 3 --": a place with a date, a country or an agency, and a dash, opening a paragraph.
_DATE_LINE = re.compile(
    r"^[ \t]*(?=\S{3})(?:[A-Z][A-Z.'’/ -]+[A-Z](?:, [A-Z][\w.' ]{1,24})?|[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,2}(?=, | \()(?:, [A-Z][\w.' ]{1,24}?)?)"
    r"(?:,? (?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: \d{1,2})?(?:,? \d{4})?)?"
    r"(?: ?\([^()\n]{2,40}\))? ?(?:-|–|—|--) (?=\S)",
    re.MULTILINE,
)
_INITIAL = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)*$")


def find_breaks(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """Numbers of the words that start a sentence whatever the model says; word 0 is always one of them.

    A blank line always breaks, and so does the dash that ends a date line. A newline breaks before a bullet, and where it was deliberate: the next word would still have
    fitted the line. A newline that only wraps running text never breaks.
    """
    breaks: set[int] = {0} if spans else set()
    lines = _Lines(text)
    for index in range(1, len(spans)):
        gap_start, gap_end = spans[index - 1][1], spans[index][0]
        if gap_end == gap_start:
            continue
        gap = text[gap_start:gap_end]
        if gap == " " or ("\n" not in gap and "\r" not in gap and "\u2028" not in gap and "\u2029" not in gap):
            continue
        if layout_id(gap) == LAYOUT_BLANK or _starts_item(text, gap_end) or lines.is_deliberate(gap_start, gap_end):
            breaks.add(index)
    after_date_lines = {match.end() for match in _DATE_LINE.finditer(text)}
    breaks |= {index for index, (start, _) in enumerate(spans) if start in after_date_lines}
    return breaks


def _starts_item(text: str, start: int) -> bool:
    """Whether the line that starts here is a list item: a bullet or a number, then a space and more."""
    end = start
    while end < len(text) and end - start < 6 and not text[end].isspace():
        end += 1
    return end < len(text) and text[end] in " \t\u00a0" and _BULLET.match(text[start:end]) is not None


class _Lines:
    """Lengths of lines, block by block (a block is a stretch without a blank line); works through the text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._block_end = -1
        self._width = 0

    def is_deliberate(self, gap_start: int, gap_end: int) -> bool:
        """Whether a single newline was put there on purpose rather than by wrapping."""
        text = self.text
        line_start = (
            max(
                text.rfind("\n", max(0, gap_start - 2000), gap_start),
                text.rfind("\r", max(0, gap_start - 2000), gap_start),
            )
            + 1
        )
        line = text[max(line_start, gap_start - 400) : gap_start].strip()
        if not line:
            return True
        word_end = gap_end
        while word_end < len(text) and word_end - gap_end < 40 and not text[word_end].isspace():
            word_end += 1
        following = text[gap_end:word_end]
        last = line.split()[-1]
        if following[:1].islower() or line[-1] in ",;–—-(/" or last.lower() in _FUNCTION_WORDS:
            return False
        return gap_start - line_start + 1 + len(following) <= max(self._block_width(gap_end), LEAST_WIDTH)

    def _block_width(self, position: int) -> int:
        """The longest line of the block that holds the position."""
        if position >= self._block_end:
            text = self.text
            floor = max(self._block_end, 0)
            start = max(text.rfind("\n\n", floor, position), floor)
            end = text.find("\n\n", position)
            self._block_end = end if end >= 0 else len(text)
            self._width = max((len(line) for line in text[start : self._block_end].splitlines()), default=0)
        return self._width


def find_brackets(words: list[str]) -> list[bool]:
    """For each word, whether it stands inside a pair of brackets that closes (the opening bracket itself does not)."""
    inside = [False] * len(words)
    stack: list[tuple[str, int]] = []
    for index, word in enumerate(words):
        if len(word) != 1:
            continue
        if word in _OPEN:
            stack.append((word, index))
        elif word in _CLOSE:
            wanted = _OPEN[_CLOSE.index(word)]
            while stack and stack[-1][0] != wanted:
                stack.pop()
            if stack:
                _, start = stack.pop()
                if index - start <= MAX_BRACKET_WORDS:
                    inside[start + 1 : index + 1] = [True] * (index - start)
    return inside


def is_after_abbreviation(previous: str) -> bool:
    """Whether the word before ends in a full stop that belongs to a rank, an office, a reference or an initial."""
    return previous in ABBREVIATIONS or _INITIAL.match(previous) is not None


def is_after_weak_abbreviation(previous: str) -> bool:
    """Whether that abbreviation can as well end a sentence."""
    return previous in WEAK_ABBREVIATIONS
