"""Mail: what of a message is the article, in mailboxes and files; its traps, its limits, what is broken."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, Source
from searchkit.sources.head import Head
from searchkit.sources.mail import eml, mbox

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats"
HEAD = b"From: Ann Roe <ann@paper.example>\nSubject: Harbour\nMessage-ID: <1@paper.example>\n"
ENVELOPE = b"From ann@paper.example Thu Jan  5 10:00:00 2006\n"


def source(data: bytes, options: ReadOptions | None = None) -> Source:
    return Source(io.BytesIO(data), Origin("m"), "m", (), options or ReadOptions())


def mail(data: bytes, options: ReadOptions | None = None) -> Article | Rejected:
    (found,) = eml.read(source(data, options))
    return found


def article(data: bytes) -> Article:
    found = mail(data)
    assert isinstance(found, Article)
    return found


def parts(*contents: bytes) -> bytes:
    """A message of these parts, header fields and all."""
    inner = b"".join(b"--b\n" + content + b"\n" for content in contents)
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + inner + b"--b--\n"


def outcomes(data: bytes, options: ReadOptions | None = None) -> list[str]:
    found = mbox.read(source(data, options))
    return [each.id if isinstance(each, Article) else each.reason for each in found]


def test_a_mailbox() -> None:
    assert list(mbox.read(source((SAMPLES / "mbox" / "harbour-list.mbox").read_bytes()))) == [
        Article(
            id="gates.1@harbour.example",
            title="Grüße vom Hafen: the gates",
            body=[
                "The lock gates at Westbridge are shut for repairs, and the café by the weir is closed with them.",
                "From the keeper's house one sees the empty basin.",
            ],
            date=PublicationDate.from_iso("2024-03-01T06:00:00+01:00", "header"),
            source="The Harbour Letter",
            authors="Ann Roe",
            language="en",
            url="https://lists.harbour.example/gates.1",
            origin=Origin("m", record=1),
        ),
        Article(
            id="gates.2@list.example",
            title="Re: the gates",
            body=[
                "Who pays for the gates, and who for the lamps that are to stand on them? From what I hear it is the "
                "county, and the parish gives the rest of it as it always has.",
                "That is all I know.",
            ],
            date=PublicationDate.from_iso("2024-03-02T10:29:50+00:00", "header"),
            source="list.example",
            origin=Origin("m", record=2),
            extra={"in_reply_to": "<gates.1@harbour.example>"},
        ),
        Article(
            id="planks@list.example",
            title="Planks",
            body="The planks of the pier have been counted, and none is missing.",
            date=PublicationDate.from_iso("2024-03-02T11:00:00", "header"),
            source="list.example",
            authors="Carl Weber",
            origin=Origin("m", record=3),
        ),
    ]


def test_a_message_of_html_alone_with_files() -> None:
    assert article((SAMPLES / "eml" / "orchard.eml").read_bytes()) == Article(
        id="trees@orchard.example",
        title="Old trees are felled in the valley",
        body=[
            "Growers in the valley are pulling out plum trees that their grandparents planted, for prices have fallen "
            "for years.",
            "The wood goes to a maker of flutes in Valbourg, who pays well for it.",
        ],
        date=PublicationDate.from_iso("2024-03-04T08:00:00+00:00", "header"),
        source="orchard.example",
        authors="Ida Müller",
        origin=Origin("m"),
    )


def test_what_is_broken_costs_itself() -> None:
    found = list(mbox.read(source((SAMPLES / "mbox" / "broken.mbox").read_bytes())))
    assert [each.reason if isinstance(each, Rejected) else each.title for each in found] == [
        NO_TEXT,
        "and more",
        NO_TEXT,
    ]
    broken = found[1]
    assert isinstance(broken, Article)
    assert (broken.body, broken.date) == (
        "Ships came to port",
        PublicationDate.from_iso("2024-03-01T06:05:00", "header"),
    )


def test_a_message_without_a_word_is_none() -> None:
    found = mail((SAMPLES / "eml" / "broken.eml").read_bytes())
    assert isinstance(found, Rejected) and found.reason == NO_TEXT


def test_several_texts_are_one_article() -> None:
    data = parts(b"Content-Type: text/plain\n\nOne.", b"\nTwo.", b"Content-Type: text/plain\n\nThree.")
    assert article(data).body == "One.\n\nTwo.\n\nThree."


def test_a_message_passed_on_is_read_and_one_sent_along_is_not() -> None:
    inner = b"\n\nSubject: Old\n\nShips came to port."
    passed_on = b"Content-Type: message/rfc822" + inner
    sent_along = b"Content-Type: message/rfc822\nContent-Disposition: attachment" + inner
    assert article(parts(b"\nSee below.", passed_on, sent_along)).body == "See below.\n\nShips came to port."


def test_plain_text_that_only_points_at_the_page_gives_way_to_it() -> None:
    page = b"Content-Type: text/html\n\n<p>" + b"The harbour was opened to ships of all flags. " * 10 + b"</p>"
    assert article(parts(b"\nYour mail program shows no pages.", page)).body.startswith("The harbour was opened")


def test_of_a_page_laid_out_in_tables_nothing_is_lost() -> None:
    rows = b"".join(b"<tr><td><a href='x'>Story %d</a></td></tr>" % number for number in range(8))
    body = article(parts(b"Content-Type: text/html\n\n<table>" + rows + b"</table>")).body
    assert body.split("\n\n") == [f"Story {number}" for number in range(8)]


@pytest.mark.parametrize(
    ("field", "date"),
    [
        (b"Date: Thu, 5 Jan 2006 10:00:00 +0100 (CET)", "2006-01-05T10:00:00+01:00"),
        (b"Date: 5 Jan 06 10:00 GMT", "2006-01-05T10:00:00+00:00"),
        (b"Date: Thu Jan  5 10:00:00 2006", "2006-01-05T10:00:00"),
        (b"Date: soon\nReceived: by a; Thu, 5 Jan 2006 10:00:00 +0100", "2006-01-05T10:00:00+01:00"),
    ],
)
def test_dates(field: bytes, date: str) -> None:
    assert article(HEAD + field + b"\n\nShips.").date == PublicationDate.from_iso(date, "header")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?utf-8?b?w4lkaXRpb24=?= du matin", "Édition du matin"),
        (b"=?iso-8859-2?q?=A3=F3d=BC?=\n =?iso-8859-2?q?_jutro?=", "Łódź jutro"),
        (b"=?utf-8?q?a=C3?= =?utf-8?q?=A9b?=", "aéb"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"Price is =? a lot", "Price is =? a lot"),
        (b"Ships\x00 \x1b[31mcame\x07", "Ships [31mcame"),
    ],
)
def test_subjects(subject: bytes, title: str) -> None:
    assert article(b"Subject: " + subject + b"\nFrom: a@b.example\n\nShips.").title == title


@pytest.mark.parametrize(
    ("sender", "authors", "paper"),
    [
        (b"Ann Roe <ann@news.paper.example>", ("Ann Roe",), "paper.example"),
        (b'"Roe, Ann" <ann@paper.example>', ("Roe, Ann",), "paper.example"),
        (b"ann@paper.example", (), "paper.example"),
        (b'"ann@paper.example" <ann@paper.example>', (), "paper.example"),
        (b"ann at paper.example (Ann Roe)", ("Ann Roe",), ""),
        (b"((((((", (), ""),
    ],
)
def test_senders(sender: bytes, authors: tuple[str, ...], paper: str) -> None:
    found = article(b"From: " + sender + b"\nSubject: Harbour\n\nShips.")
    assert (found.authors, found.source) == (authors, paper)


def test_a_message_of_apple_mail() -> None:
    message = HEAD + b"\nShips came.\n"
    found = article(b"%d\n" % len(message) + message + b"<?xml version='1.0'?><plist></plist>")
    assert found.body == "Ships came."


def test_the_record_of_a_mailbox_about_itself_is_no_mail() -> None:
    found = mail(b"Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nFrom: a@b.example\n\nThis text.")
    assert isinstance(found, Rejected) and found.reason == NO_TEXT


def test_an_escaped_line_loses_one_mark() -> None:
    (found,) = mbox.read(source(ENVELOPE + HEAD + b"\n>From here.\n\n>>From there.\n\n> From him.\n"))
    assert isinstance(found, Article)
    assert found.body == "From here.\n\n>From there.\n\n> From him."


def test_a_line_that_begins_with_from_ends_no_message() -> None:
    lines = b"\n\nFrom here one sees the sea.\n\nFrom Mon to Fri we open at ten.\nFrom a@b Thu Jan  5 10:00:00 2006\n"
    assert outcomes(ENVELOPE + HEAD + lines) == ["1@paper.example"]


def test_of_a_message_beyond_the_limit_the_text_counts() -> None:
    file = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + b"QUJD\n" * 2000
    with_file = ENVELOPE + parts(b"\nShips came.", file) + b"\n"
    with_text = ENVELOPE + HEAD + b"\n" + b"Ships came.\n" * 2000 + b"\n"
    options = ReadOptions(max_article_bytes=2000)
    assert outcomes(with_file + with_text + with_file, options) == ["1@paper.example", TOO_LARGE, "1@paper.example"]
    assert isinstance(mail(with_file.removeprefix(ENVELOPE), options), Article)


@pytest.mark.parametrize(
    "content",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(10**4)) + b"\nText",
        b"Content-Type: message/rfc822\n\n" * 10**4 + b"\nText",
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 10**5,
    ],
)
def test_parts_within_parts_without_end(content: bytes) -> None:
    found = mail(HEAD + content)
    assert isinstance(found, Rejected) and found.reason == BAD_RECORD


def test_parts_without_end_are_cut_off() -> None:
    found = article(parts(*[b"\nText."] * 10**5))
    assert (found.body.count("Text."), dict(found.extra)) == (999, {"truncated": True})


@pytest.mark.parametrize(
    "header",
    [
        b'To: "' * 10**6,
        b"To: " + b"(" * 10**6,
        b"X: " + b"=?utf-8?q?a?= " * 10**5,
        b"Content-Type: text/plain; " + b"a*0*=b;" * 10**5,
        b"Content-Type: text/plain; charset=" + b'"' * 10**6,
        b"A:\n" * 10**5,
        b"\n" * 10**6,
    ],
)
def test_bait_in_the_header_takes_no_time_beyond_its_length(header: bytes) -> None:
    assert isinstance(mail(HEAD + header + b"\n\nText."), Article)


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (mbox, "From a@b.example Thu Jan  5 10:00:00 2006\nFrom: a\n", True),
        (mbox, "From - Thu Jan 05 10:00:00 2006\nX-Mozilla-Status: 0001\n", True),
        (mbox, "From 1234@xxx Thu Jan 05 10:00:00 +0000 2006\r\nX-GM-THRID: 1\r\n", True),
        (mbox, "From the harbour\nTitle: x\n", False),
        (mbox, "From Thursday at 10:00 the harbour is open.\nIt was shut.\n", False),
        (eml, "From: Ann <a@b.example>\nTo: Tom\nSubject: Harbour\n\nShips came.", True),
        (eml, "  \nDelivered-To: a@b.example\nReceived: by c\n d\nMIME-Version: 1.0\n\nx", True),
        (eml, "512\nReceived: by c\nFrom: a\nSubject: x\n\nx", True),
        (eml, "Title: Harbour\nDate: 2006-01-05\nSubject: ports\n\nShips came.", False),
        (eml, "Dear all,\n\nFrom: A\nTo: B\nSubject: C\n", False),
    ],
)
def test_recognising(reader: type, text: str, expected: bool) -> None:
    assert reader.recognises(Head(text.encode(), "a")) is expected  # type: ignore[attr-defined]
