"""Documents, scores and positions of the words of a pattern, against Whoosh's matchers and a look at each posting."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.analysis.tokens import width_of
from searchkit.query.nodes import WordPattern
from searchkit.search import Executor, Snapshot, termpieces
from searchkit.search.multiterm import PatternNode, TermsNode
from searchkit.search.patterns import Pattern
from searchkit.search.patternspans import pattern_ends
from searchkit.search.plan import plan
from searchkit.search.view import SegmentView
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex
from tests.search.twin import Twin

WRITTEN = "export exports Exported exporter wheat Wheats e-mail email E-mails mail organisation organization us".split()
FIELD, SHAPE = st.sampled_from(["body", "title", "source"]), st.sampled_from([None, None, "Exported", "us"])
PATTERNS = st.one_of(
    st.builds(WordPattern, FIELD, st.sampled_from(["expor", "exporte", "e", "em", "absent"]), st.just("prefix")),
    st.builds(WordPattern, FIELD, st.sampled_from(["*s", "organi?ation", "*ail*", "?s", "*"]), st.just("wildcard")),
    st.builds(
        WordPattern, FIELD, st.sampled_from(["exprots", "weat"]), st.just("fuzzy"), st.integers(0, 2), st.integers(0, 2)
    ),
    st.builds(WordPattern, FIELD, st.sampled_from([".*s", "[a-f].*", "e.?mails?"]), st.just("regex")),
    st.builds(WordPattern, FIELD, st.just("e"), st.just("prefix"), shape=SHAPE, boost=st.sampled_from([1.0, 2.5])),
)
EITHER = PATTERNS | st.builds(query.Prefix, FIELD, st.sampled_from(["e", "exp", "w"]))


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Twin:
    """Sixty articles in three segments, some of them replaced."""
    folder, chance = tmp_path_factory.mktemp("patterns") / "index", random.Random(1)
    texts = [" ".join(chance.choices(WRITTEN, k=chance.randint(1, 12))) for _ in range(60)]
    with searchkit.create(folder) as archive:
        for start in range(0, 60, 20):
            ids = chance.sample(range(30), 20)
            archive.add(
                Article(str(ident), text[:9], text, source=text[-9:], language="en")
                for ident, text in zip(ids, texts[start:], strict=False)
            )
    commit = open_commit(folder)
    index = ArchiveIndex(folder, commit)
    return Twin(Executor(Snapshot(commit.segments, index.schema, index.reader)), index.searcher())


@settings(max_examples=200, deadline=None)
@given(
    node=st.one_of(PATTERNS, st.builds(query.Or, st.lists(PATTERNS, min_size=2, max_size=3))),
    long=st.sampled_from([0, 5, 1000]),
)
def test_articles_and_scores_are_those_of_whooshs_matchers(twin: Twin, node: query.Query, long: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(termpieces, "_LONG", long)
        patch.setattr(termpieces, "_FEW", long)
        docs, scores = twin.executor.matches(node)
    assert dict(zip(docs.tolist(), scores.tolist(), strict=True)) == pytest.approx(twin.expected(node), rel=1e-5)


def planned(twin: Twin, node: query.Query) -> TermsNode:
    found = plan(node, twin.executor.snapshot.schema)
    assert isinstance(found, TermsNode)
    return found


def standing(part: SegmentView, node: TermsNode, docs: list[int]) -> list[tuple[int, int, int]]:
    """Document, position and form of each word that is meant, posting by posting."""
    field = part.segment.fields[node.name]
    found = node.chosen(part)
    assert found is not None
    chosen = found[1]
    places: list[tuple[int, int, int]] = []
    for ordinal in chosen.ordinals.tolist():
        first = int(field.written.begins(ordinal, ordinal + 1)[0])
        each = np.repeat(field.docs(ordinal), field.position_counts(ordinal)).tolist()
        forms = (field.form_ids(ordinal).astype(np.int64) + first).tolist()
        places += zip(each, field.positions(ordinal).tolist(), forms, strict=True)
    partial = {first for n in chosen.partial.tolist() for first in range(*field.written.begins(n, n + 1).tolist())}
    kept = set(chosen.forms.tolist())
    return sorted(place for place in places if place[0] in docs and (place[2] in kept or place[2] not in partial))


@settings(max_examples=200, deadline=None)
@given(node=EITHER, data=st.data(), apart=st.sampled_from([0, 1000]), long=st.sampled_from([0, 5, 1000]))
def test_positions_are_where_the_words_stand(
    twin: Twin, node: query.Query, data: st.DataObject, apart: int, long: int
) -> None:
    terms = planned(twin, node)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(termpieces, "_APART", apart)
        patch.setattr(termpieces, "_LONG", long)
        patch.setattr(termpieces, "_FEW", long)
        for part in twin.executor.snapshot.view.parts:
            docs = sorted(data.draw(st.sets(st.integers(0, part.doc_count - 1))))
            expected = standing(part, terms, docs)
            written = part.segment.fields[terms.name].written
            keys = {
                (key := doc << 32 | position, key + width_of(written.texts(np.array([form]))[0]) - 1)
                for doc, position, form in expected
            }
            firsts, lasts = pattern_ends(part, terms, np.array(docs, np.int64))
            assert {*zip(firsts.tolist(), lasts.tolist(), strict=True)} == keys
            assert firsts.tolist() == sorted(firsts.tolist())


def test_what_a_pattern_stands_for_in_shown_articles(twin: Twin) -> None:
    parts = twin.executor.snapshot.view.parts
    for text, forms in (("exporte", {"Exported", "exporter"}), ("expor", None)):
        node = planned(twin, WordPattern("body", text, "prefix"))
        pattern = Pattern(node, parts)
        assert pattern.terms == {"export"}
        assert pattern.forms("export") == forms
        for part in parts:
            docs = np.arange(part.doc_count)
            expected = {(doc, "export") for doc, _, _ in standing(part, node, docs.tolist())}
            assert set(pattern.standing(part, docs) or ()) >= expected


@settings(max_examples=100, deadline=None)
@given(node=EITHER, data=st.data(), long=st.sampled_from([0, 5, 1000]))
def test_the_terms_of_shown_articles(twin: Twin, node: query.Query, data: st.DataObject, long: int) -> None:
    terms = planned(twin, node)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(termpieces, "_LONG", long)
        patch.setattr(termpieces, "_FEW", long)
        for part in twin.executor.snapshot.view.parts:
            docs = sorted(data.draw(st.sets(st.integers(0, part.doc_count - 1), min_size=1)))
            found = terms.chosen(part)
            assert found is not None
            field, chosen = found
            expected = [
                (doc, field.term(ordinal).decode())
                for ordinal in chosen.ordinals.tolist()
                for doc in field.docs(ordinal).tolist()
                if doc in docs
            ]
            assert sorted(Pattern(terms, [part]).standing(part, np.array(docs)) or ()) == sorted(expected)


def test_an_absent_field_has_no_positions(twin: Twin) -> None:
    part = twin.executor.snapshot.view.parts[0]
    node = PatternNode("absent", planned(twin, query.Prefix("body", "e")).expansion)  # type: ignore[attr-defined]
    firsts, lasts = pattern_ends(part, node, np.arange(3))
    assert len(firsts) == len(lasts) == 0


@pytest.mark.parametrize(("words", "is_scored"), [(1023, True), (1024, False)])
def test_where_words_are_too_many_every_article_scores_the_boost(
    tmp_path_factory: pytest.TempPathFactory, words: int, is_scored: bool
) -> None:
    folder = tmp_path_factory.mktemp("many") / "index"
    with searchkit.create(folder) as archive:
        archive.add([Article("1", "", " ".join(f"a{n}" for n in range(words))), Article("2", "", "a1 a1 b")])
    commit = open_commit(folder)
    executor = Executor(Snapshot(commit.segments, ArchiveIndex(folder, commit).schema))
    scores = executor.matches(WordPattern("body", "a", "prefix", boost=2.0))[1]
    assert (scores.tolist() != [2.0, 2.0]) == is_scored
