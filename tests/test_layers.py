"""The layers of the design, read from the import statements themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "rapporteur"
STAGES = {"text", "language", "mentions", "times", "events"}
REFERENCE = {"codebook", "actors", "places"}
LOWEST = {"datatypes", "errors", "yamlfile", "duck"}
SHARED = {"trees"}
PEOPLE = {"agree": {"evaluate", "export", "store"}, "report": {"export", "store", "__version__"}}
ONE_PLACE = {
    "onnxruntime", "openvino", "duckdb", "starlette", "ray",
    "trafilatura", "resiliparse", "htmldate", "fastwarc", "pypdfium2", "feedparser", "rensa", "py3langid",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def part_of(path: Path) -> str:
    relative = path.relative_to(SOURCE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{path}: relative import"
            if node.module == "rapporteur":
                yield from (f"rapporteur.{alias.name}" for alias in node.names)
            else:
                yield node.module


def project_parts(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("rapporteur.")}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_module_imports_only_what_its_layer_allows(path: Path) -> None:
    """A stage imports reference data and the lowest layer; reference data only the lowest; the lowest nothing."""
    part = part_of(path)
    used = project_parts(path) - {part}
    if part in LOWEST:
        assert used <= {"errors"}
    elif part in REFERENCE or part in SHARED:
        assert used <= LOWEST
    elif part in STAGES:
        assert used <= LOWEST | REFERENCE | SHARED
    elif part in PEOPLE:
        assert used <= LOWEST | PEOPLE[part]


def test_coefficients_know_nothing_of_records() -> None:
    """The coefficients of agreement, which evaluation and review use too, import nothing of the project."""
    assert project_parts(SOURCE / "agree" / "coefficients.py") == set()


@pytest.mark.parametrize("library", sorted(ONE_PLACE))
def test_heavy_library_is_imported_in_one_module(library: str) -> None:
    """Each of the heavy libraries has at most one module that imports it."""
    users = [p for p in modules() if any(name.split(".")[0] == library for name in imports(p))]
    assert len(users) <= 1, users


def test_stage_folder_exports_its_verb() -> None:
    """Each stage folder's __init__ names what it exports in __all__."""
    for stage in STAGES:
        text = (SOURCE / stage / "__init__.py").read_text(encoding="utf-8")
        assert "__all__" in text, stage
