"""Reuters-21578: the traps of its markup, on records of our own, and its whole count where it is at hand."""

import gzip
import io
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import reuters
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable

COLLECTION = Path(os.environ.get("SEARCHKIT_TEST_DATA", "nowhere"), "reuters21578")

HEAD = """<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="5544" NEWID="{id}">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>ship</D><D>wheat</D></TOPICS>
<PLACES><D>usa</D></PLACES>
<PEOPLE></PEOPLE>
<ORGS></ORGS>
<EXCHANGES></EXCHANGES>
<COMPANIES></COMPANIES>
<UNKNOWN>\x20
&#5;&#5;&#5;C T
&#22;&#22;&#1;f0704&#31;reute
u f BC-HARBOUR   02-26 0105</UNKNOWN>
"""
FULL = """<TEXT>&#2;
<TITLE>HARBOUR &lt;HRB> OPENS, AT&amp;amp;T SAYS</TITLE>
<AUTHOR>    By Ann Lee, Reuters</AUTHOR>
<DATELINE>    PORTVILLE, Feb 26 - </DATELINE><BODY>The harbour opened to ships of all
flags, the &lt;HRB> company said, after four years of pro-
longed work.
    Prices were:
 Wheat      120.5    121.0
 Barley      98.0     97.5
    "We are glad," its head told Reuters.
 REUTER
&#3;</BODY></TEXT>
</REUTERS>
"""


def records(*texts: str) -> bytes:
    stories = "".join(HEAD.format(id=number) + text for number, text in enumerate(texts, 1))
    return f'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n{stories}'.encode("latin-1")


def read(data: bytes, options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(reuters.read(Source(io.BytesIO(data), Origin("r.sgm"), "r.sgm", (), options or ReadOptions())))


def story(text: str) -> Article:
    (found,) = read(records(text))
    assert isinstance(found, Article)
    return found


def body(text: str) -> str:
    return story(f"<TEXT>&#2;\n<TITLE>T</TITLE>\n<BODY>{text}\n&#3;</BODY></TEXT>\n</REUTERS>\n").body


def test_a_whole_record() -> None:
    assert story(FULL) == Article(
        id="1",
        title="HARBOUR <HRB> OPENS, AT&amp;T SAYS",
        body=[
            "The harbour opened to ships of all flags, the <HRB> company said, after four years of pro-longed work.",
            "Prices were:",
            "Wheat      120.5    121.0\nBarley      98.0     97.5",
            '"We are glad," its head told Reuters.',
        ],
        date=PublicationDate.from_iso("1987-02-26T15:01:01"),
        source="Reuters",
        authors="Ann Lee",
        language="en",
        origin=Origin("r.sgm", record=1),
        extra={"topics": ["ship", "wheat"], "places": ["usa"], "dateline": "PORTVILLE, Feb 26"},
    )


@pytest.mark.parametrize("sign_off", ["\n Reuter", "\n REUTER...^M", "  REUTER", "\n\n reuter\n\n", "\n MORE", ""])
def test_the_sign_off_falls_away(sign_off: str) -> None:
    assert body(f"Ships came to port.{sign_off}") == "Ships came to port."


@pytest.mark.parametrize("text", ["A spokesman told Reuters.", "A spokesman told\nReuters.", "It wants more."])
def test_a_last_sentence_is_no_sign_off(text: str) -> None:
    assert body(text) == text.replace("\n", " ")


def test_a_brief_is_its_title() -> None:
    found = story(
        '<TEXT TYPE="BRIEF">&#2;\n******<TITLE>HARBOUR OPENS\n</TITLE>Blah blah blah.\n&#3;\n\n</TEXT>\n</REUTERS>\n'
    )
    assert (found.title, found.body) == ("HARBOUR OPENS", "")


def test_text_without_marks_begins_with_its_headline() -> None:
    found = story(
        '<TEXT TYPE="UNPROC">&#2;\nPORTVILLE GRAIN - FEB 26\n    One week to Feb 25\n Wheat.......644 vs.....1,337\n'
        "\n Reuter\n&#3;\n\n</TEXT>\n</REUTERS>\n"
    )
    assert (found.title, found.body) == (
        "PORTVILLE GRAIN - FEB 26",
        "One week to Feb 25\n\nWheat.......644 vs.....1,337",
    )


def test_bytes_beyond_ascii_are_western() -> None:
    data = records(FULL.replace("opened to", "in M\xfcnchen opened to"))
    (found,) = read(data)
    assert isinstance(found, Article)
    assert found.body.startswith("The harbour in München opened to ships")


def test_a_bad_record_costs_itself() -> None:
    empty = "<TEXT>&#2;\n<TITLE></TITLE><BODY>\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
    unended = FULL.replace("</BODY></TEXT>\n</REUTERS>\n", "")
    found = read(records(FULL, "</REUTERS>\n", empty, unended, FULL))
    assert [item.id if isinstance(item, Article) else item.reason for item in found] == [
        "1",
        BAD_RECORD,
        NO_TEXT,
        BAD_RECORD,
        "5",
    ]


def test_a_record_beyond_the_limit_costs_itself() -> None:
    found = read(records(FULL, FULL.replace("ships", "ships " * 50_000), FULL), ReadOptions(max_article_bytes=3_000))
    assert [item.id if isinstance(item, Article) else item.reason for item in found] == ["1", TOO_LARGE, "3"]


def test_a_file_that_is_cut_off_gives_what_is_whole() -> None:
    found = reuters.read(Source(io.BytesIO(records(FULL, FULL)[:-40]), Origin("r.sgm"), "r.sgm", (), ReadOptions()))
    first = next(found)
    assert isinstance(first, Article)
    with pytest.raises(Unreadable) as error:
        next(found)
    assert (first.id, error.value.reason) == ("1", DAMAGED)


@pytest.mark.skipif(not COLLECTION.exists(), reason="SEARCHKIT_TEST_DATA names no folder with it")
def test_no_story_of_the_collection_is_lost() -> None:
    counts: Counter[str] = Counter()
    for path in sorted(COLLECTION.glob("*.sgm.gz")):
        with gzip.open(path) as stream:
            for item in reuters.read(Source(stream, Origin(path.name), path.name, (), ReadOptions())):  # type: ignore[arg-type]
                counts["article" if isinstance(item, Article) else item.reason] += 1
    assert counts == {"article": 21_577, NO_TEXT: 1}


LINES = [
    "Wheat rose",
    "    Barley fell.",
    " Oats   1.5   2.5",
    " Rye",
    "  Maize",
    "",
    "  ",
    "long-",
    "term",
    "a....b",
    "     ",
]


@given(st.lists(st.sampled_from(LINES), max_size=10), st.sampled_from(["", " Reuter", "REUTER...", " more"]))
def test_running_text_is_what_it_is_line_by_line(lines: list[str], signature: str) -> None:
    body = "\n".join([*lines, "    End{}.", signature])
    plain, accented = (
        story(f"<TEXT>\n<TITLE>T</TITLE>\n<BODY>{body.format(end)}\n&#3;</BODY></TEXT>\n</REUTERS>\n")
        for end in ("", "&#233;")
    )
    assert plain.body == accented.body.replace("Endé", "End")


@pytest.mark.parametrize(
    ("attributes", "id"),
    [
        ('TOPICS="NO" NEWID="7"', "7"),
        ('NEWID="7" TOPICS="NO"', "7"),
        ('NEWID="7" NEWID="8"', "8"),
        ('A="NEWID=" NEWID="7"', "7"),
        ('OLDID="7"', ""),
    ],
)
def test_the_id_is_found_among_any_attributes(attributes: str, id: str) -> None:
    (found,) = read(f"<REUTERS {attributes}>\n{FULL}".encode())
    assert isinstance(found, Article) and found.id == id


def test_the_broken_sample() -> None:
    path = Path(__file__).parent.parent / "fixtures" / "formats" / "reuters21578" / "broken-tags.sgm"
    found: list[Article | Rejected] = []
    with path.open("rb") as stream, pytest.raises(Unreadable, match=DAMAGED):
        found.extend(reuters.read(Source(stream, Origin("b.sgm"), "b.sgm", (), ReadOptions())))
    assert [f.id if isinstance(f, Article) else f.reason for f in found] == ["1", BAD_RECORD, "3"]
