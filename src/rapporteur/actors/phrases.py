"""Names that are put together: a country with a body or office, an organisation with an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapporteur.actors.names import normalise
from rapporteur.datatypes import ActorLink

if TYPE_CHECKING:
    from rapporteur.actors.table import ActorTable

__all__ = ["compose"]


def compose(table: ActorTable, name: str, on: str | None, *, organisations: bool) -> ActorLink | None:
    """Link "Iraqi army", "President of France", "UN Secretary-General".

    Args:
        table: the actor table.
        name: the phrase as written.
        on: ISO date; with it an office leads to its holder.
        organisations: also read offices of organisations; running text is scanned without, so that the organisation's
            own name stays a mention.

    Returns:
        ``None`` when the phrase is not put together so, or the body has no such office.
    """
    split = table.split_country(name)
    if split is not None:
        code, rest = split
        return table.country_body(code, rest, on=on) or table.lookup_office(code, rest, on=on)
    return _compose_organisation(table, name, on) if organisations else None


def _compose_organisation(table: ActorTable, name: str, on: str | None) -> ActorLink | None:
    tokens = normalise(name).split()
    for size in range(len(tokens) - 1, 0, -1):
        parts = [(tokens[:size], tokens[size:])]
        if tokens[len(tokens) - size - 1] == "of":
            parts.append((tokens[len(tokens) - size :], tokens[: len(tokens) - size - 1]))
        for body, title in parts:
            key = " ".join(title)
            for actor in table.bearers(" ".join(body)):
                if any(key in office.titles for office in table.offices_of(actor.actor_id)):
                    return table.lookup_office(actor.actor_id, key, on=on)
    return None
