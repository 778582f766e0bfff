"""What a document says about countries, and where its clear places are: the evidence by which names are told apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, hypot, radians

from rapporteur.places.detect import Toponym
from rapporteur.places.gazetteer import Candidate, Gazetteer
from rapporteur.places.words import Word

__all__ = ["MANY", "Choice", "Context", "kilometres"]

# A country on which the whole document agrees is worth a factor of 400 in population for a town (tried 30 to 90), of 1,800 for a division:
# "Paris" stays in France in a document about the United States, "Birmingham" does not stay in England.
_COUNTRY_POINTS = {"PPL": 60.0, "ADM": 75.0}
_FOREIGN_POINTS = -15.0  # a country that nothing else in a document with clear countries points to
_NEIGHBOUR_POINTS = 15.0
_NEAR_POINTS, _NEAR_KM = 30.0, 120.0
# Lead over readings in other countries from which a name counts as evidence itself: a factor of 400 in population.
_CLEAR_LEAD = 60
MANY = 40  # candidates looked at; the most prominent come first


@dataclass(slots=True)
class Choice:
    """The candidate chosen for a toponym, ``None`` when none is sure enough, with the rest best first."""

    chosen: Candidate | None
    others: list[Candidate]
    method: str


class Context:
    """What the document says about countries and where its clear places are."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.weights: defaultdict[str, float] = defaultdict(float)
        self.anchors: list[tuple[str, Candidate]] = []
        self._own: defaultdict[str, float] = defaultdict(float)

    def read_adjectives(self, words: Sequence[Word], toponyms: Sequence[Toponym], outlet_country: str | None) -> None:
        """Count nationalities and country names outside the toponyms, and the country of publication."""
        inside = {toponym.start for toponym in toponyms}
        counts: Counter[str] = Counter()
        for word in words:
            if word.text[:1].isupper() and word.start not in inside:
                country = self.gazetteer.lookup_demonym(word.text) or self.gazetteer.country_of_word(word.text)
                if country is not None:
                    counts[country] += 1
        for country, count in counts.items():
            self.weights[country] += min(count, 3) * 0.7
        if outlet_country is not None:
            self.weights[outlet_country] += 0.7

    def add_if_clear(self, toponym: Toponym) -> None:
        """Count a toponym whose most prominent reading is a country, or far ahead of readings elsewhere."""
        if not toponym.candidates:
            return
        best = toponym.candidates[0]
        rival = next((c for c in toponym.candidates[1:] if c.country != best.country), None)
        lead = best.prominence - (rival.prominence if rival is not None else 0)
        is_country = best.feature.startswith("PCL")
        if best.country is None or lead < _CLEAR_LEAD:
            return
        weight = (0.25 if toponym.key in self._own else 1.0) * (2.0 if is_country else 1.0)
        self._own[toponym.key] += weight
        self.weights[best.country] += weight
        if not is_country and best.prominence < 400:
            self.anchors.append((toponym.key, best))

    def add_choices(self, toponyms: Sequence[Toponym], choices: Sequence[Choice]) -> None:
        """After the first round: places settled by containment or context become anchors for the second."""
        known = {anchor.row for _, anchor in self.anchors}
        for toponym, choice in zip(toponyms, choices, strict=True):
            candidate = choice.chosen
            if candidate is None or candidate.row in known or candidate.feature.startswith("PCL"):
                continue
            if choice.method in ("containment", "only candidate"):
                known.add(candidate.row)
                self.anchors.append((toponym.key, candidate))
                if candidate.country is not None and toponym.key not in self._own:
                    self.weights[candidate.country] += 0.7

    def share(self, country: str, own: float = 0.0) -> float:
        """Share of the evidence that is for a country, 0..1, saturating at three quarters; ``own`` weight left out."""
        total = self.total - own
        return min(1.0, max(0.0, self.weights.get(country, 0.0) - own) / total * 1.33) if total > 1e-9 else 0.0

    def support(self, candidate: Candidate, toponym: Toponym) -> float:
        """Points for the document's countries."""
        country = candidate.country
        if country is None:
            return 0.0
        share = self.share(
            country, self._own.get(toponym.key, 0.0) if country == toponym.candidates[0].country else 0.0
        )
        # A division does not gain on the town it is named after by what speaks for both.
        has_town = any(
            c.country == country and c.feature.startswith("PPL") and c.prominence >= candidate.prominence
            for c in toponym.candidates[:MANY]
        )
        is_wide = candidate.feature.startswith(("ADM", "PCL")) and not has_town
        points = _COUNTRY_POINTS["ADM" if is_wide else "PPL"] * share
        if share == 0.0:
            entry = self.gazetteer.get_country(country)
            around = max((self.share(code) for code in entry.neighbours), default=0.0) if entry is not None else 0.0
            points = _NEIGHBOUR_POINTS * around + (_FOREIGN_POINTS if self.total >= 2.0 else 0.0)
        return points

    @property
    def total(self) -> float:
        """Weight of all evidence."""
        return sum(self.weights.values())

    def nearness(self, candidate: Candidate, toponym: Toponym) -> float:
        """Points for the nearest other settled place."""
        if candidate.feature.startswith(("PCL", "CONT", "OCN")):
            return 0.0
        best = 0.0
        for key, anchor in self.anchors:
            if key != toponym.key and abs(anchor.latitude - candidate.latitude) < 5:
                best = max(best, exp(-kilometres(anchor, candidate) / _NEAR_KM))
        return _NEAR_POINTS * best


def kilometres(a: Candidate, b: Candidate) -> float:
    """Distance of two rows, near enough for ranking."""
    shrink = cos(radians((a.latitude + b.latitude) / 2))
    east = (a.longitude - b.longitude + 180) % 360 - 180
    return 111.2 * hypot(a.latitude - b.latitude, east * shrink)
