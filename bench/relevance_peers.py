"""How other engines rank the same articles for the same questions, each set up as its documentation suggests.

Every question is words of which any may match, without operators. No field is boosted, which is what they do unless
told otherwise: with a title that counts twice Whoosh and tantivy fall by 0.02 to 0.09 nDCG@10 on every set that has
titles, and SQLite stays where it is.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench.peers import BM25S, FTS5, TANTIVY, WHOOSH
from searchkit import Article
from searchkit.model.judging import Run

DEPTH = 100
"""How many articles are asked for."""

_WORD = re.compile(r"[^\W_]+")

Ranked = list[tuple[str, float]]


def whoosh(articles: Sequence[Article], topics: Mapping[str, str], folder: Path) -> Run:
    """Stock Whoosh: StemmingAnalyzer with its stop words, BM25F, MultifieldParser with OrGroup."""
    from whoosh import fields, index, qparser  # noqa: PLC0415 - each engine only where it is asked
    from whoosh.analysis import StemmingAnalyzer  # noqa: PLC0415 - as above

    words = StemmingAnalyzer()
    columns = fields.Schema(id=fields.ID(stored=True), title=fields.TEXT(words), body=fields.TEXT(words))
    opened = index.create_in(str(folder), columns)
    writer = opened.writer(limitmb=256)
    for article in articles:
        writer.add_document(id=article.id, title=article.title, body=article.body)
    writer.commit()
    plain = [qparser.WhitespacePlugin()]
    parser = qparser.MultifieldParser(["title", "body"], opened.schema, plugins=plain, group=qparser.OrGroup)
    with opened.searcher() as searcher:

        def best(question: str) -> Ranked:
            return [(hit["id"], float(hit.score)) for hit in searcher.search(parser.parse(question), limit=DEPTH)]

        return _asked(topics, best)


def tantivy(articles: Sequence[Article], topics: Mapping[str, str], folder: Path) -> Run:
    """tantivy: tokenizer en_stem, its BM25 summed over both fields."""
    import tantivy as library  # noqa: PLC0415 - may be missing

    builder = library.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = library.Index(builder.build(), path=str(folder))
    writer = index.writer(256_000_000, 1)
    for article in articles:
        writer.add_document(library.Document(id=article.id, title=article.title, body=article.body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def best(question: str) -> Ranked:
        words = " ".join(_WORD.findall(question.lower()))  # in lower case, as AND, OR and NOT are operators
        query = index.parse_query(words, ["title", "body"])
        return [(searcher.doc(where)["id"][0], score) for score, where in searcher.search(query, DEPTH).hits]

    return _asked(topics, best)


def fts5(articles: Sequence[Article], topics: Mapping[str, str], folder: Path) -> Run:
    """SQLite FTS5: tokenizer `porter unicode61`, bm25()."""
    with closing(sqlite3.connect(folder / "articles.db")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61')"
        )
        rows = ((article.id, article.title, article.body) for article in articles)
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
        best_first = f"ORDER BY bm25(articles) LIMIT {DEPTH}"
        statement = f"SELECT id, -bm25(articles) FROM articles WHERE articles MATCH ? {best_first}"

        def best(question: str) -> Ranked:
            words = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
            return connection.execute(statement, (words,)).fetchall() if words else []

        return _asked(topics, best)


def bm25s(articles: Sequence[Article], topics: Mapping[str, str], folder: Path) -> Run:
    """bm25s: method "lucene", its English stop words, PyStemmer; it has one field, so title and body are joined."""
    import bm25s as library  # noqa: PLC0415 - may be missing
    import Stemmer  # noqa: PLC0415 - bm25s is what needs it

    def tokens(texts: list[str]) -> list[list[str]]:
        found: list[list[str]] = library.tokenize(
            texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
        )
        return found

    ranker = library.BM25(method="lucene")
    ranker.index(tokens([f"{article.title} {article.body}" for article in articles]), show_progress=False)

    def best(question: str) -> Ranked:
        words = tokens([question])
        if not words[0]:
            return []
        found, scores = ranker.retrieve(words, k=min(DEPTH, len(articles)), show_progress=False)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [(articles[number].id, score) for number, score in pairs if score > 0]

    return _asked(topics, best)


PEERS: Mapping[str, Callable[[Sequence[Article], Mapping[str, str], Path], Run]] = {
    WHOOSH: whoosh,
    TANTIVY: tantivy,
    FTS5: fts5,
    BM25S: bm25s,
}
"""Each gives its best articles for each question; the folder is an empty one to work in."""


def _asked(topics: Mapping[str, str], best: Callable[[str], Ranked]) -> dict[str, Ranked]:
    return {qid: best(" ".join(text.split())) for qid, text in topics.items()}
