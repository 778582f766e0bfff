"""Speed and memory of the language engine on this machine: words a second, seconds to load, peak memory, int8 against fp32.

    python -m benchmarks.speed_language [--fp32 FOLDER] [--words 20000]

`--fp32` takes a folder written by `python -m training.export_onnx CHECKPOINT FOLDER --fp32`, to be measured in the same run.
Times are of one process; figures are best of three passes, since other work on a machine only ever makes a pass slower.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

TEXT = (
    "The foreign ministers of the two countries met in Geneva on Tuesday, the first talks since the ceasefire collapsed in March. "
    "A joint statement said both sides had agreed to exchange prisoners and to reopen the crossing at Al-Qamar within ten days. "
    "“We welcome this step,” said Amina Diallo, the envoy of the regional bloc, who chaired the session. "
    "Opposition groups accused the government of breaking an earlier promise; police detained at least 40 protesters outside the "
    "parliament, according to the Lawyers' Union, while the Interior Ministry put the number at 12.\n\n"
)


def main() -> None:
    """Prints one line a setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fp32", type=Path, default=None)
    parser.add_argument("--words", type=int, default=20_000)
    arguments = parser.parse_args()
    began = time.perf_counter()
    from rapporteur.datatypes import Document  # noqa: PLC0415  the import is what is timed
    from rapporteur.language.parse import parse_document  # noqa: PLC0415
    from rapporteur.language.session import MODEL_FOLDER, Engine  # noqa: PLC0415

    imported = time.perf_counter()
    Engine()
    loaded = time.perf_counter()
    size = sum(path.stat().st_size for path in MODEL_FOLDER.iterdir())
    print(
        f"import {imported - began:.2f} s, load and self-check {loaded - imported:.2f} s, model folder {size / 1e6:.1f} MB"
    )
    document = Document(doc_id="speed", text=TEXT * max(1, arguments.words // len(TEXT.split())))
    settings = [("int8", MODEL_FOLDER, 1), ("int8", MODEL_FOLDER, 2)]
    if arguments.fp32 is not None:
        settings += [("fp32", arguments.fp32, 1), ("fp32", arguments.fp32, 2)]
    for name, folder, n_threads in settings:
        engine = Engine(folder, n_threads=n_threads, is_checked=False)
        best, cpu = float("inf"), float("inf")
        n_words = 0
        for _ in range(3):
            began, began_cpu = time.perf_counter(), time.process_time()
            doc = parse_document(document, engine=engine)
            best = min(best, time.perf_counter() - began)
            cpu = min(cpu, time.process_time() - began_cpu)
            n_words = sum(not token.is_space for token in doc)
        print(
            f"{name} {n_threads} thread(s): {n_words / best:.0f} words a second, {n_words / cpu:.0f} words a CPU-second"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
