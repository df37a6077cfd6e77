"""What the executor promises beyond agreeing with Whoosh: what is cut short, remembered, and refused."""

from pathlib import Path

import numpy as np
import pytest
from whoosh import fields, query

from searchkit.errors import SearchkitError
from searchkit.search import Executor, Snapshot, union
from searchkit.search.caches import ByteCache
from searchkit.search.expand import FuzzyExpansion, RegexExpansion, WildcardExpansion
from searchkit.search.topk import kth_greatest
from searchkit.storage.build import PostingKind, SegmentBuilder, TermRun
from searchkit.storage.segment import Segment

SCHEMA = fields.Schema(body=fields.TEXT)


def segment(path: Path, texts: list[str]) -> Segment:
    """A segment of texts in one field, words separated by spaces."""
    places: dict[str, list[tuple[int, int]]] = {}
    for doc, text in enumerate(texts):
        for position, word in enumerate(text.split()):
            places.setdefault(word, []).append((doc, position))
    with SegmentBuilder(path, len(texts)) as builder:
        body = builder.field("body", PostingKind(positions=True), np.array([len(text.split()) for text in texts]))
        for word in sorted(places, key=str.encode):
            docs, counts = np.unique([doc for doc, _ in places[word]], return_counts=True)
            positions = np.array([position for _, position in places[word]], np.uint32)
            body.write(TermRun([word.encode()], np.array([len(docs)]), docs, counts, positions=positions))
        builder.end(body)
        builder.finish()
    return Segment(path)


def executor(folder: Path, *batches: list[str]) -> Executor:
    parts = [segment(folder / f"seg-{number:016x}.sk", texts) for number, texts in enumerate(batches)]
    return Executor(Snapshot(parts, SCHEMA))


def anyof(*words: str) -> query.Query:
    return query.Or([query.Term("body", word) for word in words])


def test_frequent_words_are_only_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(union, "PRUNED_FROM_DOCS", 0)
    search = executor(tmp_path, ["the the rare", "rare"] + ["the a b c"] * 400, ["the"] * 300)
    top = search.top(anyof("rare", "the"), 2)
    assert (sorted(top.docs), top.total) == ([0, 1], 702)
    assert search.counters == union.UnionCounters(pruned=1, skipped_postings=701)


def test_equal_scores_without_columns_stand_by_number(tmp_path: Path) -> None:
    search = executor(tmp_path, ["a"] * 70, ["a"] * 70)
    assert search.top(query.Term("body", "a"), 75).docs == list(range(75))


def test_a_snapshot_without_segments_answers(tmp_path: Path) -> None:
    search = executor(tmp_path)
    assert search.top(anyof("a", "b"), 10).docs == []
    assert search.matches(query.Every())[0].tolist() == []


def test_a_limit_of_nothing_counts(tmp_path: Path) -> None:
    search = executor(tmp_path, ["a", "b", "a b"])
    assert (search.top(anyof("a", "b"), 0).docs, search.top(anyof("a", "b"), 0).total) == ([], 3)


def test_a_limit_beyond_all_gives_all(tmp_path: Path) -> None:
    search = executor(tmp_path, ["a", "b", "a b"])
    assert sorted(search.top(anyof("a", "b"), 10**9).docs) == [0, 1, 2]


def test_a_query_only_whoosh_knows_needs_its_reader(tmp_path: Path) -> None:
    search = executor(tmp_path, ["a b"])
    with pytest.raises(SearchkitError, match="Whoosh's own matchers"):
        search.top(query.Variations("body", "a"), 1)


@pytest.mark.parametrize(
    ("slop", "texts"),
    [
        (1, {"x a b"}),
        (2, {"x a b", "a c b"}),
        (3, {"x a b", "a c b", "a c a c c b"}),
        (1 << 40, {"x a b", "a c b", "a c a c c b"}),
    ],
)
def test_a_phrase_is_words_in_order_each_near_the_one_before(tmp_path: Path, slop: int, texts: set[str]) -> None:
    all_texts = ["b a", "x a b", "a c b", "a c a c c b", "b", "a"]
    docs, _ = executor(tmp_path, all_texts).matches(query.Phrase("body", ["a", "b"], slop=slop))
    assert {all_texts[doc] for doc in docs} == texts


@pytest.mark.parametrize(
    ("expansion", "words"),
    [
        (WildcardExpansion("*ea*"), ["beat", "tea", "weather"]),
        (WildcardExpansion("?ea"), ["tea"]),
        (WildcardExpansion("w*[rt]"), ["weather", "wet"]),
        (WildcardExpansion("*é*"), ["élan"]),
        (RegexExpansion("wea|te"), ["tea", "weather"]),
        (RegexExpansion("(?i)TE"), ["tea"]),
        (RegexExpansion("teax?"), ["tea"]),
        (FuzzyExpansion("tae", 2, 1), ["tea"]),
        (FuzzyExpansion("bet", 1, 0), ["beat", "wet"]),
        (FuzzyExpansion("elan", 1, 0), ["élan"]),
    ],
)
def test_patterns_stand_for_terms(tmp_path: Path, expansion: WildcardExpansion, words: list[str]) -> None:
    texts = ["tea beat weather wet élan"]
    field = segment(tmp_path / "seg-0.sk", texts).fields["body"]
    found = [field.term(int(ordinal)).decode() for ordinal in expansion.ordinals(field)]
    assert found == words


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache = ByteCache(10)
    for key in "abc":
        cache.put(key, key, 5)
        cache.get("a")
    cache.put("huge", "huge", 11)
    assert ([cache.get(key) for key in ("a", "b", "c", "huge")], cache.size_bytes) == (["a", None, "c", None], 10)


@pytest.mark.parametrize("size", [1, 50, 3000, 20_000])
@pytest.mark.parametrize("k", [1, 10, 700])
def test_the_kth_greatest(size: int, k: int) -> None:
    values = np.random.default_rng(size).integers(0, size // 3 + 1, size)
    k = min(k, size)
    assert kth_greatest(values, k) == np.sort(values)[-k]
