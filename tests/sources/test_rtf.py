"""RTF files: letters, groups and tables as word processors write them, and what a hostile one may try."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE
from searchkit.sources.blocks import Block
from searchkit.sources.documents.rtfwords import Writer, tokens
from tests.sources.wordfiles import rtf_of

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "rtf"


def blocks(content: bytes, step: int = 0) -> list[Block]:
    pieces = [content[i : i + step] for i in range(0, len(content), step)] if step else [content]
    writer = Writer()
    for token in tokens(pieces):
        writer.take(*token)
    writer.end()
    return writer.taken()


def texts(rtf: str) -> list[str]:
    return [block.text for block in blocks(rf"{{\rtf1\ansi\ansicpg1252 {rtf}}}".encode("latin-1"))]


def read(content: bytes, options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content), "a.rtf", options or ReadOptions()))


def test_title_byline_date_and_text() -> None:
    (record,) = read((SAMPLES / "weir-keeper.rtf").read_bytes())

    assert isinstance(record, Article)
    assert (record.title, record.authors, str(record.date)) == ("Weir keeper retires", ("John Poe",), "2021-03-05")
    assert record.body.split("\n\n") == [
        "The keeper of the weir, Łukasz Żak, put down his hook on Friday after thirty years — “it was time”, he said.",
        "He is 64 😀 and means to fish.",
    ]


def test_code_pages_pictures_fields_heads_and_tables() -> None:
    (record,) = read((SAMPLES / "code-pages.rtf").read_bytes())

    assert isinstance(record, Article)
    assert record.title == "Мост открыт"
    assert record.body.split("\n\n") == [
        "The bridge was opened on Friday; the mayor said “at last”.",
        "日本 sent a delegation. Read on\nSecond line.",
        "Span\t41 m\nCost\t2,350",
        "The end came at noon.",
    ]


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"caf\'e9", "café"),
        (r"\u8217's", "’s"),
        (r"\uc0\u8217 s", "’s"),
        (r"\uc2\u8217\'92\'92s", "’s"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\u-10179? alone", "\ufffd alone"),
        (r"{\uc3\u228abc}\u228?x", "ää" + "x"),
        (r"a\~b\_c\-d\{e\}\\", "a b-cd{e}\\"),
        (r"a\emdash b\rquote c", "a—b’c"),
        ("a\r\nb\nc", "abc"),
        (r"a{\*\unknown {x} y}b", "ab"),
        (r"a{\v hidden}b\v not\v0 c", "abc"),
        (r"a\bin4 }}}}b", "ab"),
        (r"{\f7 caf\'e9}", "café"),
        (r"a{\info{\title x}}{\header y}{\footnote z}b", "ab"),
        (r"a\'zzb", "azzb"),
    ],
)
def test_what_is_text(rtf: str, text: str) -> None:
    assert texts(rtf) == [text]


def test_each_font_has_its_code_page() -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}{\f2\fcharset161 C;}}"

    assert texts(rf"{fonts}\f0\'e6 {{\f1\'b3}} \f2\'e1\'e2") == ["æ ł αβ"]


def test_the_code_page_of_the_document() -> None:
    assert [block.text for block in blocks(rb"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}")] == ["日本"]


def test_paragraphs_within_a_cell() -> None:
    rtf = r"\trowd\intbl one\par two\cell three\cell\row\pard after\par"

    assert blocks(rf"{{\rtf1 {rtf}}}".encode()) == [
        Block("one\ntwo\tthree", (), ("one\ntwo", "three")),
        Block("after"),
    ]


def test_the_style_of_a_paragraph() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}"

    assert blocks(rf"{{\rtf1{styles}\pard\s1 Head\par\pard Text\par}}".encode()) == [
        Block("Head", ("heading1",)),
        Block("Text"),
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1), st.integers(1, 9))
def test_any_text_comes_back_whatever_the_pieces(text: str, step: int) -> None:
    if text.strip() and "\ufeff" not in text:
        assert [block.text for block in blocks(rtf_of(text), step)] == [text.strip()]


@given(st.binary(max_size=300))
def test_no_bytes_raise(content: bytes) -> None:
    blocks(b"{\\rtf1" + content, 7)


def test_a_file_that_is_cut_off_gives_what_it_has() -> None:
    article, rejected = read((SAMPLES / "broken-cut.rtf").read_bytes())

    assert isinstance(article, Article)
    assert article.title == "Weir keeper retires"
    assert rejected == Rejected(Origin("a.rtf"), DAMAGED, "the RTF file has no end")


@pytest.mark.parametrize(
    "content",
    [b"{" * 1_000_000, b"}" * 1_000_000, b"\\u-10179" * 100_000, b"\\cell" * 300_000, b"\\'" * 1_000_000],
    ids=["open", "closed", "half a character", "cells", "codes"],
)
def test_a_million_of_anything_ends(content: bytes) -> None:
    assert isinstance(read(b"{\\rtf1 " + content)[-1], Rejected)


def test_a_text_beyond_the_limit() -> None:
    (record,) = read(rtf_of("A sentence. " * 200), ReadOptions(max_article_bytes=3000, encoding=""))[-1:]

    assert isinstance(record, Article)
    (record,) = read(rtf_of("A sentence. " * 400), ReadOptions(max_article_bytes=3000))

    assert isinstance(record, Rejected)
    assert record.reason == TOO_LARGE


def test_a_file_without_text() -> None:
    (record,) = read(rb"{\rtf1\ansi{\pict\pngblip 8950}}")

    assert record == Rejected(Origin("a.rtf"), NO_TEXT, "not a word in it")
