"""Topics and positions of meetings: what was discussed, and what was affirmed, demanded, praised, opposed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.datatypes import Document, Position, Quote
from rapporteur.events.cues import MeetingCues
from rapporteur.events.participants import Resolver

__all__ = ["find_positions", "find_topics"]


def find_topics(document: Document, parse: Doc, cues: MeetingCues) -> Iterator[tuple[Quote, Token]]:
    """Each topic as its whole noun phrase or clause, one for each conjunct, with the verb it hangs on."""
    for token in parse:
        if any(f.start <= token.idx < f.end for f in document.furniture):
            continue
        if token.pos_ == "VERB":
            preposition = _cue(token, cues.topics)
            if preposition is None:
                continue
            for head in _complements(token, preposition):
                yield from _split(document.text, head, token)
        elif token.pos_ == "NOUN" and token.lemma_ in cues.topic_nouns:
            for child in token.children:
                if child.dep_.startswith(("nmod", "acl", "obl")) and trees.case_of(child) in {"on", "about", "regarding", "concerning", "over"}:
                    yield from _split(document.text, child, token)


def _cue(verb: Token, names: list[str]) -> str | None:
    """The preposition a cue needs: empty for a direct object, ``None`` when the verb is no cue."""
    lemma = verb.lemma_.lower()
    if lemma in names:
        return ""
    for name in names:
        first, _, rest = name.partition(" ")
        if first == lemma and rest and any(c.lower_ == rest for child in verb.children for c in (child, *child.children)):
            return rest
    return None


def _complements(verb: Token, preposition: str) -> list[Token]:
    if preposition:
        return [c for c in verb.children if c.dep_.startswith("obl") and trees.case_of(c) == preposition] or [
            c for c in verb.children if c.dep_ == "obj" and any(p.lower_ == preposition for p in verb.children)
        ]
    if trees.is_passive(verb):
        subject = trees.surface_subject(verb)
        return [subject] if subject is not None else []
    return [c for c in verb.children if c.dep_ in {"obj", "ccomp", "xcomp"} and not _is_speech(c)]


def _is_speech(token: Token) -> bool:
    return token.dep_ == "ccomp" and any(c.lower_ == "that" for c in token.children)


def _split(text: str, head: Token, anchor: Token) -> Iterator[tuple[Quote, Token]]:
    for conjunct in trees.conjuncts(head):
        span = _full_span(conjunct, within_conjunct=True)
        if span is not None and conjunct.pos_ != "PRON":
            yield Quote.of(text, *span), anchor


def _full_span(head: Token, *, within_conjunct: bool) -> tuple[int, int] | None:
    """The whole phrase with its determiner, without its preposition, other conjuncts, and trailing comments."""
    skip: set[int] = set()
    for child in head.children:
        drop = (
            (within_conjunct and child.dep_ in {"conj"})
            or (child.dep_ in {"cc", "case", "mark", "punct"} and child.i < head.i)
            or (child.dep_ == "parataxis")
            or (child.dep_ == "cc")
        )
        if drop:
            skip |= {t.i for t in child.subtree}
    tokens = [t for t in head.subtree if t.i not in skip and not t.is_space]
    while tokens and (tokens[-1].is_punct and tokens[-1].text not in {")", "”", '"'}):
        tokens.pop()
    while tokens and (tokens[0].is_punct or tokens[0].dep_ == "cc" or (tokens[0].dep_ in {"case"} and tokens[0].head is head)):
        tokens.pop(0)
    if not tokens:
        return None
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def find_positions(document: Document, parse: Doc, cues: MeetingCues, resolver: Resolver) -> Iterator[tuple[Position, Token]]:
    """Each position with its stance and the verb it hangs on; an empty holder means the meeting itself."""
    for token in parse:
        if token.pos_ != "VERB" or any(f.start <= token.idx < f.end for f in document.furniture):
            continue
        for stance, verbs in cues.positions.items():
            preposition = _cue(token, verbs)
            if preposition is None:
                continue
            for head in _position_heads(token, preposition):
                settled, inner = _stance(head, stance, cues)
                span = _full_span(inner, within_conjunct=False)
                if span is None or span[1] - span[0] < 8:
                    continue
                quote = Quote.of(document.text, *_after_to(document.text, span))
                holder = _holder(token, resolver, cues)
                yield Position(holder, settled, quote, method=f"cue {token.lemma_}"), token  # type: ignore[arg-type]
            break


def _position_heads(verb: Token, preposition: str) -> list[Token]:
    if preposition:
        return _complements(verb, preposition)
    if trees.is_passive(verb):
        return []
    return [c for c in verb.children if c.dep_ in {"obj", "ccomp"}]


def _stance(head: Token, stance: str, cues: MeetingCues) -> tuple[str, Token]:
    """ "stressed the need for X" calls for X, "stressed the importance of X" affirms X."""
    if head.pos_ != "NOUN":
        return stance, head
    for other, nouns in cues.position_nouns.items():
        if head.lemma_ in nouns:
            inner = [c for c in head.children if c.dep_ in {"nmod", "acl", "advcl", "obl"} or (c.dep_.startswith("nmod:") and c.dep_ != "nmod:poss")]
            inner = [c for c in inner if c.i > head.i]
            keeps_noun = head.lemma_ in {"depth", "strength", "commitment", "right", "validity", "role", "value"}
            return other, inner[0] if inner and not keeps_noun else head
    return stance, head


def _after_to(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    for lead in ("to ", "that ", "for "):
        if text[start:end].startswith(lead):
            return start + len(lead), end
    return start, end


def _holder(verb: Token, resolver: Resolver, cues: MeetingCues) -> str:
    subject = trees.surface_subject(verb)
    if subject is None or subject.lemma_.lower() in cues.event_nouns:
        return ""
    return " and ".join(dict.fromkeys(p.name for p in resolver.resolve(trees.conjuncts(subject), "actor") if p.name))
