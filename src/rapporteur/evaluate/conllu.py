"""Reads CoNLL-U strictly and gives each syntactic word its place in the text.

Source: universaldependencies.org/format.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError, SpanError
from rapporteur.evaluate.reading import read_text

__all__ = ["ConlluDocument", "ConlluSentence", "ConlluWord", "read_conllu"]


class ConlluWord(msgspec.Struct):
    """A syntactic word.

    Attributes:
        start, end: in the text of the document. The words of a multiword token whose forms do not spell its surface
            ("zum" = "zu" + "dem") all have the span of the token.
        head: 1-based number of the governor in the sentence, 0 for the root.
    """

    form: str
    upos: str
    head: int
    deprel: str
    start: int
    end: int


class ConlluSentence(msgspec.Struct):
    """A sentence with its words in order; ``start`` and ``end`` in the text of the document."""

    sent_id: str
    start: int
    end: int
    words: list[ConlluWord]


class ConlluDocument(msgspec.Struct):
    """A document: its sentences and the raw text that they spell."""

    id: str
    text: str
    sentences: list[ConlluSentence]


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    first = 1
    for number, raw in enumerate(read_text(path).split("\n"), start=1):
        line = raw.rstrip("\r")
        if line.strip():
            if not block:
                first = number
            block.append(line)
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def read_conllu(path: Path) -> list[ConlluDocument]:
    """All documents of a CoNLL-U file; without ``# newdoc`` lines the file is one document.

    The raw text joins the sentences' ``# text`` by one space, paragraphs (``# newpar``) by an empty line.

    Raises:
        FieldError: a row has not ten columns, a wrong number or head.
        SpanError: the words do not spell the ``# text`` line.
    """
    documents: list[ConlluDocument] = []
    for number, block in _blocks(path):
        comments = dict(_comment(line) for line in block if line.startswith("#"))
        where = f"{path.name} line {number}, sentence {comments.get('sent_id', '?')}"
        if "text" not in comments:
            raise FieldError(where, "a '# text =' line", "none", "Check that the file is CoNLL-U with raw text.")
        if "newdoc" in comments or "newdoc id" in comments or not documents:
            documents.append(ConlluDocument(comments.get("newdoc id", f"document-{len(documents) + 1}"), "", []))
        document = documents[-1]
        if document.sentences:
            document.text += "\n\n" if "newpar" in comments or "newpar id" in comments else " "
        start = len(document.text)
        document.text += comments["text"]
        words = _words([line.split("\t") for line in block if not line.startswith("#")], comments["text"], start, where)
        sent_id = comments.get("sent_id", f"{document.id}-{len(document.sentences) + 1}")
        document.sentences.append(ConlluSentence(sent_id, start, len(document.text), words))
    return documents


def _comment(line: str) -> tuple[str, str]:
    name, _, value = line[1:].partition(" = ")
    return name.strip(), value if name.strip() == "text" else value.strip()


def _find(text: str, surface: str, position: int, where: str) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    if not text.startswith(surface, position):
        raise SpanError(
            f"{where}, character {position}",
            f"the word {surface!r}",
            repr(text[position : position + len(surface)]),
            "The words must spell the '# text' line.",
        )
    return position


def _words(rows: list[list[str]], text: str, offset: int, where: str) -> list[ConlluWord]:
    words: list[ConlluWord] = []
    position = 0
    inside: list[tuple[int, int]] = []  # spans waiting for the words of a multiword token
    for row in rows:
        if len(row) != 10:
            raise FieldError(where, "ten tab-separated columns", f"{len(row)} in {row[:2]}", "Correct the row.")
        number, form = row[0], row[1]
        if "." in number:
            continue
        if "-" in number:
            first, last = (int(part) for part in number.split("-"))
            start = _find(text, form, position, where)
            position = start + len(form)
            forms = [other[1] for other in rows if other[0].isdigit() and first <= int(other[0]) <= last]
            inside = _split(form, forms, start)
            continue
        if inside:
            span = inside.pop(0)
        else:
            start = _find(text, form, position, where)
            position = start + len(form)
            span = (start, position)
        if number != str(len(words) + 1) or not row[6].isdigit():
            raise FieldError(
                where, f"word {len(words) + 1} with a numeric head", f"{number} with {row[6]!r}", "Correct the row."
            )
        words.append(ConlluWord(form, row[3], int(row[6]), row[7], span[0] + offset, span[1] + offset))
    for word in words:
        if word.head > len(words):
            raise FieldError(where, f"a head of at most {len(words)}", str(word.head), "Correct the row.")
    return words


def _split(surface: str, forms: list[str], start: int) -> list[tuple[int, int]]:
    if "".join(forms).casefold() != surface.casefold():
        return [(start, start + len(surface))] * len(forms)
    spans = []
    for form in forms:
        spans.append((start, start + len(form)))
        start += len(form)
    return spans
