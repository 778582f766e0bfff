"""Read PETRARCH actor dictionaries into the sections of our own schema.

Format: a name in capitals with underscores, codes in brackets, ``+`` before a synonym, one ``[CODE dates]`` for each period,
``#`` and ``;`` for comments. Dates are YYMMDD, alone after ``<`` or ``>``, or two with a hyphen.

Source: PETRARCH2 documentation, "Actor dictionaries".
"""

from __future__ import annotations

import re
from pathlib import Path

from rapporteur.actors.source import SECTORS, ActorRow, Section, SectorRow
from rapporteur.errors import DataError

__all__ = ["read_petrarch_actors"]

_CODE = re.compile(r"\[\s*([A-Z0-9~]+)\s*([<>]?\d{6,8})?(?:\s*-\s*(\d{6,8}))?\s*\]")
_SECTORS = {
    "GOV": "GOV", "MIL": "MIL", "REB": "REB", "OPP": "OPP", "COP": "COP", "JUD": "JUD", "LEG": "LEG", "SPY": "SPY",
    "BUS": "BUS", "CVL": "CIV", "EDU": "EDU", "MED": "MED", "REF": "REF", "LAB": "LAB", "CRM": "CRM", "UAF": "REB",
    "INS": "REB", "SEP": "REB", "RAD": "REB", "IGO": "IGO", "NGO": "NGO", "NGM": "NGO", "MNC": "BUS", "PTY": "PTY",
    "ELI": "GOV", "REL": "REL", "AGR": "LAB", "HLH": "CIV", "CHR": "REL", "MOS": "REL", "JEW": "REL", "HIN": "REL",
}  # fmt: skip


def read_petrarch_actors(path: Path) -> tuple[list[Section], list[DataError]]:
    """Read a dictionary; a malformed line is reported and left out, the rest is read.

    Returns:
        One section of actors, and the errors, each with file and line.
    """
    rows: dict[str, ActorRow] = {}
    errors: list[DataError] = []
    current: ActorRow | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        text = re.split(r"[#;]", line, maxsplit=1)[0].rstrip()
        if not text.strip():
            continue
        where = f"{path.name}: line {number}"
        name = _name(text.split("[")[0].strip().lstrip("+"))
        if text[0] in " \t" and "[" in text:
            name = ""
        if not name and current is None:
            errors.append(DataError(where, "a name before a code", text.strip(), "Put the name on the line before."))
            continue
        if name and text.lstrip().startswith("+") and current is not None:
            current.aliases.append(name)
        elif name:
            current = rows.setdefault(name, ActorRow(name, kind="group", aliases=[]))
        if "[" in text and current is not None:
            errors += _add_codes(where, text, current)
    actors = [row for row in rows.values() if row.country or row.sectors or row.aliases]
    return [Section(actors=actors)], errors


def _add_codes(where: str, text: str, row: ActorRow) -> list[DataError]:
    codes = list(_CODE.finditer(text))
    if not codes:
        return [
            DataError(where, "[CODE], [CODE <YYMMDD] or [CODE YYMMDD-YYMMDD]", text.strip(), "Correct the brackets.")
        ]
    for code, first, last in (found.groups() for found in codes):
        letters = code.lstrip("~")
        if len(letters) >= 3 and not code.startswith("~") and letters[:3] not in SECTORS | {"IMG", "NGO", "MNC"}:
            row.country = row.country or letters[:3]
            letters = letters[3:]
        role = next(
            (_SECTORS[letters[at : at + 3]] for at in range(0, len(letters), 3) if letters[at : at + 3] in _SECTORS),
            None,
        )
        if role is not None:
            begin, end = _dates(first, last)
            row.sectors = [*row.sectors, SectorRow(role, begin, end)]
    return []


def _dates(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    if first is None:
        return None, None
    if first[0] == "<":
        return None, _iso(first[1:])
    if first[0] == ">":
        return _iso(first[1:]), None
    return _iso(first), _iso(last) if last else None


def _iso(digits: str) -> str:
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) > 30 else "20") + digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def _name(written: str) -> str:
    return " ".join(word.capitalize() for word in written.replace("_", " ").split())
