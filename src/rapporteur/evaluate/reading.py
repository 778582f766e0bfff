"""Opens corpus files (plain or .xz) and decodes them strictly: an unknown field or a wrong span stops the run.

A measurement on a file that was half understood is worse than none, so nothing is skipped or repaired here. Every
message names the document, the path inside it, what was expected and what was found.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from rapporteur.errors import FieldError, InputError, SpanError

__all__ = ["Strict", "check_quote", "check_span", "decode_lines", "file_sha256", "read_json_lines", "read_text"]

T = TypeVar("T", bound=msgspec.Struct)

_ID_FIELDS = ("id", "doc_id", "sent_id")


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A row of a corpus file; a field that is not declared is an error."""


def read_text(path: Path) -> str:
    """The text of a file, decompressed when its name ends in ``.xz``; UTF-8, line ends as they stand.

    Raises:
        InputError: the file is missing, damaged or not UTF-8.
    """
    remedy = "Give the path of a corpus file as UTF-8 text, plain or .xz."
    try:
        raw = path.read_bytes()
        if path.suffix == ".xz":
            raw = lzma.decompress(raw)
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "a file", "nothing there", remedy) from None
    except (lzma.LZMAError, UnicodeDecodeError, OSError) as error:
        raise InputError(str(path), "a readable UTF-8 file", f"{type(error).__name__}: {error}", remedy) from error


def file_sha256(path: Path) -> str:
    """SHA-256 of the bytes of a file as they lie on the disk, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Gives ``(where, row)`` for each JSON object of a file: one a line, or one object or list filling the whole file.

    ``where`` names the row by its own id when it has one, else by file and line.

    Raises:
        FieldError: a line is not a JSON object.
    """
    remedy = "Check that the file is JSON Lines, or one JSON object."
    text = read_text(path)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    rows: list[tuple[int, Any]] = []
    try:
        for number, line in lines:
            rows.append((number, msgspec.json.decode(line)))
    except msgspec.DecodeError as error:
        where = f"{path.name} line {lines[len(rows)][0]}"
        try:
            rows = [(1, msgspec.json.decode(text))]
        except msgspec.DecodeError:
            raise FieldError(where, "a JSON object", str(error), remedy) from error
    if len(rows) == 1 and isinstance(rows[0][1], list):
        rows = list(enumerate(rows[0][1], start=1))
    for number, row in rows:
        where = f"{path.name} line {number}"
        if not isinstance(row, dict):
            raise FieldError(where, "a JSON object", type(row).__name__, remedy)
        name = next((row[key] for key in _ID_FIELDS if isinstance(row.get(key), str)), None)
        yield (f"document {name}" if name is not None else where), row


def decode_lines(path: Path, row_type: type[T]) -> Iterator[tuple[str, T]]:
    """Like `read_json_lines`, each row converted to ``row_type``.

    Raises:
        FieldError: a field is unknown, missing or of a wrong type.
    """
    for where, row in read_json_lines(path):
        try:
            yield where, msgspec.convert(row, row_type)
        except msgspec.ValidationError as error:
            raise FieldError(
                where,
                f"the fields {', '.join(field.name for field in msgspec.structs.fields(row_type))}",
                str(error),
                "Check that the file is the one this task reads; `rapporteur evaluate --help` lists them.",
            ) from error


def check_span(where: str, path: str, text: str, start: int, end: int) -> None:
    """Stops when ``start..end`` is not a non-empty range of ``text``.

    Raises:
        SpanError: naming document, path, the range of the text and the span found.
    """
    if not 0 <= start < end <= len(text):
        raise SpanError(
            f"{where}, {path}",
            f"a span inside 0..{len(text)}",
            f"{start}..{end}",
            "Offsets are half-open ranges of Unicode code points; correct the row.",
        )


def check_quote(where: str, path: str, text: str, span: tuple[int, int], quote: str) -> None:
    """Stops when the words at ``span`` are not ``quote``.

    Raises:
        SpanError: the span lies outside the text, or other words stand there.
    """
    check_span(where, path, text, *span)
    found = text[span[0] : span[1]]
    if found != quote:
        raise SpanError(
            f"{where}, {path}",
            f"the quote {quote!r} at {span[0]}..{span[1]}",
            repr(found),
            "Offsets are half-open ranges of Unicode code points; correct the row.",
        )


def check_spans(where: str, path: str, text: str, spans: Iterable[Sequence[int]]) -> None:
    """`check_span` for each of ``spans``; a span has exactly two numbers."""
    for i, span in enumerate(spans):
        if len(span) != 2:
            raise SpanError(f"{where}, {path}[{i}]", "a start and an end", repr(list(span)), "Correct the row.")
        check_span(where, f"{path}[{i}]", text, span[0], span[1])
