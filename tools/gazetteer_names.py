"""Which of the names GeoNames lists for a place are worth carrying, and under which keys."""

from __future__ import annotations

import functools
import re
import unicodedata

from tools.gazetteer_inputs import LOOSE_COUNTRIES, City, Division

from rapporteur.places.normalise import loosen_key, normalise_name
from rapporteur.places.source import DivisionRow

# What divisions are called, in English and in the languages whose words stand in GeoNames' names.
_KINDS = (
    "governorate|province|provincia|provincie|provinsi|oblast|krai|kray|raion|rayon|region|région|region of|state|estado|"
    "département|department|departamento|district|distrito|county|prefecture|municipality|municipio|município|canton|parish|"
    "division|territory|emirate|wilaya|wilayat|muhafazat|muhafazah|mintaqat|republic|voivodeship|"
    "vilayet|viloyati|oblysy|oblasti|oblys|welaýaty|ili|ilçesi|İlçesi|kabupaten|kota|judet|județul|comuna|obshtina|opština|"
    "okrug|il|dzongkhag|gewog|tỉnh|changwat|amphoe|kommune|kommun|län|fylke|regencija|arrondissement|cercle|commune|woreda|zone|"
    "local government area|subcounty|sub-county|city|town|regency|area|administrative region|autonomous region|metropolitan"
)
_SUFFIX = re.compile(rf"(?<=\w)[ -](?:autonomous )?(?:{_KINDS})$", re.IGNORECASE)
_PREFIX = re.compile(
    rf"^(?:{_KINDS})(?:(?: of the| of| de la| de los| de| del| do| da| dos| du| des)? | d['’]| de l['’])(?=\w)",
    re.IGNORECASE,
)
_ENGLISH_KIND = re.compile(
    r"^(.{3,}) (?:Governorate|Province|Oblast|Krai|Region|State|District|County|Prefecture|Department|Voivodeship|Canton|"
    r"Division|Parish|Raion|Emirate|Republic)$"
)
_ARTICLE = re.compile(r"^(?:al|el|ar|as|ash|at|ad|az|an|the|la|le|los|las|l)[ -]", re.IGNORECASE)
# Words that are no name without the word for the kind of division.
_TOO_GENERAL = frozenset(
    [
        "eastern",
        "northern",
        "southern",
        "western",
        "central",
        "north",
        "south",
        "east",
        "west",
        "centre",
        "center",
        "nord",
        "sud",
        "est",
        "ouest",
        "free",
        "federal",
        "capital",
        "lakes",
        "unity",
        "plateau",
        "rivers",
        "delta",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "nordeste",
        "norte",
        "sur",
        "este",
        "oeste",
        "centro",
        "the",
        "northern",
        "metropolitan",
        "autonomous",
        "special",
        "island",
        "islands",
        "coast",
        "upper",
        "lower",
        "middle",
        "state",
        "city",
        "national",
        "northwest",
        "northeast",
        "southwest",
        "southeast",
        "jewish",
        "bay",
        "lac",
    ]
)
LIKE_ENOUGH = 0.34  # likeness from which a name counts as a spelling of another: "Kyjiw" of "Kyiv"
_MANY, _SOME, _FEW = 40, 6, 1  # alternate names kept for places of 100,000 and 10,000 people and for the rest


def keys_of(name: str, *, loose: bool = False) -> list[str]:
    """Keys under which a name is found; those of `loosen_key` with a mark in front when ``loose``."""
    key = normalise_name(name)
    if not key:
        return []
    if not loose:
        return [key]
    loosened = loosen_key(key)
    return ["~" + loosened] if len(loosened) > 3 else []


@functools.lru_cache(maxsize=4096)
def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")


def _is_usable(name: str) -> bool:
    """Whether a name could stand in English text: Latin script, capitalised, no code, no list."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 4 or len(name) > 40 or any(c in name for c in "0123456789(),;/:"):
        return False
    if name.isupper() or not all(_is_latin(c) for c in letters if not c.isascii()):
        return False
    return (letters[0].isupper() or _ARTICLE.match(name) is not None) and len(name.split()) <= 4


def alternate_names(city: City) -> list[str]:
    """Other names of a place that may stand in English text, the ones nearest to its main name first."""
    limit = _MANY if city.population >= 100_000 else _SOME if city.population >= 10_000 else _FEW
    if city.population < 10_000 and city.country in _LOOSE_ALPHA2:
        limit = _SOME
    own = normalise_name(city.name)
    found: dict[str, str] = {}
    for name in city.alternates:
        if _is_usable(name):
            found.setdefault(normalise_name(name), name)
    found.pop(own, None)
    ranked = sorted(found.items(), key=lambda item: (-likeness(own, item[0]), item[0]))
    return [name for _, name in ranked[:limit]]


def likeness(a: str, b: str) -> float:
    """Share of letter pairs in common: spelling variants before names in other tongues."""
    pairs_a = {a[i : i + 2] for i in range(len(a) - 1)}
    pairs_b = {b[i : i + 2] for i in range(len(b) - 1)}
    return round(2 * len(pairs_a & pairs_b) / max(1, len(pairs_a) + len(pairs_b)), 6)


def division_names(division: Division, edit: DivisionRow) -> tuple[str, list[str]]:
    """The name to show and all names of a division, with and without the word for its kind."""
    latin = [name for name in [division.name, *division.aliases] if _is_latin_name(name)]
    if not latin:
        latin = [division.name]
    names = [*([edit.name] if edit.name else []), *edit.aliases, *latin]
    if division.country != "US" or division.level == 1:  # "Orange County" is not "Orange"
        names += [core for name in list(names) if (core := _core(name)) and core not in names]
    show = edit.name or _english_name(latin) or latin[0]
    kept = dict.fromkeys(
        name for name in [show, *names]
        if name in edit.aliases or (len(normalise_name(name)) > 2 and not _is_too_general(name))
    )  # fmt: skip
    return show, list(kept)


def _is_latin_name(name: str) -> bool:
    return all(c.isascii() or not c.isalpha() or _is_latin(c) for c in name) and any(c.isalpha() for c in name)


def _core(name: str) -> str | None:
    core = _PREFIX.sub("", _SUFFIX.sub("", name)).strip(" -")
    is_name = len(core) > 2 and core[:1].isupper() and not _is_too_general(core)
    return core if core != name and is_name else None


def _is_too_general(name: str) -> bool:
    return all(word in _TOO_GENERAL for word in normalise_name(name).split())


def _english_name(names: list[str]) -> str | None:
    """The name itself, as in "Aleppo", where GeoNames lists "Aleppo Governorate"."""
    for name in names:
        match = _ENGLISH_KIND.match(name)
        if match is not None and not _is_too_general(match[1]):
            return match[1]
    return None


_LOOSE_ALPHA2 = frozenset(
    [
        "AF",
        "AE",
        "BH",
        "KM",
        "DJ",
        "DZ",
        "EG",
        "ER",
        "EH",
        "IR",
        "IQ",
        "IL",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PK",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TD",
        "TN",
        "YE",
    ]
)
assert len(_LOOSE_ALPHA2) == len(LOOSE_COUNTRIES)
