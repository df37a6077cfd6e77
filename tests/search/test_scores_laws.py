"""Laws that every score obeys, by plain BM25, by the base of a ranking and by all of it."""

import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Archive, Article, IndexOptions
from searchkit.model import Ranking, SearchOptions

CORPUS = Path(__file__).parents[2] / "corpus"

WORDS = "wheat wheats board barley sale port-side U.S. the".split()
QUERIES = (
    "wheat",
    "wheat board barley",
    "the port-side U.S. sale",
    '"wheat board"',
    "whea* OR bo*",
    "barlei~ sale",
    "wheat W/3 board",
    "=wheats OR title:the",
    "+wheat board NOT sale",
    "ATLEAST2(wheat OR sale)",
    "author:[a TO k] OR wheat",
)

BASE = Ranking(k1=0.9, body_b=0.4, title_b=0.9, title_weight=3.5, title_frequency=4, least_length=9, depth=0)
RANKERS: dict[str, SearchOptions] = {"bm25": {"ranker": "bm25"}, "base": {"ranking": BASE}, "full": {}}
SEEDS = st.integers(0, 2**32)

Found = list[tuple[str, float]]

every_ranker = pytest.mark.parametrize("ranker", RANKERS)
some = settings(max_examples=8)  # each makes an archive
few = settings(max_examples=3)  # each makes three, of many commits


@contextmanager
def archive_of(*batches: Sequence[Article], merged: bool = False) -> Iterator[Archive]:
    """An archive of so many commits, as one segment if `merged`."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        searchkit.create(Path(folder) / "index") as archive,
    ):
        for batch in batches:
            archive.add(batch)
        if merged:
            archive.whoosh.writer().commit(optimize=True)
            archive.refresh()
        yield archive


def found(archive: Archive, query: str, ranker: str, **options: Any) -> Found:
    """Ids and scores, best first."""
    page = archive.search(query, **{"limit": 1000, "match": "any", "passages": 0, **RANKERS[ranker], **options})
    return [(hit.id, hit.score) for hit in page]


def text(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choices(WORDS, range(len(WORDS), 0, -1), k=chance.randint(least, most)))


def articles(chance: random.Random, count: int, longest: int = 25) -> list[Article]:
    """Of few words, some without a title or an author, some of one date."""
    return [
        Article(
            str(number),
            text(chance, 0, 3),
            text(chance, min(1, longest), longest),
            chance.choice([None, "2006-01-16", "2006-02-01"]),
            authors=chance.choice([[], ["Ana Novak"], ["Jo Berg"]]),
            language=chance.choice(["en", "en", ""]),
        )
        for number in range(count)
    ]


def same(one: Found, other: Found) -> bool:
    """Whether two pages have the same articles in one order, with scores that are equal as float32."""
    return [ident for ident, _ in one] == [ident for ident, _ in other] and np.allclose(
        [score for _, score in one], [score for _, score in other], rtol=3e-7, atol=0
    )


@every_ranker
@some
@given(seed=SEEDS, longest=st.sampled_from([0, 5, 25]))
def test_scores_are_finite_and_never_negative(ranker: str, seed: int, longest: int) -> None:
    with archive_of(articles(random.Random(seed), 20, longest)) as archive:
        scores = [score for query in QUERIES for _, score in found(archive, query, ranker)]
    assert scores
    assert all(math.isfinite(score) and score >= 0 for score in scores)


@every_ranker
@pytest.mark.parametrize("query", ["wheat", "wheat board", "title:wheat", "whea*"])
@some
@given(seed=SEEDS, length=st.integers(1, 60))
def test_more_occurrences_never_lower_a_score(ranker: str, query: str, seed: int, length: int) -> None:
    chance = random.Random(seed)
    words = ["now"] * length
    words[chance.randrange(length)] = "board"
    chain: list[Article] = []
    for place in chance.sample(range(length), min(length, 12)):
        words[place] = "wheat" if words[place] == "now" else words[place]
        title = " ".join(["wheat", *words[: length % 5]])
        chain.append(Article(f"{len(chain):02}", title, " ".join(words), language="en"))
    chance.shuffle(others := articles(chance, 5))
    with archive_of(chain, [Article(f"x{each.id}", each.title, each.body) for each in others]) as archive:
        scores = dict(found(archive, query, ranker))
    assert scores
    rising = [scores.get(article.id, 0.0) for article in chain]
    assert all(more >= less * (1 - 3e-7) for less, more in pairwise(rising))


@every_ranker
@pytest.mark.parametrize("query", ["wheat", "wheat board", '"wheat board"', "title:wheat OR board"])
@some
@given(seed=SEEDS, step=st.integers(1, 40))
def test_a_longer_article_with_the_same_matches_never_scores_higher(
    ranker: str, query: str, seed: int, step: int
) -> None:
    chance = random.Random(seed)
    body = f"{text(chance, 0, 20)} wheat board {text(chance, 0, 20)}".strip()
    growing = [Article(f"{n:02}", "the wheat", body + " now" * (step * n), language="en") for n in range(8)]
    with archive_of(growing) as archive:
        scores = dict(found(archive, query, ranker))
    falling = [scores[article.id] for article in growing]
    assert all(longer <= shorter * (1 + 3e-7) for shorter, longer in pairwise(falling))


@every_ranker
@some
@given(rare=st.integers(1, 6), more=st.integers(1, 6), before=st.integers(0, 9), behind=st.integers(0, 9))
def test_a_rarer_word_weighs_more(ranker: str, rare: int, more: int, before: int, behind: int) -> None:
    bodies = ["wheat"] * rare + ["barley"] * (rare + more)
    batch = [
        Article(f"{word}{number}", "now", "now " * before + word + " now" * behind, language="en")
        for number, word in enumerate(bodies)
    ]
    with archive_of(batch) as archive:
        scores = dict(found(archive, "wheat barley", ranker))
    of_wheat, of_barley = (
        [score for ident, score in scores.items() if ident.startswith(word)] for word in ("wheat", "barley")
    )
    assert (len(of_wheat), len(of_barley)) == (rare, rare + more)
    assert min(of_wheat) > max(of_barley)


@few
@given(seed=SEEDS, limit=st.sampled_from([3, 1000]))
def test_order_does_not_depend_on_segments(seed: int, limit: int) -> None:
    batch = articles(random.Random(seed), 30)
    fives, threes = ([batch[first::step] for first in range(step)] for step in (5, 10))
    with archive_of(batch) as whole, archive_of(*fives) as parts, archive_of(*threes) as joined:
        for ranker in RANKERS:
            for query in QUERIES:
                expected = found(whole, query, ranker, limit=limit)
                assert same(found(parts, query, ranker, limit=limit), expected)
                assert same(found(joined, query, ranker, limit=limit), expected)


@few
@given(seed=SEEDS, limit=st.sampled_from([3, 1000]))
def test_order_does_not_depend_on_what_was_deleted_or_merged(seed: int, limit: int) -> None:
    chance = random.Random(seed)
    batch, older = articles(chance, 30), articles(chance, 12)
    updates = [*older, *batch[12:]], batch[:5], batch[5:12]  # less than half of a segment: it is not merged at once
    with archive_of(batch) as whole, archive_of(*updates) as updated, archive_of(*updates, merged=True) as merged:
        for ranker in RANKERS:
            for query in QUERIES:
                expected = found(whole, query, ranker, limit=limit)
                assert same(found(updated, query, ranker, limit=limit), expected)
                assert same(found(merged, query, ranker, limit=limit), expected)


@every_ranker
def test_order_does_not_depend_on_processes_or_runs(tmp_path: Path, ranker: str) -> None:
    with searchkit.create(tmp_path / "one") as one, searchkit.create(tmp_path / "two") as two:
        one.index([CORPUS], IndexOptions(jobs=1))
        two.index([CORPUS], IndexOptions(jobs=2))
        for query in ("the minister", "harb* OR grain", '"of the"', "wheat W/9 the"):
            expected = found(one, query, ranker)
            assert expected
            assert same(found(two, query, ranker), expected)
