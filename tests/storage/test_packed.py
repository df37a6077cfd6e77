"""Packed numbers, written in pieces, against the same kept plainly; and their checks find nothing wrong with them."""

import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.storage import doclists, ends, packedstructure, smallnumbers
from searchkit.storage.arrays import ArrayFile, ArrayFileWriter
from searchkit.storage.borders import BorderLists, write_borders
from searchkit.storage.doclists import DocLists, DocListWriter
from searchkit.storage.ends import Ends, EndsWriter
from searchkit.storage.forms import all_restored, restored, shortened
from searchkit.storage.packedstructure import codes_problems, doclist_problems, ends_problems, positions_problems
from searchkit.storage.positions import Positions, PositionWriter
from searchkit.storage.smallnumbers import Codes, CodeWriter

NUMBERS = st.integers(0, 6) | st.sampled_from([253, 254, 255, 256, 1 << 16])
PIECES = st.lists(st.lists(NUMBERS, max_size=20), max_size=6)
POSITIONS = st.integers(0, 300) | st.sampled_from([767, 768, 3839, 3840, 65279, 65280, 65536, 1 << 31])


@pytest.fixture(autouse=True)
def _short_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few numbers from one mark to the next, small blocks, and terms that are soon frequent."""
    monkeypatch.setattr(ends, "BORDERS_APART", 4)
    monkeypatch.setattr(packedstructure, "BORDERS_APART", 4)
    monkeypatch.setattr(smallnumbers, "CODES_APART", 8)
    monkeypatch.setattr(packedstructure, "CODES_APART", 8)
    monkeypatch.setattr(packedstructure, "CHUNK", 16)
    monkeypatch.setattr(doclists, "BLOCK_DOCS", 5)
    monkeypatch.setattr(doclists, "_OFTEN", 2)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new one for each example: on Windows no file takes the place of one that is mapped."""
    folder = tmp_path_factory.mktemp("packed")
    return (folder / str(number) for number in itertools.count())


def packed(paths: Iterator[Path], writer_of: Any, pieces: Sequence[Sequence[int]]) -> ArrayFile:
    """A file of what one writer made of the pieces."""
    with ArrayFileWriter(path := next(paths)) as writer:
        target = writer_of(writer)
        for piece in pieces:
            target.write(np.array(piece, np.uint32))
        if hasattr(target, "close"):
            target.close()
        writer.collect()
        if hasattr(target, "finish"):
            target.finish()
        writer.finish({})
    return ArrayFile(path)


def spans(count: int) -> list[tuple[int, int]]:
    return [(first, last) for first in range(count + 1) for last in range(first, count + 1)]


@settings(max_examples=50)
@given(pieces=PIECES)
def test_codes(paths: Iterator[Path], pieces: list[list[int]]) -> None:
    file = packed(paths, lambda writer: CodeWriter(writer, "n"), pieces)
    codes, plain = Codes(file, "n"), [number for piece in pieces for number in piece]
    assert list(codes_problems(file, "n", len(plain))) == []
    for first, last in spans(len(plain)):
        assert codes.between(first, last).tolist() == plain[first:last]
    runs = spans(len(plain))[::7]
    found = codes.some(np.array([first for first, _ in runs]), np.array([last - first for first, last in runs]))
    assert found.tolist() == [number for first, last in runs for number in plain[first:last]]
    with pytest.raises(IndexError):
        codes.between(0, len(plain) + 4)


@settings(max_examples=50)
@given(pieces=PIECES)
def test_ends(paths: Iterator[Path], pieces: list[list[int]]) -> None:
    file = packed(paths, lambda writer: EndsWriter(writer, "n"), pieces)
    lengths = [number for piece in pieces for number in piece]
    ends, plain = Ends(file, "n"), [sum(lengths[:number]) for number in range(len(lengths) + 1)]
    assert list(ends_problems(file, "n", len(lengths), plain[-1])) == []
    assert [ends[number] for number in range(len(ends))] == ends[:].tolist() == plain
    assert [ends.span(number) for number in range(len(lengths))] == list(itertools.pairwise(plain))
    for first, last in spans(len(lengths)):
        assert ends[first : last + 1].tolist() == plain[first : last + 1]
    assert ends.some_lengths(np.arange(0, len(lengths), 3)).tolist() == lengths[::3]
    for number, length in enumerate(lengths):
        if length:
            assert {ends.item_at(place) for place in (plain[number], plain[number + 1] - 1)} == {number}
    with pytest.raises(IndexError):
        ends.span(len(lengths))


@settings(max_examples=50)
@given(pieces=st.lists(st.lists(POSITIONS, max_size=20), max_size=6), lengths=st.sampled_from([[100], [4000], None]))
def test_positions(paths: Iterator[Path], pieces: list[list[int]], lengths: list[int] | None) -> None:
    bits = 8 if lengths is None else {100: 2, 4000: 4}[lengths[0]]
    known = None if lengths is None else np.array(lengths)
    file = packed(paths, lambda writer: PositionWriter(writer, "n", known), pieces)
    positions, plain = Positions(file, "n", bits), [number for piece in pieces for number in piece]
    assert list(positions_problems(file, "n", bits, len(plain))) == []
    for first, last in spans(len(plain)):
        assert positions.between(first, last).tolist() == plain[first:last]
        assert positions.take(np.arange(first, last)).tolist() == plain[first:last]
    with pytest.raises(IndexError):
        positions.between(0, len(plain) + 8)


NEAR = st.sets(st.integers(0, 29), min_size=1)
FAR = st.sets(st.integers(0, 29) | st.integers(65_000, 69_999), min_size=1)


class _Lists:
    """The documents of terms with what they need: the ends of their postings."""

    def __init__(self, writer: ArrayFileWriter, doc_count: int) -> None:
        self._ends, self._lists = EndsWriter(writer, "ends"), DocListWriter(writer, "", doc_count)

    def write_terms(self, terms: Sequence[set[int]]) -> None:
        freqs = np.array([len(term) for term in terms], np.int64)
        self._ends.write(freqs)
        self._lists.write(freqs, np.array([doc for term in terms for doc in sorted(term)], np.uint32))

    def finish(self) -> None:
        self._ends.finish()
        self._lists.finish()


@settings(max_examples=50)
@given(
    pieces=st.lists(st.lists(NEAR, max_size=8), max_size=3).map(lambda pieces: (30, pieces))
    | st.lists(st.lists(FAR, max_size=8), max_size=3).map(lambda pieces: (70_000, pieces))
)
@example(pieces=(30, [[set(range(30)), {0}], [{1, 2, 29}]]))
@example(pieces=(70_000, [[{0, 69_999}, set(range(0, 70_000, 3))], [{65_535, 65_536}]]))
def test_documents_of_terms(paths: Iterator[Path], pieces: tuple[int, list[list[set[int]]]]) -> None:
    doc_count, parts = pieces
    with ArrayFileWriter(path := next(paths)) as writer:
        target = _Lists(writer, doc_count)
        for part in parts:
            target.write_terms(part)
        writer.collect()
        target.finish()
        writer.finish({})
    file = ArrayFile(path)
    terms = [sorted(term) for part in parts for term in part]
    ends = Ends(file, "ends")
    lists = DocLists(file, "", doc_count, ends)
    assert list(doclist_problems(file, "", doc_count, ends)) == []
    assert [lists.of(ordinal).tolist() for ordinal in range(len(terms))] == terms
    for first, last in spans(len(terms)):
        assert lists.between(first, last).tolist() == [doc for term in terms[first:last] for doc in term]
        some = lists.some(np.arange(first, last, 2))
        assert some.tolist() == [doc for term in terms[first:last:2] for doc in term]


@given(st.lists(st.tuples(st.text("whéж", min_size=1, max_size=70), st.lists(st.text("wWhHéÉ-ж", max_size=70)))))
@example([("wheat", ["wheat", "Wheat", "WHEAT", "wheats", "Wheats", "whet"]), ("w", ["W", "", "w"])])
@example([("w" * 70, ["w" * 64, "w" * 69, "w" * 71])])
def test_shapes_in_short(terms: list[tuple[str, list[str]]]) -> None:
    forms = [(term.encode(), form.encode()) for term, each in terms for form in each]
    counts = np.array([len(each) for _, each in terms], np.int64)
    blob, lengths = shortened([term.encode() for term, _ in terms], [form for _, form in forms], counts)
    borders = np.cumsum([0, *lengths.tolist()])
    shorts = [blob[start:end].tobytes() for start, end in itertools.pairwise(borders.tolist())]
    assert [restored(short, term) for short, (term, _) in zip(shorts, forms, strict=True)] == [f for _, f in forms]
    joined = np.frombuffer(b"".join(term.encode() for term, _ in terms), np.uint8)
    term_borders = np.cumsum([0, *(len(term.encode()) for term, _ in terms)])
    assert all_restored((blob, borders), (joined, term_borders), counts) == [form for _, form in forms]


@settings(max_examples=50)
@given(lists=st.lists(st.sets(st.integers(0, 600)).map(sorted), max_size=10), chance=st.randoms())
def test_borders(paths: Iterator[Path], lists: list[list[int]], chance: random.Random) -> None:
    with ArrayFileWriter(path := next(paths)) as writer:
        starts = np.array([start for each in lists for start in each], np.uint32)
        write_borders(writer, "n", starts, np.array([len(each) for each in lists], np.int64))
        writer.finish({})
    borders = BorderLists(ArrayFile(path), "n")
    assert [borders.of(doc) for doc in range(len(lists))] == lists
    docs = sorted(chance.sample(range(len(lists)), len(lists) // 2))
    found, counts = borders.of_all(np.array(docs, np.int64))
    assert found.tolist() == [start for doc in docs for start in lists[doc]]
    assert counts.tolist() == [len(lists[doc]) for doc in docs]
