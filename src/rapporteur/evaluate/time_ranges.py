"""Our ranges as GUM marks them: the two ends apart, and "since 1958" as the date 1958.

We read "1947 to 1960" as one expression with the value ``1947/1960``; GUM mostly marks two dates, sometimes one. A found
range is therefore compared as a whole where the gold marks most of it as one date, else as its two ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from rapporteur.evaluate.matching import Span, dice

__all__ = ["FoundTime", "as_gum_marks"]

SAME_PHRASE = 0.75  # of the characters: a gold date that leaves out "from" or "between" is still the whole range
_CONNECTOR = re.compile(r"\s*[-–—]\s*|\s+(?:to|through|until|till|and|or)\s+(?:the\s+)?", re.IGNORECASE)
_OPENING = re.compile(r"(?:since|from|between)\s+", re.IGNORECASE)


class FoundTime(msgspec.Struct, forbid_unknown_fields=True):
    """A time expression of a system or of the gold; ``begin``, ``end_day``: its interval, ISO days, both inside."""

    start: int
    end: int
    type: str
    value: str
    begin: str | None = None
    end_day: str | None = None


def _without_opening(text: str, time: FoundTime) -> int:
    match = _OPENING.match(text, time.start, time.end)
    return match.end() if match and match.end() < time.end else time.start


def as_gum_marks(text: str, gold: Sequence[FoundTime], found: Sequence[FoundTime]) -> list[FoundTime]:
    """The found times with ranges split where the gold does not mark the range as one date."""
    spans = [(time.start, time.end) for time in gold]
    marked = []
    for time in found:
        first, slash, last = time.value.partition("/")
        start = _without_opening(text, time)
        if not slash or any(dice(span, (start, time.end)) >= SAME_PHRASE for span in spans if last != "PRESENT_REF"):
            marked.append(time)
        elif last == "PRESENT_REF":
            marked.append(FoundTime(start, time.end, time.type, first))
        else:
            marked += _two_ends(text, (start, time.end), time, (first, last))
    return marked


def _two_ends(text: str, span: Span, time: FoundTime, values: tuple[str, str]) -> list[FoundTime]:
    """The parts before and after the connector; the range itself where it has none or several."""
    connectors = list(_CONNECTOR.finditer(text, *span))
    if len(connectors) != 1:
        return [time]
    (connector,) = connectors
    return [
        FoundTime(span[0], connector.start(), time.type, values[0]),
        FoundTime(connector.end(), span[1], time.type, values[1]),
    ]
