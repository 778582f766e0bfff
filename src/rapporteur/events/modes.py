"""Modes: how it was done, from the frame, from cue words around the predicate, and from who took part."""

from __future__ import annotations

from spacy.tokens import Token

from rapporteur.codebook import Codebook, EventType
from rapporteur.events.match import Match

__all__ = ["find_modes"]

# Types whose modes exclude each other: the first cue in the file settles it.
ONE_MODE = frozenset({"REQUEST", "REJECT", "THREATEN"})


def find_modes(match: Match, event_type: EventType, codebook: Codebook) -> list[str]:
    """Modes of a match, those set by the frame first; empty when nothing settles one.

    Args:
        match: frame and slots of the predicate.
        event_type: whose mode cues to try.
        codebook: for word classes.
    """
    modes = list(match.frame.modes)
    if modes:
        return modes
    for cue in event_type.mode_cues:
        words = codebook.words(cue.lemmas)
        if cue.mode not in modes and any(_has(match, scope, words) for scope in cue.scope):
            modes.append(cue.mode)
            if match.type in ONE_MODE:
                break
    if not modes and event_type.default_mode is not None:
        modes.append(event_type.default_mode)
    return modes


def _has(match: Match, scope: str, words: frozenset[str]) -> bool:
    tokens = _scope(match, scope)
    lemmas = {t.lemma_.lower() for t in tokens} | {t.lower_ for t in tokens}
    if lemmas & words:
        return True
    phrases = {word for word in words if " " in word or "-" in word}
    if not phrases or not tokens:
        return False
    text = " ".join(t.lower_ for t in sorted(tokens, key=lambda t: t.i)).replace(" - ", "-")
    return any(phrase in text for phrase in phrases)


def _scope(match: Match, scope: str) -> list[Token]:
    predicate = match.predicate
    if scope == "trigger":
        start, end = match.trigger
        words = [t for t in predicate.sent if t.idx >= start and t.idx < end]
        return words + [
            c for c in predicate.children if c.dep_ in {"compound", "amod", "compound:prt", "advmod", "nmod:desc"}
        ]
    if scope in {"subj", "obj"}:
        return [
            t
            for filler in match.slots.get(scope)
            for t in (filler, *[c for c in filler.children if c.dep_ in {"compound", "amod"}])
        ]
    if scope == "instrument":
        fillers = [
            f
            for slot in (
                "prep:with",
                "prep:using",
                "prep:in",
                "prep:by",
                "prep:use",
                "prep:via",
                "prep:through",
                "prep:from",
            )
            for f in match.slots.get(slot)
        ]
        using = [c for child in predicate.children if child.lemma_ == "use" for c in child.children if c.dep_ == "obj"]
        return [
            t
            for filler in fillers + using
            for t in (filler, *[c for c in filler.children if c.dep_ in {"compound", "amod"}])
        ]
    if scope == "complement":
        heads = [f for slot in ("xcomp", "ccomp", "prep:for", "prep:to", "obj") for f in match.slots.get(slot)]
        return [t for head in heads for t in head.subtree]
    if scope == "clause":
        return list(predicate.subtree)
    return list(predicate.doc)
