"""Actors: who is meant by a name, with country, sector and the office held on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["ActorTable", "AgentEntry", "TitleEntry", "load_actors"]

if TYPE_CHECKING:
    from rapporteur.actors.lexicon import AgentEntry, TitleEntry
    from rapporteur.actors.load import load_actors
    from rapporteur.actors.table import ActorTable

_HOMES = {"ActorTable": "table", "AgentEntry": "lexicon", "TitleEntry": "lexicon", "load_actors": "load"}


def __getattr__(name: str) -> Any:
    """Import on first use, so that importing the package stays cheap."""
    if name in _HOMES:
        import importlib  # noqa: PLC0415 (start-up)

        return getattr(importlib.import_module(f"rapporteur.actors.{_HOMES[name]}"), name)
    raise AttributeError(name)
