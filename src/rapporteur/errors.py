"""Every error the library raises on purpose.

    RapporteurError
    |-- InputError            a document, table or setting given by the user cannot be used
    |   |-- EncodingError     the bytes are not text in any encoding we accept
    |   |-- FieldError        a JSONL line or table row has a missing or wrong field
    |   `-- SpanError         an offset lies outside its text, or a quote differs from the text there
    |-- DataError             a reference data file (codebook, actors, places, cues) is wrong
    |-- ModelError            the bundled model is missing, damaged or computes wrong numbers here
    `-- UnsupportedError      a known kind of input that this version does not read

A message always has four parts: where, what was expected, what was found, and what to do.
"""

from __future__ import annotations

__all__ = [
    "DataError",
    "EncodingError",
    "FieldError",
    "InputError",
    "ModelError",
    "RapporteurError",
    "SpanError",
    "UnsupportedError",
]


class RapporteurError(Exception):
    """Root of all errors of this library; builds the four-part message.

    Args:
        where: file and path inside it, or document id and span.
        expected: what would have been right.
        found: what is there instead.
        remedy: what the reader of the message can do about it.
    """

    def __init__(self, where: str, expected: str, found: str, remedy: str) -> None:
        self.where = where
        self.expected = expected
        self.found = found
        self.remedy = remedy
        super().__init__(f"{where}: expected {expected}; found {found}. {remedy}")

    def to_dict(self) -> dict[str, str]:
        """The four parts and the error's name, as written to errors.jsonl."""
        return {
            "error": type(self).__name__,
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }


class InputError(RapporteurError):
    """A document, table or setting given by the user cannot be used."""


class EncodingError(InputError):
    """The bytes are not text in any encoding we accept."""


class FieldError(InputError):
    """A JSONL line or table row has a missing or wrong field."""


class SpanError(InputError):
    """An offset lies outside its text, or a quote differs from the text there."""


class DataError(RapporteurError):
    """A reference data file (codebook, actors, places, cues) is wrong."""


class ModelError(RapporteurError):
    """The bundled model is missing, damaged or computes wrong numbers on this machine."""


class UnsupportedError(InputError):
    """A known kind of input that this version does not read."""
