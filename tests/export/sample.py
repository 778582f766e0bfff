"""A coded document made by hand, its spans written in the text: ``[label words]``, nested where they nest."""

from __future__ import annotations

import re

from rapporteur.datatypes import (
    Attribution,
    CodedDocument,
    Delegation,
    Event,
    Meeting,
    Number,
    Participant,
    Position,
    Quote,
    RecordPlace,
    RecordTime,
    WordingTerm,
)

_MARK = re.compile(r"\[(\w+) |\]")

REPORT = """\
[e1 On [time Wednesday evening] the [selm Selm Cooperative] [t1 met] the [league Salt League] in [place Port Selm].]
[e2 The meeting, [chair Edvin Marrow], its [title General Secretary], in the chair, discussed \
[topic protection from [raids the [word greedy] companies]].]
[e3 [police Police] [t3 detained] [number a dozen] of [crews our crews], [source the Coast Office] said.]

[share Share this]"""


def marked(text: str) -> tuple[str, dict[str, Quote]]:
    """Take the marks out of a text and give the quote of each label."""
    plain = ""
    at = 0
    opened: list[tuple[str, int]] = []
    spans: dict[str, tuple[int, int]] = {}
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        at = match.end()
        if match[1]:
            opened.append((match[1], len(plain)))
        else:
            label, start = opened.pop()
            spans[label] = (start, len(plain))
    plain += text[at:]
    return plain, {label: Quote.of(plain, start, end) for label, (start, end) in spans.items()}


def coded_sample(report: str = REPORT, *, doc_id: str = "sample") -> CodedDocument:
    """A meeting with a sheet, an arrest with a number, a wording term and a share line."""
    text, quotes = marked(report)
    selm = Participant("actor", quotes["selm"], name="Selm Cooperative Union", country="NOR", sector="BUS")
    league = Participant("actor", quotes["league"], name="Salt League", sector="LAB")
    marrow = Participant("chair", quotes["chair"], title=quotes["title"], represents="Selm Cooperative Union")
    meeting = Event(
        n=1, type="CONSULT", modes=["multilateral"], status="occurred", trigger=quotes["t1"],
        evidence=[quotes["e1"], quotes["e2"]], participants=[selm, league, marrow],
        time=RecordTime(quotes["time"], "XXXX-WXX-3TEV", "TIME", relation="on or before publication"),
        place=RecordPlace(quotes["place"], "Port Selm", latitude=-12.5, longitude=8.25, precision="city"),
        attribution=[Attribution("Selm Cooperative website", None)], self_published=True, numbers=[],
        contexts=["economic"], format="in-person", confidence=0.9, methods={"type": "frame consult.meet"},
    )  # fmt: skip
    arrest = Event(
        n=2, type="COERCE", modes=["arrest"], status="occurred", trigger=quotes["t3"], evidence=[quotes["e3"]],
        participants=[Participant("actor", quotes["police"]), Participant("recipient", quotes["crews"])],
        time=None, place=None,
        attribution=[Attribution("Coast Office", quotes["source"], voice="indirect"), Attribution("Harbour Gazette", None)],
        self_published=None, numbers=[Number("detained", quotes["number"], 12, 12, 12)], contexts=[],
    )  # fmt: skip
    sheet = Meeting(
        event=1, chair="Edvin Marrow", delegations=[Delegation("Selm Cooperative Union", "Edvin Marrow", "General Secretary")],
        topics=[quotes["topic"]], positions=[Position("Selm Cooperative Union", "opposes", quotes["raids"])], outcomes=[2],
    )  # fmt: skip
    return CodedDocument(
        doc_id=doc_id, outlet="Harbour Gazette", url="https://example.org/1", title="Ports meet", text=text, published=None,
        events=[meeting, arrest], meetings=[sheet], wording=[WordingTerm(quotes["word"], "outlet", "companies")],
        furniture=[quotes["share"]], versions={"coder": "0.1.0"},
    )  # fmt: skip
