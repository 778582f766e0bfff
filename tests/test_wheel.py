"""The wheel works where nothing of the source tree is: built, installed alone, used with networking blocked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = """
import socket, sys

def refuse(*args, **kwargs):
    raise OSError("networking is blocked in this test")

socket.socket.connect = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
import rapporteur
assert "site" in rapporteur.__file__, rapporteur.__file__
coded = rapporteur.code("The president of Chile met the prime minister of Norway in Geneva on Tuesday.")
assert coded.events, coded
for event in coded.events:
    assert coded.text[event.trigger.start:event.trigger.end] == event.trigger.text
print(coded.events[0].type)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_model_tables_and_codebook(wheel: Path) -> None:
    """Everything the coder reads at run time is inside the wheel."""
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "language/model/engine.onnx",
        "codebook/data/plover/codebook.yml",
        "events/data/operators.yml",
        "actors/data/",
        "places/data/",
        "py.typed",
    ):
        assert any(name.startswith(f"rapporteur/{needed}") for name in names), needed
    assert not any(name.startswith(("tests/", "training/", "resources/")) for name in names)


def test_wheel_codes_a_document_offline_without_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    """Installed into an empty folder, the package codes a document with sockets refused."""
    site = tmp_path / "site"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "CONSULT"
