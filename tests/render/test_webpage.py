"""The HTML page is well formed, shows what it should, and lets nothing from an article become markup."""

from dataclasses import replace
from html.parser import HTMLParser

from searchkit.model import ResultPage, ScorePart
from searchkit.render import TextStyle
from searchkit.render.webpage import html_page

VOID = ("meta",)
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "ol", "li", "span", "a", "mark"}
ELEMENTS |= {"bdi", "time", "blockquote", "details", "summary", "table", "tr", "td"}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "dir", "class", "href", "rel", "datetime"}


class Page(HTMLParser):
    """What stands in a page; fails for an element or attribute that the renderer does not write."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.languages: list[str | None] = []
        self.links: list[tuple[str | None, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert tag in ELEMENTS
        assert set(found) <= ATTRIBUTES
        if tag == "a":
            self.links.append((found.get("href"), found.get("rel")))
        if tag == "li":
            self.languages.append(found.get("lang"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, ()))


def test_a_page(page: ResultPage) -> None:
    told = replace(page, notes=("no closing quote",))

    read = Page("".join(html_page(told, TextStyle())))

    assert read.open == []
    assert read.text("title") == read.text("h1") == "wheat"
    assert read.texts["h2"] == ["Wheat", " waits at Ardle", "小麦", "出口受阻"]
    assert read.texts["mark"] == ["Wheat", "wheat", "wheat", "小麦"]
    assert read.text("blockquote") == (
        "Growers sold the wheat in May. The port of Ardle was shut, and the wheat stayed there."
    )
    assert read.texts["time"] == ["2006-01-05", "2006-02"]
    assert read.languages == ["en", "zh"]
    assert read.links == [("https://courier.example/wheat?p=1&q=2", "noopener noreferrer")]
    assert "1–2 of 12no closing quote" in "".join(text.strip() for text in read.texts["p"])


def test_says_what_no_mark_can_show(page: ResultPage) -> None:
    elsewhere = replace(page.hits[0], title_spans=(), passages=(), matched_fields=("authors", "source"))

    read = Page("".join(html_page(replace(page, hits=(elsewhere,), did_you_mean="wheats <b>"), TextStyle())))

    assert read.texts["bdi"][-1] == "matched in: authors, source"
    assert "did you mean: wheats <b>" in read.texts["p"]


def test_the_parts_of_a_score(page: ResultPage) -> None:
    parts = (ScorePart("word:<wheat>", 12.0, "idf 3 × 4"), ScorePart("age", 0.3456789))

    read = Page("".join(html_page(replace(page, hits=(replace(page.hits[0], parts=parts),)), TextStyle())))

    assert (read.open, read.text("summary")) == ([], "score 12.3457")
    assert read.texts["td"] == ["12.0000", "word:<wheat>", "idf 3 × 4", "0.3457", "age"]


def test_passages_say_where_they_stand(page: ResultPage) -> None:
    read = Page("".join(html_page(replace(page, unit="passage"), TextStyle())))

    assert "passage 1" in read.texts["bdi"]
    assert "1–2 of 12 passages" in read.texts["p"]


def test_a_hostile_page(hostile_page: ResultPage) -> None:
    hostile = hostile_page.hits[0]
    parts = (ScorePart(hostile.id, 1.0, hostile.id),)

    read = Page("".join(html_page(replace(hostile_page, hits=(replace(hostile, parts=parts),)), TextStyle())))

    assert read.open == []
    assert read.texts["mark"] == ["wheat", "wheat"]
    assert read.text("h2") == ("=cmd()|x ␛[2J\ufffd31m wheat </mark><script>alert(1)</script> **x** [a](b) <!-- `c`")
    assert read.languages == [None]
    assert read.links == []
