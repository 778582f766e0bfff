"""The event cards of the HTML page: one field a row, each with a link to its words in the text."""

from __future__ import annotations

import html
from collections.abc import Iterable

from rapporteur.datatypes import (
    Attribution,
    CodedDocument,
    Event,
    Meeting,
    Number,
    Participant,
    Quote,
    RecordPlace,
    RecordTime,
)
from rapporteur.export.annotations import Annotation
from rapporteur.export.labels import load_labels
from rapporteur.export.phrases import describe_number, describe_time, headline_names, role_order

__all__ = ["CardWriter", "bdi", "escape"]


def escape(text: str) -> str:
    """Make text safe inside an element or a quoted attribute."""
    return html.escape(text, quote=True)


def bdi(text: str) -> str:
    """Text whose direction is its own, whatever stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


class CardWriter:
    """Writes the cards of one document; knows where in the text each quote can be reached."""

    def __init__(self, coded: CodedDocument, key: str, annotations: list[Annotation]) -> None:
        self.coded = coded
        self.key = key
        self.anchors = {(a.start, a.end, a.layer): a.number for a in annotations}
        self.labels = load_labels()

    def metadata(self) -> str:
        """The line below the title: outlet, day, address, how much was found."""
        coded = self.coded
        rows = []
        if coded.outlet is not None:
            rows.append(f"<b>{bdi(coded.outlet)}</b>")
        rows.append(f"published {escape(coded.published)}" if coded.published is not None else "not dated")
        if coded.url is not None:
            safe = coded.url.startswith(("https://", "http://"))
            rows.append(
                f'<a href="{escape(coded.url)}" rel="noreferrer">{escape(coded.url)}</a>' if safe else escape(coded.url)
            )
        if coded.licence is not None:
            rows.append(f"licence {escape(coded.licence)}")
        if coded.title is not None:
            rows.append(f'<span class="code">{escape(coded.doc_id)}</span>')
        return '<ul class="meta">' + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"

    def event(self, event: Event, meeting: Meeting | None, *, quad: str) -> str:
        """One event's card, with the meeting sheet when it is a meeting's."""
        label = self.labels.types.get(event.type)
        gloss = label.gloss if label is not None else ""
        chips = [
            f'<span class="n">{event.n}</span>',
            f'<span class="type" title="{escape(gloss)}">{escape(event.type)}</span>',
        ]
        chips += [f'<span class="chip">{escape(mode)}</span>' for mode in event.modes]
        status = escape(event.status)
        chips.append(
            f'<span class="chip {status}" title="{escape(self.labels.statuses.get(event.status, ""))}">{status}</span>'
        )
        if event.format is not None:
            chips.append(f'<span class="chip">{escape(event.format)}</span>')
        if event.self_published:
            chips.append('<span class="chip own" title="The outlet belongs to a participant">self-published</span>')
        if event.confidence is not None:
            chips.append(f'<span class="score" title="confidence">{event.confidence:.2f}</span>')
        rows = [self._row("what", self._quote(event.trigger, "trigger"))]
        rows += [self._participants(role, group) for role, group in role_order(event.participants)]
        if event.time is not None:
            rows.append(self._row("time", self._time(event.time)))
        places = event.places or ([event.place] if event.place is not None else [])
        if places:
            rows.append(self._row("place", self._divs(self._place(place) for place in places)))
        rows += [self._row(number.kind, self._number(number)) for number in event.numbers]
        if event.contexts:
            rows.append(self._row("context", escape(", ".join(event.contexts))))
        identity = f"{self.key}e{event.n}"
        return (
            f'<article class="card" id="{identity}" data-type="{escape(event.type)}" tabindex="-1" '
            f'style="--quad:var(--{quad})" aria-label="Event {event.n}, {escape(event.type)}">'
            f'<div class="top">{"".join(chips)}</div>{self._headline(event, gloss)}<dl>{"".join(rows)}</dl>'
            f"{self._says(event)}{self._sheet(event, meeting) if meeting is not None else ''}{self._details(event)}</article>"
        )

    def wording_strip(self) -> str:
        """The terms by which the text takes a side; empty when there is none."""
        if not self.coded.wording:
            return ""
        terms = []
        for term in self.coded.wording:
            meaning = f' <span class="note">→ {bdi(term.refers_to)}</span>' if term.refers_to is not None else ""
            voice = f' <span class="note">({bdi(term.voice)})</span>' if term.voice != "outlet" else ""
            terms.append(f"<li>{self._quote(term.quote, 'wording')}{meaning}{voice}</li>")
        return (
            '<section class="strip" aria-label="Wording"><h3>Wording that takes a side</h3>'
            f'<ul class="terms">{"".join(terms)}</ul></section>'
        )

    def footer(self) -> str:
        """Provenance: source, hash, notes and versions."""
        coded = self.coded
        parts = [f"Source: {bdi(coded.source)}"] if coded.source is not None else []
        if coded.source_sha256 is not None:
            parts.append(f'SHA-256 <span class="code">{escape(coded.source_sha256)}</span>')
        parts += [escape(note) for note in coded.notes]
        if coded.versions:
            parts.append(escape(", ".join(f"{name} {version}" for name, version in coded.versions.items())))
        return f'<footer class="foot">{" · ".join(parts)}</footer>' if parts else ""

    def _quote(self, quote: Quote, layer: str) -> str:
        number = self.anchors.get((quote.start, quote.end, layer))
        words = bdi(" ".join(quote.text.split()))
        if number is None:
            return words
        return f'<a class="q" href="#{self.key}a{number}" style="--q:var(--{layer})">{words}</a>'

    @staticmethod
    def _row(name: str, value: str) -> str:
        return f"<dt>{escape(name)}</dt><dd>{value}</dd>"

    @staticmethod
    def _divs(rows: Iterable[str]) -> str:
        return "".join(f"<div>{row}</div>" for row in rows)

    def _headline(self, event: Event, gloss: str) -> str:
        actors, recipients = headline_names(event)
        if not actors and not recipients:
            return f'<h3><span class="what">{escape(gloss)}</span></h3>'
        left = " · ".join(bdi(name) for name in actors) or '<span class="what">somebody</span>'
        right = " · ".join(bdi(name) for name in recipients)
        arrow = f'<span class="arrow" aria-label="towards">→</span>{right}' if right else ""
        return f"<h3>{left}{arrow}</h3>"

    def _participants(self, role: str, group: list[Participant]) -> str:
        return self._row(role, self._divs(self._participant(participant) for participant in group))

    def _participant(self, participant: Participant) -> str:
        layer = participant.role if participant.role in ("actor", "recipient") else "participant"
        words = self._quote(participant.quote, layer) if participant.quote is not None else ""
        parts = []
        if participant.name is not None and (participant.quote is None or participant.name != participant.quote.text):
            parts.append(f"<b>{bdi(participant.name)}</b>")
        if words:
            parts.append(words)
        codes = [escape(participant.country)] if participant.country is not None else []
        if participant.sector is not None:
            meaning = self.labels.sectors.get(participant.sector, "")
            codes.append(f'<abbr title="{escape(meaning)}">{escape(participant.sector)}</abbr>')
        if codes:
            parts.append(f'<span class="code">{" · ".join(codes)}</span>')
        if participant.title is not None:
            parts.append(f'<span class="note">as</span> {self._quote(participant.title, "participant")}')
        if participant.represents is not None and participant.represents != participant.name:
            parts.append(f'<span class="note">for {bdi(participant.represents)}</span>')
        if participant.alternative:
            parts.append('<span class="chip">one of several named</span>')
        return " ".join(parts)

    def _time(self, time: RecordTime) -> str:
        described = describe_time(time)
        extra = f' <span class="note">{escape(described)}</span>' if described else ""
        return f'{self._quote(time.quote, "time")} <span class="code">{escape(time.value)}</span>{extra}'

    def _place(self, place: RecordPlace) -> str:
        parts = [f"<b>{bdi(place.name)}</b>"] if place.name != place.quote.text else []
        parts.append(self._quote(place.quote, "place"))
        codes = [code for code in (place.admin1, place.country) if code is not None]
        if place.latitude is not None and place.longitude is not None:
            codes.append(f"{place.latitude:.3f}, {place.longitude:.3f} ({place.precision})")
        if codes:
            parts.append(f'<span class="code">{escape(" · ".join(codes))}</span>')
        if place.dispute is not None:
            parts.append(f'<span class="note">{bdi(place.dispute)}</span>')
        return " ".join(parts)

    def _number(self, number: Number) -> str:
        source = f' <span class="note">according to {bdi(number.source)}</span>' if number.source is not None else ""
        return f"{self._quote(number.quote, 'number')} <b>{escape(describe_number(number))}</b>{source}"

    def _says(self, event: Event) -> str:
        if not event.attribution:
            return '<div class="says">The text does not say according to whom.</div>'
        links = [self._link(link) for link in event.attribution]
        return '<div class="says"><b>Says who:</b> ' + ' <span class="note">in</span> '.join(links) + "</div>"

    def _link(self, link: Attribution) -> str:
        source = bdi(link.source) if link.source is not None else "an unnamed source"
        quote = ""
        if link.quote is not None and link.quote.text != link.source:
            quote = " " + self._quote(link.quote, "source")
        elif link.quote is not None:
            source = self._quote(link.quote, "source")
        return f'{source}{quote} <span class="stance">{escape(link.stance)}</span> <span class="note">({escape(link.voice)})</span>'

    def _sheet(self, event: Event, meeting: Meeting) -> str:
        rows = []
        shown = {participant.role for participant in event.participants}
        if meeting.chair is not None and "chair" not in shown:
            rows.append(self._row("chair", bdi(meeting.chair)))
        if meeting.host is not None and "host" not in shown:
            rows.append(self._row("host", bdi(meeting.host)))
        if meeting.venue is not None:
            rows.append(self._row("venue", self._quote(meeting.venue, "place")))
        if meeting.delegations:
            rows.append(
                self._row(
                    "delegations", self._divs(self._delegation(meeting, n) for n in range(len(meeting.delegations)))
                )
            )
        if meeting.topics:
            items = "".join(f"<li>{self._quote(topic, 'meeting')}</li>" for topic in meeting.topics)
            rows.append(self._row("topics", f"<ul>{items}</ul>"))
        if meeting.positions:
            rows.append(self._row("positions", self._positions(meeting)))
        if meeting.outcomes:
            links = ", ".join(f'<a href="#{self.key}e{n}">event {n}</a>' for n in meeting.outcomes)
            rows.append(self._row("outcomes", links))
        if not rows:
            return ""
        return f'<section class="sheet" aria-label="Meeting sheet"><h4>Meeting sheet</h4><dl>{"".join(rows)}</dl></section>'

    @staticmethod
    def _delegation(meeting: Meeting, number: int) -> str:
        delegation = meeting.delegations[number]
        people = [bdi(delegation.head)] if delegation.head is not None else []
        if delegation.title is not None:
            people.append(f'<span class="note">{bdi(delegation.title)}</span>')
        people += [bdi(name) for name in delegation.delegates]
        return f"<b>{bdi(delegation.actor)}</b>" + (": " + ", ".join(people) if people else "")

    def _positions(self, meeting: Meeting) -> str:
        holders = list(dict.fromkeys(position.holder for position in meeting.positions))
        blocks = []
        for holder in holders:
            items = "".join(
                f'<li><span class="stancetag">{escape(p.stance)}</span> {self._quote(p.quote, "meeting")}</li>'
                for p in meeting.positions
                if p.holder == holder
            )
            blocks.append(f'<div><span class="note">{bdi(holder)}</span><ul>{items}</ul></div>')
        return "".join(blocks)

    def _details(self, event: Event) -> str:
        evidence = "".join(f"<p>{self._quote(quote, 'evidence')}</p>" for quote in event.evidence)
        noun = "sentence" if len(event.evidence) == 1 else "sentences"
        shown = (
            f"<details><summary>Evidence: {len(event.evidence)} {noun}</summary>{evidence}</details>"
            if evidence
            else ""
        )
        methods = [f"{escape(field)}: {escape(method)}" for field, method in event.methods.items()]
        methods += [
            f"{escape(participant.role)} {bdi(participant.name or '')}: {escape(participant.method)}"
            for participant in event.participants
            if participant.method
        ]
        if event.id:
            methods.append(f'id <span class="code">{escape(event.id)}</span>')
        how = "".join(f"<p>{method}</p>" for method in methods)
        return shown + (f"<details><summary>How it was decided</summary>{how}</details>" if how else "")
