"""A segment keeps what it was given: in bulk, in runs of terms, and merged."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit import Article
from searchkit.analysis import analysis_language, tokenize
from searchkit.errors import IndexDamagedError
from searchkit.storage.articles import ArticleSegment
from searchkit.storage.build import PostingKind, SegmentBuilder, TermRun
from searchkit.storage.documents import write_documents
from searchkit.storage.merging import merge
from searchkit.storage.schema import article_of, stored_bytes
from searchkit.storage.segment import BORDER_KINDS, KeyColumn, NumberColumn, Segment
from searchkit.storage.values import load_values
from searchkit.stored import stored_fields

WORDS = "wheat Wheat WHEAT wheats board U.S. us e-mail 3.5 Müller's пшеницы 東京都 don't".split()
Postings = dict[str, dict[int, list[tuple[int, str]]]]

ARTICLES = st.lists(
    st.builds(
        Article,
        title=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        body=st.lists(st.sampled_from([*WORDS, ".", "\n\n"]), max_size=30).map(" ".join),
        date=st.sampled_from([None, "2006", "2006-05-01", "2007-01-01T10:00:00"]),
        source=st.sampled_from(["", "Vale Courier", "Вестник"]),
        authors=st.sampled_from([(), ("Ana Novak",), ("Jo Berg", "Li Wei")]),
        language=st.sampled_from(["", "en", "en-AU", "de", "ru", "ja"]),
        url=st.sampled_from(["", "https://example.org/a"]),
    ),
    min_size=1,
    max_size=12,
)


def numbered(articles: Iterable[Article], first: int = 0) -> list[Article]:
    return [article.with_id(f"a{number:03}") for number, article in enumerate(articles, first)]


def written(articles: Sequence[Article], path: Path) -> Segment:
    """The segment of these articles."""
    draft = ArticleSegment(path)
    for article in articles:
        values = stored_fields(article, "news.jsonl", "d" * 32)
        draft.add(values, stored_bytes(values))
    draft.write()
    return Segment(path)


def expected(articles: Sequence[Article], name: str) -> Postings:
    """The postings of a field, from `tokenize` alone."""
    found: Postings = defaultdict(lambda: defaultdict(list))
    for number, article in enumerate(articles):
        for token in tokenize(getattr(article, name), analysis_language(article.language)):
            found[token.term][number].append((token.position, token.form))
    return found


def kept(segment: Segment, name: str) -> Postings:
    """The postings of a field, as the segment has them."""
    field = segment.fields[name]
    found: Postings = {}
    for ordinal, term in enumerate(field.terms(0, field.term_count)):
        assert field.find(term) == ordinal
        starts, positions = field.position_starts(ordinal).tolist(), field.positions(ordinal).tolist()
        forms = [field.forms(ordinal)[form] for form in field.form_ids(ordinal).tolist()]
        places = list(zip(positions, forms, strict=True))
        docs = field.docs(ordinal).tolist()
        assert field.weights(ordinal).tolist() == np.diff(starts).tolist()
        assert field.ceiling_of(ordinal)[0] == max(np.diff(starts))
        found[term.decode()] = {d: places[a:z] for d, a, z in zip(docs, starts, starts[1:], strict=False)}
    return found


@settings(max_examples=50)
@given(articles=ARTICLES)
def test_a_segment_holds_the_tokens_of_its_articles(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article]
) -> None:
    articles = numbered(articles)
    segment = written(articles, tmp_path_factory.mktemp("segment") / "seg-0000000000000000.sk")
    for name in ("title", "body"):
        assert kept(segment, name) == expected(articles, name)
        lengths = segment.fields[name].lengths
        assert lengths is not None
        assert lengths.tolist() == [
            len(list(tokenize(getattr(article, name), analysis_language(article.language)))) for article in articles
        ]
    assert [article_of(load_values(segment.stored(number))) for number in range(len(articles))] == articles
    assert segment.file.verify() == []


@settings(max_examples=50)
@given(articles=ARTICLES, more=ARTICLES, gone=st.sets(st.integers(0, 11)))
def test_merged_segments_equal_one_made_of_what_is_left(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article], more: list[Article], gone: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    first, second = numbered(articles), numbered(more, 100)
    one, two = written(first, folder / "seg-1.sk"), written(second, folder / "seg-2.sk")
    one.deleted = np.array([number in gone for number in range(len(first))])
    left = [article for number, article in enumerate(first) if number not in gone] + second
    merge([one, two], folder / "seg-3.sk")
    merged, whole = Segment(folder / "seg-3.sk"), written(left, folder / "seg-4.sk")
    assert contents(merged) == contents(whole)


def contents(segment: Segment) -> dict[str, Any]:
    """All that a segment holds, as plain values."""
    found: dict[str, Any] = {"stored": [segment.stored(number) for number in range(segment.doc_count)]}
    for name, field in segment.fields.items():
        found[name] = [(term, field.docs(n).tolist()) for n, term in enumerate(field.terms(0, field.term_count))]
        if field.has_positions:
            found[f"{name} positions"] = kept(segment, name)
        if field.lengths is not None:
            found[f"{name} lengths"] = field.lengths.tolist(), field.total_length
    every = [segment.fields["body"].all_borders(kind) for kind in BORDER_KINDS]
    found["borders"] = [borders and [borders.of(number) for number in range(segment.doc_count)] for borders in every]
    for name, column in segment.columns.items():
        match column:
            case NumberColumn():
                found[f"column {name}"] = column.values.tolist()
            case KeyColumn():
                found[f"column {name}"] = [column.keys[number] for number in column.ids.tolist()]
    return found


def test_terms_given_in_runs(tmp_path: Path) -> None:
    path = tmp_path / "seg-0000000000000000.sk"
    many = np.arange(300)
    with SegmentBuilder(path, 3) as builder:
        field = builder.field("body", PostingKind(positions=True), np.array([3, 2, 400]), own_counts=True)
        two, one = np.array([2, 300]), np.array([2])
        positions = np.concatenate([[0, 2], many])
        field.write(TermRun([b"a"], np.array([2]), np.array([0, 2]), two, two, positions))
        field.write(TermRun([b"ab"], np.array([1]), np.array([1]), one, one, np.array([0, 1])))
        builder.end(field)
        field = builder.field("boosted", PostingKind(), None, float_weights=True)
        field.write(TermRun([b"x"], np.array([1]), np.array([1]), np.array([1.5])))
        builder.end(field)
        write_documents(builder.writer, [json.dumps({"n": number}).encode() for number in range(3)])
        builder.writer.collect()
        builder.finish()
    segment = Segment(path)
    body = segment.fields["body"]
    assert [body.find(term) for term in (b"a", b"ab", b"", b"b")] == [0, 1, -1, -1]
    assert (body.docs(0).tolist(), body.weights(0).tolist()) == ([0, 2], [2, 300])
    assert body.positions(0)[body.position_starts(0)[1] :].tolist() == many.tolist()
    assert [body.prefix_range(prefix) for prefix in (b"", b"a", b"ab", b"b")] == [(0, 2), (0, 2), (1, 2), (2, 2)]
    assert segment.fields["boosted"].weights(0).tolist() == [1.5]
    assert segment.stored(2) == b'{"n": 2}'


def test_nothing_is_left_of_a_segment_that_was_not_finished(tmp_path: Path) -> None:
    draft = ArticleSegment(tmp_path / "seg-0000000000000000.sk")
    draft.add(stored_fields(Article(id="1", body="wheat"), "", "d"), b"{}")
    draft.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [0, 1, 7, 40, 100, -1, -41])
def test_a_segment_that_is_cut_short_is_an_error_that_names_it(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "seg-0000000000000000.sk"
    written(numbered([Article(body="wheat board")]), path).close()
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(IndexDamagedError, match=r"seg-0000000000000000\.sk"):
        Segment(path)
