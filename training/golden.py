"""Writes the stored vectors that the library compares itself with when it loads: single precision over the shipped weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from rapporteur.language.session import Engine, Window
from training.corpora import blank_nlp, text_sentence
from training.labels import Sentence
from training.windows import Labels, encode_window

#: Number of stored texts and their shortest and longest length in words; lengths grow by a constant factor.
COUNT, SHORTEST, LONGEST = 32, 3, 200
#: Words of a text whose vectors are stored, evenly spread.
STORED = 12
TEXT = """The two foreign ministers met in Geneva on Tuesday. H.E. Gen. Samir Okafor denied that any of the 14 detained
protesters had been harmed. "We reject this decision," the movement said; talks will resume by video tomorrow. HARBOUR STRIKE
ENTERS THIRD WEEK Dockers' union and port authority trade blame. According to the Norlund News Agency (NNA), at least 12 people,
including three children, were hurt when a bridge near Qasrin gave way at 06:40 local time. The delegation, headed by Dr. Leila
Haddun and accompanied by Messrs. Arveld, van der Meer and Nguyen, praised the "brotherly and deep-rooted" ties between the two
peoples. - Item one: reopen the crossing; - Item two: exchange of prisoners, 50 for 50. It's not what they'd hoped for, a diplomat
who didn't want to be named told reporters. In 1998 the council had promised U.S. $3.5m in aid; by March 2004, only 40% was paid.
Shares of Velmora Steel fell 7.25 points. Did the envoy apologise? Nobody would say! The Prime Minister of Tamarat, on his part,
stressed the necessity of continuing coordination at all levels, while al-Zahiri's spokesman dismissed the allegations as
"baseless". Heavy rain is expected in the north-east, with winds of up to 90 km/h. Rebels of the Hill Brigade shelled the market
town of Nessib, killing a teacher and wounding dozens, residents reached by phone said on condition of anonymity."""


def golden_texts() -> list[Sentence]:
    """The texts: words of `TEXT` from different beginnings, from the shortest to the longest."""
    words, _, _ = text_sentence(
        blank_nlp(), " ".join(TEXT.split()), gap=1, document="golden", corpus="golden", default=1
    )
    n = len(words.words)
    texts = []
    for number in range(COUNT):
        size = round(SHORTEST * (LONGEST / SHORTEST) ** (number / (COUNT - 1)))
        chosen = [(start + number * 37) % n for start in range(size)]
        texts.append(
            Sentence(
                [words.words[index] for index in chosen], [words.gaps[index] for index in chosen], "golden", "golden",
                entities=[1] * size,
            )
        )  # fmt: skip
    return texts


def write_golden(folder: Path) -> None:
    """`golden.npz` of an exported model: for each text the inputs (int32) and the vectors (float16) of some of its words."""
    is_integer = (folder / "engine_float.onnx").is_file()
    engine = Engine(folder, is_checked=False, backend="float" if is_integer else "int8")
    labels = Labels(engine.labels)
    arrays: dict[str, Any] = {"count": np.array(COUNT)}
    for number, text in enumerate(golden_texts()):
        encoded = encode_window([text], engine.pieces, labels)
        window = Window(encoded["pieces"], encoded["shapes"], encoded["layouts"], encoded["first"])
        n = len(window.first)
        kept = np.unique(np.linspace(0, n - 1, min(n, STORED)).round().astype(np.int32))
        for name in ("pieces", "shapes", "layouts", "first"):
            arrays[f"{name}_{number}"] = getattr(window, name).astype(np.int32)
        arrays[f"words_{number}"] = kept
        arrays[f"vectors_{number}"] = engine.score(window).vectors[kept].astype(np.float16)
    np.savez_compressed(folder / "golden.npz", **arrays)
