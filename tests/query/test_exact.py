"""Exact forms: what a shape accepts, how it is typed, and what becomes of it on the way to the index."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields, index, matching, query
from whoosh.filedb.filestore import RamStorage

from searchkit.query import Resolver, describe, parse
from searchkit.query.exact import ExactPhrase, ExactTerm, accepts


@pytest.mark.parametrize(
    ("shape", "accepted", "refused"),
    [
        ("US", ["US"], ["us", "Us", "U.S", "USA"]),
        ("U.S", ["U.S"], ["US", "u.s"]),
        ("wheat", ["wheat", "Wheat", "WHEAT"], ["wheats", "wheât"]),
        ("Wheat", ["Wheat"], ["wheat", "WHEAT"]),
        ("résumé", ["résumé", "Résumé", "re\u0301sume\u0301", "RÉSUMÉ"], ["resume", "resumé"]),
        ("resume", ["Resume"], ["résumé"]),
        ("o'brien", ["O’Brien", "oʼbrien"], ["obrien"]),
        ("e-mail", ["E‑mail", "e‐mail"], ["email"]),
        ("straße", ["Straße"], ["STRASSE", "strasse"]),
        ("ёлка", ["Ёлка"], ["елка"]),
        ("東京", ["東京"], ["京都"]),
        ("3.5", ["3.5"], ["3,5"]),
        ("CAPS()", ["Turkey", "TURKEY", "iPhone", "ǅ", "U.S"], ["turkey", "3.5", "東京"]),
        ("ALLCAPS()", ["TURKEY", "A", "U.S", "COVID-19", "ŁÓDŹ"], ["Turkey", "iPhone", "3.5", "東京", "ǅ"]),
        ("NOCAPS()", ["turkey", "3.5", "東京", "straße"], ["Turkey", "iPhone"]),
        ("CAPS(us)", ["US", "Us"], ["us", "USA", "U.S"]),
        ("NOCAPS(turkey)", ["turkey"], ["Turkey", "turkeys"]),
        ("ALLCAPS(US)", ["US"], ["us", "Us"]),
        ("NOCAPS(US)", [], ["US", "us"]),
    ],
)
def test_a_shape_accepts_forms(shape: str, accepted: list[str], refused: list[str]) -> None:
    assert [form for form in [*accepted, *refused] if accepts(shape, form)] == accepted


@given(st.text())
def test_every_form_is_accepted_by_itself(form: str) -> None:
    assert accepts(form, form)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("=US", "=US"),
        ("=U.S.", "=U.S."),
        ("“Wheat”", "Wheat"),
        ("=“Wheat Board”", '="Wheat Board"'),
        ('="Wheat Board"~3', '="Wheat Board"~3'),
        ("title:=US hd:=“a B”", 'title:=US AND title:="a B"'),
        ("-=US", "NOT =US"),
        ("+=US", "+=US"),
        ("wheat NOT =US", "wheat AND NOT =US"),
        ("(=US OR =UK)", "(=US OR =UK)"),
        ('=wheat^3 ="a b"^2', '=wheat^3 AND ="a b"^2'),
        ("a=b", "a=b"),
        ("x==y ==y", "x==y AND y"),
        ("= wheat", "wheat"),
        ("http://x.org/a=b", "http://x.org/a=b"),
        ('="wheat', "wheat"),
        ("foo:=US", "foo:=US"),
        ("=whea*", "whea*"),
        ('"=US trade"', '"=US trade"'),
        ('"=US =trade"', '="US trade"'),
        ("CAPS(wheat)", "CAPS(wheat)"),
        ("allcaps(=us OR uk)", "(ALLCAPS(=us) OR ALLCAPS(uk))"),
        ('NOCAPS(title:“wheat board”^2 ="a b")', 'NOCAPS(title:"wheat board"^2) AND NOCAPS(="a b")'),
        ("CAPS(expor*)", "CAPS(expor*)"),
    ],
)
def test_understood_as(typed: str, understood: str) -> None:
    assert describe(parse(typed).tree) in (understood, f"({understood})")


@pytest.mark.parametrize("typed", ["=US", 'title:="Wheat Board"~2^3', "=wheat^2", '="e-mail list"'])
def test_what_is_printed_is_understood_the_same(typed: str) -> None:
    tree = parse(typed).tree
    assert describe(parse(describe(tree)).tree) == describe(tree) == typed


@pytest.mark.parametrize(
    ("typed", "resolved"),
    [
        ("=Exports", ExactTerm("body", "export", "Exports")),
        ("=U.S.", ExactTerm("body", "us", "U.S")),
        ("=US", ExactTerm("body", "us", "US")),
        ("=3.5", ExactTerm("body", "3.5", "3.5")),
        ("=Board's", ExactTerm("body", "board", "Board")),
        ("=résumé^2", ExactTerm("body", "resume", "résumé", boost=2.0)),
        ('="Wheat Boards"', ExactPhrase("body", ["wheat", "board"], ["Wheat", "Boards"])),
        ('="Wheat"', ExactTerm("body", "wheat", "Wheat")),
        (
            '="the e-mail list"',
            ExactPhrase("body", ["the", "email", "list"], ["the", "e-mail", "list"]),
        ),
        ("=東京都", ExactPhrase("body", ["東京", "京都"], ["東京", "京都"])),
        ("=東", query.Prefix("body", "東")),
        ("=!!", query.NullQuery),
        ('=""', query.NullQuery),
    ],
)
def test_words_become_terms_with_their_shape(typed: str, resolved: query.Query) -> None:
    assert Resolver(("en",)).resolve(parse(f"body:{typed}").tree) == resolved


def test_a_word_is_looked_for_under_its_stem_in_each_language() -> None:
    found = Resolver(("de", "en")).resolve(parse("body:=Western").tree)
    assert found == query.Or([ExactTerm("body", "west", "Western"), ExactTerm("body", "western", "Western")])


def test_names_keep_their_endings_and_whole_values_their_case() -> None:
    assert Resolver(("en",)).resolve(parse("by:=Boards").tree) == ExactTerm("authors", "boards", "Boards")
    assert Resolver(("en",)).resolve(parse("id:=A1").tree) == query.Term("id", "A1")


TERM = ExactTerm("body", "us", "US")
PHRASE = ExactPhrase("body", ["wheat", "board"], ["Wheat", "Board"], slop=2)


@pytest.mark.parametrize("node", [TERM, PHRASE])
def test_copies_are_equal_and_boosts_are_kept(node: Any) -> None:
    assert copy.deepcopy(node) == node == node.normalize()
    assert hash(copy.deepcopy(node)) == hash(node)
    boosted = node.with_boost(2.0)
    assert (boosted.boost, boosted == node, boosted.with_boost(1.0)) == (2.0, False, node)


def test_another_shape_is_another_query() -> None:
    assert TERM != ExactTerm("body", "us", "U.S") != query.Term("body", "us")
    assert query.Term("body", "us") != TERM
    assert ExactPhrase("body", ["wheat", "board"], ["wheat", "board"], slop=2) != PHRASE
    assert len(query.Or([TERM, copy.deepcopy(TERM), ExactTerm("body", "us", "us")]).normalize().subqueries) == 2


def test_a_phrase_of_one_word_is_a_term() -> None:
    assert ExactPhrase("body", ["us"], ["US"], boost=3.0).normalize() == ExactTerm("body", "us", "US", boost=3.0)
    assert ExactPhrase("body", [], []).normalize() == query.NullQuery


@pytest.fixture
def stock() -> index.Index:
    """A stock Whoosh index of two segments, the first with a deleted document."""
    made: index.Index = RamStorage().create_index(fields.Schema(id=fields.ID(unique=True), body=fields.TEXT))
    for texts in (["wheat board", "board wheat", "wheat board"], ["wheat wheat board", "none"]):
        writer = made.writer()
        for number, text in enumerate(texts):
            writer.add_document(id=f"{texts[0]}{number}", body=text)
        writer.commit(merge=False)
    made.delete_by_term("id", "wheat board2")
    return made


class FormsOf:
    """Gives every posting the form WHEAT or BOARD, in place of a codec that keeps forms."""

    def __init__(self, terms: Any) -> None:
        self.terms = terms

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term in self.terms

    def __getattr__(self, name: str) -> Any:
        return getattr(self.terms, name)

    def form_matcher(
        self, fieldname: str, text: bytes, format_: Any, accept: Callable[[str], bool], scorer: Any
    ) -> matching.Matcher:
        fits = accept(text.decode().upper())
        found: matching.Matcher = (
            self.terms.matcher(fieldname, text, format_, scorer=scorer) if fits else matching.NullMatcher()
        )
        return found


@pytest.fixture
def searcher(stock: index.Index) -> Any:
    found = stock.searcher()
    for leaf, _ in found.leaf_searchers():
        leaf.reader()._terms = FormsOf(leaf.reader()._terms)
    return found


@pytest.mark.parametrize(
    ("node", "docs"),
    [
        (ExactTerm("body", "wheat", "wheat"), [0, 1, 3]),
        (ExactTerm("body", "wheat", "WHEAT", boost=2.0), [0, 1, 3]),
        (ExactTerm("body", "wheat", "Wheat"), []),
        (ExactTerm("body", "barley", "barley"), []),
        (ExactTerm("nothing", "wheat", "wheat"), []),
        (ExactPhrase("body", ["wheat", "board"], ["wheat", "board"]), [0, 3]),
        (ExactPhrase("body", ["wheat", "board"], ["wheat", "Board"]), []),
        (ExactPhrase("body", [], []), []),
        (query.Or([TERM, ExactTerm("body", "board", "BOARD")]), [0, 1, 3]),
    ],
)
def test_matchers_ask_the_index_for_forms(searcher: Any, node: query.Query, docs: list[int]) -> None:
    assert sorted(node.docs(searcher)) == docs
    assert sorted(hit.docnum for hit in searcher.search(node, limit=None)) == docs
    assert list(node.matcher(searcher, None).all_ids()) == docs


def test_an_exact_term_scores_as_its_term_where_every_form_fits(searcher: Any) -> None:
    exact = searcher.search(ExactTerm("body", "wheat", "wheat", boost=2.0), limit=None)
    plain = searcher.search(query.Term("body", "wheat", boost=2.0), limit=None)
    assert [(hit.docnum, hit.score) for hit in exact] == [(hit.docnum, hit.score) for hit in plain]


def test_an_index_without_forms_says_so(stock: index.Index) -> None:
    with stock.searcher() as found, pytest.raises(query.QueryError, match="the exact form of body:wheat is not kept"):
        found.search(ExactTerm("body", "wheat", "Wheat"))
