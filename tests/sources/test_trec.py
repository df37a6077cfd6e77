"""TREC and LDC collections: a story of each, the traps of their markup, and what is broken in them."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.head import Head
from searchkit.sources.wires import bordered, trec

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "trec"
DAY = PublicationDate.from_iso


def read(data: bytes, options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(trec.read(Source(io.BytesIO(data), Origin("t.sgm"), "t.sgm", (), options or ReadOptions())))


def story(document: str, encoding: str = "utf-8") -> Article:
    (found,) = read(f"<DOC>\n{document}\n</DOC>\n".encode(encoding))
    assert isinstance(found, Article)
    return found


@pytest.fixture(scope="module")
def stories() -> dict[str, Article]:
    found = read((SAMPLES / "stories.sgm").read_bytes())
    return {each.id: each for each in found if isinstance(each, Article)}


def test_ap(stories: dict[str, Article]) -> None:
    assert stories["AP890312-0007"] == Article(
        id="AP890312-0007",
        title="Lock Gates Close for Repairs After “Long Winter”",
        body=[
            "The lock gates at Westbridge closed Sunday for repairs that will last until the summer — the longest "
            "closure since 1951.",
            "“We waited as long as we could,” said the keeper, Tom O'Dell & others agreed.",
            "Depth in feet:",
            "Upper gate     12.5     11.0\nLower gate      9.0      8.5",
        ],
        date=DAY("1989-03-12T16:04:00-05:00"),
        source="AP",
        authors="ANNA MEREDITH",
        language="en",
        origin=Origin("t.sgm", record=1),
        extra={"dateline": "WESTBRIDGE, Vt.", "agency": "AP", "slug": "PM-Lock Gates,210"},
    )


def test_wall_street_journal(stories: dict[str, Article]) -> None:
    assert stories["WSJ900405-0042"] == Article(
        id="WSJ900405-0042",
        title="Ferries: Harbor Line Buys Two Older Boats",
        body=[
            "HARWICH -- Harbor Line Inc. said it bought two ferries.",
            "Terms weren't disclosed. The boats were built in 1962.",
            "The company has nine boats.",
        ],
        date=DAY("1990-04-05"),
        source="The Wall Street Journal",
        authors="Carl Weber",
        language="en",
        origin=Origin("t.sgm", record=2),
    )


def test_los_angeles_times(stories: dict[str, Article]) -> None:
    assert stories["LA042590-0003"] == Article(
        id="LA042590-0003",
        title="ORCHARD OWNERS PULL OUT OLD TREES; PLUMS: PRICES HAVE FALLEN FOR YEARS.",
        body=[
            "Growers in the valley are pulling out plum trees that their grandparents planted.",
            "Yields were as follows:",
            "Plums   12 tons",
            "Photo, Stumps in a row.",
        ],
        date=DAY("1990-04-25"),
        source="Los Angeles Times",
        section="Metro",
        authors="MAY LEE",
        language="en",
        origin=Origin("t.sgm", record=3),
        extra={"page": "Part B; Page 3; Metro Desk"},
    )


def test_financial_times(stories: dict[str, Article]) -> None:
    assert stories["FT921-77"] == Article(
        id="FT921-77",
        title="UK Company News: Weir mills to be let",
        body=[
            "THE MILLS at the weir will be let to small workshops, their owner said yesterday, after two years in "
            "which no buyer was found for the buildings. The first tenants move in next month, when a road to the "
            "yard is opened and the roof has been mended."
        ],
        date=DAY("1992-02-14"),
        source="Financial Times",
        authors=("JOHN HALE", "RUTH COLE"),
        language="en",
        origin=Origin("t.sgm", record=4),
        extra={"page": "London Page 20"},
    )


def test_fbis(stories: dict[str, Article]) -> None:
    assert stories["FBIS4-101"] == Article(
        id="FBIS4-101",
        title="Minister Opens River Bridge",
        body=[
            "The minister of works opened the bridge over the river this morning.",
            "The crossing is free of charge.",
        ],
        date=DAY("1994-04-07"),
        source="FBIS",
        section="WEST EUROPE",
        language="en",
        origin=Origin("t.sgm", record=5),
        extra={"country": "PORTUGAL", "publisher": "Radio Vale", "original_language": "Portuguese"},
    )


def test_san_jose_mercury_news_parts_paragraphs_by_semicolons(stories: dict[str, Article]) -> None:
    assert stories["SJMN91-06000001"] == Article(
        id="SJMN91-06000001",
        title="PIER IS SOLD",
        body=[
            "The old pier has a new owner.",
            "A dealer in timber bought it for one dollar.",
            "He will mend the planks; the lamps stay.",
            "Anglers may return in May.",
        ],
        date=DAY("1991-06-12"),
        source="San Jose Mercury News",
        section="Local",
        authors="IDA BELL",
        language="en",
        origin=Origin("t.sgm", record=6),
    )


def test_aquaint_has_its_byline_outside_of_elements(stories: dict[str, Article]) -> None:
    assert stories["NYT19980601.0009"] == Article(
        id="NYT19980601.0009",
        title="LIGHTHOUSE MOVES BACK FROM THE CLIFF",
        body="CAPE VALE — The lighthouse was moved by eighty feet — on rails.",
        date=DAY("1998-06-01T00:16:00-04:00"),
        source="The New York Times",
        authors="PAULA STERN",
        language="en",
        origin=Origin("t.sgm", record=7),
        extra={"slug": "BC-LIGHTHOUSE-NYT"},
    )


def test_gigaword_tells_day_and_language_by_its_number(stories: dict[str, Article]) -> None:
    assert stories["AFP_FRE_19940512.0003"] == Article(
        id="AFP_FRE_19940512.0003",
        title="Le pont de Valbourg est ouvert",
        body="Le pont a été ouvert jeudi.",
        date=DAY("1994-05-12", "header"),
        source="AFP",
        language="fr",
        origin=Origin("t.sgm", record=8),
        extra={"dateline": "VALBOURG, 12 mai", "agency": "AFP", "type": "story"},
    )


@pytest.mark.parametrize(
    ("elements", "date"),
    [
        ("<DOCNO>AP900228-0001</DOCNO>", DAY("1990-02-28", "header")),
        ("<DOCNO>LA010189-0001</DOCNO>", DAY("1989-01-01", "header")),
        ("<DOCNO>SJMN91-06364024</DOCNO>", None),
        ("<DOCNO>FBIS3-21777</DOCNO>", None),
        ("<DOCNO>891102-0193.</DOCNO><DD> = 891102 </DD>", DAY("1989-11-02")),
        ("<DOCNO>GH950103-000000</DOCNO><DATE>950103</DATE>", DAY("1995-01-03")),
        ("<DOCNO>APW19981205.0374</DOCNO><DATE_TIME> 12/05/1998 09:42:00 </DATE_TIME>", DAY("1998-12-05T09:42:00")),
        ("<DOCNO>AP890230-0001</DOCNO>", None),
        ("<DOCNO>7</DOCNO>", None),
    ],
)
def test_dates(elements: str, date: PublicationDate | None) -> None:
    assert story(f"{elements}<TEXT>Ships came.</TEXT>").date == date


def test_references() -> None:
    found = story("<TEXT>A&#2;T&amp;T&Cx1f; &blank;pays &lt;half&gt; of it, &sect; 3, non&hyph;stop &unknown;.</TEXT>")
    assert found.body == "AT&T  pays <half> of it, § 3, non-stop &unknown;."


def test_what_is_in_no_element_is_the_text_where_there_is_no_other() -> None:
    assert story("<DOCNO> 12 </DOCNO>\nShips came to port.\n").body == "Ships came to port."


def test_small_letters_and_an_address() -> None:
    document = """<doc>
<url>http://news.port.example/20080101/1.html</url>
<docno>f1-2</docno>
<contenttitle>港口重新开放</contenttitle>
<content>港口今天重新开放，各国船只都可以进入。</content>
</doc>
"""
    (found,) = read((document * 40).encode("gb18030"))[:1]
    assert found == Article(
        id="f1-2",
        title="港口重新开放",
        body="港口今天重新开放，各国船只都可以进入。",
        url="http://news.port.example/20080101/1.html",
        origin=Origin("t.sgm", record=1),
    )


def test_a_line_of_western_bytes_is_read_as_such() -> None:
    text = "<TEXT>L'été à la mer était doux, et les bateaux étaient déjà rentrés au port.</TEXT>"
    assert story(text, "latin-1").body == text[6:-7]


def test_a_page_of_a_crawl_is_no_story() -> None:
    (found,) = read(b"<DOC><DOCNO>WTX001-B01-1</DOCNO><DOCHDR>http://a.example/</DOCHDR><html>Hi</html></DOC>")
    assert isinstance(found, Rejected) and found.reason == NO_TEXT


def test_what_is_broken_costs_itself() -> None:
    source = Source(io.BytesIO((SAMPLES / "broken.sgm").read_bytes()), Origin("b.sgm"), "b.sgm", (), ReadOptions())
    records = trec.read(source)
    first, second, third = next(records), next(records), next(records)
    assert isinstance(first, Article) and isinstance(third, Article) and isinstance(second, Rejected)
    assert (first.title, first.body) == ("Head without an end", "A story whose own end is missing.")
    assert (second.reason, third.body) == (NO_TEXT, "A text without an end.")
    with pytest.raises(Unreadable) as error:
        next(records)
    assert error.value.reason == DAMAGED


@pytest.mark.parametrize("piece", [1, 3, 7])
def test_borders_are_found_wherever_a_read_ends(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (SAMPLES / "stories.sgm").read_bytes()
    whole = read(content)
    monkeypatch.setattr(trec, "PREFIX_BYTES", piece)
    monkeypatch.setattr(bordered, "PIECE_BYTES", piece)
    assert read(content) == whole


def test_a_document_beyond_the_limit_costs_itself() -> None:
    document = "<DOC><DOCNO>{}</DOCNO><TEXT>{}</TEXT></DOC>\n"
    data = document.format(1, "short") + document.format(2, "long " * 100_000) + document.format(3, "short")
    found = read(data.encode(), ReadOptions(max_article_bytes=1000))
    assert [each.id if isinstance(each, Article) else each.reason for each in found] == ["1", TOO_LARGE, "3"]


@pytest.mark.parametrize(
    "content",
    ["<TEXT>" * 200_000, "<TEXT><P" * 100_000, "<F P=1>" * 200_000, "<!-- " * 200_000, "&" * 10**6, "<HL>@\n" * 10**5],
)
def test_bait_takes_no_time_beyond_its_length(content: str) -> None:
    assert len(read(f"<DOC><DOCNO>1</DOCNO><HEAD>Bait</HEAD>{content}</DOC>".encode())) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<DOC>\n<DOCNO> AP1 </DOCNO>", True),
        ('<DOC id="d2">\n<TEXT>', True),
        ("<!-- made by hand -->\n<doc>\n<docno>1</docno>", True),
        ("<DOC>\n<PAPER>The Port</PAPER>", True),
        ("<DOC> is what it says", False),
        ("<doc><field name='id'>1</field></doc>", False),
        ("<DOCS><DOC><DOCNO>", False),
    ],
)
def test_recognising(text: str, expected: bool) -> None:
    assert trec.recognises(Head(text.encode(), "a")) is expected
