"""Word files: the text in their markup, and what a hostile one may try."""

import io
import zipfile

import pytest

from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import BAD_RECORD, DAMAGED, EXPANDS, NO_TEXT, TOO_LARGE
from searchkit.sources.documents.docx import opening_of
from searchkit.sources.packages import package_of
from tests.sources.wordfiles import docx, docx_of, paragraph, table


def read(content: bytes, options: ReadOptions | None = None, name: str = "a.docx") -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content), name, options or ReadOptions()))


def body(markup: str) -> str:
    (record,) = read(docx(markup))
    assert isinstance(record, Article), record
    return record.body


def rejected(content: bytes, options: ReadOptions | None = None) -> tuple[str, str]:
    record = read(content, options)[-1]
    assert isinstance(record, Rejected), record
    return record.reason, record.detail


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def test_title_byline_date_and_text() -> None:
    content = docx_of("Market hall is open", "By Ann Lee", "Published 5 March 2021", "It opened on Friday.", "At noon.")

    (record,) = read(content)

    assert isinstance(record, Article)
    assert (record.title, record.authors, str(record.date), record.body) == (
        "Market hall is open",
        ("Ann Lee",),
        "2021-03-05",
        "It opened on Friday.\n\nAt noon.",
    )


@pytest.mark.parametrize("style", ["Title", "Heading1", "Titre1", "berschrift1"])
def test_a_title_is_known_by_its_style(style: str) -> None:
    (record,) = read(docx(paragraph("It is open.", style) + paragraph("The hall opened on Friday. All came.")))

    assert isinstance(record, Article)
    assert (record.title, record.body) == ("It is open.", "The hall opened on Friday. All came.")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:t>one</w:t><w:tab/><w:t>two</w:t>", "one\ttwo"),
        ("<w:t>one</w:t><w:br/><w:t>two</w:t>", "one\ntwo"),
        ("<w:t>one</w:t><w:noBreakHyphen/><w:t>two</w:t>", "one-two"),
        ("<w:t>on</w:t></w:r><w:r><w:t>e</w:t>", "one"),
        ("<w:t>a &amp; b &lt;c&gt;</w:t>", "a & b <c>"),
        ("<w:t>one</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r>", "one"),
        ("<w:fldChar/><w:instrText>HYPERLINK x</w:instrText><w:t>one</w:t>", "one"),
        ("<w:pict>1</w:pict><w:t>one</w:t>", "one"),
    ],
)
def test_what_is_text(inner: str, text: str) -> None:
    assert body(run("<w:t>A first paragraph of the story. It goes on.</w:t>") + run(inner)).split("\n\n")[1:] == [text]


def test_a_table_is_one_paragraph() -> None:
    markup = paragraph("Prices were paid. They rose.") + table([["Slate", "4,100"], ["Lead", "2,350"]])

    assert body(markup) == "Prices were paid. They rose.\n\nSlate\t4,100\nLead\t2,350"


def test_a_text_box_stands_once() -> None:
    choice = "<AlternateContent><Choice><w:p><w:r><w:t>In a box. It is.</w:t></w:r></w:p></Choice>"
    fallback = "<Fallback><w:p><w:r><w:t>In a box. It is.</w:t></w:r></w:p></Fallback></AlternateContent>"

    assert body(paragraph("A story. It goes on.") + run(choice + fallback)).count("In a box.") == 1


def test_a_word_file_in_a_zip_is_no_container() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.docx", docx_of("Market hall", "It opened on Friday. All came."))

    (record,) = read(file.getvalue(), name="stories.zip")

    assert isinstance(record, Article)
    assert str(record.origin) == "stories.zip!a.docx"


def test_a_zip_with_a_folder_of_that_name_is_a_container() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/a.txt", "Market hall\n\nIt opened.")

    assert package_of(file.getvalue()) == ""


def test_the_opening_of_a_file_of_which_only_the_start_is_there() -> None:
    content = docx_of(*(f"Paragraph {number} of the story, and {number * 7919} more." for number in range(5000)))

    assert opening_of(content[:8192]).startswith("Paragraph 0 of the story, and 0 more.\nParagraph 1 ")


def test_a_damaged_file() -> None:
    content = docx_of("Market hall", "It opened on Friday. All came.")

    assert rejected(content[:-40])[0] == DAMAGED


def test_a_file_without_a_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/styles.xml", "<styles/>")

    assert rejected(file.getvalue()) == (BAD_RECORD, "a Word file without word/document.xml")


def test_a_file_without_text() -> None:
    assert rejected(docx(run("<w:pict/>"))) == (NO_TEXT, "not a word in it")


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    assert rejected(docx(run("<w:t>&b;</w:t>"), bomb)) == (
        BAD_RECORD,
        "a Word file with a document type, which the format forbids",
    )


def test_a_text_that_expands_too_much() -> None:
    assert rejected(docx(paragraph("a" * 50_000_000))) == (EXPANDS, "to more than 200 times its size (--max-ratio)")


def test_a_text_beyond_the_limit() -> None:
    content = docx(paragraph("A sentence. " * 200))

    assert rejected(content, ReadOptions(max_article_bytes=1500))[0] == TOO_LARGE


def test_a_hundred_thousand_nested_elements() -> None:
    assert rejected(docx("<w:sdt>" * 100_000))[0] == NO_TEXT
