"""Choose the actor a name refers to: ranked candidates from a declared table of features, or nobody.

Every feature is a function from a candidate and the context to 0..1; its docstring is the explanation that
`explain` prints. A feature that has no evidence either way gives 0.5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from rapporteur.actors.matching import Match
from rapporteur.actors.schema import Actor, covers
from rapporteur.actors.table import ActorTable
from rapporteur.datatypes import ActorLink

__all__ = ["FEATURES", "MARGIN", "THRESHOLD", "Context", "explain", "link", "rank"]

THRESHOLD = 0.58
"""Least score of a link. Range tried .45 to .75 on the names of tests/actors/test_linking.py: below .55 surnames alone
link without any support from the text, above .62 short names of armed groups are lost; re-check with that test."""

MARGIN = 0.03
"""Least lead over the next candidate of another id; closer than that the text does not say which is meant."""

_LABELS = {
    "PER": {"person"}, "PERSON": {"person"},
    "LOC": {"country"}, "GPE": {"country", "government_body"}, "PLACE": {"country"},
    "NORP": {"country", "ethnic_group", "religious_group", "party", "movement", "group"},
}  # fmt: skip
_NOT_ORGANISATIONS = {"person", "office"}


class Context(msgspec.Struct, frozen=True):
    """What the text says around a name.

    Attributes:
        entity_label: the tagger's (PER, ORG, GPE, LOC, NORP ...), or ``None``.
        countries: ISO codes of countries near the name.
        actors: ids of actors linked nearby.
        on: ISO date of the event or document.
    """

    entity_label: str | None = None
    countries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    on: str | None = None


Feature = Callable[[ActorTable, Match, Context], float]


def name_similarity(_table: ActorTable, match: Match, _context: Context) -> float:
    """How near the written name is to a name of the actor: 1 the same, less for a surname, an ambiguous or a similar one."""
    return match.strength


def type_agreement(_table: ActorTable, match: Match, context: Context) -> float:
    """Whether the actor is the kind of thing the tagger saw: 1 yes, 0 no, 0.5 when it saw nothing in particular."""
    label = context.entity_label
    if label is None or label == "MISC":
        return 0.5
    if label in ("ORG", "ORGANIZATION"):
        return 0.0 if match.actor.kind in _NOT_ORGANISATIONS else 0.4 if match.actor.kind == "country" else 1.0
    return 1.0 if match.actor.kind in _LABELS.get(label, {match.actor.kind}) else 0.0


def country_agreement(_table: ActorTable, match: Match, context: Context) -> float:
    """Whether the actor's country is among those the text names nearby: 1 yes, 0.2 no, 0.5 when there is none to compare."""
    if not context.countries or match.actor.country is None:
        return 0.5
    return 1.0 if match.actor.country in context.countries else 0.2


def office_on_date(_table: ActorTable, match: Match, context: Context) -> float:
    """Whether a person held an office, or a body existed, on the date: 1 yes, 0.2 no, 0.5 when no date or term is known."""
    if context.on is None:
        return 0.5
    if match.actor.kind != "person":
        return 0.6 if covers(match.actor.begin, match.actor.end, context.on) else 0.1
    if not match.actor.holdings:
        return 0.5
    return 1.0 if any(covers(held.begin, held.end, context.on) for held in match.actor.holdings) else 0.2


def co_mentions(table: ActorTable, match: Match, context: Context) -> float:
    """Whether actors it belongs to, leads or is led by are in the text as well: 1 yes, 0.4 no, 0.5 with none to compare."""
    if not context.actors:
        return 0.5
    near = set(context.actors)
    related = table.owners(match.actor.actor_id) | table.represented(match.actor)
    return 1.0 if (related - {match.actor.actor_id}) & near or match.actor.actor_id in near else 0.4


def prior(_table: ActorTable, match: Match, _context: Context) -> float:
    """How often the actor is in the news at all, from the table."""
    return match.actor.prior


FEATURES: tuple[tuple[Feature, float], ...] = (
    (name_similarity, 0.50),
    (type_agreement, 0.12),
    (country_agreement, 0.12),
    (office_on_date, 0.08),
    (co_mentions, 0.10),
    (prior, 0.08),
)
"""Features with their weights, which sum to 1. The name counts half: no context turns a name into another name."""


def rank(table: ActorTable, name: str, context: Context) -> list[tuple[float, Match, dict[str, float]]]:
    """Score every candidate; best first, each with the value of every feature."""
    ranked = []
    for match in table.match(name, on=context.on):
        values = {feature.__name__: feature(table, match, context) for feature, _ in FEATURES}
        score = sum(weight * values[feature.__name__] for feature, weight in FEATURES)
        ranked.append((round(score, 4), match, values))
    ranked.sort(key=lambda item: (-item[0], item[1].actor.slug))
    return ranked


def link(table: ActorTable, name: str, context: Context) -> ActorLink | None:
    """Link a name, or abstain.

    A phrase of country and body or office is exact and is not scored. A person is never linked where the tagger saw no
    person, nor another kind where it saw one.

    Returns:
        ``None`` when no candidate reaches `THRESHOLD` or two are closer than `MARGIN`.
    """
    ranked = [item for item in rank(table, name, context) if not _excluded(item[1].actor, context)]
    if not ranked or ranked[0][1].strength < 0.9:
        composed = table.compose(name, context.on)
        if composed is not None and context.entity_label not in ("PER", "PERSON"):
            return composed
    if not ranked or ranked[0][0] < THRESHOLD:
        return None
    score, match, _ = ranked[0]
    if len(ranked) > 1 and score - ranked[1][0] < MARGIN:
        return None
    return table.to_link(match.actor, on=context.on, score=score, method=match.method)


def _excluded(actor: Actor, context: Context) -> bool:
    label = context.entity_label
    if label in ("PER", "PERSON"):
        return actor.kind != "person"
    return label in ("ORG", "GPE", "LOC", "NORP", "ORGANIZATION") and actor.kind == "person"


def explain(table: ActorTable, name: str, context: Context) -> list[dict[str, Any]]:
    """The whole ranking as plain rows: actor, score, and for every feature its value, weight and explanation."""
    rows: list[dict[str, Any]] = []
    for score, match, values in rank(table, name, context):
        features = [
            {
                "feature": feature.__name__,
                "value": round(values[feature.__name__], 4),
                "weight": weight,
                "says": feature.__doc__,
            }
            for feature, weight in FEATURES
        ]
        rows.append(
            {
                "actor_id": match.actor.actor_id, "name": match.actor.name, "kind": match.actor.kind,
                "country": match.actor.country, "score": score, "matched": match.name.text, "method": match.method,
                "linked": False, "features": features,
            }
        )  # fmt: skip
    chosen = link(table, name, context)
    for row in rows:
        row["linked"] = chosen is not None and row["actor_id"] == chosen.actor_id
    if chosen is not None and not any(row["linked"] for row in rows):
        rows.insert(0, {
            "actor_id": chosen.actor_id, "name": chosen.name, "kind": chosen.kind, "country": chosen.country,
            "score": chosen.score, "matched": name, "method": chosen.method, "linked": True, "features": [],
        })  # fmt: skip
    return rows
