"""JSON lines: one coded document a line, in the published shape."""

from __future__ import annotations

from collections.abc import Iterable

from rapporteur.datatypes import CodedDocument

__all__ = ["to_jsonl"]


def to_jsonl(coded: CodedDocument | Iterable[CodedDocument]) -> str:
    """Write coded documents as JSON lines, each ended by a line feed; empty when there are none."""
    documents = [coded] if isinstance(coded, CodedDocument) else coded
    return "".join(document.to_json() + "\n" for document in documents)
