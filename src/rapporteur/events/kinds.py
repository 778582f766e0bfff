"""What kind of thing a noun is, for the restrictions that frames place on their slots."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from rapporteur.actors import ActorTable
from rapporteur.codebook import Codebook
from rapporteur.datatypes import ActorLink, ActorMention, Mentions

__all__ = ["ARMED_SECTORS", "MEETING_NOUNS", "Kinds"]

ARMED_SECTORS = frozenset({"MIL", "REB", "PAR", "COP", "SPY"})
CIVILIAN_SECTORS = frozenset({"CIV", "EDU", "MED", "NGO", "BUS", "LAB", "REL", "REF"})
MEETING_NOUNS = frozenset(
    {"meeting", "summit", "conference", "talks", "talk", "session", "gathering", "conferees", "forum", "round"}
)
PERSONAL = frozenset(
    {"i", "we", "us", "me", "he", "she", "him", "her", "they", "them", "who", "our", "my", "their", "his"}
)


class Kinds:
    """Answers ``kind`` conditions for one document, remembering what it found."""

    def __init__(self, parse: Doc, mentions: Mentions, actors: ActorTable, codebook: Codebook) -> None:
        self._mentions = mentions
        self._covering = _covering_names(parse, mentions)
        self._actors = actors
        self._codebook = codebook
        self._known: dict[int, frozenset[str]] = {}

    def mention_at(self, token: Token) -> ActorMention | None:
        """The mention headed by a token, or the name it is part of."""
        return self._mentions.at(token.i) or self._covering.get(token.i)

    def of(self, token: Token) -> frozenset[str]:
        """The kinds of the thing a token names; ``thing`` alone when it is none of the others."""
        if token.i not in self._known:
            self._known[token.i] = frozenset(self._find(token)) or frozenset({"thing"})
        return self._known[token.i]

    def _find(self, token: Token) -> set[str]:
        kinds: set[str] = set()
        mention = self.mention_at(token)
        if mention is not None and mention.link is not None:
            kinds |= _of_link(mention.link)
        elif mention is not None and (
            mention.members or mention.kind == "collective" or (mention.kind == "pronoun" and token.lower_ in PERSONAL)
        ):
            kinds.add("actor")
        if any(c.dep_ in {"appos", "flat", "nmod:desc"} and c.ent_type_ == "PERSON" for c in token.children):
            kinds |= {"actor", "person"}
        if token.ent_type_ == "NORP" and token.pos_ in {"NOUN", "PROPN"}:
            kinds.add("actor")
        if token.ent_type_ == "PERSON":
            kinds |= {"actor", "person"}
        elif token.ent_type_ == "ORG":
            kinds.add("actor")
        elif token.ent_type_ in {"LOC", "FAC"}:
            kinds.add("place")
        elif token.ent_type_ == "WEAPON":
            kinds.add("weapon")
        if token.dep_ in {"amod", "compound", "nmod:poss"} and self._actors.demonym(token.text) is not None:
            kinds.add("actor")
        if token.lemma_.lower() in MEETING_NOUNS and token.dep_.startswith("nsubj"):
            # "The meeting praised ...": its participants did.
            kinds.add("actor")
        if not kinds and ("noun", token.lemma_.lower()) in self._codebook.frames_by_lemma:
            kinds.add("event")
        if "weapon" in self._codebook.classes and token.lemma_.lower() in self._codebook.classes["weapon"]:
            kinds.add("weapon")
        return kinds


def _covering_names(parse: Doc, mentions: Mentions) -> dict[int, ActorMention]:
    """Token index -> the named mention whose words it is part of; a title may head the phrase instead of the name."""
    found: dict[int, ActorMention] = {}
    for mention in mentions.actors:
        span = (
            parse.char_span(mention.quote.start, mention.quote.end, alignment_mode="expand")
            if mention.kind == "named"
            else None
        )
        for token in span if span is not None else ():
            found[token.i] = mention
    return found


def _of_link(link: ActorLink) -> set[str]:
    if link.kind == "place":
        return {"place"}
    kinds = {"actor"}
    if link.kind == "person":
        kinds.add("person")
    if link.kind in {"country", "territory"}:
        kinds.add("place")
    if link.sector in ARMED_SECTORS:
        kinds.add("armed")
    if link.sector in CIVILIAN_SECTORS:
        kinds.add("civilian")
    return kinds
