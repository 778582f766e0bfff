"""Fills a spaCy `Doc`: sentences, tags, lemmas, heads and relations (Universal Dependencies), entities, word vectors."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span

from rapporteur.datatypes import Document
from rapporteur.language import layout
from rapporteur.language.chains import find_chains
from rapporteur.language.decoding import ROOT, decode_entities, decode_heads
from rapporteur.language.lemmas import get_lemma
from rapporteur.language.session import MODEL_FOLDER, Engine, load_engine
from rapporteur.language.tokenizer import add_tokenizer_rules
from rapporteur.language.windows import SentenceScores, score_sentences

#: Word vectors are kept for documents of up to this many tokens (154 MB); coreference over more would not fit either.
MAX_VECTOR_TOKENS = 100_000
#: A stretch without white space longer than this is broken before tokenizing: spaCy's rules are quadratic in its length.
MAX_UNBROKEN_CHARS = 500

_UNBROKEN = re.compile(rf"\S{{{MAX_UNBROKEN_CHARS + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_document(document: Document, *, engine: Engine | None = None, with_chains: bool = True) -> Doc:
    """Parses a document.

    Args:
        document: only its text and its furniture are read. Furniture is parsed too, but no sentence crosses its edges.
        engine: another engine than the bundled one.
        with_chains: whether to score which words refer to the same thing, a tenth of the work or more; times and places do
            without.

    Returns:
        A `Doc` with `doc.text == document.text`; a lone surrogate, which spaCy cannot hold, stands as U+FFFD, one for one.
        Every sentence is one tree under one root (dep `root`, head itself). White space that spaCy keeps as a token has
        pos `SPACE`, dep `dep`, and the word before it as head. `doc.ents` are names of the types PERSON, ORG, NORP, LOC, FAC,
        EVENT, WEAPON, and time expressions (TIME). `doc.user_data["rapporteur_vectors"]` holds contextual vectors, float32
        (tokens, 384), zero for white space, absent for a document longer than `MAX_VECTOR_TOKENS`;
        `doc.user_data["rapporteur_chains"]` what `find_chains` gives for them.
        `doc.user_data["rapporteur_notes"]` lists what could not be read as it stands, for people.

    Raises:
        ModelError: the bundled model is missing, damaged, or computes wrong numbers on this machine.
    """
    edges = {offset for span in document.furniture for offset in (span.start, span.end)}
    doc = tokenize(_blank_nlp(), document.text)
    return annotate(doc, engine if engine is not None else load_engine(), edges, with_chains=with_chains)


@lru_cache(maxsize=1)
def _blank_nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    add_tokenizer_rules(nlp)
    return nlp


def make_nlp(*, model: Path = MODEL_FOLDER, n_threads: int = 1) -> Language:
    """The engine as a spaCy pipeline with one component, `rapporteur_engine`.

    Args:
        model: the model's folder.
        n_threads: threads inside one pass; one is best where several processes run.
    """
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    add_tokenizer_rules(nlp)
    nlp.add_pipe("rapporteur_engine", config={"model": str(model), "n_threads": n_threads})
    return nlp


@Language.factory("rapporteur_engine", default_config={"model": str(MODEL_FOLDER), "n_threads": 1})
class EngineComponent:
    """The spaCy component: annotates a tokenized `Doc` in place."""

    def __init__(self, nlp: Language, name: str, model: str, n_threads: int) -> None:  # noqa: ARG002  spaCy passes it
        self.name = name
        self.engine = load_engine(Path(model), n_threads=n_threads)

    def __call__(self, doc: Doc) -> Doc:
        """Annotates one tokenized document."""
        return annotate(doc, self.engine, set())

    def to_disk(self, path: Any, *, exclude: Any = ()) -> None:
        """Nothing is written: the model is part of the installed package."""

    def from_disk(self, path: Any, *, exclude: Any = ()) -> EngineComponent:  # noqa: ARG002  spaCy's interface
        """Nothing is read; see `to_disk`."""
        return self


def tokenize(nlp: Language, text: str) -> Doc:
    """Tokenizes any text: lone surrogates become U+FFFD, and very long unbroken stretches are broken first."""
    notes = []
    if _SURROGATE.search(text):
        text, count = _SURROGATE.subn("\ufffd", text)
        notes.append(f"{count} lone surrogates were replaced by U+FFFD")
    if _UNBROKEN.search(text) is None:
        doc = nlp.tokenizer(text)
    else:
        doc = _tokenize_in_parts(nlp, text)
        notes.append(f"a stretch of more than {MAX_UNBROKEN_CHARS} characters without white space was broken")
    if notes:
        doc.user_data["rapporteur_notes"] = notes
    return doc


def _tokenize_in_parts(nlp: Language, text: str) -> Doc:
    words: list[str] = []
    spaces: list[bool] = []

    def add(part: str) -> None:
        for token in nlp.tokenizer(part):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))

    position = 0
    for match in _UNBROKEN.finditer(text):
        if match.start() > position:
            add(text[position : match.start()])
        for start in range(match.start(), match.end(), MAX_UNBROKEN_CHARS):
            add(text[start : min(start + MAX_UNBROKEN_CHARS, match.end())])
        position = match.end()
        # spaCy hangs one space on the word before it, and the next part must not begin with that space.
        if position < len(text) and text[position] == " ":
            spaces[-1] = True
            position += 1
    if position < len(text):
        add(text[position:])
    return Doc(nlp.vocab, words=words, spaces=spaces)


class _Columns:
    """The document's annotation, a list a layer, over words (white space left out)."""

    def __init__(self, n_words: int) -> None:
        self.upos = [""] * n_words
        self.xpos = [""] * n_words
        self.feats = [""] * n_words
        self.heads = [0] * n_words
        self.deps = [""] * n_words
        self.entities: list[tuple[int, int, str]] = []


def annotate(doc: Doc, engine: Engine, edges: set[int], *, with_chains: bool = True) -> Doc:
    """Runs the engine over a tokenized `Doc` and writes every layer into it.

    Args:
        doc: the tokens; what they carry is overwritten.
        engine: the loaded engine.
        edges: offsets that no sentence may cross, such as those of furniture.
        with_chains: as in `parse_document`.
    """
    if len(doc) == 0:
        return doc
    places = [token.i for token in doc if not token.is_space]
    words = [doc[index].text for index in places]
    spans = [(doc[index].idx, doc[index].idx + len(doc[index])) for index in places]
    text = doc.text
    breaks = layout.find_breaks(text, spans)
    if edges:
        ordered = sorted(edges)
        starts = np.array([start for start, _ in spans])
        breaks.update(int(index) for index in np.searchsorted(starts, ordered) if index < len(spans))
    columns = _Columns(len(words))
    keeps_vectors = len(doc) <= MAX_VECTOR_TOKENS
    vectors = np.zeros((len(doc), 384), dtype=np.float32) if keeps_vectors else None
    notes: list[str] = [*doc.user_data.get("rapporteur_notes", []), *engine.notes]
    for sentence in score_sentences(engine, text, words, spans, breaks):
        _decode(sentence, engine, columns)
        if vectors is not None:
            vectors[places[sentence.start : sentence.end]] = sentence.scores.vectors[sentence.inside]
        if sentence.is_cut:
            notes.append(f"a sentence too long for one pass was cut at character {spans[sentence.end - 1][1]}")
    _write(doc, places, words, columns)
    if vectors is not None:
        doc.user_data["rapporteur_vectors"] = vectors
        if with_chains:
            doc.user_data["rapporteur_chains"] = find_chains(doc, vectors, engine)
    else:
        notes.append(f"word vectors were not kept: more than {MAX_VECTOR_TOKENS} tokens")
    if notes:
        doc.user_data["rapporteur_notes"] = notes
    return doc


def _decode(sentence: SentenceScores, engine: Engine, columns: _Columns) -> None:
    """Tags, tree and entities of one sentence, written into the columns."""
    scores, inside, labels = sentence.scores, sentence.inside, engine.labels
    start, end = sentence.start, sentence.end
    upos = scores.upos[inside].argmax(1)
    allowed = engine.feats_by_upos[upos]
    feats = np.where(allowed, scores.feats[inside], -np.inf).argmax(1)
    xpos = scores.xpos[inside].argmax(1)
    columns.upos[start:end] = [labels["upos"][index] for index in upos]
    columns.xpos[start:end] = [labels["xpos"][index] for index in xpos]
    columns.feats[start:end] = [labels["feats"][index] for index in feats]
    rows = scores.arcs[inside]
    heads = decode_heads(np.concatenate([rows[:, inside], rows[:, -1:]], axis=1))
    columns.deps[start:end] = _relations(engine, sentence, heads)
    columns.heads[start:end] = [start + (index if head == ROOT else head) for index, head in enumerate(heads)]
    for first, stop, kind in decode_entities(scores.entity[inside], labels["entity"]):
        columns.entities.append((start + first, start + stop, kind))


def _relations(engine: Engine, sentence: SentenceScores, heads: list[int]) -> list[str]:
    labels = engine.labels["deprel"]
    root = labels.index("root")
    dep = sentence.scores.rel_dep[sentence.inside]
    head = sentence.scores.rel_head[sentence.inside][[max(index, 0) for index in heads]]
    scores = engine.score_relations(dep, head)
    scores[:, root] = -np.inf
    best = scores.argmax(1)
    return ["root" if parent == ROOT else labels[index] for parent, index in zip(heads, best, strict=True)]


def _write(doc: Doc, places: list[int], words: list[str], columns: _Columns) -> None:
    """Writes the columns into the `Doc`; white space hangs on the word before it, or on the first word."""
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    n = len(doc)
    table: NDArray[np.uint64] = np.zeros((n, 6), dtype=np.uint64)
    heads = np.zeros(n, dtype=np.int64)
    space, dep = strings.add("SPACE"), strings.add("dep")
    space_tag = strings.add("_SP")
    empty = morphology.add("")
    previous = places[0] if places else 0
    number = 0
    cache: dict[str, int] = {"_": empty}
    for index in range(n):
        if number < len(places) and places[number] == index:
            feats = columns.feats[number]
            if feats not in cache:
                cache[feats] = morphology.add(feats)
            lemma = get_lemma(words[number], columns.upos[number], columns.xpos[number])
            table[index] = (
                0, strings.add(columns.deps[number]), strings.add(columns.upos[number]), strings.add(columns.xpos[number]),
                strings.add(lemma), cache[feats],
            )  # fmt: skip
            heads[index] = places[columns.heads[number]] - index
            previous = index
            number += 1
        else:
            table[index] = (0, dep, space, space_tag, strings.add(doc[index].text), empty)
            heads[index] = previous - index
    if not places:
        table[0, 1] = strings.add("root")
    table[:, 0] = heads.astype(np.uint64)
    doc.from_array([HEAD, DEP, POS, TAG, LEMMA, MORPH], table)
    doc.set_ents(
        [Span(doc, places[start], places[end - 1] + 1, label=kind) for start, end, kind in columns.entities],
        default="outside",
    )
