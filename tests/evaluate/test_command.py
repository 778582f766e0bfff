"""The command `rapporteur evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from tests.evaluate.corpus import write_corpus
from typer.testing import CliRunner

from rapporteur.evaluate import register


def _run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    register(app)

    @app.command()
    def another() -> None:
        """A second command, so that the first keeps its name."""

    result = CliRunner().invoke(app, ["evaluate", *arguments])
    return result.exit_code, result.output


def test_command_prints_a_table_and_writes_the_errors(tmp_path: Path) -> None:
    """The table has figure, interval and n; the errors file one line each with kind and text."""
    task, path = write_corpus(tmp_path, "pairs")
    stored, errors = tmp_path / "stored.jsonl", tmp_path / "errors.jsonl"
    stored.write_text('{"id": "P1", "type": "AID"}\n', "utf-8")
    code, output = _run(task, str(path), "--predictions", str(stored), "--errors", str(errors))
    assert code == 0
    assert "macro F1" in output
    assert "YIELD read as AID" in output
    (line,) = errors.read_text("utf-8").splitlines()
    assert json.loads(line)["kind"] == "YIELD read as AID"


def test_command_prints_one_json_object(tmp_path: Path) -> None:
    """`--json` gives the result for programs: task, file, hash, figures."""
    task, path = write_corpus(tmp_path, "pairs")
    stored = tmp_path / "stored.jsonl"
    stored.write_text('{"id": "P1", "type": "CONCEDE"}\n', "utf-8")
    code, output = _run(task, str(path), "--predictions", str(stored), "--json")
    result = json.loads(output)
    assert code == 0
    assert (result["task"], result["file"], result["n"]) == ("pairs", "pairs.jsonl", 1)
    assert result["figures"][0]["value"] == 1.0
