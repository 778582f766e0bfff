"""Load the compiled table, with a user's own files on top when given."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rapporteur.actors.schema import ActorData
from rapporteur.actors.table import ActorTable
from rapporteur.errors import DataError

__all__ = ["load_actors", "load_data"]

SHIPPED = Path(__file__).parent / "data" / "actors.json"


def load_actors(extra: str | Path | Sequence[str | Path] | None = None) -> ActorTable:
    """Give the actor table; the same object for the same files.

    Args:
        extra: a YAML file of the schema of resources/actors, or several; their rows add to the table or replace rows of
            the same id, later files winning.

    Raises:
        DataError: an extra file is malformed (file, path in it, what was expected, remedy), or refers to nobody.
    """
    if extra is None:
        paths: tuple[Path, ...] = ()
    elif isinstance(extra, str | Path):
        paths = (Path(extra),)
    else:
        paths = tuple(Path(path) for path in extra)
    return _table(paths)


@functools.cache
def _table(paths: tuple[Path, ...]) -> ActorTable:
    data = load_data()
    if not paths:
        return ActorTable(data)
    from rapporteur.actors.build import Builder  # noqa: PLC0415 (YAML only for extra files)
    from rapporteur.actors.source import read_sections  # noqa: PLC0415 (YAML only for extra files)

    builder = Builder.from_data(data)
    for path in paths:
        builder.add(path, read_sections(path), override=True)
    return ActorTable(builder.finish(version=f"{data.version}+{len(paths)}"))


@functools.cache
def load_data(path: Path = SHIPPED) -> ActorData:
    """Decode the compiled file.

    Raises:
        DataError: the file is missing or is not what this version writes.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=ActorData)
    except (OSError, msgspec.DecodeError) as error:
        raise DataError(
            path.name, "the compiled actor table", str(error), "Reinstall rapporteur, or run tools/compile_actors.py."
        ) from error
