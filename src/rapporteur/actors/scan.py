"""Find names of the table in running text, for what a tagger missed ("Hamas", "the Houthis")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapporteur.actors.names import normalise
from rapporteur.datatypes import ActorLink

if TYPE_CHECKING:
    from rapporteur.actors.table import ActorTable

__all__ = ["Scanner"]

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ`][^\W_]+)*")
_GAP = re.compile(r"[ \u00a0\-–'’.&]{1,3}|, ")
_MAX_TOKENS = 9


class Scanner:
    """Longest matches of names over token boundaries, left to right, without overlap."""

    def __init__(self, table: ActorTable) -> None:
        self._table = table
        self._longest: dict[str, int] = {}
        for key, entries in table.spellings():
            if any(not set(spelling.marks) & set("dmfa") for _, spelling in entries):
                first, *rest = key.split()
                self._longest[first] = max(self._longest.get(first, 0), len(rest) + 1)
        for word in table.country_words():
            first, *rest = word.split()
            self._longest[first] = max(self._longest.get(first, 0), len(rest) + 4)

    def find(self, text: str, *, on: str | None = None) -> list[tuple[int, int, list[ActorLink]]]:
        """Give (start, end, links) of every name, in text order; links as `ActorTable.lookup_name` ranks them.

        A name begins with a capital or a digit. Surnames alone, capitals of countries and ambiguous names are left to the
        tagger; a lower-case rest is read only in phrases of a country and a body ("Turkish defence ministry").
        """
        tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(text)]
        keys = [normalise(text[start:end]) for start, end in tokens]
        found: list[tuple[int, int, list[ActorLink]]] = []
        place = 0
        while place < len(tokens):
            size, links = self._longest_at(text, tokens, keys, place, on)
            if links:
                found.append((tokens[place][0], tokens[place + size - 1][1], links))
            place += max(size, 1)
        return found

    def _longest_at(
        self, text: str, tokens: list[tuple[int, int]], keys: list[str], place: int, on: str | None
    ) -> tuple[int, list[ActorLink]]:
        start = tokens[place][0]
        limit = self._longest.get(keys[place].partition(" ")[0] if keys[place] else "", 0)
        if not limit or not (text[start].isupper() or text[start].isdigit() or keys[place] == "al"):
            return 1, []
        reach = 1
        while reach < min(limit, _MAX_TOKENS) and place + reach < len(tokens):
            before, after = tokens[place + reach - 1], tokens[place + reach]
            gap = text[before[1] : after[0]]
            if not _GAP.fullmatch(gap) or ("." in gap and before[1] - before[0] > 2):
                break
            reach += 1
        for size in range(reach, 0, -1):
            if not keys[place + size - 1]:
                continue
            end = tokens[place + size - 1][1]
            written = text[start:end]
            links = self._table.scan_lookup(written, on=on)
            if links:
                return size, links
        return 1, []
