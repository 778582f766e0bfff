"""Requests made by "must": a speaker who says that somebody named must act asks them to (coding rules, section 11)."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.codebook import Codebook, Frame
from rapporteur.events.attribution import FIRST_PERSON, Speech
from rapporteur.events.kinds import Kinds
from rapporteur.events.match import Match
from rapporteur.events.slots import find_slots

__all__ = ["find_obligations"]

MUST = frozenset({"must", "should", "ought"})
TYPE = "REQUEST"


def find_obligations(parse: Doc, codebook: Codebook, kinds: Kinds, speech: Speech) -> Iterator[Match]:
    """Obligations laid on a named addressee by whoever speaks.

    Args:
        parse: the document's parse.
        codebook: must have the type REQUEST; others give nothing.
        kinds: to tell actors from things; "peace must come" addresses nobody.
        speech: who speaks.

    Yields:
        Matches whose actor is the speaker and whose recipient is the one who must act, in text order.
    """
    if TYPE not in codebook.types:
        return
    for auxiliary in parse:
        verb = auxiliary.head
        if (
            auxiliary.lower_ not in MUST
            or auxiliary.dep_ not in {"aux", "root"}
            or verb.pos_ not in {"VERB", "AUX", "ADJ"}
        ):
            continue
        addressee = trees.surface_subject(verb)
        speakers = speech.speaker_heads(verb)
        if addressee is None or not speakers or addressee.lower_ in FIRST_PERSON or addressee.pos_ == "PRON":
            continue
        named = [t for t in trees.conjuncts(addressee) if "actor" in kinds.of(t)]
        if not named or trees.is_passive(verb):
            continue
        yield _match(auxiliary, verb, named, speakers, codebook)


def _match(auxiliary: Token, verb: Token, named: list[Token], speakers: list[Token], codebook: Codebook) -> Match:
    frame = Frame(
        id="request.must",
        predicates=[verb.lemma_],
        pos="verb",
        roles={"actor": ["speaker"], "recipient": ["subj"]},
        status="occurred",
        confidence=0.65,
    )
    slots = find_slots(verb, codebook)
    slots.extend("speaker", speakers)
    slots.add("xcomp", verb)
    return Match(
        TYPE, frame, verb, (auxiliary.idx, verb.idx + len(verb)), slots, {"actor": speakers, "recipient": named}, 2.0
    )
