"""Reading: source bytes become a `Document`, whose text is never altered again."""

from rapporteur.text.dates import read_published
from rapporteur.text.furniture import mark_furniture
from rapporteur.text.read import Rejection, read_document, read_documents

__all__ = ["Rejection", "mark_furniture", "read_document", "read_documents", "read_published"]
