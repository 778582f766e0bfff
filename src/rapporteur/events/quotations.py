"""Direct speech: what stands in quotation marks of any style, and what follows "said:" without them."""

from __future__ import annotations

import re

import msgspec
from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.datatypes import ActorMention, Document, Mentions, Quote
from rapporteur.events.cues import AttributionCues, load_cues

__all__ = ["Quotation", "Source", "find_quotations"]

# Shorter stretches in quotation marks are words somebody uses ("conference"), not speech.
MIN_SPEECH_WORDS = 4
PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”", '"': '"'}


class Source(msgspec.Struct):
    """Who says something: the words, and the mention when they name an actor."""

    quote: Quote
    mention: ActorMention | None
    cue: Quote | None = None
    stance: str = "asserts"


class Quotation(msgspec.Struct):
    """A stretch of direct speech; ``start`` and ``end`` leave out the quotation marks."""

    start: int
    end: int
    source: Source | None = None
    block: bool = False


def find_quotations(document: Document, parse: Doc, mentions: Mentions) -> list[Quotation]:
    """Direct speech of a document in text order, with its speakers.

    Args:
        document: the document.
        parse: its parse.
        mentions: its actor mentions, to name speakers.

    Returns:
        Quotations; ``source`` is ``None`` where nobody is named near.
    """
    cues = load_cues("attribution.yml", AttributionCues)
    marked = [q for q in _marked(document.text) if _is_speech(parse, q)]
    quotations = marked + _blocks(document, parse, mentions, marked, cues)
    quotations.sort(key=lambda q: q.start)
    previous: Quotation | None = None
    for quotation in quotations:
        if quotation.source is None:
            quotation.source = _speaker(document, parse, mentions, quotation, quotations, cues)
        if quotation.source is None and previous is not None and previous.source is not None:
            between = document.text[previous.end : quotation.start]
            if len(between.split()) <= 12 or between.count("\n") == between.count("\n\n") * 2:
                quotation.source = previous.source
        previous = quotation
    return quotations


def _marked(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, str] | None = None
    for k, char in enumerate(text):
        if opened is None:
            if char in PAIRS and (char != '"' or not (k and text[k - 1].isalnum())):
                opened = (k, char)
            continue
        start, mark = opened
        if char in PAIRS[mark] and k > start:
            found.append(Quotation(start + 1, k))
            opened = None
        elif char == mark and mark != '"':
            # Each paragraph of a long quotation opens with a mark; only the last one closes.
            found.append(Quotation(start + 1, len(text[:k].rstrip())))
            opened = (k, char)
        elif char == "\n" and mark == '"' and text[k : k + 2] == "\n\n":
            rest = text[k:].lstrip()
            if not rest.startswith('"'):
                opened = None
            else:
                found.append(Quotation(start + 1, k))
                opened = None
    if opened is not None and opened[1] != '"':
        found.append(Quotation(opened[0] + 1, len(text.rstrip())))
    return found


def _is_speech(parse: Doc, quotation: Quotation) -> bool:
    span = parse.char_span(quotation.start, quotation.end, alignment_mode="contract")
    return span is not None and sum(1 for t in span if t.is_alpha) >= MIN_SPEECH_WORDS


def _blocks(
    document: Document, parse: Doc, mentions: Mentions, marked: list[Quotation], cues: AttributionCues
) -> list[Quotation]:
    blocks: list[Quotation] = []
    text = document.text
    for token in parse:
        if token.text != ":" or any(q.start <= token.idx < q.end for q in marked):
            continue
        source = _announced(parse, token, mentions, text, cues)
        if source is None:
            continue
        start = token.idx + 1
        while start < len(text) and text[start].isspace():
            start += 1
        if start >= len(text) or text[start] in '“"«„':
            continue
        for block in blocks:
            block.end = min(block.end, token.sent.start_char) if block.end > token.idx else block.end
        end = _block_end(document, start)
        blocks.append(Quotation(start, end, source, block=True))
    return [b for b in blocks if b.end > b.start]


def _block_end(document: Document, start: int) -> int:
    text = document.text
    ends = [f.start for f in document.furniture if f.start > start]
    end = min(ends, default=len(text))
    quoted = re.compile(r"\n\s*\n(?=[^\n]*[“\"])").search(text, start, end)
    return len(text[: quoted.start() if quoted else end].rstrip())


def _announced(parse: Doc, colon: Token, mentions: Mentions, text: str, cues: AttributionCues) -> Source | None:
    """The speaker of a clause that ends in a colon with a verb of saying before it ("The Minister said:")."""
    line_start = text.rfind("\n", 0, colon.idx) + 1
    before = [t for t in parse[: colon.i] if t.idx >= line_start]
    for token in reversed(before[-25:]):
        if token.pos_ == "VERB" and token.lemma_ in cues.block_verbs:
            subject = trees.surface_subject(token)
            if subject is None:
                subject = next((t for t in before if t.dep_.startswith("nsubj")), None)
            if subject is None:
                named = [t for t in before if mentions.at(t.i) is not None]
                subject = named[0] if named else None
            return None if subject is None else source_of(text, subject, mentions, cue=token)
    return None


def source_of(
    text: str, head: Token, mentions: Mentions, *, cue: Token | None = None, stance: str = "asserts"
) -> Source:
    """The source that a subject or complement names."""
    stands_for = trees.antecedent(head)
    if stands_for is not None:
        head = stands_for
    elif head.lower_ in {"which", "who", "that"}:
        earlier = [
            t
            for t in head.doc[head.sent.start : head.i]
            if trees.is_nominal(t) and t.dep_ not in {"compound", "nmod:poss"}
        ]
        head = earlier[-1] if earlier else head
    mention = mentions.at(head.i)
    quote = mention.quote if mention is not None else Quote.of(text, *trees.phrase_span(head))
    cue_quote = None if cue is None else Quote.of(text, cue.idx, cue.idx + len(cue))
    return Source(quote, mention, cue_quote, stance)


def _speaker(
    document: Document,
    parse: Doc,
    mentions: Mentions,
    quotation: Quotation,
    quotations: list[Quotation],
    cues: AttributionCues,
) -> Source | None:
    """The subject of the verb of saying outside the quotation, in the same sentence or just before it."""
    text = document.text

    def outside(token: Token) -> bool:
        return not any(q.start <= token.idx < q.end for q in quotations)

    line_start = text.rfind("\n", 0, quotation.start) + 1
    line_end = text.find("\n", quotation.end)
    line_end = len(text) if line_end < 0 else line_end
    window = parse.char_span(line_start, line_end, alignment_mode="expand")
    tokens = [t for t in window if outside(t) and not t.is_space] if window is not None else []
    verbs = [
        t
        for t in tokens
        if t.pos_ == "VERB" and t.lemma_ in cues.verbs["asserts"] and t.lemma_ not in {"think", "believe", "find"}
    ]
    verbs.sort(key=lambda t: min(abs(t.idx - quotation.end), abs(quotation.start - t.idx)))
    for verb in verbs:
        subject = trees.surface_subject(verb)
        if subject is None:
            subject = next((c for c in verb.children if c.dep_.startswith("nsubj")), None)
        if subject is not None and outside(subject) and subject.lower_ not in {"it", "i", "we"}:
            return source_of(text, subject, mentions, cue=verb)
    for token in tokens:
        case = trees.case_of(token)
        if case in cues.according:
            return source_of(text, token, mentions)
    return None
