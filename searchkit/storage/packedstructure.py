"""Are packed numbers what their writers make of numbers? Each function yields what is wrong, array by array.

Where nothing is, the readers of the same arrays may be trusted. Over arrays of any length, a piece at a time.
"""

from collections.abc import Iterator

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, slices
from searchkit.storage.doclists import LOW_DOCS, block_count, often_from
from searchkit.storage.ends import BORDERS_APART, Ends
from searchkit.storage.positions import HIGH_BITS
from searchkit.storage.smallnumbers import CODES_APART, codes_of, read_marks

CHUNK = CODES_APART * BORDERS_APART * 8
Problems = Iterator[tuple[str, str]]


def bytes_problem(values: AnyArray, count: int) -> str:
    """What is wrong with an array of so many bytes; "" for nothing."""
    if values.dtype != np.uint8:
        return f"its numbers are {values.dtype} instead of bytes"
    return "" if len(values) == count else f"{len(values)} values instead of {count}"


def counts_problems(file: ArrayFile, name: str, count: int, least: int = 0) -> Problems:
    """Of what `Counts` reads: so many numbers, none below the least."""
    small = file.get_or_empty(name)
    if what := bytes_problem(small, count):
        yield name, what
        return
    at, big = file.get_or_empty(f"{name}.at"), file.get_or_empty(f"{name}.big")
    if what := _listed_problem(at, big, count):
        yield f"{name}.at", what
    elif sum(int(np.count_nonzero(small[a:b] == 255)) for a, b in slices(count, CHUNK)) != len(at):
        yield name, "another number of values is said to stand apart than do"
    elif len(at) and (np.any(small[at.astype(np.int64)] != 255) or int(big.min()) < 255):
        yield f"{name}.big", "one stands apart that should not"
    elif least and any(int(small[a:b].min()) < least for a, b in slices(count, CHUNK)):
        yield name, f"a number is below {least}"


def _listed_problem(at: AnyArray, values: AnyArray, count: int) -> str:
    if at.dtype.kind != "u" or values.dtype.kind != "u":
        return "numbers below 0, or no whole ones"
    if len(at) != len(values):
        return f"{len(at)} places for {len(values)} values"
    if len(at) and (int(at[-1]) >= count or not np.all(at[1:] > at[:-1])):
        return "the places do not ascend, or lie beyond the values"
    return ""


def ends_problems(file: ArrayFile, name: str, items: int | None, total: int, least: int = 0) -> Problems:
    """Of what `Ends` reads: the borders of so many items, each at least so long, that end with `total`."""
    count = len(file.get_or_empty(name)) if items is None else items
    found = list(counts_problems(file, name, count))
    if found:
        yield from found
        return
    marks = read_marks(file, name)
    if marks.dtype.kind != "u" or len(marks) != count // BORDERS_APART + 1 or int(marks[0]) != 0:
        yield f"{name}.marks", "there are not as many sums as lengths want"
        return
    ends = Ends(file, name)
    last = 0
    for start, stop in slices(count, CHUNK):
        lengths = ends.lengths(start, stop).astype(np.int64)
        sums = np.cumsum(lengths) + last
        kept = marks[start // BORDERS_APART + 1 : stop // BORDERS_APART + 1]
        if not np.array_equal(sums[BORDERS_APART - 1 :: BORDERS_APART], kept):
            yield f"{name}.marks", "they are not the sums of the lengths"
            return
        if int(lengths.min()) < least:
            yield name, "an item is empty"
            return
        last = int(sums[-1])
    if last != total:
        yield name, f"it ends with {last} instead of {total}"


def codes_problems(file: ArrayFile, name: str, count: int) -> Problems:
    """Of what `Codes` reads: so many numbers."""
    packed = file.get(name)
    if what := bytes_problem(packed, -(-count // 4)):
        yield name, what
        return
    marks = read_marks(file, name)
    if marks.dtype.kind != "u" or len(marks) != count // CODES_APART + 1:
        yield f"{name}.marks", "there are not as many sums as codes want"
        return
    exceptions = 0
    for start, stop in slices(count, CHUNK):
        is_exception = codes_of(packed, start, stop) == 3
        sums = np.concatenate(([0], np.cumsum(is_exception))) + exceptions
        kept = marks[start // CODES_APART : -(-stop // CODES_APART)]
        if not np.array_equal(sums[:-1:CODES_APART], kept):
            yield f"{name}.marks", "they are not the numbers of exceptions"
            return
        exceptions = int(sums[-1])
    yield from counts_problems(file, f"{name}.big", exceptions)


def positions_problems(file: ArrayFile, name: str, bits: object, count: int) -> Problems:
    """Of what `Positions` reads: so many positions."""
    if bits not in HIGH_BITS or not isinstance(bits, int):
        yield name, f"upper parts of {bits} bits"
        return
    low, high = file.get(name), file.get(f"{name}.high")
    at, listed = file.get_or_empty(f"{name}.at"), file.get_or_empty(f"{name}.big")
    each, most = 8 // bits, (1 << bits) - 1
    if what := bytes_problem(low, count):
        yield name, what
    elif what := bytes_problem(high, -(-count // each)):
        yield f"{name}.high", what
    elif what := _listed_problem(at, listed, count):
        yield f"{name}.at", what
    elif len(at) and (np.any(listed >> 8 < most) or np.any((listed & 255) != low[at.astype(np.int64)])):
        yield f"{name}.big", "one is listed that should not, or is another one"
    elif not np.array_equal(_marked(high, each, bits, count), at):
        yield f"{name}.high", "others are said to be listed than are"


def _marked(high: AnyArray, each: int, bits: int, count: int) -> AnyArray:
    """The numbers of the positions that are said to be listed."""
    most = (1 << bits) - 1
    found = [np.empty(0, np.int64)]
    for start, stop in slices(len(high), CHUNK):
        parts = high[start:stop, None] >> np.arange(0, 8, bits, dtype=np.uint8) & most
        found.append(np.flatnonzero(parts.ravel() == most) + start * each)
    numbers = np.concatenate(found)
    return numbers[numbers < count]


def doclist_problems(file: ArrayFile, prefix: str, doc_count: int, ends: Ends) -> Problems:
    """Of the lengths of what `DocLists` reads, and of which terms are frequent."""
    terms = len(ends) - 1
    freqs = ends.lengths(0, terms).astype(np.int64)
    often = np.flatnonzero(freqs >= often_from(doc_count))
    often_ends = np.concatenate(([0], np.cumsum(freqs[often])))
    kept = file.get_or_empty(prefix + "often")
    if not np.array_equal(kept, often):
        yield "often", "others are said to be frequent than are"
    elif len(often) and not np.array_equal(file.get(prefix + "often_ends"), often_ends):
        yield "often_ends", "they are not the sums of the frequent terms' postings"
    elif what := bytes_problem(file.get_or_empty(prefix + "often_docs"), int(often_ends[-1])):
        yield "often_docs", what
    elif what := bytes_problem(file.get_or_empty(prefix + "often_blocks"), len(often) * block_count(doc_count)):
        yield "often_blocks", what
    elif len(file.get_or_empty(prefix + "docs.high")) != (
        len(file.get(prefix + "docs")) if doc_count > LOW_DOCS else 0
    ):
        yield "docs.high", "it is not of as many documents as docs"
    elif (rare := len(file.get(prefix + "docs"))) != int(freqs.sum()) - int(often_ends[-1]):
        yield "docs", f"{rare} documents for {int(freqs.sum()) - int(often_ends[-1])} postings"
    else:
        blocks = file.get_or_empty(prefix + "often_blocks").reshape(len(often), block_count(doc_count))
        if not np.array_equal(blocks.sum(axis=1, dtype=np.int64), freqs[often]):
            yield "often_blocks", "a term has another number of documents in its blocks"
