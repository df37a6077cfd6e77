"""Exports of Factiva: with codes and without, as page, text, Word and RTF file, and its XML."""

import io
from itertools import pairwise
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.exports import factiva
from searchkit.sources.head import Head

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "factiva"

CODED = """HD  {title}
WC  12 words
PD  30 December 2011
SN  The Estuary Times
LP  {body}
AN  Document ESTTIM0020111230e7cu0002b
"""
XML = '<PPSResponse><ppsarticleResultSet count="{count}">{articles}</ppsarticleResultSet></PPSResponse>'


def read(data: bytes | str, options: ReadOptions | None = None, name: str = "x.txt") -> list[Article | Rejected]:
    content = data.encode() if isinstance(data, str) else data
    stream = io.BufferedReader(io.BytesIO(content))
    return list(factiva.read(Source(stream, Origin(name), name, (), options or ReadOptions())))


def sample(name: str) -> list[Article]:
    records = read((SAMPLES / name).read_bytes(), name=name)
    return [record for record in records if isinstance(record, Article)]


def test_a_whole_document_with_codes() -> None:
    assert sample("coded.txt")[0] == Article(
        id="ESTTIM0020111229e7ct0001r",
        title="Dredger reaches the estuary",
        body=[
            "The dredger reached the mouth of the estuary on Thursday after three days at sea.",
            "AN EARTHQUAKE of cheers went up from the quay, and the band played.",
            "It will work there until March. IN ALL, forty thousand tonnes of silt are to go.",
        ],
        date=PublicationDate.from_iso("2011-12-29T15:32:00"),
        source="The Estuary Times",
        section="News",
        authors=("Ann Lee", "John Poe"),
        language="en",
        origin=Origin("coded.txt", record=1),
        extra={
            "length": "1,061 words",
            "page": "4",
            "rights": "(c) 2011 Estuary Newspapers Ltd.",
            "source_code": "ESTTIM",
            "publisher": "Estuary Newspapers Ltd.",
            "subjects": ["Political/General News", "Transport"],
            "regions": ["United Kingdom"],
            "companies": ["Harbour Company", "Dredging Works"],
            "industries": ["Supporting Transport Services"],
        },
    )


def test_the_search_summary_is_no_article() -> None:
    assert [article.title for article in sample("coded.txt")] == ["Dredger reaches the estuary", "Seals return"]


def test_a_whole_document_without_codes() -> None:
    first, second = sample("uncoded.rtf")

    assert first == Article(
        id="ESTTIM0020111229e7ct0001r",
        title="Dredger reaches the estuary",
        body=[
            "The dredger reached the mouth of the estuary on Thursday after three days at sea.",
            "“It will work there until March,” the harbour master said.",
        ],
        date=PublicationDate.from_iso("2011-12-29T15:32:00"),
        source="The Estuary Times",
        section="News",
        authors=("Ann Lee",),
        language="en",
        origin=Origin("uncoded.rtf", record=1),
        extra={
            "length": "1,061 words",
            "page": "4",
            "rights": "(c) 2011 Estuary Newspapers Ltd.",
            "source_code": "ESTTIM",
        },
    )
    assert (second.title, second.body) == ("Seals return", "Seals are back on the sand bank, forty of them.")


def test_a_page_without_codes_in_german() -> None:
    first, second = sample("uncoded-deutsch.html")

    assert (first.title, first.authors, first.language) == ("Bagger erreicht die Mündung", ("Anna Müller",), "de")
    assert first.body.split("\n\n") == ["Der Bagger erreichte am Donnerstag die Mündung.", "Er bleibt bis März."]
    assert (second.title, str(second.date), second.source) == ("Robben kehren zurück", "2011-12-30", "Talbote")


def test_codes_in_the_rows_of_a_table() -> None:
    (found,) = sample("coded-rows.docx")

    assert (found.title, found.language, str(found.date)) == ("Dredger reaches the estuary", "es", "2011-12-29")
    assert found.body.split("\n\n") == ["Uno.", "Dos.", "Tres."]


def test_codes_on_lines_of_an_rtf_file() -> None:
    (found,) = sample("coded-lines.rtf")

    assert found.id == "ESTTIM0020120110e81a00031"
    assert found.body.split("\n\n") == [
        "The lamps on the quay were lit.",
        "IN the dark they show for miles.",
        "They use half the power.",
    ]


def test_xml_whose_paragraphs_are_marked_and_not() -> None:
    first, second = sample("answer.xml")

    assert first == Article(
        id="ESTTIM0020120109e81900030",
        title="Silt barge sails & returns",
        body=["The silt barge made its first run.", "It came back empty.", "The crew slept."],
        date=PublicationDate.from_iso("2012-01-09T01:35:58Z"),
        source="The Estuary Times",
        section="News",
        authors=("Ann Lee",),
        language="en",
        origin=Origin("answer.xml", record=1),
        extra={
            "length": "14",
            "rights": "(c) 2012 Estuary Newspapers",
            "source_code": "ESTTIM",
            "page": "85",
            "subjects": ["Transport"],
            "regions": ["United Kingdom"],
        },
    )
    assert second.body.split("\n\n") == [
        "The lamps on the long quay were lit for the first time since the storm.",
        "The harbour office said they use half the power of the old ones.",
    ]


def test_a_document_without_its_number_ends_at_the_next_headline() -> None:
    text = CODED.format(title="One", body="First.").replace("AN  Document ESTTIM0020111230e7cu0002b\n", "")

    records = read(text + CODED.format(title="Two", body="Second."))

    assert [(each.title, each.body) for each in records if isinstance(each, Article)] == [
        ("One", "First."),
        ("Two", "Second."),
    ]


@pytest.mark.parametrize("text", ["IN London it rained.", "AN egg is an egg.", "RE your letter: no.", "CO was found."])
def test_a_word_in_capitals_is_no_code_within_the_text(text: str) -> None:
    (found,) = read(CODED.format(title="One", body=f"First.\n\n{text}\n"))

    assert isinstance(found, Article)
    assert found.body == f"First.\n\n{text}"


def test_a_document_beyond_the_limit_costs_itself() -> None:
    text = CODED.format(title="One", body="Word. " * 1000) + CODED.format(title="Two", body="Second.")

    first, second = read(text, ReadOptions(max_article_bytes=1000))

    assert first == Rejected(Origin("x.txt", record=1), TOO_LARGE, "more than 1,000 characters (--max-article-size)")
    assert isinstance(second, Article)


def test_fewer_articles_in_xml_than_it_says() -> None:
    article = "<article><headline>One</headline></article>"

    assert read(XML.format(count=3, articles=article))[1:] == [
        Rejected(Origin("x.txt"), DAMAGED, "1 of 3 documents found")
    ]


def test_xml_that_is_cut_off() -> None:
    records = read((SAMPLES / "broken-cut.xml").read_bytes())

    assert [each.id for each in records if isinstance(each, Article)] == [
        "ESTTIM0020120109e81900030",
        "ESTTIM0020120110e81a00031",
    ]
    assert records[-1] == Rejected(Origin("x.txt"), DAMAGED, "the answer has no end")


def test_one_article_of_xml_beyond_the_limit() -> None:
    article = f"<article><headline>One</headline>{'<tailParagraphs>word word</tailParagraphs>' * 20_000}</article>"

    with pytest.raises(Unreadable, match=TOO_LARGE):
        read(XML.format(count=1, articles=article), ReadOptions(max_article_bytes=50_000))


def test_entities_of_a_document_type_are_not_expanded() -> None:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]>'

    records = read(bomb + XML.format(count=1, articles="<article><headline>&j;One</headline></article>"))

    assert sum(len(each.title) for each in records if isinstance(each, Article)) <= 3


def test_a_million_nested_articles() -> None:
    assert read("<PPSResponse>" + "<article>" * 1_000_000) == [
        Rejected(Origin("x.txt"), NO_TEXT, "an answer without articles")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "HD and WC were the letters on the door.\n\nPD and SN were not.",
        "Document A123 was lost.\n\n120 words\n\nIt was found again.",
        "<html><head><title>Factiva and its rivals</title></head><p>They sell news.</p></html>",
    ],
)
def test_text_that_only_looks_so_is_left_to_others(text: str) -> None:
    assert not factiva.recognises(Head(text.encode(), "a.txt"))
