"""Plain text: which line is the title, where paragraphs end, and what the path and the first lines tell."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import text
from searchkit.sources.base import EMPTY, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.paragraphs import paragraphs_of

SEED = Path(os.environ.get("SEARCHKIT_TEST_DATA", "nowhere"), "seed-article.txt")


def read(content: str | bytes, path: str = "a.txt", options: ReadOptions | None = None) -> list[Article | Rejected]:
    *folders, name = path.split("/")
    data = content if isinstance(content, bytes) else content.encode()
    return list(text.read(Source(io.BytesIO(data), Origin(path), name, tuple(folders), options or ReadOptions())))


def article(content: str | bytes, path: str = "a.txt") -> Article:
    (found,) = read(content, path)
    assert isinstance(found, Article)
    return found


def test_figures_alone_are_no_article() -> None:
    assert read("1 0 268 1\n1 0 288 1\n") == [Rejected(Origin("a.txt"), NO_TEXT, "not a word in it")]


def test_text_in_capitals_set_to_a_width_is_joined() -> None:
    lines = "THE COUNCIL OF THE OLD HARBOUR TOWN VOTED LATE ON MONDAY NIGHT FOR\nA NEW BRIDGE OVER THE RIVER, WHICH "
    lines += "MEMBERS HAD DEBATED FOR MORE THAN\nELEVEN YEARS, AND FOR A TUNNEL AS WELL ."
    assert paragraphs_of(lines) == [lines.replace("\n", " ")]


def test_headlines_in_capitals_one_a_line_stay_apart() -> None:
    lines = ["COUNCIL VOTES ON BRIDGE AFTER LONG DEBATE AND", "HARBOUR OPENS", "FERRY FARES RISE AGAIN IN THE SPRING"]
    assert paragraphs_of("\n".join(lines)) == lines


def test_all_that_path_and_head_tell() -> None:
    content = """
Council votes on bridge

By Ann Lee and Tom Roe, Staff Writers
Published: 6 January 2006

The council voted on Monday.

It was a close vote.
"""
    assert article(content, "corpus/Evening Post/2006-01-05-bridge.txt") == Article(
        title="Council votes on bridge",
        body=["The council voted on Monday.", "It was a close vote."],
        date=article("x y", "2006-01-05.txt").date,
        source="Evening Post",
        authors=["Ann Lee", "Tom Roe"],
        origin=Origin("corpus/Evening Post/2006-01-05-bridge.txt"),
    )


@pytest.mark.parametrize(
    ("content", "title", "body"),
    [
        ("Harbour opens\n\nShips came.", "Harbour opens", "Ships came."),
        ("Harbour opens\nShips came in the morning.", "Harbour opens", "Ships came in the morning."),
        ("Will the harbour open?\n\nShips came.", "Will the harbour open?", "Ships came."),
        ("Smith & Co.\n\nShips came.", "Smith & Co.", "Ships came."),
        ("Victory for the U.S.\n\nShips came.", "Victory for the U.S.", "Ships came."),
        ("The harbour opened on Monday.\n\nShips came.", "", "The harbour opened on Monday.\n\nShips came."),
        ("Harbour opens\n=============\n\nShips came.", "Harbour opens", "Ships came."),
        ("Harbour opens\n\nHARBOUR  OPENS\n\nShips came.", "Harbour opens", "Ships came."),
        ("\ufeff\r\n\r\nHarbour opens\r\n\r\nShips\x02 came.\r\n", "Harbour opens", "Ships  came."),
        ("Only one line", "", "Only one line"),
        ("Only a title\n\nBy Ann Lee\n", "", "Only a title\n\nBy Ann Lee"),
        ("A line that is much too long. " * 8 + "\n\nShips came.", "", "A line that is much too long. " * 7),
    ],
)
def test_titles(content: str, title: str, body: str) -> None:
    found = article(content)
    assert (found.title, found.body[: len(body)]) == (title, body)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("BY ANN LEE in London", ("ANN LEE",)),
        ("By Ann Lee, Tom Roe and Jo van der Berg", ("Ann Lee", "Tom Roe", "Jo van der Berg")),
        ("Von Jürgen Groß", ("Jürgen Groß",)),
        ("By Friday all the ships were gone", ()),
        ("By Our Correspondent", ()),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...]) -> None:
    found = article(f"Harbour opens\n\n{line}\n\nShips came.")
    assert (found.authors, found.body) == (authors, "Ships came." if authors else f"{line}\n\nShips came.")


def test_a_byline_far_down_is_text() -> None:
    body = "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nBy Ann Lee"
    assert article(f"Harbour opens\n\n{body}").body == body


@pytest.mark.parametrize(
    ("path", "line", "date"),
    [
        ("a.txt", "Published: 5 January 2006", "2006-01-05"),
        ("a.txt", "Updated: 2006-01-05 10:30", "2006-01-05T10:30:00"),
        ("a.txt", "Veröffentlicht am 5. Januar 2006", "2006-01-05"),
        ("2007-03-01.txt", "Published: 5 January 2006", "2007-03-01"),
        ("2006-01/a.txt", "Published: 5 January 2006", "2006-01-05"),
        ("a.txt", "Date: to be announced", "None"),
    ],
)
def test_dates(path: str, line: str, date: str) -> None:
    assert str(article(f"Harbour opens\n\n{line}\n\nShips came.", path).date) == date


def test_the_day_of_publication_beats_that_of_an_update() -> None:
    found = article("Harbour opens\nUpdated: 7 January 2006\nPublished: 5 January 2006\n\nShips came.")
    assert (str(found.date), found.body) == ("2006-01-05", "Ships came.")


WRAPPED = """\
The council voted on Monday to rebuild the old bridge over the river, a
decision that ends four years of quarrels about cost, traffic and the pro-
castle view.
Mayor Jill Hay said the work would begin in spring and take two years at
the least.
"""
JOINED = [
    "The council voted on Monday to rebuild the old bridge over the river, a decision that ends four years of"
    " quarrels about cost, traffic and the pro-castle view.",
    "Mayor Jill Hay said the work would begin in spring and take two years at the least.",
]
TABLE = "Wheat      120.5    121.0\nBarley      98.0     97.5\nOats        77.1     77.0"


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        ("One.\n\nTwo.\n \n\nThree.", ["One.", "Two.", "Three."]),
        ("One is a paragraph.\nTwo is another.\nThree.", ["One is a paragraph.", "Two is another.", "Three."]),
        (WRAPPED, JOINED),
        (WRAPPED.replace("view.\n", "view.\n\n"), JOINED),
        (WRAPPED.replace("Mayor", "    Mayor"), JOINED),
        (f"{WRAPPED}\n{TABLE}", [*JOINED, TABLE]),
        ("Roses are red\nViolets are blue\n\nSugar is sweet", ["Roses are red\nViolets are blue", "Sugar is sweet"]),
        ("word " * 40 + "\n" + "term " * 40 + "\n\nEnd.", [("word " * 40).strip(), ("term " * 40).strip(), "End."]),
        ("", []),
    ],
)
def test_paragraphs(content: str, paragraphs: list[str]) -> None:
    assert paragraphs_of(content) == paragraphs


def test_a_title_is_not_taken_out_of_a_wrapped_paragraph() -> None:
    found = article(WRAPPED)
    assert (found.title, found.body) == ("", "\n\n".join(JOINED))


STORY = "{} wins the cup\n\n" + "Word by word the report of the final goes on for a while. " * 4 + "\n"


@pytest.mark.parametrize("separator", ["----------\n", "\n=====\n\n", "\f"])
def test_several_articles_in_one_file(separator: str) -> None:
    found = read(separator.join(STORY.format(name) for name in ("Ann", "Bob", "Cid")))
    assert [(a.title, str(a.origin)) for a in found if isinstance(a, Article)] == [
        ("Ann wins the cup", "a.txt#1"),
        ("Bob wins the cup", "a.txt#2"),
        ("Cid wins the cup", "a.txt#3"),
    ]


def test_a_rule_within_an_article_does_not_cut_it() -> None:
    found = article(STORY.format("Ann") + "\n-----\n\nand the rest follows here.")
    assert (found.title, str(found.origin)) == ("Ann wins the cup", "a.txt")
    assert found.body.endswith("for a while.\n\n-----\n\nand the rest follows here.")


@pytest.mark.parametrize("content", [" \n\t\n", "\ufeff", "\0\0\0", "\f\n\f"])
def test_blank_files_are_empty(content: str) -> None:
    assert read(content) == [Rejected(Origin("a.txt"), EMPTY)]


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Unreadable) as error:
        read("word " * 100, options=ReadOptions(max_article_bytes=499))
    assert (error.value.reason, error.value.detail) == (
        TOO_LARGE,
        "more than 499 bytes for one article (--max-article-size)",
    )


@pytest.mark.skipif(not SEED.exists(), reason="SEARCHKIT_TEST_DATA names no folder with it")
def test_an_article_as_saved_from_a_site() -> None:
    content = SEED.read_text(encoding="utf-8").strip()
    title, _, body = content.partition("\n\n")
    found = article(content.encode(), "seed-article.txt")
    assert (found.title, found.body) == (title, body)


def test_a_folder_that_is_only_a_date_is_not_the_paper() -> None:
    found = article("River rises\n\nThe river rose on Friday.\n", "papers/courier/2024-03/08/a.txt")
    assert found.source == "courier"


PIECES = st.sampled_from(["\n\n", "\n\n\n\n", " ", "Rain fell.", "ALL DAY", "\u00a0", "x" * 130])


@given(st.lists(PIECES, max_size=12))
def test_lines_that_are_paragraphs_need_no_look_at_the_others(pieces: list[str]) -> None:
    text = "".join(pieces).strip()
    assert paragraphs_of(text) == paragraphs_of(text.replace("\n\n", "\n \n"))
