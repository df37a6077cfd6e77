"""Exports of LexisNexis: its old documents with a number, its new ones with an end, in each file they are saved as."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source
from searchkit.sources.exports import lexisnexis
from searchkit.sources.head import Head

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "lexisnexis"

DOCUMENT = """
                               {number} of {total} DOCUMENTS


                               The Harrow Courier

                            January 3, 2010 Sunday

Lock gates are new

LENGTH: 84 words

{body}

LOAD-DATE: January 4, 2010

LANGUAGE: ENGLISH
"""


def read(data: bytes, options: ReadOptions | None = None, name: str = "x.txt") -> list[Article | Rejected]:
    stream = io.BufferedReader(io.BytesIO(data))
    return list(lexisnexis.read(Source(stream, Origin(name), name, (), options or ReadOptions())))


def sample(name: str) -> list[Article | Rejected]:
    return read((SAMPLES / name).read_bytes(), name=name)


def article(record: Article | Rejected) -> Article:
    assert isinstance(record, Article), record
    return record


def document(body: str, number: int = 1, total: int = 1) -> str:
    return DOCUMENT.format(body=body, number=number, total=total)


def body(text: str) -> str:
    (record,) = read(document(text).encode())
    return article(record).body


def test_a_whole_document_of_plain_text() -> None:
    assert sample("three-documents.txt")[0] == Article(
        title="Lock Gates Are Replaced After a Century of Service on the Upper Canal",
        body=[
            "The oak gates of the upper lock were lifted out by crane on Saturday, a hundred and four years after "
            "they had been hung, and new ones of green oak were brought in by barge before dusk.",
            '"They leaked like a basket," said the lock keeper, who has worked there since 1979. '
            "UPDATE: the canal company had promised new gates for ten years.",
            "TYPE: Was the question on every visitor's lips. It is mitre gates.",
        ],
        date=PublicationDate.from_iso("2010-01-03"),
        source="The Harrow Courier",
        section="Section A; Column 0; Local Desk; Pg. 6",
        authors=("ANN LEE", "JOHN POE"),
        language="en",
        url="http://www.harrow-courier.example/2010/01/03/locks",
        origin=Origin("three-documents.txt", record=1),
        extra={
            "length": "84 words",
            "dateline": "HARROW",
            "subject": "CANALS & WATERWAYS (92%); BOATING (71%)",
            "load_date": "January 3, 2010",
            "graphic": "PHOTO: The old gates on the quay. DRAWING: How a mitre gate closes.",
            "publication_type": "Newspaper",
            "edition": "Late Edition - Final",
            "rights": "Copyright 2010 The Harrow Courier Company",
        },
    )


def test_the_paper_below_the_rights_and_a_month_as_date() -> None:
    _, second, third = map(article, sample("three-documents.txt"))

    assert (second.source, str(second.date), second.title) == (
        "Vale Evening Post",
        "2010-01-04",
        "Ferry timetable changes",
    )
    assert (third.source, str(third.date), third.title) == ("The Harrow Courier", "2010-01", "Orchard notes")


@pytest.mark.parametrize(
    ("name", "title", "author", "section", "language"),
    [
        ("deutsch.txt", "Neue Schleusentore nach hundert Jahren", "Anna Müller", "LOKALES; S. 12", "de"),
        ("francais-latin1.txt", "Des portes d'écluse neuves après un siècle", "Claire Dubois", "RÉGION; Pg. 4", "fr"),
        ("espanol.html", "Nuevas compuertas; la esclusa cumple un siglo", "Juan Pérez", "LOCAL; Pág. 7", "es"),
    ],
)
def test_the_fields_in_other_languages(name: str, title: str, author: str, section: str, language: str) -> None:
    found = article(sample(name)[0])

    assert (found.title, found.authors, found.section, found.language) == (title, (author,), section, language)
    assert str(found.date) == "2010-01-03"


def test_rows_of_a_table_are_lines_of_a_paragraph() -> None:
    assert article(sample("espanol.html")[0]).body.split("\n\n") == [
        "Las compuertas de roble fueron levantadas el sábado.",
        "Las nuevas llegaron en barcaza.",
        "Puerta\tToneladas\nNorte\t4,1",
    ]


def test_a_message_in_place_of_a_document_is_no_article() -> None:
    origin = Origin("espanol.html", record=2)

    assert sample("espanol.html")[1:] == [Rejected(origin, NO_TEXT, "Lo sentimos, este documento no se puede mostrar.")]


@pytest.mark.parametrize("name", ["nexis-uni.docx", "nexis-uni.rtf", "nexis-uni.txt"])
def test_the_new_documents_behind_their_cover(name: str) -> None:
    first, second = map(article, sample(name))

    assert first == Article(
        title="Tide mill grinds again after forty years",
        body=[
            "The tide mill at the head of the creek ground its first sack of flour in forty years on Monday.",
            "Subject: the wheel, a volunteer said, had been the hardest part — “it weighs four tonnes”.",
        ],
        date=PublicationDate.from_iso("2020-03-03T10:15:00Z"),
        source="The Estuary Times (Harrow)",
        section="NEWS; Version:1; Pg. 4",
        authors=("Ann Lee",),
        language="en",
        origin=Origin(name, record=1),
        extra={
            "length": "61 words",
            "highlight": "Volunteers rebuilt the wheel by hand.",
            "graphic": "Volunteers at the wheel, Monday.",
            "publication_type": "Newspaper",
            "subject": "MILLS (90%); VOLUNTEERS (75%)",
            "load_date": "March 3, 2020",
            "edition": "City Edition",
            "rights": "Copyright 2020 Estuary Newspapers Ltd. All Rights Reserved",
        },
    )
    assert (second.title, second.origin) == ("Council delays harbour dredging", Origin(name, record=2))


def test_the_oldest_documents_name_headline_and_body() -> None:
    text = """LEVEL 1 - 1 OF 1 STORY

Copyright 1991 Harrow Courier Company
The Harrow Courier

May 6, 1991, Monday, City Edition

SECTION: Local; Pg. 3

LENGTH: 12 words

HEADLINE: Swans nest at the weir

BYLINE: By Ann Lee

BODY:

Two swans nest at the weir.

GRAPHIC: Photo of swans.
"""
    found = article(read(text.encode())[0])

    assert (found.title, found.body) == ("Swans nest at the weir", "Two swans nest at the weir.")
    assert (found.source, str(found.date), found.extra["edition"]) == (
        "The Harrow Courier",
        "1991-05-06",
        "City Edition",
    )


@pytest.mark.parametrize(
    "text",
    [
        "URL: a paragraph may begin so.\n\nAnd another follows.",
        "LANGUAGE: what they speak on the island is one of their own.\n\nIt has no name.",
        "UPDATE: The gates were hung at noon.",
        "NAME: nobody knew it.",
        "Notes: none were taken.",
    ],
)
def test_a_paragraph_with_a_word_and_a_colon_is_no_field(text: str) -> None:
    assert body(text) == text


def test_the_field_that_ends_the_text() -> None:
    assert body("Gates were hung.\n\nGRAPHIC: Photo: gates.\n\nDrawing of a gate.") == "Gates were hung."


def test_the_load_date_is_not_the_date() -> None:
    text = document("Gates.").replace("January 3, 2010 Sunday", "")

    assert article(read(text.encode())[0]).date is None


@pytest.mark.parametrize(
    ("numbers", "detail"),
    [
        ([(1, 5), (2, 5), (4, 5)], "3 of 5 documents found"),
        ([(1, 5), (2, 5)], "2 of 5 documents found"),
        ([(101, 900), (103, 900)], "2 of 3 documents found"),
        ([(1, 2), (2, 2), (1, 3)], "3 of 5 documents found"),
        ([(1, 2), (2, 2)], ""),
        ([(2001, 2146), (2002, 2146)], ""),
        ([(1, 900), (2, 900)], ""),
    ],
)
def test_missing_documents_are_told(numbers: list[tuple[int, int]], detail: str) -> None:
    text = "".join(document("Gates were hung.", number, total) for number, total in numbers)
    expected = [Rejected(Origin("x.txt"), DAMAGED, detail)] if detail else []

    records = read(text.encode())

    assert records[len(numbers) :] == expected
    assert all(isinstance(record, Article) for record in records[: len(numbers)])


def test_a_cover_says_how_many_there_are() -> None:
    cover = "Job Number: 1\nDocuments (3)\n\n1. One\n\n"
    new = "One\nThe Harrow Courier\nMay 6, 2019 Monday\nLength: 2 words\nBody\nTwo words.\nEnd of Document\n"

    assert read((cover + new).encode())[1:] == [Rejected(Origin("x.txt"), DAMAGED, "1 of 3 documents found")]


def test_a_list_without_documents() -> None:
    text = b"User Name: Ann\nDate and Time: Monday\nJob Number: 1\nDocuments (3)\n1. One\n2. Two\n3. Three\n"

    assert lexisnexis.recognises(Head(text, "list.txt"))
    assert read(text) == [Rejected(Origin("x.txt"), NO_TEXT, "a list of documents without any of them")]


def test_a_numbered_first_line_is_enough() -> None:
    text = b"  1 of 20 DOCUMENTS\n\nThe Harrow Courier\n\nMay 6, 2019 Monday\n\nFerry at noon\n"

    assert lexisnexis.recognises(Head(text, "a.txt"))


def test_a_document_beyond_the_limit_costs_itself() -> None:
    text = document("Word. " * 1000, 1, 2) + document("Short.", 2, 2)

    first, second = read(text.encode(), ReadOptions(max_article_bytes=2000))

    assert first == Rejected(Origin("x.txt", record=1), TOO_LARGE, "more than 2,000 characters (--max-article-size)")
    assert article(second).body == "Short."


@pytest.mark.parametrize(
    "text",
    [
        "Ferry at noon\n\nLENGTH: 40 metres is what the ferry has.\n\nIt is long.",
        "1 of 3 documents was found in the drawer.\n\nIt was old.",
        "Body\n\nSoul and body were the theme of the sermon.",
        "End of Document",
    ],
)
def test_text_that_only_looks_so_is_left_to_others(text: str) -> None:
    assert not lexisnexis.recognises(Head(text.encode(), "a.txt"))


def test_a_cut_word_file_is_damaged() -> None:
    content = (SAMPLES / "broken-cut.docx").read_bytes()

    (record,) = read_stream(io.BytesIO(content), "broken-cut.docx", ReadOptions())

    assert isinstance(record, Rejected)
    assert record.reason == DAMAGED


def test_a_page_of_a_million_nested_elements() -> None:
    page = b"<html><!-- LXNComment --><body>" + b"<div>" * 1_000_000

    assert read(page, name="a.html") == [Rejected(Origin("a.html"), NO_TEXT, "a list of documents without any of them")]
