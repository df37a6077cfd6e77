"""Two ways to decide what matches must agree: Whoosh's matchers over the index, ours over one article's tokens.

The first finds the articles, the second their spans; where they differ, a hit would show no reason.
"""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Archive, Article
from searchkit.engines.embedded.marks import Found
from searchkit.engines.embedded.search import Search
from searchkit.model import SearchRequest
from searchkit.query import describe, parse
from searchkit.search import Executor, Snapshot, merged
from searchkit.storage import load_values, open_commit, schema

WORDS = (
    "wheat exports exporting board U.S. us e-mail email 3.5 Müller weizen пшеницы пшеница"
    " 東京都 東京 x-ray O’Brien the of"
).split()
LEAVES = [
    *WORDS,
    "expor*",
    "w?eat",
    "weizan~",
    '"wheat board"',
    "=us",
    "=U.S.",
    '="wheat board"',
    "title:=wheat",
    '"the wheat"~2',
    "title:wheat",
    "date:2006",
    "lang:de",
    "東",
    "wheat W/2 board",
    "(expor* OR us) PRE/4 (board OR the)",
    "wheat NOT W/3 the",
    "board W/S e-mail",
    "ATLEAST2(wheat OR weizen)",
    '"the expor*"',
    "LEAD(of)",
    "wc<9",
]

QUERIES = st.recursive(
    st.sampled_from(LEAVES),
    lambda parts: st.tuples(parts, st.sampled_from(["AND", "OR", "AND NOT", "OR NOT", ""]), parts).map(
        lambda three: f"({' '.join(three)})"
    ),
    max_leaves=6,
)


def articles(seed: int) -> Iterator[Article]:
    """Forty short articles of a few words in several languages, some dated; the same for the same seed."""
    chance = random.Random(seed)
    for number in itertools.count(1):
        title, body = (" ".join(chance.choices(WORDS, k=chance.randint(0, most))) for most in (4, 15))
        date = chance.choice([None, "2006", "2006-05-01", "2007"])
        yield Article(str(number), title, body, date, language=chance.choice(["en", "de", "ru", "ja", ""]))


@pytest.fixture(scope="module")
def several_segments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[Article]]]:
    """An archive of several commits, with articles replaced."""
    folder: Path = tmp_path_factory.mktemp("twin")
    source = articles(1)
    kept = list(itertools.islice(source, 40))
    with searchkit.create(folder) as archive:
        for start in range(0, 40, 10):
            archive.add(kept[start : start + 10])
        kept[5] = Article("6", "replaced", "wheat board", "2006", language="en")
        archive.add([kept[5]])
        yield archive, kept


@given(text=QUERIES)
def test_the_index_and_the_article_agree(several_segments: tuple[Archive, list[Article]], text: str) -> None:
    archive, kept = several_segments
    page = archive.search(text, match="all", limit=100, passages=3)
    opened = open_commit(archive.folder)
    executor = Executor(Snapshot(opened.segments, schema()))
    search = Search(executor, ["", "de", "en", "ja", "ru"], SearchRequest(text, match="all"))
    expected = {article.id for article in kept if search.marks(article) is not None}
    opened.close()
    assert ({hit.id for hit in page}, page.total) == (expected, len(expected))


@given(text=QUERIES)
def test_a_query_printed_back_means_the_same(several_segments: tuple[Archive, list[Article]], text: str) -> None:
    archive, _ = several_segments
    printed = describe(parse(text).tree)
    assert [hit.id for hit in archive.search(printed, match="all", limit=100)] == [
        hit.id for hit in archive.search(text, match="all", limit=100)
    ]


@settings(max_examples=40)  # each asks up to forty questions
@given(text=QUERIES, size=st.integers(1, 7))
def test_pages_put_together_are_the_whole(
    several_segments: tuple[Archive, list[Article]], text: str, size: int
) -> None:
    archive, _ = several_segments
    whole = archive.search(text, match="all", limit=100)
    parts = [
        hit.id
        for offset in range(0, whole.total, size)
        for hit in archive.search(text, match="all", limit=size, offset=offset)
    ]
    assert parts == [hit.id for hit in whole]


@given(text=QUERIES)
def test_every_span_lies_in_its_passage(several_segments: tuple[Archive, list[Article]], text: str) -> None:
    archive, _ = several_segments
    for hit in archive.search(text, match="any", passages=9, limit=100):
        for passage in hit.passages:
            assert hit.article.body[passage.char_start : passage.char_end] == passage.text
            assert all(0 <= a < b <= len(passage.text) for a, b in passage.spans)
            assert all(one.end <= two.start for one, two in itertools.pairwise(passage.spans))


@given(text=QUERIES)
def test_marks_from_the_index_are_those_of_the_text(several_segments: tuple[Archive, list[Article]], text: str) -> None:
    archive, kept = several_segments
    opened = open_commit(archive.folder)
    search = Search(Executor(Snapshot(opened.segments, schema())), ["", "de", "en", "ja", "ru"], SearchRequest(text))
    articles = {article.id: article for article in kept}
    for number in range(search.snapshot.doc_count_all):
        segment, doc = search.snapshot.segment_at(number)
        if segment.deleted is None or not segment.deleted[doc]:
            article = articles[load_values(segment.stored(doc))["id"]]
            [shown] = search.marker.shown([Found(number, article)], len(article.body))
            body = [(each.char_start + a, each.char_start + b, 0) for each in shown.passages for a, b in each.spans]
            expected = search.marks(article) or {"title": [], "body": []}
            assert (shown.title_spans, merged(body)) == (merged(expected["title"]), merged(expected["body"]))
    opened.close()
