"""Claims of responsibility and denials: attributions added to the act they are about, never events of their own."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.datatypes import Attribution, Mentions, Stance
from rapporteur.events.cues import AttributionCues, load_cues
from rapporteur.events.draft import Draft
from rapporteur.events.participants import Resolver
from rapporteur.events.quotations import source_of

__all__ = ["add_claims"]

ACTS = frozenset({"ASSAULT"})


def add_claims(drafts: list[Draft], parse: Doc, mentions: Mentions, resolver: Resolver) -> None:
    """Add "claimed responsibility" and "denied involvement" to the act told before.

    A claimant becomes an actor; where another actor is named already, both are flagged alternative. A denial changes
    nothing but the attribution: the record says who denies.

    Args:
        drafts: merged drafts, changed in place.
        parse: the document's parse.
        mentions: to name the sources.
        resolver: to make a participant of the claimant.
    """
    cues = load_cues("attribution.yml", AttributionCues)
    acts = [d for d in drafts if d.type in ACTS and d.status == "occurred"]
    for verb in parse:
        stance = _stance(verb, cues)
        if stance is None:
            continue
        subject = trees.surface_subject(verb)
        earlier = [d for d in acts if d.predicates[0].i < verb.i]
        if subject is None or not earlier:
            continue
        act = earlier[-1]
        source = source_of(parse.text, subject, mentions, cue=verb, stance=stance)
        link = source.mention.link if source.mention is not None else None
        name = link.name if link is not None else source.quote.text
        if any(a.source == name and a.stance == stance for a in act.chain):
            continue
        act.chain.insert(
            0,
            Attribution(
                name,
                source.quote,
                stance,
                "indirect",
                actor_id=link.actor_id if link is not None else None,
                cue=source.cue,
                method=f"cue {verb.lemma_}",
            ),
        )
        if stance == "claims responsibility":
            _add_claimant(act, subject, resolver)


def _stance(verb: Token, cues: AttributionCues) -> Stance | None:
    if verb.pos_ != "VERB":
        return None
    objects = {c.lemma_.lower() for c in verb.children if c.dep_ in {"obj", "obl"}}
    if verb.lemma_ in cues.claim_verbs and objects & set(cues.claim_objects):
        return "claims responsibility"
    if verb.lemma_ in cues.verbs["denies"] and objects & {*cues.claim_objects, *cues.denial_objects}:
        return "denies"
    return None


def _add_claimant(act: Draft, subject: Token, resolver: Resolver) -> None:
    known = act.ids("actor")
    claimants = [p for p in resolver.resolve([subject], "actor") if p.actor_id not in known]
    for participant in claimants:
        participant.alternative = bool(known)
        participant.method = f"claims responsibility; {participant.method}"
    if claimants and known:
        for participant in act.participants:
            participant.alternative = participant.alternative or participant.role == "actor"
    act.participants = claimants + act.participants
