"""Random articles in several languages, and random queries about them."""

import datetime as dt
import random
from functools import cache, partial

from hypothesis import strategies as st
from whoosh import query

from searchkit import Article
from searchkit.query.dates import Interval
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, PatternKind, Together, WordCount, WordPattern
from searchkit.query.nodes import Sequence as Adjacent
from searchkit.query.syntax import ANY_TEXT, DateClause, Required, Words

ENGLISH = (
    "wheat Wheat wheats WHEAT board boards Board export exports exporting us US U.S. e-mail E-mails email 3.5 the"
).split()
OTHER = {"de": "Weizen weizen Börse Export us der e-mail".split(), "ru": "пшеница пшеницы Ирак us e-mail".split()}
CHINESE = "中国 国 人 小麦 中国人 wheat".split()
LANGUAGES = ("en", "de", "ru", "")
ENDS = (". ", "! ", "; ", ", ", ".\n\n", "\n\n")


def text(chance: random.Random, language: str, words: int) -> str:
    """Words in sentences and paragraphs, in the languages without spaces some of them run together."""
    if language == "zh":
        return "".join(chance.choice(CHINESE) + chance.choice(["", "", "。", " ", "\n\n"]) for _ in range(words))
    vocabulary = OTHER.get(language, ENGLISH)
    pieces = [chance.choice(vocabulary) + (chance.choice(ENDS) if chance.random() < 0.2 else " ") for _ in range(words)]
    return "".join(pieces).strip()


def article(chance: random.Random, ident: str) -> Article:
    """Mostly short, sometimes of several passages."""
    language = chance.choice(["en", "en", "en-AU", "de", "ru", "zh", ""])
    return Article(
        ident,
        text(chance, language, chance.randint(0, 4)),
        text(chance, language, chance.choice([0, 1, 3, 6, 12, 25, 25, 120])),
        date=chance.choice([None, "2006", "2006-01", "2006-01-31", "2006-02-01"]),
        source=chance.choice(["Vale Courier", "Wheat Board News", ""]),
        authors=chance.choice([(), ("Ana Novak",), ("Ana Novak", "Board, U.S.")]),
        language=language,
    )


FIELDS = st.sampled_from([ANY_TEXT] * 6 + ["body"] * 4 + ["title", "lead", "hlp", "source", "authors"])
WRITTEN = sorted({*ENGLISH, *CHINESE, *OTHER["de"], *OTHER["ru"], "absent", "mail", "s"})
WORD = st.sampled_from(WRITTEN) | st.sampled_from("wheat board export us e-mail the Weizen пшеница 中国".split())
PATTERNS: dict[PatternKind, list[str]] = {
    "prefix": "ex whea e-m em 中 пшениц exporti u".split(),
    "wildcard": "w?eat *s e*t* ?s *mail* b* u?s".split(),
    "fuzzy": "weat bord exprots emial Wiezen".split(),
    "regex": ["wheats?", "b.*|us", "[a-f].*", "e-mails?"],
}


def exact(field: str, shapes: list[str]) -> query.Query:
    """As the language has `="..."`."""
    return ExactTerm(field, shapes[0], shapes[0]) if len(shapes) == 1 else ExactPhrase(field, shapes, shapes)


def patterns(field: str, shapes: st.SearchStrategy[str | None]) -> st.SearchStrategy[query.Query]:
    """Patterns of all kinds."""
    each = [
        st.builds(WordPattern, st.just(field), st.sampled_from(texts), st.just(kind), st.integers(0, 2), shape=shapes)
        for kind, texts in PATTERNS.items()
    ]
    return st.one_of(each)


CASES = st.sampled_from(["CAPS()", "ALLCAPS()", "NOCAPS()"])


@cache
def leaves(field: str) -> st.SearchStrategy[query.Query]:
    """What is found in one field without looking at what is around it."""
    name = st.just(field)
    term, plain = st.builds(query.Term, name, WORD), st.builds(query.Term, name, WORD.filter(str.isalnum))
    as_written, pattern = st.builds(exact, name, st.lists(WORD, min_size=1, max_size=3)), patterns(field, st.none())
    quoted = st.lists(term | pattern | st.builds(lambda word: exact(field, [word]), WORD), min_size=1, max_size=2)
    ranges = [query.TermRange(field, *ends) for ends in (("b", "e"), ("board", "wheat", True, True), (None, "export"))]
    return st.one_of(
        term,
        term,
        as_written,
        pattern,
        patterns(field, CASES),
        st.builds(ExactTerm, name, WORD, CASES),
        st.sampled_from(ranges),
        st.builds(query.Phrase, name, st.lists(WORD, min_size=1, max_size=3)),
        st.builds(lambda words, last: Adjacent([*words, last]), quoted, pattern),
        st.builds(Together, st.lists(plain, min_size=2, max_size=3), st.integers(1, 4)),
    )


LEAVES = FIELDS.flatmap(leaves)
REACH = st.integers(1, 8) | st.sampled_from(["sentence", "paragraph", "field"])
JANUARY = Interval(dt.datetime(2006, 1, 1), dt.datetime(2006, 2, 1))
WITHOUT_PLACE = st.one_of(
    st.builds(DateClause, st.sampled_from([JANUARY, Interval(None, JANUARY.start), Interval(JANUARY.end, None)])),
    st.builds(query.Term, st.just("language"), st.sampled_from(["en", "de", "zh"])),
    st.builds(WordCount, st.none() | st.integers(0, 30), st.none() | st.integers(0, 30)),
    st.sampled_from([query.Term("id", "7"), query.Prefix("id", "1"), query.Wildcard("id", "2?")]),
)


def _around(
    leading: st.SearchStrategy[int | None], parts: st.SearchStrategy[query.Query]
) -> st.SearchStrategy[query.Query]:
    several = st.lists(parts, min_size=1, max_size=3)
    mixed = st.builds(lambda some, other: [*some, other], several, WITHOUT_PLACE)
    several = several | several | mixed
    return st.one_of(
        *[st.builds(kind, several) for kind in (Words, query.And, query.Or, query.Or)],
        st.builds(lambda some: query.And([*some, query.Every(ANY_TEXT)]), several),
        st.builds(lambda wanted, unwanted: Words([*wanted, query.Not(unwanted)]), several, parts),
        st.builds(lambda part, others: Words([Required([part]), *others]), parts, several),
        st.builds(query.Not, parts),
        *[st.builds(kind, parts, parts, REACH, st.booleans()) for kind in (Near, Near, Near, Apart)],
        st.builds(AtLeast, parts, st.integers(1, 5)),
        st.builds(Leading, parts, leading),
    )


TREES = st.recursive(LEAVES, partial(_around, st.none() | st.integers(1, 20)), max_leaves=6)
TYPED_TREES = st.recursive(LEAVES, partial(_around, st.integers(1, 20)), max_leaves=4)
