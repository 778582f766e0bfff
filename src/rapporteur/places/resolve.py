"""What each toponym of a document means: prominence, weighed against the document's countries, neighbours and containment.

Scores are on the scale of `Gazetteer` prominence, where ten points are a factor of e in population. The weights below were set
on constructed examples (tests/places) and checked on GeoVirus (see benchmarks); ranges tried stand beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapporteur.places.context import MANY, Choice, Context, kilometres
from rapporteur.places.detect import Toponym
from rapporteur.places.gazetteer import Candidate, Gazetteer
from rapporteur.places.words import Word

__all__ = ["resolve_toponyms"]

_CONTAINED_POINTS = 100.0  # "Paris, Texas"
_LOOSELY_CONTAINED_POINTS = 60.0  # "the Karrada district of Baghdad", "Aleppo's Hamdaniya"
_KIND_POINTS = 45.0
_LIST_POINTS = 45.0
_KNOWN_DIVISION = 105
# Below this (about 3,000 people) a lone place is believed only where the document has to do with its country.
_OBSCURE = 80
_CHAIN = re.compile(r",[ \u00a0]|[ \u00a0]\(|,?[ \u00a0]in[ \u00a0](?:the[ \u00a0])?")
_LOOSE = re.compile(
    r"(?:[ \u00a0](?:\w+[ \u00a0]){0,2}(?:of|in|near|outside)[ \u00a0](?:the[ \u00a0])?(?:\w+[ \u00a0]){0,4})",
    re.IGNORECASE,
)
_OWNER = re.compile(r"['’]s?[ \u00a0](?:\w+[ \u00a0]){0,3}")
_LIST = re.compile(r",[ \u00a0](?:(?:and|or)[ \u00a0])?(?:the[ \u00a0])?|[ \u00a0](?:and|or)[ \u00a0](?:the[ \u00a0])?")
_CHAIN_TAIL = re.compile(r"(?:,[ \u00a0](?:the[ \u00a0])?(?:\w+[ \u00a0]){0,2}|[ \u00a0]\((?:the[ \u00a0])?)")


def resolve_toponyms(
    text: str,
    words: Sequence[Word],
    toponyms: Sequence[Toponym],
    gazetteer: Gazetteer,
    *,
    outlet_country: str | None = None,
) -> list[Choice]:
    """Choose a row for each toponym.

    Args:
        text: the document.
        words: of the text; adjectives of nationality among them count as evidence.
        toponyms: in text order.
        gazetteer: where countries and divisions are looked up.
        outlet_country: alpha-3 of the country of publication: weak evidence.

    Returns:
        One choice for each toponym, in order.
    """
    context = Context(gazetteer)
    context.read_adjectives(words, toponyms, outlet_country)
    links = _find_links(text, toponyms)
    for toponym in toponyms:
        context.add_if_clear(toponym)
    first = _choose_all(toponyms, links, context)
    context.add_choices(toponyms, first)
    lists = _list_points(text, toponyms, first)
    chosen = _one_sense(toponyms, _choose_all(toponyms, links, context, lists))
    return [_finish(choice, context) for choice in chosen]


def _find_links(text: str, toponyms: Sequence[Toponym]) -> dict[int, list[tuple[int, float]]]:
    """For each toponym, those written as containing it with the points that the construction is worth."""
    links: dict[int, list[tuple[int, float]]] = {}
    for n, toponym in enumerate(toponyms[:-1]):
        gap = text[toponym.end : toponyms[n + 1].start]
        if len(gap) > 60:
            continue
        if _CHAIN.fullmatch(gap) or _CHAIN_TAIL.fullmatch(gap):
            links.setdefault(n, []).append((n + 1, _CONTAINED_POINTS))
        elif _LOOSE.fullmatch(gap):
            links.setdefault(n, []).append((n + 1, _LOOSELY_CONTAINED_POINTS))
        elif _OWNER.fullmatch(gap):
            links.setdefault(n + 1, []).append((n, _LOOSELY_CONTAINED_POINTS))
    return links


def _contains(gazetteer: Gazetteer, outer: Candidate, inner: Candidate) -> bool:
    if outer.row == inner.row:
        return False
    if outer.feature.startswith("PCL"):
        return inner.country == outer.country and not inner.feature.startswith("PCL")
    if outer.feature.startswith("ADM"):
        return outer.row in gazetteer.within(inner.row) or (
            inner.feature not in ("ADM1", "PCLI") and inner.country == outer.country and inner.parent == outer.parent
            and kilometres(outer, inner) < 60
        )  # fmt: skip
    if outer.feature.startswith("PPL"):
        smaller = inner.prominence < outer.prominence and not inner.feature.startswith(("ADM1", "PCL"))
        return smaller and inner.country == outer.country and kilometres(outer, inner) < 40
    return gazetteer.box_contains(outer.row, inner.latitude, inner.longitude) and not inner.feature.startswith("PCL")


def _kind_points(candidate: Candidate, toponym: Toponym) -> float:
    kinds, feature = toponym.kinds, candidate.feature
    if not kinds:
        return 0.0
    points = 0.0
    if "admin" in kinds or "district" in kinds:
        level = ("ADM1", "RGN") if "admin" in kinds else ("ADM2", "ADM3")
        fits = feature.startswith(level) or ("admin" in kinds and feature == "ADM2")
        points = _KIND_POINTS if fits else 0.0
    if "city" in kinds and feature.startswith("PPL"):
        points = max(points, _KIND_POINTS)
    if "country" in kinds and feature.startswith("PCL"):
        points = max(points, _KIND_POINTS)
    if "water" in kinds and feature in ("SEA", "OCN", "GULF", "BAY", "STRT", "CNL", "STM", "LK", "RSV", "DAM"):
        points = max(points, _KIND_POINTS)
    if "land" in kinds and feature in ("ISL", "ISLS", "PEN", "MT", "MTS", "VAL", "DSRT", "RGN"):
        points = max(points, _KIND_POINTS)
    return points


def _choose_all(
    toponyms: Sequence[Toponym],
    links: dict[int, list[tuple[int, float]]],
    context: Context,
    lists: Sequence[dict[tuple[str, str | None], float]] | None = None,
) -> list[Choice]:
    scores = [_scores(toponym, context) for toponym in toponyms]
    for toponym, scored, points in zip(toponyms, scores, lists or [], strict=bool(lists)):
        for candidate in toponym.candidates[:MANY]:
            kind = _list_kind(candidate)
            if kind is not None:
                scored[candidate.row] += points.get(kind, 0.0)
    methods = ["prominence"] * len(toponyms)
    for n, containers in links.items():
        for other, bonus in containers:
            if _join((toponyms[n], scores[n]), (toponyms[other], scores[other]), bonus, context.gazetteer):
                methods[n] = methods[other] = "containment"
    choices = []
    for toponym, scored, method in zip(toponyms, scores, methods, strict=True):
        ranked = sorted(toponym.candidates[:MANY], key=lambda c: (-scored[c.row], c.row))
        if not ranked:
            choices.append(Choice(None, [], "not in the gazetteer"))
            continue
        how = method if method == "containment" else _method(ranked, toponym)
        choices.append(Choice(ranked[0], ranked[1:], how))
    return choices


def _scores(toponym: Toponym, context: Context) -> dict[int, float]:
    return {
        c.row: c.prominence + context.support(c, toponym) + context.nearness(c, toponym) + _kind_points(c, toponym)
        for c in toponym.candidates[:MANY]
    }


def _join(
    inner_toponym: tuple[Toponym, dict[int, float]],
    outer_toponym: tuple[Toponym, dict[int, float]],
    points: float,
    gazetteer: Gazetteer,
) -> bool:
    """Prefer the best pair in which the second reading contains the first; whether there is one."""
    (inner_name, inner_scores), (outer_name, outer_scores) = inner_toponym, outer_toponym
    inner_all, outer_all = inner_name.candidates[:MANY], outer_name.candidates[:12]
    if not inner_all or not outer_all:
        return False
    if _are_siblings(inner_all, outer_all, gazetteer):
        return False
    if inner_all[0].feature.startswith("PCL"):
        inner_all = [c for c in inner_all if c.feature == "ADM1"]
    pairs = [
        (inner_scores[inner.row] + outer_scores[outer.row], inner.row, outer.row)
        for inner in inner_all
        for outer in outer_all
        if _contains(gazetteer, outer, inner)
    ]
    if not pairs:
        return False
    total, inner_row, outer_row = max(pairs)
    best_apart = max(inner_scores.values()) + max(outer_scores.values())
    if total + points < best_apart:
        return False
    inner_scores[inner_row] = max(inner_scores.values()) + 1
    outer_scores[outer_row] = max(outer_scores.values()) + 1
    return True


def _are_siblings(inner: Sequence[Candidate], outer: Sequence[Candidate], gazetteer: Gazetteer) -> bool:
    """Whether two names are rather items of a list: "Niger, Nigeria", "Washington, Pennsylvania and Ohio".

    Two neighbouring countries are; so are two divisions of one country, unless they have one name ("New York, New York").
    """
    first, second = inner[0], outer[0]
    if first.feature.startswith("PCL") and second.feature.startswith("PCL"):
        entry = gazetteer.get_country(first.country or "")
        return entry is not None and second.country in entry.neighbours
    divisions = {c.country: c.row for c in inner if c.feature == "ADM1" and c.prominence >= _KNOWN_DIVISION}
    return second.feature == "ADM1" and divisions.get(second.country, second.row) != second.row


def _list_points(
    text: str, toponyms: Sequence[Toponym], choices: Sequence[Choice]
) -> list[dict[tuple[str, str | None], float]]:
    """For each toponym in a list of three or more, points for readings of the kind that most of the others have.

    "New Mexico, New York, Indiana" are divisions of one country, "Georgia, Armenia and Turkey" are countries.
    """
    points: list[dict[tuple[str, str | None], float]] = [{} for _ in toponyms]
    start = 0
    for end in range(1, len(toponyms) + 1):
        gap = text[toponyms[end - 1].end : toponyms[end].start] if end < len(toponyms) else "."
        if _LIST.fullmatch(gap) is not None:
            continue
        kinds = [_list_kind(choice.chosen) for choice in choices[start:end]]
        for n in range(start, end) if end - start > 2 else ():
            others = Counter(kind for m, kind in enumerate(kinds, start) if m != n and kind is not None)
            for kind, count in others.items():
                if count * 2 > end - start - 1:
                    points[n][kind] = _LIST_POINTS
        start = end
    return points


def _list_kind(candidate: Candidate | None) -> tuple[str, str | None] | None:
    if candidate is None or not candidate.feature.startswith(("PCLI", "ADM1")):
        return None
    return ("PCL", None) if candidate.feature == "PCLI" else ("ADM1", candidate.country)


def _method(ranked: Sequence[Candidate], toponym: Toponym) -> str:
    if len(ranked) == 1:
        return "only candidate"
    return "prominence" if ranked[0].row == toponym.candidates[0].row else "context"


def _one_sense(toponyms: Sequence[Toponym], choices: list[Choice]) -> list[Choice]:
    """A name settled by containment once means the same elsewhere in the document, unless contained otherwise there."""
    settled: dict[str, Candidate] = {}
    for toponym, choice in zip(toponyms, choices, strict=True):
        if choice.method == "containment" and choice.chosen is not None:
            settled.setdefault(toponym.key, choice.chosen)
    unified = []
    for toponym, choice in zip(toponyms, choices, strict=True):
        meant = settled.get(toponym.key)
        if meant is None or choice.chosen is None or choice.method == "containment" or choice.chosen.row == meant.row:
            unified.append(choice)
            continue
        others = [choice.chosen, *(c for c in choice.others if c.row != meant.row)]
        unified.append(Choice(meant, others, "one sense in the document"))
    return unified


def _finish(choice: Choice, context: Context) -> Choice:
    """Leave an obscure place open where nothing in the document speaks for its country."""
    chosen = choice.chosen
    if chosen is None or choice.method == "containment" or chosen.prominence >= _OBSCURE:
        return choice
    codes = context.gazetteer.countries_of(chosen.row)
    if any(context.share(code) > 0 for code in codes) or context.total < 1.0:
        return choice
    return Choice(None, [chosen, *choice.others], "no candidate near the document's countries")
