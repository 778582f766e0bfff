"""What holds for every task: the perfect prediction scores one, the empty one zero, wrong input stops."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.evaluate.corpus import CORPORA, pair, write_corpus

from rapporteur.errors import DataError, FieldError, InputError, SpanError
from rapporteur.evaluate.pairs import GoldPair, PairPrediction, PairsTask
from rapporteur.evaluate.run import evaluate, get_task
from rapporteur.evaluate.scoreboard import Figure
from rapporteur.evaluate.task import Options


def _figures(folder: Path, name: str, which: str) -> list[Figure]:
    task_name, path = write_corpus(folder, name)
    task = get_task(task_name)
    items = task.read(path, Options())
    predictions = [getattr(task, which)(item) for item in items]
    return task.score(items, predictions, Options()).board.figures()


@pytest.mark.parametrize("name", CORPORA)
def test_task_scores_one_for_the_gold_itself(tmp_path: Path, name: str) -> None:
    """Every figure that was measured is 1, and a median distance is 0."""
    figures = _figures(tmp_path, name, "perfect")
    assert {figure.value for figure in figures if figure.unit is None} <= {1.0, None}
    assert {figure.value for figure in figures if figure.unit is not None} <= {0.0}
    assert all(figure.value == 1.0 for figure in figures[:1])


@pytest.mark.parametrize("name", CORPORA)
def test_task_scores_nothing_for_an_empty_prediction(tmp_path: Path, name: str) -> None:
    """No figure is above 0, and the first of each task is 0."""
    figures = _figures(tmp_path, name, "empty")
    assert {figure.value for figure in figures} <= {0.0, None}
    assert figures[0].value == 0.0


@pytest.mark.parametrize("name", [name for name in CORPORA if name != "parse"])
def test_task_stops_at_an_unknown_field(tmp_path: Path, name: str) -> None:
    """A field that nobody declared is named with its document; nothing is scored."""
    task, path = write_corpus(tmp_path, name)
    row = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**row, "surprise": 1}), "utf-8")
    with pytest.raises(FieldError, match="surprise"):
        get_task(task).read(path, Options())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("records", '"end": 35', '"end": 36'),
        ("sentences", '"end": 35', '"end": 950'),
        ("pairs", "[[35, 42]]", "[[35, 420]]"),
        ("entities", '"end": 22', '"end": 220'),
        ("coref", '"end": 8', '"end": 800'),
        ("times-gum", '"text": "May 2031"', '"text": "May 2032"'),
        ("times-timex", '"text": "Friday"', '"text": "Monday"'),
        ("places", '"text": "Ostra"', '"text": "Vallo"'),
        ("parse", "2\tbegan", "2\tbegin"),
    ],
)
def test_task_stops_at_a_span_that_does_not_fit_its_text(tmp_path: Path, name: str, old: str, new: str) -> None:
    """A span outside the text, or a quote with other words, is an error that says what was expected and found."""
    task, path = write_corpus(tmp_path, name)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SpanError) as caught:
        get_task(task).read(path, Options())
    assert caught.value.where
    assert caught.value.expected
    assert caught.value.found
    assert caught.value.remedy


def test_evaluate_reads_compressed_files_and_stored_predictions(tmp_path: Path) -> None:
    """An .xz file is read as it is; stored predictions take the place of the coder; the hash names the file's bytes."""
    _, path = write_corpus(tmp_path, "pairs")
    packed = tmp_path / "pairs.jsonl.xz"
    packed.write_bytes(lzma.compress(path.read_bytes()))
    stored = tmp_path / "stored.jsonl"
    stored.write_text('{"id": "P1", "type": "RETREAT"}\n', "utf-8")
    result, errors = evaluate("pairs", packed, predictions=stored)
    assert result.figure("macro F1").value == 1.0
    assert (result.n, result.seconds, errors) == (1, None, [])
    assert len(result.sha256) == 64


def test_evaluate_refuses_predictions_for_another_file(tmp_path: Path) -> None:
    """A prediction whose id the file does not have is an error, not a silence."""
    _, path = write_corpus(tmp_path, "pairs")
    stored = tmp_path / "stored.jsonl"
    stored.write_text('{"id": "P2", "type": "AID"}\n', "utf-8")
    with pytest.raises(FieldError, match="P2"):
        evaluate("pairs", path, predictions=stored)


def test_evaluate_prints_published_scores_beside_the_figure_they_belong_to(tmp_path: Path) -> None:
    """`published.yaml` beside the corpus file is found, and its score stands with the macro F1 of the pairs."""
    _, path = write_corpus(tmp_path, "pairs")
    (tmp_path / "published.yaml").write_text("pairs:\n  - {system: Some coder, score: 0.5}\n", "utf-8")
    stored = tmp_path / "stored.jsonl"
    stored.write_text("", "utf-8")
    result, errors = evaluate("pairs", path, predictions=stored)
    (entry,) = result.published
    assert (entry.figure, entry.published.system, entry.published.score) == ("macro F1", "Some coder", 0.5)
    assert result.figure("macro F1").value == 0.0
    (error,) = errors
    assert error.kind == "YIELD read as (none)"
    assert error.excerpt is not None
    assert "[Norland] withdrew" in error.excerpt


def test_evaluate_says_which_tasks_there_are(tmp_path: Path) -> None:
    """An unknown task is answered with the known ones."""
    with pytest.raises(InputError, match="records, sentences"):
        evaluate("poetry", tmp_path / "x.jsonl")
    with pytest.raises(InputError, match="nothing there"):
        evaluate("pairs", tmp_path / "x.jsonl")


def test_evaluate_counts_an_item_that_breaks_the_coder_as_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One broken sentence is named with its error, and the others keep their figures."""
    _, path = write_corpus(tmp_path, "pairs")
    good = json.loads(path.read_text("utf-8"))
    path.write_text("".join(json.dumps({**good, "id": name}) + "\n" for name in ("P1", "P2")), "utf-8")

    def system(_task: PairsTask, _options: Options) -> Callable[[GoldPair], PairPrediction]:
        def code(item: GoldPair) -> PairPrediction:
            if item.id == "P1":
                raise ValueError("no verb")
            return PairPrediction(item.id, "RETREAT")

        return code

    monkeypatch.setattr(PairsTask, "system", system)
    done: list[tuple[int, int]] = []
    result, _ = evaluate("pairs", path, progress=lambda i, n: done.append((i, n)))
    assert result.failed == {"P1": "ValueError: no verb"}
    assert result.figure("micro F1").recall == 0.5
    assert done == [(1, 2), (2, 2)]


def test_evaluate_stops_where_a_table_of_the_coder_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged codebook is no fault of a sentence: the run ends with the error that names the file."""
    _, path = write_corpus(tmp_path, "pairs")

    def code(_item: GoldPair) -> PairPrediction:
        raise DataError("types/AID.yml", "a list", "a word", "Correct the file.")

    monkeypatch.setattr(PairsTask, "system", lambda _task, _options: code)
    with pytest.raises(DataError, match=r"types/AID\.yml"):
        evaluate("pairs", path)


def test_reader_takes_one_object_or_a_list_and_names_a_broken_line(tmp_path: Path) -> None:
    """A file may be JSON Lines, one object over several lines, or a list; a broken line is named by its number."""
    row = pair()
    lines, single, several = tmp_path / "a.jsonl", tmp_path / "b.json", tmp_path / "c.json"
    lines.write_text(json.dumps(row) + "\n\n", "utf-8")
    single.write_text(json.dumps(row, indent=2), "utf-8-sig")
    several.write_text(json.dumps([row, {**row, "id": "P2"}], indent=1), "utf-8")
    task = PairsTask()
    assert [len(task.read(path, Options())) for path in (lines, single, several)] == [1, 1, 2]
    lines.write_text(json.dumps(row) + "\n{broken\n", "utf-8")
    with pytest.raises(FieldError, match="line 2"):
        task.read(lines, Options())
