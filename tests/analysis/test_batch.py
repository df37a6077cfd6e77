"""The analysis of many texts at once gives exactly what `tokenize` and `passages` give one by one."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import MAX_TERM_CHARS, Token, batch, paragraphs, passages, sentences, tokenize
from searchkit.analysis.batch import Borders, Lexicon, analyse
from searchkit.analysis.keys import KeyTable, UnitKeys
from searchkit.analysis.tokens import DENSE, JOINERS, WORD
from searchkit.analysis.units import Units
from searchkit.model import Span

Row = tuple[str, str, int]

LETTERS = (
    "abS'’ʼ＇.-‐_@&, 12\n\0éñßİ漢字ｶﾞ가กันงкйเดअधु\u0300\u00ad\u200d\u200c\u0640"
    "\U00020000\U0001d400\U0001f600。！ﬁ\u1100\u0e3fｅ３٣〇"
)
ATOMS = (
    "\n|\n\n| |.|!|…|'|”|)|。|」|！）|’|A|é|word|don't|e-mail|3.5|U.S.|漢|漢字東|ก|กั|\u0301a|co\u00adop|_|-|\r\n|\u2028"
    "|\x1c|\u3000|J. S|\0|\U00020000|?\"|Board's|" + "ab cd ef gh " * 5 + "|" + "ab cd. ef " * 3 + "|" + "x" * 150 + "|"
).split("|")
LANGUAGES = st.sampled_from(["", "en", "de", "ru", "ja", "ar", "tr", "pl", "nn", "zz"])
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(LETTERS, max_size=60),
    st.text("aZ’.é漢", min_size=100, max_size=400),
    st.lists(st.sampled_from(ATOMS), max_size=120).map("".join),
)
ARTICLES = st.lists(st.tuples(TEXTS, LANGUAGES), max_size=5)


def one_by_one(texts: Sequence[str], languages: Sequence[str], stem: bool = True) -> list[list[Row]]:
    return [
        [(token.term, token.form, token.position) for token in tokenize(text, language, stem)]
        for text, language in zip(texts, languages, strict=True)
    ]


def at_once(texts: Sequence[str], languages: Sequence[str], lexicon: Lexicon, stem: bool = True) -> list[list[Row]]:
    found = analyse(texts, languages, lexicon, stem)
    assert [lexicon.form_terms[form] for form in found.forms] == found.terms.tolist()
    columns = zip(found.terms.tolist(), found.forms.tolist(), found.positions.tolist(), strict=True)
    rows = [(lexicon.terms[term], lexicon.forms[form], position) for term, form, position in columns]
    ends = np.cumsum(found.counts).tolist()
    assert (ends or [0])[-1] == len(rows)
    return [rows[end - count : end] for end, count in zip(ends, found.counts.tolist(), strict=True)]


@given(ARTICLES, ARTICLES, st.booleans())
def test_tokens_are_those_of_tokenize(first: list[tuple[str, str]], second: list[tuple[str, str]], stem: bool) -> None:
    lexicon = Lexicon()
    for articles in (first, second, first):
        texts, languages = [text for text, _ in articles], [language for _, language in articles]
        assert at_once(texts, languages, lexicon, stem) == one_by_one(texts, languages, stem)


def first_positions(tokens: Sequence[Token], spans: Sequence[Span]) -> list[int]:
    inside = ([token.position for token in tokens if span.start <= token.char_start < span.end] for span in spans)
    return [positions[0] for positions in inside if positions]


def per_text(borders: Borders | None) -> list[list[int]]:
    assert borders is not None
    starts, ends = borders.starts.tolist(), np.cumsum(borders.counts).tolist()
    return [starts[end - count : end] for end, count in zip(ends, borders.counts.tolist(), strict=True)]


@given(ARTICLES)
def test_borders_are_those_of_passages(articles: list[tuple[str, str]]) -> None:
    texts, languages = [text for text, _ in articles], [language for _, language in articles]
    found = analyse(texts, languages, Lexicon(), borders=True)
    tokens = [list(tokenize(text)) for text in texts]
    spans = [[span for part in paragraphs(text) for span in sentences(text, *part)] for text in texts]
    assert per_text(found.sentences) == list(map(first_positions, tokens, spans))
    assert per_text(found.paragraphs) == list(map(first_positions, tokens, map(paragraphs, texts)))
    assert per_text(found.passages) == list(map(first_positions, tokens, map(passages, texts)))


@given(st.lists(st.integers(1, 400), max_size=5), st.sampled_from(["\n\n", "\n", " ", "。", ". "]))
def test_long_paragraphs_are_cut_where_passages_cuts_them(lengths: list[int], joint: str) -> None:
    text = joint.join("word " * (length % 7) + "漢字" * length + " end. of" * (length // 3) for length in lengths)
    found = analyse([text], ["en"], Lexicon(), borders=True)
    assert per_text(found.passages) == [first_positions(list(tokenize(text)), passages(text))]


def test_many_chunks_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, languages = (
        ["The U.S. board.\n\nBoards.", "", "Müllers Brote", "東京都 e-mail"] * 3,
        ["en", "", "de", "ja"] * 3,
    )
    whole = analyse(texts, languages, Lexicon(), borders=True)
    monkeypatch.setattr(batch, "CHUNK_CHARS", 10)
    parts = analyse(texts, languages, Lexicon(), borders=True)
    assert whole.positions.tolist() == parts.positions.tolist()
    assert whole.counts.tolist() == parts.counts.tolist()
    assert per_text(whole.passages) == per_text(parts.passages)
    assert at_once(texts, languages, Lexicon()) == one_by_one(texts, languages)


@pytest.mark.parametrize("length", [7, 8, 9, 15, 16, 23, 24, 100, 101, 127, 128, 129, 1000, 100_000])
@pytest.mark.parametrize("letter", ["x", "é", "\U0001d400"])
def test_words_of_any_length(length: int, letter: str) -> None:
    texts = [letter * length, letter * length + "y", letter * (length - 1)]
    assert at_once(texts, ["en"] * 3, Lexicon()) == one_by_one(texts, ["en"] * 3)


def test_a_lone_surrogate_is_no_letter() -> None:
    assert at_once(["a\ud800b"], ["en"], Lexicon()) == [[("a", "a", 0), ("b", "b", 1)]]


def test_no_texts() -> None:
    found = analyse([], [], Lexicon(), borders=True)
    assert (found.terms.tolist(), found.counts.tolist(), per_text(found.passages)) == ([], [], [])


def test_an_unknown_language_and_its_own_share_no_terms() -> None:
    lexicon = Lexicon()
    assert at_once(["Westerns", "Westerns"], ["en", "pl"], lexicon) == [
        [("western", "Westerns", 0)],
        [("westerns", "Westerns", 0)],
    ]
    assert lexicon.forms == ["Westerns", "Westerns"]


def test_the_same_text_is_numbered_the_same_way_each_time() -> None:
    texts = ["The U.S. board's e-mails in 1,750 boards", "東京都 Élysée"]
    lexicons = [Lexicon(), Lexicon()]
    for lexicon in lexicons:
        analyse(texts, ["en", "ja"], lexicon)
    assert (lexicons[0].terms, lexicons[0].forms) == (lexicons[1].terms, lexicons[1].forms)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3))), st.integers(0, 4), st.integers(0, 20))
def test_a_key_table_numbers_keys_in_the_order_they_came(pairs: list[tuple[int, int]], spread: int, first: int) -> None:
    table, distinct = KeyTable(), list(dict.fromkeys(pairs))
    keys = np.array([(a << 13 * spread, b << 56) for a, b in pairs], np.uint64).reshape(-1, 2)
    found = [number for part in (keys[:first], keys[first:]) for number in table.number(part).tolist()]
    assert found == [distinct.index(pair) for pair in pairs]
    kept, missing = table.find(keys)
    assert (kept[:, 0].tolist(), missing.tolist()) == (found, [])
    assert table.find(keys ^ np.uint64(8))[1].tolist() == list(range(len(pairs)))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3))))
def test_a_key_table_keeps_two_words_beside_each_key(pairs: list[tuple[int, int]]) -> None:
    table, distinct = KeyTable(), list(dict.fromkeys(pairs))
    keys = np.array(pairs, np.uint64).reshape(-1, 2)
    numbers, first, slots = table.add(keys)
    assert numbers.tolist() == [distinct.index(pair) for pair in pairs]
    assert [pairs[i] for i in first.tolist()] == distinct
    table.keep(slots, keys[first] + np.uint64(7))
    assert table.find(keys)[0].tolist() == [[a + 7, b + 7] for a, b in pairs]


def test_a_key_table_grows() -> None:
    table, keys = KeyTable(), np.repeat(np.arange(1, 200_001, dtype=np.uint64), 2).reshape(-1, 2)
    for part in np.array_split(keys, 7):
        table.number(part)
    kept, missing = table.find(keys)
    assert (kept[:, 0] == keys[:, 0] - 1).all()
    assert (len(missing), len(table.find(keys + np.uint64(1 << 40))[1])) == (0, len(keys))


@given(st.lists(st.binary(min_size=1, max_size=140).map(lambda b: b.replace(b"\0", b"x")), min_size=1, max_size=30))
def test_units_have_equal_keys_only_where_they_have_equal_bytes(pieces: list[bytes]) -> None:
    ends = np.cumsum([len(piece) for piece in pieces])
    units = Units(ends - [len(piece) for piece in pieces], ends, np.arange(0), np.empty(0, np.bool_))
    keys = UnitKeys().keys(bytearray(b"".join(pieces) + bytes(24)), units, np.full(len(pieces), 1, np.uint64)).tolist()
    assert [keys.index(key) for key in keys] == [pieces.index(piece) for piece in pieces]


def test_forms_are_as_long_as_terms_at_most() -> None:
    lexicon = Lexicon()
    analyse(["x" * 300 + "-" + "漢" * 300], ["en"], lexicon)
    assert max(map(len, lexicon.forms)) == MAX_TERM_CHARS


def test_a_lexicon_that_was_interrupted_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Lexicon()
    with monkeypatch.context() as patch:
        patch.setattr("searchkit.analysis.lexicon.pieces_of_units", None)
        with pytest.raises(TypeError):
            analyse(["boards"], ["en"], broken)
    with pytest.raises(RuntimeError, match="interrupted"):
        analyse(["boards"], ["en"], broken)


def test_a_lexicon_knows_its_size_and_grows_with_new_words_only() -> None:
    lexicon, words = Lexicon(), " ".join(f"word{i} e{i}-mail wörd{i} 東{chr(0x4E00 + i)}" for i in range(5000))
    before = lexicon.size_bytes
    analyse([words], ["en"], lexicon)
    full = lexicon.size_bytes
    assert full - before > 64 * len(lexicon.forms)
    analyse([words, words], ["en", "en"], lexicon)
    assert lexicon.size_bytes == full


def test_no_character_past_the_class_tables_has_a_class() -> None:
    rest = np.arange(0x40000, 0x110000, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    assert re.findall(rf"[{WORD}{JOINERS}{DENSE}\s]", rest) == []
