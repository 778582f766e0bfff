"""Reads ``gum_open_docs``: GUM documents as text with entities, chains and dates."""

from __future__ import annotations

from pathlib import Path

import msgspec

from rapporteur.errors import SpanError
from rapporteur.evaluate.reading import Strict, check_quote, check_span, check_spans, decode_lines

__all__ = ["GumDate", "GumDocument", "GumEntity", "read_gum"]


class GumEntity(Strict):
    """A mention: span, type, chain number, span of its head word."""

    start: int
    end: int
    type: str
    group: int
    head: list[int]
    head_upos: str = "X"
    infstat: str | None = None
    link: str | None = None
    wiki: str | None = None


class GumDate(Strict):
    """A date as TEI writes it; ``when`` or an interval whose ends may be open."""

    start: int
    end: int
    text: str
    when: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None
    not_before: str | None = msgspec.field(name="notBefore", default=None)
    not_after: str | None = msgspec.field(name="notAfter", default=None)


class _Attribution(Strict):
    polarity: str
    unit: list[int]
    content_head_unit: list[int]
    subject_token: list[int] | None = None


class GumDocument(Strict):
    """One document."""

    doc_id: str
    text: str
    entities: list[GumEntity] = msgspec.field(default_factory=list)
    dates: list[GumDate] = msgspec.field(default_factory=list)
    dct: str | None = None
    sentences: list[list[int]] = msgspec.field(default_factory=list)
    attributions: list[_Attribution] = msgspec.field(default_factory=list)
    split: str | None = None
    genre: str | None = None
    licence: str | None = None
    open: bool | None = None
    title: str | None = None
    url: str | None = None


def read_gum(path: Path) -> list[GumDocument]:
    """All documents, spans and quotes checked."""
    documents = []
    for where, document in decode_lines(path, GumDocument):
        text = document.text
        check_spans(where, "sentences", text, document.sentences)
        for i, entity in enumerate(document.entities):
            check_span(where, f"entities[{i}]", text, entity.start, entity.end)
            if len(entity.head) != 2 or not entity.start <= entity.head[0] < entity.head[1] <= entity.end:
                raise SpanError(
                    f"{where}, entities[{i}].head",
                    f"a span inside {entity.start}..{entity.end}",
                    str(entity.head),
                    "Correct the row.",
                )
        for i, date in enumerate(document.dates):
            check_quote(where, f"dates[{i}]", text, (date.start, date.end), date.text)
        for i, attribution in enumerate(document.attributions):
            spans = [attribution.unit, attribution.content_head_unit]
            if attribution.subject_token is not None:
                spans.append(attribution.subject_token)
            check_spans(where, f"attributions[{i}]", text, spans)
        documents.append(document)
    return documents
