"""Writes a checkpoint as the ONNX graphs that the library loads: the engine, and the scorers over its vectors.

The graphs take one window without padding: `pieces`, `shapes`, `layouts` int64 (T,) and `first` int64 (N,). Outputs are
float32: `vectors` (N, 384), `upos`, `xpos`, `feats`, `entity` (N, labels), `sentence` (N,), `arcs` (N, N + 1) with the root
last, `rel_dep` and `rel_head` (N, 128). `relations.onnx` takes `dep` and `head` (M, 128) and gives `scores` (M, relations).
`coreference.onnx` and `events.onnx` read the vectors; `rapporteur.language.session` says in what form. The weights lie in
`engine.weights`, shared by `engine.onnx` and `engine_float.onnx`, which multiplies them in floating point.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto

from rapporteur.language.events import EVENT_LABELS, STATUS_LABELS
from rapporteur.language.references import MENTION_SIZES, PAIR_SIZES
from training.golden import write_golden
from training.graph import Graph, move_weights
from training.model import Config, load_checkpoint

#: Least cosine between vectors over the shipped weights and PyTorch's over the unrounded ones: seven bits gave .9987.
LEAST_COSINE = 0.99
#: Positions kept in the shipped table, two of them for the marks at both ends of a window.
MAX_PIECES = 352


def build_engine(
    config: Config,
    state: dict[str, NDArray[np.float32]],
    *,
    is_quantized: bool = True,
    weight_bits: int = 7,
    is_float: bool = False,
) -> onnx.ModelProto:
    """The encoder and all heads but the scorers over its vectors; `is_float` multiplies the same integer weights as floats."""
    g = Graph(is_quantized=is_quantized, weight_bits=weight_bits, is_float=is_float)
    h, heads = config.hidden, config.heads
    size = h // heads

    def w(name: str) -> NDArray[np.float32]:
        return state[f"{name}.weight"].T

    def b(name: str) -> NDArray[np.float32]:
        return state[f"{name}.bias"]

    count = g.op("Shape", "pieces")
    positions = g.constant(
        state["positions.weight"][: min(config.positions, MAX_PIECES)] + state["segment"], "positions"
    )
    x = g.op(
        "Add", g.table(state["words.weight"], "pieces", "words"), g.op("Slice", positions, g.ints(0), count, g.ints(0))
    )
    x = g.op("Add", x, g.op("Gather", g.constant(state["shapes.weight"], "shape_table"), "shapes"))
    x = g.op("Add", x, g.op("Gather", g.constant(state["layouts.weight"], "layout_table"), "layouts"))
    x = g.norm(x, state["norm.weight"], b("norm"), config.epsilon)
    for index in range(config.layers):
        layer = f"layers.{index}"
        qkv_w, qkv_b = w(f"{layer}.qkv").copy(), b(f"{layer}.qkv").copy()
        qkv_w[:, :h] /= np.sqrt(size)
        qkv_b[:h] /= np.sqrt(size)
        qkv = g.linear(x, qkv_w, qkv_b, "qkv")
        q, k, v = (
            g.op("Reshape", part, g.ints(0, heads, size))
            for part in g.op("Split", qkv, outputs=3, axis=-1, num_outputs=3)
        )
        q, v = (g.op("Transpose", part, perm=[1, 0, 2]) for part in (q, v))
        scores = g.op("MatMul", q, g.op("Transpose", k, perm=[1, 2, 0]))
        mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), v)
        mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[1, 0, 2]), g.ints(0, h))
        x = g.op("Add", g.linear(mixed, w(f"{layer}.out"), b(f"{layer}.out"), "out"), x)
        x = g.norm(x, state[f"{layer}.norm1.weight"], b(f"{layer}.norm1"), config.epsilon)
        inner = g.op("Gelu", g.linear(x, w(f"{layer}.up"), b(f"{layer}.up"), "up"))
        x = g.op("Add", g.linear(inner, w(f"{layer}.down"), b(f"{layer}.down"), "down"), x)
        x = g.norm(x, state[f"{layer}.norm2.weight"], b(f"{layer}.norm2"), config.epsilon)
    vectors = g.op("Gather", x, "first", name="vectors")
    labels = config.labels
    wide = np.concatenate(
        [w("tags"), w("sentence"), w("entity.0"), w("arc_dep"), w("arc_head"), w("rel_dep"), w("rel_head")], axis=1
    )
    wide_b = np.concatenate(
        [b("tags"), b("sentence"), b("entity.0"), b("arc_dep"), b("arc_head"), b("rel_dep"), b("rel_head")]
    )
    widths = [labels["upos"], labels["xpos"], labels["feats"], 1, 256, config.arc, config.arc, config.rel, config.rel]
    parts = [g.fresh("part") for _ in widths]
    parts[:3] = ["upos", "xpos", "feats"]
    g.nodes.append(
        onnx.helper.make_node("Split", [g.linear(vectors, wide, wide_b, "heads"), g.ints(*widths)], parts, axis=-1)
    )
    g.op("Squeeze", parts[3], g.ints(-1), name="sentence")
    entity, dep, head = (g.op("LeakyRelu", part, alpha=0.1) for part in parts[4:7])
    g.op("LeakyRelu", parts[7], alpha=0.1, name="rel_dep")
    g.op("LeakyRelu", parts[8], alpha=0.1, name="rel_head")
    entity = g.op("MatMul", entity, g.constant(w("entity.3"), "entity_out"))
    g.op("Add", entity, g.constant(b("entity.3")), name="entity")
    head = g.op("Concat", head, g.constant(state["root"][None, :], "root"), axis=0)
    turned = g.op(
        "Add", g.op("MatMul", dep, g.constant(state["arc_weight"], "arc_weight")), g.constant(state["arc_bias"])
    )
    g.op("MatMul", turned, g.op("Transpose", head, perm=[1, 0]), name="arcs")
    integer = TensorProto.INT64
    inputs: dict[str, tuple[int, list[Any]]] = {name: (integer, ["pieces"]) for name in ("pieces", "shapes", "layouts")}
    inputs["first"] = (integer, ["words"])
    outputs: dict[str, list[Any]] = {name: ["words", labels[name]] for name in ("upos", "xpos", "feats", "entity")}
    outputs |= {"vectors": ["words", h], "sentence": ["words"], "arcs": ["words", "heads"]}
    outputs |= {"rel_dep": ["words", config.rel], "rel_head": ["words", config.rel]}
    return g.build("engine", inputs, outputs)


def build_relations(
    config: Config, state: dict[str, NDArray[np.float32]], *, is_quantized: bool = True, weight_bits: int = 7
) -> onnx.ModelProto:
    """The relation scorer: a bilinear form of a word's and its head's vectors, a matrix for each relation."""
    g = Graph(is_quantized=is_quantized, weight_bits=weight_bits)
    pairs = g.linear("dep", state["rel_weight"], None, "rel_weight")
    pairs = g.op("Reshape", pairs, g.ints(0, config.labels["deprel"], config.rel))
    score = g.op("Squeeze", g.op("MatMul", pairs, g.op("Unsqueeze", "head", g.ints(2))), g.ints(2))
    score = g.op("Add", score, g.op("MatMul", "dep", g.constant(state["rel_dep_out.weight"].T)))
    score = g.op("Add", score, g.op("MatMul", "head", g.constant(state["rel_head_out.weight"].T)))
    g.op("Add", score, g.constant(state["rel_dep_out.bias"]), name="scores")
    kind = TensorProto.FLOAT
    return g.build(
        "relations",
        {"dep": (kind, ["words", config.rel]), "head": (kind, ["words", config.rel])},
        {"scores": ["words", config.labels["deprel"]]},
    )


def build_coreference(config: Config, state: dict[str, NDArray[np.float32]], **_: Any) -> onnx.ModelProto:
    """The coreference scorer in float32: it is small, and its inputs are rows of different scales."""
    g = Graph(is_quantized=False)
    h = config.hidden

    def linear(x: str, name: str) -> str:
        bias = state.get(f"coreference.{name}.bias")
        return g.linear(x, state[f"coreference.{name}.weight"].T, bias, name)

    known = g.op(
        "ReduceSum", g.op("Gather", g.constant(state["coreference.mention_table"]), "features"), g.ints(1), keepdims=0
    )
    m, u, v = g.op("Split", known, outputs=3, axis=-1, num_outputs=3)
    alone = linear(g.op("Relu", g.op("Add", linear("vectors", "mention"), m)), "mention_out")
    u, v = g.op("Add", linear("vectors", "later"), u), g.op("Add", linear("vectors", "earlier"), v)
    left, right = (
        g.op("Gather", linear("vectors", "left"), "later"),
        g.op("Gather", linear("vectors", "right"), "earlier"),
    )
    both = g.op("Add", g.op("Gather", u, "later"), g.op("Gather", v, "earlier"))
    both = g.op("Add", both, linear(g.op("Mul", left, right), "product"))
    pairs = g.op(
        "ReduceSum", g.op("Gather", g.constant(state["coreference.pair_table"]), "pairs"), g.ints(1), keepdims=0
    )
    score = linear(g.op("Relu", g.op("Add", both, pairs)), "pair_out")
    score = g.op("Add", score, g.op("Add", g.op("Gather", alone, "later"), g.op("Gather", alone, "earlier")))
    g.op("Squeeze", score, g.ints(1), name="scores")
    integer = TensorProto.INT64
    return g.build(
        "coreference",
        {
            "vectors": (TensorProto.FLOAT, ["mentions", h]),
            "features": (integer, ["mentions", len(MENTION_SIZES)]),
            "later": (integer, ["pairs"]),
            "earlier": (integer, ["pairs"]),
            "pairs": (integer, ["pairs", len(PAIR_SIZES)]),
        },
        {"scores": ["pairs"]},
    )


def build_events(config: Config, state: dict[str, NDArray[np.float32]], **_: Any) -> onnx.ModelProto:
    """The event head in float32, row by row: a word's vector and its participants' with a flag each."""
    g = Graph(is_quantized=False)
    h = config.hidden

    def linear(x: str, name: str) -> str:
        return g.linear(x, state[f"events.{name}.weight"].T, state.get(f"events.{name}.bias"), name)

    x = g.op("Add", g.op("Add", linear("vectors", "word"), linear("actor", "actor")), linear("recipient", "recipient"))
    x = g.op("Relu", x)
    for name, output in (("type_out", "types"), ("status_out", "statuses")):
        weight, bias = state[f"events.{name}.weight"].T, state[f"events.{name}.bias"]
        g.op("Add", g.op("MatMul", x, g.constant(weight, name)), g.constant(bias), name=output)
    kind = TensorProto.FLOAT
    return g.build(
        "events",
        {"vectors": (kind, ["words", h]), "actor": (kind, ["words", h + 1]), "recipient": (kind, ["words", h + 1])},
        {"types": ["words", len(EVENT_LABELS)], "statuses": ["words", len(STATUS_LABELS)]},
    )


SCORERS = {"relations": build_relations, "coreference": build_coreference, "events": build_events}


def export(
    checkpoint: Path, output: Path, *, vocabulary: Path | None = None, is_quantized: bool = True, weight_bits: int = 7
) -> None:
    """Writes the graphs, `labels.json` and the vocabulary into a folder."""
    engine, data = load_checkpoint(checkpoint)
    state = {name: value.detach().numpy() for name, value in engine.state_dict().items()}
    output.mkdir(parents=True, exist_ok=True)
    options = {"is_quantized": is_quantized, "weight_bits": weight_bits}
    graphs = {"engine.onnx": build_engine(engine.config, state, **options)}
    if is_quantized:
        graphs["engine_float.onnx"] = build_engine(engine.config, state, **options, is_float=True)
    move_weights(graphs, output, "engine.weights")
    for name, build in SCORERS.items():
        (output / f"{name}.onnx").write_bytes(build(engine.config, state, **options).SerializeToString())  # type: ignore[operator]
    (output / "labels.json").write_text(
        json.dumps(data["labels"], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    if vocabulary is not None:
        shutil.copyfile(vocabulary, output / "vocab.txt")
        write_golden(output)
        least = compare_with_torch(engine, output)
        if least < LEAST_COSINE:
            raise ValueError(f"{output}: expected vectors within cosine {LEAST_COSINE} of PyTorch's; found {least:.4f}")


def compare_with_torch(engine: Any, folder: Path) -> float:
    """Least cosine between the stored vectors of an exported model and what PyTorch gives for the same inputs, over the texts."""
    least = 1.0
    with np.load(folder / "golden.npz") as stored, torch.inference_mode():
        for number in range(int(stored["count"])):
            inputs = [
                torch.from_numpy(stored[f"{name}_{number}"].astype(np.int64))[None]
                for name in ("pieces", "shapes", "layouts", "first")
            ]
            vectors = engine.encode(inputs[0], inputs[1], inputs[2], None, inputs[3])[0]
            found = vectors[torch.from_numpy(stored[f"words_{number}"].astype(np.int64))]
            expected = torch.from_numpy(stored[f"vectors_{number}"].astype(np.float32))
            least = min(least, float(torch.cosine_similarity(found, expected, dim=-1).mean()))
    return least


if __name__ == "__main__":
    from training.train import encoder_folder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("--weight-bits", type=int, choices=(7, 8), default=7)
    arguments = parser.parse_args()
    export(
        arguments.checkpoint,
        arguments.output,
        vocabulary=encoder_folder() / "vocab.txt",
        is_quantized=not arguments.fp32,
        weight_bits=arguments.weight_bits,
    )
