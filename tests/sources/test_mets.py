"""METS issues: articles out of the pages beside the document, however it names them, and nothing from elsewhere."""

import os
import tarfile
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read, walk
from searchkit.sources.base import DUPLICATE, NO_ARTICLE, NO_TEXT, TOO_LARGE, UNREADABLE, UNSAFE_NAME
from searchkit.sources.documents import metsissue
from tests.sources.altos import ARTICLE, BACK, FORMATS, FRONT, ISSUE, alto, areas, by_blocks, described, mets, titled

PAGES = {"p1": "0001.xml", "p2": "0002.xml"}


def read_all(folder: Path, options: ReadOptions | None = None) -> list[Article | Rejected]:
    """Every record of the files in a folder, in their order."""
    found: list[Article | Rejected] = []
    for file in walk([folder]):
        found += [file] if isinstance(file, Rejected) else read(file, options or ReadOptions())
    return found


def issue(folder: Path, document: str, options: ReadOptions | None = None) -> list[Article | Rejected]:
    """The records of a METS document beside two pages."""
    (folder / "0001.xml").write_text(alto(FRONT), "utf-8")
    (folder / "0002.xml").write_text(alto(BACK), "utf-8")
    path = folder / "mets.xml"
    path.write_text(document, "utf-8")
    return list(read(SourceFile(path, "mets.xml", 0, 0), options or ReadOptions()))


def only(folder: Path, document: str) -> Article:
    (found,) = issue(folder, document)
    assert isinstance(found, Article), found
    return found


def test_articles_of_blocks_and_no_page_twice() -> None:
    quay, mayor, barley, *pages = [
        record for record in read_all(FORMATS / "mets") if "broken" not in str(record.origin)
    ]
    assert quay == Article(
        id="gazette-1998-03-12#d1",
        title="Granite quay opens",
        body=[
            "The harbour at Port Alden has opened again on Monday. The new quay is of granite and has cost the board 12"
            " million.",
            "Ships of nine countries lay in the roads.",
        ],
        date=PublicationDate.from_iso("1998-03-12"),
        source="The Alden Gazette",
        section="Town",
        authors="Ann Lee",
        language="en",
        url="https://gazette.example/a1",
        origin=Origin("mets/mets.xml", record=1),
        extra={"page": "1", "ocr_confidence": 0.9},
    )
    assert isinstance(mayor, Article) and isinstance(barley, Article)
    assert (mayor.title, mayor.body) == (
        "NO MAYOR FOR ALDEN",
        "The council chose no mayor, for the fourth time in this spring.",
    )
    assert (barley.title, barley.extra["kind"], barley.id) == ("", "advertisement", "gazette-1998-03-12#d3")
    assert [(record.reason, record.detail) for record in pages if isinstance(record, Rejected)] == [
        (DUPLICATE, "its articles are read with mets.xml")
    ] * 2


def test_articles_of_words_by_links(tmp_path: Path) -> None:
    """As the British Library does: articles are linked to areas of pages, which name a first and a last word."""
    physical = f"""<structMap TYPE="PHYSICAL"><div TYPE="page" ID="page1">
<div ID="a1" TYPE="pagearea" LABEL="Headline">{areas("p1", "B1_0_1:B1_0_3")}</div>
<div ID="a2" TYPE="pagearea" LABEL="Textblock">{areas("p1", "B2_0_1:B2_2_3")}</div></div></structMap>"""
    places = {"article": "art1", "page1 area1": "a1", "page1 area2": "a2"}
    locators = "".join(f'<smLocatorLink xlink:href="#{to}" xlink:label="{label}"/>' for label, to in places.items())
    arcs = "".join(f'<smArcLink xlink:from="article" xlink:to="page1 area{number}"/>' for number in (1, 2))
    links = f"<structLink><smLinkGrp>{locators}{arcs}</smLinkGrp></structLink>"
    found = only(
        tmp_path, mets('<div TYPE="ISSUE"><div TYPE="ARTICLE" ID="art1"/></div>', PAGES, more=physical + links)
    )
    assert (found.title, found.body) == (
        "GRANITE QUAY OPENS",
        "The harbour at Port Alden has opened again on Monday. The new quay is of granite and has",
    )


def test_articles_by_plain_links(tmp_path: Path) -> None:
    physical = f'<structMap TYPE="PHYSICAL"><div ID="a1" TYPE="area">{areas("p2", "C1")}</div></structMap>'
    link = '<structLink><smLink xlink:from="#art1" xlink:to="#a1"/></structLink>'
    found = only(tmp_path, mets('<div TYPE="Article" ID="art1"/>', PAGES, more=physical + link))
    assert found.body == "BARLEY FOR SALE.\n\nApply to J. Poe, Alden."


def test_a_heading_in_the_middle_stays_in_the_body(tmp_path: Path) -> None:
    divisions = f'<div TYPE="BODY">{areas("p1", "B5")}</div><div TYPE="HEADING">{areas("p1", "B4")}</div>'
    found = only(
        tmp_path, mets(f'<div TYPE="ARTICLE">{divisions}<div TYPE="BODY">{areas("p2", "C1")}</div></div>', PAGES)
    )
    assert (found.title, found.body.split("\n\n")[1:3]) == ("", ["NO MAYOR FOR ALDEN", "BARLEY FOR SALE."])


def test_a_heading_that_is_not_the_title_stays_in_the_body(tmp_path: Path) -> None:
    divisions = f'<div TYPE="HEADING">{areas("p1", "B4")}</div><div TYPE="BODY">{areas("p1", "B5")}</div>'
    found = only(tmp_path, mets(f'<div TYPE="ARTICLE" DMDID="A1">{divisions}</div>', PAGES, ARTICLE))
    assert (found.title, found.body.split("\n\n")[0]) == ("Granite quay opens", "NO MAYOR FOR ALDEN")


def test_the_paper_stands_in_either_place(tmp_path: Path) -> None:
    article = f'<div TYPE="ARTICLE">{areas("p2", "C1")}</div>'
    host = described(
        "I", f'<mods:relatedItem type="host">{titled("Alden Gazette")}</mods:relatedItem>{titled("No. 7")}'
    )
    assert only(tmp_path, mets(f'<div TYPE="ISSUE" DMDID="I">{article}</div>', PAGES, host)).source == "Alden Gazette"
    assert only(tmp_path, mets(article, PAGES, attributes='LABEL="The Gazette"')).source == "The Gazette"


def test_an_article_in_an_article_is_read_once(tmp_path: Path) -> None:
    inner = f'<div TYPE="ARTICLE" ID="d2">{areas("p2", "C1")}</div>'
    (found,) = issue(tmp_path, mets(f'<div TYPE="ARTICLE" ID="d1">{inner}</div>', PAGES, attributes='OBJID="x"'))
    assert isinstance(found, Article) and found.id == "x#d2"


def test_a_document_without_articles_leaves_the_pages_to_themselves(tmp_path: Path) -> None:
    (found,) = issue(tmp_path, mets('<div TYPE="ISSUE"><div TYPE="PAGE"/></div>', PAGES))
    assert isinstance(found, Rejected) and found.reason == NO_ARTICLE
    assert [isinstance(record, Article) for record in read_all(tmp_path)] == [True, True, False]


def test_in_a_container_the_pages_are_read(tmp_path: Path) -> None:
    issue(tmp_path, by_blocks())
    (tmp_path / "tars").mkdir()
    with tarfile.open(tmp_path / "tars" / "issue.tar", "w") as tar:
        for name in ("0001.xml", "mets.xml"):
            tar.add(tmp_path / name, name)
    page, document = read_all(tmp_path / "tars")
    assert isinstance(page, Article)
    assert isinstance(document, Rejected) and document.reason == NO_ARTICLE


def test_a_page_that_is_missing_is_told_once_and_costs_its_articles(tmp_path: Path) -> None:
    articles = "".join(f'<div TYPE="ARTICLE" ID="d{n}">{areas(f"p{n}", "C1")}</div>' for n in (3, 2, 3))
    first, *rest = issue(tmp_path, mets(articles, {**PAGES, "p3": "0003.xml"}))
    assert isinstance(first, Rejected)
    assert (first.reason, first.detail) == (UNREADABLE, "0003.xml: a page of the issue; No such file or directory")
    assert [record.origin.record if record.origin else None for record in rest] == [1, 2, 3]
    assert [record.reason if isinstance(record, Rejected) else record.id for record in rest] == [NO_TEXT, "", NO_TEXT]


@pytest.mark.parametrize(
    "address",
    [
        "../secret.xml",
        "parts/../../secret.xml",
        "%2e%2e/secret.xml",
        "..\\secret.xml",
        "file:///etc/secret.xml",
        "/etc/secret.xml",
        "C:/secret.xml",
        "file://./../secret.xml",
        "link.xml",
        "linked/secret.xml",
        "",
    ],
)
def test_no_page_lies_elsewhere(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "issue"
    folder.mkdir()
    (tmp_path / "secret.xml").write_text(alto(FRONT), "utf-8")
    if os.name != "nt":
        (folder / "link.xml").symlink_to(tmp_path / "secret.xml")
        (folder / "linked").symlink_to(tmp_path)
    elif "link" in address:
        pytest.skip("links need a privilege there")
    found = issue(folder, mets(f'<div TYPE="ARTICLE">{areas("p1", "B1")}</div>', {"p1": address}))
    assert [record.reason for record in found if isinstance(record, Rejected)] == [UNSAFE_NAME, NO_TEXT]


def test_a_page_beyond_the_limit(tmp_path: Path) -> None:
    found = issue(
        tmp_path, mets(f'<div TYPE="ARTICLE">{areas("p1", "B1")}</div>', PAGES), ReadOptions(max_article_bytes=2_000)
    )
    assert [record.reason for record in found if isinstance(record, Rejected)] == [TOO_LARGE, NO_TEXT]


def test_the_first_document_of_a_folder_is_found_among_many_pages(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:04}.xml").write_text(alto(BACK), "utf-8")
    issue(tmp_path, mets(f'<div TYPE="ARTICLE">{areas("p2", "C1")}</div>', PAGES))
    found = list(read(SourceFile(tmp_path / "0002.xml", "0002.xml", 0, 0), ReadOptions()))
    assert [record.reason for record in found if isinstance(record, Rejected)] == [DUPLICATE]


def test_many_articles_that_share_many_areas_cost_no_more_than_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metsissue, "_MOST_AREAS", 5_000)
    physical = f'<structMap TYPE="PHYSICAL"><div ID="a" TYPE="area">{areas("p2", *["C1"] * 1_000)}</div></structMap>'
    articles = "".join(f'<div TYPE="ARTICLE" ID="d{n}"/>' for n in range(1_000))
    links = "".join(f'<smLink xlink:from="#d{n}" xlink:to="#a"/>' for n in range(1_000))
    found = metsissue.issue_of(mets(articles, PAGES, more=f"{physical}<structLink>{links}</structLink>").encode())
    assert sum(bool(division.areas) for division in found.divisions) == 5


def test_entities_lead_nowhere(tmp_path: Path) -> None:
    document = mets(
        f'<div TYPE="ARTICLE" DMDID="T">{areas("p2", "C1")}</div>', PAGES, described("T", titled("&file;")) + ISSUE
    )
    document = document.replace("?>", '?><!DOCTYPE mets [<!ENTITY file SYSTEM "file:///etc/passwd">]>', 1)
    assert only(tmp_path, document).title == ""
