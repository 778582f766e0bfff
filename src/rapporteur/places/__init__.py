"""Places: the bundled gazetteer, and the toponyms of a text resolved against it."""

from __future__ import annotations

from rapporteur.places.find import find_places, join_places
from rapporteur.places.gazetteer import CountryEntry, Gazetteer, load_gazetteer
from rapporteur.places.normalise import normalise_name

__all__ = ["CountryEntry", "Gazetteer", "find_places", "join_places", "load_gazetteer", "normalise_name"]
