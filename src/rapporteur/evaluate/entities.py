"""Task ``entities``: named entities against four corpora, each with its declared type mapping.

``exact``: same class and same span. ``overlapping``: same class and a shared code point, one to one, largest overlap
first. The mappings, and what is left out of the comparison, stand in ``data/entity_types.yaml``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rapporteur.errors import DataError, FieldError
from rapporteur.evaluate.dyads import trim_span
from rapporteur.evaluate.matching import Span, dice, match_greedily, overlap
from rapporteur.evaluate.reading import Strict, check_span, decode_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task, excerpt
from rapporteur.yamlfile import read_yaml

__all__ = ["EntitiesTask", "EntityItem", "EntityPrediction", "EntitySpan", "load_type_mappings"]


class EntitySpan(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An entity as our engine labels it."""

    type: str
    start: int
    end: int


class EntityPrediction(msgspec.Struct, forbid_unknown_fields=True):
    """Entities of one sentence or document, with our labels."""

    id: str
    entities: list[EntitySpan]


class TypeMapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One corpus of ``data/entity_types.yaml``."""

    note: str
    gold: dict[str, str | None]
    ours: dict[str, str]
    least_confidence: float = 0.0
    outermost: bool = False
    trim_articles: bool = False


@functools.cache
def load_type_mappings() -> dict[str, TypeMapping]:
    """Corpus name -> mapping.

    Raises:
        DataError: an unknown key, or one of our labels mapped to a class that the gold does not have.
    """
    source = Path(__file__).parent / "data" / "entity_types.yaml"
    mappings = read_yaml(source, dict[str, TypeMapping])
    for name, mapping in mappings.items():
        dangling = set(mapping.ours.values()) - set(mapping.gold.values())
        if dangling:
            raise DataError(
                f"{source.name}, {name}.ours", "classes that gold has", str(sorted(dangling)), "Correct the file."
            )
    return mappings


class _GoldEntity(Strict):
    type: str
    start: int
    end: int
    tok_start: int | None = None
    tok_end: int | None = None
    confidence: float = 1.0


class _Row(Strict):
    """A row of any of the corpora; one of ``id``, ``sent_id``, ``doc_id`` names it."""

    text: str
    entities: list[_GoldEntity]
    id: str | None = None
    sent_id: str | None = None
    doc_id: str | None = None
    tokens: list[str] | None = None
    tags: list[str] | None = None
    source: str | None = None
    licence: str | None = None
    url: str | None = None
    title: str | None = None
    relations: list[dict[str, object]] | None = None


class EntityItem(msgspec.Struct):
    """A text with its gold spans: ``classes`` counted, ``left_out`` neither right nor wrong."""

    id: str
    text: str
    corpus: str
    classes: list[tuple[str, Span]]
    left_out: list[Span]


class EntitiesTask(Task[EntityItem, EntityPrediction]):
    """Named entities."""

    name = "entities"
    unit = "sentences"
    summary = "entity spans by a declared type mapping (uner, wikigold, crossner, re3d)"
    prediction_type = EntityPrediction

    def read(self, path: Path, options: Options) -> list[EntityItem]:
        """Texts of a corpus; the mapping is the one that knows all its labels, or the one named by ``--types``."""
        rows = list(decode_lines(path, _Row))
        labels = {entity.type for _, row in rows for entity in row.entities}
        corpus = options.types or _corpus_of(path, labels)
        mapping = load_type_mappings().get(corpus)
        if mapping is None:
            raise FieldError("--types", f"one of {', '.join(load_type_mappings())}", corpus, "Name a declared mapping.")
        items = []
        for where, row in rows:
            if row.tokens is not None and len(row.tokens) != len(row.tags or []):
                raise FieldError(
                    f"{where}, tags", f"{len(row.tokens)} tags", str(len(row.tags or [])), "Correct the row."
                )
            for i, entity in enumerate(row.entities):
                check_span(where, f"entities[{i}]", row.text, entity.start, entity.end)
                if entity.type not in mapping.gold:
                    raise FieldError(
                        f"{where}, entities[{i}].type", f"one of {', '.join(mapping.gold)}", entity.type, "Correct it."
                    )
            items.append(_item(where, row, corpus, mapping))
        if any(row.sent_id is None and row.id is None for _, row in rows):
            self.unit = "documents"
        return items

    def item_id(self, item: EntityItem) -> str:
        """The row's id."""
        return item.id

    def system(self, options: Options) -> Callable[[EntityItem], EntityPrediction]:
        """The language engine's entities."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the engine only when it is measured

        return lambda item: EntityPrediction(
            item.id, [EntitySpan(label, start, end) for label, start, end in systems.find_entities(item.text)]
        )

    def perfect(self, item: EntityItem) -> EntityPrediction:
        """The gold spans under one of our labels for their class."""
        ours = load_type_mappings()[item.corpus].ours
        label_of = {class_name: label for label, class_name in reversed(ours.items())}
        return EntityPrediction(item.id, [EntitySpan(label_of[c], s, e) for c, (s, e) in item.classes])

    def empty(self, item: EntityItem) -> EntityPrediction:
        """No entity."""
        return EntityPrediction(item.id, [])

    def check_prediction(self, item: EntityItem, prediction: EntityPrediction) -> None:
        """Spans inside the text."""
        for i, entity in enumerate(prediction.entities):
            check_span(f"prediction {item.id}", f"entities[{i}]", item.text, entity.start, entity.end)

    def score(self, items: Sequence[EntityItem], predictions: Sequence[EntityPrediction], options: Options) -> Scored:
        """Micro F1 and F1 per class."""
        del options
        board = Scoreboard(len(items))
        corpus = items[0].corpus if items else "uner"
        mapping = load_type_mappings()[corpus]
        board.declare("F1, exact", "f1", main=True)
        board.declare("F1, overlapping", "f1", main=True)
        classes = sorted({name for name in mapping.gold.values() if name is not None})
        for name in classes:
            board.declare(f"{name} F1, exact", "f1")
            board.declare(f"{name} F1, overlapping", "f1")
        errors: list[ErrorLine] = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            found = _in_classes(item, prediction, mapping)
            for name in classes:
                gold = sorted({span for c, span in item.classes if c == name})
                spans = sorted({span for c, span in found if c == name})
                exact = len(set(gold) & set(spans))
                loose = len(match_greedily(gold, spans, dice))
                for which, hits in (("exact", exact), ("overlapping", loose)):
                    board.add(index, f"F1, {which}", hits, len(spans), len(gold))
                    board.add(index, f"{name} F1, {which}", hits, len(spans), len(gold))
            errors.extend(_errors(item, found))
        return Scored(board, errors, [f"Type mapping {corpus}: {mapping.note}."])


def _corpus_of(path: Path, labels: set[str]) -> str:
    mappings = load_type_mappings()
    fitting = sorted((len(m.gold), name) for name, m in mappings.items() if labels <= set(m.gold))
    if not fitting:
        raise FieldError(
            path.name, f"the labels of one of {', '.join(mappings)}", ", ".join(sorted(labels)), "Declare a mapping."
        )
    return fitting[0][1]


def _item(where: str, row: _Row, corpus: str, mapping: TypeMapping) -> EntityItem:
    name = row.sent_id or row.id or row.doc_id or where
    kept = [e for e in row.entities if e.confidence >= mapping.least_confidence and mapping.gold[e.type] is not None]
    if mapping.outermost:
        kept = [e for e in kept if not any(_inside(e, other) for other in kept)]
    spans = [(_class_of(mapping, e.type), _trimmed(row.text, (e.start, e.end), mapping)) for e in kept]
    left_out = [(e.start, e.end) for e in row.entities if not any(e is other for other in kept)]
    return EntityItem(name, row.text, corpus, sorted(set(spans)), sorted(set(left_out)))


def _class_of(mapping: TypeMapping, label: str) -> str:
    name = mapping.gold[label]
    assert name is not None
    return name


def _inside(inner: _GoldEntity, outer: _GoldEntity) -> bool:
    larger = outer.end - outer.start > inner.end - inner.start
    return larger and outer.start <= inner.start and inner.end <= outer.end


def _trimmed(text: str, span: Span, mapping: TypeMapping) -> Span:
    return trim_span(text, span) if mapping.trim_articles else span


def _in_classes(item: EntityItem, prediction: EntityPrediction, mapping: TypeMapping) -> list[tuple[str, Span]]:
    """Our entities in the corpus's classes, without those that stand only where the corpus is left out."""
    found = set()
    for entity in prediction.entities:
        if entity.type not in mapping.ours:
            continue
        name = mapping.ours[entity.type]
        span = _trimmed(item.text, (entity.start, entity.end), mapping)
        counted = any(overlap(span, gold) for c, gold in item.classes if c == name)
        if not counted and any(overlap(span, other) for other in item.left_out):
            continue
        found.add((name, span))
    return sorted(found)


def _errors(item: EntityItem, found: Sequence[tuple[str, Span]]) -> list[ErrorLine]:
    lines = []
    gold_left = [entry for entry in item.classes if entry not in found]
    found_left = [entry for entry in found if entry not in item.classes]
    matched = match_greedily(gold_left, found_left, lambda g, p: dice(g[1], p[1]))
    for i, j, _ in matched:
        (expected, span), (label, other) = gold_left[i], found_left[j]
        kind = f"span of {expected}" if expected == label else f"{expected} read as {label}"
        lines.append(
            _line(item, kind, f"{expected} {item.text[slice(*span)]}", f"{label} {item.text[slice(*other)]}", span)
        )
    for i, (expected, span) in enumerate(gold_left):
        if i not in {i for i, *_ in matched}:
            lines.append(_line(item, f"{expected} missing", f"{expected} {item.text[slice(*span)]}", None, span))
    for j, (label, span) in enumerate(found_left):
        if j not in {j for _, j, _ in matched}:
            lines.append(_line(item, f"{label} too many", None, f"{label} {item.text[slice(*span)]}", span))
    return lines


def _line(item: EntityItem, kind: str, expected: str | None, found: str | None, span: Span) -> ErrorLine:
    return ErrorLine("entities", item.id, kind, expected, found, *span, excerpt(item.text, *span))
