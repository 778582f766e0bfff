"""Where each field of a record stands in the text, cut into pieces that do not overlap.

Spans of a record overlap and nest freely (a name inside a topic inside the evidence). A page can mark them only on
pieces of text that do not: the text is cut at every border, and each piece knows all the spans it belongs to.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from rapporteur.datatypes import CodedDocument, Event, Quote

__all__ = ["Annotation", "Piece", "annotate", "cut_pieces"]

_ROLE_LAYERS = {"actor": "actor", "recipient": "recipient"}
_UNLINED = frozenset(("evidence", "furniture", "trigger"))
MAX_LANES = 4
"""Underlines drawn below one another; a fifth would touch the next line of text. Spans beyond are still linked."""


class Annotation(NamedTuple):
    """A span of the text with the fields it grounds.

    Attributes:
        number: of the annotation in its document, from 0, in text order.
        layer: a key of ``layers`` in labels.yml, or ``evidence`` or ``furniture``.
        events: numbers of the events it belongs to, ascending; empty for what belongs to the document.
        labels: what it says of each, in words ("3 CONSULT: chair").
        lane: underline it is drawn on, from 0 nearest the text; ``None`` when it has none.
    """

    number: int
    start: int
    end: int
    layer: str
    events: tuple[int, ...]
    labels: tuple[str, ...]
    lane: int | None


class Piece(NamedTuple):
    """A stretch of text between two borders, with the annotations that cover it."""

    start: int
    end: int
    annotations: tuple[Annotation, ...]


def annotate(coded: CodedDocument) -> list[Annotation]:
    """Collect every span of a coded document, equal spans of one layer taken together.

    Returns:
        Annotations by start, the longer first; lanes are set so that overlapping ones lie on different lanes as far
        as there are lanes.
    """
    merged: dict[tuple[int, int, str], tuple[set[int], dict[str, None]]] = {}
    for quote, layer, number, label in _fields(coded):
        if quote.end <= quote.start or quote.end > len(coded.text):
            continue
        events, labels = merged.setdefault((quote.start, quote.end, layer), (set(), {}))
        if number is not None:
            events.add(number)
        labels[label] = None
    ordered = sorted(merged.items(), key=lambda item: (item[0][0], -item[0][1], item[0][2]))
    lanes = _lay_lanes([key for key, _ in ordered])
    return [
        Annotation(number, start, end, layer, tuple(sorted(events)), tuple(labels), lane)
        for number, (((start, end, layer), (events, labels)), lane) in enumerate(zip(ordered, lanes, strict=True))
    ]


def cut_pieces(text: str, annotations: list[Annotation]) -> list[Piece]:
    """Cut a text at every border of an annotation and at every line end.

    Returns:
        Pieces that together are the text, in order; a line feed is always a piece of its own.
    """
    borders = {0, len(text)}
    for annotation in annotations:
        borders.update((annotation.start, annotation.end))
    at = text.find("\n")
    while at >= 0:
        borders.update((at, at + 1))
        at = text.find("\n", at + 1)
    cuts = sorted(borders)
    waiting = iter(annotations)
    upcoming = next(waiting, None)
    active: list[Annotation] = []
    pieces = []
    for start, end in itertools.pairwise(cuts):
        active = [annotation for annotation in active if annotation.end > start]
        while upcoming is not None and upcoming.start <= start:
            active.append(upcoming)
            upcoming = next(waiting, None)
        pieces.append(Piece(start, end, tuple(active)))
    return pieces


def _fields(coded: CodedDocument) -> Iterator[tuple[Quote, str, int | None, str]]:
    """Every quote of the record with its layer, its event's number and what it is there."""
    for event in coded.events:
        yield from _event_fields(event)
    types = {event.n: event.type for event in coded.events}
    for meeting in coded.meetings:
        name = f"{meeting.event} {types.get(meeting.event, 'meeting')}"
        if meeting.venue is not None:
            yield meeting.venue, "place", meeting.event, f"{name}: venue"
        for topic in meeting.topics:
            yield topic, "meeting", meeting.event, f"{name}: topic"
        for position in meeting.positions:
            yield position.quote, "meeting", meeting.event, f"{name}: {position.holder} {position.stance}"
    for term in coded.wording:
        meaning = f", for {term.refers_to}" if term.refers_to else ""
        yield term.quote, "wording", None, f"wording in the voice of the {term.voice}{meaning}"
    for quote in coded.furniture:
        yield quote, "furniture", None, "not part of the document"


def _event_fields(event: Event) -> Iterator[tuple[Quote, str, int, str]]:
    number, name = event.n, f"{event.n} {event.type}"
    yield event.trigger, "trigger", number, f"{name}, {event.status}"
    for evidence in event.evidence:
        yield evidence, "evidence", number, f"{name}: evidence"
    for participant in event.participants:
        layer = _ROLE_LAYERS.get(participant.role, "participant")
        known = f" {participant.name}" if participant.name else ""
        if participant.quote is not None:
            yield participant.quote, layer, number, f"{name}: {participant.role}{known}"
        if participant.title is not None:
            yield participant.title, "participant", number, f"{name}: title of{known or ' the ' + participant.role}"
    if event.time is not None:
        yield event.time.quote, "time", number, f"{name}: time {event.time.value}"
    for place in event.places or ([event.place] if event.place is not None else []):
        yield place.quote, "place", number, f"{name}: place {place.name}"
    for count in event.numbers:
        yield count.quote, "number", number, f"{name}: {count.kind}"
    for link in event.attribution:
        if link.quote is not None:
            yield link.quote, "source", number, f"{name}: {link.stance}, {link.voice} voice"
        if link.cue is not None:
            yield link.cue, "source", number, f"{name}: cue of the source"


def _lay_lanes(spans: list[tuple[int, int, str]]) -> list[int | None]:
    """Give each underlined span, short ones first, the lane nearest the text on which nothing overlaps it."""
    lanes: list[int | None] = [None] * len(spans)
    taken: list[list[tuple[int, int]]] = [[] for _ in range(MAX_LANES)]
    for number in sorted(range(len(spans)), key=lambda n: spans[n][1] - spans[n][0]):
        start, end, layer = spans[number]
        if layer in _UNLINED:
            continue
        for lane, others in enumerate(taken):
            at = bisect.bisect_left(others, (start, end))
            if (at == 0 or others[at - 1][1] <= start) and (at == len(others) or others[at][0] >= end):
                others.insert(at, (start, end))
                lanes[number] = lane
                break
    return lanes
