"""What every evaluation task is made of: a reader, a system adapter and a pure scorer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from rapporteur.errors import FieldError
from rapporteur.evaluate.scoreboard import Scoreboard

__all__ = ["ErrorLine", "Options", "Scored", "Task", "excerpt"]

Item = TypeVar("Item")
Prediction = TypeVar("Prediction")


class Options(msgspec.Struct, frozen=True):
    """What a run may be told beyond task and file.

    Attributes:
        actors: a small actor table (``petrarch``), or ``None``.
        types: name of a declared type mapping (``entities``); ``None`` finds it from the labels.
        raw_only, gold_only: ``parse`` from raw text only, or on gold tokens only.
    """

    actors: Path | None = None
    types: str | None = None
    raw_only: bool = False
    gold_only: bool = False


class ErrorLine(msgspec.Struct, omit_defaults=True):
    """One error of a system: where, of which kind, what was found and expected, with the text around it."""

    task: str
    id: str
    kind: str
    expected: str | None
    found: str | None
    start: int | None = None
    end: int | None = None
    excerpt: str | None = None


class Scored(msgspec.Struct):
    """Figures-to-be and errors of a run."""

    board: Scoreboard
    errors: list[ErrorLine]
    notes: list[str] = msgspec.field(default_factory=list)


def excerpt(text: str, start: int, end: int, *, margin: int = 60) -> str:
    """``text[start:end]`` in square brackets with up to ``margin`` code points on either side, on one line."""
    before, after = text[max(0, start - margin) : start], text[end : end + margin]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())


class Task(ABC, Generic[Item, Prediction]):
    """One line of the table of `rapporteur evaluate`.

    A task reads its corpus file into items, a system turns each item into a prediction, and a pure function of items
    and predictions gives the figures. Stored predictions take the place of the system with ``--predictions``.

    Attributes:
        name: as written on the command line.
        unit: what is resampled: ``documents`` or ``sentences``.
        prediction_type: msgspec struct with the field given by ``key``.
    """

    name: str
    unit: str
    summary: str
    prediction_type: type[Any]
    key: str = "id"

    @abstractmethod
    def read(self, path: Path, options: Options) -> list[Item]:
        """All items of a corpus file; raises `FieldError` or `SpanError` for the first wrong one."""

    @abstractmethod
    def item_id(self, item: Item) -> str:
        """The name of an item, unique in its file."""

    @abstractmethod
    def system(self, options: Options) -> Callable[[Item], Prediction]:
        """What is measured: a function that codes one item without looking at its gold."""

    @abstractmethod
    def perfect(self, item: Item) -> Prediction:
        """The prediction that repeats the gold; scores 1."""

    @abstractmethod
    def empty(self, item: Item) -> Prediction:
        """The prediction that says nothing; scores 0."""

    @abstractmethod
    def score(self, items: Sequence[Item], predictions: Sequence[Prediction], options: Options) -> Scored:
        """Figures and errors; ``predictions`` in the order of ``items``."""

    def check_prediction(self, item: Item, prediction: Prediction) -> None:
        """Stops when a stored prediction does not fit its item (a span outside the text)."""

    def read_predictions(self, path: Path, items: Sequence[Item]) -> list[Prediction]:
        """Stored predictions in the order of ``items``; an item without one is scored as empty.

        Raises:
            FieldError: a prediction names an item that is not in the file, or one item twice.
        """
        from rapporteur.evaluate.reading import decode_lines  # noqa: PLC0415 - a cycle of two small modules otherwise

        stored: dict[str, Prediction] = {}
        known = {self.item_id(item) for item in items}
        for where, prediction in decode_lines(path, self.prediction_type):
            name = getattr(prediction, self.key)
            if name not in known or name in stored:
                raise FieldError(
                    where,
                    "each id of the corpus file at most once",
                    f"{name!r} " + ("twice" if name in stored else "which the file does not have"),
                    "Give the predictions made from this file.",
                )
            stored[name] = prediction
        predictions = [stored.get(self.item_id(item), self.empty(item)) for item in items]
        for item, prediction in zip(items, predictions, strict=True):
            self.check_prediction(item, prediction)
        return predictions
