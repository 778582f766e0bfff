"""Meetings: who chaired, who stood for whom, where and how, what was discussed, what was held, what came of it."""

from __future__ import annotations

import msgspec
from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.actors import ActorTable
from rapporteur.datatypes import Document, Event, Meeting, Mentions, Quote
from rapporteur.events.attribution import Speech
from rapporteur.events.cues import MeetingCues, load_cues
from rapporteur.events.delegations import add_delegates, make_delegations
from rapporteur.events.draft import Draft
from rapporteur.events.participants import MEETING_AS_ACTOR, Resolver
from rapporteur.events.positions import find_positions, find_topics

__all__ = ["MeetingReader"]

# About four sentences: statements told later are not tied to the meeting by the text.
MAX_TOKENS_AFTER = 120
MET_IN_PERSON = frozenset(
    {"meet", "visit", "host", "receive", "greet", "arrive", "hold", "gather", "convene", "meeting", "summit"}
)


class MeetingReader:
    """Completes the CONSULT drafts of a document and writes their meeting sheets."""

    def __init__(
        self, document: Document, parse: Doc, mentions: Mentions, speech: Speech, resolver: Resolver, actors: ActorTable
    ) -> None:
        self._document = document
        self._parse = parse
        self._mentions = mentions
        self._speech = speech
        self._resolver = resolver
        self._actors = actors
        self._cues = load_cues("meetings.yml", MeetingCues)
        self._positions = list(find_positions(document, parse, self._cues, resolver))

    def complete(self, drafts: list[Draft]) -> list[Draft]:
        """Give meetings their delegates and format, and put their participants where "the meeting" is an actor."""
        meetings = [d for d in drafts if d.type == "CONSULT"]
        for draft in meetings:
            add_delegates(draft, self._mentions, self._resolver, self._cues)
            draft.format = self._format(draft)
        for draft in drafts:
            self._replace_meeting(draft, meetings)
            self._place_in_meeting(draft, meetings)
        drafts = self._without_contents(drafts)
        for draft in meetings:
            _settle_visit(draft)
            _settle_multilateral(draft, self._parse)
        return drafts

    def _without_contents(self, drafts: list[Draft]) -> list[Draft]:
        """Drop possible and attempted acts that are only what a position is about ("opposed attempts to close the pass")."""
        held = [position.quote for position, _ in self._positions]

        def is_content(draft: Draft) -> bool:
            start, end = draft.match.trigger
            return draft.status == "hypothetical" and any(q.start <= start and end <= q.end for q in held)

        return [d for d in drafts if not is_content(d)]

    def _place_in_meeting(self, draft: Draft, meetings: list[Draft]) -> None:
        """A statement that a participant is told to have made right after a meeting is told was made there."""
        if not draft.statement or draft.status != "occurred" or draft.match.predicate.pos_ != "VERB":
            return
        predicate = draft.match.predicate
        subjects = draft.match.slots.get("subj")
        if (
            "Past" not in predicate.morph.get("Tense")
            or any(s.lower_ in {"i", "we"} for s in subjects)
            or draft.time is not None
        ):
            return
        for meeting in reversed(meetings):
            gap = (
                predicate.i - max(p.i for p in meeting.predicates if p.i < predicate.i)
                if any(p.i < predicate.i for p in meeting.predicates)
                else -1
            )
            same_voice = (self._speech.quotation_at(predicate.idx) is None) == (
                self._speech.quotation_at(meeting.predicates[-1].idx) is None
            )
            aside = (
                meeting.predicates[0].dep_ in {"acl:relcl", "advcl", "acl"}
                and meeting.predicates[0].sent.start == predicate.sent.start
            )
            if (
                meeting.status == "occurred"
                and not aside
                and 0 < gap <= MAX_TOKENS_AFTER
                and same_voice
                and draft.ids("actor") & meeting.ids()
            ):
                draft.time, draft.time_distance = meeting.time, meeting.time_distance
                if not draft.places:
                    draft.places, draft.place_distance = list(meeting.places), meeting.place_distance
                return

    def _replace_meeting(self, draft: Draft, meetings: list[Draft]) -> None:
        stand_ins = [p for p in draft.participants if p.method == MEETING_AS_ACTOR]
        if not stand_ins:
            return
        meeting = self._meeting_before(draft.predicates[0], meetings)
        if meeting is None or meeting is draft:
            return
        for stand_in in stand_ins:
            draft.participants.remove(stand_in)
            members = [p for p in meeting.participants if p.role == "actor" and p.method != MEETING_AS_ACTOR]
            bodies = {m.name for m in members}
            members = [m for m in members if m.represents not in bodies]
            draft.participants = [
                msgspec.structs.replace(
                    m, role=stand_in.role, quote=stand_in.quote, title=None, method="participants of the meeting"
                )
                for m in members
            ] + draft.participants
        # A statement made in a meeting takes the meeting's time and place (coding rules, section 11).
        if draft.time is None:
            draft.time, draft.time_distance = meeting.time, meeting.time_distance
        if not draft.places:
            draft.places, draft.place_distance = list(meeting.places), meeting.place_distance

    def _meeting_before(self, token: Token, meetings: list[Draft]) -> Draft | None:
        """The meeting "the meeting" refers to: the latest one told before, one that took place before one to come."""
        earlier = [m for m in meetings if m.match.predicate.i < token.i]
        held = [m for m in earlier if m.status == "occurred"]
        pool = held or earlier
        if not pool:
            return None
        return pool[-1] if len(pool) == 1 or not held else max(pool, key=lambda m: (len(m.ids()), m.match.predicate.i))

    def _format(self, draft: Draft) -> str | None:
        words: set[str] = set()
        for predicate in draft.predicates:
            if predicate == draft.predicates[0] or draft.status != "occurred":
                words |= {t.lower_ for t in predicate.subtree} | {t.lemma_.lower() for t in predicate.subtree}
                support = predicate.head if predicate.head.pos_ == "VERB" else None
                if support is not None and predicate.dep_ in {"obj", "nsubj:pass"}:
                    words |= {t.lower_ for t in support.subtree}
        if draft.status == "occurred":
            # A later meeting told in the same sentence must not lend its medium to this one.
            first = draft.predicates[0]
            words = {t.lower_ for t in first.subtree if not _in_relative(t, first)} | {first.lemma_.lower()}
        if words & set(self._cues.hybrid):
            return "hybrid"
        if words & {w for w in self._cues.remote if " " not in w} or "phone" in draft.modes:
            return "remote"
        if draft.status == "occurred" or draft.places:
            return "in-person" if draft.lemma in MET_IN_PERSON or draft.places else None
        return None

    def sheets(self, drafts: list[Draft], events: list[Event]) -> list[Meeting]:
        """A sheet for each CONSULT event.

        Args:
            drafts: final drafts, in the order of ``events``.
            events: the records made of them.

        Returns:
            Meeting sheets in event order; ``outcomes`` are numbers of later events that the meeting led to.
        """
        meetings: list[Meeting] = []
        titles = {
            m.link.actor_id: m.title.text
            for m in reversed(self._mentions.actors)
            if m.link is not None and m.title is not None
        }
        by_draft = {id(draft): event for draft, event in zip(drafts, events, strict=True)}
        consults = [d for d in drafts if d.type == "CONSULT"]
        for draft in consults:
            event = by_draft[id(draft)]
            sheet = Meeting(event.n, delegations=make_delegations(event.participants, self._actors, titles))
            chairs = [p for p in event.participants if p.role == "chair"]
            if chairs:
                chair = chairs[0]
                sheet.chair = f"{chair.name} ({chair.represents})" if chair.represents else chair.name
            hosts = [p for p in event.participants if p.role == "host"]
            sheet.host = hosts[0].name if hosts else None
            meetings.append(sheet)
        self._spread(consults, meetings, by_draft)
        for draft, sheet in zip(consults, meetings, strict=True):
            sheet.outcomes = self._outcomes(draft, drafts, by_draft)
        return meetings

    def _spread(self, consults: list[Draft], meetings: list[Meeting], by_draft: dict[int, Event]) -> None:
        """Give each topic and position of the text to the meeting it was told of."""
        if not consults:
            return
        for topic, anchor in find_topics(self._document, self._parse, self._cues):
            sheet = self._owner(anchor, consults, meetings)
            if (
                sheet is not None
                and topic not in sheet.topics
                and not any(t.start <= topic.start and topic.end <= t.end for t in sheet.topics)
            ):
                sheet.topics.append(topic)
                self._add_evidence(sheet, anchor, by_draft)
        for position, anchor in self._positions:
            sheet = self._owner(anchor, consults, meetings)
            if sheet is None:
                continue
            draft = consults[meetings.index(sheet)]
            if not position.holder:
                position.holder = " and ".join(
                    dict.fromkeys(p.name for p in draft.participants if p.role == "actor" and p.name)
                )
            inside = any(
                p.stance == position.stance
                and p.quote.start <= position.quote.start
                and position.quote.end <= p.quote.end
                for p in sheet.positions
            )
            if position.holder and not inside:
                sheet.positions.append(position)
                self._add_evidence(sheet, anchor, by_draft)

    def _add_evidence(self, sheet: Meeting, anchor: Token, by_draft: dict[int, Event]) -> None:
        event = next(event for event in by_draft.values() if event.n == sheet.event)
        quote = Quote.of(self._document.text, *trees.sentence_span(anchor))
        if quote not in event.evidence:
            event.evidence.append(quote)
            event.evidence.sort()

    def _owner(self, anchor: Token, consults: list[Draft], meetings: list[Meeting]) -> Meeting | None:
        """The meeting a sentence about topics or positions belongs to: its subject is the meeting or takes part in it."""
        subject = _main_subject(anchor)
        earlier = [k for k, d in enumerate(consults) if d.match.predicate.sent.start <= anchor.sent.start]
        if not earlier:
            return None
        if subject is None or subject.lemma_.lower() in self._cues.event_nouns or trees.is_passive(anchor):
            held = [k for k in earlier if consults[k].status == "occurred"] or earlier
            return meetings[max(held, key=lambda k: (len(consults[k].predicates) + len(consults[k].ids()), -k))]
        ids = {p.actor_id for p in self._resolver.resolve([subject], "actor")} - {None}
        for k in reversed(earlier):
            if ids & {p.actor_id for p in consults[k].participants}:
                return meetings[k]
        same_sentence = [k for k in earlier if consults[k].match.predicate.sent.start == anchor.sent.start]
        return meetings[same_sentence[-1]] if same_sentence else None

    def _outcomes(self, draft: Draft, drafts: list[Draft], by_draft: dict[int, Event]) -> list[int]:
        """Agreements and follow-up meetings told in the meeting's own sentences or by its participants after it."""
        outcomes: list[int] = []
        event = by_draft[id(draft)]
        for other in drafts:
            if other is draft or by_draft[id(other)].n <= event.n:
                continue
            told_together = any(e.start < o.end and o.start < e.end for e in event.evidence for o in other.evidence)
            is_follow_up = other.type == "CONSULT" and other.status in {"scheduled", "intended"}
            is_agreement = other.type in {"AGREE", "COOPERATE"} and bool(other.ids() & draft.ids())
            if (is_follow_up and (told_together or other.ids() & draft.ids())) or (
                is_agreement and draft.status == "occurred"
            ):
                outcomes.append(by_draft[id(other)].n)
        return outcomes if draft.status == "occurred" else []


def _main_subject(anchor: Token) -> Token | None:
    """The subject of a verb; for one in a relative clause or without subject, that of the clause above it."""
    node = anchor
    for _ in range(4):
        subject = trees.surface_subject(node)
        if subject is not None and subject.lower_ not in {"which", "that", "who", "what"}:
            return subject
        if node.head == node:
            return None
        node = node.head
        while node.pos_ not in {"VERB", "AUX"} and node.head != node:
            node = node.head
    return None


def _settle_visit(draft: Draft) -> None:
    """A bilateral meeting in the country of one side is a visit: the visitor is actor, the host recipient."""
    sides = [p for p in draft.participants if p.role in {"actor", "recipient"}]
    countries = {p.country for p in sides}
    hosts = {place.country for place in draft.places} & countries
    if (
        len(countries) != 2
        or None in countries
        or len(hosts) != 1
        or any(m in draft.modes for m in ("phone", "multilateral", "third-party"))
    ):
        return
    host = hosts.pop()
    for participant in sides:
        participant.role = "recipient" if participant.country == host else "actor"
    if "visit" not in draft.modes and draft.format != "remote":
        draft.modes.append("visit")


def _settle_multilateral(draft: Draft, parse: Doc) -> None:
    """Three parties or more, or a plural of unnamed ones ("the heads of the unions"), make a meeting multilateral."""
    if any(mode in draft.modes for mode in ("multilateral", "third-party", "visit")):
        return
    sides = [p for p in draft.participants if p.role in {"actor", "recipient"}]
    plural = [
        p
        for p in sides
        if p.method.startswith("nominal") and p.quote is not None and _is_plural_of_plural(parse, p.quote)
    ]
    parties = {p.country if p.sector == "GOV" and p.country else p.represents or p.name for p in sides}
    if len(parties) >= 3 or (len(sides) == 1 and plural):
        draft.modes.insert(0, "multilateral")


def _is_plural_of_plural(parse: Doc, quote: Quote) -> bool:
    """Whether a phrase is a plural of a plural: "the envoys of the member states"."""
    span = parse.char_span(quote.start, quote.end, alignment_mode="expand")
    return (
        span is not None
        and sum(1 for t in span if t.morph.get("Number") == ["Plur"] and t.pos_ in {"NOUN", "PROPN"}) >= 2
    )


def _in_relative(token: Token, top: Token) -> bool:
    node = token
    while node.i != top.i and node.head != node:
        if node.dep_ in {"acl:relcl", "advcl", "ccomp"}:
            return True
        node = node.head
    return False
