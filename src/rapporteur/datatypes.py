"""The forms in which data passes from stage to stage, and the record that comes out.

Every offset is a half-open range of Unicode code points of ``Document.text``; for every `Quote`,
``document.text[quote.start:quote.end] == quote.text``. Absence is ``None`` or an empty list: a field the text does
not settle is never filled by a guess. Everything here is plain data; the stages hold the behaviour.

Source: CODING rules (docs/coding-rules.md); PLOVER manual (2021) for types, modes, contexts and sectors.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

__all__ = [
    "ActorLink",
    "ActorMention",
    "Attribution",
    "CodedDocument",
    "Delegation",
    "Document",
    "Event",
    "Meeting",
    "Mentions",
    "Number",
    "Participant",
    "PlaceEntry",
    "PlaceMention",
    "Position",
    "Quote",
    "RecordPlace",
    "RecordTime",
    "Timex",
    "WordingTerm",
]

Role = Literal["actor", "recipient", "chair", "host", "mediator", "organiser", "delegate", "affected"]
Status = Literal["occurred", "scheduled", "intended", "hypothetical", "negated", "historical"]
Stance = Literal["asserts", "denies", "claims responsibility", "doubts"]
Voice = Literal["direct", "indirect", "own"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
MentionKind = Literal["named", "nominal", "pronoun", "collective", "implicit"]


class Quote(msgspec.Struct, frozen=True, order=True):
    """Words of the document and where they stand."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end < self.start or self.start < 0:
            raise ValueError(f"span {self.start}..{self.end} is not a range of a text")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Quote:
        """Cut ``text[start:end]``; the only way spans should be made, so that quote and offsets agree."""
        return cls(start=start, end=end, text=text[start:end])


class Document(msgspec.Struct):
    """Clean text that is never altered again, with metadata each of which says where it came from.

    Attributes:
        doc_id: given by the source, else the first 16 hex digits of the SHA-256 of the text.
        text: the text all offsets refer to.
        published: ISO date (``YYYY-MM-DD``) of publication, or ``None`` when the document does not settle it.
        outlet: who publishes, as given (a site, a ministry, an agency), or ``None``.
        furniture: menus, bylines, comment counts: spans that are never coded, in text order.
        origins: field name -> where its value came from (``given``, ``file name``, ``date line`` ...).
        source_sha256: of the source bytes, hex; ``None`` when the text was passed in from Python.
        notes: messages about what the reader did (replaced characters, cut text), for people.
    """

    doc_id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None
    licence: str | None = None
    furniture: list[Quote] = msgspec.field(default_factory=list)
    origins: dict[str, str] = msgspec.field(default_factory=dict)
    source: str | None = None
    source_sha256: str | None = None
    reader: str | None = None
    notes: list[str] = msgspec.field(default_factory=list)


class Timex(msgspec.Struct, frozen=True):
    """A time expression normalised as TIMEX3.

    Attributes:
        quote: the words, without a leading preposition (except "since").
        type: TIMEX3 type.
        value: TIMEX3 value, underspecified (``XXXX-WXX-3TEV``) where nothing anchors it.
        mod: TIMEX3 modifier (``START``, ``MID``, ``END``, ``APPROX``, ``BEFORE``, ``AFTER``, ``MORE_THAN`` ...).
        begin, end: the interval denoted, ISO dates, end inclusive; ``None`` when the value is underspecified.
        precision: of the interval.
        anchor: what a relative expression is relative to: ``publication``, ``date line``, ``heading``,
            ``previous time``, an event phrase, or ``None`` for an absolute expression.
        relation: for an expression relative to an unknown anchor, what it says of it in words ("on or before
            publication", "after the meeting"); ``None`` otherwise.
        rule: id of the rule that read it.
    """

    quote: Quote
    type: TimexType
    value: str
    rule: str
    mod: str | None = None
    begin: str | None = None
    end: str | None = None
    precision: Literal["time", "day", "week", "month", "season", "quarter", "year", "decade", "century", "none"] = (
        "none"
    )
    anchor: str | None = None
    relation: str | None = None


class PlaceEntry(msgspec.Struct, frozen=True):
    """A row of the gazetteer.

    Attributes:
        place_id: ``geonames:N`` or a project id (``rp:...``).
        country: ISO 3166 alpha-3, or ``None`` (seas, multi-country regions).
        feature: GeoNames feature code (``PPLC``, ``ADM1``, ``PCLI`` ...) or ``RGN`` for named regions.
        admin1, admin2: names of the containing divisions.
        latitude, longitude: degrees, WGS 84.
        dispute: a note when sovereignty or name is contested.
    """

    place_id: str
    name: str
    feature: str
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    dispute: str | None = None


class PlaceMention(msgspec.Struct, frozen=True):
    """A toponym in the text with what it was resolved to.

    Attributes:
        quote: the toponym, with a containing toponym when written together ("Urem al-Kubra, northern Syria").
        entry: the gazetteer row chosen, or ``None`` when no row is sure enough.
        precision: of the coordinates given the words.
        alternatives: other rows considered, best first, at most five.
        part: a direction word that narrows it ("northern"), as written.
        method: rule or score that decided.
    """

    quote: Quote
    entry: PlaceEntry | None
    precision: Literal["point", "city", "admin", "country", "region", "none"]
    alternatives: tuple[PlaceEntry, ...] = ()
    part: str | None = None
    method: str = ""


class ActorLink(msgspec.Struct, frozen=True):
    """What an actor name was resolved to, on a date.

    Attributes:
        actor_id: id in the actor table, or ``local:...`` for an actor known only from this text.
        name: canonical name in the table (neutral wording), not the document's words.
        kind: ``country``, ``government_body``, ``organisation``, ``party``, ``movement``, ``armed_group``,
            ``person``, ``office``, ``media``, ``ethnic_group``, ``religious_group``, ``company``, ``group`` ...
        country: ISO 3166 alpha-3 or ``None``.
        sector: PLOVER/POLECAT sector or ``None``.
        title: office held on the date according to the table, or ``None``.
        represents: actor id of the body a person's office belongs to, or ``None``.
        score: 0..1, share of the evidence for this candidate.
        method: the rule or features that decided, in words.
    """

    actor_id: str
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    title: str | None = None
    represents: str | None = None
    score: float = 1.0
    method: str = ""


class ActorMention(msgspec.Struct):
    """Words that refer to an actor, with what they were linked to.

    Attributes:
        quote: the shortest complete phrase, without determiner.
        head: index of the head token in the parse.
        kind: how the actor is referred to.
        link: what it was resolved to, ``None`` when the text and the tables do not say.
        chain: number of the coreference chain, ``None`` for a mention that stands alone.
        members: for collectives ("the two movements"), the links of the members.
        title: words of the title or office, when written beside the name.
        represents: link of the body the person stands for, when the text or the table says so.
        antecedent: of a pronoun, the words it stands for when they are in the same sentence.
    """

    quote: Quote
    head: int
    kind: MentionKind
    link: ActorLink | None = None
    chain: int | None = None
    members: list[ActorLink] = msgspec.field(default_factory=list)
    title: Quote | None = None
    represents: ActorLink | None = None
    antecedent: Quote | None = None


class Mentions(msgspec.Struct):
    """All actor mentions of a document, in text order, with the index the coder looks them up by.

    Attributes:
        actors: in text order; spans may nest ("residents of Norland" and "Norland") but heads are unique.
        by_head: index of the head token -> position in ``actors``.
        outlet: link of the publishing body, ``None`` when the outlet is not given or not known as an actor.
    """

    actors: list[ActorMention]
    by_head: dict[int, int] = msgspec.field(default_factory=dict)
    outlet: ActorLink | None = None

    def at(self, head: int) -> ActorMention | None:
        """The mention whose head token has this index, or ``None``."""
        position = self.by_head.get(head)
        return None if position is None else self.actors[position]


class Participant(msgspec.Struct):
    """One participant of an event in one role. The fields of the published record, section 3 of the coding rules."""

    role: Role
    quote: Quote | None
    name: str | None = None
    represents: str | None = None
    title: Quote | None = None
    country: str | None = None
    sector: str | None = None
    actor_id: str | None = None
    alternative: bool = False
    method: str = ""


class RecordTime(msgspec.Struct):
    """When it happened: TIMEX3 value with the words it came from and the interval it denotes."""

    quote: Quote
    value: str
    type: TimexType
    begin: str | None = None
    end: str | None = None
    precision: str = "none"
    mod: str | None = None
    anchor: str | None = None
    relation: str | None = None
    method: str = ""


class RecordPlace(msgspec.Struct):
    """Where it happened, with the words it came from."""

    quote: Quote
    name: str
    country: str | None = None
    place_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    admin1: str | None = None
    precision: str = "none"
    dispute: str | None = None
    alternatives: list[str] = msgspec.field(default_factory=list)
    method: str = ""


class Attribution(msgspec.Struct):
    """One link of the chain "who says so", nearest source first, the outlet last."""

    source: str | None
    quote: Quote | None
    stance: Stance = "asserts"
    voice: Voice = "own"
    actor_id: str | None = None
    cue: Quote | None = None
    method: str = ""


class Number(msgspec.Struct):
    """A count told about the event. ``high`` is ``None`` for "at least N"."""

    kind: Literal["killed", "injured", "detained", "displaced", "participants"]
    quote: Quote
    low: int | None = None
    best: int | None = None
    high: int | None = None
    source: str | None = None
    method: str = ""


class Event(msgspec.Struct):
    """One reported happening of one document.

    Attributes:
        n: number of the event inside the document, from 1, in text order.
        id: content hash: first 16 hex digits of SHA-256 over document text hash, trigger span, type.
        evidence: sentences or clauses that tell it, in text order.
        format: of a meeting, else ``None``.
        confidence: 0..1, from hand-set weights of what the reading is built on; not yet calibrated.
        methods: field name -> rule id, model score or reviewer that set it.
        core: any careful coder must find it; only gold records set it, ``None`` in coder output.
    """

    n: int
    type: str
    modes: list[str]
    status: Status
    trigger: Quote
    evidence: list[Quote]
    participants: list[Participant]
    time: RecordTime | None
    place: RecordPlace | None
    attribution: list[Attribution]
    self_published: bool | None
    numbers: list[Number]
    contexts: list[str]
    format: Literal["in-person", "remote", "hybrid"] | None = None
    places: list[RecordPlace] = msgspec.field(default_factory=list)
    id: str = ""
    confidence: float | None = None
    methods: dict[str, str] = msgspec.field(default_factory=dict)
    core: bool | None = None


class Delegation(msgspec.Struct):
    """Who stood for whom at a meeting."""

    actor: str
    head: str | None = None
    title: str | None = None
    delegates: list[str] = msgspec.field(default_factory=list)
    actor_id: str | None = None


class Position(msgspec.Struct):
    """What a participant of a meeting holds about something."""

    holder: str
    stance: Literal["affirms", "calls for", "supports", "opposes", "warns"]
    quote: Quote
    method: str = ""


class Meeting(msgspec.Struct):
    """The meeting sheet of a CONSULT event; ``event`` and ``outcomes`` are event numbers of the same document."""

    event: int
    chair: str | None = None
    delegations: list[Delegation] = msgspec.field(default_factory=list)
    topics: list[Quote] = msgspec.field(default_factory=list)
    positions: list[Position] = msgspec.field(default_factory=list)
    outcomes: list[int] = msgspec.field(default_factory=list)
    venue: Quote | None = None
    host: str | None = None


class WordingTerm(msgspec.Struct):
    """A term by which the text takes a side, whose voice it is in, and what it refers to in neutral words."""

    quote: Quote
    voice: str
    refers_to: str | None = None
    method: str = ""


class CodedDocument(msgspec.Struct):
    """A document with its records: what `rapporteur.code` returns and every export reads.

    ``state`` is ``coded``, ``empty`` (read, nothing to record) or ``rejected`` (with the reason in ``notes``).
    ``versions`` names coder, codebook, model and reference data.
    """

    doc_id: str
    outlet: str | None
    url: str | None
    title: str | None
    text: str
    published: str | None
    events: list[Event]
    meetings: list[Meeting]
    wording: list[WordingTerm]
    furniture: list[Quote]
    licence: str | None = None
    state: Literal["coded", "empty", "rejected"] = "coded"
    notes: list[str] = msgspec.field(default_factory=list)
    origins: dict[str, str] = msgspec.field(default_factory=dict)
    source: str | None = None
    source_sha256: str | None = None
    versions: dict[str, str] = msgspec.field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dictionaries and lists, in the published JSON shape."""
        builtins: dict[str, Any] = msgspec.to_builtins(self)
        return builtins

    def to_json(self) -> str:
        """One line of JSON, UTF-8 text, keys in the published order."""
        return msgspec.json.encode(self).decode("utf-8")
