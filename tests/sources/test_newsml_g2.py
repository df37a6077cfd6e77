"""NewsML-G2: fields, versions, items without text, the ways agencies lay out a story, broken items."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT, SUPERSEDED, WITHDRAWN

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "newsml_g2"
ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}">
<itemMeta><itemClass qcode="ninat:text"/>{item}</itemMeta><contentMeta>{meta}</contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


def records(content: str | bytes) -> list[Article | Rejected]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_stream(io.BytesIO(data), "wire.xml", ReadOptions()))


def item(
    content: str = "", meta: str = "<headline>H</headline>", item: str = "", guid: str = "g", version: int = 1
) -> str:
    return ITEM.format(guid=guid, version=version, item=item, meta=meta, content=content)


def article(content: str = "", meta: str = "<headline>H</headline>", item_meta: str = "") -> Article:
    (found,) = records(item(content, meta, item_meta))
    assert isinstance(found, Article), found
    return found


def told(found: list[Article | Rejected]) -> list[str]:
    """Each record in a word or two: the title of an article, or why there is none."""
    return [each.title if isinstance(each, Article) else each.reason for each in found]


def test_every_field_of_a_story_in_a_message() -> None:
    found = records((SAMPLES / "message.xml").read_bytes())
    assert found[1] == Article(
        id="urn:newsml:tidewater.example:20170602:1",
        title="Ferry late again, passengers ashore",
        body=[
            "PORT ELLERY (Tidewater) - The morning ferry did not sail on Friday, and the passengers went home.",
            "The next one is due at noon.",
            "Boat          Sails  Lands\nHeron         12:10  12:55\nPlover        14:10  14:55",
        ],
        date=PublicationDate.from_iso("2017-06-02T07:30:00+01:00"),
        source="Tidewater",
        section="economy, business and finance",
        authors=["Maud Ferrier"],
        language="en",
        origin=Origin("wire.xml", None, 2),
        extra={
            "guid_version": 2,
            "dateline": "PORT ELLERY",
            "slug": "FERRY-ELLERY",
            "keywords": ["ferries"],
            "subjects": ["Port Ellery"],
        },
    )


def test_every_record_of_a_message_is_accounted_for() -> None:
    found = records((SAMPLES / "message.xml").read_bytes())
    assert [(each.reason, each.detail) for each in found if isinstance(each, Rejected)] == [
        (SUPERSEDED, "by version 2"),
        (NO_TEXT, "picture"),
        (NO_TEXT, "package"),
        (SUPERSEDED, "by version 4"),
        (WITHDRAWN, "urn:newsml:tidewater.example:20170601:9, version 4"),
    ]


def test_an_item_alone_with_a_prefix_and_a_story_in_nitf() -> None:
    (found,) = records((SAMPLES / "item.xml").read_bytes())
    assert isinstance(found, Article)
    assert (found.title, found.body, found.source, found.section, found.authors, found.language) == (
        "Schnee bis ins Tal",
        "Im Tal liegt Schnee.\n\nEs bleibt kalt.",
        "Ellery Dienst",
        "Wetter",
        ("Jost Rieger",),
        "de",
    )


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_the_highest_version_wins_in_any_order(order: tuple[int, ...]) -> None:
    items = [item(meta=f"<headline>{version}</headline>", version=version) for version in order]
    found = records(f"<newsMessage><itemSet>{''.join(items)}</itemSet></newsMessage>")
    assert [each.title for each in found if isinstance(each, Article)] == ["3"]
    assert told(found).count(SUPERSEDED) == 2


def test_a_version_that_is_no_number_counts_as_the_first() -> None:
    first = item(meta="<headline>1</headline>").replace('version="1"', 'version="one"')
    assert told(records(f"<newsMessage>{first}{item(version=2)}</newsMessage>")) == [SUPERSEDED, "H"]


@pytest.mark.parametrize("status", ["stat:canceled", "stat:cancelled"])
def test_an_item_that_is_withdrawn_is_no_article_with_or_without_text(status: str) -> None:
    for content in ("", "<inlineXML><p>Text.</p></inlineXML>"):
        (found,) = records(item(content, item=f'<pubStatus qcode="{status}"/>'))
        assert found == Rejected(Origin("wire.xml", None, 1), WITHDRAWN, "g, version 1", ("g", 1))


def test_an_item_that_is_withheld_says_so() -> None:
    assert article(item_meta='<pubStatus qcode="stat:withheld"/>').extra["status"] == "withheld"


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        ('<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body>No p.</body></html></inlineXML>', ["No p."]),
        ("<inlineXML><p>One.</p><p>Two.</p></inlineXML>", ["One.", "Two."]),
        ('<inlineData contenttype="text/plain">One.\n\nTwo.</inlineData>', ["One.", "Two."]),
        ("<inlineData><![CDATA[<p>One.<p>Two &amp; a half.]]></inlineData>", ["One.", "Two & a half."]),
        (
            "<inlineXML><html><body><p>(Adds comment)\n    Set in, this line\ngoes on.</p></body></html></inlineXML>",
            ["(Adds comment)", "Set in, this line goes on."],
        ),
        (
            "<inlineXML><html><body><p>End\nof it.\n \n\n (By A;\nEdited by B)</p></body></html></inlineXML>",
            ["End of it.", "(By A; Edited by B)"],
        ),
        ("<inlineXML><p>Short.</p></inlineXML><inlineXML><p>Longer one.</p></inlineXML>", ["Longer one."]),
        ("<inlineXML><sports-content><team>Miami</team></sports-content></inlineXML>", [""]),
        ("<inlineXML><html><body><header><p>X</p></header><h1>H</h1><p>Text.</p></body></html></inlineXML>", ["Text."]),
    ],
)
def test_the_ways_a_story_is_laid_out(content: str, paragraphs: list[str]) -> None:
    assert article(content).body.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("meta", "source"),
    [
        ('<provider literal="rill.example"/>|<infoSource literal="Data House"/><infoSource literal="Rill"/>', "Rill"),
        ('<provider literal="rill.example"/>|', "rill.example"),
        ('<provider qcode="nprov:RILL"/>|<infoSource literal="Data House"/>', "RILL"),
        ('<provider qcode="nprov:rl"><name>Rill Agency</name></provider>|', "Rill Agency"),
        ('<provider uri="http://www.rill.example/"/>|<infoSource><name>Data House</name></infoSource>', "Data House"),
        ('<provider uri="http://www.rill.example/about"/>|', "rill.example"),
    ],
)
def test_the_provider_goes_under_its_best_name(meta: str, source: str) -> None:
    provider, _, info = meta.partition("|")
    assert article("", f"<headline>H</headline>{info}", provider).source == source


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ("<by>By Ada Kvist and Bo Ek</by><creator><name>Rill</name></creator>", ("Ada Kvist", "Bo Ek")),
        ("<by/><creator><name>Ada Kvist</name></creator>", ("Ada Kvist",)),
        ("<creator><name>The Sports Network, Inc.</name></creator>", ()),
        ("<infoSource><name>Rill Data</name></infoSource><creator><name>Rill Data</name></creator>", ()),
    ],
)
def test_authors_are_persons(meta: str, authors: tuple[str, ...]) -> None:
    assert article("", f"<headline>H</headline>{meta}").authors == authors


@pytest.mark.parametrize(
    ("subjects", "section"),
    [
        ('<subject qcode="N2:SOC"/><subject qcode="subj:15054000"/><subject qcode="subj:04000000"/>', "sport"),
        ('<subject qcode="medtop:20000350"><name>central bank</name></subject>', "central bank"),
        ('<subject type="x:category"><name>s</name></subject><subject><name>Ice</name></subject>', "Ice"),
        ('<subject qcode="subj:15054000"/><subject qcode="x-department:9"><name>Home</name></subject>', "Home"),
        ('<subject type="cpnat:geoArea"><name>Oslo</name></subject>', ""),
    ],
)
def test_the_section_is_the_agencys_own_or_the_first_subject(subjects: str, section: str) -> None:
    assert article("", f"<headline>H</headline>{subjects}").section == section


def test_dates_in_order_with_blanks_around_them() -> None:
    created = "<headline>H</headline><contentCreated>2016-10-19T13:00:00Z\n</contentCreated>"
    first = "<firstCreated>\n 2018-01-03T20:13:08.000Z </firstCreated><versionCreated>2018-02-01</versionCreated>"
    assert str(article("", created, first).date) == "2016-10-19T13:00:00+00:00"
    assert str(article("", item_meta=first).date) == "2018-01-03T20:13:08+00:00"


def test_an_abstract_stands_for_a_text_that_is_not_there() -> None:
    meta = '<headline>H</headline><description role="x:{}">It rose by six per cent.</description>'
    assert article("<inlineXML><!-- story --></inlineXML>", meta.format("abstract")).body == "It rose by six per cent."
    assert article("", meta.format("caption")).body == ""


def test_broken_items_cost_themselves() -> None:
    found = records((SAMPLES / "broken-namespace.xml").read_bytes())
    assert told(found) == ["Undeclared & unclosed", NO_TEXT, DAMAGED]
    assert isinstance(found[0], Article)
    assert found[0].body == "Text"


@pytest.mark.parametrize("root", ["conceptItem", "knowledgeItem", "planningItem", "catalogItem", "packageItem"])
def test_other_items_are_told_by_their_kind(root: str) -> None:
    (found,) = records(f'<{root} xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta/></{root}>')
    assert found == Rejected(Origin("wire.xml", None, 1), NO_TEXT, root.removesuffix("Item"))
