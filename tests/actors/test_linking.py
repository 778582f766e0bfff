"""Linking a name in its context, and abstaining."""

from __future__ import annotations

import pytest

from rapporteur.actors import ActorTable, load_actors
from rapporteur.actors.linking import FEATURES


@pytest.fixture(scope="module")
def actors() -> ActorTable:
    """The shipped table."""
    return load_actors()


def test_china_is_never_a_university(actors: ActorTable) -> None:
    """A country's name is the country; a longer name that contains it is somebody else."""
    link = actors.link("China")
    assert link is not None
    assert link.actor_id == "Q148"
    assert actors.link("China University of Mining", entity_label="ORG") is None
    assert actors.link("Bank of Georgia", entity_label="ORG") is None


@pytest.mark.parametrize(
    ("name", "label", "countries", "near", "on", "canonical"),
    [
        ("Johnson", "PER", ("GBR",), (), "2016-09-01", "Boris Johnson"),
        ("Lavrov", "PER", ("RUS",), (), "2016-02-01", "Sergei Lavrov"),
        ("Nakhaleh", "PER", ("PSE",), ("Q696206",), None, "Ziad al-Nakhalah"),
        ("Haniyeh", "PER", ("PSE",), (), "2020-09-02", "Ismail Haniyeh"),
        ("Labour Party", "ORG", ("GBR",), (), "2019-01-01", "Labour Party"),
        ("Socialist Party", "ORG", ("PRT",), (), "2019-01-01", "Socialist Party (Portugal)"),
        ("Hamas", None, (), (), None, "Hamas"),
    ],
)
def test_context_decides(
    actors: ActorTable,
    name: str,
    label: str | None,
    countries: tuple[str, ...],
    near: tuple[str, ...],
    on: str | None,
    canonical: str,
) -> None:
    """Countries, actors nearby and the date lead a short or shared name to one actor."""
    link = actors.link(name, entity_label=label, context_countries=countries, context_actors=near, on=on)
    assert link is not None
    assert link.name == canonical


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Smith", "PER"),
        ("Ministry of Defence", "ORG"),
        ("Johnson", "ORG"),
        ("Nobody Known", "PER"),
        ("Democratic Party", "ORG"),
    ],
)
def test_unsure_links_to_nobody(actors: ActorTable, name: str, label: str) -> None:
    """A surname or a shared name without support, and an unknown name, are not linked."""
    assert actors.link(name, entity_label=label) is None


def test_person_is_not_linked_to_an_organisation_and_the_other_way_round(actors: ActorTable) -> None:
    """What the tagger saw excludes the wrong kind."""
    assert actors.link("Hamas", entity_label="PER") is None
    assert actors.link("Sergei Lavrov", entity_label="ORG") is None


def test_explain_shows_every_feature_with_its_explanation(actors: ActorTable) -> None:
    """The ranking names each feature, its value, its weight and what it says; the weights sum to one."""
    rows = actors.explain("Labour Party", entity_label="ORG", context_countries=("NOR",))
    assert len(rows) > 2
    assert [feature["feature"] for feature in rows[0]["features"]] == [feature.__name__ for feature, _ in FEATURES]
    assert all(feature["says"] for feature in rows[0]["features"])
    assert rows == sorted(rows, key=lambda row: -row["score"])
    assert sum(weight for _, weight in FEATURES) == pytest.approx(1.0)
