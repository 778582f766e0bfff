"""Match codebook frames against the predicates of a parse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.codebook import Codebook, Condition, Frame
from rapporteur.events.kinds import Kinds
from rapporteur.events.slots import Slots, find_slots

__all__ = ["Match", "match_frames", "role_map"]

POS_OF_UPOS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}


class Match(msgspec.Struct):
    """A frame that fits a predicate.

    Attributes:
        predicate: the token that carries the event.
        trigger: code-point range of the trigger words.
        roles: role -> head tokens, in slot order.
        specificity: how many restrictions the frame satisfied; the more specific of two frames wins.
        considered: ids of the other frames that fitted, best first.
    """

    type: str
    frame: Frame
    predicate: Token
    trigger: tuple[int, int]
    slots: Slots
    roles: dict[str, list[Token]]
    specificity: float
    considered: list[str] = []


def match_frames(
    parse: Doc, codebook: Codebook, kinds: Kinds, *, speaker_of: Callable[[Token], list[Token]] | None = None
) -> Iterator[Match]:
    """The best frame of each predicate that has one, in text order.

    Args:
        parse: the document's parse.
        codebook: whose frames to try.
        kinds: what kind of thing each noun is.
        speaker_of: heads of whoever the words at a token are attributed to; fills the ``speaker`` slot.
    """
    chosen: dict[int, Match] = {}
    slots_of: dict[int, Slots] = {}

    def slots_at(head: Token) -> Slots:
        if head.i not in slots_of:
            slots_of[head.i] = find_slots(head, codebook)
            if speaker_of is not None:
                slots_of[head.i].extend("speaker", speaker_of(head))
        return slots_of[head.i]

    for token in parse:
        pos = POS_OF_UPOS.get(token.pos_)
        if pos is None:
            continue
        frames = codebook.frames_by_lemma.get((pos, token.lemma_.lower()), [])
        if pos != "noun":
            # "joint venture", "key player": a noun of several words that begins with an adjective or a participle.
            nouns = codebook.frames_by_lemma.get(("noun", token.lower_), [])
            frames = [
                *frames,
                *(
                    entry
                    for entry in nouns
                    if any(" " in p and p.split()[0] == token.lower_ for p in entry[1].predicates)
                ),
            ]
        if pos == "verb" and token.dep_ in {"amod", "compound", "aux", "case"}:
            continue
        best: dict[int, list[Match]] = {}
        for event_type, frame in frames:
            match = _try(token, event_type, frame, codebook, kinds, slots_at)
            if match is not None:
                best.setdefault(match.predicate.i, []).append(match)
        for predicate, matches in best.items():
            if predicate in chosen:
                matches.append(chosen[predicate])
            matches.sort(key=_preference)
            matches[0].considered = list(
                dict.fromkeys(m.frame.id for m in matches[1:] if m.frame.id != matches[0].frame.id)
            )
            chosen[predicate] = matches[0]
    yield from (chosen[predicate] for predicate in sorted(chosen))


def _preference(match: Match) -> tuple[float, float, str]:
    """The more specific frame first, then the more reliable, then by name so that the choice never depends on order."""
    return -match.specificity, -match.frame.confidence, match.frame.id


def role_map(frame: Frame, codebook: Codebook) -> dict[str, list[str]]:
    """Role -> slots of a frame, its pattern's first and its own over them."""
    return {**(codebook.patterns[frame.pattern] if frame.pattern is not None else {}), **frame.roles}


def _try(
    token: Token,
    event_type: str,
    frame: Frame,
    codebook: Codebook,
    kinds: Kinds,
    slots_at: Callable[[Token], Slots],
) -> Match | None:
    found = _predicate(token, frame)
    if found is None:
        return None
    head, words = found
    slots = slots_at(head)
    specificity = 2.5 * (len(words) - 1)
    for slot in frame.requires:
        if not slots.get(slot):
            return None
        specificity += 1.0
    for slot, condition in frame.where.items():
        # A lemma may stand in any of the alternatives; a kind is asked of the first that is filled.
        fillers = slots.get(slot.replace("|", "+")) if condition.lemma else slots.get(slot)
        gain = _satisfied(fillers, condition, codebook, kinds)
        if gain is None:
            return None
        specificity += gain
    roles: dict[str, list[Token]] = {}
    for role, alternatives in role_map(frame, codebook).items():
        filled = next((tokens for slot in alternatives if (tokens := slots.get(slot))), [])
        if filled:
            roles[role] = filled
    return Match(event_type, frame, head, _trigger(words, slots, frame), slots, roles, specificity)


def _predicate(token: Token, frame: Frame) -> tuple[Token, list[Token]] | None:
    """The head of a predicate and its words, when one of the frame's predicates stands at the token."""
    lemma = token.lemma_.lower()
    for predicate in frame.predicates:
        first, *rest = predicate.split()
        if first not in {lemma, token.lower_} or (not rest and first != lemma):
            continue
        if not rest:
            if POS_OF_UPOS.get(token.pos_) != frame.pos:
                continue
            return token, [token]
        following = [t for t in token.doc[token.i + 1 : token.i + 1 + len(rest)] if t.sent == token.sent]
        direct = [t.lemma_.lower() for t in following] == rest or [t.lower_ for t in following] == rest
        if direct and frame.pos == "noun":
            return following[-1], [token, *following]
        if direct:
            return token, [token, *following]
        children = {
            c.lower_: c for c in token.children if c.dep_ in {"compound:prt", "advmod", "obl", "case", "xcomp", "obj"}
        }
        if all(word in children for word in rest):
            return token, [token, *(children[word] for word in rest)]
    return None


def _satisfied(fillers: list[Token], condition: Condition, codebook: Codebook, kinds: Kinds) -> float | None:
    """How specific a satisfied condition is; ``None`` when it is not satisfied.

    An empty slot fails a positive lemma condition and passes a kind condition: "Norland attacked" has no object to
    contradict ``kind: [actor]``; a frame that needs the object says so in ``requires``.
    """
    if condition.absent:
        return 0.5 if not fillers else None
    tokens = [t for filler in fillers for t in trees.counted(filler)]
    gain = 0.0
    if condition.lemma:
        words = codebook.words(condition.lemma)
        if not any(_lemmas(token) & words for token in tokens):
            return None
        gain += 2.0
    if condition.not_lemma:
        words = codebook.words(condition.not_lemma)
        if any(_lemmas(token) & words for token in tokens):
            return None
        gain += 0.25
    if tokens:
        found: set[str] = set()
        for token in tokens:
            found |= kinds.of(token)
        if condition.kind:
            if not found & set(condition.kind):
                return None
            gain += 1.0
        if condition.not_kind:
            if found & set(condition.not_kind):
                return None
            gain += 0.25
    return gain


def _lemmas(token: Token) -> set[str]:
    """The lemma of a head, its form, and those of the nouns compounded with it ("peace talks")."""
    lemmas = {token.lemma_.lower(), token.lower_}
    for child in token.children:
        if child.dep_ in {"compound", "amod", "compound:prt"}:
            lemmas.add(child.lemma_.lower())
            lemmas.add(f"{child.lemma_.lower()} {token.lemma_.lower()}")
    return lemmas


def _trigger(words: list[Token], slots: Slots, frame: Frame) -> tuple[int, int]:
    tokens = list(words)
    for slot in frame.trigger:
        tokens += slots.get(slot)[:1]
    first = min(tokens, key=lambda t: t.i)
    last = max(tokens, key=lambda t: t.i)
    if last.i - first.i > 6:
        first = last = words[0]
    return first.idx, last.idx + len(last)
