"""Development figures on gold tokens and gold sentences, for the PyTorch engine."""

# ruff: noqa: S311  shuffling sentences needs no cryptography
from __future__ import annotations

import random
from typing import Any

import torch

from rapporteur.language.wordpiece import WordPiece
from training.labels import Sentence, entity_spans
from training.model import Engine
from training.windows import Labels, collate, encode_window, make_batches, make_windows


def predict(
    engine: Engine, sentences: list[Sentence], pieces: WordPiece, labels: Labels, *, target: int = 200
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(gold window, predicted arrays) for every window of the sentences; heads are greedy within the gold sentence."""
    was_training = engine.training
    engine.eval()
    windows = [
        encode_window(window, pieces, labels)
        for window in make_windows(
            sentences, pieces, random.Random(0), target=target, single_share=0.0, augmented=False
        )
    ]
    results = []
    with torch.inference_mode():
        for group in make_batches(windows, random.Random(0), budget=3000):
            batch = collate(group)
            out = engine(batch["pieces"], batch["shapes"], batch["layouts"], batch["mask"], batch["first"])
            number = batch["number"]
            same = torch.cat(
                [number[:, :, None] == number[:, None, :], torch.ones_like(number[:, :, None], dtype=torch.bool)], dim=2
            )
            heads = out["arcs"].masked_fill(~same, -1e9).argmax(-1)
            is_root = heads == out["arcs"].shape[1]
            chosen = torch.where(is_root, 0, heads)
            gathered = out["rel_head"].gather(1, chosen[:, :, None].expand(-1, -1, out["rel_head"].shape[-1]))
            flat = engine.relations(out["rel_dep"].flatten(0, 1), gathered.flatten(0, 1))
            root = labels.ids["deprel"]["root"]
            flat[:, root] = -1e9
            relations = torch.where(is_root, root, flat.argmax(-1).view(heads.shape))
            heads = torch.where(is_root, -1, heads)
            for row, window in enumerate(group):
                n = len(window["first"])
                results.append((window, {
                    "upos": out["upos"][row, :n].argmax(-1).numpy(), "xpos": out["xpos"][row, :n].argmax(-1).numpy(),
                    "feats": out["feats"][row, :n].argmax(-1).numpy(), "sentence": out["sentence"][row, :n].numpy(),
                    "entity": out["entity"][row, :n].argmax(-1).numpy(), "heads": heads[row, :n].numpy(), "deprel": relations[row, :n].numpy(),
                }))  # fmt: skip
    engine.train(was_training)
    return results


def label_spans(labels: list[str]) -> set[tuple[str, int, int]]:
    """Spans of BIO labels; an I- without its B- opens a span."""
    spans, start, kind = set(), 0, ""
    for index, label in enumerate([*labels, "O"]):
        if kind and (label[:1] != "I" or label[2:] != kind):
            spans.add((kind, start, index))
            kind = ""
        if label != "O" and not kind:
            start, kind = index, label[2:]
    return spans


Results = list[tuple[dict[str, Any], dict[str, Any]]]


def score_treebank(results: Results) -> dict[str, float]:
    """Accuracy of tags, attachment scores and sentence-start F1 within windows, in per cent; punctuation counts."""
    hits = dict.fromkeys(("upos", "xpos", "feats", "uas", "las"), 0)
    words = true = guessed = wanted = 0
    for gold, guess in results:
        words += len(gold["first"])
        for task in ("upos", "xpos", "feats"):
            hits[task] += int((gold[task] == guess[task]).sum())
        right = gold["heads"] == guess["heads"]
        hits["uas"] += int(right.sum())
        hits["las"] += int((right & (gold["deprel"] == guess["deprel"])).sum())
        starts, found = gold["sentence"][1:] == 1, guess["sentence"][1:] > 0
        true, guessed, wanted = (
            true + int((starts & found).sum()),
            guessed + int(found.sum()),
            wanted + int(starts.sum()),
        )
    figures = {task: round(100 * count / words, 2) for task, count in hits.items()}
    figures["starts"] = round(200 * true / max(1, guessed + wanted), 2)
    return figures


def score_entities(results: Results, labels: Labels, kinds: tuple[str, ...]) -> dict[str, float]:
    """Span F1 by type and over all the types given (micro), in per cent; a span outside `kinds` is left out of account."""
    counts = {kind: [0, 0, 0] for kind in kinds}
    for gold, guess in results:
        n = len(gold["first"])
        sentence = Sentence([""] * n, [0] * n, "", "", entities=gold["entity"].tolist())
        wanted = set(entity_spans(sentence))
        given = label_spans([labels.lists["entity"][index] for index in guess["entity"]])
        for group, row in ((wanted & given, 0), (given, 1), (wanted, 2)):
            for span in group:
                if span[0] in counts:
                    counts[span[0]][row] += 1
    figures = {kind: f1(*row) for kind, row in counts.items() if row[2]}
    figures["all"] = f1(*(sum(row[column] for row in counts.values()) for column in range(3)))
    return figures


def f1(true: int, given: int, wanted: int) -> float:
    """The F1 score of counts, in per cent."""
    return round(200 * true / max(1, given + wanted), 2)


#: The types that each held-out split annotates, so that a span of another type is not counted as wrong.
ANNOTATED = {
    "gum-dev": ("PERSON", "ORG", "NORP", "LOC", "FAC", "EVENT", "TIME"),
    "wikigold-dev": ("PERSON", "ORG", "LOC"),
    "politics-dev": ("PERSON", "ORG", "LOC", "EVENT"),
    "meantime-dev": ("TIME",),
}


def evaluate(engine: Engine, corpora: dict[str, list[Sentence]], pieces: WordPiece, labels: Labels) -> dict[str, Any]:
    """All development figures on gold tokens and sentences."""
    figures: dict[str, Any] = {
        name: score_treebank(predict(engine, corpora[name], pieces, labels)) for name in ("ewt-dev", "gum-dev")
    }
    for name, kinds in ANNOTATED.items():
        figures[f"{name} entities"] = score_entities(predict(engine, corpora[name], pieces, labels), labels, kinds)
    return figures
