"""Task ``places``: toponyms found and where they were placed, against GeoVirus.

Detection pairs spans one to one that share a code point (``exact``: the same span). Of the detected toponyms: the
share whose point lies within 161 km (100 miles) of the gold point, an unresolved toponym counting as outside; the
share with the right country; the median error in kilometres of the resolved ones.

GeoVirus gives a point, not a country. The gold country is that of the gazetteer row of the same name nearest the
point within 161 km, else of the populated place nearest the point; where our gazetteer knows neither, the toponym is
left out of the country figure. A country named by the text is its own country.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import msgspec

from rapporteur.errors import FieldError
from rapporteur.evaluate.matching import dice, match_greedily
from rapporteur.evaluate.reading import Strict, check_quote, check_span, decode_lines
from rapporteur.evaluate.scoreboard import Scoreboard
from rapporteur.evaluate.task import ErrorLine, Options, Scored, Task, excerpt

__all__ = ["FoundPlace", "PlaceItem", "PlacePrediction", "PlacesTask", "kilometres"]

NEAR_KM = 161.0  # 100 miles, the customary threshold of toponym resolution (Leidner 2007)
EARTH_RADIUS_KM = 6371.0088


class FoundPlace(msgspec.Struct, forbid_unknown_fields=True):
    """A toponym with the point chosen (degrees) and its country, ``None`` where unresolved."""

    start: int
    end: int
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None


class PlacePrediction(msgspec.Struct, forbid_unknown_fields=True):
    """Toponyms of one document."""

    id: str
    places: list[FoundPlace]


class _Toponym(Strict):
    start: int
    end: int
    text: str
    lat: float
    lon: float
    wiki: str | None = None
    country: str | None = None


class _GoldDocument(Strict):
    doc_id: str
    text: str
    toponyms: list[_Toponym]
    url: str | None = None
    title: str | None = None
    dct: str | None = None
    licence: str | None = None
    split: str | None = None


class PlaceItem(msgspec.Struct):
    """A document with gold toponyms, countries filled in."""

    id: str
    text: str
    places: list[FoundPlace]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude in degrees) in km.

    >>> round(kilometres((0.0, 0.0), (0.0, 1.0)), 1)
    111.2
    """
    lat_a, lon_a, lat_b, lon_b = (radians(x) for x in (*a, *b))
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


class PlacesTask(Task[PlaceItem, PlacePrediction]):
    """Toponyms and where they are."""

    name = "places"
    unit = "documents"
    summary = "toponyms found, and where they were placed (geovirus)"
    prediction_type = PlacePrediction

    def read(self, path: Path, options: Options) -> list[PlaceItem]:
        """Documents; quotes checked, coordinates in range, countries looked up where the file has none."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the gazetteer only here

        items = []
        for where, document in decode_lines(path, _GoldDocument):
            places = []
            for i, toponym in enumerate(document.toponyms):
                check_quote(where, f"toponyms[{i}]", document.text, (toponym.start, toponym.end), toponym.text)
                if not (-90 <= toponym.lat <= 90 and -180 <= toponym.lon <= 180):
                    found = f"{toponym.lat}, {toponym.lon}"
                    raise FieldError(f"{where}, toponyms[{i}]", "degrees of latitude, longitude", found, "Correct it.")
                country = toponym.country or systems.country_of_point(toponym.text, toponym.lat, toponym.lon)
                places.append(FoundPlace(toponym.start, toponym.end, toponym.lat, toponym.lon, country))
            items.append(PlaceItem(document.doc_id, document.text, places))
        return items

    def item_id(self, item: PlaceItem) -> str:
        """The document's id."""
        return item.id

    def system(self, options: Options) -> Callable[[PlaceItem], PlacePrediction]:
        """Entities of the language engine resolved by `find_places`."""
        del options
        from rapporteur.evaluate import systems  # noqa: PLC0415 - loads the engine only when it is measured

        return lambda item: PlacePrediction(item.id, [FoundPlace(*place) for place in systems.find_places(item.text)])

    def perfect(self, item: PlaceItem) -> PlacePrediction:
        """The gold toponyms at their points."""
        return PlacePrediction(item.id, item.places)

    def empty(self, item: PlaceItem) -> PlacePrediction:
        """No toponym."""
        return PlacePrediction(item.id, [])

    def check_prediction(self, item: PlaceItem, prediction: PlacePrediction) -> None:
        """Spans inside the text."""
        for i, place in enumerate(prediction.places):
            check_span(f"prediction {item.id}", f"places[{i}]", item.text, place.start, place.end)

    def score(self, items: Sequence[PlaceItem], predictions: Sequence[PlacePrediction], options: Options) -> Scored:
        """Detection, distance and country."""
        del options
        board = Scoreboard(len(items))
        board.declare("detection F1", "f1", main=True)
        board.declare("detection F1, exact", "f1")
        board.declare("within 161 km, of detected", "share", published="places:exact", main=True)
        board.declare("within 161 km, of resolved", "share")
        board.declare("within 161 km, of all gold toponyms", "share")
        board.declare("country, of detected", "share", published="places:country", main=True)
        board.declare_median("median error, of resolved", "km", main=True)
        errors: list[ErrorLine] = []
        for index, (item, prediction) in enumerate(zip(items, predictions, strict=True)):
            found = prediction.places
            matched = match_greedily(item.places, found, lambda g, p: dice((g.start, g.end), (p.start, p.end)))
            exact = len({(p.start, p.end) for p in item.places} & {(p.start, p.end) for p in found})
            board.add(index, "detection F1", len(matched), len(found), len(item.places))
            board.add(index, "detection F1, exact", exact, len(found), len(item.places))
            near = sum(_score_one(board, index, item, (item.places[i], found[j]), errors) for i, j, _ in matched)
            board.add(index, "within 161 km, of all gold toponyms", near, len(item.places))
            gold_used, used = {i for i, *_ in matched}, {j for _, j, _ in matched}
            for i, place in enumerate(item.places):
                if i not in gold_used:
                    errors.append(_line(item, "toponym missing", place, item.text[place.start : place.end], None))
            for j, place in enumerate(found):
                if j not in used:
                    errors.append(_line(item, "toponym too many", place, None, item.text[place.start : place.end]))
        return Scored(board, errors)


def _score_one(
    board: Scoreboard, index: int, item: PlaceItem, pair: tuple[FoundPlace, FoundPlace], errors: list[ErrorLine]
) -> bool:
    gold, place = pair
    assert gold.latitude is not None
    assert gold.longitude is not None
    if gold.country is not None:
        board.add(index, "country, of detected", int(gold.country == place.country), 1)
    if place.latitude is None or place.longitude is None:
        board.add(index, "within 161 km, of detected", 0, 1)
        errors.append(_line(item, "not resolved", gold, _point(gold), None))
        return False
    error_km = kilometres((gold.latitude, gold.longitude), (place.latitude, place.longitude))
    near = error_km <= NEAR_KM
    board.add(index, "within 161 km, of detected", int(near), 1)
    board.add(index, "within 161 km, of resolved", int(near), 1)
    board.add_value(index, "median error, of resolved", error_km)
    if not near:
        same = gold.country is not None and gold.country == place.country
        kind = "far away in the right country" if same else "another country"
        errors.append(_line(item, kind, gold, _point(gold), f"{_point(place)}, {error_km:.0f} km"))
    return near


def _point(place: FoundPlace) -> str:
    return f"{place.latitude}, {place.longitude} ({place.country or '?'})"


def _line(item: PlaceItem, kind: str, place: FoundPlace, expected: str | None, found: str | None) -> ErrorLine:
    around = excerpt(item.text, place.start, place.end)
    return ErrorLine("places", item.id, kind, expected, found, place.start, place.end, around)
