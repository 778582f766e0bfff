"""The rule files: every rule proves itself by examples, and a wrong file is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rapporteur.errors import DataError
from rapporteur.times.rules import DATA, CompiledRule, compile_grammar, load_grammar
from rapporteur.times.scan import fold

NAMES = ("lexicon.yaml", "rules.yaml", "holidays.yaml", "context.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled files."""
    for name in NAMES:
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("compiled", load_grammar().rules, ids=lambda item: item.rule.id)
def test_rule_matches_its_examples(compiled: CompiledRule) -> None:
    """The pattern matches each example whole, and none that is listed as unread."""
    for example in compiled.rule.examples:
        folded = fold(example)
        match = compiled.regex.match(folded)
        whole = match is not None and match.end() == len(folded)
        assert whole == (example not in compiled.rule.unread), example


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("rules.yaml", "id: iso-date\n", "ident: iso-date\n", ["rules.yaml", "ident"]),
        ("rules.yaml", "id: iso-month", "id: iso-date", ["rules.yaml", "'iso-date' again"]),
        ("rules.yaml", "{year}-{mm}-{day}", "{year}-{mm}-{dya}", ["iso-date", "{dya}", "lexicon.yaml"]),
        ("rules.yaml", "{year}-{mm}-{day}", "{year}-({mm}-{day}", ["iso-date", "regular expression"]),
        ("rules.yaml", "needs: [digits]", "needs: [digit]", ["iso-date", "'digit'"]),
        ("rules.yaml", "make: calendar", "make: calender", ["rules.yaml", "calender"]),
        ("holidays.yaml", "[easter monday]", "[good friday]", ["holidays.yaml", "'good friday' again"]),
        ("holidays.yaml", "easter: 1", "easter: one", ["holidays.yaml", "int"]),
        ("lexicon.yaml", "january: 1,", "january: 1, january: 2,", ["lexicon.yaml", "'january' written twice"]),
        ("lexicon.yaml", "words:", "words: [", ["lexicon.yaml", "YAML"]),
        ("context.yaml", "near_misses:", "near_mises:", ["context.yaml", "near_mises"]),
    ],
)
def test_wrong_file_is_a_data_error(folder: Path, file: str, old: str, new: str, words: list[str]) -> None:
    """The message names the file and what is wrong with it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        compile_grammar(folder)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_missing_file_is_a_data_error(folder: Path) -> None:
    """A file that is not there is named."""
    (folder / "context.yaml").unlink()
    with pytest.raises(DataError, match=r"context\.yaml"):
        compile_grammar(folder)
