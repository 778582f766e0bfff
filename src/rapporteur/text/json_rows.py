"""JSON rows: a line, a list item or a whole file becomes a document, and a broken one a rejection."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from rapporteur.datatypes import Document
from rapporteur.errors import FieldError, InputError, RapporteurError, UnsupportedError
from rapporteur.text.decode import decode_bytes, sniff_utf16_or_32
from rapporteur.text.fields import row_to_document

__all__ = ["MAX_DOCUMENT_BYTES", "Rejection", "is_json_object", "read_json", "read_lines", "too_long"]

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""A document or JSON line longer than this is rejected, so that one broken file cannot fill the memory."""


class Rejection(msgspec.Struct):
    """A document that could not be read or coded.

    Attributes:
        source: file (with line number for JSON lines), ``-`` for standard input.
        line: line of the file, from 1, or ``None`` when the whole source is meant.
        doc_id: the document's id where it was known already.
        error: the four parts of the message and the error's name, as in `RapporteurError.to_dict`.
    """

    source: str
    line: int | None
    doc_id: str | None
    error: dict[str, str]

    @classmethod
    def of(
        cls, error: RapporteurError, *, source: str, line: int | None = None, doc_id: str | None = None
    ) -> Rejection:
        """Make the rejection of an error."""
        return cls(source=source, line=line, doc_id=doc_id, error=error.to_dict())


def read_json(data: bytes, name: str, max_bytes: int) -> Iterator[Document | Rejection]:
    """Read a JSON file: one object, a list of objects, or, when the whole is neither, one object a line."""
    try:
        if len(data) > max_bytes:
            raise too_long(name, max_bytes)
        text, encoding, _ = decode_bytes(data, where=name)
    except RapporteurError as error:
        yield Rejection.of(error, source=name)
        return
    try:
        whole = _parse(text)
    except (ValueError, RecursionError) as error:
        if sum(1 for line in text.splitlines() if line.strip().startswith("{")) > 1 and is_json_object(
            next(line for line in text.splitlines() if line.strip()).encode("utf-8", "surrogatepass")
        ):
            stream = io.BytesIO(text.encode("utf-8", "surrogatepass"))
            yield from read_lines(stream, name, max_bytes, begun=b"")
        else:
            yield Rejection.of(_not_json(name, error), source=name)
        return
    sha256 = hashlib.sha256(data).hexdigest()
    rows = whole if isinstance(whole, list) else [whole]
    for number, row in enumerate(rows):
        where = f"{name}, item {number + 1}" if isinstance(whole, list) else name
        try:
            yield row_to_document(row, where=where, source=name, source_sha256=sha256, reader=f"json ({encoding})")
        except RapporteurError as error:
            yield Rejection.of(error, source=where, doc_id=_row_id(row))


def read_lines(stream: BinaryIO, name: str, max_bytes: int, *, begun: bytes) -> Iterator[Document | Rejection]:
    """Read JSON lines as they come; blank lines are passed over, a broken line is a rejection."""
    head = begun or stream.read(4)
    wide = sniff_utf16_or_32(head) if not begun else None
    if wide is not None:
        data = head + stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            yield Rejection.of(too_long(name, max_bytes), source=name)
            return
        stream, head = io.BytesIO(decode_bytes(data, where=name)[0].encode("utf-8", "surrogatepass")), b""
    for number, line in _split_lines(stream, head, max_bytes):
        where = f"{name}, line {number}"
        row: object = None
        try:
            if line is None:
                raise too_long(where, max_bytes)
            bare = line.removeprefix(b"\xef\xbb\xbf").strip()
            if not bare:
                continue
            try:
                row = _parse(decode_bytes(bare, where=where)[0])
            except (ValueError, RecursionError) as error:
                raise _not_json(where, error) from None
            yield row_to_document(
                row,
                where=where,
                source=f"{name}:{number}",
                source_sha256=hashlib.sha256(bare).hexdigest(),
                reader="jsonl",
            )
        except RapporteurError as error:
            if isinstance(error, UnsupportedError):
                # The file is no JSON at all: one rejection for it, not one for each of its lines.
                yield Rejection.of(error, source=name)
                return
            yield Rejection.of(error, source=name, line=number, doc_id=_row_id(row))


def _split_lines(stream: BinaryIO, head: bytes, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Number the lines from 1; a line over the limit is ``None`` and is skipped without being kept in memory."""
    number = 0
    *whole, rest = head.split(b"\n")
    for line in whole:
        number += 1
        yield number, line
    while True:
        line = rest + stream.readline(max_bytes + 1)
        rest = b""
        if not line:
            return
        number += 1
        if len(line.rstrip(b"\r\n")) <= max_bytes:
            yield number, line
            continue
        while not line.endswith(b"\n") and line:
            line = stream.readline(1 << 20)
        yield number, None


def is_json_object(line: bytes) -> bool:
    """Whether a line is one whole JSON object: what tells JSON lines from a JSON file spread over lines."""
    try:
        return isinstance(json.loads(line.decode("utf-8-sig", "surrogatepass")), dict)
    except (ValueError, RecursionError):
        return False


def _parse(text: str) -> object:
    """Parse JSON; a field written twice is an error, since one of the two values would be lost."""
    return json.loads(text, object_pairs_hook=_unique_fields)


def _unique_fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in fields if names.count(name) > 1)
        raise _WrittenTwiceError(twice)
    return fields


class _WrittenTwiceError(ValueError):
    """A field of an object is written twice."""


def _row_id(row: object) -> str | None:
    if not isinstance(row, dict):
        return None
    given = row.get("id", row.get("doc_id"))
    return str(given)[:200] if isinstance(given, (str, int)) else None


def too_long(where: str, max_bytes: int) -> InputError:
    """The error for a source over the limit."""
    return InputError(
        where, f"at most {max_bytes:,} bytes", "more", "Split it, or raise max_bytes if it really is one document."
    )


def _not_json(where: str, error: Exception) -> FieldError:
    if isinstance(error, json.JSONDecodeError):
        message = error.msg.removesuffix(" starting at")
        found = f"{message[0].lower()}{message[1:]} at column {error.colno}"
    elif isinstance(error, _WrittenTwiceError):
        found = f"field {str(error)[:60]!r} twice"
    else:
        found = "a number or nesting beyond all measure"
    return FieldError(where, "one JSON object", found, "Check the quotes, commas, braces and names there.")
