"""Figures of task ``records`` on the fields of aligned events. Definitions stand beside each function."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rapporteur.datatypes import Attribution, Event, Participant, Quote, RecordPlace
from rapporteur.evaluate.matching import dice, match_greedily, normalise_name
from rapporteur.evaluate.records_align import (
    align_participants,
    names_agree,
    quotes_overlap,
    same_name,
    span_of,
)
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, excerpt

__all__ = ["EventPair", "declare_fields", "drop_second_chair", "links_match", "place_agrees", "score_fields"]

_SPAN_ROLES = {"actor": "actor", "recipient": "recipient"}


def declare_fields(board: Scoreboard) -> None:
    """Fixes the order of the figures on aligned events."""
    board.declare("type given event", "share", published="annotators:type given event", main=True)
    board.declare("modes given event", "share", main=True)
    board.declare("modes F1", "f1")
    board.declare("status given event", "share", published="annotators:status given event", main=True)
    board.declare("contexts F1", "f1")
    board.declare("participants F1, exact", "f1")
    board.declare("participants F1, overlapping", "f1", main=True)
    board.declare("actor and recipient spans F1", "f1", published="annotators:actor and recipient spans F1", main=True)
    for role in ("actor", "recipient", "affected", "delegate", "chair"):
        board.declare(f"participants F1, {role}", "f1")
    board.declare("participant name", "share", main=True)
    board.declare("participant country", "share", main=True)
    board.declare("participant sector", "share", main=True)
    board.declare("participant title", "share")
    board.declare("participant represents", "share")
    board.declare("time span F1", "f1")
    board.declare("time value", "share", published="annotators:time value", main=True)
    board.declare("time value, all aligned events", "share")
    board.declare("place", "share", published="annotators:place", main=True)
    board.declare("place name", "share")
    board.declare("place country", "share")
    board.declare("place, all aligned events", "share")
    board.declare("places F1, all places of the event", "f1")
    board.declare("spans: mean F1 of actor, recipient, time, place", "mean_f1", published="records_spans")
    board.declare("attribution chain exact", "share", main=True)
    board.declare("attribution links F1", "f1")
    board.declare("nearest source", "share")
    board.declare("source span F1", "f1", published="annotators:source span")
    board.declare("voice given link", "share", main=True)
    board.declare("stance given link", "share")
    board.declare("self_published", "share", main=True)
    board.declare("format", "share", main=True)
    board.declare("numbers F1", "f1")
    board.declare("number values", "share")


class EventPair(msgspec.Struct):
    """One aligned pair with its document (number in the run, id, text), and where its errors go."""

    index: int
    doc_id: str
    text: str
    gold: Event
    coded: Event
    errors: list[ErrorLine]

    def error(self, kind: str, expected: object, found: object, quote: Quote | None = None) -> None:
        """Writes one error, shown at ``quote`` or at the gold trigger."""
        start, end = span_of(quote or self.gold.trigger)
        self.errors.append(
            ErrorLine(
                "records",
                f"{self.doc_id} event {self.gold.n}",
                kind,
                None if expected is None else str(expected),
                None if found is None else str(found),
                start,
                end,
                excerpt(self.text, start, end),
            )
        )


def score_fields(board: Scoreboard, pair: EventPair) -> None:
    """All field figures of one aligned pair."""
    _score_labels(board, pair)
    _score_participants(board, pair)
    _score_time(board, pair)
    _score_place(board, pair)
    _score_attribution(board, pair)
    _score_numbers(board, pair)


def _score_labels(board: Scoreboard, pair: EventPair) -> None:
    """Type, status: equal. Modes: the sets are equal; F1 over single modes. self_published, format: where given."""
    gold, coded = pair.gold, pair.coded
    for name, a, b in (("type", gold.type, coded.type), ("status", gold.status, coded.status)):
        board.add(pair.index, f"{name} given event", int(a == b), 1)
        if a != b:
            pair.error(f"{name}: {a} read as {b}", a, b)
    modes, found = set(gold.modes), set(coded.modes)
    board.add(pair.index, "modes given event", int(modes == found), 1)
    board.add(pair.index, "modes F1", len(modes & found), len(found), len(modes))
    if modes != found and gold.type == coded.type:
        what = "mode missing" if modes > found else "mode too many" if modes < found else "other mode"
        pair.error(f"{what} ({gold.type})", ", ".join(sorted(modes)), ", ".join(sorted(found)))
    contexts, found = set(gold.contexts), set(coded.contexts)
    board.add(pair.index, "contexts F1", len(contexts & found), len(found), len(contexts))
    if gold.self_published is not None:
        board.add(pair.index, "self_published", int(gold.self_published == coded.self_published), 1)
        if gold.self_published != coded.self_published:
            pair.error("self_published", gold.self_published, coded.self_published)
    if gold.format is not None or coded.format is not None:
        board.add(pair.index, "format", int(gold.format == coded.format), 1)
        if gold.format != coded.format:
            pair.error(f"format: {gold.format} read as {coded.format}", gold.format, coded.format)


def drop_second_chair(gold: Sequence[Participant], coded: Sequence[Participant]) -> list[Participant]:
    """The coder's participants without a second chair who is a delegate in the gold.

    "Chaired by A and for the other side B" may be read as one chair or two; both readings are accepted, so the second
    is neither right nor wrong.
    """
    if not any(participant.role == "chair" for participant in gold):
        return list(coded)
    chairs = [p for p in gold if p.role == "chair"]
    delegates = [p for p in gold if p.role == "delegate"]

    def agrees(a: Participant, others: Sequence[Participant]) -> bool:
        return any(names_agree(a.name, b.name) or quotes_overlap(a.quote, b.quote) for b in others)

    return [p for p in coded if p.role != "chair" or agrees(p, chairs) or not agrees(p, delegates)]


def _score_participants(board: Scoreboard, pair: EventPair) -> None:
    """Pairs have equal role and overlapping words; exact asks for the same span.

    Of overlapping pairs: name (where the gold has one), country and sector (a missing value is a value), title
    words overlapping, represents.
    """
    gold = pair.gold.participants
    coded = drop_second_chair(gold, pair.coded.participants)
    matched = align_participants(gold, coded)
    exact = sum(gold[i].quote is not None and _same_span(gold[i].quote, coded[j].quote) for i, j in matched)
    board.add(pair.index, "participants F1, exact", exact, len(coded), len(gold))
    board.add(pair.index, "participants F1, overlapping", len(matched), len(coded), len(gold))
    for role in {p.role for p in gold} | {p.role for p in coded}:
        counts = (
            sum(gold[i].role == role for i, _ in matched),
            sum(p.role == role for p in coded),
            sum(p.role == role for p in gold),
        )
        if role in _SPAN_ROLES:
            board.add(pair.index, "actor and recipient spans F1", *counts)
            board.add_part(pair.index, "spans: mean F1 of actor, recipient, time, place", role, *counts)
        if f"participants F1, {role}" in board:
            board.add(pair.index, f"participants F1, {role}", *counts)
    for i, j in matched:
        _score_one_participant(board, pair, gold[i], coded[j])
    found, used = {i for i, _ in matched}, {j for _, j in matched}
    spare = [p for j, p in enumerate(coded) if j not in used]
    for i, participant in enumerate(gold):
        if i not in found:
            other = next((p for p in spare if quotes_overlap(p.quote, participant.quote)), None)
            kind = f"{participant.role} missing" if other is None else f"{participant.role} read as {other.role}"
            pair.error(kind, _words(participant.quote), other and _words(other.quote), participant.quote)
    for participant in spare:
        if not any(quotes_overlap(participant.quote, p.quote) for i, p in enumerate(gold) if i not in found):
            pair.error(f"{participant.role} too many", None, _words(participant.quote), participant.quote)


def _score_one_participant(board: Scoreboard, pair: EventPair, gold: Participant, coded: Participant) -> None:
    if gold.name is not None:
        hit = same_name(gold.name, coded.name)
        board.add(pair.index, "participant name", int(hit), 1)
        if not hit:
            pair.error("name of participant", gold.name, coded.name, gold.quote)
    for field in ("country", "sector"):
        expected, found = getattr(gold, field), getattr(coded, field)
        board.add(pair.index, f"participant {field}", int(expected == found), 1)
        if expected != found:
            kind = "missing" if found is None else "where none is told" if expected is None else "wrong"
            pair.error(f"{field} of participant {kind}", expected, found, gold.quote)
    if gold.title is not None or coded.title is not None:
        board.add(pair.index, "participant title", int(quotes_overlap(gold.title, coded.title)), 1)
    if gold.represents is not None or coded.represents is not None:
        board.add(pair.index, "participant represents", int(same_name(gold.represents, coded.represents)), 1)


def _same_span(a: Quote | None, b: Quote | None) -> bool:
    return a is not None and b is not None and span_of(a) == span_of(b)


def _words(quote: Quote | None) -> str:
    return "(implicit)" if quote is None else quote.text


def _score_time(board: Scoreboard, pair: EventPair) -> None:
    """Value: equal TIMEX3 values, of events where either side has a time; also over all aligned events, where two missing times agree.

    Span: overlapping words.
    """
    gold, coded = pair.gold.time, pair.coded.time
    hit = gold is not None and coded is not None and quotes_overlap(gold.quote, coded.quote)
    counts = (int(hit), int(coded is not None), int(gold is not None))
    board.add(pair.index, "time span F1", *counts)
    board.add_part(pair.index, "spans: mean F1 of actor, recipient, time, place", "time", *counts)
    same = (gold.value if gold else None) == (coded.value if coded else None)
    board.add(pair.index, "time value, all aligned events", int(same), 1)
    if gold is None and coded is None:
        return
    board.add(pair.index, "time value", int(same), 1)
    if not same:
        kind = "time missing" if coded is None else "time where none is told" if gold is None else "wrong time value"
        quote = gold.quote if gold is not None else coded.quote if coded is not None else None
        pair.error(
            kind, gold and f"{gold.quote.text} = {gold.value}", coded and f"{coded.quote.text} = {coded.value}", quote
        )


def _places(event: Event) -> list[RecordPlace]:
    if event.places:
        return event.places
    return [] if event.place is None else [event.place]


def place_agrees(gold: RecordPlace, coded: RecordPlace) -> bool:
    """Same normalised name, or the same words of the text."""
    return same_name(gold.name, coded.name) or normalise_name(gold.quote.text) == normalise_name(coded.quote.text)


def _score_place(board: Scoreboard, pair: EventPair) -> None:
    """Name: the coder's place has name or words of one of the gold's places.

    Country: the country of one of them. Place: either. All over events where either side has a place; also over all
    aligned events.
    """
    gold, coded = _places(pair.gold), _places(pair.coded)
    first = coded[:1]
    overlapping = any(quotes_overlap(g.quote, p.quote) for g in gold for p in first)
    counts = (int(overlapping), int(bool(first)), int(bool(gold)))
    board.add_part(pair.index, "spans: mean F1 of actor, recipient, time, place", "place", *counts)
    by_name = any(place_agrees(g, p) for g in gold for p in first)
    by_country = any(g.country is not None and g.country == p.country for g in gold for p in first)
    right = by_name or by_country
    board.add(pair.index, "place, all aligned events", int(right or not (gold or coded)), 1)
    if not gold and not coded:
        return
    board.add(pair.index, "place", int(right), 1)
    board.add(pair.index, "place name", int(by_name), 1)
    board.add(pair.index, "place country", int(by_country), 1)
    hits = len(match_greedily(gold, coded, lambda g, p: float(place_agrees(g, p))))
    board.add(pair.index, "places F1, all places of the event", hits, len(coded), len(gold))
    if not by_name:
        kind = "place missing" if not coded else "place where none is told" if not gold else "wrong place"
        if right:
            kind = "other place of the same country"
        pair.error(kind, gold[0].name if gold else None, coded[0].name if coded else None, (gold or coded)[0].quote)


def links_match(gold: Attribution, coded: Attribution) -> bool:
    """The same source: equal names, overlapping words, or both the outlet's own voice without words."""
    if names_agree(gold.source, coded.source) or quotes_overlap(gold.quote, coded.quote):
        return True
    return gold.quote is None and coded.quote is None and gold.voice == coded.voice == "own"


def _link_score(gold: Attribution, coded: Attribution) -> float:
    if not links_match(gold, coded):
        return 0.0
    closeness = dice(span_of(gold.quote), span_of(coded.quote)) if gold.quote and coded.quote else 0.0
    return 1.0 + closeness + 0.1 * (gold.voice == coded.voice)


def _score_attribution(board: Scoreboard, pair: EventPair) -> None:
    """Exact: as many links in the same order, each with the same source, stance and voice.

    Links F1: sources one to one. Source span F1: links with words, overlapping. Voice, stance: of matched links.
    """
    gold, coded = pair.gold.attribution, pair.coded.attribution
    exact = len(gold) == len(coded) and all(
        links_match(a, b) and a.stance == b.stance and a.voice == b.voice for a, b in zip(gold, coded, strict=True)
    )
    board.add(pair.index, "attribution chain exact", int(exact), 1)
    matched = match_greedily(gold, coded, _link_score)
    board.add(pair.index, "attribution links F1", len(matched), len(coded), len(gold))
    if gold:
        board.add(pair.index, "nearest source", int(bool(coded) and links_match(gold[0], coded[0])), 1)
    quoted = [link for link in gold if link.quote is not None]
    coded_quoted = [link for link in coded if link.quote is not None]
    hits = len(match_greedily(quoted, coded_quoted, lambda g, p: float(quotes_overlap(g.quote, p.quote))))
    board.add(pair.index, "source span F1", hits, len(coded_quoted), len(quoted))
    for i, j, _ in matched:
        board.add(pair.index, "voice given link", int(gold[i].voice == coded[j].voice), 1)
        board.add(pair.index, "stance given link", int(gold[i].stance == coded[j].stance), 1)
    if not exact:
        found, used = {i for i, *_ in matched}, {j for _, j, _ in matched}
        missed = next((link for i, link in enumerate(gold) if i not in found), None)
        spare = next((link for j, link in enumerate(coded) if j not in used), None)
        if missed is not None:
            kind = "source missing" if spare is None else "other source"
            pair.error(kind, missed.source, spare and spare.source, missed.quote)
        elif spare is not None:
            pair.error("source too many", None, spare.source, spare.quote)
        else:
            for i, j, _ in matched:
                if gold[i].voice != coded[j].voice:
                    pair.error(f"voice: {gold[i].voice} read as {coded[j].voice}", gold[i].voice, coded[j].voice)
                    break
            else:
                pair.error("stance or order of sources", _chain(gold), _chain(coded))


def _chain(links: Sequence[Attribution]) -> str:
    return " < ".join(f"{link.source or '?'} {link.stance}" for link in links)


def _score_numbers(board: Scoreboard, pair: EventPair) -> None:
    """One to one: the same kind and overlapping words. Values: low, best and high all equal, of matched numbers."""
    gold, coded = pair.gold.numbers, pair.coded.numbers
    matched = match_greedily(
        gold, coded, lambda g, p: dice(span_of(g.quote), span_of(p.quote)) if g.kind == p.kind else 0.0
    )
    board.add(pair.index, "numbers F1", len(matched), len(coded), len(gold))
    for i, j, _ in matched:
        expected = (gold[i].low, gold[i].best, gold[i].high)
        found = (coded[j].low, coded[j].best, coded[j].high)
        board.add(pair.index, "number values", int(expected == found), 1)
        if expected != found:
            pair.error("values of a number", expected, found, gold[i].quote)
    for i, number in enumerate(gold):
        if i not in {i for i, *_ in matched}:
            pair.error(f"number of {number.kind} missing", number.quote.text, None, number.quote)
