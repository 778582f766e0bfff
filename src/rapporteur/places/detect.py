"""Which stretches of a text are toponyms: the tagger's spans, and names the gazetteer knows that no tagger marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapporteur.places.cues import Cues
from rapporteur.places.gazetteer import Candidate, Gazetteer
from rapporteur.places.normalise import normalise_name
from rapporteur.places.words import Word, is_adjacent, starts_sentence, words_between

__all__ = ["Detector", "EntitySpan", "Toponym"]

EntitySpan = tuple[int, int, str]

PLACE_LABELS = frozenset({"LOC", "GPE", "LOCATION"})
SITE_LABELS = frozenset({"FAC", "FACILITY"})
_GAP = re.compile(r"(?:['’]s)?[ \u00a0\u2009]?[-–.]?[ \u00a0]?|\n|\.[ \u00a0]")
_LIST_GAP = re.compile(r"[,;/][ \u00a0]|,?[ \u00a0](?:and|or|to)[ \u00a0]|[ \u00a0]?\(")
# Lower-case words inside names of places.
_ARTICLES = frozenset(["al", "el", "ar", "as", "ash", "ad", "an", "at", "az", "ez", "es", "er", "et", "ul"])
_CONNECTORS = _ARTICLES | frozenset(
    ["a", "abu", "am", "and", "au", "aux", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "das", "du", "e", "en", "i",
     "ibn", "im", "in", "la", "las", "le", "les", "lo", "los", "ob", "of", "on", "sur", "the", "umm", "upon", "van", "y"]
)  # fmt: skip
_LONGEST_NAME = 7  # words; "Federation of Bosnia and Herzegovina"
# Prominence (see gazetteer) a bare capitalised name needs to count as a place when no tagger ran: 118 is about 130,000
# people (tried 100 to 140). With a preposition or another cue before it, 62 (500 people) is enough.
_BARE_PROMINENCE = 118
_CUED_PROMINENCE = 62
_WELL_KNOWN = 150
_OPENING_PROMINENCE = 125  # of the first word of a sentence, which would be capitalised anyway
_FIRST_RANK = 170
# What a tagger that marks names well left unmarked must be better known.
_MISSED_PROMINENCE, _MISSED_CUED_PROMINENCE = 125, 95


@dataclass(slots=True)
class Toponym:
    """A stretch of text taken for a place name, with all it may mean.

    Attributes:
        kinds: what words beside it say it is ("province": admin).
        part: offsets of a direction word before it ("northern").
    """

    start: int
    end: int
    key: str
    candidates: list[Candidate]
    kinds: frozenset[str] = frozenset()
    part: tuple[int, int] | None = None


class Detector:
    """Finds the toponyms of one text."""

    def __init__(self, text: str, words: Sequence[Word], gazetteer: Gazetteer, cues: Cues) -> None:
        self.text = text
        self.words = words
        self.gazetteer = gazetteer
        self.cues = cues

    def detect(self) -> list[Toponym]:
        """Toponyms by the gazetteer and the words around them alone, in text order."""
        return self._match_names([], _BARE_PROMINENCE)

    def detect_with_entities(self, entities: Sequence[EntitySpan]) -> list[Toponym]:
        """Toponyms by a tagger's entity spans, with well-known names it left unmarked, in text order.

        Spans labelled LOC, GPE are toponyms, known or not; FAC spans when the gazetteer knows the name or one inside it.
        Nothing inside a span of another label (ORG, PERSON, NORP, EVENT ...) is one; a span of another label that is no
        more than the name of a country or of a city of the first rank is: taggers take governments for organisations.
        """
        found: list[Toponym] = []
        for start, end, label in entities:
            if label in PLACE_LABELS:
                found += self._split_span(start, end)
            elif label in SITE_LABELS:
                found += self._site(start, end)
            else:
                found += self._mistagged(start, end, label)
        found += self._match_names(sorted((start, end) for start, end, _ in entities), _MISSED_PROMINENCE)
        found.sort(key=lambda toponym: (toponym.start, -toponym.end))
        kept: list[Toponym] = []
        for toponym in found:
            if not kept or toponym.start >= kept[-1].end:
                kept.append(toponym)
        return kept

    def _candidates(self, first: int, last: int) -> list[Candidate]:
        """What the words ``first..last`` may mean as one name."""
        return self.gazetteer.candidates(normalise_name(self.text[self.words[first].start : self.words[last - 1].end]))

    def _split_span(self, start: int, end: int) -> list[Toponym]:
        """A tagger's span as one toponym, or as several when commas separate known names in it."""
        pieces = [match.span() for match in re.finditer(r"[^,;/]+", self.text[start:end])]
        if len(pieces) > 1:
            parts = [self._tagged(start + a, start + b) for a, b in pieces]
            if all(part is not None and part.candidates for part in parts):
                return [part for part in parts if part is not None]
        toponym = self._tagged(start, end)
        return [] if toponym is None else [toponym]

    def _inner_words(self, start: int, end: int) -> tuple[int, int]:
        """Words of a span without article and lower-case prepositions at its ends ("at Bagram Airfield")."""
        first, last = words_between(self.words, start, end)
        while first < last and (self.words[first].lower == "the" or self.words[first].text in self.cues.prepositions):
            first += 1
        while first < last and self.words[last - 1].text in self.cues.prepositions:
            last -= 1
        return first, last

    def _mistagged(self, start: int, end: int, label: str) -> list[Toponym]:
        first, last = self._inner_words(start, end)
        if first >= last or self._longest_match(first) != last - first:
            return []
        start, end = self._with_full_stop(self.words[first].start, self.words[last - 1].end)
        key = normalise_name(self.text[start:end])
        candidates = self.gazetteer.candidates(key)
        if not candidates or key in self.cues.rarely_places:
            return []
        enough = _FIRST_RANK + (30 if label == "PERSON" else -30 if candidates[0].feature == "ADM1" else 0)
        if candidates[0].prominence < enough or self._names_something_else(start, end, key):
            return []
        return [self._with_surroundings(Toponym(start, end, key, candidates))]

    def _names_something_else(self, start: int, end: int, key: str) -> bool:
        """A nationality, a direction alone, a virus named after a place."""
        first, last = words_between(self.words, start, end)
        text = self.text[start:end]
        if key in self.cues.never_places or key in self.cues.region_adjectives or text.islower():
            return True
        if all(w.lower in self.cues.parts or w.lower in self.cues.kinds for w in self.words[first:last]):
            return last - first == 1 or not self.gazetteer.has_exactly(key)
        follower = self.words[last] if last < len(self.words) else None
        adjacent = follower is not None and is_adjacent(self.text, end, follower.start)
        if adjacent and follower is not None and follower.lower in self.cues.never_before:
            return True
        best = self.gazetteer.candidates(key)[:1]
        is_country = bool(best) and best[0].feature.startswith("PCL")
        return self.gazetteer.lookup_demonym(text) is not None and not is_country

    def _with_full_stop(self, start: int, end: int) -> tuple[int, int]:
        """Take in the last full stop of an abbreviation such as "U.S."."""
        return start, end + (self.text[end : end + 1] == "." and "." in self.text[start:end])

    def _tagged(self, start: int, end: int) -> Toponym | None:
        first, last = self._inner_words(start, end)
        if first >= last:
            return None
        start, end, candidates = self._best_name(first, last)
        key = normalise_name(self.text[start:end])
        if self._names_something_else(start, end, key) or (key in self.cues.rarely_places and not candidates):
            return None
        return self._with_surroundings(Toponym(start, end, key, candidates))

    def _best_name(self, first: int, last: int) -> tuple[int, int, list[Candidate]]:
        """The span to quote and its candidates: the whole, else without direction and kind words, else a known part."""
        words, cues = self.words, self.cues
        while first < last - 1 and words[first].text in cues.parts:  # "southern California" is quoted as "California"
            first += 1
        for at in range(max(0, first - 2), first + 1):  # the tagger's "Northern" of "Northern Europe"
            length = self._longest_match(at)
            reaches = at + length > last or (at < first and at + length == last)
            if length and reaches and starts_sentence(self.text, words[at + 1].start if length > 1 else 0) is False:
                start, end = self._with_full_stop(words[at].start, words[at + length - 1].end)
                return start, end, self.gazetteer.candidates(normalise_name(self.text[start:end]))
        start, end = self._with_full_stop(words[first].start, words[last - 1].end)
        whole = self.gazetteer.candidates(normalise_name(self.text[start:end]))
        if whole:
            return start, end, whole
        inner_first, inner_last = first, last
        while inner_last - 1 > first and words[inner_last - 1].lower in cues.kinds:
            inner_last -= 1
        opens_with_kind = inner_last - first > 2 and words[first].lower in cues.kinds
        if opens_with_kind and words[first + 1].lower == "of":
            inner_first += 2
        while inner_first < inner_last:  # "East Java province": East Java before Java
            inner = self._candidates(inner_first, inner_last)
            if inner:
                return start, end, inner
            if words[inner_first].lower not in cues.parts:
                break
            inner_first += 1
        for length in range(last - first - 1, 0, -1):
            for at in range(first, last - length + 1):
                candidates = self._candidates(at, at + length) if words[at].is_capitalised else []
                enough = _BARE_PROMINENCE if length > 1 else _WELL_KNOWN
                if candidates and candidates[0].prominence >= enough and words[at].lower not in cues.rarely_places:
                    return start, end, candidates
        return start, end, []

    def _site(self, start: int, end: int) -> list[Toponym]:
        """A building or installation the gazetteer knows, else the town named in it ("Basra airport"), else nothing."""
        first, last = self._inner_words(start, end)
        if first >= last:
            return []
        start, end = self.words[first].start, self.words[last - 1].end
        whole = self._candidates(first, last)
        if whole:
            return [Toponym(start, end, normalise_name(self.text[start:end]), whole)]
        for length in range(last - first - 1, 0, -1):
            for at in range(first, last - length + 1):
                candidates = self._candidates(at, at + length) if self.words[at].is_capitalised else []
                a, b = self.words[at].start, self.words[at + length - 1].end
                key = normalise_name(self.text[a:b])
                known = (
                    candidates and candidates[0].prominence >= _CUED_PROMINENCE and key not in self.cues.rarely_places
                )
                if known and (at + length == last or self.words[at + length].lower in self.cues.kinds):
                    return [Toponym(a, b, key, candidates)]
        return []

    def _match_names(self, blocked: Sequence[tuple[int, int]], floor: int) -> list[Toponym]:
        """Longest gazetteer names outside the blocked spans that stand like a place."""
        found: list[Toponym] = []
        starts = [span[0] for span in blocked]
        at = 0
        while at < len(self.words):
            length = self._longest_match(at)
            if length == 0:
                at += 1
                continue
            start, end = self.words[at].start, self.words[at + length - 1].end
            near = bisect_right(starts, end - 1)
            if any(a < end and start < b for a, b in blocked[max(0, near - 4) : near]):
                at += 1
                continue
            start, end = self._with_full_stop(start, end)
            key = normalise_name(self.text[start:end])
            toponym = Toponym(start, end, key, self.gazetteer.candidates(key))
            in_list = bool(found) and _LIST_GAP.fullmatch(self.text, found[-1].end, start) is not None
            stands = self._stands_like_a_place(at, length, toponym, floor, in_list=in_list)
            if stands and not self._names_something_else(start, end, key):
                found.append(self._with_surroundings(toponym))
            # A longer name that is no place here is not a shorter one either: no "Virginia" in a refused "West Virginia".
            at += length
        return found

    def _longest_match(self, at: int) -> int:
        """Number of words of the longest known name that starts here, 0 for none."""
        text, words = self.text, self.words
        first = words[at]
        if first.lower == "the" or not (first.is_capitalised or self._is_article(first)):
            return 0
        best = 0
        for last in range(at, min(at + _LONGEST_NAME, len(words))):
            if last > at and _GAP.fullmatch(text, words[last - 1].end, words[last].start) is None:
                break
            if not words[last].is_capitalised:
                if words[last].lower not in _CONNECTORS:
                    break
                continue
            key = normalise_name(text[first.start : words[last].end])
            if last == at and not (self._form_fits(first.text, key) or self._is_abbreviated_division(first)):
                continue
            # The coarse key joins too many words to be trusted on a single word that no tagger marked.
            needs_exact = last == at or not first.is_capitalised
            known = self.gazetteer.candidates(key) and (not needs_exact or self.gazetteer.has_exactly(key))
            if known and key not in self.cues.never_places:
                best = last - at + 1
        return best

    def _is_abbreviated_division(self, word: Word) -> bool:
        """Whether a short form follows a name and a comma: "Paris, Tenn.", "Paris, TX"."""
        if self.text[max(0, word.start - 2) : word.start] != ", ":
            return False
        return (len(word.text) == 2 and word.text.isupper()) or self.text[word.end : word.end + 1] == "."

    def _is_article(self, word: Word) -> bool:
        """Whether a lower-case word opens an Arabic name: "al Bab", "ar-Raqqa"; "at" and "as" are English without a hyphen."""
        return word.text in ("al", "el") or (word.text in _ARTICLES and self.text[word.end : word.end + 1] == "-")

    def _form_fits(self, name: str, key: str) -> bool:
        """Whether short names are written as they must be: "US", not "us"; and no other word of three letters or fewer."""
        forms = self.cues.upper_only.get(key)
        if forms is not None:
            return name in forms or f"{name}." in forms
        return len(key) > 3 or (len(key) == 3 and name[1:].islower())

    def _stands_like_a_place(self, at: int, length: int, toponym: Toponym, floor: int, *, in_list: bool) -> bool:
        """Whether the words around a known name let it be a place, and it is known well enough for what they say."""
        text, words, cues = self.text, self.words, self.cues
        best = toponym.candidates[0]
        is_country = best.feature.startswith("PCL")
        opens_sentence = starts_sentence(text, toponym.start)
        before = words[at - 1] if at > 0 and is_adjacent(text, words[at - 1].end, words[at].start) else None
        after = words[at + length] if at + length < len(words) else None
        in_chain = after is not None and text[toponym.end : after.start] == ", " and after.is_capitalised
        if after is not None and not is_adjacent(text, toponym.end, after.start):
            after = None
        cue = before is not None and before.lower in cues.prepositions
        if self._is_inside_another_name(at, before, after, is_country=is_country, cue=cue, key=toponym.key):
            return False
        if toponym.key in cues.rarely_places and not (in_list and best.feature == "ADM1"):
            return cue and not opens_sentence and (is_country or best.prominence >= floor)
        cue = cue or (after is not None and after.lower in cues.kinds)
        if opens_sentence and length == 1 and not cue and best.prominence < _OPENING_PROMINENCE:
            return False
        if cue or in_chain or in_list:
            return best.prominence >= (_CUED_PROMINENCE if floor < _MISSED_PROMINENCE else _MISSED_CUED_PROMINENCE)
        return best.prominence >= floor

    def _is_inside_another_name(
        self, at: int, before: Word | None, after: Word | None, *, is_country: bool, cue: bool, key: str
    ) -> bool:
        """Whether capitalised neighbours make the name part of an organisation's or a person's."""
        words, cues = self.words, self.cues
        of_something = before is not None and before.lower in ("of", "for") and at > 1
        if of_something and words[at - 2].is_capitalised and words[at - 2].lower in cues.organisation_words:
            return True
        if after is not None and after.is_capitalised and after.lower not in cues.kinds:
            is_title = (is_country and key not in cues.rarely_places) or after.lower in cues.person_titles
            if after.lower in cues.organisation_words or not (is_title or starts_sentence(self.text, after.start)):
                return True
        if before is not None and before.is_capitalised and not starts_sentence(self.text, before.start):
            if before.lower in cues.person_titles and not is_country:
                return True
            narrows = before.lower in cues.parts or before.lower in cues.kinds or cue
            return not narrows and not (is_country and key not in cues.rarely_places)
        return False

    def _with_surroundings(self, toponym: Toponym) -> Toponym:
        """Read the kind and direction words beside a toponym and those inside its span."""
        text, words, cues = self.text, self.words, self.cues
        first, last = words_between(words, toponym.start, toponym.end)
        kinds: set[str] = set()
        if last < len(words) and is_adjacent(text, toponym.end, words[last].start):
            kinds |= cues.kinds.get(words[last].lower, frozenset())
        for word in words[first:last] if last - first > 1 else ():
            kinds |= cues.kinds.get(word.lower, frozenset())
        if first > 1 and words[first - 1].text == "of" and is_adjacent(text, words[first - 1].end, toponym.start):
            kinds |= cues.kinds.get(words[first - 2].lower, frozenset())
        toponym.kinds = frozenset(kinds)
        toponym.part = self._part_before(first, toponym)
        return toponym

    def _part_before(self, first: int, toponym: Toponym) -> tuple[int, int] | None:
        if first == 0 or not is_adjacent(self.text, self.words[first - 1].end, toponym.start):
            return None
        lead = self.words[first - 1]
        if lead.lower in self.cues.parts:
            return lead.start, lead.end
        window = max(0, toponym.start - 32)
        opening = self.text[window : toponym.start].rstrip()
        for phrase in self.cues.part_phrases:
            if opening.lower().endswith(phrase) and len(opening.lower()) == len(opening):
                begin = window + len(opening) - len(phrase)
                return begin, begin + len(phrase)
        return None
