"""Read a YAML data file strictly: unknown keys, repeated keys and wrong types are errors that name file and place.

Shared by the codebook and the cue files. Imports only `errors`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from rapporteur.errors import DataError

__all__ = ["read_yaml"]

T = TypeVar("T")
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):  # type: ignore[misc]
    """A safe loader in which a key written twice is an error, and "on", "no" and "yes" are words."""


def _unique_mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} written twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)
# YAML 1.1 reads on, off, yes and no as booleans; here they are prepositions and answers.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, kind: type[T]) -> T:
    """Read and check one file.

    Args:
        path: the file.
        kind: the type it must have, usually a `msgspec.Struct` that forbids unknown fields.

    Returns:
        The decoded value.

    Raises:
        DataError: no such file, not YAML, a repeated or unknown key, a missing key, a wrong type.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506  # a safe loader
    except FileNotFoundError:
        raise DataError(
            where, "a data file", "no such file", "Restore it, reinstall, or name another folder."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(where, "valid YAML without repeated keys", str(error), "Correct the file there.") from None
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        name = getattr(kind, "__name__", str(kind))
        raise DataError(
            where, f"the form of {name}", str(error), "Correct the key or value there; see docs/codebook.md."
        ) from None
