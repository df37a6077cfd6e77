"""Several segments made one: without their deleted documents, in bounded memory, a range of terms at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import AnyArray, FileStamp, ragged
from searchkit.storage.build import FieldWriter, PostingKind, SegmentBuilder, TermRun
from searchkit.storage.documents import DocumentsWriter
from searchkit.storage.mergedforms import known_shapes, used_shapes
from searchkit.storage.segment import (
    BORDER_KINDS,
    BitColumn,
    BorderKind,
    BytesColumn,
    Column,
    KeyColumn,
    NumberColumn,
    Segment,
    SegmentField,
    StoredRun,
)

POSTINGS_AT_ONCE = 1 << 21
"""Postings merged in one step, of all segments together, and at most twice as many positions where one term
does not have more; a posting takes up to 60 bytes on the way."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A segment on its way into another: `numbers` (doc_count,) are its documents' new numbers, -1 for none."""

    segment: Segment
    numbers: AnyArray
    live: AnyArray

    @property
    def whole(self) -> bool:
        return len(self.live) == self.segment.doc_count


def merge(segments: Sequence[Segment], path: Path) -> FileStamp:
    """Writes one segment with the documents of all, in order; IndexDamagedError where one cannot be read."""
    sources = list(_numbered(segments))
    doc_count = sum(len(source.live) for source in sources)
    with SegmentBuilder(path, doc_count) as builder:
        names = dict.fromkeys(name for segment in segments for name in segment.fields)
        for number, name in enumerate(names):
            _merge_field(builder, name, sources)
            for kind in BORDER_KINDS:
                _merge_borders(builder, number, name, kind, sources)
        for name in dict.fromkeys(name for segment in segments for name in segment.columns):
            builder.add_column(name, _merged_column(name, sources))
        _merge_documents(builder, sources)
        languages = sorted({one for segment in segments for one in segment.file.meta.get("languages", ())})
        return builder.finish({"languages": languages})


def _numbered(segments: Sequence[Segment]) -> Iterator[_Source]:
    base = 0
    for segment in segments:
        gone = segment.deleted
        live = np.arange(segment.doc_count) if gone is None else np.flatnonzero(~gone)
        numbers = np.full(segment.doc_count, -1, np.int64)
        numbers[live] = base + np.arange(len(live))
        base += len(live)
        yield _Source(segment, numbers, live)


def _merge_field(builder: SegmentBuilder, name: str, sources: Sequence[_Source]) -> None:
    present = [source for source in sources if name in source.segment.fields]
    fields = [source.segment.fields[name] for source in present]
    if len({(field.has_positions, field.has_forms, field.has_chars, field.has_boosts) for field in fields}) > 1:
        raise IndexDamagedError(f"{sources[0].segment.path.parent}: segments keep unlike things of field {name!r}")
    target = _target(builder, name, fields, _lengths(name, sources))
    for ranges in _ranges(fields):
        run = _merged_run(fields, [source.numbers for source in present], ranges)
        if run is not None:
            target.write(run)
    builder.end(target)


def _target(
    builder: SegmentBuilder, name: str, fields: Sequence[SegmentField], lengths: AnyArray | None
) -> FieldWriter:
    kind = PostingKind(
        positions=any(field.has_positions for field in fields),
        chars=any(field.has_chars for field in fields),
        boosts=any(field.has_boosts for field in fields),
        forms=any(field.has_forms for field in fields),
        opaque=any(field.has_values for field in fields),
    )
    return builder.field(
        name,
        kind,
        lengths,
        float_weights=any(field.weights_are == "float" for field in fields),
        unit_weights=all(field.weights_are == "unit" for field in fields),
        own_counts=any(field.has_own_counts for field in fields),
    )


def _lengths(name: str, sources: Sequence[_Source]) -> AnyArray | None:
    parts = []
    some = False
    for source in sources:
        field = source.segment.fields.get(name)
        if field is None or field.lengths is None:
            parts.append(np.zeros(len(source.live), np.uint32))
        else:
            some = True
            parts.append(field.lengths[source.live])
    return np.concatenate(parts) if some else None


def _ranges(fields: Sequence[SegmentField]) -> Iterator[list[tuple[int, int]]]:
    """Ranges of ordinals, one for each field, that hold the same terms; few enough postings to be merged at once."""
    lead = max(fields, key=lambda field: field.posting_count)
    places, postings = sum(field.position_count for field in fields), sum(field.posting_count for field in fields)
    step = max(1, POSTINGS_AT_ONCE // len(fields) * 2 * postings // max(places, 2 * postings, 1))
    starts = [0] * len(fields)
    while True:
        start = starts[fields.index(lead)]
        at = lead.posting_end(start) + step
        ordinal = max(lead.ordinal_at(at), start + 1) if at < lead.posting_count else lead.term_count
        if ordinal >= lead.term_count:  # the last term alone may have more postings than a step
            yield [(first, field.term_count) for first, field in zip(starts, fields, strict=True)]
            return
        border = lead.term(ordinal)
        ends = [ordinal if field is lead else field.ceiling(border) for field in fields]
        yield list(zip(starts, ends, strict=True))
        starts = ends


def _merged_run(
    fields: Sequence[SegmentField], numbers: Sequence[AnyArray], ranges: Sequence[tuple[int, int]]
) -> TermRun | None:
    """The postings of a range of terms of all fields, in the order of the terms, then of the documents."""
    lists = [field.terms(*between) for field, between in zip(fields, ranges, strict=True)]
    terms = sorted(set().union(*lists)) if len(lists) > 1 else lists[0]
    place = {term: number for number, term in enumerate(terms)}
    targets = [np.fromiter(map(place.__getitem__, one), np.int64, len(one)) for one in lists]
    runs = [field.run(*between) for field, between in zip(fields, ranges, strict=True)]
    term = np.concatenate([np.repeat(target, run.doc_freqs) for target, run in zip(targets, runs, strict=True)])
    docs = np.concatenate([number[run.docs] for number, run in zip(numbers, runs, strict=True)])
    kept = np.flatnonzero(docs >= 0)
    order = kept[np.argsort(term[kept], kind="stable")]
    if not len(order):
        return None
    freqs = np.bincount(term[order], minlength=len(terms))
    used = np.flatnonzero(freqs)
    weights = np.concatenate([run.weights for run in runs])[order]
    counts, places = _places(runs, order)
    arrays = {name: np.concatenate([run.arrays[name] for run in runs])[places] for name in runs[0].arrays}
    shaped = None
    if fields[0].has_forms:
        assert counts is not None
        known = known_shapes(fields, ranges, targets)
        firsts = np.concatenate(
            [np.repeat(first, run.doc_freqs) for first, run in zip(known.firsts, runs, strict=True)]
        )
        shaped = used_shapes(known, np.repeat(firsts[order], counts) + arrays["form_ids"], len(terms))
    values = [value for run in runs for value in run.values or [b""] * len(run.docs)]
    return TermRun(
        [terms[number] for number in used.tolist()],
        freqs[used],
        docs[order],
        weights,
        counts,
        arrays.get("positions"),
        shaped.forms if shaped else None,
        shaped.shapes if shaped else (),
        shaped.counts[used] if shaped else None,
        arrays.get("char_starts"),
        arrays.get("char_ends"),
        arrays.get("position_boosts"),
        [values[number] for number in order.tolist()] if any(run.values for run in runs) else None,
    )


def _places(runs: Sequence[StoredRun], order: AnyArray) -> tuple[AnyArray | None, AnyArray | None]:
    """How many positions each merged posting has, and where they stand among those of all runs."""
    if any(run.counts is None for run in runs):
        return None, None
    counts = np.concatenate([np.asarray(run.counts) for run in runs]).astype(np.int64)
    starts = np.cumsum(counts) - counts
    return counts[order], ragged(starts[order], counts[order])


def _merge_borders(
    builder: SegmentBuilder, number: int, name: str, kind: BorderKind, sources: Sequence[_Source]
) -> None:
    starts: list[AnyArray] = []
    counts: list[AnyArray] = []
    some = False
    for source in sources:
        field = source.segment.fields.get(name)
        found = field.all_borders(kind) if field else None
        if found is None:
            counts.append(np.zeros(len(source.live), np.int64))
            continue
        some = True
        values, each = found.of_all(source.live)
        starts.append(values)
        counts.append(each)
    if some:
        builder.add_borders(number, kind, np.concatenate(starts), np.concatenate(counts))


def _merged_column(name: str, sources: Sequence[_Source]) -> Column:
    columns = [source.segment.columns.get(name) for source in sources]
    known = next(column for column in columns if column is not None)
    match known:
        case NumberColumn():
            parts = [
                column.values[source.live]
                if isinstance(column, NumberColumn)
                else np.full(len(source.live), known.default, known.values.dtype)
                for source, column in zip(sources, columns, strict=True)
            ]
            return NumberColumn(np.concatenate(parts), known.default)
        case BitColumn():
            bits = [
                column.values[source.live] if isinstance(column, BitColumn) else np.zeros(len(source.live), np.bool_)
                for source, column in zip(sources, columns, strict=True)
            ]
            return BitColumn(np.concatenate(bits))
        case KeyColumn():
            return _merged_keys(columns, sources)
    return BytesColumn(
        [text for source, column in zip(sources, columns, strict=True) for text in _texts(column, source)]
    )


def _texts(column: Column | None, source: _Source) -> list[bytes]:
    if not isinstance(column, BytesColumn):
        return [b""] * len(source.live)
    return [column.texts[number] for number in source.live.tolist()]


def _merged_keys(columns: Sequence[Column | None], sources: Sequence[_Source]) -> KeyColumn:
    lists = [column.keys[:] if isinstance(column, KeyColumn) else [b""] for column in columns]
    ids = [
        column.ids[source.live] if isinstance(column, KeyColumn) else np.zeros(len(source.live), np.uint8)
        for source, column in zip(sources, columns, strict=True)
    ]
    used: set[bytes] = set()
    for keys, each in zip(lists, ids, strict=True):
        used.update(keys[number] for number in np.unique(each).tolist())
    ordered = sorted(used)
    place: Mapping[bytes, int] = {key: number for number, key in enumerate(ordered)}
    mapped = [
        np.fromiter((place.get(key, 0) for key in keys), np.int64, len(keys))[each]
        for keys, each in zip(lists, ids, strict=True)
    ]
    return KeyColumn(np.concatenate(mapped), ordered)


def _merge_documents(builder: SegmentBuilder, sources: Sequence[_Source]) -> None:
    if all(source.segment.documents is None for source in sources):
        return
    target = DocumentsWriter(builder.writer)
    for source in sources:
        documents = source.segment.documents
        if documents is not None and source.whole:
            target.copy(documents)
            continue
        for number in source.live.tolist():
            target.add(b"{}" if documents is None else documents[number])
    target.finish()
    builder.writer.collect()
