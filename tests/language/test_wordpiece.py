"""The WordPiece splitter, held to the reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rapporteur.language.session import MODEL_FOLDER
from rapporteur.language.wordpiece import WordPiece

tokenizers = pytest.importorskip("tokenizers", reason="the reference tokenizer is a development dependency")

VOCABULARY = MODEL_FOLDER / "vocab.txt"

WORDS = [
    "communiqué", "Erdoğan", "al-Nakhalah", "U.S.-led", "10,000", "don't", "İstanbul", "北京", "Йемен", "naïve", "ﬁnance", "🙂", "a\u0301b", "x" * 120,
    "Ⅷ", "ǅ", "\u200bword", "\u200fنص", "e\u0301\u0302", "…", "“", "€5m", "\x00", "\ufffd", "ＡＢＣ", "ß", "ŉ",
]  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> WordPiece:
    """Our splitter with the bundled vocabulary."""
    return WordPiece.load(VOCABULARY)


@pytest.fixture(scope="module")
def reference() -> object:
    """The reference implementation with the same vocabulary."""
    return tokenizers.BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)


def expected(reference: object, word: str) -> tuple[int, ...]:
    """The reference's ids; where it reads nothing, the unknown piece."""
    ids = tuple(reference.encode(word, add_special_tokens=False).ids)  # type: ignore[attr-defined]
    return ids or (100,)


@pytest.mark.parametrize("word", WORDS)
def test_wordpiece_splits_real_words_as_the_reference_does(ours: WordPiece, reference: object, word: str) -> None:
    """Accents, scripts, ligatures, marks and noise give the reference's ids."""
    assert ours.encode_word(word) == expected(reference, word)


# Newer punctuation is left out: the reference carries the tables of an older Unicode version.
ALPHABET = st.characters(exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0x5FF) | st.sampled_from(
    "سلامنص“”‘’–—…•€№北京한ก"
)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ALPHABET, min_size=1, max_size=12))
def test_wordpiece_splits_any_word_as_the_reference_does(ours: WordPiece, reference: object, word: str) -> None:
    """Letters, controls and marks of several scripts are treated alike.

    Brackets are left out: the reference reads `[SEP]` in a text as its own mark, and ours never does.
    """
    assume("[" not in word)
    assert ours.encode_word(word) == expected(reference, word)


def test_wordpiece_reads_a_lone_surrogate_as_unknown(ours: WordPiece) -> None:
    """A character that no encoding can carry still gives one piece."""
    assert ours.encode_word("\ud800") == (ours.unknown,)


def test_wordpiece_answers_the_same_from_its_cache(ours: WordPiece) -> None:
    """The second answer is the first."""
    assert ours.encode_word("steadfastness") == ours.encode_word("steadfastness")
