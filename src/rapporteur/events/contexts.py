"""Contexts: the issues an event is part of, from the codebook's cue words in the sentences that tell it."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Token

from rapporteur.codebook import Codebook

__all__ = ["find_contexts"]

# More than three contexts on one event were mostly noise in development documents.
MAX_CONTEXTS = 3


def find_contexts(predicates: list[Token], codebook: Codebook) -> list[str]:
    """Contexts whose cue words stand in the event's sentences, most cues first.

    Args:
        predicates: tokens that carry the event, one for each sentence that tells it.
        codebook: whose contexts and cues.

    Returns:
        At most three context names; empty when no cue is there.
    """
    counts: Counter[str] = Counter()
    sentences = {p.sent.start: p.sent for p in predicates}
    for sent in sentences.values():
        words = {t.lemma_.lower() for t in sent if t.is_alpha} | {t.lower_ for t in sent if t.is_alpha}
        for context, cues in codebook.header.contexts.items():
            hits = words & codebook.words(cues)
            counts[context] += len(hits)
    return [context for context, n in counts.most_common(MAX_CONTEXTS) if n > 0]
