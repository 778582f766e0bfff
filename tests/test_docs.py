"""The documentation is true: generated pages are up to date, links resolve, examples run, commands exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from tools.write_docs import PAGES, RECORD_TYPES, fields_of

from rapporteur.cli import app

ROOT = Path(__file__).parent.parent
WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"^`([\w./-]+)`:\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def with_blocks(language: str) -> list[Path]:
    return [page for page in WRITTEN if blocks(page, language)]


def name_of(page: Path) -> str:
    return page.name


def anchors(page: Path) -> set[str]:
    """What a heading can be linked by: lower case, blanks as hyphens, punctuation left out."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_generated_page_is_what_the_code_gives(page: Path) -> None:
    """docs/command-line.md and docs/record.md equal what tools/write_docs.py makes; run it when this fails."""
    assert page.read_text(encoding="utf-8") == PAGES[page](), "run python -m tools.write_docs"


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_record_page_names_every_field(kind: Any) -> None:
    """Each field of each record type has a row with its meaning in its section of docs/record.md."""
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {kind.__name__}\n")[2].partition("\n## ")[0]
    assert [name for name in kind.__struct_fields__ if f"\n| `{name}` | " not in section] == []
    assert all(fields_of(kind).values())


def test_record_page_covers_every_type_a_record_holds() -> None:
    """No type reachable from a coded document is left out of docs/record.md."""
    linked = set(re.findall(r"\(#(\w+)\)", (ROOT / "docs" / "record.md").read_text(encoding="utf-8")))
    assert linked == {kind.__name__.lower() for kind in RECORD_TYPES} - {"codeddocument"}


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_relative_links_resolve(page: Path) -> None:
    """Every link to a file of the repository leads to one, and every anchor to a heading."""
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = page if not path else (page.parent / path).resolve()
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_index_lists_every_page() -> None:
    """docs/index.md links to all other pages."""
    linked = set(LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"} <= linked


@pytest.mark.parametrize("page", with_blocks("python"), ids=name_of)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python blocks of a page run one after the other, in an empty folder with the files that the page names."""
    monkeypatch.chdir(tmp_path)
    for name, text in NAMED_FILE.findall(page.read_text(encoding="utf-8")):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    names: dict[str, Any] = {"__name__": page.stem}
    for number, source in enumerate(blocks(page, "python"), start=1):
        exec(compile(source, f"{page.name}, block {number}", "exec"), names)  # noqa: S102  # our own documentation


def commands(page: Path) -> Iterator[str]:
    """Command lines of the console blocks, without prompt and comment, pipes taken apart."""
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                yield from (part.strip() for part in line[2:].partition(" #")[0].split("|"))


@pytest.mark.parametrize("page", with_blocks("console"), ids=name_of)
def test_console_commands_exist(page: Path) -> None:
    """Every `rapporteur` line of a console block names a command with these options; every `make` line a target."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in commands(page):
        program, *words = shlex.split(line)
        if program == "make":
            assert set(words) <= targets, line
        if program != "rapporteur":
            continue
        command: Any = typer.main.get_command(app)
        while words and hasattr(command, "commands"):
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        legal = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if re.match(r"--?[a-z]", word)} <= legal, line
