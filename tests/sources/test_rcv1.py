"""RCV1: the fields of a story, its codes, what is broken, and that it is not taken for NewsML-G2."""

import io
from pathlib import Path

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "rcv1"


def records(content: bytes) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content), "2286newsML.xml", ReadOptions()))


def test_every_field_of_a_story() -> None:
    assert records((SAMPLES / "2286newsML.xml").read_bytes()) == [
        Article(
            id="2286",
            title="Salt pans of Bahía Honda reopen.",
            body=[
                "The salt pans opened again on Tuesday after nine years.",
                '"We start with forty people," said a foreman.',
            ],
            date=PublicationDate.from_iso("1996-08-20"),
            source="Made-up Wire",
            section="Corporate/Industrial",
            authors=["Marta Quint"],
            language="en",
            origin=Origin("2286newsML.xml", None, 1),
            extra={
                "dateline": "BAHIA HONDA 1996-08-20",
                "countries": ["MEX"],
                "industries": ["I23900"],
                "topics": ["C21", "CCAT", "M14"],
                "encoding": "cp1252, declared",
            },
        )
    ]


def test_without_a_headline_the_title_counts_and_without_a_date_the_published_one() -> None:
    content = (SAMPLES / "2286newsML.xml").read_bytes()
    content = content.replace(b"<headline>", b"<subhead>").replace(b"</headline>", b"</subhead>")
    (found,) = records(content.replace(b'date="1996-08-20" xml', b"xml"))
    assert isinstance(found, Article)
    assert (found.title, str(found.date)) == ("MEXICO: Salt pans of Bahía Honda reopen.", "1996-08-20")


def test_broken_stories_cost_themselves() -> None:
    found = records((SAMPLES / "broken-3newsML.xml").read_bytes())
    assert isinstance(found[0], Article)
    assert (found[0].id, found[0].date) == ("3", None)
    assert [each.reason for each in found[1:] if isinstance(each, Rejected)] == [NO_TEXT, DAMAGED]
