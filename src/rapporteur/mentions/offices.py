"""Offices named without their holder: the document names the holder elsewhere, or right beside the office."""

from __future__ import annotations

import msgspec

from rapporteur.datatypes import ActorLink, ActorMention, Quote
from rapporteur.mentions.context import Context

__all__ = ["resolve_offices"]

# Characters that may stand between a title and the name it belongs to.
MAX_GAP = 2


def resolve_offices(context: Context, mentions: list[ActorMention]) -> None:
    """Bind "the Foreign Secretary" to the one person of the document who held that office at some time.

    The date decides when it is known (the table has then given the holder already); without a date the document itself
    may: a person it names who held the office is meant, if there is only one.
    """
    people = {m.link.actor_id: m.link for m in mentions if m.link is not None and m.link.kind == "person"}
    for mention in mentions:
        beside = _beside(context, mention, mentions)
        if beside is not None and beside.link is not None:
            mention.link = beside.link
            mention.title = mention.title or mention.quote
            mention.quote = Quote.of(context.document.text, mention.quote.start, beside.quote.end)
            beside.title = beside.title or mention.title
            continue
        if mention.link is None or mention.link.kind != "office":
            continue
        holders = [link for link in people.values() if _held(context, link, mention.link)]
        if len(holders) == 1:
            mention.title = mention.title or mention.quote
            mention.link = msgspec.structs.replace(holders[0], sector=mention.link.sector or holders[0].sector, method="named in the document, held the office")
            context.remember_title(mention.quote.text, mention.link)


def _beside(context: Context, mention: ActorMention, mentions: list[ActorMention]) -> ActorMention | None:
    """The person whose name directly follows an office ("Norland's trade minister Ada Holm")."""
    if mention.link is None or mention.link.kind != "office":
        return None
    for other in mentions:
        gap = other.quote.start - mention.quote.end
        if other.link is not None and other.link.kind == "person" and 0 <= gap <= MAX_GAP and not context.document.text[mention.quote.end : other.quote.start].strip(" ,"):
            return other
    return None


def _held(context: Context, person: ActorLink, office: ActorLink) -> bool:
    actor = context.actors.get(person.actor_id)
    return actor is not None and any(term.office == office.actor_id for term in actor.holdings)
