"""Treebank scores, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evaluate.corpus import write_corpus

from rapporteur.evaluate.conllu import ConlluDocument, read_conllu
from rapporteur.evaluate.parse import ParsedWord, ParsePrediction, ParseTask
from rapporteur.evaluate.task import Options


@pytest.fixture
def document(tmp_path: Path) -> ConlluDocument:
    """The two sentences of the small treebank."""
    (document,) = read_conllu(write_corpus(tmp_path, "parse")[1])
    return document


def _score(document: ConlluDocument, prediction: ParsePrediction) -> dict[str, float | None]:
    return {f.name: f.value for f in ParseTask().score([document], [prediction], Options()).board.figures()}


def test_conllu_gives_each_part_of_a_multiword_token_its_own_characters(document: ConlluDocument) -> None:
    """The token "don't" spells "do" and "n't": each has its offsets, and sentences follow after one space."""
    assert document.text == "Envoys don't wait. Talks began."
    words = [word for sentence in document.sentences for word in sentence.words]
    assert [document.text[word.start : word.end] for word in words] == [
        "Envoys", "do", "n't", "wait", ".", "Talks", "began", ".",
    ]  # fmt: skip


def test_parse_counts_words_on_gold_tokens(document: ConlluDocument) -> None:
    """One wrong tag, one wrong head and one wrong relation in eight words; subtypes do not count."""
    perfect = ParseTask().perfect(document)
    assert perfect.gold_tokens is not None
    rows = [[ParsedWord(w.upos, w.head, w.deprel) for w in sentence] for sentence in perfect.gold_tokens]
    rows[0][0].upos = "PROPN"
    rows[0][2].head = 2
    rows[0][4].deprel = "dep"
    rows[1][0].deprel = "nsubj"
    figures = _score(document, ParsePrediction("d1", rows, None))
    assert figures["UPOS, gold tokens"] == pytest.approx(7 / 8)
    assert figures["UAS, gold tokens"] == pytest.approx(7 / 8)
    assert figures["LAS, gold tokens"] == pytest.approx(6 / 8)
    assert figures["LAS with subtypes, gold tokens"] == pytest.approx(5 / 8)
    assert figures["LAS F1, raw text"] is None


def test_parse_aligns_words_of_a_raw_text_by_characters(document: ConlluDocument) -> None:
    """A system that keeps "don't" whole and joins the sentences: 6 of 7 words align with the 8 of the gold.

    Their governors align except for "Talks ... began", whose root hangs on the first sentence's verb.
    """
    at = document.text.index
    words = [
        ("NOUN", 3, "nsubj", "Envoys"), ("AUX", 3, "aux", "don't"), ("VERB", 0, "root", "wait"),
        ("PUNCT", 3, "punct", "."), ("NOUN", 6, "nsubj", "Talks"), ("VERB", 3, "parataxis", "began"),
    ]  # fmt: skip
    raw = [ParsedWord(u, h, d, at(form), at(form) + len(form)) for u, h, d, form in words]
    last = len(document.text)
    raw.append(ParsedWord("PUNCT", 6, "punct", last - 1, last))
    figures = _score(document, ParsePrediction("d1", None, [raw]))
    assert figures["words F1, raw text"] == pytest.approx(2 * 6 / 15)
    assert figures["UPOS F1, raw text"] == pytest.approx(2 * 6 / 15)
    assert figures["UAS F1, raw text"] == pytest.approx(2 * 5 / 15)
    assert figures["LAS F1, raw text"] == pytest.approx(2 * 5 / 15)
    assert figures["sentences F1, raw text"] == 0.0
