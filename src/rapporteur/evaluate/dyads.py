"""Coded events of single sentences as pairs of codes: what the tasks ``sentences`` and ``petrarch`` compare."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import msgspec

from rapporteur.evaluate.labels import is_country
from rapporteur.evaluate.matching import Span, match_greedily

__all__ = [
    "Pair",
    "Party",
    "SentenceEvent",
    "SentencePrediction",
    "Triple",
    "make_pairs",
    "match_pairs",
    "trim_span",
    "unique_triples",
]


class Party(msgspec.Struct, forbid_unknown_fields=True):
    """One side of a coded event: country or sector code and where its words stand (``None``: implicit)."""

    code: str | None = None
    start: int | None = None
    end: int | None = None


class SentenceEvent(msgspec.Struct, forbid_unknown_fields=True):
    """One coded event of a sentence, its type as PLOVER writes it (promises folded)."""

    type: str
    modes: list[str]
    actors: list[Party]
    recipients: list[Party]


class SentencePrediction(msgspec.Struct, forbid_unknown_fields=True):
    """What a coder read in one sentence."""

    id: str
    events: list[SentenceEvent]


class Pair(msgspec.Struct, frozen=True):
    """Two codes; ``ordered`` is false for mutual events. ``None`` is an unknown or missing side."""

    source: str | None
    target: str | None
    ordered: bool

    def agrees(self, other: Pair) -> bool:
        """Equal, or the same two codes where one of the two pairs is unordered."""
        if (self.source, self.target) == (other.source, other.target):
            return True
        return not (self.ordered and other.ordered) and (self.source, self.target) == (other.target, other.source)

    @property
    def is_dyad(self) -> bool:
        """Whether both sides are countries."""
        return is_country(self.source) and is_country(self.target)

    def __str__(self) -> str:
        return f"{self.source or '?'} {'>' if self.ordered else '-'} {self.target or '?'}"


Triple = tuple[Pair, str]


def unique_triples(triples: Sequence[Triple]) -> list[Triple]:
    """Triples without those that agree with an earlier one: a pair said twice counts once."""
    kept: list[Triple] = []
    for pair, label in triples:
        if not any(label == other and pair.agrees(seen) for seen, other in kept):
            kept.append((pair, label))
    return kept


def make_pairs(sources: Sequence[str | None], targets: Sequence[str | None], *, mutual: bool) -> list[Pair]:
    """Pairs of one event: sources with targets, or among the sources when ``mutual`` or without targets."""
    if targets:
        return [Pair(s, t, ordered=not mutual) for s, t in product(sources or [None], targets)]
    if len(sources) > 1:
        return [Pair(a, b, ordered=False) for a, b in combinations(sources, 2)]
    return [Pair(s, None, ordered=True) for s in sources]


def match_pairs(gold: Sequence[Triple], predicted: Sequence[Triple]) -> list[tuple[int, int]]:
    """One-to-one pairs of agreeing triples, ordered agreement preferred."""
    matched = match_greedily(
        gold,
        predicted,
        lambda g, p: (2.0 if g[0] == p[0] else 1.0) if g[1] == p[1] and g[0].agrees(p[0]) else 0.0,
    )
    return [(i, j) for i, j, _ in matched]


def trim_span(text: str, span: Span) -> Span:
    """A span without a leading article and a closing possessive, so that habits of marking do not count.

    >>> trim_span("the envoy's car", (0, 11))
    (4, 9)
    """
    start, end = span
    words = text[start:end]
    for article in ("the ", "The ", "a ", "A ", "an ", "An "):
        if words.startswith(article) and len(words) > len(article):
            start += len(article)
            break
    for possessive in ("'s", "’s"):
        if text[start:end].endswith(possessive) and end - start > 2:
            end -= 2
    return start, end
