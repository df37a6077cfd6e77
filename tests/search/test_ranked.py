"""Laws of the whole ranking: what is added to an article, or to the archive around it, moves it one way only."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article
from searchkit.model import Ranking
from searchkit.query import Resolver, parse, relax
from searchkit.search import Executor, FullRanker, Similarity, Snapshot
from searchkit.search.querywords import query_words
from searchkit.storage import open_commit, schema

WORDS = "now then the minister spoke of wheat board exports barley Ardle in May and left".split()
SEEDS = st.integers(0, 2**32)
QUERIES = st.sampled_from(["wheat", "wheat board", '"wheat board"', "Exports W/3 barley", "the wheat board exports"])
ROUNDING = 1 + 3e-7

some = settings(max_examples=15)  # each makes an archive


def scores(articles: Sequence[Article], query: str, **options: object) -> dict[str, float]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with searchkit.create(Path(folder) / "index") as archive:
            archive.add(articles)
            page = archive.search(query, match="any", limit=1000, passages=0, **options)  # type: ignore[arg-type]
        return {hit.id: hit.score for hit in page}


def sentence(chance: random.Random, words: Sequence[str] = WORDS) -> str:
    return " ".join(chance.choices(words, k=chance.randint(1, 25))).capitalize() + "."


def paragraph(chance: random.Random, words: Sequence[str] = WORDS) -> str:
    return " ".join(sentence(chance, words) for _ in range(chance.randint(1, 8)))


@some
@given(seed=SEEDS, query=QUERIES)
def test_an_article_that_runs_on_in_further_paragraphs_never_scores_higher(seed: int, query: str) -> None:
    chance = random.Random(seed)
    body = "\n\n".join(["The wheat board met.", *(paragraph(chance) for _ in range(chance.randint(1, 4)))])
    growing = []
    for number in range(7):
        growing.append(Article(f"{number}", "Wheat", body, language="en"))
        body += "\n\n" + paragraph(chance, "it rained all day and no ship came in".split())
    found = scores(growing, query)
    falling = [found.get(article.id, 0.0) for article in growing]
    assert all(longer <= shorter * ROUNDING for shorter, longer in pairwise(falling))


@some
@given(seed=SEEDS, query=QUERIES)
def test_a_word_of_the_query_in_place_of_another_one_never_lowers_a_score(seed: int, query: str) -> None:
    chance = random.Random(seed)
    words = "\n\n".join(paragraph(chance, "now then of day".split()) for _ in range(3)).split(" ")
    plain = [number for number, word in enumerate(words) if word.isalpha()]
    chain = [Article("00", "Port", " ".join(words), language="en")]
    for place in chance.sample(plain, min(12, len(plain))):
        words[place] = chance.choice("wheat board exports barley".split())
        chain.append(Article(f"{len(chain):02}", "Port", " ".join(words), language="en"))
    found = scores(chain, query)
    rising = [found.get(article.id, 0.0) for article in chain]
    assert all(more * ROUNDING >= less for less, more in pairwise(rising))


@some
@given(seed=SEEDS, rare=st.integers(1, 5), more=st.integers(1, 5))
def test_a_rarer_word_weighs_more_in_every_kind_of_evidence(seed: int, rare: int, more: int) -> None:
    chance = random.Random(seed)
    body = paragraph(chance, "now then of day X X X".split())
    words = ["wheat"] * rare + ["barley"] * (rare + more)
    batch = [
        Article(f"{word}{number}", f"{word} now", f"X {body}".replace("X", word), language="en")
        for number, word in enumerate(words)
    ]
    found = scores(batch, "wheat barley")
    of_wheat, of_barley = ([found[each] for each in found if each.startswith(word)] for word in ("wheat", "barley"))
    assert (len(of_wheat), len(of_barley)) == (rare, rare + more)
    assert min(of_wheat) > max(of_barley)


def test_the_words_of_a_query_count_as_often_as_they_are_weighed() -> None:
    batch = [Article("a", "Port", "wheat"), Article("b", "Port", "barley")]
    assert list(scores(batch, "wheat^2 barley")) == ["a", "b"]
    assert list(scores(batch, "wheat barley^2")) == ["b", "a"]


@contextmanager
def ranking_of(articles: Sequence[Article], query: str, ranking: Ranking) -> Iterator[FullRanker]:
    """What ranks the articles with a word of a query, given without an archive around it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with searchkit.create(Path(folder) / "index") as archive:
            archive.add(articles)
        typed = relax(parse(query).tree)
        resolved = Resolver(("",), ranking.title_weight).resolve(typed)
        words = query_words(resolved, typed, ("",), ranking.title_weight)
        with closing(open_commit(Path(folder) / "index")) as commit:
            snapshot = Snapshot(commit.segments, schema()).scored_by(Similarity.of("full", ranking))
            yield FullRanker(Executor(snapshot), words, ranking)


TWENTY = [
    Article(f"{n:02}", "Port", f"Wheat {'now ' * n}\n\n{'then ' * 60}\n\nwheat board {'now ' * n}") for n in range(20)
]


@pytest.mark.parametrize("depth", [0, 1, 3, 19, 20, 21])
def test_as_many_as_are_wanted_are_given(depth: int) -> None:
    query = Resolver(("",), 2.0).resolve(parse("wheat").tree)
    with ranking_of(TWENTY, "wheat", Ranking(depth=depth)) as ranker:
        whole = ranker.top(query, 30)
        assert (len(set(whole.docs)), whole.total) == (20, 20)
        for limit in (0, 1, 3, 4, 20):
            found = ranker.top(query, limit)
            assert (found.docs, found.scores, found.total) == (whole.docs[:limit], whole.scores[:limit], 20)


@pytest.mark.parametrize("depth", [1, 3, 20, 21])
def test_passages_of_the_best_articles_are_given(depth: int) -> None:
    query = Resolver(("",), 2.0).resolve(parse("wheat").tree)
    with ranking_of(TWENTY, "wheat", Ranking(passage_depth=depth)) as ranker:
        found = ranker.top_passages(query, 100)
    searched = min(depth, 20)
    assert (found.searched, found.articles, found.total) == (searched, 20, len(found.docs))
    assert searched <= found.total <= 2 * searched
    assert len(set(zip(found.docs, found.ordinals, strict=True))) == found.total


def test_no_passage_of_nothing() -> None:
    query = Resolver(("",), 2.0).resolve(parse("barley").tree)
    with ranking_of(TWENTY, "barley", Ranking()) as ranker:
        found = ranker.top_passages(query, 10)
    assert (found.docs, found.total, found.searched, found.articles) == ([], 0, 0, 0)
