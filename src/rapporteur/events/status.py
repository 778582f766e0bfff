"""Whether the predicate happened: status from negation, auxiliaries, governing verbs, markers and modifiers."""

from __future__ import annotations

from spacy.tokens import Token

from rapporteur import trees
from rapporteur.events.cues import Operators, load_cues

__all__ = ["find_status"]

MAX_CLIMB = 8
HAPPENING = frozenset(
    {"take", "hold", "occur", "happen", "begin", "start", "resume", "materialise", "materialize", "go", "be", "proceed"}
)
CONTINUING = frozenset({"continue", "keep", "remain", "go"})


def find_status(
    predicate: Token, support: Token | None, *, has_future_time: bool, statement: bool = False
) -> tuple[str | None, str]:
    """Status of a predicate and the words that decided it.

    Args:
        predicate: the token that carries the event.
        support: its support verb, which then bears tense and negation.
        has_future_time: a stated time ahead is attached to it, which makes ``scheduled`` of ``intended``.

        statement: it is an utterance; "will continue to call for" makes the call now.

    Returns:
        Status and reason. Status ``None``: the act is only the content of a request, a purpose or a wish and is
        no event of its own.
    """
    operators = load_cues("operators.yml", Operators)
    status, reason = _decide(predicate, support, operators)
    if statement and status == "intended" and _goes_on(support if support is not None else predicate):
        return "occurred", "an utterance that goes on"
    if status == "intended" and has_future_time:
        return "scheduled", f"{reason}, at a stated time"
    return status, reason


def _goes_on(verb: Token) -> bool:
    lead = trees.leading_conjunct(verb)
    return verb.lemma_ in CONTINUING or (lead.dep_ == "xcomp" and lead.head.lemma_ in CONTINUING)


def _decide(predicate: Token, support: Token | None, operators: Operators) -> tuple[str | None, str]:
    verb = support if support is not None else predicate
    if support is not None and support.dep_ == "acl:relcl":
        # "the meeting, which will be held on Thursday": the relative clause bears the tense.
        own = _from_clause(support, operators)
        return own if own is not None else ("occurred", "told as fact")
    if predicate.pos_ in {"NOUN", "PROPN"}:
        by_modifier = _from_modifiers(predicate, operators)
        if by_modifier is not None:
            return by_modifier
        if support is None:
            return _from_noun_position(predicate, operators)
    if support is not None:
        announced = _operator_status(support, operators)
        if announced in {"intended", "scheduled"}:
            return announced, f"carried by {support.lemma_}"
    if _is_negated(verb, operators) or (support is not None and _is_negated(predicate, operators)):
        return "negated", "negation"
    own = _from_clause(verb, operators)
    if own is not None:
        return own
    return _from_governors(verb, operators)


def _is_negated(token: Token, operators: Operators) -> bool:
    for child in token.children:
        if child.lower_ in operators.negators and child.dep_ in {"advmod", "det", "mark", "case", "cc", "aux", "nsubj"}:
            return True
        if child.dep_ in {"nsubj", "obj", "nsubj:pass"} and any(
            c.dep_ == "det" and c.lower_ == "no" for c in child.children
        ):
            return True
    if not _shares_auxiliary(token):
        return False
    return (
        token.dep_ == "conj"
        and token.pos_ in {"VERB", "AUX"}
        and not trees.children(token, "nsubj", "nsubj:pass")
        and any(
            c.lower_ in operators.negators and c.dep_ == "advmod" and c.i < token.head.i for c in token.head.children
        )
    )


def _from_clause(verb: Token, operators: Operators) -> tuple[str | None, str] | None:
    for child in verb.children:
        if child.dep_ in {"aux", "aux:pass"}:
            status = operators.status_of("auxiliaries", child.lower_)
            if status == "drop":
                return None, f"auxiliary {child.lower_}"
            if status == "intended" and child.lower_ == "would" and not _is_reported(verb):
                return "hypothetical", "would"
            if status is not None:
                return status, f"auxiliary {child.lower_}"
        if (
            child.dep_ in {"mark", "case"}
            and child.lower_ in operators.gerund_markers
            and verb.text.lower().endswith("ing")
            and verb.lower_ != verb.lemma_.lower()
        ):
            return None, f"gerund after {child.lower_}"
        if child.dep_ in {"mark", "advmod"}:
            status = operators.status_of("markers", child.lower_)
            if status is not None:
                return (None if status == "drop" else status), f"marker {child.lower_}"
    if _shares_auxiliary(verb) and not any(c.dep_.startswith(("nsubj", "aux")) for c in verb.children):
        return _from_clause(verb.head, operators)
    return None


def _shares_auxiliary(verb: Token) -> bool:
    """Whether a coordinated verb stands under its head's auxiliary: only one of the same form does.

    In "said he would not obey and threatened to leave" the finite "threatened" is under neither "would" nor "not".
    """
    head = verb.head
    if verb.dep_ != "conj" or head.pos_ not in {"VERB", "AUX"}:
        return False
    return bool(verb.morph.get("VerbForm") == head.morph.get("VerbForm"))


def _is_reported(verb: Token) -> bool:
    return verb.dep_ in {"ccomp", "parataxis"} or any(t.dep_ == "ccomp" for t in verb.ancestors)


def _from_governors(verb: Token, operators: Operators) -> tuple[str | None, str]:
    node = trees.leading_conjunct(verb)
    for _ in range(MAX_CLIMB):
        head = node.head
        if head == node or node.dep_ in {"root", "ROOT"}:
            break
        infinitive = any(c.lower_ == "to" and c.dep_ in {"mark", "aux"} for c in node.children)
        if node.dep_ in {"xcomp", "acl", "advcl", "ccomp", "csubj", "obl"} and (
            infinitive or node.dep_ in {"xcomp", "ccomp"}
        ):
            status = _operator_status(head, operators)
            if node.dep_ == "ccomp" and not infinitive and (status != "drop" or _is_finite(node)):
                status = None
            if status == "drop" or (status is None and infinitive and node.dep_ in {"advcl", "acl"}):
                return None, f"content or purpose under {head.lemma_}"
            if status == "occurred":
                if _is_negated(head, operators):
                    return "negated", f"not {head.lemma_}"
                governing = _from_clause(head, operators)
                if governing is not None:
                    return governing
                node = trees.leading_conjunct(head)
                continue
            if status is not None:
                if _is_negated(head, operators) and status != "negated":
                    return "negated", f"not {head.lemma_}"
                return status, f"governed by {head.lemma_}"
            if node.dep_ == "xcomp" and infinitive and head.pos_ in {"ADJ", "NOUN"}:
                return None, f"content under {head.lemma_}"
        if node.dep_ in {"advcl", "acl:relcl", "ccomp", "parataxis"}:
            marked = _from_clause(node, operators) if node is not verb else None
            if marked is not None and marked[0] != "intended" and node.dep_ == "advcl":
                return marked
            if node.dep_ != "ccomp":
                break
        node = trees.leading_conjunct(head)
    return "occurred", "told as fact"


def _is_finite(verb: Token) -> bool:
    """Whether a clause reports ("insisted that troops had shelled") and does not demand ("insisted that they leave")."""
    if any(
        c.dep_ in {"aux", "cop", "aux:pass"} and c.lower_ in {"has", "had", "was", "were", "is", "are"}
        for c in verb.children
    ):
        return True
    return verb.tag_ in {"VBD", "VBZ"} or (verb.morph.get("VerbForm") == ["Fin"] and "Past" in verb.morph.get("Tense"))


def _operator_status(head: Token, operators: Operators) -> str | None:
    particles = [c.lower_ for c in head.children if c.dep_ == "compound:prt"]
    status = operators.status_of("governs", " ".join([head.lemma_.lower(), *particles]))
    return status if status is not None else operators.status_of("governs", head.lemma_.lower())


def _from_modifiers(noun: Token, operators: Operators) -> tuple[str | None, str] | None:
    for child in noun.children:
        if child.dep_ in {"amod", "acl", "compound"} and child.i < noun.i:
            status = operators.status_of("modifiers", child.lower_)
            if status is not None and status != "occurred":
                return status, f"modifier {child.lower_}"
        if child.dep_ == "det" and child.lower_ in {"no", "any"}:
            return ("negated" if child.lower_ == "no" else None), f"determiner {child.lower_}"
    for child in noun.children:
        if child.dep_ in {"acl:relcl", "acl"}:
            for verb in (child, *[c for c in child.children if c.dep_ == "xcomp"]):
                own = _from_clause(verb, operators)
                if (
                    own is not None
                    and own[0] is not None
                    and verb.lemma_ in {"hold", "take", "begin", "start", "open", "convene", "resume", "be", "occur"}
                ):
                    return own
            status = _operator_status(child, operators)
            if status in {"scheduled", "intended"}:
                return status, f"modifier {child.lower_}"
    return None


def _from_noun_position(noun: Token, operators: Operators) -> tuple[str | None, str]:
    """An event noun without a support verb: the word that governs it decides."""
    lead = trees.leading_conjunct(noun)
    head = lead.head
    case = trees.case_of(lead)
    if lead.dep_ in {"obj", "nsubj:pass", "xcomp"} and head.pos_ == "VERB":
        status = _operator_status(head, operators)
        if status == "drop":
            return None, f"content of {head.lemma_}"
        if status in {"intended", "scheduled", "negated", "hypothetical"}:
            return status, f"governed by {head.lemma_}"
        return _from_verb_of(head, operators)
    if lead.dep_.startswith("obl") and head.pos_ == "ADJ" and case in {"to", "for"}:
        return None, f"content under {head.lemma_}"
    if lead.dep_.startswith("obl") and head.pos_ in {"VERB", "ADJ", "AUX"}:
        if case == "for" and _operator_status(head, operators) in {"drop", "intended"}:
            return None, f"content of {head.lemma_} for"
        if case is not None and operators.status_of("prepositions", case.split("_")[0]) == "occurred":
            return "occurred", f"after {case}"
        return _from_verb_of(head, operators)
    if lead.dep_.startswith("nmod") and head.lemma_.lower() in operators.only_named_under:
        return None, f"named under {head.lemma_}"
    if (
        lead.dep_.startswith("nmod")
        and case is not None
        and operators.status_of("prepositions", case.split("_")[0]) == "drop"
    ):
        status = _operator_status(head, operators)
        if status == "drop" or case in {"for", "towards", "toward", "against"}:
            return None, f"content of {head.lemma_} {case}"
        if status in {"intended", "negated", "hypothetical"}:
            return status, f"governed by {head.lemma_}"
    if lead.dep_.startswith("nsubj") and head.pos_ in {"VERB", "AUX", "ADJ"}:
        if _is_negated(head, operators) and head.lemma_ in HAPPENING:
            return "negated", f"not {head.lemma_}"
        own = _from_clause(head, operators)
        if (
            own is not None
            and own[0] is not None
            and head.lemma_ in {"take", "begin", "start", "resume", "be", "open", "continue", "occur", "focus"}
        ):
            return own
    return "occurred", "event noun"


def _from_verb_of(head: Token, operators: Operators) -> tuple[str | None, str]:
    if _is_negated(head, operators):
        return "negated", f"not {head.lemma_}"
    own = _from_clause(head, operators)
    return own if own is not None else _from_governors(head, operators)
