"""Triples, dyads and spans of single sentences, worked by hand."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.evaluate.corpus import gsr_record, write_corpus

from rapporteur.evaluate.dyads import Pair, Party, SentenceEvent, SentencePrediction, trim_span
from rapporteur.evaluate.labels import cameo_roots, fold_type
from rapporteur.evaluate.petrarch import PetrarchTask
from rapporteur.evaluate.sentences import GoldRecord, SentencesTask, gold_triples
from rapporteur.evaluate.task import Options


def _score(record: GoldRecord, *events: SentenceEvent) -> dict[str, float | None]:
    scored = SentencesTask().score([record], [SentencePrediction("S1", list(events))], Options())
    return {figure.name: figure.value for figure in scored.board.figures()}


def _record(**changes: object) -> GoldRecord:
    return msgspec.convert({**gsr_record(), **changes}, GoldRecord)


def test_sentences_counts_one_triple_for_each_target() -> None:
    """With two targets in the gold and one found, recall is a half and precision one: F1 2/3."""
    event = SentenceEvent("ACCUSE", [], [Party("NOR", 0, 7)], [Party("SWE", 28, 35)])
    figures = _score(_record(), event)
    assert figures["triples F1"] == pytest.approx(2 / 3)
    assert figures["dyads F1"] == pytest.approx(2 / 3)
    assert figures["root only F1"] == 1.0
    assert figures["source and target spans F1, exact"] == pytest.approx(4 / 5)


def test_sentences_wants_the_direction_and_the_type() -> None:
    """The same two countries the other way round, or with another type, are no triple; without type they are a dyad."""
    turned = SentenceEvent("ACCUSE", [], [Party("SWE")], [Party("NOR")])
    other = SentenceEvent("REJECT", [], [Party("NOR")], [Party("SWE"), Party("AUT")])
    assert _score(_record(), turned)["triples F1"] == 0.0
    figures = _score(_record(), other)
    assert figures["triples F1"] == 0.0
    assert figures["dyads F1, any type"] == 1.0


def test_sentences_takes_mutual_events_either_way_round() -> None:
    """A reciprocal record is met by two actors without recipient, and by a visitor and a host."""
    parties = gsr_record()["source"] + gsr_record()["target"][:1]
    record = _record(source=parties, target=[], reciprocal=True)
    assert [str(pair) for pair, _ in gold_triples(record)] == ["NOR - SWE"]
    together = SentenceEvent("ACCUSE", [], [Party("SWE"), Party("NOR")], [])
    visit = SentenceEvent("ACCUSE", [], [Party("SWE")], [Party("NOR")])
    assert _score(record, together)["triples F1"] == 1.0
    assert _score(record, visit)["triples F1"] == 1.0


def test_sentences_dyads_are_pairs_of_countries() -> None:
    """A pair with an international body is a triple but no dyad, on both sides."""
    record = _record(target=[{**gsr_record()["target"][0], "code": "IGO"}])
    figures = _score(record, SentenceEvent("ACCUSE", [], [Party("NOR")], [Party("IGO")]))
    assert figures["triples F1"] == 1.0
    assert figures["dyads F1"] is None
    assert not Pair("NOR", "IGO", ordered=True).is_dyad


def test_sentences_trims_article_and_possessive() -> None:
    """Marking "the envoy's" or "envoy" is the same span."""
    text = "the envoy's car"
    assert trim_span(text, (0, 11)) == trim_span(text, (4, 9)) == (4, 9)


def test_labels_fold_promises_as_plover_does() -> None:
    """A promised visit is AGREE, a promised withdrawal CONCEDE, a denied attack no event at all."""
    assert fold_type("CONSULT", "scheduled") == "AGREE"
    assert fold_type("RETREAT", "intended") == "CONCEDE"
    assert fold_type("ASSAULT", "negated") is None
    assert fold_type("ASSAULT", "historical") == "ASSAULT"


def test_labels_narrow_cameo_roots_by_mode() -> None:
    """An air strike is "fight", an inquiry "investigate"; without mode the type's roots stand."""
    assert cameo_roots("ASSAULT", ["aerial"]) == ["19"]
    assert cameo_roots("ACCUSE", []) == ["09", "11"]


def test_petrarch_takes_a_visit_in_either_direction(tmp_path: Path) -> None:
    """CAMEO writes visits in two directions and the test names one of them: one record, no false second one."""
    _, path = write_corpus(tmp_path, "petrarch")
    task = PetrarchTask()
    items = task.read(path, Options())
    for actors, recipients in (("NOR", "SUD"), ("SUD", "NOR")):
        event = SentenceEvent("CONSULT", [], [Party(actors)], [Party(recipients)])
        figures = task.score(items, [SentencePrediction("T1", [event])], Options()).board.figures()
        assert [figure.value for figure in figures] == [1.0, 1.0, 1.0]


def test_petrarch_leaves_made_up_codes_out_of_the_roots(tmp_path: Path) -> None:
    """A code outside the twenty roots tests a dictionary: only its dyad is scored."""
    _, path = write_corpus(tmp_path, "petrarch")
    path.write_text(path.read_text("utf-8").replace('"042"', '"903"'), "utf-8")
    task = PetrarchTask()
    items = task.read(path, Options())
    event = SentenceEvent("AID", [], [Party("NOR")], [Party("SUD")])
    scored = task.score(items, [SentencePrediction("T1", [event])], Options())
    assert [figure.value for figure in scored.board.figures()] == [None, 1.0, None]
    assert scored.notes
