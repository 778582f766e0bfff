"""Contexts: the issues an event is part of, from the codebook's cue words in the sentences that tell it."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Token

from rapporteur.codebook import Codebook

__all__ = ["find_contexts"]

# More than two contexts on one event were mostly noise in development documents, as was a second one on a single cue.
MAX_CONTEXTS = 2
# Meetings of public bodies are diplomacy whatever they are about.
BY_TYPE = {"CONSULT": "diplomatic"}
# A cue inside a name ("Islamic Union of Sailors") says nothing about the event.
NAMES = frozenset({"ORG", "PERSON"})


def find_contexts(predicates: list[Token], event_type: str, codebook: Codebook) -> list[str]:
    """Contexts whose cue words stand in the event's sentences, most cues first.

    Args:
        predicates: tokens that carry the event, one for each sentence that tells it.
        event_type: some types bring a context of their own.
        codebook: whose contexts and cues.

    Returns:
        At most two context names, most cues first; empty when no cue is there.
    """
    counts: Counter[str] = Counter()
    sentences = {p.sent.start: p.sent for p in predicates}
    for sent in sentences.values():
        plain = [t for t in sent if t.is_alpha and t.ent_type_ not in NAMES]
        words = {t.lemma_.lower() for t in plain} | {t.lower_ for t in plain}
        for context, cues in codebook.header.contexts.items():
            hits = words & codebook.words(cues)
            counts[context] += len(hits)
    own = BY_TYPE.get(event_type)
    found = [own] if own in codebook.header.contexts else []
    for context, n in counts.most_common():
        if n > 1 or (n == 1 and not found):
            found += [context] if context not in found else []
    return found[:MAX_CONTEXTS]
