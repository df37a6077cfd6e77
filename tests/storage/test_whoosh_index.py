"""Whoosh's index and writer over our folder: commits, readers, locks, schemas that change, documents that fail."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from whoosh import analysis, columns, fields, query
from whoosh.codec import default_codec
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex, LockError, create_in, open_dir
from whoosh.reading import IndexReader
from whoosh.writing import BufferedWriter

from searchkit.analysis import analysis_language
from searchkit.errors import IndexDamagedError, IndexMissingError, IndexOpenError
from searchkit.storage import WriteLock, names_in, open_commit, read_sources
from searchkit.storage import schema as article_schema
from searchkit.storage.whooshcodec.codec import ColumnarCodec
from searchkit.storage.whooshcodec.index import ArchiveIndex, create_archive_index
from searchkit.storage.whooshcodec.schemajson import SchemaError
from tests.storage.test_whoosh_codec import Plan, few
from tests.storage.whooshpair import archive, pair, plans, schema_of

SCHEMA = fields.Schema(id=fields.ID(unique=True, stored=True, sortable=True), body=fields.TEXT(stored=True))


@pytest.fixture
def ix(tmp_path: Path) -> ArchiveIndex:
    return create_archive_index(tmp_path / "index", SCHEMA)


def add(ix: Any, *names: str, **options: Any) -> None:
    """A commit of documents with these ids."""
    writer = ix.writer()
    for name in names:
        writer.add_document(id=name, body=f"alfa {name}")
    writer.commit(**({"merge": False} | options))


def ids(ix: Any) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(one["id"] for one in searcher.all_stored_fields())


def files(ix: ArchiveIndex) -> set[str]:
    """Kinds and numbers of the files in the folder."""
    return {name for name in names_in(ix.folder) if not name.startswith("seg-")}


@few
@given(plans())
def test_the_same_is_found_as_in_whooshs_own(plan: Plan) -> None:
    schema = schema_of(plan[0])
    with pair(schema, plan[1], archive) as (theirs, ours):
        wanted = contents(theirs.reader())
        assert contents(ours.reader()) == wanted
        ours.optimize()
        assert contents(ours.reader()) == wanted
        assert len(ours.reader().leaf_readers()) == 1


def contents(reader: IndexReader) -> Any:
    """Stored fields of all documents, and for each term the stored fields of those it stands in."""
    stored = {doc: repr(sorted(values.items())) for doc, values in reader.iter_docs()}
    found = {}
    for term in reader.all_terms():
        if not term[0].startswith("spell_"):
            matcher: Any = reader.postings(*term)
            hits = sorted(stored[doc] for doc in matcher.all_ids() if doc in stored)
            found[term] = hits
    return sorted(stored.values()), {term: hits for term, hits in found.items() if hits}


def test_a_commit_has_manifest_sources_and_toc(ix: ArchiveIndex) -> None:
    add(ix, "a")
    assert files(ix) == {
        "manifest-2.json", "manifest-2.copy.json", "sources-2.jsonl", "_MAIN_2.toc", "lock", "MAIN_WRITELOCK",
    }  # fmt: skip


def test_readers_keep_what_they_opened(ix: ArchiveIndex) -> None:
    add(ix, "a", "b")
    before = ix.searcher()
    writer = ix.writer()
    writer.delete_by_term("id", "a")
    writer.update_document(id="b", body="new")
    writer.add_document(id="c", body="new")
    writer.commit(optimize=True)
    assert [hit["body"] for hit in before.search(query.Every(), sortedby="id")] == ["alfa a", "alfa b"]
    assert not before.up_to_date()
    with before.refresh() as after:
        assert [hit["id"] for hit in after.search(query.Term("body", "new"), sortedby="id")] == ["b", "c"]
        assert after.up_to_date()
        assert after.doc_count_all() == 2


def test_an_index_of_one_commit_stays_with_it(ix: ArchiveIndex) -> None:
    add(ix, "a")
    pinned = ArchiveIndex(ix.folder, open_commit(ix.folder))
    add(pinned, "b")
    assert (ids(pinned), ids(pinned.refresh())) == (["a"], ["a", "b"])
    assert (pinned.up_to_date(), pinned.refresh().up_to_date()) == (False, True)


def test_cancelling_leaves_nothing(ix: ArchiveIndex) -> None:
    add(ix, "a")
    before = names_in(ix.folder)
    writer = ix.writer()
    writer.add_document(id="b", body="x")
    writer.delete_by_term("id", "a")
    writer.cancel()
    assert (ids(ix), names_in(ix.folder)) == (["a"], before)


def test_deletions_are_kept_beside_the_segment(ix: ArchiveIndex) -> None:
    add(ix, "a", "b", "c")
    ix.delete_by_term("id", "b")
    ix.delete_by_term("id", "c")
    assert (ids(ix), ids(open_dir(str(ix.folder)))) == (["a"], ["a"])
    assert ix.doc_count_all() == 3
    ix.delete_by_term("id", "a")
    assert (ix.is_empty(), ix.doc_count_all()) == (True, 0)


def test_small_segments_are_merged_as_whoosh_chooses(ix: ArchiveIndex, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    theirs = create_in(str(tmp_path / "theirs"), SCHEMA)
    counts = []
    for number in range(12):
        for one in (theirs, ix):
            add(one, f"{number:02}", merge=True)
        counts.append([len(one.reader().leaf_readers()) for one in (theirs, ix)])
    assert all(one == other for one, other in counts)
    assert ids(ix) == ids(theirs)


def test_what_a_policy_brings_is_taken(ix: ArchiveIndex, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = create_in(str(tmp_path / "other"), SCHEMA)
    add(other, "x", "y")
    add(ix, "a")

    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        with other.reader() as reader:
            writer.add_reader(reader)
        return segments

    add(ix, "b", mergetype=policy)
    assert ids(ix) == ["a", "b", "x", "y"]


def test_one_writer_at_a_time(ix: ArchiveIndex) -> None:
    with ix.writer(), pytest.raises(LockError):
        ix.writer()
    with WriteLock(ix.folder), pytest.raises(LockError):
        ix.writer()
    add(ix, "a")
    assert ids(ix) == ["a"]


def test_a_failed_commit_gives_the_lock_back(ix: ArchiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    add(ix, "a")
    with monkeypatch.context() as patch:
        patch.setattr("searchkit.storage.whooshcodec.writer.commit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(ix, "b")
    add(ix, "c")
    assert ids(ix) == ["a", "c"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"number": "x", "body": "lost words"}, ValueError),
        ({"number": 2**40, "body": "lost words"}, ValueError),
        ({"zkept": object(), "body": "lost words"}, TypeError),
        ({"column": "text", "body": "lost words"}, ValueError),
        ({"unknown": 1}, fields.UnknownFieldError),
    ],
)
def test_a_document_that_fails_harms_no_other(tmp_path: Path, values: dict[str, Any], error: type[Exception]) -> None:
    schema = fields.Schema(
        id=fields.ID(stored=True), body=fields.TEXT, number=fields.NUMERIC(stored=True), zkept=fields.STORED,
        column=fields.COLUMN,
    )  # fmt: skip
    ix = create_archive_index(tmp_path / "index", schema)
    with ix.writer() as writer:
        writer.add_document(id="a", body="kept words")
        with pytest.raises(error):
            writer.add_document(id="b", **values)
        writer.add_document(id="c", body="kept words")
    with ix.searcher() as searcher:
        assert [hit["id"] for hit in searcher.search(query.Term("body", "words"))] == ["a", "c"]
    assert ids(ix) == ["a", "c"]


def test_fields_come_and_go(ix: ArchiveIndex) -> None:
    add(ix, "a")
    ix.add_field("n", fields.NUMERIC(sortable=True, stored=True))
    ix.remove_field("body")
    with ix.writer() as writer:
        writer.add_document(id="b", n=7)
    with ix.searcher() as searcher:
        hits = [hit.fields() for hit in searcher.search(query.Every(), sortedby="n")]
    assert hits == [{"id": "b", "n": 7}, {"id": "a"}]
    ix.optimize()
    [(leaf, _)] = ix.reader().leaf_readers()
    assert (sorted(leaf.indexed_field_names()), ids(ix)) == (["id", "n"], ["a", "b"])


def test_a_field_that_cannot_be_kept(ix: ArchiveIndex) -> None:
    field = fields.TEXT(analyzer=analysis.StemmingAnalyzer(stemfn=lambda word: word))
    with pytest.raises(SchemaError, match="field 'stemmed'"):
        ix.add_field("stemmed", field)
    with pytest.raises(SchemaError, match="field 'stemmed'"):
        create_archive_index(ix.folder / "other", fields.Schema(stemmed=field))
    assert ix.schema.names() == ["body", "id"]


def test_a_column_that_one_segment_lacks(ix: ArchiveIndex) -> None:
    add(ix, "a")
    ix.add_field("n", fields.NUMERIC(sortable=True, default=5))
    for name, number in (("b", 9), ("c", 1)):
        writer = ix.writer()
        writer.add_document(id=name, n=number)
        writer.commit(merge=False)
    with ix.searcher() as searcher:
        assert [hit["id"] for hit in searcher.search(query.Every(), sortedby="n")] == ["c", "a", "b"]
        assert list(searcher.reader().column_reader("n")) == [5, 9, 1]


@pytest.mark.parametrize(
    ("column", "value", "missing"),
    [
        (columns.PickleColumn(columns.VarBytesColumn()), [1], None),
        (columns.CompressedBytesColumn(), b"x", b""),
        (columns.VarBytesListColumn(), [b"x"], []),
        (columns.RefBytesColumn(2, b"zz"), b"ab", b"zz"),
        (columns.StructColumn("!hB", (7, 1)), (1, 2), (7, 1)),
        (columns.ClampedNumericColumn(columns.NumericColumn("B", default=3)), 999, 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_columns_that_come_later(ix: ArchiveIndex, column: columns.Column, value: Any, missing: Any) -> None:
    add(ix, "a")
    ix.add_field("late", fields.COLUMN(column))
    assert list(ix.reader().column_reader("late")) == [missing]
    writer = ix.writer()
    writer.add_document(id="b", late=value)
    writer.add_document(id="c")
    writer.commit(merge=False)
    last = 255 if value == 999 else value
    assert [*ix.reader().column_reader("late")] == [missing, last, missing]
    ix.optimize()
    assert sorted(map(repr, ix.reader().column_reader("late"))) == sorted(map(repr, [missing, last, missing]))


def test_an_empty_index_answers(ix: ArchiveIndex) -> None:
    with ix.searcher() as searcher:
        assert len(searcher.search(query.Every(), sortedby="id", groupedby="id")) == 0
        assert (searcher.doc_count(), list(searcher.lexicon("body"))) == (0, [])
    ix.optimize()
    assert ix.is_empty()


def test_postings_beyond_the_limit_of_memory(ix: ArchiveIndex) -> None:
    """Whoosh sorts them on disk in several runs."""
    writer = ix.writer(limitmb=0.002)
    for number in range(60):
        writer.add_document(id=str(number), body=f"alfa word{number % 3} word{number}")
    writer.commit()
    assert found(ix, query.Term("body", "word2")) == sorted(map(str, range(2, 60, 3)))
    assert names_in(ix.folder)[0] == "MAIN_WRITELOCK"


def test_a_segment_that_is_gone_makes_whoosh_look_again(ix: ArchiveIndex) -> None:
    add(ix, "a")
    theirs = open_dir(str(ix.folder))
    [segment] = theirs._segments()
    ix.delete_by_term("id", "a")
    add(ix, "b")
    with pytest.raises(FileNotFoundError):
        segment.opened(theirs.storage)
    assert ids(theirs) == ["b"]


def test_languages_are_those_of_the_texts(tmp_path: Path) -> None:
    ix = create_archive_index(tmp_path / "index", article_schema())
    with ix.writer() as writer:
        writer.add_document(id="a", body="Wälder", title="x", language="de")
    add(ix, "b", optimize=True)
    commit = open_commit(ix.folder)
    assert commit.manifest.languages == ("", analysis_language("de"))
    assert commit.segments[0].file.meta["languages"] == ["", analysis_language("de")]


def test_groups_stay_together(ix: ArchiveIndex) -> None:
    for part in range(3):
        writer = ix.writer()
        for parent in ("xx", "yy"):
            with writer.group():
                writer.add_document(id=f"{parent}{part}", body="parent")
                writer.add_document(id=f"{parent}{part}child", body=f"child {parent}")
        writer.commit(merge=False)
    wanted = query.NestedParent(query.Term("body", "parent"), query.Term("body", "yy"))
    before = found(ix, wanted)
    ix.optimize()
    assert before == found(ix, wanted) == ["yy0", "yy1", "yy2"]


def found(ix: FileIndex, wanted: query.Query) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(wanted, limit=None))


def test_a_buffered_writer(ix: ArchiveIndex) -> None:
    writer = BufferedWriter(ix, period=None, limit=2)
    for name in "abc":
        writer.update_document(id=name, body="x")
    writer.close()
    assert ids(ix) == ["a", "b", "c"]


def test_article_fields(tmp_path: Path) -> None:
    ix = create_archive_index(tmp_path / "index", article_schema())
    with ix.writer() as writer:
        writer.add_document(id="a", body="Wheat exports fell", date=dt.datetime(2006, 1, 2), language="en")
    assert found(ix, query.Term("body", "export")) == ["a"]
    commit = open_commit(ix.folder)
    assert read_sources(ix.folder, commit.manifest.sources) == {}
    assert commit.segments[0].columns.keys() >= {"id", "date"}


def test_weights_and_values_of_every_kind(tmp_path: Path) -> None:
    """Numbers given twice, boosts of documents, decimals: each posting once, weights exact."""
    schema = fields.Schema(id=fields.ID(stored=True), n=fields.NUMERIC(stored=True),
                           tags=fields.KEYWORD, body=fields.TEXT,
                           price=fields.NUMERIC(Decimal, decimal_places=2, stored=True, sortable=True))  # fmt: skip
    ix = create_archive_index(tmp_path / "index", schema)
    with ix.writer() as writer:
        writer.add_document(id="a", n=[5, 5, 6], tags="x x y", body="alfa alfa", price=Decimal("1.50"), _tags_boost=2.5)
        writer.add_document(id="b", n=5, tags="x", body="alfa", _body_boost=3.0)
    reader: Any = ix.reader()
    assert list(reader.postings("n", 5).all_ids()) == [0, 1]
    matchers = reader.postings("tags", "x"), reader.postings("body", "alfa")
    found = [[(one.weight(), one.value_as("frequency")) for one in walked(matcher)] for matcher in matchers]
    assert found == [[(5.0, 2), (1.0, 1)], [(2.0, 2), (3.0, 1)]]
    assert [reader.column_reader("price")[0], reader.stored_fields(0)["price"]] == [Decimal("1.50"), Decimal("1.50")]


def walked(matcher: Any) -> Any:
    while matcher.is_active():
        yield matcher
        matcher.next()


def test_many_postings_at_once(ix: ArchiveIndex) -> None:
    """Counts above 255, terms that fill more than one run of arrays."""
    writer = ix.writer()
    for number in range(60):
        writer.add_document(id=str(number), body=" ".join(["alfa"] * (number * 20) + [f"word{number % 7}"] * 40))
    writer.commit()
    matcher: Any = ix.reader().postings("body", "alfa")
    assert [one.weight() for one in walked(matcher)] == [float(number * 20) for number in range(1, 60)]
    matcher.reset()
    matcher.skip_to(40)
    assert (matcher.id(), matcher.value_as("positions")) == (40, list(range(800)))


def test_foreign_commits_are_noticed(ix: ArchiveIndex) -> None:
    add(ix, "a")
    writer = open_dir(str(ix.folder)).writer(codec=default_codec())
    writer.add_document(id="b", body="x")
    writer.commit(merge=False)
    with pytest.raises(IndexDamagedError, match="another program committed with Whoosh"):
        ix.searcher()


@pytest.mark.parametrize("prepare", [lambda folder: None, lambda folder: folder.mkdir()])
def test_where_there_is_no_index(tmp_path: Path, prepare: Any) -> None:
    prepare(tmp_path / "index")
    with pytest.raises(IndexMissingError):
        ArchiveIndex(tmp_path / "index")


def test_an_index_is_not_made_over_another(ix: ArchiveIndex, tmp_path: Path) -> None:
    with pytest.raises(IndexOpenError, match="holds an index already"):
        create_archive_index(ix.folder, SCHEMA)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "letter.txt").write_text("x")
    with pytest.raises(IndexOpenError, match="holds other files"):
        create_archive_index(tmp_path / "mail", SCHEMA)


def test_links_in_the_folder_are_not_followed(ix: ArchiveIndex, tmp_path: Path) -> None:
    """Whoosh empties the folder `MAIN.tmp` in the end, whatever it is."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("x")
    (ix.folder / "MAIN.tmp").symlink_to(home)
    (ix.folder / ".write-x.tmp").symlink_to(home)
    add(ix, "a")
    assert (names_in(home), ids(ix)) == (["letter.txt"], ["a"])


def test_leftovers_of_killed_writers_go(ix: ArchiveIndex) -> None:
    (ix.folder / ".write-abc.tmp").mkdir()
    (ix.folder / ".write-abc.tmp" / "x.run").write_bytes(b"x")
    add(ix, "a")
    assert not [name for name in names_in(ix.folder) if name.startswith(".")]


def test_a_ram_storage_is_refused() -> None:
    theirs = RamStorage().create_index(SCHEMA)
    with pytest.raises(IndexOpenError, match="in a folder, not in RamStorage"):
        theirs.writer(codec=ColumnarCodec())
