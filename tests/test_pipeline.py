"""The whole journey on short texts of our own: what a record must say, and what it must leave open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rapporteur
from rapporteur.datatypes import CodedDocument, Event, Quote

ROOT = Path(__file__).parent.parent

READOUT = """\
The Foreign Minister of Norway, Kari Lund, received the Foreign Minister of Chile, Pedro Araya, in Oslo on Tuesday.

The ministers discussed fisheries, trade in salmon and the rescue service in the southern seas. Minister Lund praised Chile for its work on sea charts.
The two ministers will meet on Friday by video conference.
"""


def one(coded: CodedDocument, event_type: str) -> Event:
    found = [event for event in coded.events if event.type == event_type]
    assert len(found) == 1, [(e.type, e.trigger.text) for e in coded.events]
    return found[0]


def quotes(coded: CodedDocument) -> list[Quote]:
    found: list[Quote] = [*coded.furniture, *[w.quote for w in coded.wording]]
    for event in coded.events:
        found += [event.trigger, *event.evidence, *[n.quote for n in event.numbers]]
        found += [q for p in event.participants for q in (p.quote, p.title) if q is not None]
        found += [q for a in event.attribution for q in (a.quote, a.cue) if q is not None]
        found += [x.quote for x in (event.time, event.place, *event.places) if x is not None]
    for meeting in coded.meetings:
        found += [*meeting.topics, *[p.quote for p in meeting.positions]]
    return found


def test_code_reads_a_visit_with_sides_day_and_place() -> None:
    """The visitor is actor, the host recipient; the day stays symbolic without a date of publication."""
    coded = rapporteur.code(READOUT, outlet="Norwegian Ministry of Foreign Affairs")
    visit = next(e for e in coded.events if e.type == "CONSULT" and e.status == "occurred")
    assert {(p.role, p.country) for p in visit.participants if p.role in {"actor", "recipient"}} == {
        ("actor", "CHL"),
        ("recipient", "NOR"),
    }
    assert visit.time is not None
    assert visit.time.value == "XXXX-WXX-2"
    assert visit.place is not None
    assert (visit.place.name, visit.place.country) == ("Oslo", "NOR")
    assert visit.self_published is True


def test_code_keeps_the_follow_up_meeting_as_its_own_record() -> None:
    """A meeting announced for Friday by video is CONSULT, scheduled, remote."""
    coded = rapporteur.code(READOUT, outlet="Norwegian Ministry of Foreign Affairs")
    later = next(e for e in coded.events if e.type == "CONSULT" and e.status == "scheduled")
    assert later.time is not None
    assert later.time.value == "XXXX-WXX-5"
    assert later.format == "remote"
    assert "phone" in later.modes


def test_code_writes_a_meeting_sheet_with_one_topic_for_each_subject() -> None:
    """Topics of a list are one span each."""
    coded = rapporteur.code(READOUT, outlet="Norwegian Ministry of Foreign Affairs")
    topics = [topic.text for topic in coded.meetings[0].topics]
    assert topics == ["fisheries", "trade in salmon", "the rescue service in the southern seas"]


def test_code_anchors_weekdays_on_the_date_of_publication() -> None:
    """ "on Tuesday" is the last Tuesday on or before publication, "will meet on Friday" the next Friday."""
    coded = rapporteur.code(READOUT, published="2024-05-15")
    values = {e.status: e.time.value for e in coded.events if e.type == "CONSULT" and e.time is not None}
    assert values["occurred"] == "2024-05-14"
    assert values["scheduled"] == "2024-05-17"


def test_code_attributes_indirect_speech_to_its_speaker_and_then_to_the_outlet() -> None:
    """The chain runs from the nearest source outwards."""
    coded = rapporteur.code(
        "Police said that students blocked the road to the port of Lima on Monday.", outlet="Harbour Wire"
    )
    protest = one(coded, "PROTEST")
    assert [(a.source, a.voice) for a in protest.attribution] == [("Police", "indirect"), ("Harbour Wire", "own")]


def test_code_codes_a_request_and_not_the_act_requested() -> None:
    """ "urged Chile to release the trawler" is a REQUEST; nobody has released anything."""
    coded = rapporteur.code("Norway urged Chile to release the trawler.")
    assert [event.type for event in coded.events] == ["REQUEST"]
    request = coded.events[0]
    assert [(p.role, p.country) for p in request.participants] == [("actor", "NOR"), ("recipient", "CHL")]


@pytest.mark.parametrize(
    ("text", "event_type", "status"),
    [
        ("Norway did not condemn Chile over the fishing ban.", "ACCUSE", "negated"),
        ("Norway will send two hospital ships to Chile.", "AID", "intended"),
        ("The presidents of Chile and Peru will meet in Lima on 3 May.", "CONSULT", "scheduled"),
        ("The presidents of Chile and Peru met in Lima on 3 May.", "CONSULT", "occurred"),
        ("Norway may impose sanctions on Chile.", "SANCTION", "hypothetical"),
        ("Decades ago Chile expelled the envoys of Norway.", "SANCTION", "historical"),
    ],
)
def test_code_tells_what_happened_from_what_is_planned_possible_or_denied(
    text: str, event_type: str, status: str
) -> None:
    """Status follows negation, auxiliaries and stated times."""
    coded = rapporteur.code(text)
    assert [(e.type, e.status) for e in coded.events] == [(event_type, status)]


def test_code_merges_headline_and_body_into_one_record() -> None:
    """Two sentences that tell one meeting are one record with both as evidence."""
    text = "Norwegian premier visits Chile\n\nThe prime minister of Norway visited Chile on Monday.\n"
    visit = one(rapporteur.code(text), "CONSULT")
    assert len(visit.evidence) == 2


def test_code_gives_numbers_with_low_best_and_high() -> None:
    """ "at least" has no high; a vague number is a range."""
    coded = rapporteur.code(
        "Rebels attacked the army post near Lima on Monday, killing at least 12 soldiers and wounding dozens of civilians, the defence ministry of Peru said."
    )
    numbers = {n.kind: (n.low, n.best, n.high) for n in one(coded, "ASSAULT").numbers}
    assert numbers["killed"] == (12, 12, None)
    assert numbers["injured"] == (24, None, 99)


def test_code_adds_the_toll_of_the_next_sentence_to_the_attack() -> None:
    """Harm without a doer, told right after an attack, is that attack's."""
    coded = rapporteur.code(
        "Gunmen attacked a village in Chad on Sunday. At least ten people were killed and dozens wounded."
    )
    attack = one(coded, "ASSAULT")
    assert {n.kind: (n.low, n.high) for n in attack.numbers} == {"killed": (10, None), "injured": (24, 99)}
    assert len(attack.evidence) == 2


def test_code_records_who_claims_and_who_denies_an_attack() -> None:
    """A claim makes an actor and an attribution; a denial only an attribution."""
    text = (
        "A bomb exploded at a depot near Lima on Sunday, killing two guards. The Hill Army denied any role. "
        "The Orrin Brigade claimed responsibility for the bombing."
    )
    attack = one(rapporteur.code(text), "ASSAULT")
    assert {(a.source, a.stance) for a in attack.attribution} == {
        ("Hill Army", "denies"),
        ("Orrin Brigade", "claims responsibility"),
    }
    assert [p.name for p in attack.participants if p.role == "actor"] == ["Orrin Brigade"]


@pytest.mark.parametrize(
    "text",
    [
        "The striker attacked down the left and Norway beat Chile 2-1 in the final.",
        "Critics attacked the film as dull, but it bombed only in cinemas.",
        "The bank struck a deal with its landlord over the rent.",
        "Heavy rain killed the mood at the flower show.",
        "I met my cousin for lunch and we talked about the garden.",
    ],
)
def test_code_finds_no_event_in_sport_culture_business_weather_and_private_life(text: str) -> None:
    """Attack verbs of sport, films and markets are no political events."""
    assert rapporteur.code(text).events == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.text(alphabet="\n\t \u200f“”'🙂é", max_size=8))
def test_code_gives_exact_offsets_whatever_stands_around_the_words(before: str, after: str) -> None:
    """Every quote equals the text at its offsets."""
    coded = rapporteur.code(f"{before}\n\nNorway condemned Chile on Monday.\n\n{after}")
    for quote in quotes(coded):
        assert coded.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("text", ["", " \n\t\n ", "🙂", "\u202eabc", "x" * 5000])
def test_code_ends_empty_on_text_without_sentences(text: str) -> None:
    """Nothing to code is a named state, not an error."""
    coded = rapporteur.code(text)
    assert coded.state == "empty"
    assert coded.events == []


def test_code_gives_the_same_record_for_the_same_text() -> None:
    """Same text, same record, whatever was coded in between."""
    first = rapporteur.code(READOUT).to_json()
    rapporteur.code("Chile condemned Norway.")
    assert rapporteur.code(READOUT).to_json() == first


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.txt")), ids=lambda p: p.stem)
def test_examples_are_coded_with_exact_offsets(path: Path) -> None:
    """Each example document gives records, every field of which points to its words."""
    from rapporteur.pipeline import code_document
    from rapporteur.text import read_document

    coded = code_document(read_document(path))
    assert coded.events
    for quote in quotes(coded):
        assert coded.text[quote.start : quote.end] == quote.text


def test_acceptance_communique_gives_its_two_meetings() -> None:
    """The document the project began with: two meetings with participants, place, symbolic day and status."""
    path = ROOT.parent / "shared" / "acceptance" / "communique.txt"
    if not path.exists():
        pytest.skip("../shared/acceptance is not here")
    coded = rapporteur.code(path.read_text(encoding="utf-8"))
    held, planned = (e for e in coded.events if e.type == "CONSULT")
    assert (held.status, planned.status) == ("occurred", "scheduled")
    assert held.time is not None
    assert planned.time is not None
    assert (held.time.value, planned.time.value) == ("XXXX-WXX-3TEV", "XXXX-WXX-4TEV")
    assert held.place is not None
    assert held.place.country == "LBN"
    assert {p.country for p in planned.places} == {"PSE", "LBN"}
    assert {p.name for p in held.participants if p.role == "actor"} == {"Palestinian Islamic Jihad", "Hamas"}
    assert len([p for p in held.participants if p.role == "delegate" and p.title is not None]) == 2
    assert planned.format == "remote"
