"""Task ``petrarch``: the unit tests of PETRARCH, stylised sentences about invented countries, by CAMEO root code.

A gold event is (source country, target country, root); the country is the first three letters of the CAMEO actor
code, ``---`` and ``###`` are unknown. A PLOVER type covers one or several CAMEO roots (``data/plover_codes.yaml``): a
coded pair is right when the gold root is among them. CAMEO writes mutual events once in each direction, not always both,
so a meeting or an event without recipient may match either or both, and counts as predicted at least once. Sentences whose gold uses codes outside CAMEO's twenty roots (made up
to test dictionaries) are left out of the figures with a root and kept in ``dyads, any root``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, product
from pathlib import Path

import msgspec

from rapporteur.evaluate.dyads import Party, SentenceEvent, SentencePrediction
from rapporteur.evaluate.labels import cameo_roots, load_plover_codes, normalise_code
from rapporteur.evaluate.matching import match_greedily
from rapporteur.evaluate.reading import Strict, decode_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task

__all__ = ["PetrarchTask"]

ROOTS = frozenset(f"{n:02d}" for n in range(1, 21))
Directed = tuple[str | None, str | None, frozenset[str]]


class _GoldEvent(Strict):
    code: str | None
    source: str | None
    target: str | None
    plover: str | None = None
    event_text: str | None = None
    source_text: str | None = None
    target_text: str | None = None


class GoldSentence(Strict):
    """One line of the unit tests."""

    id: str
    text: str
    events: list[_GoldEvent]
    date: str | None = None
    category: str | None = None
    evaluate: str | None = None


class _Case(msgspec.Struct):
    """A sentence with a name of its own: two of the tests share an id."""

    id: str
    gold: GoldSentence


def _country(code: str | None) -> str | None:
    if code is None or not code[:3].isalpha():
        return None
    return normalise_code(code[:3])


def _gold_events(sentence: GoldSentence) -> list[Directed]:
    """Unique events; those with no code at all mark sentences that PETRARCH must refuse and are none."""
    events: dict[Directed, None] = {}
    for event in sentence.events:
        if event.code is not None:
            events[_country(event.source), _country(event.target), frozenset({event.code[:2]})] = None
    return list(events)


def _predicted_events(prediction: SentencePrediction) -> list[list[Directed]]:
    """Groups of readings: one event in one direction, or the two directions of a mutual event."""
    mutual = load_plover_codes().cameo_mutual
    groups: dict[tuple[Directed, ...], None] = {}
    for event in prediction.events:
        roots = frozenset(cameo_roots(event.type, event.modes))
        actors = [_country(party.code) for party in event.actors]
        recipients = [_country(party.code) for party in event.recipients]
        both_ways = event.type in mutual or not recipients
        if recipients or not actors:
            pairs = list(product(actors or [None], recipients or [None]))
        else:
            pairs = list(combinations(actors, 2)) if len(actors) > 1 else [(a, None) for a in actors]
        for source, target in pairs:
            group = [(source, target, roots)]
            if both_ways and target is not None and source != target:
                group.append((target, source, roots))
                group.sort(key=str)
            groups[tuple(group)] = None
    return [list(group) for group in groups]


def _same(gold: Directed, predicted: Directed) -> float:
    return float(gold[:2] == predicted[:2] and bool(gold[2] & predicted[2]))


def _match(
    gold: Sequence[Directed], groups: Sequence[list[Directed]], agree: Callable[[Directed, Directed], float]
) -> tuple[set[int], set[int], int]:
    """Gold events found, groups used, and how many events the groups count as."""
    readings = [(i, reading) for i, group in enumerate(groups) for reading in group]
    matched = match_greedily(gold, readings, lambda g, p: agree(g, p[1]))
    per_group = Counter(readings[j][0] for _, j, _ in matched)
    return {i for i, *_ in matched}, set(per_group), sum(max(1, per_group[i]) for i in range(len(groups)))


class PetrarchTask(Task[_Case, SentencePrediction]):
    """CAMEO roots of stylised sentences."""

    name = "petrarch"
    unit = "sentences"
    summary = "CAMEO root events of stylised sentences, with a small actor table (petrarch_unit_tests)"
    prediction_type = SentencePrediction

    def read(self, path: Path, options: Options) -> list[_Case]:
        """Sentences of the unit tests; a repeated id gets a number."""
        del options
        seen: dict[str, int] = {}
        cases = []
        for _, sentence in decode_lines(path, GoldSentence):
            seen[sentence.id] = seen.get(sentence.id, 0) + 1
            name = sentence.id if seen[sentence.id] == 1 else f"{sentence.id}#{seen[sentence.id]}"
            cases.append(_Case(name, sentence))
        return cases

    def item_id(self, item: _Case) -> str:
        """The test's id."""
        return item.id

    def system(self, options: Options) -> Callable[[_Case], SentencePrediction]:
        """The whole coder, with the names of ``--actors`` known to it."""
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the coder only when it is measured

        return lambda item: SentencePrediction(
            item.id,
            systems.code_sentence(item.gold.text, published=_iso(item.gold.date), actors=options.actors),
        )

    def perfect(self, item: _Case) -> SentencePrediction:
        """Each gold event under a PLOVER type that covers its root."""
        covers = {root: label for label, roots in load_plover_codes().cameo_roots.items() for root in roots}
        return SentencePrediction(
            item.id,
            [
                SentenceEvent(
                    covers.get(next(iter(roots)), "(none)"),
                    [],
                    [] if source is None else [Party(source)],
                    [] if target is None else [Party(target)],
                )
                for source, target, roots in _gold_events(item.gold)
            ],
        )

    def empty(self, item: _Case) -> SentencePrediction:
        """No event."""
        return SentencePrediction(item.id, [])

    def score(self, items: Sequence[_Case], predictions: Sequence[SentencePrediction], options: Options) -> Scored:
        """Triples, dyads and roots, micro-averaged over sentences."""
        del options
        board = Scoreboard(len(items))
        board.declare("triples F1", "f1", main=True)
        board.declare("dyads F1, any root", "f1", main=True)
        board.declare("root only F1", "f1", main=True)
        errors: list[ErrorLine] = []
        n_left_out = 0
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            gold, groups = _gold_events(item.gold), _predicted_events(prediction)
            bare_gold = [(s, t, frozenset[str]()) for s, t in sorted({event[:2] for event in gold}, key=str)]
            bare = {tuple(sorted({(s, t, frozenset[str]()) for s, t, _ in group}, key=str)) for group in groups}
            found, _, n_predicted = _match(
                bare_gold, [list(group) for group in sorted(bare, key=str)], lambda g, p: float(g[:2] == p[:2])
            )
            board.add(index, "dyads F1, any root", len(found), n_predicted, len(bare_gold))
            if any(not roots <= ROOTS for *_, roots in gold):
                n_left_out += 1
                continue
            found, used, n_predicted = _match(gold, groups, _same)
            board.add(index, "triples F1", len(found), n_predicted, len(gold))
            gold_roots = sorted({root for *_, roots in gold for root in roots})
            predicted_roots = sorted({tuple(sorted(group[0][2])) for group in groups})
            hits = len(match_greedily(gold_roots, predicted_roots, lambda g, p: float(g in p)))
            board.add(index, "root only F1", hits, len(predicted_roots), len(gold_roots))
            spare = [reading for i, group in enumerate(groups) if i not in used for reading in group]
            errors.extend(_errors(item, [event for i, event in enumerate(gold) if i not in found], spare, gold))
        note = f"{n_left_out} sentences with codes outside the twenty roots are scored on dyads only."
        return Scored(board, errors, [note] if n_left_out else [])


def _iso(date: str | None) -> str | None:
    return None if date is None or len(date) != 8 else f"{date[:4]}-{date[4:6]}-{date[6:]}"


def _write(event: Directed) -> str:
    return f"{event[0] or '?'} > {event[1] or '?'} {'/'.join(sorted(event[2]))}"


def _errors(
    item: _Case, missed: Sequence[Directed], spare: Sequence[Directed], gold: Sequence[Directed]
) -> list[ErrorLine]:
    lines = []
    for event in missed:
        root = next(iter(event[2]))
        same_pair = next((other for other in spare if other[:2] == event[:2]), None)
        same_root = next((other for other in spare if other[2] & event[2]), None)
        if same_pair is not None:
            kind = f"root {root} read as {'/'.join(sorted(same_pair[2]))}"
        elif same_root is not None and same_root[:2] == (event[1], event[0]):
            kind = "direction turned round"
        elif same_root is not None:
            kind = "right root, wrong pair"
        else:
            kind = f"root {root} not coded" if spare else f"nothing coded (root {root})"
        other = same_pair or same_root
        found = None if other is None else _write(other)
        lines.append(ErrorLine("petrarch", item.id, kind, _write(event), found, excerpt=item.gold.text))
    if not gold and spare:
        kind = "coded where nothing is"
        lines.append(ErrorLine("petrarch", item.id, kind, None, _write(spare[0]), excerpt=item.gold.text))
    return lines
