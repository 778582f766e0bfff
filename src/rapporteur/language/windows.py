"""Cuts a document's words into windows for the model, and its scores into sentences.

A window begins at a sentence start and is filled up to a budget of sub-tokens; where it ends inside a sentence, that sentence
is read again at the beginning of the next window, so that every sentence is read whole. Memory is constant in the length of
the document, and no step is worse than linear in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rapporteur.language import layout
from rapporteur.language.features import LAYOUT_START, layout_id, shape_id
from rapporteur.language.session import Engine, Scores, Window

#: Sub-tokens of a common window. Training showed windows of up to 200, single sentences of up to 320; longer windows than
#: about 340 fall out of the second-level cache (measured in DESIGN.md).
WINDOW_PIECES = 240
#: Sub-tokens of a window that had to be enlarged because one sentence fills it.
LARGEST_WINDOW_PIECES = 340
#: Sub-tokens of one word that the model reads; the word vector is that of the first.
MAX_WORD_PIECES = 24

#: Log-odds above which a sentence starts. Sentence F1 from raw text on EWT dev and GUM dev: -1 gives 85.8 and 89.8, 0 gives
#: 86.2 and 93.4, 0.5 gives 85.5 and 93.8, 1 gives 84.2 and 94.5, 2 gives 80.9 and 92.3; 0.5 leans to GUM, whose edited prose
#: is nearer to what is coded than EWT's mail and forums. Re-check: `python -m training.tune_sentences MODEL`.
START = 0.5
#: Log-odds that overrule an open bracket or an abbreviation of rank or office: 95 to 5. Set by reasoning, not tuned.
SURE_START = 3.0
#: Log-odds that overrule an abbreviation which ends sentences too, such as "U.S.". Set by reasoning, not tuned.
WEAK_START = 1.0

_OPENING = frozenset("“‘«„([{")
_CLOSING = frozenset("”»)]},;:")
_STRONG_PUNCTUATION = frozenset({";", ":", "—", "–", "--", ".", "!", "?", "…", "..."})


@dataclass
class SentenceScores:
    """One sentence of the document: words `start` to `end`, and where its scores stand in its window."""

    start: int
    end: int
    scores: Scores
    offset: int
    is_cut: bool = False

    @property
    def inside(self) -> slice:
        """The sentence's rows in its window's scores."""
        return slice(self.start - self.offset, self.end - self.offset)


def score_sentences(
    engine: Engine, text: str, words: list[str], spans: list[tuple[int, int]], breaks: set[int]
) -> Iterator[SentenceScores]:
    """Runs the engine over a document, window by window, and gives its sentences in order.

    Args:
        engine: the loaded engine.
        text: the document's text.
        words: its words, white space left out.
        spans: their half-open offsets in the text.
        breaks: numbers of words that must start a sentence (`layout.find_breaks`, and the edges of furniture).
    """
    position, budget = 0, WINDOW_PIECES
    held = layout.find_brackets(words)
    while position < len(words):
        window, stop = _fill(engine, text, words, spans, start=position, budget=budget)
        scores = engine.score(window)
        starts = [
            index
            for index in range(position + 1, stop)
            if index in breaks
            or _starts(float(scores.sentence[index - position]), words[index - 1], words[index], is_held=held[index])
        ]
        is_cut = False
        if stop < len(words) and stop not in breaks:
            if starts:
                stop = starts.pop()
            elif budget < LARGEST_WINDOW_PIECES:
                budget = LARGEST_WINDOW_PIECES
                continue
            else:
                stop, is_cut = _cut_at_punctuation(words, position, stop), True
        edges = [position, *starts, stop]
        for start, end in pairwise(edges):
            yield SentenceScores(start, end, scores, position, is_cut=is_cut and end == stop)
        position, budget = stop, WINDOW_PIECES


def _starts(score: float, previous: str, word: str, *, is_held: bool) -> bool:
    """Whether the model's log-odds make a sentence start here, given what stands around."""
    if score <= START:
        return False
    if previous in _OPENING or word in _CLOSING:
        return False
    if is_held:
        return score > SURE_START
    if layout.is_after_abbreviation(previous):
        return score > (WEAK_START if layout.is_after_weak_abbreviation(previous) else SURE_START)
    return True


def _cut_at_punctuation(words: list[str], start: int, stop: int) -> int:
    """Where to cut a sentence that no window holds: after the last strong stop in its second half, else a comma, else anywhere."""
    middle = start + (stop - start) // 2
    for marks in (_STRONG_PUNCTUATION, frozenset({","})):
        for index in range(stop - 1, middle, -1):
            if words[index] in marks:
                return index + 1
    return stop


def _fill(
    engine: Engine, text: str, words: list[str], spans: list[tuple[int, int]], *, start: int, budget: int
) -> tuple[Window, int]:
    """The window of as many words from `start` as the budget holds, at least one, and the number of the word after it."""
    pieces, shapes, layouts = [engine.pieces.start], [0], [0]
    first: list[int] = []
    index = start
    while index < len(words):
        word = words[index]
        encoded = engine.pieces.encode_word(word)[:MAX_WORD_PIECES]
        if first and len(pieces) + len(encoded) >= budget:
            break
        gap = LAYOUT_START if index == start else layout_id(text[spans[index - 1][1] : spans[index][0]])
        first.append(len(pieces))
        pieces.extend(encoded)
        shapes.extend([shape_id(word)] * len(encoded))
        layouts.append(gap)
        layouts.extend([0] * (len(encoded) - 1))
        index += 1
    pieces.append(engine.pieces.end)
    shapes.append(0)
    layouts.append(0)
    arrays = [np.array(values, dtype=np.int64) for values in (pieces, shapes, layouts, first)]
    return Window(*arrays), index
