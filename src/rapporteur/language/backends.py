"""Opens the model's graphs for inference: onnxruntime on the processor, or an optional backend behind the same interface.

The only module that imports an inference runtime. The default computes in integers and gives the same bits for any batch,
order and number of workers; the optional backends compute in floating point and are faster on some machines:

- ``openvino`` (extra ``rapporteur[openvino]``): bfloat16 where the processor has it, single precision elsewhere;
- ``cuda`` (extra ``rapporteur[cuda]``): single precision on an NVIDIA card.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rapporteur.errors import InputError, ModelError

__all__ = ["BACKENDS", "Backend", "GraphSession", "chosen_backend", "open_graph"]

#: Environment variable that names the backend where no argument does.
VARIABLE = "RAPPORTEUR_BACKEND"


class GraphSession(Protocol):
    """One loaded graph."""

    def run(self, names: Sequence[str], feed: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The named outputs for the named inputs."""
        ...


@dataclass(frozen=True)
class Backend:
    """A way of computing.

    Attributes:
        name: as users write it.
        package: what has to be importable.
        encoder: file of the encoder's graph inside the model folder.
        least_cosine: to the stored vectors, under which its numbers are taken as wrong.
        extra: what to install, ``None`` where the package always comes along.
    """

    name: str
    package: str
    encoder: str
    least_cosine: float
    extra: str | None = None


#: The stored vectors are single precision over the same seven-bit weights. Integer products gave cosines of 0.99 and more on
#: AVX2; a kernel that saturates gives less than 0.9.
BACKENDS = {
    backend.name: backend
    for backend in (
        Backend("int8", "onnxruntime", "engine.onnx", 0.97),
        Backend("float", "onnxruntime", "engine_float.onnx", 0.999),
        Backend("openvino", "openvino", "engine_float.onnx", 0.999, extra="rapporteur[openvino]"),
        Backend("cuda", "onnxruntime", "engine_float.onnx", 0.999, extra="rapporteur[cuda]"),
    )
}


def chosen_backend(name: str | None = None) -> Backend:
    """The backend of that name, else of the environment variable ``RAPPORTEUR_BACKEND``, else ``int8``.

    Raises:
        InputError: there is no backend of that name.
    """
    where = "backend" if name is not None else VARIABLE
    wanted = name if name is not None else os.environ.get(VARIABLE, "").strip() or "int8"
    if wanted not in BACKENDS:
        raise InputError(where, f"one of {', '.join(BACKENDS)}", wanted, "Correct the name, or leave it out.")
    return BACKENDS[wanted]


def open_graph(path: Path, *, n_threads: int, backend: Backend) -> GraphSession:
    """Loads one graph.

    Args:
        path: the ONNX file.
        n_threads: threads inside one pass.
        backend: what computes it.

    Raises:
        ModelError: the backend is not installed, finds no device, or cannot read the graph.
    """
    try:
        import_module(backend.package)
    except ImportError as error:
        raise ModelError(
            f"backend {backend.name}",
            f"the package {backend.package}",
            str(error),
            f"Install it with: pip install '{backend.extra or backend.package}'.",
        ) from error
    if backend.name == "openvino":
        return _OpenVino(path, n_threads)
    providers = ["CUDAExecutionProvider"] if backend.name == "cuda" else []
    return _open_onnxruntime(path, n_threads, providers)


def _open_onnxruntime(path: Path, n_threads: int, providers: list[str]) -> GraphSession:
    """A session with a fixed number of threads that keeps no idle thread spinning."""
    import onnxruntime  # noqa: PLC0415  a worker that only reads documents should not pay for it

    missing = [name for name in providers if name not in onnxruntime.get_available_providers()]
    if missing:
        raise ModelError(
            "backend cuda",
            f"onnxruntime with {', '.join(missing)}",
            f"only {', '.join(onnxruntime.get_available_providers())}",
            "Install onnxruntime-gpu in place of onnxruntime, with NVIDIA's driver, CUDA and cuDNN.",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session: GraphSession = onnxruntime.InferenceSession(
            str(path), options, providers=[*providers, "CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises its own unexported classes
        raise ModelError(str(path), "a readable ONNX graph", str(error)[:200], "Install the package again.") from error
    return session


class _OpenVino:
    """A graph compiled by OpenVINO for the processor. Pinning is off: several workers would all take the first cores."""

    def __init__(self, path: Path, n_threads: int) -> None:
        import openvino  # noqa: PLC0415  an extra

        settings = {
            "INFERENCE_PRECISION_HINT": "bf16", "INFERENCE_NUM_THREADS": n_threads,
            "ENABLE_CPU_PINNING": False, "PERFORMANCE_HINT": "LATENCY",
        }  # fmt: skip
        try:
            compiled = openvino.Core().compile_model(str(path), "CPU", settings)
        except RuntimeError as error:
            raise ModelError(
                str(path),
                "a graph that OpenVINO can compile",
                str(error)[:200],
                "Update openvino, or leave the backend out.",
            ) from error
        self._inputs = {port.get_any_name() for port in compiled.inputs}
        self._request = compiled.create_infer_request()

    def run(self, names: Sequence[str], feed: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The named outputs, copied out of OpenVINO's own memory, which the next run writes over."""
        found = self._request.infer({name: value for name, value in feed.items() if name in self._inputs})
        return [np.array(found[name]) for name in names]
