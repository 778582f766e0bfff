"""Backends: which is chosen, what is said when one is missing, and what happens when one computes wrong numbers."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rapporteur.errors import InputError, ModelError
from rapporteur.language import session
from rapporteur.language.backends import BACKENDS, Backend, GraphSession, chosen_backend, open_graph
from rapporteur.language.session import MODEL_FOLDER, Engine


def test_backend_comes_from_the_argument_then_the_environment_then_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument wins over RAPPORTEUR_BACKEND, which wins over int8."""
    monkeypatch.delenv("RAPPORTEUR_BACKEND", raising=False)
    assert chosen_backend().name == "int8"
    monkeypatch.setenv("RAPPORTEUR_BACKEND", "float")
    assert chosen_backend().name == "float"
    assert chosen_backend("openvino").name == "openvino"


def test_unknown_backend_is_refused_with_the_names_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the variable and lists the backends."""
    monkeypatch.setenv("RAPPORTEUR_BACKEND", "abacus")
    with pytest.raises(InputError, match=r"RAPPORTEUR_BACKEND: expected one of int8, .*; found abacus"):
        chosen_backend()


def test_backend_that_is_not_installed_says_what_to_install() -> None:
    """A missing package is named with the extra that brings it."""
    missing = Backend("openvino", "no_such_runtime", "engine_float.onnx", 0.999, extra="rapporteur[openvino]")
    with pytest.raises(ModelError, match=r"pip install 'rapporteur\[openvino\]'"):
        open_graph(MODEL_FOLDER / "engine_float.onnx", n_threads=1, backend=missing)


def test_cuda_without_a_card_is_a_clear_error() -> None:
    """The processor's build of onnxruntime has no CUDA provider, and the error says what to install."""
    import onnxruntime

    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine's onnxruntime can use a card")
    with pytest.raises(ModelError, match="onnxruntime-gpu"):
        open_graph(MODEL_FOLDER / "engine_float.onnx", n_threads=1, backend=BACKENDS["cuda"])


def test_floating_point_gives_the_stored_vectors() -> None:
    """The float graph holds the same weights as the integer one; its vectors are the stored ones."""
    assert Engine(backend="float", is_checked=False).golden_cosine() >= 0.999


@pytest.mark.skipif(importlib.util.find_spec("openvino") is None, reason="openvino, an extra, is not installed")
def test_openvino_gives_the_stored_vectors() -> None:
    """OpenVINO computes the float graph within the cosine asked of it."""
    engine = Engine(backend="openvino", is_checked=False)
    assert engine.golden_cosine() >= BACKENDS["openvino"].least_cosine


class _Saturating:
    """An integer kernel that cuts off large sums, as some processors' kernels do."""

    def __init__(self, inner: GraphSession) -> None:
        self.inner = inner

    def run(self, names: Sequence[str], feed: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        return [np.clip(np.asarray(value), -0.05, 0.01) for value in self.inner.run(names, feed)]


def test_wrong_integer_products_are_noticed_and_floating_point_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check at load catches the wrong kernel; the engine goes on in floating point and says so."""

    def open_wrongly(path: Path, *, n_threads: int, backend: Backend) -> GraphSession:
        opened = open_graph(path, n_threads=n_threads, backend=backend)
        return _Saturating(opened) if path.name == "engine.onnx" else opened

    monkeypatch.setattr(session, "open_graph", open_wrongly)
    engine = Engine(backend="int8")
    assert engine.backend.name == "float"
    assert "computing in floating point" in engine.notes[0]


def test_engine_that_computes_wrong_in_every_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where floating point is wrong too, no record may be made with it."""

    def open_wrongly(path: Path, *, n_threads: int, backend: Backend) -> GraphSession:
        return _Saturating(open_graph(path, n_threads=n_threads, backend=backend))

    monkeypatch.setattr(session, "open_graph", open_wrongly)
    with pytest.raises(ModelError, match="cosine"):
        Engine(backend="int8")
