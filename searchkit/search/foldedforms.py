"""The spellings patterns are compared with, of the written forms of a field: folded, and of compounds joined as well.

What a form has in common with its term is folded already; only what follows is folded here.
"""

import unicodedata
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.tokens import JOINERS, is_dense
from searchkit.search.foldedwords import FoldedWords, Numbers, fold_lines, folded_words, joined_words
from searchkit.search.formrows import FormRows
from searchkit.search.postings import union_of
from searchkit.storage.arrays import AnyArray, ragged, slices
from searchkit.storage.writtenforms import Parted, Unlike, WrittenForms

Spellings = tuple[FormRows | FoldedWords, ...]

_TERMS_TOGETHER = 1 << 15  # what is worked on stays in the processor's cache
_MANY = 4  # one row of so many: to copy all others is no more work than to find it
_MOST_BYTES = 100  # no spelling that is longer is cut short
_NEWLINE = ord("\n")
_ASCII_JOINERS = "".join(filter(str.isascii, JOINERS)).encode()
_IS_JOINER = bytes(byte in _ASCII_JOINERS for byte in range(256))  # a table for `bytes.translate`


def spellings_between(written: WrittenForms, first: int, last: int) -> Spellings:
    """Those of the forms of the terms `first` to `last`."""
    parts = (_spellings(written, first + start, first + stop) for start, stop in slices(last - first, _TERMS_TOGETHER))
    return tuple(group for part in parts for group in part)


def spellings_unlike(written: WrittenForms, unlike: Unlike, letter: str) -> Spellings:
    """Those of some of the forms that do not begin as their terms: all that begin with a letter, folded, and others."""
    if not len(unlike.numbers):
        return ()
    codes = union_of([unlike.firsts])
    firsts = [code.tobytes().rstrip(b"\0").decode() for code in codes.astype("<u4")]
    folded = fold_lines("\n".join(["a" + first for first in firsts])).split("\n")
    is_wanted = [_may_begin(first, line[1:], letter) for first, line in zip(firsts, folded, strict=True)]
    numbers = unlike.numbers[np.array(is_wanted, np.bool_).take(codes.searchsorted(unlike.firsts))]
    return folded_words(written.some(numbers), numbers)


def _may_begin(first: str, folded: str, letter: str) -> bool:
    """Whether a word with this first character, folded to that, may begin with the letter when it is folded."""
    if is_dense(first):
        return is_dense(letter)
    if not folded or folded in JOINERS:  # it may fall off
        return True
    return folded[0] == letter or unicodedata.normalize("NFD", letter) != letter  # a mark behind it may make the letter


def _spellings(written: WrittenForms, first: int, last: int) -> Spellings:
    parts = written.parted(first, last)
    if not len(parts.numbers):
        return ()
    is_wide = _any_by_line(parts.rests >= 0x80, parts.starts)
    every = _all_rows(parts)
    plain = _some(every, ~(is_wide | parts.is_cut))
    wide, others = _wide(_some(every, is_wide & ~parts.is_cut))
    odd = union_of([parts.numbers[parts.is_cut], others])
    rows = [rows for rows in (plain, wide) if len(rows.numbers)]
    joined = (group for each in rows for group in _joined(each) if len(group.numbers))
    return (*rows, *joined, *folded_words(written.some(odd), odd))


def _any_by_line(flags: NDArray[np.bool_], starts: AnyArray) -> NDArray[np.bool_]:
    """Of each line whether any of its bytes is flagged; a line end never is."""
    found: NDArray[np.bool_] = np.diff(np.cumsum(flags, dtype=np.uint32).take(starts - 1)) > 0
    return found


def _all_rows(parts: Parted) -> FormRows:
    """All forms, ASCII in small letters."""
    few = parts.numbers[-1] < 1 << 32
    rests = np.frombuffer(parts.rests.tobytes().lower(), np.uint8)
    begins, starts = parts.begins.astype(np.uint32), parts.starts.astype(np.uint32)
    return FormRows(
        parts.terms, begins, parts.alike, rests, starts, parts.numbers.astype(np.uint32 if few else np.int64)
    )


def _wide(rows: FormRows) -> tuple[FormRows, Numbers]:
    """The rows with their rests folded, and the numbers of those that must be folded as a whole."""
    if not len(rows.numbers):
        return rows, rows.numbers
    rests = np.frombuffer(fold_lines(rows.rests.tobytes().decode("utf-8", "replace")).encode(), np.uint8)
    folded = _with_rests(rows, rests)
    kept = _stands_alone(rows) & (rows.alike + np.diff(folded.starts) <= _MOST_BYTES)
    return _some(folded, kept), rows.numbers[~kept].astype(np.int64)


def _some(rows: FormRows, chosen: NDArray[np.bool_]) -> FormRows:
    at = np.flatnonzero(chosen)
    starts = rows.starts.astype(np.int64)
    if len(at) * _MANY > len(chosen):
        kept = rows.rests[np.append(True, chosen.repeat(np.diff(starts)))]
    else:
        kept = rows.rests[np.append(0, ragged(starts.take(at), np.diff(starts).take(at)))]
    some = replace(rows, begins=rows.begins.take(at), alike=rows.alike.take(at), numbers=rows.numbers.take(at))
    return _with_rests(some, kept)


def _with_rests(rows: FormRows, rests: AnyArray) -> FormRows:
    """The same rows, with other lines for what follows."""
    starts = (np.flatnonzero(rests == _NEWLINE) + 1).astype(np.uint32)
    return replace(rows, rests=rests, starts=starts)


def _stands_alone(rows: FormRows) -> NDArray[np.bool_]:
    """Of each row whether its rest is folded the same without what is before it: no mark begins it, say.

    Where it is not certain (scripts of Asia, mostly) it is denied.
    """
    first, second = rows.rests.take(rows.starts[:-1]), rows.rests.take(rows.starts[:-1] + 1, mode="clip")
    code = (first.astype(np.uint16) & 0x1F) << 6 | second & 0x3F
    of_two = (first >= 0xC0) & (first < 0xE0)
    of_two &= np.isin(code, [each for each in union_of([code[of_two]]).tolist() if _is_letter_alone(chr(each))])
    latin_or_greek = (first == 0xE1) & (second >= 0xB8)  # from U+1E00 to U+1FFF
    quotes = (first == 0xE2) & (second == 0x80)
    found: NDArray[np.bool_] = (first < 0x80) | of_two | latin_or_greek | quotes
    return found


def _is_letter_alone(char: str) -> bool:
    return unicodedata.category(char)[0] != "M" and fold_lines(char) != ""


def _joined(rows: FormRows) -> Spellings:
    """The joined spellings of compounds."""
    in_rests = _any_by_line(_are_joiners(rows.rests), rows.starts)
    in_terms = rows.sharing(np.flatnonzero(_are_joiners(rows.terms)), 1)
    lasts = rows.rests.take(rows.starts[1:] - 2)
    maybe_number = in_rests & ((lasts >= 0x80) | (lasts >= ord("0")) & (lasts <= ord("9")))
    maybe_number[in_terms] = True
    others = _some(rows, in_rests & ~maybe_number)
    without = np.frombuffer(others.rests.tobytes().translate(None, _ASCII_JOINERS), np.uint8)
    return _with_rests(others, without), joined_words(rows.words(np.flatnonzero(maybe_number)))


def _are_joiners(blob: AnyArray) -> NDArray[np.bool_]:
    return np.frombuffer(blob.tobytes().translate(_IS_JOINER), np.bool_)
