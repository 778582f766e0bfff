"""Figures of task ``records`` on meeting sheets, wording and furniture.

Meeting sheets are compared where their events are aligned: an aligned event for which only one side has a sheet counts
against the other as an empty sheet. Lists are paired one to one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapporteur.datatypes import CodedDocument, Delegation, Meeting, Position, Quote
from rapporteur.evaluate.matching import dice, match_greedily, normalise_name
from rapporteur.evaluate.records_align import Alignment, names_agree, same_name, span_of
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, excerpt

__all__ = ["chair_agrees", "declare_meetings", "declare_terms", "score_meetings", "score_terms"]


def declare_meetings(board: Scoreboard) -> None:
    """Fixes the order of the figures on meeting sheets."""
    board.declare("meetings F1", "f1", main=True)
    board.declare("meeting chair", "share")
    board.declare("meeting delegations F1", "f1", main=True)
    board.declare("delegation head", "share")
    board.declare("delegation title", "share")
    board.declare("meeting topics F1, overlapping", "f1", main=True)
    board.declare("meeting positions F1, overlapping", "f1", main=True)
    board.declare("meeting positions F1, with stance", "f1")
    board.declare("position holder", "share")
    board.declare("meeting outcomes F1", "f1")


def declare_terms(board: Scoreboard) -> None:
    """Fixes the order of the figures on wording and furniture."""
    board.declare("wording F1, exact", "f1")
    board.declare("wording F1, overlapping", "f1", main=True)
    board.declare("wording voice", "share")
    board.declare("furniture F1, exact", "f1")
    board.declare("furniture F1, overlapping", "f1")


def _chair_names(chair: str) -> set[str]:
    """The names in a chair field: joint chairs apart, without what stands in brackets."""
    bare = re.sub(r"\([^)]*\)", " ", chair)
    return {normalise_name(name) for name in re.split(r"\band\b|;|,", bare) if name.strip()}


def chair_agrees(gold: Meeting, coded: Meeting) -> bool:
    """Equal names; joint chairs are accepted where the gold has one of them as chair, the others as heads."""
    if gold.chair is None or coded.chair is None:
        return gold.chair is coded.chair
    if same_name(gold.chair, coded.chair):
        return True
    expected, found = _chair_names(gold.chair), _chair_names(coded.chair)
    heads = {normalise_name(delegation.head) for delegation in gold.delegations if delegation.head is not None}
    return bool(expected) and expected <= found <= expected | heads


def _delegation_score(gold: Delegation, coded: Delegation) -> float:
    same_actor = same_name(gold.actor, coded.actor)
    return float(same_actor) + 0.5 * (same_actor and names_agree(gold.head, coded.head))


def score_meetings(board: Scoreboard, index: int, alignment: Alignment, errors: list[ErrorLine]) -> None:
    """All meeting figures of one document."""
    gold_sheets = {meeting.event: meeting for meeting in alignment.gold.meetings}
    numbers = alignment.numbers
    coded_sheets = {numbers[m.event]: m for m in alignment.coded.meetings if m.event in numbers}
    hits = len(set(gold_sheets) & set(coded_sheets))
    board.add(index, "meetings F1", hits, len(alignment.coded.meetings), len(gold_sheets))
    aligned = set(numbers.values())
    for number in sorted((set(gold_sheets) | set(coded_sheets)) & aligned):
        gold = gold_sheets.get(number, Meeting(event=number))
        coded = coded_sheets.get(number, Meeting(event=number))
        _score_sheet(board, index, alignment, (gold, coded), errors)


def _score_sheet(
    board: Scoreboard, index: int, alignment: Alignment, sheets: tuple[Meeting, Meeting], errors: list[ErrorLine]
) -> None:
    gold, coded = sheets
    name, text = f"{alignment.gold.doc_id} meeting {gold.event}", alignment.gold.text

    def error(kind: str, expected: str | None, found: str | None, quote: Quote | None = None) -> None:
        start, end = span_of(quote) if quote is not None else (None, None)
        around = None if start is None or end is None else excerpt(text, start, end)
        errors.append(ErrorLine("records", name, kind, expected, found, start, end, around))

    if gold.chair is not None or coded.chair is not None:
        right = chair_agrees(gold, coded)
        board.add(index, "meeting chair", int(right), 1)
        if not right:
            error("meeting chair", gold.chair, coded.chair)
    matched = match_greedily(gold.delegations, coded.delegations, _delegation_score)
    board.add(index, "meeting delegations F1", len(matched), len(coded.delegations), len(gold.delegations))
    for i, j, _ in matched:
        for field in ("head", "title"):
            expected, found = getattr(gold.delegations[i], field), getattr(coded.delegations[j], field)
            if expected is not None or found is not None:
                board.add(index, f"delegation {field}", int(same_name(expected, found)), 1)
    for i, delegation in enumerate(gold.delegations):
        if i not in {i for i, *_ in matched}:
            error("delegation missing", delegation.actor, None)
    topics = match_greedily(gold.topics, coded.topics, _quote_dice)
    board.add(index, "meeting topics F1, overlapping", len(topics), len(coded.topics), len(gold.topics))
    for i, topic in enumerate(gold.topics):
        if i not in {i for i, *_ in topics}:
            error("topic missing", topic.text, None, topic)
    for j, topic in enumerate(coded.topics):
        if j not in {j for _, j, _ in topics}:
            error("topic too many", None, topic.text, topic)
    _score_positions(board, index, gold.positions, coded.positions, error)
    reached = {alignment.numbers.get(n, -n) for n in coded.outcomes}
    board.add(index, "meeting outcomes F1", len(reached & set(gold.outcomes)), len(reached), len(gold.outcomes))


def _quote_dice(gold: Quote, coded: Quote) -> float:
    return dice(span_of(gold), span_of(coded))


def _score_positions(
    board: Scoreboard, index: int, gold: Sequence[Position], coded: Sequence[Position], error: object
) -> None:
    """Without stance: overlapping words. With stance: also the same stance, paired anew."""
    assert callable(error)
    matched = match_greedily(gold, coded, lambda g, p: _quote_dice(g.quote, p.quote))
    board.add(index, "meeting positions F1, overlapping", len(matched), len(coded), len(gold))
    strict = match_greedily(gold, coded, lambda g, p: _quote_dice(g.quote, p.quote) if g.stance == p.stance else 0.0)
    board.add(index, "meeting positions F1, with stance", len(strict), len(coded), len(gold))
    for i, j, _ in matched:
        board.add(index, "position holder", int(same_name(gold[i].holder, coded[j].holder)), 1)
        if gold[i].stance != coded[j].stance:
            error(
                f"position: {gold[i].stance} read as {coded[j].stance}",
                gold[i].stance,
                coded[j].stance,
                gold[i].quote,
            )
    for i, position in enumerate(gold):
        if i not in {i for i, *_ in matched}:
            error(f"position missing ({position.stance})", position.quote.text, None, position.quote)
    for j, position in enumerate(coded):
        if j not in {j for _, j, _ in matched}:
            error(f"position too many ({position.stance})", None, position.quote.text, position.quote)


def _score_quotes(
    board: Scoreboard, index: int, name: str, gold: Sequence[Quote], coded: Sequence[Quote]
) -> list[tuple[int, int, float]]:
    exact = len({span_of(q) for q in gold} & {span_of(q) for q in coded})
    board.add(index, f"{name} F1, exact", exact, len(coded), len(gold))
    matched = match_greedily(gold, coded, _quote_dice)
    board.add(index, f"{name} F1, overlapping", len(matched), len(coded), len(gold))
    return matched


def score_terms(
    board: Scoreboard, index: int, gold: CodedDocument, coded: CodedDocument, errors: list[ErrorLine]
) -> None:
    """Wording and furniture of one document: spans one to one, exact and overlapping."""
    terms, found = [term.quote for term in gold.wording], [term.quote for term in coded.wording]
    matched = _score_quotes(board, index, "wording", terms, found)
    for i, j, _ in matched:
        board.add(index, "wording voice", int(same_name(gold.wording[i].voice, coded.wording[j].voice)), 1)
    sides = (
        ("wording term missing", terms, {i for i, *_ in matched}),
        ("wording term too many", found, {j for _, j, _ in matched}),
    )
    for kind, quotes, used in sides:
        for i, quote in enumerate(quotes):
            if i not in used:
                missing = kind.endswith("missing")
                errors.append(
                    ErrorLine(
                        "records",
                        gold.doc_id,
                        kind,
                        quote.text if missing else None,
                        None if missing else quote.text,
                        quote.start,
                        quote.end,
                        excerpt(gold.text, quote.start, quote.end),
                    )
                )
    _score_quotes(board, index, "furniture", gold.furniture, coded.furniture)
