"""NITF: every field of our own samples, the traps of agencies, broken and hostile documents."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import NO_TEXT, WITHDRAWN

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "nitf"
PAGE = "<nitf><head>{head}</head><body><body.head>{top}</body.head><body.content>{body}</body.content></body></nitf>"


def records(content: str | bytes) -> list[Article | Rejected]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_stream(io.BytesIO(data), "story.xml", ReadOptions()))


def article(content: str | bytes) -> Article:
    (found,) = records(content)
    assert isinstance(found, Article), found
    return found


def story(body: str = "<p>It rained.</p>", top: str = "<hl1>Rain</hl1>", head: str = "") -> Article:
    return article(PAGE.format(head=head, top=top, body=body))


def test_every_field_of_an_agencys_story() -> None:
    assert article((SAMPLES / "agency.xml").read_bytes()) == Article(
        id="hl.2019.118",
        title="Harbour lights burn on gas — for now",
        body=[
            "The lamps on the mole of Port Ellery will burn on gas for another winter.",
            "Costs",
            "«Nobody has the money,» said the harbour master.",
            "A second vote is due in May.",
            "Lamps 41",
            "Gas, a year 9,300",
            "Edited by Ivo Lang.",
        ],
        date=PublicationDate.from_iso("2019-04-11"),
        source="Tidewater News",
        section="economy, business and finance",
        authors=["Maud Ferrier"],
        language="en",
        url="https://tidewater.example/harbour-lights",
        origin=Origin("story.xml", None, 1),
        extra={
            "subtitle": "Council puts off the change to lamps",
            "abstract": "The council has put off new lamps.",
            "dateline": "PORT ELLERY, England",
            "captions": ["The mole at dusk."],
            "keywords": ["harbours", "lamps"],
            "subjects": ["Shipping"],
        },
    )


def test_of_a_corpus_only_the_full_text_counts_and_its_lead_only_once() -> None:
    found = article((SAMPLES / "corpus.xml").read_bytes())
    assert found.body == "Eleven orchards were sold in one afternoon.\n\nMost went to a maker of cider."
    assert (found.id, str(found.date), found.source, found.section) == (
        "176612",
        "1988-09-12",
        "The Ellery Times",
        "Business",
    )
    assert found.authors == ("ROSE TALLIS", "JON WICK")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<pubdata date.publication="20020226T000000-0500"/>', "2002-02-26"),
        ('<pubdata date.publication="20200907T144527"/>', "2020-09-07T14:45:27"),
        ('<docdata><date.issue norm="20151210T191044Z"/></docdata>', "2015-12-10T19:10:44+00:00"),
        ('<docdata><date.issue norm="2016-04-13 04:52:21+00:00"/></docdata>', "2016-04-13T04:52:21+00:00"),
        ('<docdata><date.issue norm="20160909T000015Z"/></docdata>', "2016-09-09T00:00:15+00:00"),
        ('<docdata><date.issue norm="soon"/><date.release norm="20160909"/></docdata>', "2016-09-09"),
    ],
)
def test_dates_as_agencies_write_them(head: str, date: str) -> None:
    assert str(story(head=head).date) == date


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By BERT DAWE<byttl>Business Writer</byttl>", ("BERT DAWE",)),
        ("By Lena Moor, Press Association", ("Lena Moor",)),
        ("Geir Holm / Sjekk.example", ("Geir Holm",)),
        ("gr/bp", ()),
        ("<byttl>Sports Network</byttl>", ()),
        ("By <person>Ann Lee</person> and <person>Bo Ek</person>", ("Ann Lee", "Bo Ek")),
    ],
)
def test_bylines_name_persons(byline: str, authors: tuple[str, ...]) -> None:
    assert story(top=f"<hl1>Rain</hl1><byline>{byline}</byline>").authors == authors


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("No element.\n\nA second one.", ["No element.", "A second one."]),
        ("<p>Set to a width<br/>by one agency.</p>", ["Set to a width\nby one agency."]),
        ("<p>In\n  <a>the <b>bank</b></a>\n  , he said.</p>", ["In the bank, he said."]),
        ("<p>&#60;div&#62;&#60;script src=&#34;x&#34;&#62;&#60;/script&#62;&#60;/div&#62;</p><p>Text.</p>", ["Text."]),
        ("<p>Twice: AT&amp;amp;T &amp;#39;n&amp;#39; all</p>", ["Twice: AT&T 'n' all"]),
        ("<pre>Home 1 Away 0\nAnother 2 Third 2\n</pre>", ["Home 1 Away 0\nAnother 2 Third 2"]),
        (
            "<pre>    The keeper of the lock opened the gates at seven and\nwent home.\n    Nobody came.\n</pre>",
            ["The keeper of the lock opened the gates at seven and went home.", "Nobody came."],
        ),
        ("<ul><li>One</li><li>Two</li></ul><dl><dt>Three</dt><dd>Four</dd></dl>", ["One", "Two", "Three", "Four"]),
    ],
)
def test_what_parts_paragraphs(body: str, paragraphs: list[str]) -> None:
    assert story(body).body.split("\n\n") == paragraphs


def test_a_line_of_a_page_ends_where_the_next_word_did_not_fit() -> None:
    lines = (
        "The ferry to the island did not sail this morning, as the",
        "boiler was cold and nobody had told the crew.",
    )
    assert story(f"<p>{lines[0]}<br/>{lines[1]}</p>").body == " ".join(lines)


def test_without_content_the_abstract_is_the_text() -> None:
    found = story("", "<hl1>Rain</hl1><abstract><p>It will rain.</p></abstract>")
    assert (found.body, dict(found.extra)) == ("It will rain.", {})


def test_a_story_that_is_taken_back_has_its_status_or_is_none() -> None:
    head = '<docdata management-status="canceled"/>'
    assert story(head=head).extra["status"] == "canceled"
    (found,) = records(PAGE.format(head=head, top="<hl1>Rain</hl1>", body=""))
    assert isinstance(found, Rejected)
    assert found.reason == WITHDRAWN


def test_what_has_neither_headline_nor_text_is_none() -> None:
    (found,) = records(PAGE.format(head="<title/>", top="<hedline/>", body=""))
    assert found == Rejected(Origin("story.xml", None, 1), NO_TEXT, "no headline, no content")


def test_broken_markup_is_read_as_far_as_it_makes_sense() -> None:
    found = article((SAMPLES / "broken-markup.xml").read_bytes())
    assert found.title == "Mill & weir"
    assert found.body == "The weir &b; was mended &c; by Pike & Sons\n\nA second paragraph, with no end."


def test_names_that_xml_does_not_allow_are_read_over() -> None:
    assert story("<p>One <a:1>two</a:1> <x:>three</x:> <q:p:é>four</q:p:é></p>").body == "One two three four"


def test_several_documents_in_one_file_are_several_articles() -> None:
    one = PAGE.format(head="", top="<hl1>{}</hl1>", body="<p>Text.</p>")
    found = records("<?xml version='1.0'?>" + one.format("One") + "<?xml version='1.0'?>" + one.format("Two"))
    assert [(each.title, each.origin) for each in found if isinstance(each, Article)] == [
        ("One", Origin("story.xml", None, 1)),
        ("Two", Origin("story.xml", None, 2)),
    ]


def test_a_declared_charset_counts_where_it_is_true() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert article((declared + PAGE.format(head="", top="", body="<p>Blåbær</p>")).encode("latin-1")).body == "Blåbær"
    assert article((declared + PAGE.format(head="", top="", body="<p>Blåbær</p>")).encode()).body == "Blåbær"
    assert article((declared + PAGE.format(head="", top="", body="<p>Blåbær</p>")).encode("utf-16")).body == "Blåbær"


def test_how_it_was_decoded_is_kept_only_where_it_mattered() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert "encoding" not in article(declared + PAGE.format(head="", top="", body="<p>Plain</p>")).extra
    found = article((declared + PAGE.format(head="", top="", body="<p>Blåbær</p>")).encode("latin-1"))
    assert found.extra["encoding"] == "cp1252, declared"
