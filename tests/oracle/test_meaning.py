"""What each operator means, in examples made by hand: these hold the oracle itself."""

import datetime as dt

import pytest
from whoosh import query

from searchkit import Article
from searchkit.query.dates import Interval
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import (
    Apart,
    AtLeast,
    Leading,
    Near,
    PatternKind,
    Positional,
    Reach,
    Sequence,
    Together,
    WordCount,
    WordPattern,
)
from searchkit.query.syntax import DateClause, Required, Words
from tests.oracle import Oracle

TITLE = "Wheat Board in Court"
BODY = (
    "The wheat board sold wheat. A court heard of e-mails to the U.S. on wheat exports.\n\n"
    "Wheats rose 3.5 percent. The board's US exporter wrote an email."
)
ARTICLE = Article("a", TITLE, BODY, date="2006-01-16", source="Vale Courier", authors=["Ana Novak"], language="en-AU")


def word(text: str, field: str = "*") -> query.Query:
    return query.Term(field, text)


def exact(text: str, shape: str = "") -> query.Query:
    return ExactTerm("body", text, shape or text)


def phrase(text: str, field: str = "body") -> query.Query:
    return query.Phrase(field, text.split())


def pattern(text: str, kind: PatternKind, distance: int = 0) -> query.Query:
    return WordPattern("body", text, kind, distance)


def near(a: str, b: str, reach: Reach, ordered: bool = False) -> Near:
    return Near(word(a, "body"), word(b, "body"), reach, ordered)


def apart(a: str, b: str, reach: Reach, ordered: bool = False) -> Apart:
    return Apart(word(a, "body"), word(b, "body"), reach, ordered)


def marked(tree: query.Query) -> list[str] | None:
    """What is marked, in the order of the text, the title first."""
    found = Oracle(ARTICLE, ("en",)).answer(tree)
    texts = {"title": TITLE, "body": BODY}
    order = sorted(found or (), key=lambda mark: (mark[0] == "body", *mark[1:]))
    return None if found is None else [texts[field][start:end] for field, start, end in order]


@pytest.mark.parametrize(
    ("tree", "marks"),
    [
        (word("wheat"), ["Wheat", "wheat", "wheat", "wheat", "Wheats"]),
        (word("exporting"), ["exports", "exporter"]),
        (word("wheat", "title"), ["Wheat"]),
        (word("wheat", "source"), None),
        (word("courier", "source"), []),
        (word("barley"), None),
        (word("email"), ["e-mails", "email"]),
        (word("e-mail"), ["e-mails", "email"]),
        (word("us"), ["U.S", "US"]),
        (word("3.5"), ["3.5"]),
        (word("wheat", "lead"), ["wheat", "wheat", "wheat", "Wheats"]),
        (exact("wheat"), ["wheat", "wheat", "wheat"]),
        (exact("US"), ["US"]),
        (exact("U.S."), ["U.S"]),
        (exact("e-mails"), ["e-mails"]),
        (ExactPhrase("body", ["The", "wheat"], ["The", "wheat"]), ["The wheat"]),
        (phrase("wheat export"), ["wheat exports"]),
        (phrase("of e-mail to"), ["of e-mails to"]),
        (phrase("wheat board", "*"), ["Wheat Board", "wheat board"]),
        (phrase("board's U.S."), ["board's US"]),
    ],
)
def test_words_and_phrases(tree: query.Query, marks: list[str] | None) -> None:
    assert marked(tree) == marks


@pytest.mark.parametrize(
    ("tree", "marks"),
    [
        (pattern("export", "prefix"), ["exports", "exporter"]),
        (pattern("e-ma", "prefix"), ["e-mails"]),
        (pattern("ema", "prefix"), ["e-mails", "email"]),
        (pattern("export?", "wildcard"), ["exports"]),
        (pattern("*heat*", "wildcard"), ["wheat", "wheat", "wheat", "Wheats"]),
        (pattern("weat", "fuzzy"), ["wheat", "wheat", "wheat"]),
        (pattern("weat", "fuzzy", 2), ["wheat", "wheat", "wheat", "Wheats"]),
        (pattern("expotrs", "fuzzy"), ["exports"]),
        (pattern("(u|o)s|r.se", "regex"), ["U.S", "rose", "US"]),
        (query.TermRange("body", "ri", "s"), ["S", "rose"]),
        (Sequence([word("board", "body"), word("US", "body"), pattern("expo", "prefix")]), ["board's US exporter"]),
        (Sequence([exact("wheat"), pattern("b", "prefix")]), ["wheat board"]),
    ],
)
def test_patterns(tree: query.Query, marks: list[str] | None) -> None:
    assert marked(tree) == marks


@pytest.mark.parametrize(
    ("tree", "marks"),
    [
        (near("sold", "board", 1), ["board", "sold"]),
        (near("sold", "board", 1, ordered=True), None),
        (near("the", "wheat", 1), ["The", "wheat"]),
        (near("the", "wheat", 4), ["The", "wheat", "wheat", "the", "wheat"]),
        (near("wheat", "wheat", 2), ["wheat", "Wheats"]),
        (near("wheat", "court", 3), ["wheat", "court"]),
        (near("wheat", "court", "sentence"), ["court", "wheat"]),
        (near("wheat", "court", "sentence", ordered=True), None),
        (near("sold", "court", "sentence"), None),
        (near("sold", "court", "paragraph"), ["sold", "court"]),
        (near("sold", "rose", "paragraph"), None),
        (near("sold", "rose", "field"), ["sold", "rose"]),
        (Near(word("board", "title"), word("sold", "body"), "field"), None),
        (Near(near("sold", "wheat", 1), word("court"), 3), ["sold", "wheat", "court"]),
        (Near(near("sold", "board", 1), word("court"), 3), ["board", "sold", "court"]),
        (apart("wheat", "sold", 1), ["wheat", "wheat", "Wheats"]),
        (apart("wheat", "sold", 1, ordered=True), ["wheat", "wheat", "wheat", "Wheats"]),
        (apart("wheat", "board", "paragraph"), None),
        (apart("wheat", "board", "sentence"), ["wheat", "Wheats"]),
    ],
)
def test_proximities(tree: Positional, marks: list[str] | None) -> None:
    assert marked(tree) == marks


@pytest.mark.parametrize(
    ("tree", "marks"),
    [
        (AtLeast(word("wheat"), 5), ["Wheat", "wheat", "wheat", "wheat", "Wheats"]),
        (AtLeast(word("wheat"), 6), None),
        (AtLeast(word("court"), 2), ["Court", "court"]),
        (AtLeast(query.Or([word("sold"), word("rose")]), 2), ["sold", "rose"]),
        (AtLeast(near("wheat", "sold", 2), 2), None),
        (Leading(word("wheat"), 3), ["Wheat", "wheat"]),
        (Leading(phrase("wheat board"), 2), None),
        (Leading(phrase("wheat board"), 3), ["wheat board"]),
        (Leading(word("board")), ["Board", "board", "board"]),
        (Together([word("sold"), word("the"), word("board")], 0), None),
        (Together([word("sold"), word("the"), word("board")], 1), ["The", "board", "sold"]),
        (Together([word("wheat", "body"), word("wheat", "body")], 0), None),
        (Together([word("wheat", "body"), word("wheat", "body")], 1), ["wheat", "Wheats"]),
        (Together([word("board", "body"), word("wheat", "body")], 1), ["wheat", "board", "wheat"]),
    ],
)
def test_counts_and_places(tree: Positional, marks: list[str] | None) -> None:
    assert marked(tree) == marks


SOLD, ROSE, BARLEY, COURT = word("sold"), word("rose"), word("barley"), word("court", "body")
ENGLISH, JANUARY = query.Term("language", "en"), DateClause(Interval(dt.datetime(2006, 1, 1), dt.datetime(2006, 2, 1)))


@pytest.mark.parametrize(
    ("tree", "marks"),
    [
        (Words([SOLD, Required([ROSE])]), ["sold", "rose"]),
        (query.And([SOLD, BARLEY]), None),
        (query.Or([SOLD, query.And([ROSE, BARLEY])]), ["sold"]),
        (Words([SOLD, query.Not(BARLEY)]), ["sold"]),
        (query.Not(BARLEY), []),
        (query.Not(SOLD), None),
        (Words([SOLD, word("!!!")]), ["sold"]),
        (word("!!!"), None),
        (query.And([SOLD, JANUARY, ENGLISH, WordCount(20, 40)]), ["sold"]),
        (query.And([SOLD, WordCount(40)]), None),
        (Near(query.And([SOLD, COURT]), word("wheat", "body"), 1), None),
        (Near(query.And([SOLD, COURT]), word("wheat", "body"), 2), ["wheat", "sold", "wheat", "court"]),
        (Near(query.Or([ROSE, SOLD]), word("wheat", "body"), 1), ["sold", "wheat", "Wheats", "rose"]),
        (Near(query.And([SOLD, query.Not(ROSE)]), word("wheat", "body"), 1), None),
        (Near(query.And([SOLD, ENGLISH]), word("wheat", "body"), 1), ["sold", "wheat"]),
        (AtLeast(query.And([COURT, SOLD]), 2), None),
        (Apart(COURT, query.And([SOLD, ROSE]), 3), None),
        (Apart(COURT, query.And([SOLD, ROSE]), 2), ["court"]),
    ],
)
def test_and_or_not(tree: query.Query, marks: list[str] | None) -> None:
    assert marked(tree) == marks


def test_scripts_without_spaces() -> None:
    oracle = Oracle(Article("c", "", "中国人说中国话。中国", language="zh"))
    found = {text: oracle.answer(word(text)) for text in ("中国", "中国人", "话", "国中")}
    assert found == {
        "中国": {("body", 0, 2), ("body", 4, 6), ("body", 8, 10)},
        "中国人": {("body", 0, 3)},
        "话": {("body", 6, 7)},
        "国中": None,
    }
