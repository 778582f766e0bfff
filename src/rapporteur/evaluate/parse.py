"""Task ``parse``: tags and trees against Universal Dependencies treebanks, on gold tokens and from raw text.

On gold tokens the system gets the words of each sentence and every figure is a share of words. From raw text the rules
are those of the CoNLL 2018 shared task: words are aligned by the characters they cover, white space left out; a figure
is an F1 over the words of both sides; UAS asks that the governor is aligned to the gold governor, LAS also for the
relation without its subtype; punctuation counts.

Multiword tokens ("don't"): where the syntactic words spell the token, each word covers its own characters, so a system
that splits there is aligned word by word. Where they do not, the words share the span of the token and are aligned in
their order. The official script aligns such words by their forms, which gives the same result except for words that
are misspelt on one side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError
from rapporteur.evaluate.conllu import ConlluDocument, ConlluSentence, read_conllu
from rapporteur.evaluate.reading import check_span
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task

__all__ = ["ParsePrediction", "ParseTask", "ParsedWord"]


class ParsedWord(msgspec.Struct, forbid_unknown_fields=True):
    """A word as a system tags and attaches it; offsets are ``None`` where the words were given."""

    upos: str
    head: int
    deprel: str
    start: int | None = None
    end: int | None = None


class ParsePrediction(msgspec.Struct, forbid_unknown_fields=True):
    """One document: ``gold_tokens`` sentence by sentence, ``raw`` as the system cut it; ``None`` where not run."""

    id: str
    gold_tokens: list[list[ParsedWord]] | None = None
    raw: list[list[ParsedWord]] | None = None


WordKey = tuple[int, int, int]


def _plain(deprel: str) -> str:
    return deprel.partition(":")[0]


class _Side:
    """Words of one side keyed by the characters they cover, white space left out."""

    def __init__(self, text: str, sentences: Sequence[Sequence[tuple[int, int]]]) -> None:
        positions = [0]
        for character in text:
            positions.append(positions[-1] + (not character.isspace()))
        self.keys: list[list[WordKey]] = []
        self.sentence_spans: set[tuple[int, int]] = set()
        for words in sentences:
            keys: list[WordKey] = []
            for start, end in words:
                key = (positions[start], positions[end])
                keys.append((*key, sum(other[:2] == key for other in keys)))
            self.keys.append(keys)
            if keys:
                self.sentence_spans.add((keys[0][0], keys[-1][1]))


class ParseTask(Task[ConlluDocument, ParsePrediction]):
    """Tags and trees."""

    name = "parse"
    unit = "documents"
    summary = "UPOS, UAS, LAS on gold tokens and from raw text (CoNLL-U)"
    prediction_type = ParsePrediction

    def read(self, path: Path, options: Options) -> list[ConlluDocument]:
        """Documents of a CoNLL-U file."""
        del options
        return read_conllu(path)

    def item_id(self, item: ConlluDocument) -> str:
        """The document's id."""
        return item.id

    def system(self, options: Options) -> Callable[[ConlluDocument], ParsePrediction]:
        """The language engine, given the words and given the raw text."""
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the engine only when it is measured

        def parse(item: ConlluDocument) -> ParsePrediction:
            words = [[(word.form, word.start, word.end) for word in sentence.words] for sentence in item.sentences]
            return ParsePrediction(
                item.id,
                None if options.raw_only else systems.parse_words(item.text, words),
                None if options.gold_only else systems.parse_text(item.text),
            )

        return parse

    def perfect(self, item: ConlluDocument) -> ParsePrediction:
        """The treebank's own tree, both ways."""
        rows = [[ParsedWord(w.upos, w.head, w.deprel, w.start, w.end) for w in s.words] for s in item.sentences]
        return ParsePrediction(item.id, rows, rows)

    def empty(self, item: ConlluDocument) -> ParsePrediction:
        """No word."""
        return ParsePrediction(item.id, [], [])

    def check_prediction(self, item: ConlluDocument, prediction: ParsePrediction) -> None:
        """As many words as given; spans inside the text; heads inside the sentence."""
        where = f"prediction {item.id}"
        for gold, words in zip(item.sentences, prediction.gold_tokens or [], strict=False):
            if len(words) != len(gold.words):
                raise FieldError(
                    f"{where}, sentence {gold.sent_id}",
                    f"{len(gold.words)} words",
                    f"{len(words)}",
                    "On gold tokens every given word gets one row.",
                )
        for i, sentence in enumerate(prediction.raw or []):
            for j, word in enumerate(sentence):
                check_span(where, f"raw[{i}][{j}]", item.text, word.start or 0, word.end or 0)
                if not 0 <= word.head <= len(sentence):
                    raise FieldError(
                        f"{where}, raw[{i}][{j}].head", f"0..{len(sentence)}", str(word.head), "Correct the row."
                    )

    def score(
        self, items: Sequence[ConlluDocument], predictions: Sequence[ParsePrediction], options: Options
    ) -> Scored:
        """Shares on gold tokens, F1 from raw text."""
        del options
        board = Scoreboard(len(items))
        for name in ("UPOS", "UAS", "LAS", "LAS with subtypes"):
            board.declare(f"{name}, gold tokens", "share", main=name in {"UPOS", "UAS", "LAS"})
        for name in ("sentences", "words", "UPOS", "UAS", "LAS"):
            board.declare(f"{name} F1, raw text", "f1", main=name in {"sentences", "LAS"})
        errors: list[ErrorLine] = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            if prediction.gold_tokens is not None:
                rows = prediction.gold_tokens or [[] for _ in item.sentences]
                for sentence, words in zip(item.sentences, rows, strict=True):
                    _score_given(board, index, sentence, words, errors)
            if prediction.raw is not None:
                _score_raw(board, index, item, prediction.raw)
        return Scored(board, errors)


def _score_given(
    board: Scoreboard, index: int, sentence: ConlluSentence, words: Sequence[ParsedWord], errors: list[ErrorLine]
) -> None:
    n = len(sentence.words)
    pairs = list(zip(sentence.words, words, strict=False))
    board.add(index, "UPOS, gold tokens", sum(g.upos == p.upos for g, p in pairs), n)
    board.add(index, "UAS, gold tokens", sum(g.head == p.head for g, p in pairs), n)
    attached = [(g, p) for g, p in pairs if g.head == p.head]
    board.add(index, "LAS, gold tokens", sum(_plain(g.deprel) == _plain(p.deprel) for g, p in attached), n)
    board.add(index, "LAS with subtypes, gold tokens", sum(g.deprel == p.deprel for g, p in attached), n)
    for i, (gold, word) in enumerate(pairs):
        if gold.upos != word.upos:
            errors.append(_error(sentence, i, f"UPOS {gold.upos} read as {word.upos}", gold.upos, word.upos))
        expected, found = _attachment(sentence, gold.head, gold.deprel), _attachment(sentence, word.head, word.deprel)
        if _plain(gold.deprel) != _plain(word.deprel):
            kind = f"{_plain(gold.deprel)} read as {_plain(word.deprel)}"
            errors.append(_error(sentence, i, kind, expected, found))
        elif gold.head != word.head:
            errors.append(_error(sentence, i, f"head of {_plain(gold.deprel)}", expected, found))


def _attachment(sentence: ConlluSentence, head: int, deprel: str) -> str:
    return f"{deprel} of {sentence.words[head - 1].form if 0 < head <= len(sentence.words) else 'ROOT'}"


def _error(sentence: ConlluSentence, i: int, kind: str, expected: str, found: str) -> ErrorLine:
    word = sentence.words[i]
    window = sentence.words[max(0, i - 8) : i + 9]
    text = " ".join(f"[{w.form}]" if w is word else w.form for w in window)
    return ErrorLine("parse", sentence.sent_id, kind, expected, found, word.start, word.end, text)


def _score_raw(board: Scoreboard, index: int, item: ConlluDocument, parsed: Sequence[Sequence[ParsedWord]]) -> None:
    gold_side = _Side(item.text, [[(w.start, w.end) for w in s.words] for s in item.sentences])
    system_side = _Side(item.text, [[(w.start or 0, w.end or 0) for w in s] for s in parsed])
    hits = len(gold_side.sentence_spans & system_side.sentence_spans)
    board.add(index, "sentences F1, raw text", hits, len(system_side.sentence_spans), len(gold_side.sentence_spans))
    gold = {
        key: (word.upos, keys[word.head - 1] if word.head else None, _plain(word.deprel))
        for sentence, keys in zip(item.sentences, gold_side.keys, strict=True)
        for word, key in zip(sentence.words, keys, strict=True)
    }
    system = {
        key: (word.upos, keys[word.head - 1] if word.head else None, _plain(word.deprel))
        for words, keys in zip(parsed, system_side.keys, strict=True)
        for word, key in zip(words, keys, strict=True)
    }
    aligned = [(gold[key], system[key]) for key in gold.keys() & system.keys()]
    n_system, n_gold = len(system), len(gold)
    board.add(index, "words F1, raw text", len(aligned), n_system, n_gold)
    board.add(index, "UPOS F1, raw text", sum(g[0] == p[0] for g, p in aligned), n_system, n_gold)
    board.add(index, "UAS F1, raw text", sum(g[1] == p[1] for g, p in aligned), n_system, n_gold)
    board.add(index, "LAS F1, raw text", sum(g[1:] == p[1:] for g, p in aligned), n_system, n_gold)
