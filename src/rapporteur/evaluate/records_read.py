"""Reads coded documents (gold, a second coder, stored output) as strictly as the coder writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from rapporteur.datatypes import CodedDocument, Quote
from rapporteur.errors import FieldError
from rapporteur.evaluate.labels import EVENT_TYPES
from rapporteur.evaluate.reading import check_quote, read_json_lines

__all__ = ["check_document", "convert_document", "read_documents"]

# What a file may leave out of a document; everything else the published shape requires.
_OPTIONAL: dict[str, Any] = {
    "url": None,
    "title": None,
    "outlet": None,
    "published": None,
    "meetings": [],
    "wording": [],
}
_OPTIONAL["furniture"] = []


def _unknown(raw: Any, known: Any, path: str) -> Iterator[str]:
    """Paths of keys that the decoded record has dropped."""
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, value in raw.items():
            if key not in known:
                yield f"{path}.{key}".lstrip(".")
            else:
                yield from _unknown(value, known[key], f"{path}.{key}")
    elif isinstance(raw, list) and isinstance(known, list):
        for i, (left, right) in enumerate(zip(raw, known, strict=True)):
            yield from _unknown(left, right, f"{path}[{i}]")


def convert_document(row: dict[str, Any], where: str) -> CodedDocument:
    """A row as a coded document.

    Raises:
        FieldError: a field is unknown, missing, or has a value the record does not allow.
        SpanError: a quote differs from the text at its offsets.
    """
    try:
        document = msgspec.convert({**_OPTIONAL, **row}, CodedDocument)
    except msgspec.ValidationError as error:
        raise FieldError(where, "the shape of a coded document", str(error), "Correct the row.") from error
    for path in _unknown(row, msgspec.to_builtins(document), ""):
        raise FieldError(f"{where}, {path}", "a field of the record", "an unknown field", "Remove or rename it.")
    check_document(document, where)
    return document


def _quotes(value: Any, path: str) -> Iterator[tuple[str, Quote]]:
    if isinstance(value, Quote):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _quotes(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _quotes(item, f"{path}[{i}]")


def check_document(document: CodedDocument, where: str) -> None:
    """Stops at the first wrong quote, unknown type, repeated event number or meeting without its event."""
    for path, quote in _quotes(document, ""):
        check_quote(where, path, document.text, (quote.start, quote.end), quote.text)
    numbers: set[int] = set()
    for i, event in enumerate(document.events):
        if event.type not in EVENT_TYPES:
            raise FieldError(
                f"{where}, events[{i}].type", f"one of {', '.join(EVENT_TYPES)}", event.type, "Correct it."
            )
        if event.n in numbers:
            raise FieldError(f"{where}, events[{i}].n", "a number used once", str(event.n), "Number the events from 1.")
        numbers.add(event.n)
    for i, meeting in enumerate(document.meetings):
        for name, number in [("event", meeting.event), *(("outcomes", n) for n in meeting.outcomes)]:
            if number not in numbers:
                raise FieldError(
                    f"{where}, meetings[{i}].{name}", "the number of an event", str(number), "Correct the reference."
                )


def read_documents(path: Path) -> list[CodedDocument]:
    """All coded documents of a ``.jsonl`` or ``.json`` file.

    Raises:
        FieldError: also when two documents have one id.
    """
    documents: dict[str, CodedDocument] = {}
    for where, row in read_json_lines(path):
        document = convert_document(row, where)
        if document.doc_id in documents:
            raise FieldError(where, "each document once", "a second one of the same id", "Remove one of them.")
        documents[document.doc_id] = document
    return list(documents.values())
