"""Written forms through Whoosh's interfaces: matchers of some forms only, and merging that keeps them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query
from whoosh.index import create_in
from whoosh.matching import NullMatcher
from whoosh.writing import IndexingError

from searchkit import Article
from searchkit.analysis import FINGERPRINT
from searchkit.storage import (
    ArticleSegment,
    Contents,
    SegmentEntry,
    WriteLock,
    article_of,
    commit,
    document,
    names_in,
    new_segment_name,
    newest,
    stored_bytes,
    stored_fields,
)
from searchkit.storage import schema as article_schema
from searchkit.storage.whooshcodec.index import ArchiveIndex, create_archive_index

TEXTS = ["Wheat for the US, wheat for us.", "wheats WHEAT", "Tell us. No grain."]


def add_in_bulk(folder: Path, names: str) -> None:
    """A commit of articles in a segment of their own, which keeps forms."""
    with WriteLock(folder):
        name = new_segment_name()
        segment = ArticleSegment(folder / f"{name}.sk")
        for letter, text in zip(names, TEXTS, strict=False):
            article = Article(id=letter, title=f"Title {letter}", body=text, date="2006-01-02", language="en")
            values = stored_fields(article, "", article.content_hash)
            segment.add(values, stored_bytes(values))
        stamp = segment.write()
        base = newest(folder)
        entry = SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, len(segment))
        commit(folder, Contents(base.schema, FINGERPRINT, ("en",), (*base.segments, entry)), ())


@pytest.fixture
def ix(tmp_path: Path) -> ArchiveIndex:
    index = create_archive_index(tmp_path / "index", article_schema())
    add_in_bulk(index.folder, "abc")
    return index


def forms(ix: ArchiveIndex, term: bytes, accept: Callable[[str], bool]) -> list[tuple[int, float, list[int]]]:
    """Document, weight and positions of what is accepted."""
    reader: Any = ix.reader()
    matcher = reader._terms.form_matcher("body", term, reader.schema["body"].format, accept)
    found = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
        matcher.next()
    return found


def found(ix: ArchiveIndex, text: str) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(query.Term("body", text), limit=None))


def test_only_accepted_forms_count(ix: ArchiveIndex) -> None:
    assert forms(ix, b"us", lambda form: form == "US") == [(0, 1.0, [3])]
    assert forms(ix, b"us", lambda form: True) == [(0, 2.0, [3, 6]), (2, 1.0, [1])]
    assert forms(ix, b"wheat", str.islower) == [(0, 1.0, [4]), (1, 1.0, [0])]
    assert forms(ix, b"wheat", lambda form: False) == []


def test_bounds_are_those_of_what_is_accepted(ix: ArchiveIndex) -> None:
    reader: Any = ix.reader()
    matcher = reader._terms.form_matcher("body", b"wheat", reader.schema["body"].format, str.isupper)
    assert (matcher.id(), matcher.block_max_weight(), matcher.block_min_length(), matcher.block_max_id()) == (
        1,
        1,
        2,
        1,
    )
    nothing = reader._terms.form_matcher("body", b"wheat", reader.schema["body"].format, lambda form: False)
    assert nothing is NullMatcher()


def test_whoosh_reads_what_was_made_in_bulk(ix: ArchiveIndex) -> None:
    with ix.searcher() as searcher:
        hits = searcher.search(query.Phrase("body", ["wheat", "for"], slop=1), sortedby="date")
        assert [(hit["id"], hit["body"]) for hit in hits] == [("a", TEXTS[0])]
        assert searcher.document(id="b")["title"] == "Title b"


def test_optimising_keeps_forms(ix: ArchiveIndex) -> None:
    before = forms(ix, b"us", str.isupper)
    add_in_bulk(ix.folder, "d")
    ix.optimize()
    assert len(newest(ix.folder).segments) == 1
    assert (found(ix, "us"), forms(ix, b"us", str.isupper)) == (["a", "c", "d"], [*before, (3, 1.0, [3])])


def test_a_document_becomes_an_article(ix: ArchiveIndex) -> None:
    with ix.writer() as writer:
        writer.add_document(
            id="x", body="US wheat.\n\nNo more.", title="T", date=dt.datetime(2006, 3, 1), authors="A; B"
        )
        writer.add_document(
            **document(Article(id="y", title="T", body="wheat", date="2006-03", language="en"), "file.txt")
        )
        writer.add_document(id="z", body="lost wheat")
        writer.update_document(id="z", body="kept wheat", language="de", date="2005")
    ix.optimize()
    assert len(newest(ix.folder).segments) == 1
    assert forms(ix, b"us", str.isupper)[-1] == (3, 1.0, [0])
    with ix.searcher() as searcher:
        articles = [article_of(searcher.document(id=name)) for name in "xyz"]
    assert [(one.body, str(one.date), one.authors, one.language) for one in articles] == [
        ("US wheat.\n\nNo more.", "2006-03-01", ("A", "B"), ""),
        ("wheat", "2006-03", (), "en"),
        ("kept wheat", "2005", (), "de"),
    ]


def test_documents_from_elsewhere_become_articles(ix: ArchiveIndex, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    theirs = create_in(str(tmp_path / "theirs"), article_schema())
    with theirs.writer() as writer:
        writer.add_document(id="x", title="T", body="WHEAT", date=dt.datetime(2006, 3, 1, 4), language="en")
        writer.add_document(id="y", title="T", body="barley")
    with ix.writer() as writer, theirs.reader() as reader:
        writer.add_reader(reader)
    with ix.searcher() as searcher:
        article = article_of(searcher.document(id="x"))
    assert (article.body, str(article.date), article.language) == ("WHEAT", "2006-03-01T04:00:00", "en")
    assert found(ix, "wheat") == ["a", "b", "x"]


def test_segments_without_forms_are_not_mixed_in(tmp_path: Path) -> None:
    """A field more, and it is no archive any more: its documents have no forms, and those that have keep them."""
    ix = create_archive_index(tmp_path / "index", article_schema())
    add_in_bulk(ix.folder, "abc")
    ix.add_field("more", fields.KEYWORD())
    for name in ("x", "y"):
        writer = ix.writer()
        writer.add_document(id=name, body="wheat", title="Title", more="x")
        writer.commit(merge=False)
    ix.delete_by_term("id", "b")
    ix.optimize()
    assert sorted(entry.doc_count for entry in newest(ix.folder).segments) == [2, 2]
    assert found(ix, "wheat") == ["a", "x", "y"]
    leaves: list[Any] = [leaf for leaf, _ in ix.reader().leaf_readers()]
    with pytest.raises(ValueError, match="field 'body' keeps no written forms"):
        for leaf in leaves:
            leaf._terms.form_matcher("body", b"wheat", leaf.schema["body"].format, str.islower)


def test_cancelling_articles_leaves_nothing(ix: ArchiveIndex) -> None:
    before = names_in(ix.folder)
    writer = ix.writer()
    writer.add_document(id="x", body="wheat")
    assert writer.doc_count() == 1
    with pytest.raises(IndexingError, match="the schema cannot be changed"):
        writer.add_field("n", fields.NUMERIC())
    with pytest.raises(fields.UnknownFieldError):
        writer.add_document(id="x", nobody="wheat")
    writer.cancel()
    assert names_in(ix.folder) == before


def test_deleting_and_updating_articles(ix: ArchiveIndex) -> None:
    with ix.writer() as writer:
        writer.update_document(id="b", body="barley")
        writer.delete_by_term("id", "c")
    assert (found(ix, "wheat"), found(ix, "barley"), found(ix, "us")) == (["a"], ["b"], ["a"])
