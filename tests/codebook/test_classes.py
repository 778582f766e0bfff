"""The word classes of the bundled codebook: all used, none empty, lemmas as the lemmatiser gives them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from rapporteur import codebook as codebook_package

FOLDER = Path(codebook_package.__file__).parent / "data" / "plover"


def _read(name: str) -> Any:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # every scalar a string; our own file


CLASSES: dict[str, list[str]] = _read("classes.yml")


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
    elif isinstance(node, str):
        yield node


@functools.cache
def _used() -> frozenset[str]:
    names = {path.name for path in FOLDER.glob("*.yml")} - {"classes.yml"}
    texts = [_read(name) for name in sorted(names)] + [
        _read(f"types/{p.name}") for p in sorted((FOLDER / "types").glob("*.yml"))
    ]
    used = {text[1:] for tree in texts for text in _strings(tree) if text.startswith("@")}
    grown = True
    while grown:
        inside = {word[1:] for name in used & CLASSES.keys() for word in CLASSES[name] if word.startswith("@")}
        grown = not inside <= used
        used |= inside
    return frozenset(used)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_classes_each_is_used_by_a_frame_or_another_class(name: str) -> None:
    """A class that nothing names is dead weight and is removed."""
    assert name in _used()


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_classes_hold_lower_case_words_once(name: str) -> None:
    """Lemmas are compared in lower case, so a capital would never match; a word stands once in its class."""
    words = CLASSES[name]
    assert words, name
    assert [word for word in words if word != word.lower() or word != word.strip() or not word] == []
    assert sorted({word for word in words if words.count(word) > 1}) == []
