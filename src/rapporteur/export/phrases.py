"""Short phrases that both the terminal and the HTML page use to show a record to people."""

from __future__ import annotations

import datetime as dt
import re

from rapporteur.datatypes import Event, Number, Participant, RecordTime

__all__ = ["describe_number", "describe_time", "headline_names", "role_order", "safe"]

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ROLES = ("actor", "recipient", "chair", "host", "mediator", "organiser", "delegate", "affected")


def safe(text: str) -> str:
    """One line of text without characters that move a terminal's cursor or turn the direction of writing."""
    return " ".join(_UNSAFE.sub("\ufffd", " ".join(text.split())).split())


def role_order(participants: list[Participant]) -> list[tuple[str, list[Participant]]]:
    """Group participants by role, roles in the order of the coding rules."""
    groups = [(role, [p for p in participants if p.role == role]) for role in _ROLES]
    return [(role, group) for role, group in groups if group]


def headline_names(event: Event) -> tuple[list[str], list[str]]:
    """Names of actors and of recipients (else of those affected), each once, as resolved or else as written."""
    recipients = _names(event, "recipient")
    return _names(event, "actor"), recipients or _names(event, "affected")


def describe_time(time: RecordTime) -> str:
    """Say in words what the TIMEX3 value leaves to the reader: the interval, or why there is none."""
    parts = []
    if time.begin is not None:
        begin = _day(time.begin)
        end = _day(time.end) if time.end is not None else begin
        parts.append(begin if begin == end else f"{begin} to {end}")
    elif time.value.startswith("XXXX") and time.relation is None:
        parts.append("day not settled by the text")
    if time.relation is not None:
        parts.append(time.relation)
    return ", ".join(parts)


def describe_number(number: Number) -> str:
    """The range in figures: ``12``, ``24 to 99``, ``at least 50``."""
    low, best, high = number.low, number.best, number.high
    if low is not None and high is None:
        return f"at least {low:,}"
    if low is None and high is not None:
        return f"at most {high:,}"
    if low is not None and high is not None and low != high:
        middle = f", best {best:,}" if best is not None and best not in (low, high) else ""
        return f"{low:,} to {high:,}{middle}"
    value = best if best is not None else low
    return f"{value:,}" if value is not None else "not given in figures"


def _names(event: Event, role: str) -> list[str]:
    found = []
    for participant in event.participants:
        if participant.role == role:
            words = participant.quote.text if participant.quote is not None else None
            found.append(participant.name or words or participant.actor_id or "unnamed")
    return list(dict.fromkeys(found))


def _day(iso: str) -> str:
    """``2021-03-03`` as ``3 March 2021``; anything else as it is."""
    try:
        day = dt.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"
