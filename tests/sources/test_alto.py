"""ALTO pages: words out of lines, divided words, the order of blocks, all versions, and pages that are none."""

import io

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE
from searchkit.sources.documents import alto as reader
from searchkit.sources.documents.altopage import pages_of
from searchkit.sources.head import Head
from tests.sources.altos import BACK, FORMATS, FRONT, MAYOR, V3, alto, block

DIVIDED = """<TextBlock ID="b"><TextLine ID="l1" HPOS="0" VPOS="0" WIDTH="90"><String CONTENT="The"/><SP/>
<String CONTENT="gra" SUBS_TYPE="HypPart1" SUBS_CONTENT="granite"/><HYP CONTENT="-"/></TextLine>
<TextLine ID="l2" HPOS="0" VPOS="30" WIDTH="90"><String CONTENT="nite" SUBS_TYPE="HypPart2" SUBS_CONTENT="granite"/>
<SP/><String CONTENT="quay"/></TextLine></TextBlock>"""


def read(text: str, name: str = "a.xml", options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(text.encode()), name, options or ReadOptions()))


def body(*blocks: str, more: str = "") -> list[str]:
    (found,) = read(alto("".join(blocks), more=more))
    assert isinstance(found, Article)
    return found.body.split("\n\n")


def test_a_page() -> None:
    (found,) = read((FORMATS / "alto" / "gazette-1998-03-12.xml").read_text("utf-8"), "gazette-1998-03-12.xml")
    assert found == Article(
        body=[
            "GRANITE QUAY OPENS",
            "The harbour at Port Alden has opened again on Monday. The new quay is of granite and has cost the board 12"
            " million.",
            "Ships of nine countries lay in the roads.",
            "1",
            "NO MAYOR FOR ALDEN",
            "The council chose no mayor, for the fourth time in this spring.",
        ],
        date=PublicationDate.from_iso("1998-03-12", "path"),
        language="en",
        origin=Origin("gazette-1998-03-12.xml", record=1),
        extra={"page": "1", "ocr_confidence": 0.9},
    )


@pytest.mark.parametrize(
    "namespace", [V3, V3.replace("v3", "v2"), V3.replace("v3", "v4"), "http://schema.ccs-gmbh.com/ALTO", ""]
)
def test_every_namespace_and_none(namespace: str) -> None:
    text = alto(BACK, namespace=namespace)
    (found,) = read(text)
    assert reader.recognises(Head(text.encode(), "a"))
    assert isinstance(found, Article) and found.body == "BARLEY FOR SALE.\n\nApply to J. Poe, Alden."


def test_every_page_of_a_file_is_an_article() -> None:
    found = read(alto(FRONT, BACK))
    assert [record.origin for record in found] == [Origin("a.xml", record=1), Origin("a.xml", record=2)]


def test_a_divided_word_is_whole_where_it_is_known() -> None:
    assert body(DIVIDED) == ["The granite quay"]


def test_the_second_part_of_a_word_stands_alone_without_the_first() -> None:
    (page,) = pages_of(alto(DIVIDED).encode())
    assert [word.text for word in page.between("l2")] == ["", "quay"]
    assert [word.text for word in page.between("l1", "l2")] == ["The", "granite", "", "quay"]
    assert page.between("no name") == ()


def test_blocks_in_the_order_that_the_document_gives() -> None:
    order = '<ReadingOrder><OrderedGroup><ElementRef REF="y"/><ElementRef REF="x"/></OrderedGroup></ReadingOrder>'
    blocks = (block("w", ["Third it is."]), block("x", ["Second it is."]), block("y", ["First it is."]))
    assert body(*blocks, more=order) == ["First it is.", "Second it is.", "Third it is."]


def test_a_paragraph_goes_on_in_the_next_block() -> None:
    assert body(block("x", ["The council chose no"]), block("y", ["mayor in this spring."], left=600)) == [
        "The council chose no mayor in this spring."
    ]
    assert body(block("x", ["The council met."]), block("y", MAYOR, left=600))[0] == "The council met."


def test_lines_without_places_are_one_paragraph() -> None:
    lines = "".join(f'<TextLine><String CONTENT="{line}"/></TextLine>' for line in MAYOR)
    assert body(f"<TextBlock>{lines}</TextBlock>") == [" ".join(MAYOR)]


def test_numbers_that_are_none() -> None:
    line = '<TextLine HPOS="x" VPOS="nan" WIDTH="1e999"><String CONTENT="Barley" WC="good"/></TextLine>'
    (found,) = read(alto(f"<TextBlock>{line}</TextBlock>"))
    assert isinstance(found, Article) and (found.body, found.extra) == ("Barley", {"page": "1"})


@pytest.mark.parametrize("blocks", ["", block("x", ['"ï']), block("x", ["1 - 2"])])
def test_a_page_without_words(blocks: str) -> None:
    assert read(alto(blocks)) == [Rejected(Origin("a.xml", record=1), NO_TEXT, "a page without words")]


def test_a_document_without_pages() -> None:
    (found,) = read((FORMATS / "alto" / "broken-no-page.xml").read_text("utf-8"))
    assert found == Rejected(Origin("a.xml"), NO_TEXT, "ALTO without a page")


def test_a_page_that_is_cut_off_gives_what_it_has() -> None:
    (found,) = read((FORMATS / "alto" / "broken-cut.xml").read_text("utf-8"))
    assert isinstance(found, Article) and found.body.startswith("GRANITE QUAY OPENS")


def test_a_page_beyond_the_limit() -> None:
    (found,) = read(alto(FRONT), options=ReadOptions(max_article_bytes=1_000))
    assert isinstance(found, Rejected) and found.reason == TOO_LARGE


def test_entities_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    text = alto(block("x", ["&e11; Barley"])).replace("?>", f"?><!DOCTYPE alto [{entities}]>", 1)
    (found,) = read(text)
    assert isinstance(found, (Article, Rejected)) and len(str(found)) < 1_000


def test_a_million_nested_blocks() -> None:
    (found,) = read(alto("<ComposedBlock>" * 1_000_000 + BACK))
    assert isinstance(found, Rejected) and found.reason in (NO_TEXT, BAD_RECORD)
