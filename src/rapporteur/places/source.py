"""The human-edited place files of resources/places: their shape, and strict reading with errors that say what to do.

Four kinds of file: countries, named places (regions, waters, sites) in sections that share defaults, divisions (names and
centres for GeoNames first-order divisions), and name variants of cities that GeoNames already has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from rapporteur.errors import DataError
from rapporteur.yamlfile import read_yaml

__all__ = [
    "CountryRow",
    "DivisionRow",
    "PlaceRow",
    "PlaceSection",
    "VariantRow",
    "read_countries",
    "read_divisions",
    "read_places",
    "read_variants",
]

Point = tuple[float, float]
Box = tuple[float, float, float, float]
FEATURES = (
    "RGN", "CONT", "ISL", "ISLS", "PEN", "MT", "MTS", "DSRT", "VAL", "PLN", "FRST", "SEA", "OCN", "GULF", "BAY", "STRT",
    "CNL", "STM", "LK", "RSV", "DAM", "PPL", "PPLX", "PPLH", "ADM1", "ADM2", "ADM3", "CMP", "AIRP", "AIRB", "INST",
    "PRK", "PASS", "BDR", "PRT", "ANS", "RLG", "SQR", "PAL", "PRN", "NUC", "OILF", "BLDG", "CAPE",
)  # fmt: skip


class CountryRow(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}):
    """A state or territory.

    Attributes:
        iso: ISO 3166-1 alpha-3, also of states that are no more (SUN, YUG), or XKX.
        at: a point well inside, latitude and longitude in degrees.
        capital: seats of government, the first first; ``None`` takes GeoNames' capital, empty is none or contested.
        adj: adjectives ("Syrian"); the nouns for one and for several people are formed from those ending in -an or -i.
        people: nouns for people that are not so formed ("Turk", "Turks").
        wording: names by which one side calls it; looked up, never shown.
        part_of: alpha-3 of the state a territory belongs to.
        successor: alpha-3 of the state most records about it are filed under today.
    """

    iso: str
    at: Point
    name: str | None = None
    capital: list[str] | None = None
    adj: list[str] = []
    people: list[str] = []
    aliases: list[str] = []
    wording: list[str] = []
    part_of: str | None = None
    successor: str | None = None
    dispute: str | None = None
    box: Box | None = None
    begin: str | None = None
    end: str | None = None


class PlaceRow(msgspec.Struct, forbid_unknown_fields=True):
    """A named place that GeoNames cities do not hold.

    Attributes:
        at, box: centre (latitude, longitude) or bounding box (west, south, east, north); at least one.
        country: alpha-3 for records ("Gaza Strip": PSE); ``countries`` for what lies in several.
        within: name of the first-order division it lies in.
        adj: adjectives and people ("Darfuri") that point to its country.
        rank: prominence 1 (a village) to 9 (a continent).
        dispute: what is contested, in neutral words.
    """

    name: str
    id: str | None = None
    feature: str | None = None
    at: Point | None = None
    box: Box | None = None
    country: str | None = None
    countries: list[str] = []
    within: str | None = None
    aliases: list[str] = []
    wording: list[str] = []
    adj: list[str] = []
    rank: int | None = None
    dispute: str | None = None


class PlaceSection(msgspec.Struct, forbid_unknown_fields=True):
    """Rows that share defaults."""

    places: list[PlaceRow]
    feature: str | None = None
    country: str | None = None
    within: str | None = None
    rank: int = 4


class DivisionRow(msgspec.Struct, forbid_unknown_fields=True):
    """English name, centre, other names, box of a GeoNames first-order division (``SY.09``)."""

    name: str | None = None
    at: Point | None = None
    aliases: list[str] = []
    adj: list[str] = []
    rank: int | None = None
    dispute: str | None = None
    country: str | None = None


class VariantRow(msgspec.Struct, forbid_unknown_fields=True):
    """Other names of a place that GeoNames has under ``name`` in ``country``; it is shown as ``show``, else ``name``."""

    name: str
    country: str
    aliases: list[str] = []
    wording: list[str] = []
    show: str | None = None
    dispute: str | None = None
    at: Point | None = None


def read_countries(path: Path) -> list[CountryRow]:
    """Countries, checked: codes unique, of three capitals; points on the globe; references to known codes."""
    rows: list[CountryRow] = read_yaml(path, list[CountryRow])
    _check_unique(path, "iso", (row.iso for row in rows))
    codes = {row.iso for row in rows}
    for number, row in enumerate(rows):
        where = f"{path}: $[{number}] ({row.iso})"
        if re.fullmatch(r"[A-Z]{3}", row.iso) is None:
            raise DataError(where, "three capital letters in iso", row.iso, "Write the alpha-3 code.")
        _check_geometry(where, row.at, row.box)
        for code in (row.part_of, row.successor):
            if code is not None and code not in codes:
                raise DataError(where, "the iso of another row", code, "Correct the code or add the country.")
    return rows


def read_places(path: Path, codes: Iterable[str]) -> list[PlaceRow]:
    """Named places with their section's defaults filled in and their id; checked against the country codes."""
    known = set(codes)
    rows = []
    sections: list[PlaceSection] = read_yaml(path, list[PlaceSection])
    for s, section in enumerate(sections):
        for p, place in enumerate(section.places):
            where = f"{path}: $[{s}].places[{p}] ({place.name})"
            row = _with_defaults(place, section)
            if row.feature not in FEATURES:
                raise DataError(where, f"a feature among {', '.join(FEATURES)}", str(row.feature), "Write one of them.")
            if row.at is None and row.box is None:
                raise DataError(where, "at or box", "neither", "Give latitude and longitude, or a bounding box.")
            _check_geometry(where, row.at, row.box)
            for code in [*row.countries, *([row.country] if row.country else [])]:
                if code not in known:
                    raise DataError(where, "an alpha-3 code of countries.yml", code, "Correct the code.")
            rows.append(row)
    _check_unique(path, "id", (str(row.id) for row in rows))
    return rows


def read_divisions(path: Path) -> dict[str, DivisionRow]:
    """First-order divisions by their GeoNames code; points checked."""
    rows: dict[str, DivisionRow] = read_yaml(path, dict[str, DivisionRow])
    for code, row in rows.items():
        if row.at is not None:
            _check_geometry(f"{path}: $.{code}", row.at, None)
    return rows


def read_variants(path: Path) -> list[VariantRow]:
    """Name variants; a city given twice is an error."""
    rows: list[VariantRow] = read_yaml(path, list[VariantRow])
    _check_unique(path, "name and country", (f"{row.name}, {row.country}" for row in rows))
    return rows


def _with_defaults(place: PlaceRow, section: PlaceSection) -> PlaceRow:
    slug = re.sub(r"[^a-z0-9]+", "-", place.name.lower()).strip("-")
    return msgspec.structs.replace(
        place,
        id=place.id or slug,
        feature=place.feature or section.feature,
        country=place.country or (None if place.countries else section.country),
        within=place.within or section.within,
        rank=section.rank if place.rank is None else place.rank,
    )


def _check_unique(path: Path, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value in seen:
            raise DataError(f"{path}: $[{number}]", f"each {field} once", f"{value} twice", "Merge the two rows.")
        seen.add(value)


def _check_geometry(where: str, at: Point | None, box: Box | None) -> None:
    points = [] if at is None else [at]
    if box is not None:
        west, south, east, north = box
        points += [(south, west), (north, east)]
        if south > north or west > east:
            raise DataError(where, "box as west, south, east, north", str(list(box)), "Put the numbers in that order.")
    for latitude, longitude in points:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            found = f"{latitude}, {longitude}"
            raise DataError(where, "degrees: latitude -90..90, longitude -180..180", found, "Correct the point.")
