"""When and where: which time expression and which toponym belong to a predicate.

Order of choice: attached to the predicate or its support verb, then inside the same clause, then in the same sentence
when nothing else in it claims it. A statement takes time and place only when they are attached to it directly, and a
time or place inside what was said belongs to what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.datatypes import PlaceMention, RecordPlace, RecordTime, Timex
from rapporteur.events.kinds import MEETING_NOUNS

__all__ = ["Attacher", "record_place", "record_time"]

T = TypeVar("T", Timex, PlaceMention)

PLACE_CASES = frozenset(
    [
        "in",
        "at",
        "near",
        "inside",
        "outside",
        "around",
        "across",
        "within",
        "on",
        "along",
        "throughout",
        "between",
        "off",
        "over",
        "against",
        "into",
        "from",
        "to",
        "toward",
        "towards",
        "of",
        "and",
    ]
)
GENERIC_PLACES = frozenset(
    [
        "area",
        "region",
        "countryside",
        "outskirt",
        "outskirts",
        "suburb",
        "forest",
        "part",
        "north",
        "south",
        "east",
        "west",
        "centre",
        "center",
        "sector",
        "governorate",
        "department",
        "vicinity",
        "town",
        "city",
        "village",
        "municipality",
        "district",
        "province",
        "state",
        "county",
        "port",
        "island",
        "camp",
        "neighbourhood",
        "neighborhood",
        "quarter",
        "valley",
        "capital",
        "border",
        "coast",
        "territory",
        "zone",
        "site",
        "edge",
        "bank",
        "shore",
        "prefecture",
        "canton",
        "locality",
        "commune",
    ]
)
TOPIC_CASES = frozenset({"on", "about", "regarding", "concerning", "over"})
NOT_WHERE = frozenset({"from", "to", "against", "of", "for", "with", "by", "about", "toward", "towards", "on"})


class Attacher:
    """Finds the time and place of predicates in one document."""

    def __init__(self, parse: Doc, times: Sequence[Timex], places: Sequence[PlaceMention]) -> None:
        self._parse = parse
        self._times = [(t, head) for t in times if (head := _head(parse, t.quote.start, t.quote.end)) is not None]
        self._places = [(p, head) for p in places if (head := _head(parse, p.quote.start, p.quote.end)) is not None]

    def times_of(self, predicate: Token, support: Token | None, *, statement: bool) -> list[tuple[Timex, int]]:
        """Time expressions of a predicate with their distance class, nearest first: 0 attached, 1 clause, 2 sentence."""
        return _ranked(self._times, predicate, support, statement=statement)

    def places_of(self, predicate: Token, support: Token | None, *, statement: bool) -> list[tuple[PlaceMention, int]]:
        """Toponyms that say where, nearest first, with their distance class as for times."""
        where = [(place, head) for place, head in self._places if _says_where(head, predicate)]
        return _ranked(where, predicate, support, statement=statement)


def _head(parse: Doc, start: int, end: int) -> Token | None:
    span = parse.char_span(start, end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return None
    root: Token = span.root
    return root


def _says_where(head: Token, predicate: Token) -> bool:
    """Whether a toponym is a location and not a participant, an origin or a topic."""
    lead = trees.leading_conjunct(head)
    for _ in range(3):
        # "in the municipality of X", "near the town of Y": the generic noun bears the preposition that says where.
        if trees.case_of(lead) == "of" and lead.dep_.startswith("nmod") and lead.head.lemma_.lower() in GENERIC_PLACES:
            lead = trees.leading_conjunct(lead.head)
    if lead.dep_.startswith(("nsubj", "iobj", "nmod:poss", "amod")):
        return False
    case = trees.case_of(lead)
    if lead.dep_ == "obj":
        return lead.head == predicate and predicate.lemma_ in {
            "visit",
            "enter",
            "leave",
            "reach",
            "tour",
            "attack",
            "shell",
            "bomb",
            "hit",
            "strike",
            "besiege",
            "capture",
            "retake",
            "seize",
            "storm",
            "liberate",
        }
    if lead.dep_ in {"compound", "appos", "flat", "nmod", "nmod:unmarked", "nmod:desc"} and case is None:
        # "the Lebanese capital, Beirut", "Sirte, Libya": the place is inside a phrase that says where.
        outer = lead.head
        return outer.ent_type_ in {"LOC", "FAC"} or trees.case_of(outer) in PLACE_CASES - NOT_WHERE
    if case is None:
        return False
    if case in {"to", "on", "against", "from", "of"}:
        if case == "to":
            return (
                predicate.lemma_ in {"visit", "trip", "travel", "go", "arrive", "tour", "return", "journey"}
                and lead.head == predicate
            )
        if case == "on":
            return (
                predicate.lemma_ in {"attack", "strike", "raid", "airstrike", "bombardment", "assault"}
                and lead.head == predicate
            )
        if case == "of":
            return (
                predicate.lemma_
                in {"bombing", "shelling", "siege", "capture", "liberation", "bombardment", "seizure", "recapture"}
                and lead.head == predicate
            )
        return False
    return case in PLACE_CASES


def _ranked(
    items: list[tuple[T, Token]], predicate: Token, support: Token | None, *, statement: bool
) -> list[tuple[T, int]]:
    anchors = {predicate.i} | ({support.i} if support is not None else set())
    lead = trees.leading_conjunct(predicate)
    if (
        predicate.pos_ == "NOUN"
        and lead.dep_.startswith("obl")
        and trees.case_of(lead) == "for"
        and lead.head.pos_ == "VERB"
    ):
        # "joined the envoys in Lima on Monday for talks": the talks are where and when they were joined.
        anchors.add(lead.head.i)
    if predicate.pos_ == "NOUN" and predicate.dep_.startswith("nsubj") and predicate.head.pos_ == "VERB":
        # "The raids killed two in the south on Monday": what dates the verb dates the raids.
        anchors.add(predicate.head.i)
    sent = predicate.sent
    found: list[tuple[T, int, int]] = []
    for item, head in items:
        if head.i < sent.start or head.i >= sent.end:
            continue
        distance = _distance(head, anchors)
        if distance is None:
            continue
        if statement and (distance > 0 or trees.leading_conjunct(head).head.i not in anchors):
            # "condemned yesterday's raid": yesterday dates the raid, not the condemnation.
            continue
        if (
            isinstance(item, Timex)
            and item.type == "DURATION"
            and (statement or head.dep_ in {"compound", "amod", "nummod", "nmod:unmarked", "obj"})
        ):
            # "a 72-hour truce", "sentenced to 13 years": how long, not when.
            continue
        if predicate.lemma_.lower() in MEETING_NOUNS and _is_topic(head, predicate):
            continue
        found.append((item, distance, abs(head.i - predicate.i)))
    found.sort(key=lambda f: (isinstance(f[0], Timex) and f[0].type == "DURATION", f[1], f[2]))
    return [(item, distance) for item, distance, _ in found]


def _is_topic(head: Token, predicate: Token) -> bool:
    """Whether an expression stands inside what a meeting was about ("talks on the drought in the north")."""
    node = trees.leading_conjunct(head)
    while node not in (node.head, predicate):
        if (
            node.dep_.startswith(("nmod", "obl"))
            and node.head == predicate
            and trees.case_of(node) in TOPIC_CASES
            and node != head
        ):
            return True
        node = node.head
    return False


def _distance(head: Token, anchors: set[int]) -> int | None:
    """0 when the expression hangs on the predicate, 1 in its clause, 2 elsewhere in the sentence above it.

    ``None`` when it stands in another clause below or beside the predicate's, where it dates something else.
    """
    node = trees.leading_conjunct(head)
    crossed = False
    for _ in range(10):
        if node.head.i in anchors:
            return 1 if crossed else 0
        if node.dep_ in {"acl:relcl", "acl", "ccomp", "advcl"}:
            return None
        if node.dep_ in {"xcomp", "parataxis"}:
            crossed = True
        if node.head == node:
            break
        node = node.head
        if node.dep_ in {"nsubj", "nsubj:pass"} and node.i not in anchors:
            # "Gangs in the port attacked ...": where the doers are said to be, unless something nearer says more.
            directly = trees.leading_conjunct(head).head == node and trees.case_of(head) in {"in", "at", "near"}
            return 2 if directly and node.head.i in anchors else None
    clause = trees.clause_head(trees.leading_conjunct(head))
    for anchor in anchors:
        token = head.doc[anchor]
        climb = token
        for _ in range(8):
            if climb.i == clause.i:
                return 1
            if climb.head == climb:
                break
            climb = climb.head
    return None if crossed else 2


def record_time(timex: Timex, distance: int) -> RecordTime:
    """The record's time from a time expression."""
    return RecordTime(
        timex.quote,
        timex.value,
        timex.type,
        begin=timex.begin,
        end=timex.end,
        precision=timex.precision,
        mod=timex.mod,
        anchor=timex.anchor,
        relation=timex.relation,
        method=f"{timex.rule}; {('attached', 'same clause', 'same sentence')[distance]}",
    )


def record_place(place: PlaceMention, distance: int) -> RecordPlace:
    """The record's place from a toponym; unresolved toponyms keep their words and no coordinates."""
    entry = place.entry
    name = entry.name if entry is not None else place.quote.text
    if place.part and entry is not None:
        name = f"{place.part} {entry.name}"
    return RecordPlace(
        place.quote,
        name,
        country=entry.country if entry is not None else None,
        place_id=entry.place_id if entry is not None else None,
        latitude=entry.latitude if entry is not None else None,
        longitude=entry.longitude if entry is not None else None,
        admin1=entry.admin1 if entry is not None else None,
        precision=place.precision,
        dispute=entry.dispute if entry is not None else None,
        alternatives=[f"{a.name} ({a.country})" for a in place.alternatives],
        method=f"{place.method}; {('attached', 'same clause', 'same sentence')[distance]}",
    )
