"""Reads ``published.yaml``: scores of other systems (or of annotators) on the same or a neighbouring task."""

from __future__ import annotations

from pathlib import Path

import msgspec

from rapporteur.evaluate.scoreboard import Figure
from rapporteur.yamlfile import read_yaml

__all__ = ["PublishedScore", "find_published", "load_published", "published_for"]


class PublishedScore(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """One published score; ``note`` says how far it is comparable."""

    score: float
    system: str | None = None
    measure: str | None = None
    note: str | None = None


def find_published(corpus_file: Path) -> Path | None:
    """``published.yaml`` beside the corpus file, or in the folder ``corpora`` beside its folder; else ``None``."""
    for folder in (corpus_file.parent, corpus_file.parent.parent / "corpora"):
        if (folder / "published.yaml").is_file():
            return folder / "published.yaml"
    return None


def load_published(path: Path) -> dict[str, list[PublishedScore]]:
    """Task key -> scores.

    Raises:
        DataError: an unknown key or a score that is no number.
    """
    return read_yaml(path, dict[str, list[PublishedScore]])


def published_for(figure: Figure, published: dict[str, list[PublishedScore]]) -> list[PublishedScore]:
    """The scores that stand beside a figure; its key is ``task``, or ``task:measure`` where one key holds several."""
    if figure.published is None:
        return []
    key, _, measure = figure.published.partition(":")
    scores = published.get(key, [])
    return [s for s in scores if not measure or s.measure == measure or (s.system or "").endswith(f", {measure}")]
