"""The ONNX graph against the PyTorch model, on a small checkpoint with random weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is a training dependency")
pytest.importorskip("onnx", reason="onnx is a training dependency")
onnxruntime = pytest.importorskip("onnxruntime")

from training.export_onnx import build_engine, build_relations  # noqa: E402
from training.graph import Graph  # noqa: E402
from training.model import Config, Engine  # noqa: E402

LABELS = {"upos": 5, "xpos": 7, "feats": 9, "deprel": 6, "entity": 5}


@pytest.fixture(scope="module")
def engine() -> Engine:
    """A small model with random weights."""
    torch.manual_seed(7)
    engine = Engine(
        Config(vocabulary=90, hidden=48, layers=2, heads=4, inner=96, positions=64, arc=32, rel=16, labels=LABELS)
    )
    for parameter in engine.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.15)
    return engine.eval()


def window(n_pieces: int) -> dict[str, np.ndarray]:
    """A random window whose words have two pieces each."""
    rng = np.random.default_rng(n_pieces)
    return {
        "pieces": rng.integers(0, 90, n_pieces), "shapes": rng.integers(0, 40, n_pieces), "layouts": rng.integers(0, 6, n_pieces),
        "first": np.arange(1, n_pieces - 1, 2),
    }  # fmt: skip


def run(model: Any, feed: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The graph's outputs by name."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feed), strict=True))


def weights(engine: Engine) -> dict[str, np.ndarray]:
    """The model's parameters as arrays."""
    return {name: value.detach().numpy() for name, value in engine.state_dict().items()}


def expected(engine: Engine, feed: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What PyTorch computes for the window."""
    tensors = [torch.from_numpy(feed[name])[None] for name in ("pieces", "shapes", "layouts")]
    with torch.inference_mode():
        out = engine(*tensors, None, torch.from_numpy(feed["first"])[None])
    return {name: value[0].numpy() for name, value in out.items()}


@pytest.mark.parametrize("n_pieces", [3, 20, 64])
def test_export_in_fp32_equals_pytorch(engine: Engine, n_pieces: int) -> None:
    """Every output agrees to rounding error."""
    feed = window(n_pieces)
    found = run(build_engine(engine.config, weights(engine), is_quantized=False), feed)
    for name, value in expected(engine, feed).items():
        np.testing.assert_allclose(found[name], value, rtol=1e-4, atol=1e-4, err_msg=name)


@pytest.mark.parametrize("weight_bits", [7, 8])
def test_export_in_int8_stays_near_pytorch(engine: Engine, weight_bits: int) -> None:
    """Word vectors keep a cosine of 0.97 and more."""
    feed = window(40)
    found = run(build_engine(engine.config, weights(engine), weight_bits=weight_bits), feed)["vectors"]
    wanted = expected(engine, feed)["vectors"]
    cosine = (found * wanted).sum(-1) / np.linalg.norm(found, axis=-1) / np.linalg.norm(wanted, axis=-1)
    assert cosine.min() > 0.97


def test_integer_product_is_exact_for_the_largest_values() -> None:
    """Rows and weights at their limits give the product that integers give: no kernel saturates."""
    rng = np.random.default_rng(3)
    weight = np.where(rng.random((256, 48)) < 0.5, -1.0, 1.0).astype(np.float32)
    rows = np.where(rng.random((17, 256)) < 0.5, -1.0, 1.0).astype(np.float32)
    rows[0], weight[:, 0] = 1.0, 1.0
    graph = Graph()
    graph.op("Identity", graph.linear("x", weight, None, "w"), name="y")
    model = graph.build("product", {"x": (1, ["rows", 256])}, {"y": ["rows", 48]})
    np.testing.assert_allclose(run(model, {"x": rows})["y"], rows @ weight, rtol=1e-5, atol=1e-3)


def test_rows_do_not_see_each_other() -> None:
    """A row quantized beside an enormous one is the row quantized alone, bit for bit."""
    weight = np.random.default_rng(1).standard_normal((48, 8)).astype(np.float32)
    graph = Graph()
    graph.op("Identity", graph.linear("x", weight, None, "w"), name="y")
    model = graph.build("rows", {"x": (1, ["rows", 48])}, {"y": ["rows", 8]})
    rows = np.random.default_rng(2).standard_normal((2, 48)).astype(np.float32)
    rows[1] *= 1e4
    assert np.array_equal(run(model, {"x": rows})["y"][0], run(model, {"x": rows[:1]})["y"][0])


def test_relation_scorer_equals_pytorch(engine: Engine) -> None:
    """The second graph scores pairs as the training code does."""
    rng = np.random.default_rng(5)
    dep, head = (rng.standard_normal((11, 16)).astype(np.float32) for _ in range(2))
    found = run(build_relations(engine.config, weights(engine), is_quantized=False), {"dep": dep, "head": head})[
        "scores"
    ]
    with torch.inference_mode():
        wanted = engine.relations(torch.from_numpy(dep), torch.from_numpy(head)).numpy()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4)
