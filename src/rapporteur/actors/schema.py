"""The compiled actor table: what `tools/compile_actors.py` writes and `load_actors` reads.

Rows are arrays, so that the file stays small and loads fast; one actor is one line of the file.
"""

from __future__ import annotations

import msgspec

__all__ = ["Actor", "ActorData", "Holding", "Name", "Office", "Span", "covers", "overlaps"]


class Name(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One spelling of an actor's name.

    Attributes:
        text: as written.
        key: `names.normalise` of it, stored because computing 20,000 keys at load would take half a second.
        marks: letters: ``s`` short (letter case must agree), ``a`` ambiguous (needs context), ``w`` wording of a side,
            ``d`` derived surname, ``f`` derived first and last name, ``m`` a capital standing for its government,
            ``t`` a seat standing for its body, ``p`` the word for the country's people, ``j`` adjective.
        begin, end: ISO dates (also ``YYYY`` or ``YYYY-MM``) in which the name was used, ``None`` when open.
    """

    text: str
    key: str
    marks: str = ""
    begin: str | None = None
    end: str | None = None


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A value with the time in which it held; ``None`` is open or not known."""

    value: str
    begin: str | None = None
    end: str | None = None


class Holding(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An office a person held.

    Attributes:
        office: office id.
        begin, end: ISO dates of day, month or year precision; ``end`` is ``now`` for the holder at the last review.
        note: acting, contested, uncertain ...
        title: when it differs from the usual title of the office (Queen for King).
    """

    office: str
    begin: str | None = None
    end: str | None = None
    note: str | None = None
    title: str | None = None


class Actor(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One actor of the table. Ids of other actors are final ids; `slug` is the readable project id.

    The order of the fields keeps those that are seldom set at the end, where `compile.render` leaves them out.
    """

    actor_id: str
    slug: str
    kind: str
    name: str
    names: tuple[Name, ...] = ()
    country: str | None = None
    sectors: tuple[Span, ...] = ()
    parent: str | None = None
    role: str | None = None
    prior: float = 0.5
    holdings: tuple[Holding, ...] = ()
    begin: str | None = None
    end: str | None = None
    owner: str | None = None
    member_of: tuple[str, ...] = ()
    dispute: str | None = None
    cow: str | None = None
    gw: str | None = None
    note: str | None = None


class Office(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An office: who holds it stands for `represents` and belongs to `body`.

    Attributes:
        name: neutral name with its body or country ("Foreign Minister of France").
        title: the usual title alone ("Foreign Minister").
        titles: keys of all title forms.
        country: ISO alpha-3, ``None`` for international bodies.
        role: id of the role in roles.yml (``foreign_minister``), ``None`` for a special office.
    """

    office_id: str
    name: str
    title: str
    titles: tuple[str, ...]
    body: str | None
    represents: str | None
    country: str | None = None
    sector: str | None = None
    role: str | None = None


class Role(msgspec.Struct, frozen=True):
    """A kind of body or office that every state has, from roles.yml."""

    name: str
    phrases: tuple[str, ...]
    sector: str
    kind: str = "government_body"
    body: str | None = None
    wording: tuple[str, ...] = ()


class ActorData(msgspec.Struct):
    """The whole file. `demonyms` maps keys of words to ISO codes, likeliest first, several where a word is shared."""

    version: str
    reviewed: str
    actors: list[Actor]
    offices: list[Office]
    bodies: dict[str, Role]
    roles: dict[str, Role]
    demonyms: dict[str, list[str]]


def _low(date: str | None) -> str:
    return "0000" if date is None else date


def _high(date: str | None) -> str:
    if date is None or date == "now":
        return "9999"
    return {4: f"{date}-99-99", 7: f"{date}-99"}.get(len(date), date)


def covers(begin: str | None, end: str | None, on: str | None) -> bool:
    """Whether a day (ISO date) may lie in an interval whose ends may be years or months; open ends reach everywhere."""
    return on is None or (_low(begin) <= _high(on) and on <= _high(end))


def overlaps(left: Holding | Span, right: Holding | Span) -> bool:
    """Whether two terms share more than a boundary; ends known only to the month or year are read narrowly.

    A term without a known end is not judged: it overlaps nothing.
    """
    first, second = sorted((left, right), key=lambda term: _low(term.begin))
    if first.end is None or second.begin is None:
        return False
    return _high(second.begin) < ("9999" if first.end == "now" else first.end)
