"""Writes the stored vectors that the library compares itself with when it loads, computed by PyTorch in fp32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from rapporteur.language.session import Window
from rapporteur.language.wordpiece import WordPiece
from training.corpora import blank_nlp, text_sentence
from training.model import Engine
from training.windows import Labels, encode_window

SENTENCES = (
    "Done.",
    "The two foreign ministers met in Geneva on Tuesday.",
    "H.E. Gen. Samir Okafor denied that any of the 14 detained protesters had been harmed.",
    "“We reject this decision,” the movement said; talks will resume by video tomorrow.",
)


def write_golden(engine: Engine, labels: Labels, pieces: WordPiece, output: Path) -> None:
    """`golden.npz`: for each sentence the model's inputs (int32) and its word vectors (float16)."""
    nlp = blank_nlp()
    arrays: dict[str, np.ndarray] = {"count": np.array(len(SENTENCES))}
    for number, text in enumerate(SENTENCES):
        sentence, _, _ = text_sentence(nlp, text, gap=1, document="golden", corpus="golden", default=1)
        encoded = encode_window([sentence], pieces, labels)
        window = Window(encoded["pieces"], encoded["shapes"], encoded["layouts"], encoded["first"])
        tensors = [torch.from_numpy(getattr(window, name))[None] for name in ("pieces", "shapes", "layouts", "first")]
        with torch.inference_mode():
            vectors = engine.encode(tensors[0], tensors[1], tensors[2], None, tensors[3])[0].numpy()
        for name in ("pieces", "shapes", "layouts", "first"):
            arrays[f"{name}_{number}"] = getattr(window, name).astype(np.int32)
        arrays[f"vectors_{number}"] = vectors.astype(np.float16)
    np.savez_compressed(output, **arrays)
