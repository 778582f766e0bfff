"""Who belongs to whom: a ministry to its state, an agency to its owner, a member's text to its coalition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapporteur.actors.names import FUZZY_THRESHOLD
from rapporteur.datatypes import ActorLink

if TYPE_CHECKING:
    from rapporteur.actors.schema import Actor
    from rapporteur.actors.table import ActorTable

__all__ = ["belongs_to", "outlet_link", "owners"]

_PUBLICATION_BEFORE = re.compile(
    r"^(?:the\s+)?(?:official\s+)?(?:web\s?site|site|media office|press office|press service|news service|blog|channel|account|"
    r"statement|media centre|media center|information office|spokes\w+)\s+(?:of|by|from|for)\s+(?:the\s+)?", re.IGNORECASE
)  # fmt: skip
_PUBLICATION_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:official\s+)?(?:web\s?site|site|media office|press office|press service|press release|blog|channel|"
    r"media centre|media center|\(official\)|online)$", re.IGNORECASE
)  # fmt: skip


def owners(table: ActorTable, actor_id: str) -> set[str]:
    """Ids of everything an actor is part of or owned by, itself included; coalitions it is a member of too."""
    seen: set[str] = set()
    todo = [actor_id]
    while todo:
        actor = table.get(todo.pop())
        if actor is None or actor.actor_id in seen:
            continue
        seen.add(actor.actor_id)
        todo += [other for other in (actor.parent, actor.owner) if other is not None]
        todo += [other for other in actor.member_of if _is_coalition(table.get(other))]
    return seen


def belongs_to(table: ActorTable, actor_id: str, other_id: str, *, on: str | None = None) -> bool:
    """Whether the first actor is, is part of, is owned by, or holds an office of the second.

    Used for ``self_published``: a ministry and a state agency belong to their state and speak for its government and
    its office holders; a member's text speaks for its coalition; members of an international organisation do not speak
    for it, nor does an opposition for its state.
    """
    other = table.get(other_id)
    target = other.actor_id if other is not None else other_id
    mine = owners(table, actor_id)
    if actor_id == target or target in mine:
        return True
    actor = table.get(actor_id)
    if other is not None and other.kind == "person":
        return bool(table.represented(other, on) & mine)
    if other is not None and other.role in _SPEAKS_FOR_STATE and other.parent in mine and _is_state_outlet(actor):
        return True
    if actor is None or actor.kind != "person":
        return False
    return any(target in owners(table, body) for body in table.represented(actor, on))


def outlet_link(table: ActorTable, outlet: str, *, on: str | None = None) -> ActorLink | None:
    """Link a publisher as given with a document: "UK Government", "official website of the Jihad Movement", "CENTCOM".

    Words that only say what kind of publication it is are left out.

    Returns:
        ``None`` when nobody of the table is meant.
    """
    bare = _PUBLICATION_BEFORE.sub("", _PUBLICATION_AFTER.sub("", outlet.strip()))
    for written in (outlet.strip(), bare.strip()):
        links = table.lookup_name(written, on=on) if written else []
        if links and links[0].score >= FUZZY_THRESHOLD and links[0].kind not in ("person", "office"):
            return links[0]
    return None


_SPEAKS_FOR_STATE = ("government", "presidency", "pm_office")


def _is_state_outlet(actor: Actor | None) -> bool:
    return actor is not None and actor.kind in ("government_body", "media", "country")


def _is_coalition(actor: Actor | None) -> bool:
    return actor is not None and actor.kind == "coalition"
