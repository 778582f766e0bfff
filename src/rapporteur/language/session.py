"""Loads the bundled model, proves that it computes right on this machine, and runs it one window at a time.

A window is never padded or batched with others, so a text gives the same numbers whatever stands beside it in a run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rapporteur.errors import ModelError
from rapporteur.language.backends import BACKENDS, Backend, GraphSession, chosen_backend, open_graph
from rapporteur.language.events import EVENT_LABELS, STATUS_LABELS
from rapporteur.language.references import MENTION_SIZES, PAIR_SIZES
from rapporteur.language.wordpiece import WordPiece

MODEL_FOLDER = Path(__file__).parent / "model"

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """What the model reads: one stretch of consecutive words, all int64.

    Attributes:
        pieces: sub-token ids between the start and end marks, (pieces,).
        shapes: spelling class of each piece's word, (pieces,).
        layouts: white space before each piece, (pieces,).
        first: position of each word's first piece, (words,).
    """

    pieces: Integers
    shapes: Integers
    layouts: Integers
    first: Integers


@dataclass(frozen=True)
class Scores:
    """What the model gives for a window of N words, all float32 and none normalised.

    Attributes:
        vectors: contextual word vectors, (N, 384).
        upos, xpos, feats, entity: one score a label, (N, labels).
        sentence: log-odds that a sentence starts at the word, (N,).
        arcs: score of word j as head of word i at [i, j], and of the root in the last column, (N, N + 1).
        rel_dep, rel_head: the two sides of a relation, (N, 128).
    """

    vectors: Floats
    upos: Floats
    xpos: Floats
    feats: Floats
    entity: Floats
    sentence: Floats
    arcs: Floats
    rel_dep: Floats
    rel_head: Floats


class Engine:
    """The model in memory, with its labels and its vocabulary.

    Args:
        folder: holds `engine.onnx`, `relations.onnx`, `coreference.onnx`, `events.onnx`, `labels.json`, `vocab.txt` and `golden.npz`.
        n_threads: threads inside one pass. One is the default: a corpus is spread over processes, which scale where
            threads do not.
        is_checked: whether to compare stored vectors at load (some tenths of a second). Where the integer graph computes
            something else, the floating-point graph over the same weights takes its place, and `notes` says so.
        backend: what computes the encoder, a name in `backends.BACKENDS`; default as `chosen_backend` says. The heads
            are small and always run on the processor.

    Raises:
        InputError: there is no backend of that name.
        ModelError: a file is missing or damaged, the backend is not installed, or this machine computes something else
            than the stored vectors.
    """

    def __init__(
        self, folder: Path = MODEL_FOLDER, *, n_threads: int = 1, is_checked: bool = True, backend: str | None = None
    ) -> None:
        self.folder = folder
        self.labels: dict[str, list[str]] = json.loads(_read(folder / "labels.json"))
        self.pieces = WordPiece.load(folder / "vocab.txt")
        self.backend = chosen_backend(backend)
        self._n_threads = n_threads
        self._encoder = self._open_encoder(self.backend)
        self._relations = self._open_head("relations.onnx")
        self.feats_by_upos = self._allowed_feats()
        self.notes: list[str] = []
        if is_checked:
            self._check()

    def score(self, window: Window) -> Scores:
        """Runs one window of at most 350 pieces."""
        feed = {"pieces": window.pieces, "shapes": window.shapes, "layouts": window.layouts, "first": window.first}
        names = list(Scores.__dataclass_fields__)
        return Scores(**dict(zip(names, self._encoder.run(names, feed), strict=True)))

    def score_relations(self, dep: Floats, head: Floats) -> Floats:
        """Scores of every relation for M pairs of a word's `rel_dep` and its head's `rel_head`: float32 (M, relations)."""
        result: Floats = self._relations.run(["scores"], {"dep": dep, "head": head})[0]
        return result

    def score_references(
        self, vectors: Floats, features: Integers, later: Integers, earlier: Integers, pairs: Integers
    ) -> Floats:
        """Scores of P pairs of candidates as referring to one thing, float32 (P,); 0 is as likely as not.

        Args:
            vectors: of the M candidates' heads, (M, 384).
            features: of the candidates, (M, 5), each column's values as in `references.MENTION_SIZES`.
            later: candidate of each pair, (P,).
            earlier: the one it may refer back to, (P,).
            pairs: features of each pair, (P, 7), as in `references.PAIR_SIZES`.
        """
        if len(later) == 0:
            return np.zeros(0, dtype=np.float32)
        feed = {
            "vectors": vectors, "features": features + np.cumsum([0, *MENTION_SIZES[:-1]]), "later": later,
            "earlier": earlier, "pairs": pairs + np.cumsum([0, *PAIR_SIZES[:-1]]),
        }  # fmt: skip
        result: Floats = self._coreference.run(["scores"], feed)[0]
        return result

    def score_events(self, vectors: Floats, actor: Floats, recipient: Floats) -> tuple[Floats, Floats]:
        """Event types and statuses of N words, float32 (N, 17) and (N, 6), not normalised.

        Args:
            vectors: of the words, (N, 384).
            actor: the mean vector of each word's doer and a 1, or zeros where none is named, (N, 385).
            recipient: the same for whom it is directed at.
        """
        if len(vectors) == 0:
            return np.zeros((0, len(EVENT_LABELS)), np.float32), np.zeros((0, len(STATUS_LABELS)), np.float32)
        feed = {"vectors": vectors, "actor": actor, "recipient": recipient}
        types, statuses = self._events.run(["types", "statuses"], feed)
        return types, statuses

    @cached_property
    def _coreference(self) -> GraphSession:
        return self._open_head("coreference.onnx")

    @cached_property
    def _events(self) -> GraphSession:
        return self._open_head("events.onnx")

    def _open_head(self, name: str) -> GraphSession:
        return open_graph(self.folder / name, n_threads=self._n_threads, backend=BACKENDS["int8"])

    def _open_encoder(self, backend: Backend) -> GraphSession:
        return open_graph(self.folder / backend.encoder, n_threads=self._n_threads, backend=backend)

    def _check(self) -> None:
        """Compares stored vectors; where this backend computes something else, goes on in floating point and says so."""
        least = self.golden_cosine()
        wanted, other = self.backend, BACKENDS["float"]
        if least < wanted.least_cosine and wanted != other and (self.folder / other.encoder).is_file():
            self.notes.append(
                f"backend {wanted.name} computes wrong numbers on this machine (cosine {least:.3f} to the stored vectors); "
                "computing in floating point, slower"
            )
            self.backend = other
            self._encoder = self._open_encoder(other)
            least = self.golden_cosine()
        if least < self.backend.least_cosine:
            raise ModelError(
                str(self.folder / self.backend.encoder),
                f"word vectors within cosine {self.backend.least_cosine} of the stored ones",
                f"cosine {least:.3f} on this machine",
                "Update onnxruntime; if it stays so, report the processor and the version of onnxruntime.",
            )

    def golden_cosine(self) -> float:
        """Least mean cosine between the vectors computed here and the stored ones, over the stored texts.

        Of a long text only some words' vectors are stored; `words_N` says which.
        """
        path = self.folder / "golden.npz"
        if not path.is_file():
            raise ModelError(str(path), "stored vectors to compare with", "no such file", "Install the package again.")
        least = 1.0
        with np.load(path) as stored:
            for number in range(int(stored["count"])):
                arrays = [
                    stored[f"{name}_{number}"].astype(np.int64) for name in ("pieces", "shapes", "layouts", "first")
                ]
                expected = stored[f"vectors_{number}"].astype(np.float32)
                found = self.score(Window(*arrays)).vectors[stored[f"words_{number}"]]
                cosine = (found * expected).sum(-1) / (
                    np.linalg.norm(found, axis=-1) * np.linalg.norm(expected, axis=-1)
                )
                least = min(least, float(cosine.mean()))
        return least

    def _allowed_feats(self) -> NDArray[np.bool_]:
        """Which morphology goes with which tag in the treebanks: bool (upos, feats)."""
        upos, feats = self.labels["upos"], self.labels["feats"]
        allowed = np.zeros((len(upos), len(feats)), dtype=np.bool_)
        for pair in self.labels["upos_feats"]:
            tag, value = pair.split("\t")
            allowed[upos.index(tag), feats.index(value)] = True
        if "_" in feats:
            allowed[~allowed.any(1), feats.index("_")] = True
        return allowed


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(str(path), "a file of the bundled model", str(error), "Install the package again.") from error


@lru_cache(maxsize=4)
def load_engine(folder: Path = MODEL_FOLDER, *, n_threads: int = 1, backend: str | None = None) -> Engine:
    """The bundled engine, loaded once a process.

    Args:
        folder: another model's folder, for training and tests.
        n_threads: threads inside one pass.
        backend: as for `Engine`.
    """
    return Engine(folder, n_threads=n_threads, backend=backend)
