"""PDF files: what of a page is text, which title is one, and files that are hostile, broken, encrypted or scanned."""

import io
import os
import sys
import time
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate
from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, NEEDS_EXTRA, NO_TEXT, TOO_LARGE, TOO_SLOW, UNREADABLE, Source, Unreadable
from searchkit.sources.documents import pdf
from searchkit.sources.head import Head
from tests.sources import pdfs

FOUR = [
    "The council met until eleven",
    "and chose no mayor, for the",
    "fourth time in this spring,",
    "the town clerk said to us.",
]


def read(content: bytes, options: ReadOptions | None = None, name: str = "a.pdf") -> Article:
    (found,) = pdf.read(Source(io.BytesIO(content), Origin(name), name, (), options or ReadOptions()))
    assert isinstance(found, Article)
    return found


def refused(content: bytes, options: ReadOptions | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read(content, options)
    return error.value


def test_a_paper_of_two_pages() -> None:
    content = (pdfs.SAMPLES / "newspaper.pdf").read_bytes()
    assert read(content) == Article(
        title="Granite quay opens at Port Alden",
        body=[
            "The harbour at Port Alden opened again on Monday after four months of repairs. The new quay, which is"
            " built of granite, cost 12 million, and was paid for by a long-term loan of the river board, its"
            " chairwoman said.",
            "Ships from nine countries lay in the roads. The long-term plan of the board names two more quays.",
            "At the grain exchange barley rose to 98 a tonne, the highest price since spring, and wheat was unchanged.",
        ],
        date=PublicationDate.from_iso("1998-03-12T09:15:00+01:00", "header"),
        language="en",
        origin=Origin("a.pdf"),
        extra={"subject": "Harbours", "pages": 2},
    )


def test_columns_follow_one_another() -> None:
    found = read((pdfs.SAMPLES / "columns.pdf").read_bytes())
    assert (found.title, found.body.split("\n\n")) == (
        "No mayor for Alden",
        [
            "The council met until midnight and chose no mayor, the fourth time that it has failed to choose one in"
            " this spring, the town clerk, Mrs Ann Lee, said on Tuesday.",
            "It meets again in May.",
        ],
    )


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - mayor.doc", "untitled", "Layout 1", "10811.exe", "905_Precinct", "PowerPoint Presentation"],
)
def test_a_title_that_a_program_wrote_is_none(title: str) -> None:
    page = [("No mayor for Alden", 20, 40, 560), *pdfs.column(FOUR, 40, 500)]
    found = read(pdfs.pdf([page], f"/Title ({title})"))
    assert (found.title, found.body) == ("No mayor for Alden", " ".join(FOUR))


@pytest.mark.parametrize("title", ["Print is not dead", "Word of the year: grit", "Presentation of a budget"])
def test_a_title_that_a_person_wrote(title: str) -> None:
    page = [("THE ALDEN GAZETTE", 20, 40, 560), *pdfs.column(FOUR, 40, 500)]
    found = read(pdfs.pdf([page], f"/Title ({title})"))
    assert (found.title, found.body.split("\n\n")[0]) == (title, "THE ALDEN GAZETTE")


def test_without_large_letters_a_short_first_line_is_the_title() -> None:
    page = [("No mayor for Alden", 10, 40, 560), *pdfs.column(FOUR, 40, 500)]
    found = read(pdfs.pdf([page]))
    assert (found.title, found.body) == ("No mayor for Alden", " ".join(FOUR))


def test_the_date_in_the_name_goes_before_the_one_in_the_file() -> None:
    content = pdfs.pdf([pdfs.column(FOUR, 40, 500)], "/CreationDate (D:20160228174501Z)")
    assert read(content, name="gazette-1998-03-12.pdf").date == PublicationDate.from_iso("1998-03-12", "path")
    assert read(content).date == PublicationDate.from_iso("2016-02-28T17:45:01Z", "header")


def test_the_date_in_the_text_goes_before_the_one_in_the_file() -> None:
    page = [("Published: 12 March 1998", 10, 40, 540), *pdfs.column(FOUR, 40, 500)]
    content = pdfs.pdf([page], "/CreationDate (D:20160228)")
    assert read(content).date == PublicationDate.from_iso("1998-03-12", "text")


def test_numbers_of_lines_are_no_text() -> None:
    numbers = [(str(number), 10, 20, 512 - 12 * number) for number in range(1, 10)]
    assert read(pdfs.pdf([[*numbers, *pdfs.column(FOUR, 40, 500)]])).body == " ".join(FOUR)


def test_a_line_that_only_one_page_has_stays() -> None:
    pages = [[("Weather", 10, 40, 580), *pdfs.column(FOUR, 40, 500)], pdfs.column(FOUR[:2], 40, 400)]
    assert "Weather" in (read(pdfs.pdf(pages)).title, *read(pdfs.pdf(pages)).body.split("\n\n"))


def test_pages_that_are_pictures_are_counted() -> None:
    assert read(pdfs.pdf([pdfs.column(FOUR, 40, 500), []])).extra == {"pages": 2, "pages_without_text": 1}


@pytest.mark.parametrize(
    ("name", "reason"), [("broken-scan", NO_TEXT), ("broken-encrypted", UNREADABLE), ("broken-cut", DAMAGED)]
)
def test_what_cannot_be_read_says_why(name: str, reason: str) -> None:
    assert refused((pdfs.SAMPLES / f"{name}.pdf").read_bytes()).reason == reason


def test_without_pdfium_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    error = refused(pdfs.pdf([pdfs.column(FOUR, 40, 500)]), ReadOptions(max_parse_seconds=0))
    assert (error.reason, error.detail) == (NEEDS_EXTRA, "PDF files need pypdfium2: pip install 'searchkit[pdf]'")


def test_heads_of_left_and_right_pages_are_no_text() -> None:
    heads = ["The Alden Gazette 2", "3 News of the town", "The Alden Gazette 4", "5 News of the town"]
    lines = [f"{line[:-4]} {word}" for line, word in zip(FOUR, ("one", "two", "three", "four"), strict=True)]
    pages = [[(head, 8, 40, 580), (line, 10, 40, 500)] for head, line in zip(heads, lines, strict=True)]
    found = read(pdfs.pdf(pages))
    assert (found.title, found.body.split()) == ("", " ".join(lines).split())


def test_pages_that_are_all_the_same_are_the_text() -> None:
    assert read(pdfs.pdf([pdfs.column(FOUR, 40, 500)] * 2)).body == "\n\n".join([" ".join(FOUR)] * 2)


def test_more_text_than_the_limit() -> None:
    content = pdfs.pdf([pdfs.column(FOUR, 40, 500)] * 20)
    assert refused(content, ReadOptions(max_article_bytes=1_000)).reason == TOO_LARGE


def test_a_file_that_takes_too_long() -> None:
    """Forms that draw one another: 2 ** 30 lines out of 3 KB, which PDFium would try to draw."""
    content = _doubling_forms(30)
    started = time.monotonic()
    error = refused(content, ReadOptions(max_parse_seconds=2))
    assert error.reason == TOO_SLOW
    assert time.monotonic() - started < 20


def _doubling_forms(depth: int) -> bytes:
    page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 6 0 R"
    form = "/Type /XObject /Subtype /Form /BBox [0 0 400 600]"
    drawn, twice = "BT /F 10 Tf 40 40 Td (deep) Tj ET", "/X Do /X Do"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< >>",
        f"<< {page} /Resources << /XObject << /X 7 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    for number in range(7, 7 + depth):
        resources = f"/Resources << /XObject << /X {number + 1} 0 R >> >>"
        objects.append(f"<< {form} {resources} /Length {len(twice)} >>\nstream\n{twice}\nendstream")
    fonts = "/Resources << /Font << /F 3 0 R >> >>"
    objects.append(f"<< {form} {fonts} /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    return pdfs.file_of(objects)


def test_a_file_in_a_container_leaves_no_copy_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(pdfs.pdf([pdfs.column(FOUR, 40, 500)]))
    refused(b"%PDF-1.4 nothing else")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_a_file_whose_name_is_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"M\xfcnchen.pdf")
    path.write_bytes(pdfs.pdf([pdfs.column(FOUR, 40, 500)]))
    (found,) = pdf.read(Source(io.BytesIO(), Origin("a"), "a.pdf", (), ReadOptions(), path))
    assert isinstance(found, Article) and found.body == " ".join(FOUR)


@pytest.mark.parametrize(
    ("content", "is_pdf"),
    [
        (b"%PDF-1.4\n", True),
        (b"@PJL SET\x00\x01\x02\x03\x04\x05\x06\x07\x08\n%PDF-1.4\n", True),
        (b"A file that begins with %PDF- is a PDF file.", False),
        (b"", False),
    ],
)
def test_it_is_told_by_its_mark(content: bytes, is_pdf: bool) -> None:
    assert pdf.recognises(Head(content, "a")) is is_pdf
