"""Event cards for a terminal, as rich renderables: one a happening, every field with its words.

Text of the document is shown with control characters replaced, so that a hostile document cannot drive the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from rapporteur.datatypes import CodedDocument, Event, Meeting, Participant, Quote, RecordPlace
from rapporteur.export.labels import load_labels
from rapporteur.export.phrases import describe_number, describe_time, headline_names, role_order, safe

__all__ = ["render_cards"]

_QUADS = {
    "verbal cooperation": "blue",
    "material cooperation": "green",
    "verbal conflict": "yellow",
    "material conflict": "red",
}
_LONG_QUOTE = 220


def render_cards(coded: CodedDocument) -> RenderableType:
    """Everything a person should see of one coded document: heading, cards, wording strip, notes."""
    sheets = {meeting.event: meeting for meeting in coded.meetings}
    parts: list[RenderableType] = [_heading(coded)]
    parts += [_card(event, sheets.get(event.n)) for event in coded.events]
    if coded.state == "rejected":
        parts.append(Text("rejected: " + safe("; ".join(coded.notes)), style="red"))
    elif not coded.events:
        parts.append(Text("Read to the end: the text reports no event of the codebook.", style="dim"))
    if coded.wording:
        parts.append(_wording(coded))
    if coded.furniture:
        shown = " · ".join(safe(quote.text) for quote in coded.furniture[:6])
        parts.append(Text(f"not part of the document: {shown}", style="dim"))
    parts.append(Text())
    return Group(*parts)


def _heading(coded: CodedDocument) -> RenderableType:
    title = Text(safe(coded.title or coded.doc_id), style="bold")
    facts = [safe(coded.outlet)] if coded.outlet is not None else []
    facts.append(f"published {coded.published}" if coded.published is not None else "not dated")
    if coded.title is not None:
        facts.append(safe(coded.doc_id))
    facts.append(f"{len(coded.events)} event{'' if len(coded.events) == 1 else 's'}")
    return Padding(Group(title, Text(" · ".join(facts), style="dim")), (0, 0, 0, 1))


def _card(event: Event, meeting: Meeting | None) -> RenderableType:
    labels = load_labels()
    label = labels.types.get(event.type)
    colour = _QUADS.get(label.quad, "white") if label is not None else "white"
    head = Text.assemble(f"{event.n} ", (event.type, f"bold {colour}"))
    for extra in (*event.modes, event.status, *([event.format] if event.format is not None else [])):
        head.append(f" · {extra}")
    actors, recipients = headline_names(event)
    line = Text(" · ".join(safe(name) for name in actors) or "somebody", style="bold")
    if recipients:
        line.append(" → ", style="dim")
        line.append(" · ".join(safe(name) for name in recipients), style="bold")
    body: list[RenderableType] = [line, _grid(_rows(event))]
    if meeting is not None:
        rows = list(_sheet_rows(meeting, {participant.role for participant in event.participants}))
        if rows:
            body += [Text("meeting sheet", style="dim underline"), _grid(rows)]
    subtitle = Text(f"confidence {event.confidence:.2f}", style="dim") if event.confidence is not None else None
    return Panel(
        Group(*body), title=head, title_align="left", subtitle=subtitle, subtitle_align="right",
        border_style=colour, box=box.ROUNDED, padding=(0, 1),
    )  # fmt: skip


def _grid(rows: Iterator[tuple[str, Text]] | list[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=11)
    grid.add_column(overflow="fold")
    last = None
    for name, value in rows:
        grid.add_row("" if name == last else name, value)
        last = name
    return grid


def _rows(event: Event) -> Iterator[tuple[str, Text]]:
    yield "what", _quote(event.trigger)
    for role, group in role_order(event.participants):
        for participant in group:
            yield role, _participant(participant)
    if event.time is not None:
        line = _quote(event.time.quote)
        line.append(f"  {event.time.value}", style="cyan")
        described = describe_time(event.time)
        line.append(f"  {described}" if described else "")
        yield "time", line
    for place in event.places or ([event.place] if event.place is not None else []):
        yield "place", _place(place)
    for number in event.numbers:
        line = Text.assemble((describe_number(number), "bold"), "  ", _quote(number.quote))
        if number.source is not None:
            line.append(f"  according to {safe(number.source)}", style="dim")
        yield number.kind, line
    if event.contexts:
        yield "context", Text(", ".join(event.contexts))
    yield "says who", _says(event)


def _participant(participant: Participant) -> Text:
    line = Text()
    written = participant.quote.text if participant.quote is not None else None
    if participant.name is not None and participant.name != written:
        line.append(safe(participant.name) + "  ", style="bold")
    if participant.quote is not None:
        line.append_text(_quote(participant.quote))
    codes = [code for code in (participant.country, participant.sector) if code is not None]
    if codes:
        line.append("  " + " ".join(codes), style="cyan")
    if participant.title is not None:
        line.append("  as ", style="dim")
        line.append_text(_quote(participant.title))
    if participant.represents is not None and participant.represents != participant.name:
        line.append(f"  for {safe(participant.represents)}", style="dim")
    if participant.alternative:
        line.append("  one of several named", style="magenta")
    return line


def _place(place: RecordPlace) -> Text:
    line = Text()
    if place.name != place.quote.text:
        line.append(safe(place.name) + "  ", style="bold")
    line.append_text(_quote(place.quote))
    codes = [code for code in (place.admin1, place.country) if code is not None]
    if place.latitude is not None and place.longitude is not None:
        codes.append(f"{place.latitude:.3f}, {place.longitude:.3f} ({place.precision})")
    line.append("  " + " ".join(codes) if codes else "", style="cyan")
    if place.dispute is not None:
        line.append(f"  {safe(place.dispute)}", style="dim")
    return line


def _says(event: Event) -> Text:
    if not event.attribution:
        return Text("the text does not say", style="dim")
    line = Text()
    for number, link in enumerate(event.attribution):
        line.append(" in " if number else "", style="dim")
        line.append(safe(link.source) if link.source is not None else "an unnamed source", style="bold")
        line.append(f" {link.stance}" if link.stance != "asserts" else "", style="magenta")
        line.append(f" ({link.voice})", style="dim")
        if link.quote is not None and link.quote.text != link.source:
            line.append(" ")
            line.append_text(_quote(link.quote))
    if event.self_published:
        line.append("  self-published", style="magenta")
    return line


def _sheet_rows(meeting: Meeting, shown: set[str]) -> Iterator[tuple[str, Text]]:
    if meeting.chair is not None and "chair" not in shown:
        yield "chair", Text(safe(meeting.chair))
    if meeting.host is not None and "host" not in shown:
        yield "host", Text(safe(meeting.host))
    if meeting.venue is not None:
        yield "venue", _quote(meeting.venue)
    for delegation in meeting.delegations:
        people = [name for name in (delegation.head, delegation.title, *delegation.delegates) if name is not None]
        yield "delegations", Text.assemble((safe(delegation.actor), "bold"), "  " + safe(", ".join(people)))
    for topic in meeting.topics:
        yield "topics", _quote(topic)
    for position in meeting.positions:
        yield "positions", Text.assemble((position.stance + "  ", "magenta"), _quote(position.quote))
    if meeting.positions:
        holders = dict.fromkeys(safe(position.holder) for position in meeting.positions)
        yield "held by", Text("; ".join(holders))
    if meeting.outcomes:
        yield "outcomes", Text(", ".join(f"event {number}" for number in meeting.outcomes))


def _wording(coded: CodedDocument) -> RenderableType:
    line = Text("wording that takes a side: ", style="dim")
    for number, term in enumerate(coded.wording):
        line.append(" · " if number else "", style="dim")
        line.append(f"“{safe(term.quote.text)}”", style="not dim magenta")
        if term.refers_to is not None:
            line.append(f" → {safe(term.refers_to)}")
        if term.voice != "outlet":
            line.append(f" ({safe(term.voice)})")
    return Padding(line, (0, 0, 0, 1))


def _quote(quote: Quote) -> Text:
    words = safe(quote.text)
    if len(words) > _LONG_QUOTE:
        words = words[: _LONG_QUOTE - 1].rstrip() + "…"
    return Text(f"“{words}”", style="italic")
