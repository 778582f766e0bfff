"""The gazetteer: names, ids, countries, demonyms, disputes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapporteur.errors import DataError
from rapporteur.places import load_gazetteer, normalise_name
from rapporteur.places.gazetteer import BUNDLED, Gazetteer
from rapporteur.places.normalise import loosen_key

GAZETTEER = load_gazetteer()


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Turkish", "TUR"), ("Turks", "TUR"), ("Turk", "TUR"), ("Syrians", "SYR"), ("Syrian", "SYR"), ("Omanis", "OMN"),
        ("Filipinos", "PHL"), ("British", "GBR"), ("Danes", "DNK"), ("Gazan", "PSE"), ("Soviet", "SUN"), ("Scottish", "GBR"),
        ("Nigerien", "NER"), ("Nigerian", "NGA"), ("Emirati", "ARE"), ("South Korean", "KOR"),
    ],
)  # fmt: skip
def test_demonym_points_to_its_country(word: str, country: str) -> None:
    """Adjectives and words for people give the alpha-3 code, in singular and plural."""
    assert GAZETTEER.lookup_demonym(word) == country


@pytest.mark.parametrize("word", ["Korean", "Kurdish", "Congolese", "Paris", "table", ""])
def test_demonym_of_several_countries_or_none_is_none(word: str) -> None:
    """A word that two countries share, or that is no demonym, gives no code."""
    assert GAZETTEER.lookup_demonym(word) is None


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Burma", "MMR"), ("U.S.", "USA"), ("the United States", "USA"), ("Côte d'Ivoire", "CIV"), ("Türkiye", "TUR"),
        ("Georgia", "GEO"), ("DR Congo", "COD"), ("Soviet Union", "SUN"), ("Kosovo", "XKX"), ("Czechia", "CZE"),
    ],
)  # fmt: skip
def test_country_name_gives_its_code(name: str, country: str) -> None:
    """Names, aliases and former states give alpha-3 codes."""
    assert GAZETTEER.country_of_name(name) == country


def test_country_of_a_city_name_is_none() -> None:
    """Only names of countries count."""
    assert GAZETTEER.country_of_name("Paris") is None


@pytest.mark.parametrize(
    ("spellings", "shown"),
    [
        (("Raqqa", "Ar Raqqah", "al-Raqqah", "Raqqah", "RAQQA"), "Raqqa"),
        (("Kiev", "Kyiv"), "Kyiv"),
        (("Sana'a", "Sanaa", "Sana’a"), "Sanaa"),
        (("Deir Ezzor", "Deir ez-Zor", "Deir al-Zour", "Dayr az-Zawr"), "Deir ez-Zor"),
        (("Bombay", "Mumbai"), "Mumbai"),
        (("Zürich", "Zurich"), "Zürich"),
        (("São Paulo", "Sao Paulo"), "São Paulo"),
    ],
)
def test_spellings_find_one_place(spellings: tuple[str, ...], shown: str) -> None:
    """All usual spellings of a city lead to it first."""
    assert {GAZETTEER.lookup_name(spelling)[0].name for spelling in spellings} == {shown}


def test_lookup_is_best_first_and_empty_for_unknown_names() -> None:
    """The most prominent bearer of a name comes first; an unknown name has no entry."""
    paris = GAZETTEER.lookup_name("Paris")
    assert [(entry.country, entry.admin1) for entry in paris[:2]] == [("FRA", "Île-de-France"), ("USA", "Texas")]
    assert GAZETTEER.lookup_name("Xyzzyville") == []
    assert GAZETTEER.lookup_name("") == []


def test_ids_lead_back_to_their_entries() -> None:
    """`get` undoes `place_id`, for rows of GeoNames and of this project; an unknown id is None."""
    for name in ("Damascus", "Sahel", "Norway", "Soviet Union", "Karrada", "Anbar"):
        entry = GAZETTEER.lookup_name(name)[0]
        assert GAZETTEER.get(entry.place_id) == entry
    assert GAZETTEER.get("geonames:999999999") is None
    assert GAZETTEER.get("geonames:x") is None
    assert GAZETTEER.get("rp:nowhere") is None


def test_country_entry_has_capital_neighbours_and_box() -> None:
    """A country knows its capital, its neighbours and its extent."""
    syria = GAZETTEER.get_country("SYR")
    assert syria is not None
    assert (syria.name, syria.capital) == ("Syria", "Damascus")
    assert set(syria.neighbours) == {"IRQ", "ISR", "JOR", "LBN", "TUR"}
    assert syria.box is not None
    assert syria.box[0] < 38 < syria.box[2]
    assert GAZETTEER.get_country("XXX") is None


def test_former_state_names_its_successor() -> None:
    """The Soviet Union has ended and is filed under Russia."""
    union = GAZETTEER.get_country("SUN")
    assert union is not None
    assert (union.successor, union.end) == ("RUS", "1991-12-26")


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Gaza Strip", "PSE"), ("West Bank", "PSE"), ("Golan Heights", "SYR"), ("Crimea", "UKR"), ("Taiwan", "TWN"),
        ("Kosovo", "XKX"), ("Western Sahara", "ESH"), ("Abkhazia", "GEO"), ("Somaliland", "SOM"), ("Kashmir", None),
        ("Jerusalem", "ISR"), ("Falkland Islands", "FLK"), ("Donetsk", "UKR"), ("Northern Cyprus", "CYP"),
    ],
)  # fmt: skip
def test_contested_place_carries_a_dispute_note(name: str, country: str | None) -> None:
    """Contested places have the code data sets use and say what is contested."""
    entry = GAZETTEER.lookup_name(name)[0]
    assert entry.country == country
    assert entry.dispute


@pytest.mark.parametrize(("name", "shown"), [("Judea and Samaria", "West Bank"), ("Diaoyu Islands", "Senkaku Islands")])
def test_one_sides_name_is_never_shown(name: str, shown: str) -> None:
    """A side's name finds the place, under a neutral name."""
    assert shown in GAZETTEER.lookup_name(name)[0].name


def test_towns_of_the_palestinian_territory_have_its_code() -> None:
    """Gaza and Ramallah are PSE as in conflict data sets."""
    assert {GAZETTEER.lookup_name(name)[0].country for name in ("Ramallah", "Khan Younis", "Gaza", "Hebron")} == {"PSE"}


def test_point_lies_in_the_country_of_the_nearest_town() -> None:
    """A point near Aleppo is Syrian; one in the South Pacific has no country."""
    assert GAZETTEER.country_of_point(36.3, 37.3) == "SYR"
    assert GAZETTEER.country_of_point(-48.0, -123.0) is None


def test_region_has_a_box_and_contains_places() -> None:
    """The Sahel's box holds Niamey; Libya holds Sirte."""
    assert GAZETTEER.get_box("rp:sahel") is not None
    ids = {
        name: GAZETTEER.lookup_name(name)[0].place_id
        for name in ("Niamey", "Sahel", "Libya", "Sirte", "Baghdad", "Karrada")
    }
    assert GAZETTEER.contains(ids["Sahel"], ids["Niamey"])
    assert GAZETTEER.contains(ids["Libya"], ids["Sirte"])
    assert GAZETTEER.contains(ids["Baghdad"], ids["Karrada"])
    assert not GAZETTEER.contains(ids["Libya"], ids["Niamey"])


def test_keys_fold_case_marks_and_articles() -> None:
    """Keys are plain words; the coarse key drops the Arabic article."""
    assert normalise_name("The  Deir-ez-Zor") == "deir ez zor"
    assert normalise_name("’’") == ""
    assert loosen_key("ash shaddadah") == loosen_key("shaddada")


def test_damaged_file_is_an_error_with_four_parts(tmp_path: Path) -> None:
    """A cut, altered or missing gazetteer is a DataError that says what to do."""
    data = BUNDLED.read_bytes()
    altered = bytearray(data)
    altered[len(altered) // 2] ^= 1
    for number, content in enumerate([b"", b"RPGZ", data[: len(data) // 2], bytes(altered), b"not a gazetteer" * 9]):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            Gazetteer(path)
        assert all(caught.value.to_dict().values())
    with pytest.raises(DataError):
        Gazetteer(tmp_path / "none.bin")


def test_bundled_file_is_small_and_attributed() -> None:
    """The shipped file keeps its size limit and says where it comes from."""
    assert BUNDLED.stat().st_size <= 12_000_000
    assert "CC" in GAZETTEER.sources.get("licence", "CC BY 4.0")
    assert "GeoNames" in (BUNDLED.parent / "ATTRIBUTION").read_text(encoding="utf-8")
