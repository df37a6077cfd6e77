"""Words that mark articles against the rest, counted and scored as one would by hand."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import searchkit
from searchkit import Article, SignificantTerm
from searchkit.analysis import tokenize
from searchkit.search import LUCENE, Snapshot, significant
from searchkit.search.significant import log_likelihood_ratios, significant_terms
from searchkit.storage import load_values, schema
from searchkit.storage.opening import open_commit

WORDS = "wheat barley oats rye maize exports prices board ships rain".split()


def snapshot_of(folder: Path) -> Snapshot:
    return Snapshot(open_commit(folder).segments, schema(), similarity=LUCENE)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of ten have `quay` and `Ships`; `wheat` stands in one of them and four others."""
    folder = tmp_path_factory.mktemp("ports") / "index"
    bodies = ["Ships at the quay", "Ships, wheat, a quay", *["wheat"] * 4, *["rain"] * 4]
    with searchkit.create(folder) as archive:
        archive.add([Article(f"p{number}", body=body) for number, body in enumerate(bodies)])
    return folder


def test_ratios_are_as_worked_out_by_hand() -> None:
    # 10 of 20 inside, 10 of 200 outside: 2 · (10 ln 5.5 + 10 ln 0.55 + 10 ln 0.55 + 190 ln 1.045) = 26.91
    scores = log_likelihood_ratios(np.array([10, 1, 2, 0]), 20, np.array([10, 10, 20, 5]), 200)
    assert scores.round(2).tolist() == [26.91, 0.0, 0.0, 0.0]


def test_words_are_as_written_with_counts_of_articles(ports: Path) -> None:
    found = significant_terms(snapshot_of(ports), np.array([0, 1]), 9)
    # 2 of 2 inside, none of 8 outside: 2 · (2 ln 5 + 8 ln 1.25) = 10.01
    assert [
        (one.word, round(one.score, 2), one.inside, one.all_inside, one.outside, one.all_outside) for one in found
    ] == [
        ("quay", 10.01, 2, 2, 0, 8),
        ("Ships", 10.01, 2, 2, 0, 8),
    ]


def test_unwanted_words_are_left_out(ports: Path) -> None:
    assert [one.term for one in significant_terms(snapshot_of(ports), np.array([0, 1]), 9, {"quay"})] == ["ship"]


def test_no_articles_have_no_words(ports: Path) -> None:
    assert significant_terms(snapshot_of(ports), np.array([], np.int64), 9) == ()


def test_titles_are_looked_at_where_there_are_no_bodies(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article(f"t{number}", title="Quay" if number < 2 else "Rain") for number in range(10)])
    assert [one.word for one in significant_terms(snapshot_of(tmp_path / "index"), np.array([0, 1]), 9)] == ["Quay"]


def counted_plainly(bodies: Sequence[str], chosen: Sequence[int]) -> dict[str, tuple[int, int]]:
    """For each term that any chosen body has: how many of them have it, and how many others."""
    terms = [{token.term for token in tokenize(body, "en")} for body in bodies]
    inside = Counter(term for number in chosen for term in terms[number])
    total = Counter(term for each in terms for term in each)
    return {term: (count, total[term] - count) for term, count in inside.items()}


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_going_through_all_texts(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(significant, "_POSTINGS_READ", 20)
    monkeypatch.setattr(significant, "LEAST_SCORE", -1.0)
    rnd = random.Random(seed)
    bodies = [" ".join(rnd.choices(WORDS, k=5)) for _ in range(40)]
    folder = tmp_path / "index"
    for half in (0, 20):  # two segments
        with searchkit.create(folder) as archive:
            archive.add([Article(f"d{n:02}", body=bodies[n], language="en") for n in range(half, half + 20)])
    snapshot = snapshot_of(folder)
    chosen = sorted(rnd.sample(range(40), 9))
    docs = np.array([number for number, place in enumerate(places(snapshot)) if place in chosen])
    found: Sequence[SignificantTerm] = significant_terms(snapshot, docs, 99)
    plain = counted_plainly(bodies, chosen)
    assert {one.term: (one.inside, one.outside) for one in found} == {t: c for t, c in plain.items() if c[0] > 1}


def places(snapshot: Snapshot) -> list[int]:
    """Which body each document of the commit has."""
    each = [snapshot.segment_at(number) for number in range(snapshot.doc_count_all)]
    return [int(load_values(segment.stored(number))["id"][1:]) for segment, number in each]
