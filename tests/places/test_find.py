"""Finding and resolving toponyms. Expected places are marked in the text: [Damascus=SYR]."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporteur.datatypes import PlaceMention
from rapporteur.places import find_places, join_places

MARK = re.compile(r"\[(.+?)=([\w:.]+?)\]")


def read_marks(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Text without marks, and (start, end, what stands after the equals sign)."""
    text, spans, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return text + marked[at:], spans


def outcome(places: list[PlaceMention]) -> list[tuple[int, int, str | None]]:
    """Spans with the country of the entry."""
    return [(p.quote.start, p.quote.end, p.entry.country if p.entry else None) for p in places]


@pytest.mark.parametrize(
    "marked",
    [
        "The two envoys met in [Muscat=OMN] and flew on to [Nairobi=KEN].",
        "[Lebanon=LBN] closed the road between [Beirut=LBN] and [Tripoli=LBN].",
        "Libyan officials opened a school in [Tripoli=LBY].",
        "The fair in [Tripoli=LBY] opened.",
        "Storms hit [Savannah=USA], [Georgia=USA]; schools in [Georgia=USA] and [Florida=USA] closed.",
        "[Georgia=GEO] and [Armenia=ARM] opened a bridge near [Tbilisi=GEO].",
        "Indian traders in [Hyderabad=IND] welcomed the fair.",
        "A fair in [Hyderabad=PAK], [Pakistan=PAK], drew traders from [Karachi=PAK] and [Hyderabad=PAK].",
        "[Venezuela=VEN] reopened the theatre in [Valencia=VEN].",
        "The Spanish minister spoke in [Valencia=ESP].",
        "Costa Rican growers met in [San Jose=CRI].",
        "Growers from [San Jose=USA], [California=USA], met in [Sacramento=USA].",
        "A library opened in [Paris=USA], [Texas=USA].",
        "Fairs in [Paris=USA], [Tenn=USA]., [Lexington=USA], [Ky=USA]., and [Portland=USA], [OR=USA], opened.",
        "[Germany=DEU] and [France=FRA] met in [Paris=FRA] and [Berlin=DEU].",
        "The flood reached [Nyala=SDN], [South Darfur=SDN].",
        "Farmers in [Anbar=IRQ] province and in [Donetsk=UKR] oblast sowed wheat.",
        "The [U.S.=USA] and the [UK=GBR] signed it in [Sana'a=YEM].",
        "The ferry crossed the [Strait of Hormuz=rp:none].",
    ],
)
def test_toponyms_without_a_tagger(marked: str) -> None:
    """Names are found with their spans and resolved by containment, nationality and the other places of the text."""
    text, spans = read_marks(marked)
    expected = [(start, end, None if country == "rp:none" else country) for start, end, country in spans]
    assert outcome(find_places(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She studied at the University of China.",
        "The Bank of Ireland lent the money.",
        "Paris Hilton opened the shop with Jack London.",
        "Michael Jordan and Chad Smith played.",
        "Tests for West Nile virus and Lassa fever were negative.",
        "On Monday the most nice of us read about it in May.",
        "us and them",
        "",
    ],
)
def test_no_place_inside_other_names(text: str) -> None:
    """Names of organisations, people and viruses hold no place."""
    assert find_places(text) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("The [University of China=ORG] moved to [Wuhan=LOC].", ["Wuhan"]),
        ("[Paris Hilton=PERSON] spoke in [Rome=LOC].", ["Rome"]),
        ("[Washington=PERSON] crossed the river in [Delaware=LOC].", ["Delaware"]),
        ("The [Treaty of Rome=EVENT] and the [Bank of Ireland=ORG] were named.", []),
        ("[European=NORP] and [South African=LOC] growers met.", []),
        ("They landed at [Basra airport=FAC].", ["Basra"]),
        ("They toured [Bagram Airfield=FAC] and the [Old Mill Theatre=FAC].", ["Bagram Airfield"]),
        ("Rain fell on [southern Syria=LOC] and on [Aleppo Province=LOC].", ["Syria", "Aleppo Province"]),
        ("A fair in [Homs, Syria=LOC].", ["Homs", "Syria"]),
        ("The [north=LOC] was dry.", []),
        ("A fair in the village of [Qarzabad Sufla=LOC] in [Herat=LOC].", ["Qarzabad Sufla", "Herat"]),
    ],
)
def test_tagged_spans_are_the_candidates(marked: str, expected: list[str]) -> None:
    """LOC spans are toponyms, FAC when known, nothing inside ORG, PERSON, EVENT; direction words stay outside."""
    text, entities = read_marks(marked)
    assert [place.quote.text for place in find_places(text, candidates=entities)] == expected


def test_unknown_village_stays_open() -> None:
    """A tagged name that the gazetteer does not have is found, with no entry."""
    text, entities = read_marks("They met in [Qarzabad Sufla=LOC] near [Herat=LOC].")
    first, second = find_places(text, candidates=entities)
    assert (first.entry, first.precision) == (None, "none")
    assert second.entry is not None


def test_well_known_name_without_a_tag_is_found() -> None:
    """A city of the first rank that the tagger left unmarked, and a country it took for an organisation, are found."""
    text, entities = read_marks("[Kenya=ORG] will host the fair in Nairobi.")
    assert [place.quote.text for place in find_places(text, candidates=entities)] == ["Kenya", "Nairobi"]


def test_outlet_country_decides_between_equal_names() -> None:
    """A Lebanese outlet's Tripoli is in Lebanon."""
    (place,) = find_places("The fair in Tripoli opened.", outlet_country="LBN")
    assert place.entry is not None
    assert place.entry.country == "LBN"
    assert [other.country for other in place.alternatives][:1] == ["LBY"]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("rain in Cairo", "city"), ("rain in Anbar province", "admin"), ("rain in Chad", "country"), ("rain in the Sahel", "region"),
        ("rain in the Balkans", "region"), ("rain in Tahrir Square", "point"),
    ],
)  # fmt: skip
def test_precision_follows_the_kind_of_place(text: str, precision: str) -> None:
    """A square is a point, a province is an administrative division."""
    assert [place.precision for place in find_places(text)] == [precision]


def test_direction_words_are_kept_as_part() -> None:
    """Direction and part words beside a name are kept as written."""
    parts = [p.part for p in find_places("Rain in northern Syria, on the outskirts of Aleppo and in Cairo.")]
    assert parts == ["northern", "outskirts of", None]


@pytest.mark.parametrize(
    ("marked", "joined", "name"),
    [
        ("A fair in [Sirte=LOC], [Libya=LOC].", "Sirte, Libya", "Sirte"),
        ("Shops in the [Karrada=LOC] district of [Baghdad=LOC] opened.", "Karrada district of Baghdad", "Karrada"),
        ("Rain in [Urem al-Kubra=LOC], northern [Syria=LOC].", "Urem al-Kubra, northern Syria", "Urem al-Kubra"),
        ("Rain in northern [Syria=LOC].", "northern Syria", "Syria"),
    ],
)
def test_joined_places_quote_the_containing_place(marked: str, joined: str, name: str) -> None:
    """What is written together becomes one mention with the entry of the smaller place."""
    text, entities = read_marks(marked)
    (place,) = join_places(text, find_places(text, candidates=entities))
    assert place.quote.text == joined == text[place.quote.start : place.quote.end]
    assert place.entry is not None
    assert place.entry.name == name


def test_a_list_is_not_joined() -> None:
    """Two countries, or two cities, in a list stay two places."""
    text = "They visited Canada, Mexico and Paris."
    assert [place.quote.text for place in join_places(text, find_places(text))] == ["Canada", "Mexico", "Paris"]


PIECES = st.sampled_from(
    ["Aleppo", "Sirte", ", ", " ", "Libya", "U.S.", "’s ", "Deir ez-Zor", "northern ", "the ", "\u200f", "é", "İ", "in ", "The Hague",
     ". ", "Côte d’Ivoire", "University of ", "\n", "(", ")", "-", "São Paulo", "province", "😀", "St. Louis", "\x00", "of "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14), st.data())
def test_quotes_equal_the_text_at_their_offsets(pieces: list[str], data: st.DataObject) -> None:
    """On any text, quotes are slices of it, in order, without overlap, with and without entity spans, joined or not."""
    text = "".join(pieces)
    entities = None
    if data.draw(st.booleans()):
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
        labels = st.sampled_from(["LOC", "FAC", "ORG", "PERSON", "NORP"])
        entities = [(a, b, data.draw(labels)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    places = find_places(text, candidates=entities)
    for found in (places, join_places(text, places)):
        assert all(text[p.quote.start : p.quote.end] == p.quote.text for p in found)
        assert all(a.quote.end <= b.quote.start for a, b in pairwise(found))


def test_same_text_gives_the_same_places() -> None:
    """Results do not depend on what was looked up before."""
    text = "Talks between Khartoum and Juba moved from Tripoli to Georgia, then to San Jose and Valencia."
    assert find_places(text) == find_places(text)
