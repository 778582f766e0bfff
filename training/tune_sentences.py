"""Chooses the log-odds at which a sentence starts: sentence F1 from raw text on the development splits for each value."""

from __future__ import annotations

import argparse
from pathlib import Path

from rapporteur.language import windows
from rapporteur.language.session import Engine
from training.evaluate_onnx import score_raw
from training.treebanks import read_conllu


def main() -> None:
    """Prints a line for each threshold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--values", type=float, nargs="+", default=[-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2])
    arguments = parser.parse_args()
    engine = Engine(arguments.model)
    for value in arguments.values:
        windows.START = value
        line = f"{value:5.2f}"
        for stem in ("en_ewt-ud-dev", "en_gum_open-dev"):
            figures = score_raw(engine, read_conllu(arguments.corpora / f"{stem}.conllu.xz", stem))
            line += f"  {stem} {figures['sentences f1']}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
