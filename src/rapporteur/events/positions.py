"""Topics and positions of meetings: what was discussed, and what was affirmed, demanded, praised, opposed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.datatypes import Document, Position, Quote
from rapporteur.events.cues import MeetingCues
from rapporteur.events.participants import Resolver

__all__ = ["find_positions", "find_topics"]


# Shorter stretches are no positions but left-overs of a wrong parse.
MIN_POSITION_LENGTH = 8


def find_topics(document: Document, parse: Doc, cues: MeetingCues) -> Iterator[tuple[Quote, Token]]:
    """Each topic as its whole noun phrase or clause, one for each conjunct, with the verb it hangs on."""
    for token in parse:
        if any(f.start <= token.idx < f.end for f in document.furniture):
            continue
        if token.pos_ == "VERB":
            preposition = _cue(token, cues.topics)
            if preposition is None:
                continue
            bare = _subject_by_place(token)
            if bare is not None:
                yield Quote.of(document.text, *bare), token
                continue
            for head in _complements(token, preposition):
                yield from _split(document.text, head, token, cues)
        elif token.pos_ == "NOUN" and token.lemma_ in cues.topic_nouns:
            for child in token.children:
                if child.dep_.startswith(("nmod", "acl", "obl")) and trees.case_of(child) in {
                    "on",
                    "about",
                    "regarding",
                    "concerning",
                    "over",
                }:
                    yield from _split(document.text, child, token, cues)


def _cue(verb: Token, names: list[str]) -> str | None:
    """The preposition a cue needs: empty for a direct object, ``None`` when the verb is no cue."""
    lemma = verb.lemma_.lower()
    if lemma in names:
        return ""
    for name in names:
        first, _, rest = name.partition(" ")
        if (
            first == lemma
            and rest
            and any(c.lower_ == rest for child in verb.children for c in (child, *child.children))
        ):
            return rest
    return None


def _subject_by_place(verb: Token) -> tuple[int, int] | None:
    """The subject of a passive that the tree left without one: what stands between "and" and its auxiliary.

    "..., and some aspects of the pact were reviewed": parsers often hang such a subject on the clause before.
    """
    auxiliary = next((c for c in verb.children if c.dep_ in {"aux:pass", "aux"} and c.i < verb.i), None)
    if (
        verb.dep_ != "conj"
        or auxiliary is None
        or not trees.is_passive(verb)
        or trees.surface_subject(verb, own=True) is not None
    ):
        return None
    doc = verb.doc
    start = next(
        (k for k in range(auxiliary.i - 1, verb.sent.start, -1) if doc[k].lower_ == "and" and doc[k - 1].text == ","),
        None,
    )
    if start is None or start + 1 >= auxiliary.i:
        return None
    return doc[start + 1].idx, doc[auxiliary.i - 1].idx + len(doc[auxiliary.i - 1])


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


def _split(text: str, head: Token, anchor: Token, cues: MeetingCues) -> Iterator[tuple[Quote, Token]]:
    """The members of a list of topics.

    Long lists with commas are cut at their separators within the stretch the tree gives to the verb's complement,
    because attachment inside such lists is where parsers err most; short ones follow the tree's coordination.
    """
    region = _list_region(head, anchor)
    listed = _listed(region, cues) if not trees.is_passive(anchor) else []
    if len(listed) > 1:
        for start, end in listed:
            yield Quote.of(text, start, end), anchor
        return
    if region and not trees.is_passive(anchor):
        whole = _until_adverbial(region, anchor)
        span = _full_span(head, within_conjunct=True)
        if (
            span is not None
            and whole
            and whole[0].idx == span[0]
            and not any(t.dep_ == "conj" and t.head == head for t in whole)
        ):
            yield Quote.of(text, whole[0].idx, whole[-1].idx + len(whole[-1])), anchor
            return
    for conjunct in trees.conjuncts(head):
        span = _full_span(conjunct, within_conjunct=True)
        if span is not None and conjunct.pos_ != "PRON":
            yield Quote.of(text, *span), anchor


def _list_region(head: Token, anchor: Token) -> list[Token]:
    """Tokens of a complement up to the end of its clause: before ", which", before a coordinated verb, before a stop."""
    doc = head.doc
    span = _full_span(head, within_conjunct=True)
    first = next((t for t in head.sent if span is not None and t.idx >= span[0]), head)
    verbs = [
        t
        for t in trees.conjuncts(anchor)
        if t.i > head.i and t.i != anchor.i and t.pos_ == "VERB" and trees.surface_subject(t, own=True) is not None
    ]
    tokens: list[Token] = []
    for token in doc[first.i : head.sent.end]:
        if token.text in {".", ";", "!", "?"} or token.is_space:
            break
        comma_before = bool(tokens) and tokens[-1].text == ","
        if (
            comma_before
            and token.lower_ in {"which", "where", "who", "whom", "while", "as", "when", "whose"}
            and not _is_as_well(token)
        ):
            break
        if token.lower_ in {"and", "but"} and comma_before and _opens_clause(token):
            break
        if any(
            token.i >= min(t.i for t in verb.subtree if t.i > head.i) and token.dep_ == "cc" and token.head == verb
            for verb in verbs
        ):
            break
        tokens.append(token)
    while tokens and tokens[-1].is_punct and tokens[-1].text not in {")", "”", '"'}:
        tokens.pop()
    return tokens


def _until_adverbial(region: list[Token], anchor: Token) -> list[Token]:
    """A stretch up to the first phrase that says when, where, how or with whom the verb happened."""
    for k, token in enumerate(region):
        if (
            k
            and token.dep_ == "case"
            and token.head.head == anchor
            and token.lower_ not in {"for", "of", "between", "towards", "to", "regarding", "against"}
        ):
            return region[:k]
        if k and token.head == anchor and token.dep_ in {"obl:tmod", "obl:unmarked", "advmod", "advcl"}:
            return [t for t in region[:k] if t.i < min(s.i for s in token.subtree)] or region[:k]
    return region


def _opens_clause(conjunction: Token) -> bool:
    """Whether ", and" begins a new clause with a finite verb of its own before the next comma."""
    for token in conjunction.doc[conjunction.i + 1 : conjunction.sent.end]:
        if token.text in {",", ";", "."}:
            return False
        has_subject = any(c.dep_.startswith("nsubj") for c in token.children)
        if token.morph.get("VerbForm") == ["Fin"] and (token.pos_ == "AUX" or (token.pos_ == "VERB" and has_subject)):
            return True
    return False


def _is_as_well(token: Token) -> bool:
    return [t.lower_ for t in token.doc[token.i : token.i + 3]] == ["as", "well", "as"]


def _listed(tokens: list[Token], cues: MeetingCues) -> list[tuple[int, int]]:
    """Cut a stretch at ", ", ", and " and "as well as"; after "issues including" only what follows counts."""
    words = [t.lower_ for t in tokens]
    if "including" in words and any(
        t.lemma_.lower() in cues.generic_topics for t in tokens[: words.index("including")]
    ):
        tokens = tokens[words.index("including") + 1 :]
    pieces: list[list[Token]] = [[]]
    k = 0
    depth = 0
    while k < len(tokens):
        token = tokens[k]
        depth += token.text in {"(", "“"}
        depth -= token.text in {")", "”"}
        skip = 0
        if depth == 0 and token.text == ",":
            skip = 1
            rest = [t.lower_ for t in tokens[k + 1 : k + 4]]
            skip += 3 if rest == ["as", "well", "as"] else 1 if rest[:1] in (["and"], ["or"]) else 0
        elif depth == 0 and _is_as_well(token):
            skip = 3
        if skip:
            pieces.append([])
            k += skip
            continue
        pieces[-1].append(token)
        k += 1
    pieces = [p for p in pieces if p]
    if len(pieces) == 2 and " and " in f" {' '.join(t.lower_ for t in pieces[1])} " and "as" not in words:
        pieces = pieces[:1] + _cut_at_and(pieces[1])
    if len(pieces) < 2 or any(not any(t.pos_ in {"NOUN", "PROPN", "PRON", "VERB"} for t in p) for p in pieces):
        return []
    return [(p[0].idx, p[-1].idx + len(p[-1])) for p in pieces]


def _cut_at_and(piece: list[Token]) -> list[list[Token]]:
    """The last member of a list without a comma before "and": "trade, fisheries and transport"."""
    at = max(k for k, t in enumerate(piece) if t.lower_ == "and")
    right = piece[at + 1 :]
    return [piece[:at], right] if piece[:at] and right and piece[at].head in right else [piece]


def _full_span(head: Token, *, within_conjunct: bool) -> tuple[int, int] | None:
    """The whole phrase with its determiner, without its preposition, other conjuncts, and trailing comments."""
    skip: set[int] = set()
    for child in head.children:
        drop = (
            (within_conjunct and child.dep_ == "conj")
            or (child.dep_ in {"cc", "case", "mark", "punct"} and child.i < head.i)
            or child.dep_ in {"parataxis", "cc"}
        )
        if drop:
            skip |= {t.i for t in child.subtree}
    tokens = [t for t in head.subtree if t.i not in skip and not t.is_space]
    while tokens and (tokens[-1].is_punct and tokens[-1].text not in {")", "”", '"'}):
        tokens.pop()
    while tokens and (
        tokens[0].is_punct or tokens[0].dep_ == "cc" or (tokens[0].dep_ == "case" and tokens[0].head == head)
    ):
        tokens.pop(0)
    if not tokens:
        return None
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def find_positions(
    document: Document, parse: Doc, cues: MeetingCues, resolver: Resolver
) -> Iterator[tuple[Position, Token]]:
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
                span = _position_span(inner, token, settled)
                if span is None or span[1] - span[0] < MIN_POSITION_LENGTH:
                    continue
                quote = Quote.of(document.text, *_after_to(document.text, span))
                holder = _holder(token, resolver, cues)
                yield Position(holder, settled, quote, method=f"cue {token.lemma_}"), token  # type: ignore[arg-type]
            break


def _position_span(head: Token, anchor: Token, stance: str) -> tuple[int, int] | None:
    """What is held: a noun phrase up to the first comment after a comma, a clause or a thing opposed up to its end."""
    tokens = _list_region(head, anchor)
    if not tokens:
        return None
    end = len(tokens)
    if stance not in {"opposes", "warns"} and trees.is_nominal(head):
        for k, token in enumerate(tokens):
            if (
                token.text == ","
                and k + 1 < len(tokens)
                and tokens[k + 1].lower_ not in {"and", "or", "as"}
                and not _goes_on(tokens[k + 1 :])
            ):
                end = k
                break
    return tokens[0].idx, tokens[end - 1].idx + len(tokens[end - 1])


def _goes_on(tokens: list[Token]) -> bool:
    """Whether what follows a comma is the next member of a list ("trade, transport and fisheries")."""
    lead = [t.lower_ for t in tokens[:2]]
    return lead[:1] not in (["in"], ["including"], ["such"], ["with"], ["at"]) and any(
        t.lower_ in {"and", "or"} for t in tokens
    )


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
            inner = [
                c
                for c in head.children
                if c.dep_ in {"nmod", "acl", "advcl", "obl"} or (c.dep_.startswith("nmod:") and c.dep_ != "nmod:poss")
            ]
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
