"""Giving: coded documents become JSON lines, tables, a page, or cards for a terminal."""

from rapporteur.export.html import fragment, to_html
from rapporteur.export.lines import to_jsonl
from rapporteur.export.tables import tables, to_csv_tables, to_pandas

__all__ = ["fragment", "tables", "to_csv_tables", "to_html", "to_jsonl", "to_pandas"]
