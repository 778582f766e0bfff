"""Chains of reference by rule: definite nouns, collectives and pronouns look back for what they stand for.

Order of choice: the same words, then the same kind of actor, nearest first, subjects before others. First and second
person are left open here; the event stage binds them to the speaker of the quotation or to the outlet.
"""

from __future__ import annotations

from spacy.tokens import Token

from rapporteur.datatypes import ActorLink, ActorMention, Quote
from rapporteur.mentions.context import Context
from rapporteur.mentions.cues import load_coreference_cues

__all__ = ["resolve_collectives", "resolve_definites", "resolve_pronouns"]

# How far back, in sentences, a pronoun may look. Chosen by reading: more than two sentences is mostly wrong in reports.
PRONOUN_WINDOW = 3
SIDE_KINDS = frozenset(
    {"person", "office", "country", "movement", "armed_group", "party", "organisation", "igo", "government_body"}
)


def resolve_definites(context: Context, mentions: list[ActorMention]) -> None:
    """Bind "the movement", "the minister" to the nearest earlier actor of a fitting kind or with the same noun."""
    cues = load_coreference_cues()
    for k, mention in enumerate(mentions):
        token = context.parse[mention.head]
        if mention.link is not None or mention.kind != "nominal":
            continue
        earlier = [m for m in reversed(mentions[:k]) if m.link is not None]
        same_noun = next(
            (m for m in earlier if m.kind != "collective" and _same_noun(context.parse[m.head], token)), None
        )
        if same_noun is not None and not any(c.dep_.startswith("nmod") and c.i > token.i for c in token.children):
            mention.link = same_noun.link
            mention.represents = mention.represents or same_noun.represents
            continue
        named_so = next(
            (m for m in earlier if m.link is not None and token.lemma_.lower() in m.link.name.lower().split()), None
        )
        if named_so is not None and token.morph.get("Number") != ["Plur"]:
            mention.link = named_so.link
            continue
        kinds = cues.kinds_by_noun.get(token.lemma_.lower())
        if kinds is not None and token.morph.get("Number") != ["Plur"]:
            found = next(
                (m for m in earlier if m.link is not None and m.kind == "named" and m.link.kind in kinds), None
            )
            if found is not None:
                mention.link = found.link
                continue
        entry = context.actors.agent(token.lemma_.lower()) or context.actors.agent(token.lower_)
        if _is_outlets_own(context, token):
            mention.link = context.outlet
            continue
        sector = entry.sector if entry is not None else None
        domestic = token.lemma_.lower() in cues.state_bodies or sector in {"CIV", "COP"}
        country = context.countries[0] if domestic and len(context.country_counts) == 1 else None
        mention.link = context.actors.local_link(mention.quote.text, kind="group", country=country, sector=sector)


def _is_outlets_own(context: Context, token: Token) -> bool:
    """ "The Authority demanded ..." in the Authority's own text: a definite bare noun that names the publisher or its organ."""
    outlet = context.outlet
    if (
        outlet is None
        or not token.text[:1].isupper()
        or any(c.dep_ not in {"det", "punct", "case", "compound"} for c in token.children)
    ):
        return False
    words = {word.lower() for word in outlet.name.split()}
    lemma = token.lemma_.lower()
    if lemma in load_coreference_cues().body_nouns and lemma in words:
        return True
    return outlet.sector == "IGO" and lemma in {
        "authority",
        "council",
        "commission",
        "secretariat",
        "organisation",
        "organization",
        "union",
        "assembly",
        "chairperson",
    }


def _same_noun(earlier: Token, token: Token) -> bool:
    return bool(
        earlier.lemma_.lower() == token.lemma_.lower() and earlier.morph.get("Number") == token.morph.get("Number")
    )


def resolve_collectives(context: Context, mentions: list[ActorMention]) -> None:
    """Find the members of "the two movements", "both sides", "the parties"."""
    cues = load_coreference_cues()
    for k, mention in enumerate(mentions):
        token = context.parse[mention.head]
        numbers = [c.lower_ for c in token.children if c.dep_ in {"nummod", "det", "det:predet", "amod"}]
        count = next((cues.counts[word] for word in numbers if word in cues.counts), None)
        if count is not None and not any(word in {"the", "both", "these", "those"} for word in numbers):
            continue
        plural_side = token.lower_ in {"sides", "parties"} and mention.represents is None
        pair = _is_bare_plural(context, token) and mention.represents is None
        if count is None and not plural_side and not pair:
            continue
        kinds = cues.kinds_by_noun.get(token.lemma_.lower())
        members = _distinct_before(context, mentions[:k], kinds, count or 2)
        if len(members) == (count or 2):
            mention.members = members
            mention.kind = "collective"
            _share_members(context, mention, mentions)


def _is_bare_plural(context: Context, token: Token) -> bool:
    """ "The ministers discussed ...": a definite plural of persons without any other word."""
    modifiers = {c.dep_ for c in token.children} - {"det", "punct"}
    kinds = load_coreference_cues().kinds_by_noun.get(token.lemma_.lower(), frozenset())
    is_definite = any(c.dep_ == "det" and c.lower_ in {"the", "both"} for c in token.children)
    return (
        kinds == {"person"}
        and token.morph.get("Number") == ["Plur"]
        and is_definite
        and not modifiers
        and context.parse[token.i].dep_.startswith("nsubj")
    )


def _share_members(context: Context, collective: ActorMention, mentions: list[ActorMention]) -> None:
    """ "the leadership of the two movements": those who stand for the collective stand for its members."""
    token = context.parse[collective.head]
    for mention in mentions:
        if (
            mention.head == token.head.i
            and token.dep_.startswith("nmod")
            and token.head.lemma_.lower() in load_coreference_cues().stand_for
        ):
            mention.members, mention.kind, mention.link = list(collective.members), "collective", None


def _distinct_before(
    context: Context, earlier: list[ActorMention], kinds: frozenset[str] | None, count: int
) -> list[ActorLink]:
    """The actors introduced first among those of a kind: reports name the sides before they count them."""
    seen: dict[str, ActorLink] = {}
    for mention in earlier:
        link = mention.link
        if link is None or mention.kind not in {"named", "nominal"} or link.kind == "place":
            continue
        if context.parse[mention.head].dep_ == "nmod:poss":
            continue
        if kinds is not None and link.kind not in kinds:
            continue
        if kinds is None and mention.kind != "named":
            continue
        body = mention.represents.actor_id if mention.represents is not None else link.represents or link.actor_id
        if body in seen or any(other.represents == link.actor_id for other in seen.values()):
            # A body and its own member are one side.
            continue
        seen.setdefault(body, link)
    return list(seen.values())[:count]


def resolve_pronouns(context: Context, mentions: list[ActorMention]) -> list[ActorMention]:
    """Mentions for personal pronouns and possessives; third person bound to the nearest fitting actor."""
    found: list[ActorMention] = []
    starts = {token.i: sent_number for sent_number, sent in enumerate(context.parse.sents) for token in sent}
    for token in context.parse:
        if token.pos_ not in {"PRON", "DET"} or not token.morph.get("Person"):
            continue
        if context.is_furniture(token.idx, token.idx + len(token)):
            continue
        link: ActorLink | None = None
        members: list[ActorLink] = []
        antecedent: Quote | None = None
        if token.morph.get("Person") == ["3"] and token.lower_ != "there":
            earlier = [
                m
                for m in mentions
                if m.quote.end <= token.idx
                and starts[token.i] - starts[m.head] < PRONOUN_WINDOW
                and (m.link is not None or m.members)
            ]
            link, members, antecedent = _choose(context, token.lower_, earlier, starts, token.i)
        found.append(
            ActorMention(
                Quote.of(context.document.text, token.idx, token.idx + len(token)),
                token.i,
                "pronoun",
                link,
                members=members,
                antecedent=antecedent,
            )
        )
    return found


def _two_sides(earlier: list[ActorMention], starts: dict[int, int], sentence: int) -> list[ActorLink]:
    """The two actors of this sentence, else of the nearest earlier sentence that names exactly two ("They agreed ...")."""
    for number in range(sentence, sentence - PRONOUN_WINDOW, -1):
        sides = {
            m.link.actor_id: m.link
            for m in earlier
            if m.link is not None and m.link.kind in SIDE_KINDS and starts[m.head] == number
        }
        if len(sides) == 2:
            return list(sides.values())
        if len(sides) > 2:
            return []
    return []


def _choose(
    context: Context, word: str, earlier: list[ActorMention], starts: dict[int, int], index: int
) -> tuple[ActorLink | None, list[ActorLink], Quote | None]:
    def fits(mention: ActorMention) -> bool:
        link = mention.link
        head = context.parse[mention.head]
        if mention.members:
            return word in {"they", "them", "their", "theirs"}
        if link is None or link.kind == "place":
            return False
        plural = head.morph.get("Number") == ["Plur"]
        if word in {"he", "him", "his", "she", "her", "hers"}:
            return link.kind == "person" or (
                mention.kind == "nominal" and not plural and mention.represents is not None
            )
        if word in {"it", "its", "itself"}:
            return link.kind != "person" and not plural
        return plural or bool(mention.members) or (mention.kind == "named" and link.kind not in {"person", "country"})

    candidates = [m for m in earlier if fits(m)]
    if word in {"they", "them", "their", "theirs"} and not any(
        m.members or context.parse[m.head].morph.get("Number") == ["Plur"] for m in candidates
    ):
        sides = _two_sides(earlier, starts, starts[index])
        if sides:
            return None, sides, None
    if not candidates:
        return None, [], None

    they = word in {"they", "them", "their", "theirs"}

    def rank(mention: ActorMention) -> tuple[int, int, int, int]:
        head = context.parse[mention.head]
        is_subject = head.dep_.startswith("nsubj")
        # "They" after "the two sides" is those sides, whatever single body was named in between.
        is_group = they and bool(mention.members)
        return (int(is_group), -(starts[index] - starts[mention.head]), int(is_subject), mention.quote.start)

    best = max(candidates, key=rank)
    near = best.quote if starts[best.head] == starts[index] and best.kind == "named" else None
    return best.link, list(best.members), near
