"""Plain BM25 equals Lucene's formula: by hand, by plain Python over random archives, and by another library."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest

import searchkit
from searchkit import Archive, Article
from searchkit.model import Ranking
from searchkit.query import Resolver, parse, relax
from searchkit.search import LUCENE, Executor, Executors, Similarity, Snapshot, union
from searchkit.search.executors import MOST_KEPT
from searchkit.storage import load_values, open_commit, schema

WORDS = "wheat board sale barley iraq port".split()

PLAIN = Ranking(k1=1.2, body_b=0.75, title_b=0.75, title_weight=2.0, title_frequency=0, least_length=0)


def four_articles(folder: Path) -> Archive:
    """Two segments; of the first one article is deleted, for the second has it in a newer version."""
    archive = searchkit.create(folder)
    archive.add(
        [
            Article("a", "wheat", "wheat board wheat"),
            Article("b", "board sale", "barley board sale now"),
            Article("c", "wheat wheat wheat", "wheat wheat"),
        ]
    )
    archive.add([Article("c", "sale", "barley"), Article("d", "", "wheat barley barley barley")])
    return archive


def scores(archive: Archive, query: str) -> dict[str, float]:
    """The score of every article found by plain BM25."""
    return {hit.id: hit.score for hit in archive.search(query, limit=1000, match="any", ranker="bm25")}


def base_scores(archive: Archive, query: str, ranking: Ranking) -> dict[str, float]:
    """The score of every article found by the numbers of a ranking, before any other evidence."""
    commit = open_commit(archive.folder)
    snapshot = Snapshot(commit.segments, schema(), similarity=Similarity.of("full", ranking))
    resolved = Resolver(("",), ranking.title_weight).resolve(relax(parse(query).tree))
    docs, found = Executor(snapshot).matches(resolved)
    each = [segment.stored(number) for segment, number in map(snapshot.segment_at, docs.tolist())]
    commit.close()
    return {str(load_values(stored)["id"]): score for stored, score in zip(each, found.tolist(), strict=True)}


def test_a_body_by_hand(tmp_path: Path) -> None:
    # Bodies: N = 4, lengths 3, 4, 1, 4, on average 3; "wheat" stands in n = 2, so idf = ln(1 + 2.5/2.5) = 0.693147.
    # a: tf 2, norm 1.2·(0.25 + 0.75·3/3) = 1.2:   0.693147 · 2/(2 + 1.2) = 0.433217
    # d: tf 1, norm 1.2·(0.25 + 0.75·4/3) = 1.5:   0.693147 · 1/(1 + 1.5) = 0.277259
    with four_articles(tmp_path / "index") as archive:
        assert scores(archive, "body:wheat") == pytest.approx({"a": 0.433217, "d": 0.277259}, abs=1e-5)


def test_a_title_counts_twice_beside_the_body(tmp_path: Path) -> None:
    # Titles: N = 3, for d has none; lengths 1, 2, 1, on average 4/3; n = 1: idf = ln(1 + 2.5/1.5) = 0.980829.
    # a: tf 1, norm 1.2·(0.25 + 0.75·1/(4/3)) = 0.975: 0.980829 · 1/1.975 · 2 = 0.993245; with its body 1.426462
    with four_articles(tmp_path / "index") as archive:
        assert scores(archive, "wheat") == pytest.approx({"a": 1.426462, "d": 0.277259}, abs=1e-5)


def test_several_words_add_up(tmp_path: Path) -> None:
    # "board", body: n = 2, idf 0.693147; a: 1/(1 + 1.2) = 0.454545 → 0.315067; b: 1/(1 + 1.5) → 0.277259
    # "board", title: n = 1, idf 0.980829; b: norm 1.2·(0.25 + 0.75·2/(4/3)) = 1.65: 0.980829/2.65 · 2 = 0.740248
    # "sale", body: n = 1, idf ln(1 + 3.5/1.5) = 1.203973; b: 1/2.5 → 0.481589
    # "sale", title: n = 2, idf ln(1 + 1.5/2.5) = 0.470004; b: 0.470004/2.65 · 2 = 0.354720; c: 0.470004/1.975 · 2
    with four_articles(tmp_path / "index") as archive:
        expected = {"a": 0.315067, "b": 0.277259 + 0.740248 + 0.481589 + 0.354720, "c": 0.475953}
        assert scores(archive, "board sale") == pytest.approx(expected, abs=1e-5)


def test_a_phrase_scores_as_its_words(tmp_path: Path) -> None:
    # a: "wheat" 0.433217 as above, "board" 0.315067
    with four_articles(tmp_path / "index") as archive:
        assert scores(archive, 'body:"wheat board"') == pytest.approx({"a": 0.748284}, abs=1e-5)


def test_a_pattern_scores_as_one_word_wherever_it_stands(tmp_path: Path) -> None:
    # b* is board or barley, in n = 4 of 4: idf ln(1 + 0.5/4.5) = 0.105361
    # a: 1/2.2 → 0.047891; b: tf 2, 2/3.5 → 0.060206; c: norm 0.6: 1/1.6 → 0.065850; d: tf 3, 3/4.5 → 0.070240
    with four_articles(tmp_path / "index") as archive:
        expected = {"a": 0.047891, "b": 0.060206, "c": 0.065850, "d": 0.070240}
        assert scores(archive, "body:b*") == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        # the idf is 0.980829 in the title, 0.693147 in the body; tf/(tf + norm) there 1/1.975 and 2/3.2, in d's 1/2.5
        ("title_weight=3", {"a": 3 * 0.980829 / 1.975 + 0.433217, "d": 0.277259}),
        ("title_b=0", {"a": 2 * 0.980829 / 2.2 + 0.433217, "d": 0.277259}),  # norm 1.2
        ("body_b=0", {"a": 0.993245 + 0.433217, "d": 0.693147 / 2.2}),
        ("body_b=1", {"a": 0.993245 + 0.433217, "d": 0.693147 / 2.6}),  # norm 1.2·4/3
        ("k1=0", {"a": 2 * 0.980829 + 0.693147, "d": 0.693147}),
        ("least_length=6", {"a": 0.993245 + 0.693147 * 2 / 4.1, "d": 0.693147 / 3.1}),  # norm 1.2·(0.25 + 0.75·6/3)
    ],
)
def test_the_numbers_of_a_ranking_count(tmp_path: Path, settings: str, expected: dict[str, float]) -> None:
    with four_articles(tmp_path / "index") as archive:
        assert base_scores(archive, "wheat", PLAIN.changed(settings)) == pytest.approx(expected, abs=1e-5)


def test_a_word_saturates_once_for_title_and_body(tmp_path: Path) -> None:
    # "wheat": N = 4, n = 2 bodies of one title: idf 0.693147. a: x = 2/1.2 + 4·1/0.975 = 5.769231; d: x = 1/1.5
    # a: 0.693147 · 5.769231/6.769231 = 0.590751; d: 0.693147 · 0.666667/1.666667 = 0.277259; with ^3 three times that
    ranking = replace(PLAIN, title_frequency=4, title_weight=0.7)
    with four_articles(tmp_path / "index") as archive:
        assert base_scores(archive, "wheat", ranking) == pytest.approx({"a": 0.590751, "d": 0.277259}, abs=1e-5)
        thrice = base_scores(archive, "wheat^3", ranking)
    assert thrice == pytest.approx({"a": 1.772253, "d": 0.831777}, abs=1e-5)


def test_headlines_alone_score_above_nothing(tmp_path: Path) -> None:
    # titles: N = 3, n = 2, lengths 1: idf ln(1 + 1.5/2.5) = 0.470004; x = 4/1.2, so 0.470004 · 3.333333/4.333333
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article(ident, title, "") for ident, title in (("a", "wheat"), ("b", "wheat"), ("c", "sale"))])
        found = base_scores(archive, "wheat", replace(PLAIN, title_frequency=4))
    assert found == pytest.approx({"a": 0.361541, "b": 0.361541}, abs=1e-5)


def plain_bm25(articles: Sequence[Article], words: Sequence[str], ranking: Ranking) -> dict[str, float]:
    """BM25 over title and body as the formula reads, article by article."""
    found: dict[str, float] = {}
    for name, weight, b, least in (
        ("title", ranking.title_weight, ranking.title_b, 0.0),
        ("body", 1.0, ranking.body_b, ranking.least_length),
    ):
        texts = {article.id: getattr(article, name).split() for article in articles}
        lengths = [len(text) for text in texts.values() if text]
        average = sum(lengths) / len(lengths)
        for word in words:
            freq = sum(word in text for text in texts.values())
            idf = log(1 + (len(lengths) - freq + 0.5) / (freq + 0.5))
            for ident, text in texts.items():
                if count := text.count(word):
                    norm = ranking.k1 * (1 - b + b * max(len(text), least) / average)
                    found[ident] = found.get(ident, 0) + weight * idf * count / (count + norm)
    return found


def plain_bm25f(articles: Sequence[Article], words: Sequence[str], ranking: Ranking) -> dict[str, float]:
    """BM25F over title and body as the formula reads: a word saturates once for both."""
    fields = (
        ("title", ranking.title_frequency, ranking.title_b, 0.0),
        ("body", 1.0, ranking.body_b, ranking.least_length),
    )
    found: dict[str, float] = {}
    for word in words:
        frequencies: dict[str, float] = {}
        counts, freqs = [], []
        for name, weight, b, least in fields:
            texts = {article.id: text for article in articles if (text := getattr(article, name).split())}
            average = sum(map(len, texts.values())) / len(texts)
            counts.append(len(texts))
            freqs.append(sum(word in text for text in texts.values()))
            for ident, text in texts.items():
                if count := text.count(word):
                    norm = ranking.k1 * (1 - b + b * max(len(text), least) / average)
                    frequencies[ident] = frequencies.get(ident, 0) + weight * count / norm
        idf = log(1 + (max(counts) - max(freqs) + 0.5) / (max(freqs) + 0.5))
        for ident, frequency in frequencies.items():
            found[ident] = found.get(ident, 0) + idf * frequency / (frequency + 1)
    return found


def random_articles(chance: random.Random, count: int) -> list[Article]:
    """Some titles are empty; words are of all frequencies."""

    def text(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, [32, 16, 8, 4, 2, 1], k=chance.randint(least, most)))

    return [Article(str(number), text(0, 4), text(1, 30)) for number in range(count)]


def random_archive(folder: Path, chance: random.Random) -> tuple[Archive, list[Article]]:
    """An archive of several segments with deleted articles, and what is in it."""
    archive, articles = searchkit.create(folder), random_articles(chance, 40)
    older = random_articles(chance, 25)
    cuts = [0, *sorted(chance.sample(range(1, 40), 3)), 40]
    archive.add(older)
    for first, last in pairwise(cuts):
        archive.add(articles[first:last])
    return archive, articles


@pytest.mark.parametrize("seed", range(4))
def test_random_archives_score_as_the_formula_reads(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    archive, articles = random_archive(tmp_path / "index", chance)
    ranking = Ranking(
        k1=chance.uniform(0.5, 2),
        body_b=chance.random(),
        title_b=chance.random(),
        title_weight=3.5,
        title_frequency=0,
        least_length=12,
    )
    with archive:
        for _ in range(10):
            words = chance.sample(WORDS, chance.randint(1, 4))
            plain = plain_bm25(articles, words, PLAIN)
            assert scores(archive, " ".join(words)) == pytest.approx(plain, abs=1e-5)
            joint = replace(ranking, title_frequency=4.5)
            expected = plain_bm25f(articles, words, joint)
            assert base_scores(archive, " ".join(words), joint) == pytest.approx(expected, abs=1e-5)
            fitted = plain_bm25(articles, words, ranking)
            assert base_scores(archive, " ".join(words), ranking) == pytest.approx(fitted, abs=1e-5)


def test_bodies_score_as_another_library_has_it(tmp_path: Path) -> None:
    bm25s = pytest.importorskip("bm25s", reason="bm25s comes with the extra 'bench'")
    chance = random.Random(5)
    archive, articles = random_archive(tmp_path / "index", chance)
    other = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    other.index([article.body.split() for article in articles], show_progress=False)
    with archive:
        for words in (["wheat"], ["port", "iraq"], WORDS):
            found = other.get_scores(words)
            expected = {articles[number].id: float(found[number]) for number in np.flatnonzero(found)}
            assert scores(archive, f"body:({' '.join(words)})") == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("similarity", [LUCENE, Similarity(0.5, 0.9, 0.1, least_length=12)], ids=["lucene", "fitted"])
def test_what_is_cut_short_has_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, similarity: Similarity
) -> None:
    monkeypatch.setattr(union, "PRUNED_FROM_DOCS", 0)
    archive, _ = random_archive(tmp_path / "index", random.Random(9))
    archive.close()
    commit = open_commit(archive.folder)
    executor = Executor(Snapshot(commit.segments, schema(), similarity=similarity))
    for words in ("port wheat", "iraq sale wheat board", "port iraq barley sale board wheat"):
        resolved = Resolver(("",)).resolve(relax(parse(words).tree))
        best = np.sort(executor.matches(resolved)[1])[::-1]
        for count in (1, 3, 10):
            assert executor.top(resolved, count).scores == pytest.approx(best[:count].tolist(), rel=1e-6)
    assert executor.counters.pruned
    commit.close()


def test_an_executor_is_kept_for_each_similarity_asked_for(tmp_path: Path) -> None:
    with four_articles(tmp_path / "index") as archive:
        commit = open_commit(archive.folder)
    executors = Executors(Snapshot(commit.segments, schema()))
    first = executors.scoring_by(LUCENE)
    others = [executors.scoring_by(Similarity(k1=number)) for number in range(1, MOST_KEPT)]
    assert executors.scoring_by(Similarity()) is first
    executors.scoring_by(Similarity(k1=0.5))
    assert executors.scoring_by(Similarity()) is first
    assert executors.scoring_by(Similarity(k1=1)) is not others[0]
    commit.close()
