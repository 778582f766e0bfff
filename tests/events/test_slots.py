"""Slots come out the same for active, passive, nominal and light-verb wording."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from rapporteur.codebook import load_codebook
from rapporteur.datatypes import Document
from rapporteur.events.slots import find_slots
from rapporteur.language import parse_document


def parse(text: str) -> Doc:
    return parse_document(Document("test", text))


def slots_of(text: str, word: str) -> dict[str, list[str]]:
    predicate = next(token for token in parse(text) if token.text == word)
    slots = find_slots(predicate, load_codebook())
    return {name: [token.text for token in slots.get(name)] for name in slots.names()}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Norway recalled the envoy on Monday.", "recalled"),
        ("The envoy was recalled by Norway on Monday.", "recalled"),
        ("Norway, which recalled the envoy on Monday, gave no reason.", "recalled"),
        ("Norway decided to recall the envoy.", "recall"),
        ("Norway met Chile and recalled the envoy.", "recalled"),
    ],
)
def test_slots_name_the_same_subject_and_object_in_every_voice(text: str, word: str) -> None:
    """Active, passive, relative clause, infinitive and coordination give one subject and one object."""
    slots = slots_of(text, word)
    assert slots["subj"] == ["Norway"]
    assert slots["obj"] == ["envoy"]


def test_slots_of_event_noun_with_support_verb() -> None:
    """ "held talks with" makes the noun the predicate and the verb's subject its subject."""
    slots = slots_of("Norway held talks with Chile in Geneva.", "talks")
    assert slots["subj"] == ["Norway"]
    assert slots["prep:with"] == ["Chile"]


def test_slots_of_passive_support_verb_keep_prepositions() -> None:
    """ "A meeting was held between A and B" fills prep:between with both."""
    slots = slots_of("A meeting was held between Norway and Chile in Geneva.", "meeting")
    assert slots["prep:between"] == ["Norway", "Chile"]


def test_slots_of_event_noun_with_nationality_adjective() -> None:
    """ "Norwegian raid" makes the adjective the subject."""
    assert slots_of("The Norwegian raid on the depot began at dawn.", "raid")["subj"] == ["Norwegian"]


def test_slots_of_object_control_take_the_object_as_subject() -> None:
    """In "urged Chile to release the trawler", Chile would release it."""
    slots = slots_of("Norway urged Chile to release the trawler.", "release")
    assert slots["subj"] == ["Chile"]
    assert slots["obj"] == ["trawler"]
