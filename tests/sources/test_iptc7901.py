"""Telegrams: headings, texts and trailers of IPTC 7901 and ANPA-1312, and what is broken in them."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.head import Head
from searchkit.sources.wires import bordered, iptc7901

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "iptc7901"
DAY = PublicationDate.from_iso


def source(data: bytes, options: ReadOptions | None = None) -> Source:
    return Source(io.BytesIO(data), Origin("t"), "t", (), options or ReadOptions())


def read(data: bytes, options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(iptc7901.read(source(data, options)))


def telegram(heading: str, text: str, trailer: str = "041637 GMT Mar 24") -> Article:
    (found,) = read(f"\x01{heading}\r\n\x02{text}\r\n\x03{trailer}\r\n\x04".encode())
    assert isinstance(found, Article)
    return found


def test_iptc_7901() -> None:
    assert read((SAMPLES / "bridge.txt").read_bytes()) == [
        Article(
            title="Old bridge over the Vale opens to carts again",
            body=[
                "Valbourg (abc) - The old bridge over the Vale was opened to carts on a Monday in March, the county "
                "said.",
                '"It will bear them," said the engineer. The café on it stays shut.',
                "Tolls were:\nCarts      2.50      3.00\nBarrows    1.00      1.25",
            ],
            date=DAY("2024-03-04T16:37:00+00:00"),
            source="abc-en",
            section="international",
            authors="Ann Roe",
            origin=Origin("t", record=1),
            extra={
                "number": "abc0123",
                "priority": "4",
                "category": "i",
                "slug": "Bridges/traffic",
                "byline": "Ann Roe, The Valbourg Gazette",
                "note": "CORRECTED, 1ST LEAD",
            },
        ),
        Article(
            title="Valbourg wins the regatta",
            body=[
                "Westbridge (abc) - The eight of Valbourg won the regatta.",
                "Westbridge came second, by the length of a boat.",
            ],
            date=DAY("2024-03-04T17:02:00"),
            source="abc-en",
            section="sports",
            origin=Origin("t", record=2),
            extra={"number": "abc0124", "priority": "5", "category": "s", "slug": "Rowing"},
        ),
    ]


def test_anpa_1312() -> None:
    assert read((SAMPLES / "pier.tst").read_bytes()) == [
        Article(
            title="Old pier is sold for $1",
            body=[
                "WESTBRIDGE, Vt. (AP) — The old pier has a new owner, who will mend it.",
                "“It cost me one dollar,” the dealer said — and smiled.",
                "PAST PRICES",
                "Year     Price    Planks\nOld pier     1½    900\nNew pier     12    950",
                "Oak;12;rn\nElm;14;pc",
            ],
            date=DAY("2024-03-04T16:26:00+00:00"),
            source="AP",
            section="business",
            authors="IDA BELL",
            origin=Origin("t", record=1),
            extra={
                "number": "W2001",
                "priority": "r",
                "category": "f",
                "slug": "BC-US--Pier Sold, 1st Ld-Writethru,120",
                "byline": "IDA BELL, AP Business Writer",
                "subtitle": "Dealer in timber will mend the planks",
                "note": "Eds: UPDATES with price. Will be updated. AP Photo VAL101",
            },
        ),
        Article(
            title="APNewsAlert",
            body="VALBOURG (AP) — Old bridge opens.",
            date=DAY("2024-03-04T16:30:00+00:00"),
            source="AP",
            section="domestic",
            origin=Origin("t", record=2),
            extra={"number": "W2002", "priority": "b", "category": "a", "slug": "BC-US--APNewsAlert,9"},
        ),
    ]


def test_the_notes_name_the_reporters_where_no_byline_does() -> None:
    notebook = "# abc NOTEBOOK\r\n- Reporting by: Tom Hale in Valbourg,\r\n  and Ida Bell in Vale\r\n"
    found = telegram("abc0123 4 i 60  abc 0045", f"Title =\r\n\nText of it.\r\n\n{notebook}")
    assert (found.authors, found.body) == (("Tom Hale", "Ida Bell"), "Text of it.")


@pytest.mark.parametrize(
    ("trailer", "date"),
    [
        ("041637 GMT Mar 24", DAY("2024-03-04T16:37:00+00:00")),
        ("041637 Mar 88", DAY("1988-03-04T16:37:00")),
        ("041637 Okt 18", DAY("2018-10-04T16:37:00")),
        ("311637 GMT Feb 24", None),
        ("", None),
    ],
)
def test_dates(trailer: str, date: PublicationDate | None) -> None:
    assert telegram("abc0123 4 i 60  abc 0045", "Title =\r\n\nText.", trailer).date == date


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Title\r\n\n   Text of it.", "Title", "Text of it."),
        ("MARKET\r\nAll in capitals =\r\n   Text.", "All in capitals", "Text."),
        ("SHIPS COME =\r\n   Text.", "SHIPS COME", "Text."),
        ("Title =", "Title", ""),
    ],
)
def test_titles(text: str, title: str, body: str) -> None:
    found = telegram("abc0123 4 i 60  abc 0045", text)
    assert (found.title, found.body) == (title, body)


def test_what_is_broken_costs_itself() -> None:
    records = iptc7901.read(source((SAMPLES / "broken.tst").read_bytes()))
    empty, unstarted, unended = next(records), next(records), next(records)
    assert isinstance(empty, Rejected) and empty.reason == NO_TEXT
    assert isinstance(unstarted, Article) and unstarted.title == "No start of a text."
    assert isinstance(unended, Article)
    assert (unended.title, unended.body) == ("Title", "The next heading comes too soon.")
    with pytest.raises(Unreadable) as error:
        next(records)
    assert error.value.reason == DAMAGED


def test_a_telegram_beyond_the_limit_costs_itself() -> None:
    parts = "\x01abc012{} 4 i 60  abc 0045\r\n\x02{} =\r\n\x03\x04"
    data = parts.format(1, "Short") + parts.format(2, "Long " * 50_000) + parts.format(3, "Short")
    found = read(data.encode(), ReadOptions(max_article_bytes=1000))
    assert [each.title if isinstance(each, Article) else each.reason for each in found] == ["Short", TOO_LARGE, "Short"]


@pytest.mark.parametrize("piece", [1, 5])
def test_telegrams_are_found_wherever_a_read_ends(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (SAMPLES / "bridge.txt").read_bytes() + (SAMPLES / "pier.tst").read_bytes()
    whole = read(content)
    monkeypatch.setattr(bordered, "PIECE_BYTES", piece)
    assert (read(content), len(whole)) == (whole, 4)


@pytest.mark.parametrize("text", ["\r\n" * 500_000, " " * 10**6, "^" * 10**6, "^=\r\n" * 200_000, "a b " * 250_000])
@pytest.mark.parametrize("heading", ["abc0123 4 i 60  abc 0045", "W2001\x1f_x\r\nr f\x13\x11 BC"])
def test_bait_takes_no_time_beyond_its_length(heading: str, text: str) -> None:
    assert telegram(heading, f"Title =\r\n\n{text}").origin == Origin("t", record=1)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x01abc0123 4 i 211  xyz 0045\r\n\n", True),
        (b"\x16\x16\x01W2595\x1f_asian\n", True),
        (b"\x01\x01\x01\x01\nFrom a@b.example\n", False),
        (b"abc0123 ships came to port", False),
        (b"\x01\x02\x03\x04", False),
    ],
)
def test_recognising(head: bytes, expected: bool) -> None:
    assert iptc7901.recognises(Head(head, "a")) is expected
