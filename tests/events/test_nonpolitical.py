"""Sport, weather, culture, business, science, private life, crime pages and health give next to no records."""

from __future__ import annotations

from pathlib import Path

import rapporteur

SENTENCES = Path(__file__).parent / "data" / "nonpolitical.txt"
MAX_PER_HUNDRED = 3


def test_sentences_outside_politics_give_fewer_than_three_records_in_a_hundred() -> None:
    """Each sentence is coded alone; tempting verbs (attack, strike, fire, kill, protest, deal) make no event there."""
    sentences = [
        line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    assert len(sentences) >= 200
    coded = [
        f"{event.type} {event.trigger.text!r} by {event.methods['type']}: {sentence}"
        for sentence in sentences
        for event in rapporteur.code(sentence).events
    ]
    assert len(coded) * 100 < MAX_PER_HUNDRED * len(sentences), (
        f"{len(coded)} records in {len(sentences)} sentences:\n" + "\n".join(coded)
    )


def test_sentences_outside_politics_stay_empty_between_political_ones() -> None:
    """A political sentence beforehand does not turn the same sentences into records of known actors."""
    sentences = [
        line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    lead = "The president of Chile received the foreign minister of Norway in Santiago."
    coded = []
    for sentence in sentences:
        text = f"{lead}\n\n{sentence}"
        coded += [
            f"{event.type} {event.trigger.text!r} by {event.methods['type']}: {sentence}"
            for event in rapporteur.code(text).events
            if event.trigger.start > len(lead)
        ]
    assert len(coded) * 100 < 4 * MAX_PER_HUNDRED * len(sentences), (
        f"{len(coded)} records in {len(sentences)} sentences:\n" + "\n".join(coded)
    )
