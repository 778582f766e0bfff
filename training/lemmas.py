"""Learns the table of lemmas in which the treebanks differ from lemminflect, and measures both on the development splits."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

from rapporteur.language.lemmas import guess_lemma

#: A word, tag pair enters the table when the treebanks show it this often with one lemma that is in the majority.
LEAST_COUNT = 2


def read_lemmas(path: Path) -> list[tuple[str, str, str, str]]:
    """(word, UPOS, XPOS, lemma) of every word of a treebank."""
    rows = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if len(columns) == 10 and columns[0].isdigit() and columns[2] != "_":
                rows.append((columns[1], columns[3], columns[4], columns[2]))
    return rows


def learn_table(rows: list[tuple[str, str, str, str]]) -> dict[str, str]:
    """The exceptions, keyed as `rapporteur.language.lemmas` looks them up."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for word, upos, xpos, lemma in rows:
        if upos in {"PROPN", "X", "SYM"}:
            continue
        counts.setdefault((word.replace("’", "'").lower(), upos, xpos), Counter())[lemma] += 1
    table = {}
    for (word, upos, xpos), lemmas in counts.items():
        lemma, count = lemmas.most_common(1)[0]
        if count >= LEAST_COUNT and 2 * count > lemmas.total() and guess_lemma(word, upos, xpos) != lemma:
            table[f"{word}\t{upos}\t{xpos}"] = lemma
    return dict(sorted(table.items()))


def write_table(corpora: Path, output: Path) -> dict[str, float]:
    """Writes `lemmas.json`; gives lemma accuracy with gold tags in per cent, without and with the table."""
    train = [row for stem in ("en_ewt-ud", "en_gum_open") for row in read_lemmas(corpora / f"{stem}-train.conllu.xz")]
    table = learn_table(train)
    output.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    figures: dict[str, float] = {"entries": len(table)}
    for name, stem in (("ewt-dev", "en_ewt-ud"), ("gum-dev", "en_gum_open")):
        rows = read_lemmas(corpora / f"{stem}-dev.conllu.xz")
        plain = sum(guess_lemma(word, upos, xpos) == lemma for word, upos, xpos, lemma in rows)
        tabled = sum(
            table.get(
                f"{word.replace('’', chr(39)).lower()}\t{upos}\t{xpos}", guess_lemma(word.replace("’", "'"), upos, xpos)
            )
            == lemma
            for word, upos, xpos, lemma in rows
        )
        figures[f"{name} rules"] = round(100 * plain / len(rows), 2)
        figures[f"{name} table"] = round(100 * tabled / len(rows), 2)
    return figures
