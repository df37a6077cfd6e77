"""NewsML 1: fields of a story with pictures, revisions, the ways its text is given, broken items."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT, SUPERSEDED, WITHDRAWN

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "newsml1"
ITEM = """<NewsItem><Identification><NewsIdentifier><ProviderId>p.example</ProviderId><DateId>20100101</DateId>
<NewsItemId>{id}</NewsItemId><RevisionId>{revision}</RevisionId>
<PublicIdentifier>urn:newsml:p.example:20100101:{id}:{revision}N</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><Status FormalName="{status}"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>{title}</HeadLine></NewsLines>{content}</NewsComponent></NewsItem>"""


def records(content: str | bytes) -> list[Article | Rejected]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_stream(io.BytesIO(data), "wire.xml", ReadOptions()))


def item(content: str = "", title: str = "H", status: str = "Usable", id: str = "a", revision: int = 1) -> str:
    return ITEM.format(content=content, title=title, status=status, id=id, revision=revision)


def told(*items: str) -> list[str]:
    found = records(f"<NewsML>{''.join(items)}</NewsML>")
    return [each.title if isinstance(each, Article) else each.reason for each in found]


def test_every_field_of_a_story_whose_charset_is_declared_wrongly() -> None:
    found = records((SAMPLES / "photo-story.xml").read_bytes())
    assert found == [
        Article(
            id="urn:newsml:rive.example:20110302:RV-4471",
            title="La rivière a débordé à Val-Chétif",
            body=["La rivière a débordé dans la nuit, selon la préfecture.", "Personne n'a été blessé."],
            date=PublicationDate.from_iso("2011-03-02T08:10:00+01:00"),
            source="Agence Rive",
            section="disaster and accident",
            authors=["Odile Brémont"],
            language="fr",
            origin=Origin("wire.xml", None, 1),
            extra={
                "guid_version": 2,
                "dateline": "VAL-CHÉTIF, 2 mars 2011 (Rive)",
                "slug": "crue-Val",
                "keywords": ["crue", "inondation"],
            },
        ),
        Rejected(Origin("wire.xml", None, 2), NO_TEXT, "photo"),
    ]


def test_the_highest_revision_wins_and_a_withdrawn_one_removes() -> None:
    assert told(item(title="2", revision=2), item(title="1"), item(title="other", id="b")) == ["2", SUPERSEDED, "other"]
    assert told(item(title="1"), item(title="2", revision=2, status="Canceled")) == [SUPERSEDED, WITHDRAWN]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<DataContent><p>One.</p><p>Two.</p></DataContent>", "One.\n\nTwo."),
        ("<DataContent><nitf><body><body.content><p>One.</p></body.content></body></nitf></DataContent>", "One."),
        ("<DataContent><html><body><p>One.</p></body></html></DataContent>", "One."),
        ("<DataContent>Plain text.\n\nTwo.</DataContent>", "Plain text.\n\nTwo."),
        ("<DataContent><![CDATA[<p>One &eacute;.</p>]]></DataContent>", "One é."),
        ('<Encoding Notation="base64"/><DataContent>AAAA</DataContent>', ""),
        ('<MediaType FormalName="Text"/><DataContent><p>Text.</p></DataContent>', "Text."),
    ],
)
def test_the_ways_a_text_is_given(content: str, body: str) -> None:
    (found,) = records(f"<NewsML>{item(f'<ContentItem>{content}</ContentItem>')}</NewsML>")
    assert isinstance(found, Article)
    assert found.body == body


def test_items_within_an_item_are_articles_of_their_own() -> None:
    inner = [
        item(f"<ContentItem><DataContent><p>{name}</p></DataContent></ContentItem>", name, id=name) for name in "bc"
    ]
    assert told(item("".join(inner), title="")) == [NO_TEXT, "b", "c"]


def test_broken_end_tags_cost_themselves() -> None:
    found = records((SAMPLES / "broken-end-tags.xml").read_bytes())
    assert [(each.title, each.body) for each in found if isinstance(each, Article)] == [
        ("First", "One too few"),
        ("Second", "Whole."),
    ]
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == DAMAGED
