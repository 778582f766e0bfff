"""find_document_date: the day of publication, where something settles it."""

from __future__ import annotations

from datetime import date

import pytest

from rapporteur.times import DocumentDate, find_document_date


@pytest.mark.parametrize(
    ("text", "url", "metadata", "value", "origin"),
    [
        ("A text.", None, {"published": "2016-05-03"}, "2016-05-03", "metadata"),
        ("A text.", None, {"Date": "Tue, 03 May 2016 10:00:00 GMT"}, "2016-05-03", "metadata"),
        ("A text.", None, {"pubDate": date(2016, 5, 3)}, "2016-05-03", "metadata"),
        ("A text.", "https://news.example/2016/05/03/ferry.html", None, "2016-05-03", "url"),
        ("A text.", "https://news.example/20160503-ferry", None, "2016-05-03", "url"),
        ("CAIRO, 3 May 2016 (Agency) - The ferry sank.", None, None, "2016-05-03", "date line"),
        ("Ferry sinks\nTuesday, May 3, 2016\nThe ferry sank.", None, None, "2016-05-03", "date line"),
        ("Ferry sinks\nPublished: 3 May 2016\nThe ferry sank.", None, None, "2016-05-03", "text"),
    ],
)
def test_document_date_is_found(
    text: str, url: str | None, metadata: dict[str, object] | None, value: str, origin: str
) -> None:
    """Each source is read, and named as the origin."""
    assert find_document_date(text, url=url, metadata=metadata) == DocumentDate(value, origin)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("The ferry sank on 3 May 2016 near the coast.", None),
        ("CAIRO, 3 May (Agency) - The ferry sank.", None),
        ("Ferry sinks\nUpdated: 3 May 2016\nThe ferry sank.", None),
        ("A text.", "https://news.example/2016/13/03/ferry.html"),
        ("A text.", "https://news.example/2016/05/03/2017/01/02"),
        ("Ferry sinks\nPublished: 03/05/2016\nThe ferry sank.", None),
        ("", None),
    ],
)
def test_document_date_is_none_where_nothing_settles_it(text: str, url: str | None) -> None:
    """A date that merely occurs, lacks its year or can be read in two ways is no date of publication."""
    assert find_document_date(text, url=url) is None


def test_document_date_reports_conflicts() -> None:
    """The most trusted source is taken; the others are listed with what they say."""
    found = find_document_date(
        "CAIRO, 3 May 2016 (Agency) - The ferry sank.",
        url="https://news.example/2016/05/05/ferry",
        metadata={"date": "2016-05-03"},
    )
    assert found == DocumentDate("2016-05-03", "metadata", (("url", "2016-05-05"),))
