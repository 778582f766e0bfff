"""The readers: a file, a folder, standard input, bytes or a string become documents.

A batch never stops at a broken document: it becomes a `Rejection`, which says where and why, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from rapporteur import errors
from rapporteur.datatypes import Document
from rapporteur.errors import InputError, RapporteurError, UnsupportedError
from rapporteur.text.decode import decode_bytes, sniff_utf16_or_32
from rapporteur.text.fields import build_document, check_metadata, split_front_matter
from rapporteur.text.json_rows import MAX_DOCUMENT_BYTES, Rejection, is_json_object, read_json, read_lines, too_long

__all__ = ["MAX_DOCUMENT_BYTES", "Rejection", "Source", "read_document", "read_documents"]

Source = Path | BinaryIO | Literal["-"]

_TEXT_SUFFIXES = frozenset((".txt", ".text", ".md"))
_JSON_SUFFIXES = frozenset((".json", ".jsonl", ".ndjson"))
_OTHER_DOCUMENTS = frozenset(
    (
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".rtf",
        ".html",
        ".htm",
        ".xhtml",
        ".xml",
        ".epub",
        ".eml",
        ".mbox",
        ".warc",
        ".csv",
        ".tsv",
        ".xlsx",
        ".gz",
        ".xz",
        ".bz2",
        ".zst",
        ".zip",
    )
)
"""Files that hold documents in forms this version does not read: rejected by name, so that nothing is lost in silence."""

_OWN_FILES = frozenset(("errors.jsonl",))
"""What a batch writes itself; a second run over the same folder must not read it."""


def read_document(
    source: Path | bytes | str,
    *,
    doc_id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    author: str | None = None,
    language: str | None = None,
    licence: str | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
) -> Document:
    """Read one document. For a file with many, a folder or standard input, use `read_documents`.

    Args:
        source: a `Path` is a file; bytes are a file's content, of any encoding; a string is the text itself.
        doc_id: id of the document; ``None`` takes the source's own, else the file's name, else a hash of the text.
        title: heading. This and the metadata below stand in where the source gives none itself.
        published: a day, in one of the forms of `read_published`.
        outlet: who publishes.
        url: where.
        author: as given.
        language: BCP 47 code.
        licence: of the text.
        max_bytes: refuse a longer source.

    Raises:
        InputError: no such file, or the file holds no or several documents.
        EncodingError, FieldError, UnsupportedError: it cannot be read as text.
    """
    given = check_metadata(
        {
            "title": title, "published": published, "outlet": outlet, "url": url,
            "author": author, "language": language, "licence": licence,
        },
        where="arguments of read_document",
    )  # fmt: skip
    if isinstance(source, str):
        return build_document(
            source, metadata=given, origin="given", doc_id=doc_id, id_origin="given",
            source=None, source_sha256=None, reader="string", notes=[],
        )  # fmt: skip
    if isinstance(source, bytes):
        if len(source) > max_bytes:
            raise too_long("bytes", max_bytes)
        document = _read_text(source, where="bytes", source=None, stem=None)
    else:
        document = _only(list(_read_file(source, name=str(source), stem=source.stem, max_bytes=max_bytes)), source)
    if doc_id is not None:
        document.doc_id, document.origins["doc_id"] = doc_id, "given"
    _fill(document, given)
    return document


def read_documents(
    source: Source | Sequence[Source],
    *,
    metadata: Mapping[str, str | None] | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
) -> Iterator[Document | Rejection]:
    """Read all documents of a file, of a folder and its subfolders, or of standard input, one after the other.

    Files: ``.txt``, ``.text`` and ``.md`` hold one document each, with optional front matter; ``.jsonl`` one a line;
    ``.json`` one object or a list. In a stream, JSON lines are recognised by a first character ``{``. Folders are
    walked in the order of their names; hidden files are passed over.

    Args:
        source: a path; ``"-"`` for standard input; an open binary stream; or a list of these.
        metadata: stands in where a document gives none itself, field by field.
        max_bytes: a longer document or line is rejected.

    Yields:
        Documents, ids unique within the batch, and a `Rejection` in the place of each that cannot be read.

    Raises:
        InputError: the source itself is not there or holds nothing to read.
        FieldError: ``metadata`` is wrong.
    """
    given = check_metadata(metadata or {}, where="metadata")
    seen: dict[str, int] = {}
    sources: Sequence[Source] = source if isinstance(source, (list, tuple)) else [source]  # type: ignore[list-item]
    for item in chain.from_iterable(_read_source(one, max_bytes) for one in sources):
        if isinstance(item, Document):
            _fill(item, given)
            _make_unique(item, seen)
        yield item


def _read_source(source: Path | BinaryIO | str, max_bytes: int) -> Iterator[Document | Rejection]:
    if source == "-":
        yield from _read_stream(sys.stdin.buffer, max_bytes=max_bytes)
    elif isinstance(source, str):
        raise InputError(
            f"read_documents({source[:40]!r})", "a Path, a binary stream or '-'", "another string",
            "Wrap a file name in Path(...); for text at hand use read_document.",
        )  # fmt: skip
    elif not isinstance(source, Path):
        yield from _read_stream(source, max_bytes=max_bytes)
    elif source.is_dir():
        yield from _read_folder(source, max_bytes=max_bytes)
    elif source.exists():
        yield from _read_file(source, name=str(source), stem=source.stem, max_bytes=max_bytes)
    else:
        raise InputError(str(source), "a file or folder", "nothing of that name", "Check the path.")


def _read_folder(folder: Path, *, max_bytes: int) -> Iterator[Document | Rejection]:
    n_files = 0
    unreadable: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            suffix = path.suffix.lower()
            if name.startswith(".") or name in _OWN_FILES or not path.is_file():
                continue
            if suffix in _OTHER_DOCUMENTS:
                n_files += 1
                refusal = UnsupportedError(
                    str(path), "plain text or JSON", f"a {suffix} file", "Convert it to text first, or move it away."
                )
                yield Rejection.of(refusal, source=str(path))
            elif suffix in _TEXT_SUFFIXES or suffix in _JSON_SUFFIXES:
                n_files += 1
                stem = path.relative_to(folder).with_suffix("").as_posix()
                yield from _read_file(path, name=str(path), stem=stem, max_bytes=max_bytes)
    for error in unreadable:
        name = str(error.filename)
        found = error.strerror or "an error"
        yield Rejection.of(InputError(name, "a readable folder", found, "Check its rights."), source=name)
    if n_files == 0 and not unreadable:
        raise InputError(
            str(folder), "text or JSON files (.txt, .md, .jsonl, .json)", "none", "Check the folder and the endings."
        )


def _read_file(path: Path, *, name: str, stem: str, max_bytes: int) -> Iterator[Document | Rejection]:
    """Read one file by its ending; what is wrong with the file as a whole is a single rejection."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            if suffix in (".jsonl", ".ndjson"):
                yield from read_lines(stream, name, max_bytes, begun=b"")
                return
            data = stream.read(max_bytes + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Rejection.of(InputError(name, "a readable file", reason, "Check the path and rights."), source=name)
        return
    try:
        if len(data) > max_bytes:
            raise too_long(name, max_bytes)
        if suffix != ".json":
            yield _read_text(data, where=name, source=name, stem=stem)
            return
    except RapporteurError as error:
        yield Rejection.of(error, source=name)
        return
    yield from read_json(data, name, max_bytes)


def _read_stream(stream: BinaryIO, *, max_bytes: int) -> Iterator[Document | Rejection]:
    """Read a stream whose form its first character tells."""
    name = "-"
    begun = b""
    while not begun.strip() and len(begun) <= max_bytes:
        line = stream.readline(max_bytes + 1)
        if not line:
            break
        begun += line
    wide = sniff_utf16_or_32(begun[:4096])
    first = begun.decode(wide, "replace") if wide is not None else begun.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if not first.lstrip("\ufeff \t\r\n").startswith("{"):
        data = begun + stream.read(max(0, max_bytes + 1 - len(begun)))
        try:
            if len(data) > max_bytes:
                raise too_long(name, max_bytes)
            yield _read_text(data, where="standard input", source=name, stem=None)
        except RapporteurError as error:
            yield Rejection.of(error, source=name)
    elif wide is None and is_json_object(begun):
        yield from read_lines(stream, name, max_bytes, begun=begun)
    else:
        data = begun + stream.read(max(0, max_bytes + 1 - len(begun)))
        yield from read_json(data, name, max_bytes)


def _read_text(data: bytes, *, where: str, source: str | None, stem: str | None) -> Document:
    decoded, encoding, notes = decode_bytes(data, where=where)
    metadata, own_notes, text = split_front_matter(decoded, where=where)
    given_id = metadata.pop("id", None)
    return build_document(
        text,
        metadata=metadata,
        origin="front matter",
        doc_id=given_id or stem,
        id_origin="front matter" if given_id else "file name",
        source=source,
        source_sha256=hashlib.sha256(data).hexdigest(),
        reader=f"text ({encoding})",
        notes=[*own_notes, *notes],
    )


def _fill(document: Document, given: Mapping[str, str]) -> None:
    """Let what was given stand in for metadata the document has not; a difference is noted and the document's kept."""
    for name, value in given.items():
        own = getattr(document, name)
        if own is None:
            setattr(document, name, value)
            document.origins[name] = "given"
        elif own != value:
            document.notes.append(f"{name} given as {value!r}, but the document says {own!r}: kept")


def _make_unique(document: Document, seen: dict[str, int]) -> None:
    given = document.doc_id
    while document.doc_id in seen:
        seen[given] += 1
        document.doc_id = f"{given}-{seen[given]}"
    seen[document.doc_id] = 1
    if document.doc_id != given:
        document.notes.append(f"id {given!r} was taken in this batch: made {document.doc_id!r}")


def _only(items: list[Document | Rejection], source: Path) -> Document:
    if len(items) != 1:
        raise InputError(str(source), "one document", f"{len(items)}", "Read it with read_documents.")
    item = items[0]
    if isinstance(item, Rejection):
        raise _revive(item)
    return item


def _revive(rejection: Rejection) -> RapporteurError:
    """The error a rejection was made of."""
    parts = dict(rejection.error)
    kind = getattr(errors, parts.pop("error"))
    error: RapporteurError = kind(**parts)
    return error
