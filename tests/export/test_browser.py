"""The page in a real browser: its one script runs under its own policy. Skipped where no Chromium is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.export.sample import coded_sample

from rapporteur.export import to_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--dump-dom",
)  # fmt: skip


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_page_runs_its_script_in_a_browser(tmp_path: Path) -> None:
    """The tooltip that the script makes is there, and what stands in the text is what the document says."""
    assert CHROMIUM is not None
    page = tmp_path / "page.html"
    coded = coded_sample()
    page.write_text(to_html(coded), encoding="utf-8")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert '<div class="tip hidden" role="tooltip">' in shown
    assert re.search(r'<span class="s trigger"[^>]*aria-label="met: go to event 1, CONSULT"', shown)
