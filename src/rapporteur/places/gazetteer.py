"""The gazetteer: places by name and id, countries by code, demonyms.

It is read-only reference data; what a name in a text means is decided in `rapporteur.places.find_places`.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from rapporteur.datatypes import PlaceEntry
from rapporteur.places.normalise import loosen_key, normalise_name
from rapporteur.places.table import Table

__all__ = ["Candidate", "CountryEntry", "Gazetteer", "load_gazetteer"]

BUNDLED = Path(__file__).parent / "data" / "gazetteer.bin"
_FLAG_SHIFT, _ROW_MASK = 24, (1 << 24) - 1
# Prominence: ten points are a factor of e in population. Countries stand above all; a division of the name of its
# chief town below the town, because its population contains the town's; a name listed as alternate below a main name.
_FEATURE_POINTS = {"PCLI": 50, "PCLD": 35, "PCLH": 20, "PPLC": 35, "ADM1": -22, "ADM2": -45, "CONT": 30}
_ALTERNATE_POINTS = -25
_LOOSE_POINTS = -30
_DISTANT_POINTS = -60  # an alternate that does not look like the name: "Victoria" for Hong Kong


class CountryEntry(msgspec.Struct, frozen=True):
    """A state or territory.

    Attributes:
        alpha3: ISO 3166-1, also of former states; XKX is Kosovo.
        row: of its place entry in the table.
        adjectives: "Syrian"; ``people``: nouns that do not follow from them ("Turk", "Turks").
        neighbours: alpha-3 of the states it borders.
        box: west, south, east, north in degrees, of its populated places; west > east never: east may pass 180.
        part_of: of a territory, the state. ``successor``: of a former state, where most records go today.
        dispute: a note when its status is contested.
    """

    alpha3: str
    name: str
    row: int
    alpha2: str | None = None
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    part_of: str | None = None
    successor: str | None = None
    dispute: str | None = None
    begin: str | None = None
    end: str | None = None

    @property
    def capital(self) -> str | None:
        """Seat of government first; ``None`` for territories without one and where it is contested."""
        return self.capitals[0] if self.capitals else None


class Candidate(msgspec.Struct, frozen=True):
    """A row a name may mean: what ranking looks at, without opening the full row."""

    row: int
    prominence: int
    feature: str
    country: str | None
    latitude: float
    longitude: float
    parent: int


class Gazetteer:
    """Places by name, id and country. Read-only and safe to share between threads."""

    def __init__(self, path: Path = BUNDLED) -> None:
        self._table = Table(path)
        about = self._table.about
        self._countries = [msgspec.convert(raw, CountryEntry) for raw in about["countries"]]
        self._by_alpha3 = {country.alpha3: country for country in self._countries}
        self._features: list[str] = about["features"]
        self._extras: dict[int, dict[str, Any]] = {int(row): extra for row, extra in about["extras"].items()}
        self._own_ids = {extra["id"]: row for row, extra in self._extras.items() if "id" in extra}
        self._demonyms = _demonyms(self._countries, about["adjectives"])
        self._country_rows = {country.row: country for country in self._countries}
        self._country_words = _country_words(self._countries)
        self.sources: dict[str, str] = about["sources"]
        self.candidates = functools.lru_cache(maxsize=8192)(self._candidates)
        self.entry = functools.lru_cache(maxsize=8192)(self._entry)

    def lookup_name(self, name: str) -> list[PlaceEntry]:
        """All places of this name, the most prominent first; empty when none is known.

        Args:
            name: in any usual spelling: case, diacritics, hyphens, apostrophes and the Arabic article do not matter.
        """
        return [self.entry(candidate.row) for candidate in self.candidates(normalise_name(name))]

    def has_exactly(self, key: str) -> bool:
        """Whether a normalised name is in the table as it stands, not only under the coarser key."""
        return bool(self._table.postings(key))

    def get(self, place_id: str) -> PlaceEntry | None:
        """The place of an id (``geonames:170654``, ``rp:sahel``), or ``None``."""
        row = self._row_of(place_id)
        return None if row is None else self.entry(row)

    def _row_of(self, place_id: str) -> int | None:
        if not place_id.startswith("geonames:"):
            return self._own_ids.get(place_id)
        number = place_id.partition(":")[2]
        return self._table.find_id(int(number)) if number.isascii() and number.isdecimal() else None

    def get_country(self, alpha3: str) -> CountryEntry | None:
        """The country of an alpha-3 code, or ``None``."""
        return self._by_alpha3.get(alpha3)

    def get_box(self, place_id: str) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees of a country or named region, or ``None`` where none is kept."""
        row = self._row_of(place_id)
        if row is None:
            return None
        box = self._extras.get(row, {}).get("box")
        country = self._country_rows.get(row)
        return tuple(box) if box else country.box if country else None

    @property
    def countries(self) -> Mapping[str, CountryEntry]:
        """All countries by alpha-3 code."""
        return self._by_alpha3

    def lookup_demonym(self, word: str) -> str | None:
        """Alpha-3 code that an adjective or a word for people points to ("Turkish", "Turks", "Syrians").

        ``None`` for words of several countries ("Korean", "Kurdish") and for other words.
        """
        return self._demonyms.get(normalise_name(word))

    def country_of_name(self, name: str) -> str | None:
        """Alpha-3 code of a country name or alias ("Burma", "U.S."), or ``None`` when it names no country.

        A name that a country shares with other places ("Georgia", "Jordan") is the country.
        """
        for candidate in self.candidates(normalise_name(name)):
            country = self._country_rows.get(candidate.row)
            if country is not None:
                return country.alpha3
        return None

    def country_of_word(self, word: str) -> str | None:
        """Alpha-3 code of a country by a name of one word, whole ("Kenya", "UK"); quicker than `country_of_name`."""
        return self._country_words.get(word)

    def country_of_point(self, latitude: float, longitude: float) -> str | None:
        """Country of the populated place nearest a point, within about 300 km, or ``None``."""
        numpy = importlib.import_module("numpy")
        latitudes, longitudes = (numpy.frombuffer(column, dtype=numpy.int16) for column in self._table.points())
        shrink = numpy.cos(numpy.radians(latitude))
        squared = (latitudes / 360 - latitude) ** 2 + ((longitudes / 180 - longitude) * shrink) ** 2
        features = numpy.frombuffer(self._table.feature, dtype=numpy.uint8)
        places = [n for n, name in enumerate(self._features) if name in ("PPL", "PPLC", "PPLX")]
        squared[~numpy.isin(features, places)] = numpy.inf
        nearest = int(squared.argmin())
        return self._country_code(nearest) if squared[nearest] < 2.7**2 else None

    def box_contains(self, row: int, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the box of a region or country row; ``False`` where no box is kept."""
        country = self._country_rows.get(row)
        box = self._extras.get(row, {}).get("box") or (country.box if country else None)
        return box is not None and box[0] <= longitude <= box[2] and box[1] <= latitude <= box[3]

    def countries_of(self, row: int) -> list[str]:
        """Alpha-3 codes a row lies in: one for most, several for a region like the Sahel, none for an ocean."""
        several: list[str] | None = self._extras.get(row, {}).get("countries")
        if several:
            return several
        code = self._country_code(row)
        return [] if code is None else [code]

    def contains(self, outer_id: str, inner_id: str) -> bool:
        """Whether a country, division or named region contains a place, or a city one of its quarters."""
        outer, inner = self._row_of(outer_id), self._row_of(inner_id)
        if outer is None or inner is None or outer == inner:
            return False
        if outer in self.within(inner):
            return True
        a, b = self._table.point(outer), self._table.point(inner)
        if self._features[self._table.feature[outer]].startswith("PPL"):
            near = abs(a[0] - b[0]) < 0.4 and abs(a[1] - b[1]) < 0.5
            return near and self._table.size[inner] <= self._table.size[outer]
        if outer in self._country_rows:
            return self._country_rows[outer].alpha3 in self.countries_of(inner)
        return self.box_contains(outer, *b)

    def within(self, row: int) -> list[int]:
        """Rows of the divisions and the country that contain a row, nearest first."""
        found = []
        while (parent := self._table.parent[row]) != row:
            found.append(parent)
            row = parent
        return found

    def _country_code(self, row: int) -> str | None:
        number = self._table.country[row]
        return self._countries[number - 1].alpha3 if number else None

    def _candidates(self, key: str) -> list[Candidate]:
        """Rows of a normalised name, most prominent first; the coarser key is tried when there are none."""
        postings = self._table.postings(key) if key else []
        if not postings and len(key) > 3:
            loose = loosen_key(key)
            postings = self._table.postings("~" + loose) if len(loose) > 3 else []
        best: dict[int, int] = {}
        for posting in postings:
            row = posting & _ROW_MASK
            best[row] = min(best.get(row, 9), posting >> _FLAG_SHIFT)
        found = _towns_before_divisions([self._candidate(row, flag) for row, flag in best.items()])
        return sorted(found, key=lambda candidate: (-candidate.prominence, candidate.row))

    def _candidate(self, row: int, flag: int) -> Candidate:
        table = self._table
        feature = self._features[table.feature[row]]
        points = table.size[row] + _FEATURE_POINTS.get(feature, 0)
        points += (0, _ALTERNATE_POINTS, _LOOSE_POINTS, _DISTANT_POINTS)[flag]
        latitude, longitude = table.point(row)
        return Candidate(row, points, feature, self._country_code(row), latitude, longitude, table.parent[row])

    def _entry(self, number: int) -> PlaceEntry:
        row = self._table.row(number)
        extra = self._extras.get(number, {})
        feature = self._features[row.feature]
        divisions: dict[str, str] = {}
        for parent in self.within(number):
            divisions.setdefault(self._features[self._table.feature[parent]], self._table.row(parent).name)
        dispute = extra.get("dispute")
        if dispute is None and feature.startswith(("PPL", "ADM2")):
            dispute = next((d for p in self.within(number)[:2] if (d := self._division_dispute(p))), None)
        return PlaceEntry(
            place_id=f"geonames:{row.geonames_id}" if row.geonames_id else extra["id"],
            name=row.name,
            feature=feature,
            latitude=row.latitude,
            longitude=row.longitude,
            country=self._country_code(number),
            admin1=extra.get("within") or divisions.get("ADM1"),
            admin2=divisions.get("ADM2"),
            population=row.population,
            dispute=dispute,
        )

    def _division_dispute(self, row: int) -> str | None:
        if not self._features[self._table.feature[row]].startswith("ADM"):
            return None
        dispute: str | None = self._extras.get(row, {}).get("dispute")
        return dispute


def _towns_before_divisions(found: list[Candidate]) -> list[Candidate]:
    """Put a division that is hardly more prominent than the town of its name and country just behind it ("Kherson")."""
    towns = [c for c in found if c.feature in ("PPL", "PPLC")]
    for n, division in enumerate(found):
        if not division.feature.startswith("ADM"):
            continue
        for town in towns:
            if town.country == division.country and 0 <= division.prominence - town.prominence <= 8:
                found[n] = msgspec.structs.replace(division, prominence=town.prominence - 1)
    return found


def _demonyms(countries: list[CountryEntry], regional: dict[str, str | None]) -> dict[str, str | None]:
    """Adjectives and people of all countries, then of regions, which never override those of countries.

    A word of two countries of today points to none. Former states come last: "Yugoslav" points to YUG.
    """
    found: dict[str, str | None] = {}
    for country in sorted(
        countries, key=lambda c: (c.successor is not None or c.end is not None, c.part_of is not None)
    ):
        words = {normalise_name(form) for adjective in country.adjectives for form in _people_of(adjective)}
        words |= {normalise_name(word) for word in country.people}
        later = country.successor is not None or country.end is not None or country.part_of is not None
        for word in words:
            if word in found:
                if not later:
                    found[word] = None
            else:
                found[word] = country.alpha3
    for word, code in regional.items():
        found.setdefault(normalise_name(word), code)
    return found


def _country_words(countries: list[CountryEntry]) -> dict[str, str]:
    """Names of one word of the countries of today, as written."""
    present = [country for country in countries if country.successor is None and country.end is None]
    return {name: c.alpha3 for c in present for name in (c.name, *c.aliases) if " " not in name}


def _people_of(adjective: str) -> list[str]:
    """Of "Syrian" itself and "Syrians", of "Omani" "Omanis"; other endings have no regular noun."""
    return [adjective, f"{adjective}s"] if adjective.endswith(("an", "i")) else [adjective]


@functools.cache
def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """The bundled gazetteer, or one you compiled, opened once a process.

    Raises:
        DataError: the file is missing, damaged or of another format.
    """
    return Gazetteer(BUNDLED if path is None else path)
