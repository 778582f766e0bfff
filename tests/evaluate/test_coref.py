"""Chain scores against worked examples of the literature."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evaluate.corpus import write_corpus

from rapporteur.evaluate.coref import ChainMention, CorefPrediction, CorefTask, b_cubed, ceaf_e, muc
from rapporteur.evaluate.task import Options

GOLD = [frozenset("abc"), frozenset("defg")]
SYSTEM = [frozenset("ab"), frozenset("cd"), frozenset("fghi")]


def _f1(counts: tuple[float, float, float, float]) -> float:
    precision, recall = counts[0] / counts[1], counts[2] / counts[3]
    return 2 * precision * recall / (precision + recall)


def test_muc_counts_links() -> None:
    """The chains of Pradhan et al. 2014, figure 1: two of five links kept, on either side."""
    assert muc(GOLD, SYSTEM) == (2, 5, 2, 5)


def test_b_cubed_counts_shares_of_mentions() -> None:
    """The chains of Pradhan et al. 2014: each mention's shared part over its own chain, summed over seven and eight mentions."""
    p_top, p_bottom, r_top, r_bottom = b_cubed(GOLD, SYSTEM)
    assert r_top == pytest.approx(2 * 2 / 3 + 1 / 3 + 1 / 4 + 2 * 2 / 4)
    assert p_top == pytest.approx(2 * 2 / 2 + 1 / 2 + 1 / 2 + 2 * 2 / 4)
    assert (p_bottom, r_bottom) == (8, 7)


def test_ceaf_e_pairs_chains_one_to_one() -> None:
    """Pradhan et al. 2014: {a,b,c} with {a,b} weighs 4/5, {d,e,f,g} with {f,g,h,i} 4/8."""
    top, n_system, same_top, n_gold = ceaf_e(GOLD, SYSTEM)
    assert top == same_top == pytest.approx(4 / 5 + 4 / 8)
    assert (n_system, n_gold) == (3, 2)
    assert _f1((top, n_system, same_top, n_gold)) == pytest.approx(2 * (1.3 / 3) * (1.3 / 2) / (1.3 / 3 + 1.3 / 2))


def test_coref_meets_a_short_mention_by_its_head_word(tmp_path: Path) -> None:
    """GUM marks "the Vallo guild", we keep "Vallo guild": the head word makes them one mention."""
    _, path = write_corpus(tmp_path, "coref")
    task = CorefTask()
    (item,) = task.read(path, Options())
    guild, again = item.text.index("Vallo guild"), item.text.index("The guild")
    chain = [
        ChainMention(guild, guild + 11, guild + 6, guild + 11),
        ChainMention(again + 4, again + 9, again + 4, again + 9),
    ]
    scored = task.score([item], [CorefPrediction("g1", [chain])], Options())
    figures = {figure.name: figure for figure in scored.board.figures()}
    muc_figure = figures["MUC F1, all mentions"]
    assert muc_figure.precision == 1.0
    assert muc_figure.recall == pytest.approx(1 / 3)  # one of the two links of Ada Lind's chain and the guild's: 1 of 3
    assert figures["mentions in chains F1, all mentions"].recall == pytest.approx(2 / 5)


def test_coref_on_actors_leaves_out_mentions_of_other_things(tmp_path: Path) -> None:
    """A chain of places says nothing about actors; a chain of words that are no mention counts against precision."""
    _, path = write_corpus(tmp_path, "coref")
    task = CorefTask()
    (item,) = task.read(path, Options())
    perfect = task.perfect(item)
    perfect.chains.append([ChainMention(9, 13), ChainMention(18, 21)])  # "said", "met"
    figures = {f.name: f for f in task.score([item], [perfect], Options()).board.figures()}
    assert figures["MUC F1, actor mentions"].recall == 1.0
    assert figures["MUC F1, actor mentions"].precision == pytest.approx(3 / 4)
