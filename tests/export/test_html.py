"""The HTML page stands alone, shows the text unaltered, and escapes everything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.export.sample import REPORT, coded_sample

from rapporteur.datatypes import Quote
from rapporteur.export import fragment, to_html

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp;<b>"


class _Reader(HTMLParser):
    """Collects start tags with attributes, and the words of the text pane."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "section" and dict(attrs).get("class") == "text":
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)


def parse(page: str) -> _Reader:
    """Read a page as a browser would."""
    reader = _Reader()
    reader.feed(page)
    return reader


def test_html_shows_the_text_unaltered() -> None:
    """The words of the text pane are the document's, in order, whatever is marked in them."""
    coded = coded_sample()
    words = "".join(parse(to_html(coded)).words)
    assert re.sub(r"\n+", "\n", words) == re.sub(r"\n+", "\n", coded.text)


def test_html_loads_nothing() -> None:
    """No tag of the page fetches anything, and its policy forbids it."""
    page = to_html(coded_sample())
    reader = parse(page)
    assert not [tag for tag, attrs in reader.tags if tag in {"link", "img", "iframe", "object"} or "src" in attrs]
    assert "url(" not in page
    assert "@import" not in page
    (policy,) = [a["content"] for _, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_html_links_every_quote_to_its_words() -> None:
    """Each quote of a card is a link to an anchor that exists once in the text."""
    reader = parse(to_html(coded_sample()))
    anchors = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    links = [attrs["href"] or "" for tag, attrs in reader.tags if tag == "a" and attrs.get("class") == "q"]
    assert len(anchors) == len(set(anchors))
    assert len(links) >= 15
    assert {link.removeprefix("#") for link in links} <= set(anchors)


def test_html_shows_sheet_source_and_wording() -> None:
    """The card has the meeting sheet and who says so; the page has the wording strip and the furniture."""
    page = to_html(coded_sample())
    for part in (
        "Meeting sheet",
        "Says who:",
        "self-published",
        "Wording that takes a side",
        "s furniture",
        "not dated",
    ):
        assert part in page


def test_html_escapes_hostile_text_everywhere() -> None:
    """Markup in any string of the record stays words."""
    coded = coded_sample(HOSTILE + "\n" + REPORT, doc_id=HOSTILE)
    coded.title = coded.outlet = coded.url = coded.source = coded.licence = HOSTILE
    coded.notes = [HOSTILE]
    coded.versions = {HOSTILE: HOSTILE}
    event, sheet = coded.events[0], coded.meetings[0]
    event.type = event.modes[0] = event.contexts[0] = event.id = HOSTILE
    event.methods = {HOSTILE: HOSTILE}
    for participant in event.participants:
        participant.name = participant.country = participant.sector = participant.represents = participant.method = (
            HOSTILE
        )
    assert event.place is not None
    event.place.name = event.place.admin1 = event.place.dispute = HOSTILE
    assert event.time is not None
    event.time.value = event.time.relation = HOSTILE
    event.attribution[0].source = HOSTILE
    coded.wording[0].refers_to = coded.wording[0].voice = HOSTILE
    coded.wording.append(type(coded.wording[0])(Quote.of(coded.text, 0, len(HOSTILE)), "outlet"))
    sheet.chair = sheet.host = sheet.positions[0].holder = sheet.delegations[0].head = HOSTILE
    for page in (to_html(coded), to_html([coded, coded]), fragment(coded)):
        reader = parse(page)
        assert not [tag for tag, _ in reader.tags if tag == "img"]
        assert sum(tag == "script" for tag, _ in reader.tags) == (0 if page.startswith("<style>") else 1)
        assert not [attrs for _, attrs in reader.tags if any(name.startswith("on") for name in attrs)]


def test_html_gives_right_to_left_text_its_own_direction() -> None:
    """Paragraphs and quotes find their direction themselves."""
    coded = coded_sample(REPORT.replace("Port Selm", "ميناء سلم"))
    page = to_html(coded)
    assert '<p dir="auto"' in page
    assert "<bdi>ميناء سلم</bdi>" in page


def test_html_lists_several_documents() -> None:
    """Many documents follow one another under a table of contents, anchors apart."""
    reader = parse(to_html([coded_sample(), coded_sample(doc_id="other")]))
    anchors = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(anchors) == len(set(anchors))
    assert {"d0", "d1"} <= set(anchors)


@pytest.mark.parametrize(("state", "words"), [("empty", "reports no event"), ("rejected", "was rejected. not text")])
def test_html_says_why_there_is_no_event(state: str, words: str) -> None:
    """A document without events says whether it was read."""
    coded = coded_sample()
    coded.events, coded.meetings = [], []
    coded.state = state  # type: ignore[assignment]
    coded.notes = ["not text"]
    assert words in to_html(coded)


def test_fragment_has_style_and_no_script() -> None:
    """A notebook gets style and cards, nothing that runs."""
    page = fragment(coded_sample())
    assert page.startswith("<style>")
    assert "<script" not in page
    assert "Says who:" in page
