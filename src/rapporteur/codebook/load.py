"""Read a codebook folder, check every reference in it, and index its frames."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from rapporteur.codebook.schema import Codebook, CodebookHeader, Condition, EventType, Frame
from rapporteur.errors import DataError
from rapporteur.yamlfile import read_yaml

__all__ = ["load_codebook"]

BUNDLED = Path(__file__).parent / "data" / "plover"
POS = ("verb", "noun", "adj")
ROLES = ("actor", "recipient", "chair", "host", "mediator", "organiser", "delegate", "affected")
STATUSES = ("occurred", "scheduled", "intended", "hypothetical", "negated", "historical")
SLOTS = ("subj", "obj", "iobj", "poss", "amod", "compound", "xcomp", "ccomp", "comp_subj", "speaker", "members")
SCOPES = ("trigger", "subj", "obj", "instrument", "complement", "clause", "document")
KINDS = ("actor", "person", "armed", "civilian", "place", "weapon", "event", "thing")


def load_codebook(folder: Path | None = None) -> Codebook:
    """Load the bundled PLOVER codebook, or one of your own.

    Args:
        folder: a codebook folder; ``None`` is the bundled one.

    Returns:
        The codebook, checked: every class, pattern, slot, role and mode that a frame names exists.

    Raises:
        DataError: a file is missing, has an unknown key, a duplicate id or a dangling reference.
    """
    return _load(BUNDLED if folder is None else Path(folder))


@functools.cache
def _load(folder: Path) -> Codebook:
    header = read_yaml(folder / "codebook.yml", CodebookHeader)
    classes = _expand_classes(folder / "classes.yml")
    patterns = read_yaml(folder / "patterns.yml", dict[str, dict[str, list[str]]])
    support_verbs = read_yaml(folder / "support_verbs.yml", dict[str, list[str]])
    types: dict[str, EventType] = {}
    index: dict[tuple[str, str], list[tuple[str, Frame]]] = {}
    seen: dict[str, str] = {}
    for path in sorted((folder / "types").glob("*.yml")):
        event_type = read_yaml(path, EventType)
        if event_type.type in types:
            raise DataError(str(path), "one file for each event type", f"{event_type.type} twice", "Merge the files.")
        types[event_type.type] = event_type
        _check_type(path, event_type, header, classes, patterns)
        for frame in event_type.frames:
            if frame.id in seen:
                raise DataError(
                    f"{path}: {frame.id}", "a unique frame id", f"the same in {seen[frame.id]}", "Rename it."
                )
            seen[frame.id] = path.name
            for predicate in frame.predicates:
                entries = index.setdefault((frame.pos, predicate.split()[0]), [])
                if (event_type.type, frame) not in entries[-1:]:
                    entries.append((event_type.type, frame))
    return Codebook(header, types, classes, patterns, support_verbs, index)


def _expand_classes(path: Path) -> dict[str, frozenset[str]]:
    raw = read_yaml(path, dict[str, list[str]])
    done: dict[str, frozenset[str]] = {}

    def expand(name: str, trail: tuple[str, ...]) -> frozenset[str]:
        if name in done:
            return done[name]
        if name not in raw or name in trail:
            legal = ", ".join(sorted(raw))
            raise DataError(
                f"{path}: {' > '.join(trail)}", "a class defined without a circle", f"@{name}", f"Known: {legal}."
            )
        words: set[str] = set()
        for word in raw[name]:
            words |= expand(word[1:], (*trail, name)) if word.startswith("@") else {word}
        done[name] = frozenset(words)
        return done[name]

    for name in raw:
        expand(name, ())
    return done


def _check_type(
    path: Path,
    event_type: EventType,
    header: CodebookHeader,
    classes: dict[str, frozenset[str]],
    patterns: dict[str, dict[str, list[str]]],
) -> None:
    if event_type.quad not in header.quads:
        raise DataError(
            f"{path}: quad", f"one of {', '.join(header.quads)}", event_type.quad, "Use a quad of codebook.yml."
        )
    for cue in event_type.mode_cues:
        where = f"{path}: mode_cues.{cue.mode}"
        _check_member(where, "mode", cue.mode, event_type.modes)
        for scope in cue.scope:
            _check_member(where, "scope", scope, SCOPES)
        _check_classes(where, cue.lemmas, classes)
    for frame in event_type.frames:
        _check_frame(f"{path}: {frame.id}", frame, event_type, classes, patterns)


def _check_frame(
    where: str,
    frame: Frame,
    event_type: EventType,
    classes: dict[str, frozenset[str]],
    patterns: dict[str, dict[str, list[str]]],
) -> None:
    _check_member(f"{where}.pos", "part of speech", frame.pos, POS)
    if not frame.predicates:
        raise DataError(f"{where}.predicates", "at least one lemma", "none", "Name the words of the frame.")
    if frame.pattern is not None:
        _check_member(f"{where}.pattern", "pattern", frame.pattern, patterns)
    for mode in frame.modes:
        _check_member(f"{where}.modes", "mode", mode, event_type.modes)
    if frame.status is not None:
        _check_member(f"{where}.status", "status", frame.status, STATUSES)
    roles = {**(patterns[frame.pattern] if frame.pattern is not None else {}), **frame.roles}
    if not roles:
        raise DataError(f"{where}.roles", "a pattern or roles", "neither", "Say which slot fills which role.")
    for role, slots in roles.items():
        _check_member(f"{where}.roles", "role", role, ROLES)
        for slot in slots:
            for part in slot.split("+"):
                _check_slot(f"{where}.roles.{role}", part)
    for slot in (*frame.requires, *frame.where, *frame.trigger):
        for part in slot.split("|"):
            _check_slot(where, part)
    for slot, condition in frame.where.items():
        _check_condition(f"{where}.where.{slot}", condition, classes)


def _check_condition(where: str, condition: Condition, classes: dict[str, frozenset[str]]) -> None:
    _check_classes(where, [*condition.lemma, *condition.not_lemma], classes)
    for kind in (*condition.kind, *condition.not_kind):
        _check_member(where, "kind", kind, KINDS)


def _check_slot(where: str, slot: str) -> None:
    if not slot.startswith("prep:"):
        _check_member(where, "slot", slot, (*SLOTS, "prep:X"))


def _check_classes(where: str, words: list[str], classes: dict[str, frozenset[str]]) -> None:
    for word in words:
        if word.startswith("@"):
            _check_member(where, "class", word[1:], classes)


def _check_member(where: str, what: str, value: str, legal: Any) -> None:
    if value not in legal:
        raise DataError(
            where, f"a {what} among {', '.join(sorted(legal))}", repr(value), "Correct the name or define it."
        )
