"""Task ``pairs``: the event type between a marked source and a marked target, 15 classes.

CONCEDE and RETREAT count as YIELD, as in the PLV corpus. A pair for which the coder says nothing is wrong. Macro F1 is
the mean over the classes that occur; micro F1 over all pairs equals accuracy when every pair gets an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError, SpanError
from rapporteur.evaluate.labels import EVENT_TYPES, load_plover_codes
from rapporteur.evaluate.reading import Strict, check_spans, decode_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task, excerpt

__all__ = ["PairPrediction", "PairsTask", "pair_class"]


class PairPrediction(msgspec.Struct, forbid_unknown_fields=True):
    """The type a coder gives a marked pair; ``None`` when it sees no event there."""

    id: str
    type: str | None


class _Side(Strict):
    text: str
    spans: list[list[int]]


class GoldPair(Strict):
    """One line of the PLV corpus. A side without spans is a word for a missing recipient."""

    id: str
    text: str
    source: _Side
    target: _Side
    event: str
    split: str | None = None
    penta: str | None = None
    modality_pred: str | None = None


def pair_class(event_type: str) -> str:
    """The class of the pair corpus for one of the 16 types.

    >>> pair_class("RETREAT"), pair_class("AID")
    ('YIELD', 'AID')
    """
    return load_plover_codes().pair_classes.get(event_type, event_type)


class PairsTask(Task[GoldPair, PairPrediction]):
    """Event type of marked source and target."""

    name = "pairs"
    unit = "sentences"
    summary = "event type of a marked source and target (PLV)"
    prediction_type = PairPrediction

    def read(self, path: Path, options: Options) -> list[GoldPair]:
        """Pairs of a PLV file; the words at a span must occur in the quoted source or target."""
        del options
        classes = {pair_class(label) for label in EVENT_TYPES}
        pairs = []
        for where, pair in decode_lines(path, GoldPair):
            if pair.event not in classes:
                raise FieldError(
                    f"{where}, event", f"one of {', '.join(sorted(classes))}", pair.event, "Correct the row."
                )
            for name, side in (("source", pair.source), ("target", pair.target)):
                check_spans(where, f"{name}.spans", pair.text, side.spans)
                for start, end in side.spans:
                    words = pair.text[start:end].strip()
                    if words not in side.text and side.text.strip() not in words:
                        raise SpanError(
                            f"{where}, {name}", f"words of {side.text!r}", repr(words), "Correct span or quote."
                        )
            pairs.append(pair)
        return pairs

    def item_id(self, item: GoldPair) -> str:
        """The pair's id."""
        return item.id

    def system(self, options: Options) -> Callable[[GoldPair], PairPrediction]:
        """The coder's reading of the sentence, looked up at the marked pair."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the coder only when it is measured

        return lambda item: PairPrediction(
            item.id,
            systems.type_of_pair(
                item.text, [(s, e) for s, e in item.source.spans], [(s, e) for s, e in item.target.spans]
            ),
        )

    def perfect(self, item: GoldPair) -> PairPrediction:
        """The class of the corpus."""
        return PairPrediction(item.id, item.event)

    def empty(self, item: GoldPair) -> PairPrediction:
        """No answer."""
        return PairPrediction(item.id, None)

    def score(self, items: Sequence[GoldPair], predictions: Sequence[PairPrediction], options: Options) -> Scored:
        """Macro and micro F1, the share of pairs answered, F1 per class."""
        del options
        board = Scoreboard(len(items))
        board.declare("macro F1", "macro_f1", published="pairs", main=True)
        board.declare("micro F1", "f1", main=True)
        board.declare("answered", "share")
        labels = sorted({item.event for item in items})
        for label in labels:
            board.declare(f"{label} F1", "f1")
        errors = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            found = None if prediction.type is None else pair_class(prediction.type)
            hit = int(found == item.event)
            board.add(index, "micro F1", hit, int(found is not None), 1)
            board.add(index, "answered", int(found is not None), 1)
            for label in sorted({item.event, found or ""} & set(labels)):
                counts = (int(hit and label == item.event), int(label == found), int(label == item.event))
                board.add(index, f"{label} F1", *counts)
                board.add_part(index, "macro F1", label, *counts)
            if not hit:
                start, end = item.source.spans[0] if item.source.spans else (0, len(item.text))
                errors.append(
                    ErrorLine(
                        "pairs",
                        item.id,
                        f"{item.event} read as {found or '(none)'}",
                        item.event,
                        found,
                        start,
                        end,
                        excerpt(item.text, start, end, margin=200),
                    )
                )
        return Scored(board, errors)
