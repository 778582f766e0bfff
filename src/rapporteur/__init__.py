"""Reads political reports and writes down who did what to whom, when, where and according to whom.

`code` codes one text; the stage verbs live in the folders of the same name (`rapporteur.text.read_document`,
`rapporteur.language.parse_document` ...), joined by `rapporteur.pipeline`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rapporteur.errors import RapporteurError

if TYPE_CHECKING:
    from rapporteur.datatypes import CodedDocument, Document, Event
    from rapporteur.pipeline import code, code_document

__all__ = ["CodedDocument", "Document", "Event", "RapporteurError", "__version__", "code", "code_document"]

__version__ = "0.1.0"

_LAZY = {
    "CodedDocument": "rapporteur.datatypes",
    "Document": "rapporteur.datatypes",
    "Event": "rapporteur.datatypes",
    "code": "rapporteur.pipeline",
    "code_document": "rapporteur.pipeline",
}


def __getattr__(name: str) -> Any:
    # The command answers --help at once only when importing the package loads neither the parser nor the tables.
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
