"""JSON in every shape archives come in, and broken in every way."""

import io
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source
from searchkit.sources.jsonrecords import read

# The machines of a test service may be slow at any one example.


def records(data: bytes, name: str = "a.json", **options: Any) -> list[tuple[int | None, str]]:
    """The number of each record with its title, or with the reason it was rejected for."""
    found = read(Source(io.BytesIO(data), Origin(name), name, (), ReadOptions(**options)))
    return [(f.origin.record if f.origin else 0, f.title if isinstance(f, Article) else f"! {f.reason}") for f in found]


BAD, CUT, LARGE = "! record cannot be parsed", "! truncated or damaged", "! larger than the limit"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b'{"title": "A"}\n{"title": "B"}\n', [(1, "A"), (2, "B")], id="lines"),
        pytest.param(b'\xef\xbb\xbf{"title": "A"}\r\n\r\n{"title": "B"}', [(1, "A"), (3, "B")], id="BOM, blank line"),
        pytest.param('{"title": "A"}\n{"title": "ß"}\n'.encode("utf-16"), [(1, "A"), (2, "ß")], id="UTF-16"),
        pytest.param('{"title": "a\u2028b"}\n{"title": "B"}'.encode(), [(1, "a b"), (2, "B")], id="U+2028 in a line"),
        pytest.param(b'{"title": "A", "n": NaN}\n{"title": "B", "n": -Infinity}', [(1, "A"), (2, "B")], id="NaN"),
        pytest.param(b'{"title": "x", "title": "A"}\n{"title": "\\ud800"}', [(1, "A"), (2, "\ufffd")], id="double key"),
        pytest.param(b'{"title": "A"}', [(1, "A")], id="one object"),
        pytest.param(b'[{"title": "A"}, {"title": "B"}]', [(1, "A"), (2, "B")], id="array"),
        pytest.param(b'{\n "title": "A"\n}\n{\n "title": "B"\n}', [(1, "A"), (2, "B")], id="pretty-printed"),
        pytest.param(b'{"title": "A"}{"title": "B"}', [(1, "A"), (2, "B")], id="concatenated"),
        pytest.param(b'{"ok": 1, "articles": [{"title": "A"}, {"title": "B"}]}', [(1, "A"), (2, "B")], id="wrapper"),
        pytest.param(b'{"response": {"docs": [{"title": "A"}]}}', [(1, "A")], id="wrapper in a wrapper"),
        pytest.param(b'{"hits": {"hits": [{"_id": "7", "_source": {"title": "A"}}]}}', [(1, "A")], id="Elasticsearch"),
        pytest.param(b"[]", [(None, "! no text in it")], id="empty array"),
        pytest.param(
            b'{"title": "A"}\n[1]\n"s"\n3\nnull\n', [(1, "A"), (2, BAD), (3, BAD), (4, BAD), (5, BAD)], id="kinds"
        ),
        pytest.param(b'{"title": "A"}\n{"title": x}\n{"title": "C"}', [(1, "A"), (2, BAD), (3, "C")], id="broken line"),
        pytest.param(b'{"title": "A"}\n{"title": "B', [(1, "A"), (2, CUT)], id="cut last line"),
        pytest.param(
            b'[{"title": "A"}, {"title": x}, {"title": "C"}]', [(1, "A"), (2, BAD), (3, "C")], id="broken element"
        ),
        pytest.param(b'[\n{"title": x},\n{"title": "B"}\n]', [(1, BAD), (2, "B")], id="broken element on its own line"),
        pytest.param(b'{\n "title": x\n}\n{\n "title": "B"\n}', [(1, BAD), (2, "B")], id="broken pretty-printed"),
        pytest.param(b'[{"title": "A"}, {"tit', [(1, "A"), (2, CUT)], id="cut array"),
        pytest.param(b'[{"title": "A"},', [(1, "A"), (2, CUT)], id="array cut between elements"),
        pytest.param(b"[" * 100_000, [(1, BAD)], id="depth of arrays"),
        pytest.param(
            b'{"title": "A"}\n' + b'{"a":' * 100_000 + b'\n{"title": "C"}', [(1, "A"), (2, BAD), (3, "C")], id="depth"
        ),
        pytest.param(b'{"n": ' + b"1" * 100_000 + b'}\n{"title": "B"}\n', [(1, BAD), (2, "B")], id="digits"),
    ],
)
def test_shapes(data: bytes, expected: list[tuple[int | None, str]]) -> None:
    assert records(data) == expected


@pytest.mark.parametrize(
    ("before", "after"), [(b'{"title": "A"}\n', b'\n{"title": "C"}\n'), (b'[{"title": "A"}, ', b', {"title": "C"}]')]
)
def test_a_record_past_the_limit_costs_only_itself(before: bytes, after: bytes) -> None:
    large = json.dumps({"title": 'x"}],{"[' * 50_000}).encode()
    assert records(before + large + after, max_article_bytes=1000) == [(1, "A"), (2, LARGE), (3, "C")]


@pytest.mark.parametrize(
    "wrapper",
    [
        b'{"ok": 1, "meta": {"n": [2]}, "items": [], "articles": [%s], "next": {"page": [1]}}',
        b'{"took": 5, "hits": {"total": {"value": 2}, "hits": [%s], "sort": "x}"}, "end": "]"}\n{"title": "Z"}',
    ],
)
def test_records_in_a_wrapper_of_any_length_stream(wrapper: bytes) -> None:
    inner = b", ".join(b'{"title": "%d %s"}' % (n, b"x" * 100) for n in range(5000))
    expected = [(n + 1, f"{n} " + "x" * 100) for n in range(5000)]
    expected += [(5001, "Z")] if b"Z" in wrapper else []
    assert records(wrapper % inner, max_article_bytes=1000) == expected


def test_a_line_longer_than_what_is_read_ahead_costs_only_itself() -> None:
    data = b'{"title": "' + b"x" * (2 << 20) + b'"}\n{"title": "B"}\n'
    assert records(data, "a.jsonl", max_article_bytes=1000) == [(1, LARGE), (2, "B")]


def test_a_broken_line_is_reported_with_its_place() -> None:
    found = list(read(Source(io.BytesIO(b'{"title": "A"}\n{"title": x}\n'), Origin("a"), "a", (), ReadOptions())))
    place = "Expecting value (character 11 of the record)"
    assert found[1] == Rejected(Origin("a", record=2), "record cannot be parsed", place)


class Endless(io.RawIOBase):
    """An array without end, to see that records come while it is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = b', {"title": "B"}' if hasattr(self, "begun") else b'[{"title": "A"}'
        self.begun = True
        buffer[: len(piece)] = piece
        return len(piece)


def test_arrays_stream() -> None:
    stream = io.BufferedReader(Endless())
    found = read(Source(stream, Origin("a"), "a", (), ReadOptions()))
    assert [article.title for article in (next(found), next(found)) if isinstance(article, Article)] == ["A", "B"]


@pytest.mark.parametrize(
    "data",
    [b'{"a":[1,\n' * 100_000, b"{\n" * 200_000, b'{"' + b"\n{" * 50_000, b"{" + b"\n{" * 50_000, b'["' * 50_000],
    ids=["deep lines", "open lines", "open string", "open objects", "open strings in arrays"],
)
def test_hostile_text_takes_seconds_at_most(data: bytes) -> None:
    started = time.monotonic()
    found = list(read(Source(io.BytesIO(data), Origin("a"), "a", (), ReadOptions())))
    assert (all(isinstance(f, Rejected) for f in found), time.monotonic() - started < 20) == (True, True)


SAMPLES = (
    b'{"title": "A", "body": "x\\u00e4 y."}\n{"title": "B"}\n{"title": "C", "n": [1, {"a": null}]}\n',
    b'[\n  {"title": "A"},\n  {"title": "B", "text": "t\\"u"}\n]\n',
    b'{"response": {"docs": [{"title": "A"}, {"title": "B"}]}}',
)
MUTATED = st.tuples(st.sampled_from(SAMPLES), st.integers(0, 90), st.binary(max_size=6), st.integers(0, 10))


@given(MUTATED, st.sampled_from([10, 1000]))
def test_broken_json_gives_articles_and_rejections_only(cut: tuple[bytes, int, bytes, int], limit: int) -> None:
    data = cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + cut[3] :]
    for found in read(Source(io.BytesIO(data), Origin("a"), "a", (), ReadOptions(max_article_bytes=limit))):
        assert isinstance(found, Article | Rejected)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4), min_size=2, max_size=6))
def test_lines_and_arrays_hold_the_same_records(values: list[dict[str, str]]) -> None:
    named = [{"title": "T"} | value for value in values]
    lines = "\n".join(json.dumps(value, ensure_ascii=False) for value in named).encode("utf-8", "replace")
    array = b"[" + b", ".join(lines.split(b"\n")) + b"]"
    assert records(lines) == records(array)


@pytest.mark.parametrize("limit", [400, 1 << 20], ids=["streamed", "held"])
def test_what_a_json_feed_says_of_itself_goes_for_all_its_items(limit: int) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lock Keeper",
        "language": "en-GB",
        "items": [{"id": str(n), "title": f"T {n}", "content_text": "Barges wait."} for n in range(50)],
    }
    source = Source(io.BytesIO(json.dumps(feed).encode()), Origin("a"), "a", (), ReadOptions(max_article_bytes=limit))
    found = [each for each in read(source) if isinstance(each, Article)]
    assert [(each.id, each.source, each.language) for each in found] == [
        (str(n), "The Lock Keeper", "en") for n in range(50)
    ]


@pytest.mark.parametrize("kind", ["picture", "graphic", "video", "audio", "event"])
def test_what_agencies_send_beside_stories_is_no_article(kind: str) -> None:
    item = {"uri": "u1", "type": kind, "versioncreated": "2024-03-01T10:00:00Z", "headline": "Eels", "body_text": "So."}
    assert records(json.dumps(item).encode()) == [(1, "! no text in it")]
