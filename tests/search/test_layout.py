"""What an article shows must not depend on how it is found: from the index, or from the text alone."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article
from searchkit.engines.embedded.marks import Found, Marker
from searchkit.model import Passage, Span
from searchkit.query import Resolver, parse
from searchkit.search import Mark, PassageRanker, Snapshot, opening_passage
from searchkit.search.layout import BodyBorders, BodyLayout, text_layout
from searchkit.storage import OpenCommit, article_of, load_values, open_commit, schema

WORDS = (
    "wheat wheats board's the U.S. e-mail 3.5 don’t S. _ a_b ʼ so\u00adil soil soils O’Brien 東東東 漢字。 ฿ é e\u0301"
    " “No!” !"
)
PIECES = [
    *WORDS.split(),
    "\n",
    "\n\n",
    "wheat. ",
    "board " * 45,
    "exports fell. " * 80,
    "the board's " * 90,
]
BODIES = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
QUERIES = ["wheat OR soil OR board", 'the OR "wheat board" OR e-mail OR 東東 OR obrien', "so* OR =board OR 3.5 OR é"]


def opened(folder: Path, bodies: list[str]) -> OpenCommit:
    with searchkit.create(folder) as archive:
        archive.add([Article(str(number), body[:20], body, language="en") for number, body in enumerate(bodies)])
    return open_commit(folder)


@settings(max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=8))
def test_passages_lie_where_the_text_has_them(bodies: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        commit = opened(Path(folder) / "index", bodies)
        for segment in commit.segments:
            borders = BodyBorders(segment.fields.get("body"))
            for doc in range(segment.doc_count):
                body = load_values(segment.stored(doc)).get("body", "")
                found, expected = borders.layout(doc, body), text_layout(body)
                assert (spans_of(found), found.firsts) == (spans_of(expected), expected.firsts)
        commit.close()


@settings(max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=8), st.sampled_from(QUERIES), st.integers(1, 3))
def test_the_best_passages_are_those_of_all(bodies: list[str], text: str, most: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        commit = opened(Path(folder) / "index", bodies)
        snapshot = Snapshot(commit.segments, schema())
        marker = Marker(Resolver(("en",)).resolve(parse(text).tree), snapshot)
        for number in range(snapshot.doc_count_all):
            segment, doc = snapshot.segment_at(number)
            article = article_of(load_values(segment.stored(doc)))
            marks = (marker.marks(article) or {"body": []})["body"]
            layout = text_layout(article.body)
            expected = every_passage(article.body, layout, marks, marker.weights)[:most]
            expected = expected or opening_passage(article.body, layout)
            assert marker.shown([Found(number, article)], most)[0][1] == tuple(expected)
        commit.close()


def spans_of(layout: BodyLayout) -> list[Span]:
    """Where all passages lie."""
    return [layout.span(ordinal) for ordinal in range(len(layout.firsts))]


def every_passage(body: str, layout: BodyLayout, marks: list[Mark], weights: list[float]) -> list[Passage]:
    """Each passage that holds a mark, all of them scored, best first."""
    ranker = PassageRanker(weights, 1)
    found = []
    for ordinal, span in enumerate(spans_of(layout)):
        inside = [mark for mark in marks if span.start <= mark[0] < span.end]
        if inside:
            found.append(ranker.passage(body, ordinal, span, inside))
    return sorted(found, key=lambda passage: (-passage.score, passage.ordinal))
