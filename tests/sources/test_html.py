"""Saved pages: the article, and what the page says about it."""

import contextlib
import io
import json
import logging
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source, Unreadable
from searchkit.sources.html import read

# The machines of a test service may be slow at any one example.

STORY = (
    "Heavy rain fell on the wheat fields of the plain for the third week in a row, and farmers fear for the harvest.",
    "The board said on Thursday that it would buy whatever could still be saved, at the price of the year before.",
    "Elsewhere the sun shone, and nobody in the towns along the coast had heard of the rain when they were asked.",
)


def page(head: str = "", html: str = "<html>") -> str:
    """A page with navigation and a footer around the story."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    return f"""<!doctype html>{html}<head><title>Rain on wheat | The Daily</title>{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Rain on wheat</h1>{body}</article><footer>All rights reserved.</footer></body></html>"""


def read_one(
    data: bytes, name: str = "a.html", folders: tuple[str, ...] = (), options: ReadOptions | None = None
) -> Article:
    (found,) = read(Source(io.BytesIO(data), Origin(name), name, folders, options or ReadOptions()))
    assert isinstance(found, Article)
    return found


def test_a_page_with_json_ld() -> None:
    head = """<link rel="canonical" href="https://a.org/rain"><meta property="og:title" content="Not this">
<script type="application/ld+json">/* x */ {"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle", "Thing"],
"headline": "Rain on
wheat", "datePublished": "2006-01-05T10:00:00+01:00", "author": [{"name": "Ann Roe"}, "Jo Poe"],
"articleSection": ["World"], "publisher": {"name": "The Daily"}, "inLanguage": "en-GB",}]}</script>"""
    assert read_one(page(head).encode()).to_dict() == {
        "id": "",
        "title": "Rain on wheat",
        "body": "\n\n".join(STORY),
        "date": "2006-01-05T10:00:00+01:00",
        "date_found_in": "jsonld",
        "source": "The Daily",
        "section": "World",
        "authors": ["Ann Roe", "Jo Poe"],
        "language": "en",
        "url": "https://a.org/rain",
        "origin": {"file": "a.html", "member": None, "record": None},
        "extra": {},
        "boilerplate": [],
    }


def test_a_page_with_meta_elements() -> None:
    head = """<meta property="og:title" content="Rain on wheat - The Daily">
<meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2006-01-05"><meta name="author" content="By Ann Roe and Jo Poe">
<meta property="article:section" content="World"><meta property="og:url" content="https://a.org/rain">"""
    found = read_one(page(head, '<html lang="en-US">').encode())
    assert found.to_dict() | {"body": ""} == {
        "id": "",
        "title": "Rain on wheat",
        "body": "",
        "date": "2006-01-05",
        "date_found_in": "meta",
        "source": "The Daily",
        "section": "World",
        "authors": ["Ann Roe", "Jo Poe"],
        "language": "en",
        "url": "https://a.org/rain",
        "origin": {"file": "a.html", "member": None, "record": None},
        "extra": {},
        "boilerplate": [],
    }


def test_json_ld_may_name_people_by_their_ids() -> None:
    head = """<script type="application/ld+json">{"@graph": [
{"@type": "Organization", "@id": "#us", "name": "The Daily"}, {"@type": "Person", "@id": "#ann", "name": "Ann Roe"},
{"@type": "NewsArticle", "headline": "Rain on wheat",
"author": [{"@id": "#ann"}, {"@id": "#gone"}], "publisher": {"@id": "#us"}}]}</script>"""
    found = read_one(page(head).encode())
    assert (found.authors, found.source) == (("Ann Roe",), "The Daily")


def with_body(body: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article", "articleBody": body})}</script>'


def test_a_longer_text_in_json_ld_goes_before_the_one_in_the_page() -> None:
    whole = (
        *STORY,
        *(f"On day {day} it went on raining as before, and nobody was astonished by it." for day in range(9)),
    )
    assert read_one(page(with_body("\n\n".join(whole))).encode()).body == "\n\n".join(whole)


@pytest.mark.parametrize(
    "body",
    [
        STORY[0],
        "\n".join((*STORY, "Read more.")),
        "Something else that is not in the page at all, and goes on for very long. " * 20,
        "rain,wheat,weather,farm " * 40,
    ],
    ids=["shorter", "hardly longer", "another", "no prose"],
)
def test_other_texts_in_json_ld_are_not_believed(body: str) -> None:
    assert read_one(page(with_body(body)).encode()).body == "\n\n".join(STORY)


def test_microdata_and_elements_stand_in_for_what_is_not_declared() -> None:
    html = page().replace(
        "</h1>",
        """</h1><span rel="author">Ann Roe</span>
<span itemprop="datePublished" content="x" datetime="2006-01-05T10:00:00Z">5 Jan</span>""",
    )
    found = read_one(html.encode())
    assert (found.title, found.authors, str(found.date)) == ("Rain on wheat", ("Ann Roe",), "2006-01-05T10:00:00+00:00")


def test_a_year_in_the_copyright_line_is_no_date() -> None:
    assert read_one(page().replace("All rights reserved.", "© 2006 The Daily").encode()).date is None


def test_a_title_below_a_kicker_is_no_paragraph() -> None:
    html = page().replace("<h1>", "<p>Weather</p><h1>")
    assert read_one(html.encode()).body == "\n\n".join(STORY)


def test_items_of_lists_are_paragraphs_without_marks() -> None:
    html = page().replace(
        "</article>", "<ul><li>Rain fell in the north.</li><li>Hail fell in the south.</li></ul></article>"
    )
    assert read_one(html.encode()).body.split("\n\n")[-2:] == ["Rain fell in the north.", "Hail fell in the south."]


def test_the_fast_way_finds_the_same() -> None:
    head = """<link rel="canonical" href="https://a.org/rain"><meta name="author" content="Ann Roe">
<meta property="og:site_name" content="The Daily"><meta name="date" content="2006-01-05">"""
    data = page(head, '<html lang="en">').encode()
    assert read_one(data, options=ReadOptions(html="fast")) == read_one(data)


def test_a_million_open_tags_are_read_the_fast_way() -> None:
    data = b"<html><body>" + b"<b>" * 1_000_000 + b"deep"
    assert read_one(data, options=ReadOptions(html="fast")).body == "deep"


def test_the_date_may_stand_in_the_address_or_the_path() -> None:
    in_address = read_one(page('<link rel="canonical" href="https://a.org/2006/01/05/rain">').encode())
    in_path = read_one(page().encode(), "05-rain.html", ("2006", "01"))
    assert (str(in_address.date), in_address.source, str(in_path.date)) == ("2006-01-05", "a.org", "2006-01-05")


@pytest.mark.parametrize("encoding", ["windows-1251", "shift_jis", "utf-16"])
def test_the_encoding_a_page_declares_is_used(encoding: str) -> None:
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    head = f'{declared}<meta name="author" content="Анна Рой">'
    assert read_one(page(head).encode(encoding)).authors == ("Анна Рой",)


def test_without_an_article_a_page_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no article"):
        read_one(b"<html><head><title>Nothing</title></head><body><script>1</script></body></html>")


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(Unreadable, match=r"pip install 'searchkit\[html\]'"):
        read_one(page().encode(), options=ReadOptions(max_parse_seconds=0))


def test_entities_of_a_dtd_do_not_read_files(tmp_path: Any) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    assert "secret" not in read_one((doctype + page().replace("Heavy", "&x; Heavy")).encode()).body


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<div>" * 1_000_000 + b"deep",
        b"<p>word word. " * 200_000,
        b"<" * 100_000,
        b"<html><script type='application/ld+json'>" + b"[" * 200_000 + b"</script><p>text",
        b"<meta " + b"charset " * 100_000,
    ],
)
def test_hostile_pages_take_seconds_at_most(data: bytes) -> None:
    started = time.monotonic()
    with contextlib.suppress(Unreadable):
        list(read(Source(io.BytesIO(data), Origin("a"), "a", (), ReadOptions())))
    assert time.monotonic() - started < 20


def test_the_root_logger_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable):
        read_one(b"<html><body><p></p></body></html>")
    assert caplog.records == []


SAMPLE = page('<script type="application/ld+json">{"@type": "Article", "headline": "H"}</script>').encode()


@given(st.integers(0, 900), st.binary(max_size=8), st.integers(0, 20))
def test_broken_pages_give_an_article_or_are_unreadable(at: int, inserted: bytes, removed: int) -> None:
    data = SAMPLE[:at] + inserted + SAMPLE[at + removed :]
    try:
        found = list(read(Source(io.BytesIO(data), Origin("a"), "a", (), ReadOptions())))
    except Unreadable:
        found = []
    assert all(isinstance(f, Article | Rejected) for f in found)
