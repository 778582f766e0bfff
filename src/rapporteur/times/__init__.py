"""Times: text -> `Timex` records (TIMEX3 value, interval, anchor), and the document's own date."""

from __future__ import annotations

from rapporteur.times.document_date import DocumentDate, find_document_date
from rapporteur.times.find import find_times

__all__ = ["DocumentDate", "find_document_date", "find_times"]
