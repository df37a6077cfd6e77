"""EPUB books: chapters and their titles, pages that are none, and books that are damaged, encrypted or hostile."""

import io
import zipfile
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, EXPANDS, NO_TEXT, TOO_LARGE, UNREADABLE
from tests.sources.epubs import ABOUT, MAYOR, QUAY, SAMPLES, epub, gazette, package, page

ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>
<enc:CipherReference URI="OEBPS/a.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>"""


def read(content: bytes, options: ReadOptions | None = None, name: str = "a.epub") -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content), name, options or ReadOptions()))


def only(body: str, title: str = "", about: str = ABOUT, more: str = "", **members: str) -> Article:
    found = read(epub({"a.xhtml": page(body, title), **members}, package({"a.xhtml": ""}, about, more)))
    (article,) = found
    assert isinstance(article, Article), article
    return article


def test_an_issue_of_a_paper() -> None:
    quay, mayor, end = read(gazette())
    about = {
        "book": "The Alden Gazette [Thu, 12 Mar 1998]",
        "identifier": "urn:isbn:978000000000",
        "subjects": ["News"],
    }
    assert quay == Article(
        title="Granite quay opens",
        body=["The harbour at Port Alden opened again on Monday.", "It cost 12 million."],
        date=PublicationDate.from_iso("1998-03-12"),
        source="Alden Press",
        authors=("Ann Lee", "John Poe"),
        language="en",
        origin=Origin("a.epub", record=2),
        extra=about,
    )
    assert isinstance(mayor, Article)
    assert (mayor.title, mayor.origin) == ("No mayor for Alden", Origin("a.epub", record=3))
    assert end == Rejected(Origin("a.epub", record=4), NO_TEXT, "OEBPS/end.xhtml")


def test_a_book_is_no_container_whatever_it_is_called() -> None:
    assert [type(found) for found in read(gazette(), name="a.zip")] == [Article, Article, Rejected]


def test_a_book_that_does_not_tell_its_type_is_known_by_its_name() -> None:
    content = epub({"a.xhtml": page(QUAY)}, package({"a.xhtml": ""}), has_type=False)
    (found,) = read(content)
    assert isinstance(found, Article) and found.title == "Granite quay opens"


def test_a_book_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1998/gazette.epub", gazette())
    found = read((tmp_path / "a.zip").read_bytes(), name="a.zip")
    assert [record.origin for record in found] == [Origin("a.zip", "1998/gazette.epub", number) for number in (2, 3, 4)]


def test_the_publisher_that_a_program_wrote_is_none() -> None:
    found = only(MAYOR, about=ABOUT.replace("Alden Press", "calibre").replace("Ann Lee", "Unknown"))
    assert (found.source, found.authors) == ("The Alden Gazette", ("John Poe",))


def test_the_title_in_the_head_is_the_last_resort() -> None:
    assert only(MAYOR, "No mayor").title == "No mayor"
    assert only(MAYOR, "The Alden Gazette [Thu, 12 Mar 1998]").title == ""


def test_labels_of_an_older_table_of_contents() -> None:
    ncx = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Mayor</text></navLabel>
    <content src="a.xhtml#x"/></navPoint></navMap></ncx>"""
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    assert only(MAYOR, more=item, **{"toc.ncx": ncx}).title == "Mayor"


@pytest.mark.parametrize("properties", ["nav", ""])
def test_a_page_of_links_is_no_article(properties: str) -> None:
    links = "<h1>News</h1>" + "".join(
        f'<p><a href="{n}.xhtml">The article of this number, {n}</a></p>' for n in range(9)
    )
    content = epub({"a.xhtml": page(links), "b.xhtml": page(QUAY)}, package({"a.xhtml": properties, "b.xhtml": ""}))
    assert [record.origin for record in read(content)] == [Origin("a.epub", record=2)]


def test_a_chapter_that_is_missing_costs_itself() -> None:
    first, second = read(epub({"b.xhtml": page(QUAY)}, package({"../../etc/passwd": "", "b.xhtml": ""})))
    assert first == Rejected(Origin("a.epub", record=1), DAMAGED, "../etc/passwd: named in the book and not in it")
    assert isinstance(second, Article)


def test_an_encrypted_chapter_costs_itself() -> None:
    members: dict[str, str | bytes] = {
        "a.xhtml": b"\x8f\x01",
        "b.xhtml": page(QUAY),
        "/META-INF/encryption.xml": ENCRYPTION,
    }
    first, second = read(epub(members, package({"a.xhtml": "", "b.xhtml": ""})))
    assert first == Rejected(Origin("a.epub", record=1), UNREADABLE, "OEBPS/a.xhtml: encrypted")
    assert isinstance(second, Article)


@pytest.mark.parametrize("name", ["broken-cut", "broken-no-package"])
def test_a_broken_book_gives_one_line(name: str) -> None:
    (found,) = read((SAMPLES / f"{name}.epub").read_bytes())
    assert isinstance(found, Rejected) and found.reason == DAMAGED


def test_a_book_whose_spine_is_empty() -> None:
    assert read(epub({}, package({}))) == [Rejected(Origin("a.epub"), NO_TEXT, "a book without chapters")]


def test_a_chapter_beyond_the_limit_costs_itself() -> None:
    members = {"a.xhtml": page("<p>word</p>" * 1_000), "b.xhtml": page(QUAY)}
    first, second = read(epub(members, package({"a.xhtml": "", "b.xhtml": ""})), ReadOptions(max_article_bytes=5_000))
    assert isinstance(first, Rejected) and first.reason == TOO_LARGE
    assert isinstance(second, Article)


def test_a_chapter_that_is_a_bomb_is_not_unpacked() -> None:
    """300 MB of blanks in 300 KB: the ratio stops it long before."""
    members: dict[str, str | bytes] = {"a.xhtml": b" " * 300_000_000, "b.xhtml": page(QUAY)}
    content = epub(members, package({"a.xhtml": "", "b.xhtml": ""}))
    found = read(content, ReadOptions(max_article_bytes=1 << 30))
    assert [record.reason for record in found if isinstance(record, Rejected)] == [EXPANDS]


def test_an_entity_bomb_in_the_package_is_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    opf = package({"a.xhtml": ""}, about="<dc:title>&e11;</dc:title>")
    bomb = opf.replace("?><package", f"?><!DOCTYPE package [{entities}]><package")
    assert read(epub({"a.xhtml": page(QUAY)}, bomb)) == [Rejected(Origin("a.epub"), NO_TEXT, "a book without chapters")]


def test_an_entity_of_the_package_leads_nowhere() -> None:
    opf = package({"a.xhtml": ""}, about="<dc:title>&file;</dc:title>")
    opf = opf.replace("?><package", '?><!DOCTYPE package [<!ENTITY file SYSTEM "file:///etc/passwd">]><package')
    (found,) = read(epub({"a.xhtml": page(QUAY)}, opf))
    assert isinstance(found, Article) and "root" not in found.source


def test_a_million_nested_elements() -> None:
    (found,) = read(epub({"a.xhtml": page("<div>" * 1_000_000 + MAYOR)}, package({"a.xhtml": ""})))
    assert isinstance(found, (Article, Rejected))
