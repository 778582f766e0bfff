"""Entity spans under a declared type mapping, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.evaluate.corpus import write_corpus

from rapporteur.errors import FieldError
from rapporteur.evaluate.entities import EntitiesTask, EntityPrediction, EntitySpan, load_type_mappings
from rapporteur.evaluate.task import Options


def _score(path: Path, *spans: tuple[str, int, int]) -> dict[str, float | None]:
    task = EntitiesTask()
    items = task.read(path, Options())
    prediction = EntityPrediction(items[0].id, [EntitySpan(*span) for span in spans])
    return {f.name: f.value for f in task.score(items, [prediction], Options()).board.figures()}


def test_entities_tells_exact_from_overlapping_spans(tmp_path: Path) -> None:
    """A name found by its surname alone overlaps but is not exact; a facility is a place in UNER."""
    _, path = write_corpus(tmp_path, "entities")
    figures = _score(path, ("PERSON", 4, 8), ("FAC", 17, 22))
    assert figures["F1, exact"] == pytest.approx(0.5)
    assert figures["F1, overlapping"] == 1.0
    assert figures["PER F1, exact"] == 0.0
    assert figures["LOC F1, exact"] == 1.0


def test_entities_leaves_out_labels_that_the_corpus_does_not_mark(tmp_path: Path) -> None:
    """Times and nationalities are neither right nor wrong in UNER; a wrong class is."""
    _, path = write_corpus(tmp_path, "entities")
    assert _score(path, ("PERSON", 0, 8), ("LOC", 17, 22), ("TIME", 9, 13))["F1, exact"] == 1.0
    assert _score(path, ("ORG", 0, 8), ("LOC", 17, 22))["F1, exact"] == pytest.approx(0.5)


def test_entities_of_re3d_takes_the_outermost_sure_spans(tmp_path: Path) -> None:
    """Nested and doubtful spans are left out, as are our entities that stand only there; articles are trimmed."""
    text = "The Vallo Council thanked Norland."
    entities = [
        {"start": 0, "end": 17, "type": "Organisation", "confidence": 1},
        {"start": 4, "end": 9, "type": "Location", "confidence": 0},
        {"start": 26, "end": 33, "type": "Organisation", "confidence": 0.2},
    ]
    path = tmp_path / "re3d.jsonl"
    path.write_text(json.dumps({"doc_id": "r1", "text": text, "entities": entities, "relations": []}), "utf-8")
    figures = _score(path, ("ORG", 4, 17), ("LOC", 4, 9), ("LOC", 26, 33))
    assert figures["F1, exact"] == 1.0


def test_entities_names_the_labels_it_does_not_know(tmp_path: Path) -> None:
    """A corpus whose labels no mapping declares is refused."""
    _, path = write_corpus(tmp_path, "entities")
    path.write_text(path.read_text("utf-8").replace('"PER"', '"HERO"'), "utf-8")
    with pytest.raises(FieldError, match="HERO"):
        EntitiesTask().read(path, Options())


def test_type_mappings_name_only_labels_of_our_engine() -> None:
    """Every corpus maps from the eight entity types of the engine."""
    ours = {"PERSON", "ORG", "NORP", "LOC", "FAC", "EVENT", "TIME", "WEAPON"}
    assert all(set(mapping.ours) <= ours for mapping in load_type_mappings().values())
