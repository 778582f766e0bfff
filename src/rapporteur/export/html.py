"""One self-contained page: the text with every field of the record marked in it, and the event cards beside it.

Nothing is loaded from anywhere: style and script stand in the page, whose content policy forbids the network and any
other script. Without the script the page still works: quotes are links into the text.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from itertools import groupby

from rapporteur.datatypes import CodedDocument
from rapporteur.export.annotations import Annotation, Piece, annotate, cut_pieces
from rapporteur.export.html_cards import CardWriter, bdi, escape
from rapporteur.export.labels import load_labels

__all__ = ["fragment", "to_html"]

_QUADS = {
    "verbal cooperation": "vc",
    "material cooperation": "mc",
    "verbal conflict": "vx",
    "material conflict": "mx",
}
_DASHES = {"recipient": (6, 3), "time": (2, 2), "place": (2, 2), "source": (1, 3), "wording": (1, 2), "number": (4, 2)}
"""Layers whose underline is broken (pixels drawn, pixels left), so that colour is never the only sign."""


def to_html(coded: CodedDocument | Iterable[CodedDocument], *, title: str | None = None) -> str:
    """Write documents with their records as one HTML page that needs no other file and no network.

    Args:
        coded: one coded document, or several, which follow one another under a table of contents.
        title: of the page; ``None`` takes the title of a single document.

    Returns:
        The page, to be written as UTF-8.
    """
    documents = [coded] if isinstance(coded, CodedDocument) else list(coded)
    if title is None:
        only = documents[0] if len(documents) == 1 else None
        title = (only.title or only.doc_id) if only is not None else f"{len(documents)} documents"
    script = _asset("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    body = "".join(_document(document, f"d{n}") for n, document in enumerate(documents))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · Rapporteur</title>\n"
        f"<style>\nhtml, body {{ margin: 0; }}\n{_asset('page.css')}</style>\n</head>\n"
        f'<body class="rapporteur">\n{_bar(documents)}\n<main>\n{_contents(documents)}{body}</main>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def fragment(coded: CodedDocument) -> str:
    """Write one document as a piece of HTML for a notebook: style, text and cards, without a script."""
    key = "r" + hashlib.sha256(f"{coded.doc_id}\n{coded.text}".encode("utf-8", "replace")).hexdigest()[:8]
    return f'<style>{_asset("page.css")}</style><div class="rapporteur">{_document(coded, key)}</div>'


@functools.cache
def _asset(name: str) -> str:
    return resources.files("rapporteur.export").joinpath("data", name).read_text(encoding="utf-8")


def _bar(documents: list[CodedDocument]) -> str:
    labels = load_labels()
    counts = Counter(event.type for document in documents for event in document.events)
    types = "".join(
        f'<label class="toggle"><input type="checkbox" checked data-type="{escape(name)}">{escape(name)} {number}</label>'
        for name, number in counts.most_common()
    )
    layers = "".join(
        f'<label class="toggle" style="--s:{_stroke(layer)}"><input type="checkbox" checked data-layer="{layer}">'
        f'<span class="swatch {layer}" aria-hidden="true" style="background:{_stroke(layer)}"></span>{escape(words)}</label>'
        for layer, words in labels.layers.items()
    )
    return (
        '<a class="skip" href="#d0-cards">Skip to the events</a><header class="bar"><span class="brand">Rapporteur</span>'
        + (f'<fieldset class="group"><legend>Events</legend>{types}</fieldset>' if counts else "")
        + f'<fieldset class="group"><legend>In the text</legend>{layers}</fieldset></header>'
    )


def _contents(documents: list[CodedDocument]) -> str:
    if len(documents) < 2:
        return ""
    rows = "".join(
        f'<li><a href="#d{n}">{bdi(document.title or document.doc_id)}</a> '
        f'<span class="note">{_count(len(document.events), "event")}</span></li>'
        for n, document in enumerate(documents)
    )
    return f'<nav class="document" aria-label="Documents"><ol class="contents">{rows}</ol></nav>'


def _document(coded: CodedDocument, key: str) -> str:
    annotations = annotate(coded)
    cards = CardWriter(coded, key, annotations)
    text = _text(coded, key, annotations)
    sheets = {meeting.event: meeting for meeting in coded.meetings}
    events = "".join(cards.event(event, sheets.get(event.n), quad=_quad(event.type)) for event in coded.events)
    if not coded.events:
        events = f'<p class="empty">{escape(_empty_reason(coded))}</p>'
    return (
        f'<article class="document" id="{key}" data-doc="{escape(coded.doc_id)}"><header class="head">'
        f"<h2>{bdi(coded.title or coded.doc_id)}</h2>{cards.metadata()}</header>{cards.wording_strip()}"
        f'<div class="panes"><section class="text" aria-label="Text">{text}</section>'
        f'<section class="cards" id="{key}-cards" aria-label="Events" tabindex="-1">{events}</section></div>'
        f"{cards.footer()}</article>\n"
    )


def _empty_reason(coded: CodedDocument) -> str:
    if coded.state == "rejected":
        return "This document was rejected. " + " ".join(coded.notes)
    return "Read to the end: the text reports no event of the codebook."


def _text(coded: CodedDocument, key: str, annotations: list[Annotation]) -> str:
    """The text as paragraphs, one a line; blank lines become the space below a paragraph."""
    pieces = cut_pieces(coded.text, annotations)
    types = {event.n: event.type for event in coded.events}
    begun: set[int] = set()
    paragraphs: list[str] = []
    gap = False
    for is_break, group in groupby(pieces, key=lambda piece: coded.text[piece.start : piece.end] == "\n"):
        line = list(group)
        if is_break:
            gap = len(line) > 1
            if paragraphs and gap:
                paragraphs[-1] = paragraphs[-1].replace('<p dir="auto">', '<p dir="auto" class="gap">', 1)
            continue
        inner = "".join(_piece(coded.text, piece, key, begun, types) for piece in line)
        paragraphs.append(f'<p dir="auto">{inner}</p>')
    return "\n".join(paragraphs)


def _piece(text: str, piece: Piece, key: str, begun: set[int], types: dict[int, str]) -> str:
    words = escape(text[piece.start : piece.end])
    if not piece.annotations:
        return words
    anchors = "".join(f'<i class="at" id="{key}a{a.number}"></i>' for a in piece.annotations if a.number not in begun)
    begun.update(a.number for a in piece.annotations)
    events = sorted({n for a in piece.annotations for n in a.events})
    fields = [a for a in piece.annotations if a.layer != "evidence"]
    classes = ["s", *dict.fromkeys(a.layer for a in fields if a.layer in ("trigger", "furniture"))]
    attributes = [
        f'class="{" ".join(classes)}"',
        f'data-a="{" ".join(f"{key}a{a.number}" for a in piece.annotations)}"',
    ]
    if events:
        attributes.append(f'data-e="{" ".join(f"{key}e{n}" for n in events)}"')
    own = sorted({n for a in fields for n in a.events})
    if own:
        attributes.append(f'data-c="{" ".join(f"{key}e{n}" for n in own)}"')
    labels = list(dict.fromkeys(label for a in fields for label in a.labels))
    if labels:
        attributes.append(f'data-t="{escape(chr(10).join(labels))}"')
    trigger = next((a for a in fields if a.layer == "trigger"), None)
    if trigger is not None and trigger.events:
        number = trigger.events[0]
        spoken = f"{text[trigger.start : trigger.end]}: go to event {number}, {types[number]}"
        attributes.append(
            f'data-card="{key}e{number}" data-type="{escape(types[number])}" tabindex="0" role="button" '
            f'aria-label="{escape(spoken)}"'
        )
    style = _underlines(fields)
    if style:
        attributes.append(f'style="{style}"')
    return f"{anchors}<span {' '.join(attributes)}>{words}</span>"


def _underlines(fields: list[Annotation]) -> str:
    """Underlines as stacked backgrounds, the lane decides the height."""
    lined = [(a.lane, a.layer) for a in fields if a.lane is not None]
    if not lined:
        return ""
    depth = max(lane for lane, _ in lined) + 1
    images = ",".join(_stroke(layer) for _, layer in lined)
    sizes = ",".join("100% 1.5px" if layer == "meeting" else "100% 2.5px" for _, layer in lined)
    places = ",".join(f"0 calc(100% - {4 * (depth - 1 - lane)}px)" for lane, _ in lined)
    return f"--n:{depth};background-image:{images};background-size:{sizes};background-position:{places}"


def _stroke(layer: str) -> str:
    colour = f"var(--{layer})"
    if layer not in _DASHES:
        return f"linear-gradient({colour},{colour})"
    drawn, left = _DASHES[layer]
    return f"repeating-linear-gradient(90deg,{colour} 0 {drawn}px,transparent {drawn}px {drawn + left}px)"


def _quad(event_type: str) -> str:
    label = load_labels().types.get(event_type)
    return _QUADS.get(label.quad, "none") if label is not None else "none"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
