"""Compile agents.yml and titles.yml into the lexicon that `lexicon.load_lexicon` reads."""

from __future__ import annotations

from pathlib import Path

import msgspec

from rapporteur.actors.lexicon import AgentEntry, TitleEntry
from rapporteur.actors.names import normalise
from rapporteur.actors.source import SECTORS, convert
from rapporteur.errors import DataError

__all__ = ["compile_lexicon", "plural_of", "render_lexicon"]


class AgentGroup(msgspec.Struct, forbid_unknown_fields=True):
    """Words that share sector and attributes; see the head of agents.yml."""

    words: list[str]
    sector: str | None = None
    person: bool = False
    collective: bool = False
    not_political: bool = False
    wording: bool = False


class TitleGroup(msgspec.Struct, forbid_unknown_fields=True):
    """Titles of one kind; see the head of titles.yml."""

    kind: str
    words: list[str]
    sector: str | None = None
    praise: bool = False


def plural_of(word: str) -> str:
    """Regular English plural of the last word of a phrase."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def compile_lexicon(folder: Path) -> tuple[list[AgentEntry], list[TitleEntry]]:
    """Read both files.

    Raises:
        DataError: an unknown field or sector, or a word listed twice.
    """
    agents = _agents(folder / "agents.yml")
    titles: dict[str, TitleEntry] = {}
    for group in convert(folder / "titles.yml", list[TitleGroup]):
        for word in group.words:
            titles.setdefault(normalise(word), TitleEntry(word, group.kind, group.sector, group.praise))
    return agents, list(titles.values())


def _agents(path: Path) -> list[AgentEntry]:
    agents: dict[str, AgentEntry] = {}
    for number, group in enumerate(convert(path, list[AgentGroup])):
        where = f"{path.name}: $[{number}]"
        if group.sector is not None and group.sector not in SECTORS:
            raise DataError(where, "a sector of the codebook", group.sector, "Correct the sector.")
        for written in group.words:
            word, slash, plural = written.partition("/")
            many = plural if slash else plural_of(word)
            if word in agents:
                raise DataError(where, "a word listed once", f"{word!r} twice", "Delete one of the two.")
            agents[word] = AgentEntry(
                word, group.sector, many or None, group.person, group.collective, group.not_political, group.wording
            )
    return list(agents.values())


def render_lexicon(agents: list[AgentEntry], titles: list[TitleEntry]) -> bytes:
    """Write the lexicon as JSON, one entry a line."""
    rows = b",\n".join(msgspec.json.encode(entry) for entry in agents)
    more = b",\n".join(msgspec.json.encode(entry) for entry in titles)
    return b'{"agents":[\n' + rows + b'\n],"titles":[\n' + more + b"\n]}\n"
