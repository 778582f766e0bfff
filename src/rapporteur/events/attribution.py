"""According to whom: the chain of sources of an event, nearest first and the outlet last."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from rapporteur import trees
from rapporteur.actors import ActorTable
from rapporteur.datatypes import ActorLink, ActorMention, Attribution, Document, Mentions, Voice
from rapporteur.events.cues import AttributionCues, load_cues
from rapporteur.events.quotations import Quotation, Source, find_quotations, source_of

__all__ = ["Speech"]

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours"})
MAX_CHAIN = 4


class Speech:
    """Who says what in one document: answers for any token who is speaking and through whom."""

    def __init__(self, document: Document, parse: Doc, mentions: Mentions, actors: ActorTable) -> None:
        self._actors = actors
        self._text = document.text
        self._outlet = document.outlet
        self._outlet_link = mentions.outlet
        self._mentions = mentions
        self._cues = load_cues("attribution.yml", AttributionCues)
        self.quotations = find_quotations(document, parse, mentions)

    def quotation_at(self, offset: int) -> Quotation | None:
        """The direct speech that holds an offset; the innermost of nested ones."""
        found = [q for q in self.quotations if q.start <= offset < q.end]
        return min(found, key=lambda q: q.end - q.start) if found else None

    def speaker(self, token: Token) -> Source | None:
        """Who "I" and "we" at the token are: the speaker of the quotation, else the subject of the verb of saying."""
        quotation = self.quotation_at(token.idx)
        if quotation is not None:
            return quotation.source
        governed = self._governing(token)
        return governed[0] if governed else None

    def speaker_heads(self, token: Token) -> list[Token]:
        """Head token of the speaker at a token, as the ``speaker`` slot wants it; empty when nobody is named."""
        source = self.speaker(token)
        return [] if source is None or source.mention is None else [token.doc[source.mention.head]]

    def chain(self, predicate: Token) -> list[Attribution]:
        """The sources of what a predicate tells, nearest first, the outlet last.

        Args:
            predicate: the token that carries the event.

        Returns:
            At least the outlet when it is known; an empty list when neither a source nor an outlet is known.
        """
        sources: list[tuple[Source, Voice]] = [(source, "indirect") for source in self._governing(predicate)]
        accorded = self._according(predicate)
        if accorded is not None:
            sources.append((accorded, "indirect"))
        quotation = self.quotation_at(predicate.idx)
        if quotation is not None and quotation.source is not None:
            sources = [
                (source, voice)
                for source, voice in sources
                if quotation.start <= source.quote.start < quotation.end
                and source.quote.text.lower() not in FIRST_PERSON
            ]
            sources.append((quotation.source, "direct"))
        chain: list[Attribution] = []
        seen: set[tuple[int, int]] = set()
        for source, voice in sources[:MAX_CHAIN]:
            if (source.quote.start, source.quote.end) not in seen and source.quote.text.lower() not in FIRST_PERSON:
                seen.add((source.quote.start, source.quote.end))
                chain.append(_attribution(source, voice))
        chain += self.outlet()
        if chain and any(c.dep_ == "amod" and c.lower_ in self._cues.doubt_words for c in predicate.children):
            # "the alleged raid": whoever tells it keeps a distance.
            chain[0].stance = "doubts"
        return chain

    def outlet(self) -> list[Attribution]:
        """The last link of every chain; empty when the outlet is not known."""
        if self._outlet is None:
            return []
        actor_id = self._outlet_link.actor_id if self._outlet_link is not None else None
        return [Attribution(self._outlet, None, "asserts", "own", actor_id=actor_id, method="outlet of the document")]

    def bind_first_person(self, token: Token) -> tuple[ActorLink | None, ActorMention | None]:
        """What a first-person pronoun stands for.

        "I" is the speaker, "we" and "our" the body spoken for; in the outlet's own voice both are the outlet.

        Returns:
            Link, and the speaker's mention when there is one.
        """
        source = self.speaker(token)
        if source is None or source.mention is None:
            return (self._spoken_for(self._outlet_link), None) if source is None else (None, None)
        mention = source.mention
        if token.lower_ in {"i", "me", "my", "mine"}:
            return mention.link, mention
        if mention.represents is not None:
            return self._spoken_for(mention.represents), mention
        if mention.link is not None and mention.link.kind == "person" and self._outlet_link is not None:
            return self._spoken_for(self._outlet_link), mention
        return mention.link, mention

    def _spoken_for(self, link: ActorLink | None) -> ActorLink | None:
        """A civil organ of government says "we" for its state; an army, a movement or an organisation for itself."""
        if link is None or link.kind != "government_body" or link.sector != "GOV" or link.country is None:
            return link
        return self._actors.country_link(link.country) or link

    def _governing(self, predicate: Token) -> list[Source]:
        """Subjects of the verbs of saying above a predicate, nearest first."""
        sources: list[Source] = []
        node = predicate
        for _ in range(12):
            head = node.head
            if node.dep_ in {"ccomp", "parataxis"} and head != node and head.pos_ in {"VERB", "AUX"}:
                stance = self._stance(head)
                subject = trees.surface_subject(head)
                if stance is not None and subject is not None and not trees.is_passive(head):
                    sources.append(source_of(self._text, subject, self._mentions, cue=head, stance=stance))
            for child in node.children:
                if child.dep_ == "parataxis" and self._stance(child) is not None and child.i != predicate.i:
                    subject = trees.surface_subject(child, own=True)
                    if subject is not None and self.quotation_at(predicate.idx) is None:
                        sources.append(
                            source_of(
                                self._text, subject, self._mentions, cue=child, stance=self._stance(child) or "asserts"
                            )
                        )
            if head == node:
                break
            node = head
        return sources

    def _stance(self, verb: Token) -> str | None:
        return next((stance for stance, verbs in self._cues.verbs.items() if verb.lemma_ in verbs), None)

    def _according(self, predicate: Token) -> Source | None:
        for token in predicate.sent:
            if trees.case_of(token) in self._cues.according and token.dep_.startswith(("obl", "nmod")):
                quotation = self.quotation_at(token.idx)
                if quotation is self.quotation_at(predicate.idx):
                    # A source phrase ends its sentence or opens it; inside a noun's modifiers it belongs to that noun.
                    return source_of(self._text, token, self._mentions)
        return None


def _attribution(source: Source, voice: Voice) -> Attribution:
    mention = source.mention
    name = source.quote.text
    actor_id = None
    if mention is not None and mention.link is not None:
        actor_id = mention.link.actor_id
        if mention.kind in {"named", "pronoun"} or mention.link.kind == "person":
            name = mention.link.name
    return Attribution(
        name,
        source.quote,
        source.stance,  # type: ignore[arg-type]
        voice,
        actor_id=actor_id,
        cue=source.cue,
        method=f"cue {source.cue.text}" if source.cue is not None else "source phrase",
    )
