"""From scores to structure: one well-formed tree a sentence, and entity spans that are spans.

Greedy heads are a tree nine times in ten; where they are not, the maximum spanning tree with a single root is found
(Chu-Liu and Edmonds). Source: McDonald et al. 2005; single root as in Zmigrod et al. 2020, by trying roots best first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROOT = -1
Floats = NDArray[np.float32]

#: How many roots are tried in a sentence whose greedy heads are no tree, best first. The best tree's root was among the
#: first three on every sentence of the development data; eight leaves room and bounds the work.
MAX_ROOTS = 8


def decode_heads(arcs: Floats) -> list[int]:
    """Heads of one sentence of n words: positions in the sentence, and `ROOT` for exactly one word.

    Args:
        arcs: float32 (n, n + 1), score of word j as head of word i at [i, j]; the last column scores the root.
    """
    n = len(arcs)
    if n == 1:
        return [ROOT]
    scores = log_softmax(arcs.astype(np.float64))
    np.fill_diagonal(scores, -np.inf)
    heads = scores.argmax(1)
    heads = np.where(heads == n, ROOT, heads)
    if (heads == ROOT).sum() == 1 and is_tree(heads.tolist()):
        return [int(head) for head in heads]
    return _single_root_tree(scores)


def log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Row-wise log probabilities."""
    shifted = scores - scores.max(1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return result


def is_tree(heads: list[int]) -> bool:
    """Whether every word reaches a root without going round."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path = []
        node = start
        while node != ROOT and state[node] == 0:
            state[node] = 1
            path.append(node)
            node = heads[node]
        if node != ROOT and state[node] == 1:
            return False
        for visited in path:
            state[visited] = 2
    return True


def _single_root_tree(scores: NDArray[np.float64]) -> list[int]:
    """The best tree with one root; scores as in `decode_heads`, the diagonal minus infinity."""
    n = len(scores)
    finite = np.where(np.isfinite(scores), scores, -1e9)
    roots = np.argsort(-finite[:, n], kind="stable")[:MAX_ROOTS]
    best: list[int] = []
    best_score = -np.inf
    for root in roots.tolist():
        # Node 0 stands for the chosen root; its arcs are the only way in, so that there can be no second root.
        order = [root, *(index for index in range(n) if index != root)]
        matrix = finite[np.ix_(order, order)]
        parents = maximum_arborescence(matrix)
        heads = [ROOT] * n
        total = float(finite[root, n])
        for node in range(1, n):
            heads[order[node]] = order[parents[node]]
            total += float(matrix[node, parents[node]])
        if total > best_score:
            best, best_score = heads, total
    return best


def maximum_arborescence(scores: NDArray[np.float64]) -> list[int]:
    """Parents of the best spanning tree rooted in node 0; `scores[i, j]` is node j as parent of node i.

    Contraction is done in a loop, not by recursion: a line of ten thousand words must not end in a stack overflow.
    """
    n = len(scores)
    if n == 1:
        return [ROOT]
    weights = scores.copy()
    np.fill_diagonal(weights, -np.inf)
    # entry[a, b]: the original child that the arc b -> a enters; leave[a, b]: the original parent that it leaves.
    entry = np.repeat(np.arange(n)[:, None], n, axis=1)
    leave = np.repeat(np.arange(n)[None, :], n, axis=0)
    alive = list(range(n))
    members = {node: {node} for node in alive}
    # Each contraction: for every node of the cycle, the words it stood for and the arc that the cycle gave it.
    stack: list[list[tuple[set[int], int, int]]] = []
    while True:
        parent = _best_parents(weights, alive)
        cycle = _find_cycle(parent)
        if not cycle:
            break
        inside = set(cycle)
        into, keep = cycle[0], [node for node in alive if node not in inside]
        stack.append(
            [(members[node], int(entry[node, parent[node]]), int(leave[node, parent[node]])) for node in cycle]
        )
        members[into] = set().union(*(members[node] for node in cycle))
        own = {node: weights[node, parent[node]] for node in cycle}
        for other in keep:
            source = max(cycle, key=lambda node: weights[other, node])
            weights[other, into], entry[other, into], leave[other, into] = (
                weights[other, source], entry[other, source], leave[other, source],
            )  # fmt: skip
            gain = {node: weights[node, other] - own[node] for node in cycle}
            target = max(cycle, key=lambda node: gain[node])
            weights[into, other], entry[into, other], leave[into, other] = (
                gain[target], entry[target, other], leave[target, other],
            )  # fmt: skip
        alive = [into, *keep]
    result = [ROOT] * n
    chosen = {int(entry[node, parent[node]]): int(leave[node, parent[node]]) for node in alive if node != 0}
    for arcs in reversed(stack):
        entered = set(chosen)
        # The part of the cycle that an outer arc enters gives up its own arc; every other part keeps it.
        chosen.update({child: head for words, child, head in arcs if not words & entered})
    for child, head in chosen.items():
        result[child] = head
    return result


def _best_parents(weights: NDArray[np.float64], alive: list[int]) -> dict[int, int]:
    index = np.array(alive)
    sub = weights[np.ix_(index, index)].copy()
    np.fill_diagonal(sub, -np.inf)
    best = sub.argmax(1)
    return {node: alive[int(best[row])] for row, node in enumerate(alive) if node != 0}


def _find_cycle(parent: dict[int, int]) -> list[int]:
    """Some cycle among the parents, or an empty list."""
    done: set[int] = set()
    for start in parent:
        path: dict[int, int] = {}
        node = start
        while node in parent and node not in done and node not in path:
            path[node] = len(path)
            node = parent[node]
        if node in path:
            return list(path)[path[node] :]
        done.update(path)
    return []


def decode_entities(scores: Floats, labels: list[str]) -> list[tuple[int, int, str]]:
    """Entity spans of one sentence, as (first word, end, type): the best sequence in which every I- follows its own type.

    Args:
        scores: float32 (n, labels), of the BIO labels.
        labels: their names; `labels[0]` is `O`.
    """
    path = scores.argmax(1).tolist()
    if not _is_valid(path, labels):
        path = _viterbi(scores.astype(np.float64), _transitions(tuple(labels)))
    spans: list[tuple[int, int, str]] = []
    for index, label in enumerate(labels[number] for number in path):
        if label[0] == "B":
            spans.append((index, index + 1, label[2:]))
        elif label[0] == "I":
            spans[-1] = (spans[-1][0], index + 1, label[2:])
    return spans


def _is_valid(path: list[int], labels: list[str]) -> bool:
    previous = "O"
    for label in (labels[number] for number in path):
        if label[0] == "I" and (previous == "O" or previous[2:] != label[2:]):
            return False
        previous = label
    return True


def _transitions(labels: tuple[str, ...]) -> NDArray[np.float64]:
    """0 where label j may follow label i at [i, j], minus infinity where not."""
    allowed = np.zeros((len(labels), len(labels)))
    for column, label in enumerate(labels):
        if label[0] == "I":
            for row, before in enumerate(labels):
                if before == "O" or before[2:] != label[2:]:
                    allowed[row, column] = -np.inf
    return allowed


def _viterbi(scores: NDArray[np.float64], transitions: NDArray[np.float64]) -> list[int]:
    n, k = scores.shape
    total = scores[0] + transitions[0]  # before the first word stands an O
    back = np.zeros((n, k), dtype=np.int64)
    for index in range(1, n):
        step = total[:, None] + transitions
        back[index] = step.argmax(0)
        total = step.max(0) + scores[index]
    path = [int(total.argmax())]
    for index in range(n - 1, 0, -1):
        path.append(int(back[index, path[-1]]))
    return path[::-1]
