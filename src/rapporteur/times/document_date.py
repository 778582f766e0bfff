"""The day a document was published, where metadata, address, date line or a label in the text settle it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from rapporteur.times.calendar import parse_iso
from rapporteur.times.clues import date_line_of, full_day
from rapporteur.times.find import read_text
from rapporteur.times.join import join_readings
from rapporteur.times.readings import Reading
from rapporteur.times.rules import Grammar, load_grammar
from rapporteur.times.scan import Scan

__all__ = ["DocumentDate", "find_document_date"]

# Names of a publication date in metadata, best first.
METADATA_KEYS = (
    "published", "article:published_time", "datepublished", "publication_date", "pubdate", "published_date", "date_published", "dc.date.issued",
    "dcterms.created", "og:published_time", "dc.date", "parsely-pub-date", "sailthru.date", "timestamp", "dct", "date",
)  # fmt: skip
URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_.-](0?[1-9]|1[0-2])[/_.-](0?[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
)
# Only the head and the foot of a text are searched for a label, in characters.
HEAD_CHARS, FOOT_CHARS = 3000, 1500


class DocumentDate(msgspec.Struct, frozen=True):
    """A date of publication.

    Attributes:
        value: ISO date.
        origin: "metadata", "url", "date line" or "text" (a label such as "Published:").
        conflicts: (origin, ISO date) of other sources that name another day, in order of trust; empty when all agree.
    """

    value: str
    origin: str
    conflicts: tuple[tuple[str, str], ...] = ()


def find_document_date(
    text: str, *, url: str | None = None, metadata: Mapping[str, object] | None = None
) -> DocumentDate | None:
    """The day of publication, by the most trusted source that names a full date.

    Order of trust: metadata, address, date line, label in the text. A date that merely occurs in the text is never
    taken. A source that differs from the chosen one is reported as a conflict.

    Args:
        text: the document's text.
        url: its address, if known.
        metadata: names and values from the source (keys in any case).

    Returns:
        ``None`` when nothing settles the day.
    """
    grammar = load_grammar()
    found = [
        ("metadata", date_in_metadata(metadata or {}, grammar)),
        ("url", date_in_url(url)),
        *dates_in_text(text, grammar),
    ]
    dated = [(origin, value) for origin, value in found if value is not None]
    if not dated:
        return None
    origin, value = dated[0]
    conflicts = tuple((other, day) for other, day in dated[1:] if day != value)
    return DocumentDate(value, origin, conflicts)


def date_in_metadata(metadata: Mapping[str, object], grammar: Grammar) -> str | None:
    """The first full date under one of the known keys."""
    folded = {str(key).lower(): value for key, value in metadata.items()}
    for key in METADATA_KEYS:
        value = folded.get(key)
        if value is None:
            continue
        if isinstance(value, date):
            return value.isoformat()[:10]
        words = str(value).strip()
        if parse_iso(words[:10]) is not None:
            return words[:10]
        days = [day for reading in read_text(Scan(words[:200]), grammar) if (day := full_day(reading)) is not None]
        if len(set(days)) == 1:
            return days[0]
    return None


def date_in_url(url: str | None) -> str | None:
    """The date in a path such as /2016/05/03/; ``None`` when there is none or two that differ."""
    days = set()
    for match in URL_DATE.finditer(url or ""):
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        value = f"{year}-{int(month):02d}-{int(day):02d}"
        if parse_iso(value) is not None:
            days.add(value)
    return days.pop() if len(days) == 1 else None


def dates_in_text(text: str, grammar: Grammar) -> list[tuple[str, str | None]]:
    """The date line, and the date behind a label such as "Published:"."""
    head = Scan(text[:HEAD_CHARS])
    readings = join_readings(read_text(head, grammar), head, grammar)
    line = date_line_of(readings, head)
    labelled = labelled_date(readings, head, grammar)
    if labelled is None and len(text) > HEAD_CHARS:
        foot = Scan(text[-min(FOOT_CHARS, len(text) - HEAD_CHARS) :])
        labelled = labelled_date(join_readings(read_text(foot, grammar), foot, grammar), foot, grammar)
    return [("date line", full_day(line) if line is not None else None), ("text", labelled)]


def labelled_date(readings: list[Reading], scan: Scan, grammar: Grammar) -> str | None:
    """The one full date behind a label of publication at the beginning of a line."""
    labels = grammar.context.labels
    days = set()
    for reading in readings:
        value = full_day(reading)
        line = scan.line_at(reading.start, reading.end)
        if value is None or line is None:
            continue
        before = re.sub(r"[\s:|,.]+\Z", "", scan.work[line[0] : reading.start]).strip(" |•*-")
        if before in labels.published:
            days.add(value)
    return days.pop() if len(days) == 1 else None
