"""The evidence found in arrays is that worked out article by article; it never is less for one more word."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article
from searchkit.engines.embedded.search import Search
from searchkit.model import Ranking, SearchRequest
from searchkit.search import Executor, FullRanker, Similarity, Snapshot
from searchkit.search.evidence import MOST_WORDS
from searchkit.storage import article_of, load_values, open_commit, schema
from tests.search import questions
from tests.search.plain_evidence import PlainEvidence

LANGUAGES = ["", "de", "en", "ru", "zh"]
SEEDS = st.integers(0, 2**32)
QUERIES = (
    "wheat board",
    "Exports exporting US",
    "=us e-mail OR =Wheat",
    '"wheat board" title:export^3',
    "wheat W/3 board CAPS(us)",
    "中国 小麦 Weizen",
    "body:the wheat wheat NOT export",
    "us e-mail email",
    "whea* 2006",
)
ODD = Ranking(
    k1=0.7,
    body_b=0.3,
    title_b=0.9,
    title_frequency=0,
    least_length=9,
    title_evidence=3.5,
    passage=0.3,
    passage_k=2,
    short_sentence=3,
    closeness=2.5,
    closeness_k=0.4,
    window=4,
    decay=0.5,
    form=1.7,
    headline=0.6,
)

some = settings(max_examples=12)  # each makes an archive


@contextmanager
def searching(batches: Sequence[Sequence[Article]], query: str, ranking: Ranking) -> Iterator[Search]:
    """A request to an archive of so many commits, where a later article takes the place of an earlier one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with searchkit.create(Path(folder) / "index") as archive:
            for batch in batches:
                archive.add(batch)
        with closing(open_commit(Path(folder) / "index")) as commit:
            snapshot = Snapshot(commit.segments, schema()).scored_by(Similarity.of("full", ranking))
            request = SearchRequest(query, match="any", ranking=ranking)
            yield Search(Executor(snapshot), LANGUAGES, request)


def live(snapshot: Snapshot) -> list[int]:
    """The numbers of the articles that are not deleted."""
    numbers = map(snapshot.segment_at, range(snapshot.doc_count_all))
    return [n for n, (segment, doc) in enumerate(numbers) if segment.deleted is None or not segment.deleted[doc]]


def article_at(snapshot: Snapshot, number: int) -> Article:
    segment, local = snapshot.segment_at(number)
    return article_of(load_values(segment.stored(local)))


def evidence_of(ranker: FullRanker, docs: Sequence[int]) -> list[float]:
    return [float(total) for total in ranker.evidence(np.array(docs, np.int64)).total]


@pytest.mark.parametrize("ranking", [Ranking(), ODD], ids=["defaults", "odd"])
@some
@given(seed=SEEDS, query=st.sampled_from(QUERIES))
def test_the_evidence_is_that_of_the_texts(ranking: Ranking, seed: int, query: str) -> None:
    chance = random.Random(seed)
    batch = [questions.article(chance, str(number)) for number in range(24)]
    again = [questions.article(chance, str(number)) for number in (2, 3, 11)]
    with searching([batch[:9], batch[9:], again], query, ranking) as search:
        snapshot, ranker = search.snapshot, search.ranker
        docs = live(snapshot)
        articles = [article_at(snapshot, number) for number in docs]
        plain = PlainEvidence(articles, ranker.weighed.words, ranking)
        found = evidence_of(ranker, docs)
        several = evidence_of(ranker, docs[3:20:4])
    assert found == pytest.approx([plain.total(article) for article in articles], rel=1e-6, abs=1e-9)
    assert several == pytest.approx(found[3:20:4], rel=1e-12)


@settings(max_examples=4)
@given(seed=SEEDS)
def test_the_evidence_in_long_articles_is_that_of_the_texts(seed: int) -> None:
    chance = random.Random(seed)
    batch = [Article(str(n), "Wheat board", questions.text(chance, "en", 500), language="en") for n in range(4)]
    with searching([batch], "wheat board exports", Ranking()) as search:
        plain = PlainEvidence(batch, search.ranker.weighed.words, Ranking())
        found = evidence_of(search.ranker, live(search.snapshot))
    assert found == pytest.approx([plain.total(article) for article in batch], rel=1e-6)


def told(batch: Sequence[Article], query: str, **changed: float) -> dict[str, float]:
    """The evidence in articles in which all else counts nothing."""
    nothing = dict.fromkeys(("passage", "closeness", "form", "headline"), 0)
    ranking = replace(Ranking(), **{**nothing, **changed})  # type: ignore[arg-type]
    with searching([batch], query, ranking) as search:
        docs = live(search.snapshot)
        ids = [article_at(search.snapshot, number).id for number in docs]
        return dict(zip(ids, evidence_of(search.ranker, docs), strict=True))


def english(**bodies: str) -> list[Article]:
    return [Article(name, "Port", body, language="en") for name, body in bodies.items()]


def test_words_near_each_other_tell_more_than_far_apart_ones() -> None:
    near = "wheat board now now now now now now now now now now"
    batch = english(
        side=near, apart="wheat now now now board now now now now now now now", far="wheat" + near[11:] + " board"
    )
    found = told(batch, "wheat board", closeness=1)
    assert found["side"] > found["apart"] > found["far"] == 0


def test_a_word_as_typed_tells_more_than_another_form_of_it() -> None:
    found = told(english(one="exports fell", other="exporting fell"), "exports", form=1)
    assert (found["one"] > 0, found["other"]) == (True, 0)


def test_a_passage_with_all_words_tells_more_than_two_with_one_each() -> None:
    filler = "nobody spoke of it for days and days " * 6
    batch = english(one=f"wheat board {filler}\n\nnow now {filler}", two=f"wheat now {filler}\n\nboard now {filler}")
    found = told(batch, "wheat board", passage=1)
    assert found["one"] == pytest.approx(2 * found["two"])


def test_a_list_tells_less_than_sentences() -> None:
    words = "wheat now now now now now now now"
    found = told(
        english(prose=f"{words} now now now", list=". ".join([words] + ["Now now now"] * 9)), "wheat", passage=1
    )
    assert found["list"] == pytest.approx(found["prose"] * 6 / 9)


def test_a_title_of_nothing_else_tells_most() -> None:
    batch = [
        Article("all", "Wheat board", "x"),
        Article("half", "Wheat board of Ardle", "x"),
        Article("none", "Port", "x"),
    ]
    found = told(batch, "wheat board", headline=1)
    assert found == pytest.approx({"all": found["all"], "half": found["all"] / 4, "none": 0})
    assert found["all"] > 0


def test_all_numbers_of_the_evidence_are_varied() -> None:
    same = {name for name, value in asdict(Ranking()).items() if asdict(ODD)[name] == value}
    assert same == {
        name for name in same if name.startswith(("feedback", "stop", "long")) or name.endswith("depth")
    } | {"title_weight", "passage_title"}


def test_of_many_words_those_that_tell_most_are_looked_for() -> None:
    words = [f"rare{number}" for number in range(MOST_WORDS)]
    batch = [Article(word, word, "the port", language="en") for word in words]
    with searching([batch], " ".join(["the", *words, "port"]), Ranking()) as search:
        assert [word.term for word in search.ranker.weighed.words] == words


@some
@given(seed=SEEDS)
def test_one_more_occurrence_in_place_of_another_word_is_never_less_evidence(seed: int) -> None:
    chance = random.Random(seed)
    words = [chance.choice(["now", "then", "now.", "Then", "of"]) for _ in range(60)]
    chain: list[Article] = []
    for place in chance.sample(range(60), 12):
        end = "." * words[place].endswith(".")
        words[place] = chance.choice(["wheat", "board", "wheats"]) + end
        chain.append(Article(f"{len(chain):02}", "Port", " ".join(words), language="en"))
    with searching([chain], "wheat board", Ranking()) as search:
        # Rarity and average are the same for all: only what one article holds tells.
        found = evidence_of(search.ranker, live(search.snapshot))
    assert all(less <= more * (1 + 1e-9) for less, more in pairwise(found))
