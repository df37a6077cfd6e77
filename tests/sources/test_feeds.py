"""RSS, RDF, Atom and WordPress exports, whole and broken."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source, Unreadable
from searchkit.sources.feeds import read

# The machines of a test service may be slow at any one example.

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily</title><language>en-gb</language>
<item><title>Wheat &amp;amp; rain</title><link>https://a.org/wheat</link><guid>w1</guid>
<pubDate>Thu, 05 Jan 2006 10:00:00 -0500</pubDate><dc:creator>Ann Roe</dc:creator><category>World</category>
<description>A teaser.</description><content:encoded><![CDATA[<p>Rain fell.</p><p>Sun shone.</p>]]></content:encoded>
</item>
<item><title>Teaser only</title><description>A teaser &lt;b&gt;only&lt;/b&gt;.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Der Tag</title>
<entry><id>urn:1</id><title type="html">Wei&amp;szlig;</title><updated>2006-01-05T10:00:00Z</updated>
<author><name>Ann Roe</name></author><link href="https://a.org/1"/>
<content type="html">&lt;p&gt;Es regnete.&lt;/p&gt;</content></entry></feed>"""
WORDPRESS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Blog</title>
<item><title>Post</title><content:encoded><![CDATA[One <b>line</b>.

[caption id="1"]Two.[/caption]]]></content:encoded>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>
<item><title>Idea</title><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>
<item><title>Picture</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item>
</channel></rss>"""


SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "feed"


def read_all(data: bytes, **options: Any) -> list[Article | Rejected]:
    return list(read(Source(io.BytesIO(data), Origin("f.xml"), "f.xml", (), ReadOptions(**options))))


def fields(record: Article | Rejected) -> object:
    """What is not empty in an article; what is said of something turned down."""
    if isinstance(record, Rejected):
        return f"{record.reason}: {record.detail}"
    values = record.to_dict() | {"origin": None, "date_found_in": None}
    return {name: value for name, value in values.items() if value}


def test_rss() -> None:
    full, teaser = read_all(RSS.encode())
    assert fields(full) == {
        "id": "w1",
        "title": "Wheat & rain",
        "body": "Rain fell.\n\nSun shone.",
        "date": "2006-01-05T10:00:00-05:00",
        "source": "The Daily",
        "section": "World",
        "authors": ["Ann Roe"],
        "language": "en",
        "url": "https://a.org/wheat",
        "extra": {"summary": "A teaser."},
    }
    assert isinstance(teaser, Article) and (teaser.title, teaser.body) == ("Teaser only", "A teaser only.")


def test_atom() -> None:
    (found,) = read_all(ATOM.encode())
    assert fields(found) == {
        "id": "urn:1",
        "title": "Weiß",
        "body": "Es regnete.",
        "date": "2006-01-05T10:00:00+00:00",
        "source": "Der Tag",
        "authors": ["Ann Roe"],
        "language": "de",
        "url": "https://a.org/1",
    }
    assert (isinstance(found, Article) and found.origin) == Origin("f.xml", record=1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "harbour.atom",
            [
                {
                    "id": "urn:gazette:1",
                    "title": "Lock & weir reopen",
                    "body": "The lock reopened on Sunday.\n\nBarges passed.",
                    "date": "2020-03-01T17:03:00+01:00",
                    "source": "Harbour Gazette",
                    "section": "Local",
                    "authors": ["Ida Berg"],
                    "language": "en",
                    "url": "https://gazette.example/1",
                    "extra": {"category": ["Local", "Rivers"]},
                },
                {
                    "id": "urn:gazette:2",
                    "title": "A teaser",
                    "body": "Only a teaser stands here.",
                    "date": "2020-03-02T08:00:00+00:00",
                    "source": "Harbour Gazette",
                    "language": "en",
                },
            ],
        ),
        (
            "harbour.rdf",
            [
                {
                    "id": "https://gazette.example/3",
                    "title": "Café on the quay",
                    "body": "A café has opened on the quay. It sells soup.",
                    "date": "2020-03-03T09:00:00+00:00",
                    "source": "Harbour Gazette",
                    "section": "Local",
                    "authors": ["Tom Hale"],
                    "language": "en",
                    "url": "https://gazette.example/3",
                }
            ],
        ),
        (
            "wordpress.xml",
            [
                {
                    "id": "https://lock.example/?p=7",
                    "title": "Gates jam again",
                    "body": "The gates jammed again on Sunday.\n\nThe gates.\n\nNobody was hurt [sic], he said.",
                    "date": "2020-03-01T17:03:00+00:00",
                    "source": "The Lock Keeper",
                    "section": "Local",
                    "authors": ["ida"],
                    "language": "en",
                    "url": "https://lock.example/gates",
                },
                "no text in it: WordPress post, draft",
                "no text in it: WordPress attachment, inherit",
            ],
        ),
        (
            "broken-cut.rss",
            [
                {"title": "Whole & unescaped", "body": "It stands before the cut.", "source": "Harbour Gazette"},
                {"title": "Cut off", "source": "Harbour Gazette"},
            ],
        ),
    ],
)
def test_samples(name: str, expected: list[object]) -> None:
    assert [fields(found) for found in read_all((SAMPLES / name).read_bytes())] == expected


@pytest.mark.parametrize("root", ["rss", "feed", "rdf"])
def test_a_large_feed_is_read_in_pieces_to_the_same_articles(root: str) -> None:
    entry = "entry" if root == "feed" else "item"
    head = {
        "rss": "<rss><channel><title>The Daily</title>",
        "feed": '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Daily</title>',
        "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>The Daily</title></channel>",
    }[root]
    ends = {"rss": "</channel></rss>", "feed": "</feed>", "rdf": "</rdf:RDF>"}[root]
    text = "Rain fell on wheat. " * 100
    entries = "\n".join(
        f"<{entry}><title>{n}</title><description><![CDATA[{text} </{entry}> shown]]></description></{entry}>"
        for n in range(200)
    )
    data = f"{head}\n{entries}\n{ends}".encode()
    assert read_all(data, max_article_bytes=100_000) == read_all(data)
    assert len(read_all(data)) == 200


def test_an_entry_past_the_limit_ends_the_feed_after_what_stands_before_it() -> None:
    data = RSS.replace("</channel>", f"<item><title>{'x' * 300_000}</title></item></channel>").encode()
    source = Source(io.BytesIO(data), Origin("f"), "f", (), ReadOptions(max_article_bytes=100_000))
    found: list[Article | Rejected] = []
    with pytest.raises(Unreadable, match="larger than the limit"):
        found.extend(read(source))
    assert [f.title for f in found if isinstance(f, Article)] == ["Wheat & rain", "Teaser only"]


def test_of_a_wordpress_export_only_published_stories_are_articles() -> None:
    post, *others = read_all(WORDPRESS.encode())
    assert isinstance(post, Article) and post.body == "One line.\n\nTwo."
    assert others == [
        Rejected(Origin("f.xml", record=2), "no text in it", "WordPress post, draft"),
        Rejected(Origin("f.xml", record=3), "no text in it", "WordPress attachment, inherit"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_feed_in_the_wrong_encoding_is_read(encoding: str) -> None:
    (found,) = read_all("<rss><channel><item><title>Café</title></item></channel></rss>".encode(encoding))
    assert isinstance(found, Article) and found.title == "Café"


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    found = read_all(RSS[: RSS.index("</description></item>")].encode())
    assert [f.title for f in found if isinstance(f, Article)] == ["Wheat & rain", "Teaser only"]


def test_entities_of_a_dtd_are_not_expanded() -> None:
    laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    (found,) = read_all(
        f"<!DOCTYPE r [{laughs}]><rss><channel><item><title>T &a12;</title></item></channel></rss>".encode()
    )
    assert isinstance(found, Article) and len(found.title) < 10


def test_files_of_this_machine_are_not_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    (found,) = read_all(f"{doctype}<rss><channel><item><title>T &x;</title></item></channel></rss>".encode())
    assert isinstance(found, Article) and "secret" not in found.title
    with pytest.raises(Unreadable):
        read_all(str(secret).encode())


@pytest.mark.parametrize("data", [b"", b"hello", b"<rss><channel/></rss>", b"<rss>" + b"<" * 600_000])
def test_without_entries_it_is_no_feed(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_all(data)


def test_deep_nesting_takes_seconds_at_most() -> None:
    started = time.monotonic()
    read_all(b"<rss><channel><item><title>T</title><description>" + b"<a>" * 50_000)
    assert time.monotonic() - started < 20


MUTATED = st.tuples(
    st.sampled_from([RSS, ATOM, WORDPRESS]), st.integers(0, 900), st.binary(max_size=6), st.integers(0, 20)
)


@given(MUTATED)
def test_broken_feeds_give_articles_and_rejections_only(cut: tuple[str, int, bytes, int]) -> None:
    data = cut[0].encode()
    try:
        found = read_all(data[: cut[1]] + cut[2] + data[cut[1] + cut[3] :])
    except Unreadable:
        found = []
    assert all(isinstance(f, Article | Rejected) for f in found)
