"""Words as they are written, by whole arrays and by Whoosh's matchers over the same index."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.search import Executor, Snapshot
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex
from tests.search.twin import Twin

WRITTEN = "Wheat wheat WHEAT wheats Board board boards Résumé resume US us".split()
STEMS = {"wheats": "wheat", "boards": "board", "résumé": "resum", "resume": "resum"}
SHAPES = st.sampled_from(WRITTEN)


def stem(shape: str) -> str:
    return STEMS.get(shape.lower(), shape.lower())


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Twin:
    """Sixty articles in three segments, some deleted."""
    folder: Path = tmp_path_factory.mktemp("exact")
    chance = random.Random(1)
    texts = [" ".join(chance.choices(WRITTEN, k=chance.randint(1, 20))) for _ in range(60)]
    with searchkit.create(folder) as archive:
        for start in range(0, 60, 20):
            archive.add(Article(str(start + i), "", text, language="en") for i, text in enumerate(texts[start:][:20]))
        archive.add([Article("7", "", "replaced", language="en")])
    commit = open_commit(folder)
    index = ArchiveIndex(folder, commit)
    return Twin(Executor(Snapshot(commit.segments, index.schema, index.reader)), index.searcher())


@settings(max_examples=100, deadline=None)
@given(shapes=st.lists(SHAPES, min_size=1, max_size=3), slop=st.integers(1, 3), boost=st.sampled_from([1.0, 2.0]))
def test_exact_words_and_phrases_agree(twin: Twin, shapes: list[str], slop: int, boost: float) -> None:
    words = [stem(shape) for shape in shapes]
    phrase = ExactPhrase("body", words, shapes, slop, boost)
    terms = [ExactTerm("body", word, shape, boost) for word, shape in zip(words, shapes, strict=True)]
    for node in (phrase, *terms, query.Or([*terms, phrase]), query.And(terms), query.And([phrase, terms[0]])):
        docs, scores = twin.executor.matches(node)
        assert dict(zip(docs.tolist(), scores.tolist(), strict=True)) == pytest.approx(twin.expected(node), rel=1e-5)


def test_case_counts_where_a_capital_was_typed(twin: Twin) -> None:
    found = {shape: twin.executor.count(ExactTerm("body", "us", shape)) for shape in ("US", "us")}
    assert found["US"] < found["us"] == twin.executor.count(query.Term("body", "us"))
