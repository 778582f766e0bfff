"""`rapporteur actors lookup` and `explain`."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from rapporteur.actors.command import register

app = typer.Typer()
register(app)


def test_lookup_shows_the_office_on_the_date() -> None:
    """A person is shown with the title of that day."""
    result = CliRunner().invoke(app, ["actors", "lookup", "Sergei Lavrov", "--on", "2016-02-01"])
    assert result.exit_code == 0
    assert "Foreign Minister" in result.output


def test_lookup_writes_json_and_fails_for_nobody() -> None:
    """JSON is an array of links; a name that nobody bears ends with exit code 1."""
    result = CliRunner().invoke(app, ["actors", "lookup", "Hizbullah", "--json"])
    assert json.loads(result.output)[0]["name"] == "Hezbollah"
    assert CliRunner().invoke(app, ["actors", "lookup", "Blue Lantern Society"]).exit_code == 1


def test_explain_shows_features_and_the_choice() -> None:
    """Every candidate is printed with its features; the chosen one is marked."""
    result = CliRunner().invoke(app, ["actors", "explain", "Labour Party", "--country", "GBR", "--label", "ORG"])
    assert result.exit_code == 0
    assert "country_agreement" in result.output
    assert "->" in result.output
