"""A segment made of articles, in bulk: what Whoosh's writer would index one token at a time, on whole arrays."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.analysis import analysis_language, primary_language
from searchkit.analysis.batch import Borders, Lexicon, TokenArrays, analyse
from searchkit.model import PublicationDate
from searchkit.storage.arrays import FileStamp, ragged
from searchkit.storage.build import PostingKind, SegmentBuilder
from searchkit.storage.documents import DocumentsWriter
from searchkit.storage.postings import FieldTokens, Inversion, Words, keyed, numeric_run, values_run
from searchkit.storage.schema import MAX_VALUE_CHARS, NO_DATE, ticks
from searchkit.storage.segment import BORDER_KINDS, BorderKind, KeyColumn, NumberColumn

ANALYSED_TOGETHER_BYTES = 1 << 20
_TEXT = PostingKind(positions=True, forms=True)


class ArticleSegment:
    """Gathers articles in the order they are to have, then writes them as one segment."""

    def __init__(self, path: Path, lexicon: Lexicon | None = None) -> None:
        """`path` is that of the segment file, which `write` puts there.

        A `lexicon` that knows the words of segments before saves analysing them again.
        """
        self._builder = SegmentBuilder(path, 0)
        self._documents = DocumentsWriter(self._builder.writer)
        self._lexicon, self._names = lexicon or Lexicon(), Lexicon()
        self._tokens = {name: FieldTokens() for name in _TEXTS}
        self._borders: dict[BorderKind, list[Borders]] = {kind: [] for kind in BORDER_KINDS}
        self._waiting: list[Mapping[str, Any]] = []
        self._waiting_bytes = 0
        self._values: dict[str, list[str]] = {name: [] for name in (*_NAMES, *_EXACT)}
        self._dates: list[tuple[int, int]] = []
        self.languages: set[str] = set()

    def __len__(self) -> int:
        return len(self._dates) + len(self._waiting)

    def add(self, values: Mapping[str, Any], stored: bytes) -> None:
        """The next article, by its stored fields: as values, and as the bytes to be kept."""
        self._documents.add(stored)
        self._waiting.append(values)
        self._waiting_bytes += len(stored)
        if self._waiting_bytes >= ANALYSED_TOGETHER_BYTES:
            self._take_in()

    def _take_in(self) -> None:
        """Turns the waiting articles into arrays and columns, in a few steps for all of them."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        others = [values["article"] for values in waiting]
        languages = [other.get("language", "") for other in others]
        self._analyse(waiting, list(map(analysis_language, languages)))
        columns = self._values
        columns["authors"] += ["; ".join(other.get("authors", ())) for other in others]
        for name in ("source", "section"):
            columns[name] += [values.get(name, "") for values in waiting]
        columns["id"] += [values["id"] for values in waiting]
        columns["language"] += map(primary_language, languages)
        columns["url"] += [values.get("url", "")[:MAX_VALUE_CHARS] for values in waiting]
        columns["file"] += [values.get("owner", "") for values in waiting]
        dates = [other.get("date") for other in others]
        columns["undated"] += ["0" if date else "1" for date in dates]
        self._dates += [_interval(date) if date else (NO_DATE, NO_DATE) for date in dates]

    def _analyse(self, articles: Sequence[Mapping[str, Any]], languages: Sequence[str]) -> None:
        self.languages.update(languages)
        for name in _TEXTS:
            texts = [_text_of(values, name) for values in articles]
            tokens = analyse(texts, languages, self._lexicon, borders=name == "body")
            self._tokens[name].add(tokens)
            if name == "body":
                for kind, borders in self._borders.items():
                    borders.append(getattr(tokens, f"{kind}s"))

    def write(self) -> FileStamp:
        """Writes the segment file: on disk and in its place."""
        self._take_in()
        words = Words.of(self._lexicon)
        del self._lexicon  # what nobody else keeps makes room for what is to come
        builder = self._builder
        builder.doc_count = len(self)
        with builder:
            self._documents.finish()
            builder.writer.collect()
            for number, name in enumerate(_TEXTS):
                self._text_field(name, self._tokens.pop(name), words)
                if name == "body":
                    self._add_borders(number)
            for name in _NAMES:
                tokens = self._name_tokens(self._values[name])
                self._text_field(name, tokens, Words.of(self._names))
            self._exact_fields()
            self._date_fields()
            return builder.finish({"languages": sorted(self.languages)})

    def discard(self) -> None:
        """Removes what was written so far."""
        self._builder.__exit__(None, None, None)

    def _text_field(self, name: str, tokens: FieldTokens, words: Words) -> None:
        inversion = Inversion(tokens, words)
        target = self._builder.field(
            name,
            _TEXT,
            inversion.lengths,
        )
        for run in inversion.runs():
            target.write(run)
        self._builder.end(target)

    def _add_borders(self, number: int) -> None:
        for kind in BORDER_KINDS:
            parts = self._borders.pop(kind)
            starts = np.concatenate([part.starts for part in parts])
            counts = np.concatenate([part.counts for part in parts])
            self._builder.add_borders(number, kind, starts, counts)
            if kind == "passage":
                self._builder.add_column("passages", NumberColumn(counts.astype(np.uint32)))

    def _name_tokens(self, values: Sequence[str]) -> FieldTokens:
        """The tokens of names, each distinct one analysed once."""
        ids, keys = keyed(values)
        distinct = analyse([key.decode() for key in keys], [""] * len(keys), self._names, stem=False)
        ends = np.cumsum(distinct.counts, dtype=np.int64)
        counts = distinct.counts[ids]
        at = ragged((ends - distinct.counts)[ids], counts)
        tokens = FieldTokens()
        tokens.add(TokenArrays(distinct.terms[at], distinct.forms[at], distinct.positions[at], counts))
        return tokens

    def _exact_fields(self) -> None:
        for name in _EXACT:
            ids, keys = keyed(self._values[name])
            if name in _SORTABLE:
                self._builder.add_column(name, KeyColumn(ids, keys))
            if keys and keys[0] == b"":  # an empty value is none
                ids, keys = ids - 1, keys[1:]
            target = self._builder.field(name, PostingKind(), None, unit_weights=True)
            target.write(values_run(ids, keys))
            self._builder.end(target)
        ids, keys = keyed(self._values["source"])
        self._builder.add_column("source", KeyColumn(ids, keys))

    def _date_fields(self) -> None:
        dates = np.array(self._dates, np.uint64).reshape(-1, 2)
        dated = dates[:, 0] != NO_DATE
        for number, name in enumerate(("date", "date_end")):
            values = np.ascontiguousarray(dates[:, number])
            self._builder.add_column(name, NumberColumn(values, NO_DATE))
            target = self._builder.field(name, PostingKind(), None, unit_weights=True)
            if dated.any():
                target.write(numeric_run(values + np.uint64(1 << 63), dated))
            self._builder.end(target)


_TEXTS = ("title", "body", "boilerplate")
_NAMES = ("authors", "source", "section")
_EXACT = ("id", "language", "url", "file", "undated")
_SORTABLE = frozenset(("id", "language", "undated"))


def _text_of(values: Mapping[str, Any], name: str) -> str:
    if name != "boilerplate":
        text: str = values.get(name, "")
        return text
    return "\n\n".join([one["text"] for one in values["article"].get("boilerplate", ())])


@lru_cache(maxsize=1 << 14)
def _interval(date: str) -> tuple[int, int]:
    """First moment of an ISO date and the one after its last, as the columns have them."""
    moment = PublicationDate.from_iso(date)
    return ticks(moment.start), ticks(moment.end)
