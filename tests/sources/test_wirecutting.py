"""Cutting a stream into records: wherever its pieces end, whatever is broken, hidden or hostile in it."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.versions import versions_of

PLAIN = ReadOptions()
PAGE = "<nitf><head><title>{title}</title></head><body><body.content>{body}</body.content></body></nitf>"


def source(content: bytes, options: ReadOptions = PLAIN) -> Source:
    return Source(io.BytesIO(content), Origin("a.xml"), "a.xml", (), options)


def cut(content: bytes, limit: int = 1 << 20) -> list[bytes | None]:
    return list(RecordCutter(source(content, ReadOptions(max_article_bytes=limit)), "item"))


def read(content: str, options: ReadOptions = PLAIN) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content.encode()), "a.xml", options))


def test_records_are_the_elements_of_a_name_with_any_prefix_and_case() -> None:
    content = b"<?xml version='1.0'?><m><item a='1'>one</item >\n<n:Item>two</n:Item><items/><item-ref/></m>"
    assert cut(content) == [b"<item a='1'>one</item >", b"<n:Item>two</n:Item>"]


def test_a_record_without_end_reaches_to_the_next_one_and_a_nested_one_is_its_own() -> None:
    assert cut(b"<item>one<item>two</item></item><item>three</item>") == [
        b"<item>one",
        b"<item>two</item>",
        b"<item>three</item>",
    ]


def test_comments_and_character_data_hide_tags() -> None:
    content = b"<!-- <item>no</item> --><item><![CDATA[</item>]]>yes<!-- </item> --></item>"
    assert cut(content) == [b"<item><![CDATA[</item>]]>yes<!-- </item> --></item>"]


def test_a_comment_that_never_ends_hides_no_more_than_one_record_may_have() -> None:
    content = b"<!-- <item>one</item>" + b" " * 2 * PIECE_BYTES + b"<item>two</item>"
    assert cut(content, limit=1000) == [b"<item>one</item>", b"<item>two</item>"]


def test_what_stands_before_a_cut_is_given_first() -> None:
    records = iter(RecordCutter(source(b"<item>one</item><item>tw"), "item"))
    assert next(records) == b"<item>one</item>"
    with pytest.raises(Unreadable, match=DAMAGED):
        next(records)


def test_a_record_beyond_the_limit_costs_itself() -> None:
    big = b"<item>" + b"x" * 3 * PIECE_BYTES + b"</item>"
    assert cut(b"<item>one</item>" + big + b"<item>two</item>", limit=PIECE_BYTES) == [
        b"<item>one</item>",
        None,
        b"<item>two</item>",
    ]


@pytest.mark.parametrize("shift", range(-90, 12, 3))
def test_tags_may_lie_across_the_end_of_a_piece(shift: int) -> None:
    records = [b"<item>one</item>", b"<n:item x='1'><!-- </item> --></n:item>", b"<item>three</item>"]
    assert cut(b" " * (PIECE_BYTES + shift) + b"\n".join(records)) == records


@given(st.lists(st.sampled_from([b"<item>", b"</item>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<", b">", b"x "])))
def test_whatever_comes_every_record_begins_with_its_tag(pieces: list[bytes]) -> None:
    try:
        records = cut(b"".join(pieces))
    except Unreadable:
        return
    assert all(record is not None and record.startswith(b"<item>") for record in records)


def test_the_last_version_of_each_key_is_known_at_once() -> None:
    records = [b"a2", b"b1", None, b"a9", b"xx", b"a9", b"a3"]

    def key(record: bytes) -> tuple[str, int] | None:
        return None if record == b"xx" else (record[:1].decode(), int(record[1:]))

    assert [tuple(version) for version in versions_of(records, key)] == [
        (1, b"a2", 9),
        (2, b"b1", None),
        (3, None, None),
        (4, b"a9", 9),
        (5, b"xx", None),
        (6, b"a9", None),
        (7, b"a3", 9),
    ]


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BODIES = {
    "an entity bomb": ("<p>a &l11; b</p>", "a &l11; b"),
    "an entity of a file": ("<p>a &secret; b</p>", "a &secret; b"),
    "a million nested elements": ("<p>" * 1_000_000, ""),
    "a million nested marks": ("<p>a" + "<b>" * 1_000_000, "a"),
    "blanks before a mark": ("<p>a" + " " * 2_000_000 + "<b>b</b></p>", "a b"),
    "line ends before a mark": ("<p>a" + "\n" * 2_000_000 + "<b>b</b></p>", "a b"),
    "tabs": ("<p>a\n" + "\t" * 2_000_000 + "b</p>", "a b"),
    "ampersands": ("<p>" + "&" * 300_000 + "</p>", "&" * 300_000),
    "lines": ("<p>a\n\n" + "b\n" * 300_000 + "</p>", "a\n\n" + " ".join("b" * 300_000)),
    "lines of a page": ("<pre>" + f"{'b' * 60}\n" * 40_000 + "c</pre>", None),
}


@pytest.mark.parametrize("name", BODIES)
def test_an_attack_costs_no_more_than_its_size(name: str) -> None:
    body, text = BODIES[name]
    declared = f'<!DOCTYPE nitf [<!ENTITY l0 "lol">{ENTITIES}<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    (found,) = read(declared + PAGE.format(title="T", body=body))
    assert isinstance(found, Article)
    assert text is None or found.body == text


@pytest.mark.parametrize(
    "content",
    [
        "<NewsML><NewsItem>" + "<NewsIdentifier>" * 300_000 + "</NewsItem></NewsML>",
        "<NewsML><NewsItem><NewsIdentifier>" + "<NewsItemId>" * 300_000 + "</NewsItem></NewsML>",
        "<newsMessage><newsItem " + 'guid="' * 300_000 + "></newsItem></newsMessage>",
        "<nitf><body><body.head>" + "<byline>a.b.c</byline>" * 50_000 + "</body.head></body></nitf>",
    ],
)
def test_bait_for_patterns_is_none(content: str) -> None:
    assert [each.reason for each in read(content) if isinstance(each, Rejected)] == [NO_TEXT]


def test_an_article_beyond_the_limit_is_told_and_the_next_one_read() -> None:
    found = read(
        PAGE.format(title="A", body="x" * 5000) + PAGE.format(title="B", body="<p>b</p>"),
        ReadOptions(max_article_bytes=1000),
    )
    assert [each.reason if isinstance(each, Rejected) else each.title for each in found] == [TOO_LARGE, "B"]


class _Message(io.RawIOBase):
    """A message of `items` versions of as many stories as there are letters, made as it is read."""

    def __init__(self, items: int) -> None:
        self._pieces = self._written(items)
        self._left = b""

    def _written(self, items: int) -> Iterator[bytes]:
        yield b"<newsMessage>"
        for number in range(items):
            text = "<p>%s</p>" % ("word " * 1000)
            yield (
                f'<newsItem guid="{number % 26}" version="{number}"><contentMeta><headline>{number}</headline>'
                f"</contentMeta><contentSet><inlineXML>{text}</inlineXML></contentSet></newsItem>"
            ).encode()
        yield b"</newsMessage>"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        while not self._left and (piece := next(self._pieces, b"")):
            self._left = piece
        taken = min(len(buffer), len(self._left))
        buffer[:taken], self._left = self._left[:taken], self._left[taken:]
        return taken


def test_memory_does_not_grow_with_the_message() -> None:
    tracemalloc.start()
    try:
        found = [
            each.title
            for each in read_stream(io.BufferedReader(_Message(8000)), "m.xml", ReadOptions())
            if isinstance(each, Article)
        ]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [str(number) for number in range(7974, 8000)]
    assert peak < 24 << 20, f"{peak >> 20} MiB for a message of 40 MB"
