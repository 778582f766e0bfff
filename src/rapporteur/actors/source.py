"""The human-edited actor files: their shape, and strict reading with errors that say what to do.

A file is a list of sections. A section sets defaults (kind, sector, country) for the actors in it, or gives countries,
or holders of the offices that every state has. resources/actors/README.md explains every field with an example.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from rapporteur.errors import DataError

__all__ = [
    "SECTORS",
    "ActorRow",
    "Alias",
    "CountryRow",
    "HolderRow",
    "RoleRow",
    "RolesFile",
    "Section",
    "convert",
    "read_roles",
    "read_sections",
]

KINDS = (
    "alliance", "coalition", "company", "ethnic_group", "government_body", "group", "media", "movement", "ngo", "armed_group",
    "organisation", "party", "person", "religious_group",
)  # fmt: skip
SECTORS = frozenset(
    [
        "GOV",
        "LEG",
        "JUD",
        "MIL",
        "PAR",
        "COP",
        "SPY",
        "REB",
        "OPP",
        "PTY",
        "IGO",
        "NGO",
        "INT",
        "MED",
        "EDU",
        "BUS",
        "LAB",
        "REL",
        "CIV",
        "REF",
        "CRM",
        "UNS",
    ]
)
DATE = re.compile(r"now|\d{4}(-\d{2}(-\d{2})?)?")


class Alias(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}):
    """Another name. `short`: letter case must agree; `ambiguous`: others bear it too; `wording`: a side's name for it."""

    text: str
    begin: str | None = None
    end: str | None = None
    short: bool = False
    ambiguous: bool = False
    wording: bool = False


class HolderRow(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """``[name, from, to, note, title]``; ``to`` may be ``now`` (at the last review) or ``null`` (not known).

    A note that contains acting, joint or contested allows the term to overlap another.
    """

    name: str
    begin: str | None = None
    end: str | None = None
    note: str | None = None
    title: str | None = None


class SectorRow(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """``[sector, from, to]``."""

    value: str
    begin: str | None = None
    end: str | None = None


class OfficeTerm(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}):
    """An office a person held: ``office`` is ``FRA/foreign_minister`` or the id of an actor, with its ``title``."""

    office: str
    title: str | None = None
    begin: str | None = None
    end: str | None = None
    note: str | None = None


class ActorRow(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}):
    """One actor.

    ``short`` and ``wording`` are lists of names for the flags of the same name; ``ambiguous`` is about ``name``; ``title``
    may hold several forms with ``|`` between, the usual one first.
    """

    name: str
    id: str | None = None
    wikidata: str | None = None
    kind: str | None = None
    aliases: list[str | Alias] = []
    short: list[str] = []
    wording: list[str] = []
    country: str | None = None
    sector: str | None = None
    sectors: list[SectorRow] = []
    parent: str | None = None
    owner: str | None = None
    member_of: list[str] = []
    members: list[str] = []
    title: str | None = None
    leaders: list[HolderRow] = []
    offices: list[OfficeTerm] = []
    begin: str | None = None
    end: str | None = None
    prior: float | None = None
    ambiguous: bool = False
    dispute: str | None = None
    note: str | None = None


class CountryRow(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}):
    """A state or territory. ``adj`` are adjectives (first: used to name its bodies), ``people`` words for its citizens.

    ``bodies`` maps body roles to local names (``=`` before the canonical one, ``~`` before an ambiguous one), ``titles`` office roles to local titles; a role set to
    an empty list does not exist there. ``part_of`` is the ISO code a territory belongs to.
    """

    iso: str
    name: str
    wikidata: str | None = None
    aliases: list[str | Alias] = []
    short: list[str] = []
    wording: list[str] = []
    adj: list[str] = []
    people: list[str] = []
    capital: list[str] = []
    part_of: str | None = None
    bodies: dict[str, list[str]] = {}
    seats: dict[str, str] = {}
    titles: dict[str, list[str]] = {}
    begin: str | None = None
    end: str | None = None
    cow: str | None = None
    gw: str | None = None
    member_of: list[str] = []
    prior: float | None = None
    dispute: str | None = None


class Section(msgspec.Struct, forbid_unknown_fields=True):
    """A group of rows that share defaults."""

    kind: str | None = None
    sector: str | None = None
    country: str | None = None
    note: str | None = None
    actors: list[ActorRow] = []
    countries: list[CountryRow] = []
    holders: dict[str, list[HolderRow]] = {}


class RoleRow(msgspec.Struct, forbid_unknown_fields=True):
    """A kind of body or office every state has. ``name`` holds ``{of}`` for "France" and ``{adj}`` for "French"."""

    name: str
    phrases: list[str]
    sector: str
    body: str | None = None
    wording: list[str] = []
    territories: bool = False
    kind: str = "government_body"


class RolesFile(msgspec.Struct, forbid_unknown_fields=True):
    """resources/actors/roles.yml."""

    reviewed: str
    bodies: dict[str, RoleRow]
    offices: dict[str, RoleRow]


class _Loader(yaml.CSafeLoader):
    """YAML in which only null, true and false are special, so that NO stays Norway and dates stay text."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[01]?\.\d+$"), list("01."))


def read_sections(path: Path) -> list[Section]:
    """Read one actor file.

    Raises:
        DataError: not YAML, an unknown field, a wrong type, an unknown kind or sector, or a date of the wrong shape.
    """
    sections: list[Section] = convert(path, list[Section])
    for number, section in enumerate(sections):
        where = f"{path.name}: $[{number}]"
        _check_codes(where, section.kind, section.sector)
        for place, row in enumerate(section.actors):
            _check_actor(f"{where}.actors[{place}] ({row.name})", row)
        for place, country in enumerate(section.countries):
            _check_terms(f"{where}.countries[{place}] ({country.iso})", [country])
        for role, rows in section.holders.items():
            _check_terms(f"{where}.holders.{role}", rows)
    return sections


def read_roles(path: Path) -> RolesFile:
    """Read roles.yml; raises DataError like `read_sections`."""
    roles: RolesFile = convert(path, RolesFile)
    return roles


def _check_actor(where: str, row: ActorRow) -> None:
    _check_codes(where, row.kind, row.sector)
    for span in row.sectors:
        _check_codes(where, None, span.value)
    aliases = [alias for alias in row.aliases if isinstance(alias, Alias)]
    _check_terms(where, [row, *row.sectors, *row.leaders, *row.offices, *aliases])


def _check_codes(where: str, kind: str | None, sector: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise DataError(where, f"kind to be one of {', '.join(KINDS)}", kind, "Correct the kind.")
    if sector is not None and sector not in SECTORS:
        raise DataError(where, f"sector to be one of {' '.join(sorted(SECTORS))}", sector, "Correct the sector.")


def _check_terms(where: str, terms: list[Any]) -> None:
    for term in terms:
        for date in (term.begin, term.end):
            if date is not None and not DATE.fullmatch(date):
                raise DataError(where, "a date as YYYY, YYYY-MM, YYYY-MM-DD or now", repr(date), "Correct the date.")
        if term.begin and term.end and term.end != "now" and term.begin[: len(term.end)] > term.end:
            raise DataError(where, "from before to", f"{term.begin}..{term.end}", "Correct one of the two dates.")


def convert(path: Path, kind: Any) -> Any:
    """Read a YAML file strictly as a type; raises DataError with file and path inside it."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader, narrowed)
    except OSError as error:
        raise DataError(
            str(path), "a readable file", str(error.strerror), "Check the path and its permissions."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(path.name, "YAML in UTF-8", " ".join(str(error).split()), "Correct the line named.") from error
    try:
        return msgspec.convert(data if data is not None else [], kind)
    except msgspec.ValidationError as error:
        problem, _, at = str(error).partition(" - at ")
        path_in_file = at.strip("`") or "$"
        raise DataError(
            f"{path.name}: {path_in_file}", "the actor file schema", problem, _legal_fields(path_in_file)
        ) from error


def _legal_fields(path_in_file: str) -> str:
    """Say which fields a row may have, from the kind of row the path leads to."""
    rows: dict[str, Any] = {
        ".actors[": ActorRow,
        ".countries[": CountryRow,
        ".holders[": HolderRow,
        ".offices[": OfficeTerm,
    }
    row = next((kind for part, kind in rows.items() if part in path_in_file), Section)
    if ".aliases[" in path_in_file:
        row = Alias
    names = [field.encode_name for field in msgspec.structs.fields(row)]
    return f"The fields here are: {', '.join(names)}."
