"""Two Whoosh indexes made by the same steps: one in Whoosh's own codec, one in ours."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from hypothesis import strategies as st
from whoosh import analysis, columns, fields, formats, index
from whoosh.reading import IndexReader, SegmentReader

from searchkit.storage.whooshcodec.codec import ColumnarCodec
from searchkit.storage.whooshcodec.index import create_archive_index

WORDS = "alfa bravo charlie delta running runs wheat wheats Wheat Ünïcode x yz".split()

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
tags = st.lists(st.sampled_from(["red", "green", "blue"]), unique=True, max_size=3).map(",".join)
numbers = st.integers(-5, 5)


def text_field(**options: Any) -> Callable[[], fields.FieldType]:
    return lambda: fields.TEXT(stored=True, **options)


def formatted(format_: formats.Format) -> Callable[[], fields.FieldType]:
    analyzer = analysis.RegexTokenizer(r"\S+") | analysis.DelimitedAttributeFilter()
    return lambda: fields.FieldType(format_, analyzer, scorable=True, vector=True)


BOOSTED = texts.map(lambda text: text.replace("x", "x^2.5").replace("alfa", "alfa^0.5"))

POOL: dict[str, tuple[list[Callable[[], fields.FieldType]], st.SearchStrategy[Any]]] = {
    "body": ([text_field(), text_field(chars=True, vector=True), text_field(phrase=False, vector=formats.Positions()),
              text_field(analyzer=analysis.StemmingAnalyzer(), spelling=True, sortable=True)], texts),
    "title": ([text_field(field_boost=2.0), text_field(sortable=columns.RefBytesColumn())], texts),
    "odd": ([formatted(formats.PositionBoosts()), formatted(formats.CharacterBoosts(field_boost=2.0)),
             formatted(formats.Frequency(field_boost=1.5)), formatted(formats.Positions())], BOOSTED),
    "tags": ([lambda: fields.KEYWORD(commas=True, scorable=True, vector=True), lambda: fields.KEYWORD(stored=True)],
             tags),
    "ids": ([lambda: fields.IDLIST(stored=True)], tags),
    "number": ([lambda: fields.NUMERIC(int, 16, sortable=True), lambda: fields.NUMERIC(int, 64, stored=True, default=3),
                lambda: fields.NUMERIC(int, 32, sortable=True, shift_step=0)], numbers),
    "real": ([lambda: fields.NUMERIC(float, sortable=True, stored=True)], numbers.map(lambda number: number / 4)),
    "price": ([lambda: fields.NUMERIC(Decimal, decimal_places=2, stored=True)],
              numbers.map(lambda number: Decimal(number) / 4)),
    "date": ([lambda: fields.DATETIME(sortable=True, stored=True), fields.DATETIME],
             st.integers(0, 400).map(lambda days: dt.datetime(2000, 1, 1) + dt.timedelta(days))),
    "flag": ([lambda: fields.BOOLEAN(stored=True)], st.booleans()),
    "grams": ([lambda: fields.NGRAM(2, 3), lambda: fields.NGRAM(2, 3, phrase=True), lambda: fields.NGRAMWORDS(2, 3)],
              texts),
    "kept": ([fields.STORED], st.tuples(st.integers(), st.binary(max_size=3)) | texts),
    "bits": ([lambda: fields.COLUMN(columns.BitColumn())], st.booleans()),
    "blob": ([lambda: fields.COLUMN(columns.CompressedBytesColumn()), lambda: fields.COLUMN(columns.VarBytesColumn())],
             st.binary(min_size=1, max_size=5)),
    "fixed": ([lambda: fields.COLUMN(columns.FixedBytesColumn(2)),
               lambda: fields.COLUMN(columns.RefBytesColumn(2, b"zz"))],
              st.binary(min_size=2, max_size=2)),
    "pair": ([lambda: fields.COLUMN(columns.StructColumn("!hB", (7, 1)))], st.tuples(numbers, st.integers(0, 9))),
    "any": ([lambda: fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn()))],
            st.none() | st.lists(numbers, max_size=2)),
    "list": ([lambda: fields.COLUMN(columns.VarBytesListColumn())],
             st.lists(st.binary(min_size=1, max_size=2), min_size=1)),
    "score": ([lambda: fields.COLUMN(columns.NumericColumn("d", default=-1.5)),
               lambda: fields.COLUMN(columns.NumericColumn("f", default=0.0))], numbers.map(lambda number: number / 2)),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One commit: documents added, numbers of `id` values deleted or updated, and how it merges."""

    added: list[dict[str, Any]]
    deleted: list[int] = field(default_factory=list)
    updated: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    merge: Literal["no", "small", "all"] = "no"


@st.composite
def plans(draw: st.DrawFn) -> tuple[dict[str, int], list[Step]]:
    """Which fields of the pool, in which variant, and what is done."""
    names = draw(st.sets(st.sampled_from(sorted(POOL)), min_size=1, max_size=6))
    chosen = {name: draw(st.integers(0, len(POOL[name][0]) - 1)) for name in sorted(names)}
    document = st.fixed_dictionaries({}, optional={name: POOL[name][1] for name in chosen})
    steps = st.builds(
        Step,
        st.lists(document, max_size=5),
        st.lists(st.integers(0, 9), max_size=2),
        st.lists(st.tuples(st.integers(0, 9), document), max_size=1),
        st.sampled_from(["no", "no", "small", "all"]),
    )
    return chosen, draw(st.lists(steps, min_size=1, max_size=4))


def schema_of(chosen: dict[str, int]) -> fields.Schema:
    """The schema of a plan, with an id that is unique, and dynamic fields."""
    schema = fields.Schema(id=fields.ID(stored=True, unique=True, sortable=True))
    for name, variant in chosen.items():
        schema.add(name, POOL[name][0][variant]())
    schema.add("dyn_*", fields.TEXT(stored=True), glob=True)
    return schema


def run(ix: index.FileIndex, steps: list[Step], **options: Any) -> None:
    """Does the steps; ids count up from 0.

    An update of an id that is still to come adds another one: of two documents with one unique id Whoosh replaces
    that which comes first in the index, and merging puts new documents before old ones there, behind them here.
    """
    count = 0
    dynamic = {"dyn_a": "alfa"} if "dyn_a" in ix.schema else {}
    for step in steps:
        writer = ix.writer(**options)
        for number in step.deleted:
            writer.delete_by_term("id", str(number))
        for number, document in step.updated:
            writer.update_document(id=str(number) if number < count else f"new{number}", **document)
        for document in step.added:
            writer.add_document(id=str(count), **document, **dynamic)
            count += 1
        writer.commit(optimize=step.merge == "all", merge=step.merge != "no")


Maker = Callable[[Path, fields.Schema], tuple[index.FileIndex, dict[str, Any]]]
"""Makes an empty index in a folder; gives it with the options of its writers."""


def codec_only(folder: Path, schema: fields.Schema) -> tuple[index.FileIndex, dict[str, Any]]:
    """Whoosh's own index with our codec."""
    return index.create_in(str(folder), schema), {"codec": ColumnarCodec()}


def archive(folder: Path, schema: fields.Schema) -> tuple[index.FileIndex, dict[str, Any]]:
    """Our index."""
    return create_archive_index(folder, schema), {}


@contextmanager
def pair(
    schema: fields.Schema, steps: list[Step], maker: Maker = codec_only
) -> Iterator[tuple[index.FileIndex, index.FileIndex]]:
    """Whoosh's own and ours."""
    with TemporaryDirectory() as folder:
        for name in ("theirs", "ours"):
            (Path(folder) / name).mkdir()
        theirs = index.create_in(str(Path(folder) / "theirs"), schema)
        run(theirs, steps)
        ours, options = maker(Path(folder) / "ours", schema)
        run(ours, steps, **options)
        yield theirs, ours


def leaves(ix: index.FileIndex) -> list[IndexReader]:
    """The readers of the segments."""
    return [leaf for leaf, _ in ix.reader().leaf_readers() if isinstance(leaf, SegmentReader)]
