"""`make gate`: measures every task on its development split and fails where a figure fell below its floor.

    python -m benchmarks.gate                                   check
    python -m benchmarks.gate --update                          check, raise floors, keep the results for docs/quality.md
    python -m benchmarks.gate --update --allow-regression "why" lower floors too, with the reason on record
    python -m benchmarks.gate --only records-gold,times-gum     some entries

The corpora lie in ../shared (or where RAPPORTEUR_SHARED points). Without them the gate says so and passes: it cannot
measure what is not there.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

import msgspec
from benchmarks.floors import Entry, Floor, Lowered, read_floors, write_floors

from rapporteur.errors import InputError
from rapporteur.evaluate.reading import file_sha256
from rapporteur.evaluate.run import Result, evaluate
from rapporteur.evaluate.task import ErrorLine, Options

__all__ = ["StoredResult", "check_entry", "raise_floors"]

HERE = Path(__file__).parent
FLOORS = HERE / "floors.yaml"
RESULTS = HERE / "results"
EXCERPT_LENGTH = 110  # code points: enough to see the error, too little to stand for the text


class Example(msgspec.Struct, omit_defaults=True):
    """One error of a kind; without text where the licence does not allow an excerpt."""

    kind: str
    count: int
    id: str | None = None
    expected: str | None = None
    found: str | None = None
    excerpt: str | None = None


class StoredResult(msgspec.Struct):
    """What stays of a run for docs/quality.md."""

    name: str
    result: Result
    examples: list[Example]


def shared_folder() -> Path:
    """Where the corpora lie."""
    return Path(os.environ.get("RAPPORTEUR_SHARED", HERE.parent.parent / "shared"))


def measure(entry: Entry, folder: Path, *, workers: int) -> tuple[Result, list[ErrorLine]]:
    """Runs one entry.

    Raises:
        InputError: the data file is not the one that the floors were measured on.
    """
    path = folder / entry.file
    digest = file_sha256(path)
    if entry.sha256 is not None and digest != entry.sha256:
        remedy = "Measure anew: set sha256 of the entry to null, and its floors, then run with --update."
        raise InputError(entry.file, f"sha256 {entry.sha256}", digest, remedy)
    options = Options(types=entry.types, actors=None if entry.actors is None else HERE.parent / entry.actors)
    result, errors = evaluate(entry.task, path, options=options, only=entry.only or None, workers=workers)
    if result.n == 1:
        result.published = []  # a single document stands beside no corpus figure
    return result, errors


def check_entry(entry: Entry, result: Result) -> list[tuple[Floor, float | None, bool]]:
    """Each floor with the measured value and whether it holds; a figure that was not measured fails a set floor."""
    checked = []
    for floor in entry.floors:
        value = result.figure(floor.figure).value
        holds = floor.floor is None or (value is not None and value >= floor.floor - floor.tolerance)
        checked.append((floor, value, holds))
    return checked


def raise_floors(entry: Entry, result: Result, *, reason: str | None) -> None:
    """Sets values and hash; raises floors to the measured values; lowers one only with a reason, which is kept."""
    entry.sha256 = result.sha256
    for floor, value, _ in check_entry(entry, result):
        if value is None:
            continue
        rounded = math.floor(value * 1000) / 1000
        if floor.floor is None or rounded > floor.floor:
            floor.value, floor.floor = round(value, 4), rounded
        elif rounded < floor.floor and reason is not None:
            floor.lowered.append(Lowered(floor.floor, rounded, reason))
            floor.value, floor.floor = round(value, 4), rounded
        else:
            floor.value = round(value, 4)


def examples_of(entry: Entry, result: Result, errors: list[ErrorLine]) -> list[Example]:
    """The ten commonest kinds of error, with the first error of each where excerpts are allowed."""
    examples = []
    for kind, count in list(result.kinds.items())[:10]:
        example = Example(kind, count)
        line = next((error for error in errors if error.kind == kind and error.excerpt), None)
        if entry.excerpts and line is not None and line.excerpt is not None:
            example.id = line.id
            example.expected, example.found = _short(line.expected), _short(line.found)
            example.excerpt = _around_mark(line.excerpt)
        examples.append(example)
    return examples


def _short(words: str | None, length: int = 60) -> str | None:
    return words if words is None or len(words) <= length else words[: length - 1] + "…"


def _around_mark(text: str) -> str:
    """At most `EXCERPT_LENGTH` code points around the marked words."""
    if len(text) <= EXCERPT_LENGTH:
        return text
    middle = max(text.find("["), 0)
    start = max(0, min(middle - EXCERPT_LENGTH // 3, len(text) - EXCERPT_LENGTH))
    cut = text[start : start + EXCERPT_LENGTH]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT_LENGTH < len(text) else "")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true", help="raise floors and keep the results")
    parser.add_argument("--allow-regression", metavar="REASON", help="with --update: lower floors, for this reason")
    parser.add_argument("--only", help="names of entries, joined by commas")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


def main() -> int:
    """Exit code 0 when every floor holds or nothing could be measured, else 1."""
    arguments = _arguments()
    if arguments.allow_regression is not None and not (arguments.update and arguments.allow_regression.strip()):
        print("--allow-regression needs --update and a reason", file=sys.stderr)
        return 2
    folder = shared_folder()
    if not folder.is_dir():
        print(f"gate: skipped, the corpora are not there ({folder.name}/ beside the repository)")
        return 0
    entries = read_floors(FLOORS)
    chosen = set(arguments.only.split(",")) if arguments.only else {entry.name for entry in entries}
    failed = 0
    for entry in entries:
        if entry.name not in chosen:
            continue
        result, errors = measure(entry, folder, workers=arguments.workers)
        print(f"{entry.name}: {result.n} {result.unit}, {result.seconds or 0:.1f} s")
        for item, reason in result.failed.items():
            print(f"  FAIL  {item} could not be coded: {reason}")
        failed += len(result.failed)
        checked = check_entry(entry, result)
        for floor, value, holds in checked:
            shown = "-" if value is None else f"{value:.3f}"
            wanted = "-" if floor.floor is None else f"{floor.floor:.3f}"
            print(f"  {'ok  ' if holds else 'FAIL'}  {shown}  floor {wanted} (-{floor.tolerance:g})  {floor.figure}")
        lowering_allowed = arguments.update and arguments.allow_regression is not None
        failed += 0 if lowering_allowed else sum(not holds for *_, holds in checked)
        if arguments.update:
            raise_floors(entry, result, reason=arguments.allow_regression)
            write_floors(FLOORS, entries)
            RESULTS.mkdir(exist_ok=True)
            stored = StoredResult(entry.name, result, examples_of(entry, result, errors))
            encoded = msgspec.json.format(msgspec.json.encode(stored), indent=1)
            (RESULTS / f"{entry.name}.json").write_bytes(encoded + b"\n")
        sys.stdout.flush()
    print(
        "gate: every floor holds"
        if not failed
        else f"gate: {failed} failures: figures below their floor, or documents that could not be coded"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
