"""Task ``sentences``: who did what to whom in single sentences, against the PLOVER gold standard records.

What is counted. A record gives ordered pairs (source code, target code): each source with each target; the pair
(source, nothing) when it has no target; unordered pairs among the sources when it is reciprocal. A coder's event gives
each actor with each recipient, unordered pairs of actors when it has no recipient, else (actor, nothing). Two pairs
agree when they are equal, or when one of them is unordered and both hold the same two codes. A code is the country,
else the sector. Pairs are sets: a pair said twice counts once.

* ``triples``: pairs with the event type.
* ``dyads``: the triples whose two sides are countries, on both sides of the comparison: the figure to set beside
  PETRARCH2 and Universal Petrarch.
* ``dyads, any type``: the same without the type.
* ``root only``: the set of types of a sentence.
* ``spans``: source and target words with their role, after trimming articles and the possessive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError, SpanError
from rapporteur.evaluate.dyads import (
    Pair,
    Party,
    SentenceEvent,
    SentencePrediction,
    Triple,
    make_pairs,
    match_pairs,
    trim_span,
    unique_triples,
)
from rapporteur.evaluate.labels import EVENT_TYPES, normalise_code
from rapporteur.evaluate.matching import Span, dice, match_greedily
from rapporteur.evaluate.reading import Strict, check_span, check_spans, decode_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task, excerpt

__all__ = ["GoldRecord", "SentencesTask", "gold_triples", "predicted_triples"]


class _GoldParty(Strict):
    text: str
    code: str
    sector: str
    marked: list[int] | None = None
    start: int | None = None
    end: int | None = None


class GoldRecord(Strict):
    """One line of the PLOVER gold standard records."""

    id: str
    text: str
    event: str
    event_2021: str
    source: list[_GoldParty]
    target: list[_GoldParty]
    reciprocal: bool
    mode: str | None = None
    context: str | None = None
    event_text: str | None = None
    event_spans: list[list[int]] = msgspec.field(default_factory=list)
    loc: dict[str, str] | None = None
    loc_spans: list[list[int]] = msgspec.field(default_factory=list)
    dead: str | None = None
    injured: str | None = None
    size: str | None = None
    comment: str | None = None


def gold_triples(record: GoldRecord) -> list[Triple]:
    """Pairs with type of a gold record; compound sources without target that are not reciprocal stay apart."""
    sources = [normalise_code(party.code) for party in record.source]
    targets = [normalise_code(party.code) for party in record.target]
    if record.reciprocal or targets:
        pairs = make_pairs(sources, targets, mutual=record.reciprocal)
    else:
        pairs = [Pair(source, None, ordered=True) for source in sources]
    return unique_triples([(pair, record.event_2021) for pair in pairs])


def predicted_triples(prediction: SentencePrediction) -> list[Triple]:
    """Pairs with type of all events of a prediction."""
    return unique_triples(
        [
            (pair, event.type)
            for event in prediction.events
            for pair in make_pairs(
                [normalise_code(p.code) for p in event.actors],
                [normalise_code(p.code) for p in event.recipients],
                mutual=False,
            )
        ]
    )


def _spans(text: str, parties: Sequence[Party | _GoldParty], role: str) -> set[tuple[str, Span]]:
    return {
        (role, trim_span(text, (party.start, party.end)))
        for party in parties
        if party.start is not None and party.end is not None
    }


class SentencesTask(Task[GoldRecord, SentencePrediction]):
    """End to end coding of single sentences."""

    name = "sentences"
    unit = "sentences"
    summary = "actor, recipient and event type of single sentences (plover_gsr)"
    prediction_type = SentencePrediction

    def read(self, path: Path, options: Options) -> list[GoldRecord]:
        """Records of a plover_gsr file; a marked span must hold words of the quoted actor."""
        del options
        records = []
        for where, record in decode_lines(path, GoldRecord):
            if record.event_2021 not in EVENT_TYPES:
                raise FieldError(
                    f"{where}, event_2021", f"one of {', '.join(EVENT_TYPES)}", record.event_2021, "Correct the row."
                )
            for name, parties in (("source", record.source), ("target", record.target)):
                for i, party in enumerate(parties):
                    _check_party(f"{where}, {name}[{i}]", record.text, party)
            check_spans(where, "event_spans", record.text, record.event_spans)
            check_spans(where, "loc_spans", record.text, record.loc_spans)
            records.append(record)
        return records

    def item_id(self, item: GoldRecord) -> str:
        """The record's id."""
        return item.id

    def system(self, options: Options) -> Callable[[GoldRecord], SentencePrediction]:
        """The whole coder on the sentence alone."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the coder only when it is measured

        return lambda item: SentencePrediction(item.id, systems.code_sentence(item.text))

    def perfect(self, item: GoldRecord) -> SentencePrediction:
        """The record as a coder would write it."""
        sources = [Party(p.code, p.start, p.end) for p in item.source]
        targets = [Party(p.code, p.start, p.end) for p in item.target]
        if len(sources) > 1 and not targets and not item.reciprocal:
            events = [SentenceEvent(item.event_2021, [], [source], []) for source in sources]
        else:
            events = [SentenceEvent(item.event_2021, [], sources, targets)]
        return SentencePrediction(item.id, events)

    def empty(self, item: GoldRecord) -> SentencePrediction:
        """No event."""
        return SentencePrediction(item.id, [])

    def check_prediction(self, item: GoldRecord, prediction: SentencePrediction) -> None:
        """Spans of parties must lie inside the sentence."""
        for i, event in enumerate(prediction.events):
            for party in [*event.actors, *event.recipients]:
                if party.start is not None and party.end is not None:
                    check_span(f"prediction {item.id}", f"events[{i}]", item.text, party.start, party.end)

    def score(self, items: Sequence[GoldRecord], predictions: Sequence[SentencePrediction], options: Options) -> Scored:
        """Triples, dyads, types and spans, micro-averaged over sentences."""
        del options
        board = Scoreboard(len(items))
        board.declare("triples F1", "f1", main=True)
        board.declare("dyads F1", "f1", published="sentences", main=True)
        board.declare("dyads F1, any type", "f1")
        board.declare("root only F1", "f1", published="sentences_root", main=True)
        board.declare("root in sentence", "share")
        board.declare("source and target spans F1, exact", "f1")
        board.declare("source and target spans F1, overlapping", "f1", main=True)
        board.declare("spans F1, overlapping, role left aside", "f1")
        for label in sorted({item.event_2021 for item in items}):
            board.declare(f"root {label} F1", "f1")
        errors: list[ErrorLine] = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            self._score_triples(board, index, item, prediction, errors)
            _score_roots(board, index, item, prediction)
            _score_spans(board, index, item, prediction)
        return Scored(board, errors)

    def _score_triples(
        self,
        board: Scoreboard,
        index: int,
        item: GoldRecord,
        prediction: SentencePrediction,
        errors: list[ErrorLine],
    ) -> None:
        gold, predicted = gold_triples(item), predicted_triples(prediction)
        matched = match_pairs(gold, predicted)
        board.add(index, "triples F1", len(matched), len(predicted), len(gold))
        gold_dyads = [t for t in gold if t[0].is_dyad]
        predicted_dyads = [t for t in predicted if t[0].is_dyad]
        hits = len(match_pairs(gold_dyads, predicted_dyads))
        board.add(index, "dyads F1", hits, len(predicted_dyads), len(gold_dyads))
        bare_gold, bare_predicted = (unique_triples([(p, "") for p, _ in d]) for d in (gold_dyads, predicted_dyads))
        hits = len(match_pairs(bare_gold, bare_predicted))
        board.add(index, "dyads F1, any type", hits, len(bare_predicted), len(bare_gold))
        found = {i for i, _ in matched}
        used = {j for _, j in matched}
        spare = [triple for j, triple in enumerate(predicted) if j not in used]
        for i, triple in enumerate(gold):
            if i not in found:
                errors.append(_triple_error(item, triple, spare, coded=bool(prediction.events)))
        if len(found) == len(gold):
            for pair, label in spare:
                kind = "another pair of the right type" if label == item.event_2021 else f"extra {label}"
                errors.append(
                    ErrorLine("sentences", item.id, kind, None, f"{pair} {label}", excerpt=" ".join(item.text.split()))
                )


def _check_party(where: str, text: str, party: _GoldParty) -> None:
    if (party.start is None) != (party.end is None):
        raise SpanError(where, "both start and end, or neither", "one of them", "Correct the row.")
    if party.start is None or party.end is None:
        return
    check_span(where, "start..end", text, party.start, party.end)
    words = text[party.start : party.end].strip()
    if words not in party.text:  # the quoted actor may join words that stand apart ("U.S. ... negotiators")
        raise SpanError(where, f"words of {party.text!r}", repr(words), "Correct the span or the quote.")


def _triple_error(item: GoldRecord, triple: Triple, spare: Sequence[Triple], *, coded: bool) -> ErrorLine:
    pair, label = triple
    same_pair = [other for other in spare if pair.agrees(other[0])]
    same_type = [other for other in spare if other[1] == label]
    found: Triple | None = None
    if same_pair:
        found = same_pair[0]
        kind = f"type {label} read as {found[1]}"
    elif same_type:
        found = same_type[0]
        if (found[0].source, found[0].target) == (pair.target, pair.source):
            kind = "direction turned round"
        elif found[0].source == pair.source:
            kind = "target missing" if found[0].target is None else "wrong target"
        elif found[0].target == pair.target:
            kind = "source missing" if found[0].source is None else "wrong source"
        else:
            kind = "right type, both sides wrong"
    elif coded:
        found = spare[0] if spare else None
        kind = f"{label} not coded, other events were"
    else:
        kind = f"nothing coded ({label})"
    first = item.event_spans[0] if item.event_spans else [0, len(item.text)]
    return ErrorLine(
        "sentences",
        item.id,
        kind,
        f"{pair} {label}",
        f"{found[0]} {found[1]}" if found else None,
        first[0],
        first[1],
        excerpt(item.text, first[0], first[1], margin=200),
    )


def _score_roots(board: Scoreboard, index: int, item: GoldRecord, prediction: SentencePrediction) -> None:
    types = {event.type for event in prediction.events}
    hit = int(item.event_2021 in types)
    board.add(index, "root only F1", hit, len(types), 1)
    board.add(index, "root in sentence", hit, 1)
    board.add(index, f"root {item.event_2021} F1", hit, 0, 1)
    for label, n in Counter(types).items():
        name = f"root {label} F1"
        if name in board:
            board.add(index, name, 0, n, 0)


def _score_spans(board: Scoreboard, index: int, item: GoldRecord, prediction: SentencePrediction) -> None:
    gold = _spans(item.text, item.source, "actor")
    gold |= _spans(item.text, item.target, "actor" if item.reciprocal else "recipient")
    actors = [party for event in prediction.events for party in event.actors]
    recipients = [party for event in prediction.events for party in event.recipients]
    predicted = _spans(item.text, actors, "actor")
    predicted |= _spans(item.text, recipients, "actor" if item.reciprocal else "recipient")
    board.add(index, "source and target spans F1, exact", len(gold & predicted), len(predicted), len(gold))
    ordered_gold, ordered_predicted = sorted(gold), sorted(predicted)
    same_role = match_greedily(ordered_gold, ordered_predicted, lambda g, p: dice(g[1], p[1]) if g[0] == p[0] else 0.0)
    board.add(
        index, "source and target spans F1, overlapping", len(same_role), len(ordered_predicted), len(ordered_gold)
    )
    bare_gold, bare_predicted = sorted({span for _, span in gold}), sorted({span for _, span in predicted})
    hits = len(match_greedily(bare_gold, bare_predicted, dice))
    board.add(index, "spans F1, overlapping, role left aside", hits, len(bare_predicted), len(bare_gold))
