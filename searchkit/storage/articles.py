"""A segment made of articles, in bulk: what Whoosh's writer would index one token at a time, on whole arrays."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.analysis import analysis_language, primary_language
from searchkit.analysis.batch import Borders, Lexicon, TokenArrays, analyse
from searchkit.model import PublicationDate
from searchkit.storage.arrays import AnyArray, FileStamp, ragged
from searchkit.storage.build import PostingKind, SegmentBuilder, narrow
from searchkit.storage.documents import DocumentsWriter
from searchkit.storage.postings import invert, keyed, numeric_run, values_run
from searchkit.storage.schema import MAX_VALUE_CHARS, NO_DATE, ticks
from searchkit.storage.segment import BORDER_KINDS, KeyColumn, NumberColumn

ANALYSED_TOGETHER_CHARS = 1 << 20
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
        self._tokens: dict[str, list[TokenArrays]] = {name: [] for name in _TEXTS}
        self._texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
        self._languages: list[str] = []
        self._waiting_chars = 0
        self._values: dict[str, list[str]] = {name: [] for name in (*_NAMES, *_EXACT)}
        self._dates: list[tuple[int, int]] = []
        self.languages: set[str] = set()

    def __len__(self) -> int:
        return len(self._dates)

    def add(self, values: Mapping[str, Any], stored: bytes) -> None:
        """The next article, by its stored fields: as values, and as the bytes to be kept."""
        rest, columns = values["article"], self._values
        self._documents.add(stored)
        for name, texts in self._texts.items():
            text = values.get(name, "")
            texts.append(text)
            self._waiting_chars += len(text)
        self._languages.append(analysis_language(rest.get("language", "")))
        columns["authors"].append("; ".join(rest.get("authors", ())))
        columns["source"].append(values.get("source", ""))
        columns["section"].append(values.get("section", ""))
        columns["id"].append(values["id"])
        columns["language"].append(primary_language(rest.get("language", "")))
        columns["url"].append(values.get("url", "")[:MAX_VALUE_CHARS])
        columns["file"].append(values.get("owner", ""))
        date = rest.get("date")
        columns["undated"].append("0" if date else "1")
        self._dates.append(_interval(date) if date else (NO_DATE, NO_DATE))
        if self._waiting_chars >= ANALYSED_TOGETHER_CHARS:
            self._analyse()

    def _analyse(self) -> None:
        """Turns the waiting texts into arrays."""
        self.languages.update(self._languages)
        for name, texts in self._texts.items():
            self._tokens[name].append(analyse(texts, self._languages, self._lexicon, borders=name == "body"))
            texts.clear()
        self._languages.clear()
        self._waiting_chars = 0

    def write(self) -> FileStamp:
        """Writes the segment file: on disk and in its place."""
        self._analyse()
        builder = self._builder
        builder.doc_count = len(self)
        with builder:
            self._documents.finish()
            builder.writer.collect()
            for number, name in enumerate(_TEXTS):
                tokens = joined(self._tokens.pop(name))
                self._text_field(name, tokens, self._lexicon)
                if name == "body":
                    self._borders(number, tokens)
            for name in _NAMES:
                self._text_field(name, self._name_tokens(self._values[name]), self._names)
            self._exact_fields()
            self._date_fields()
            return builder.finish({"languages": sorted(self.languages)})

    def discard(self) -> None:
        """Removes what was written so far."""
        self._builder.__exit__(None, None, None)

    def _text_field(self, name: str, tokens: TokenArrays, lexicon: Lexicon) -> None:
        run = invert(tokens, lexicon) if len(tokens.terms) else None
        most_positions = int(tokens.positions.max()) if run else 0
        most_forms = int(run.shape_counts.max()) if run and run.shape_counts is not None else 0
        target = self._builder.field(
            name,
            _TEXT,
            tokens.counts,
            position_type=narrow(max(most_positions, 256)),
            form_type=narrow(most_forms),
        )
        if run:
            target.write(run)
        self._builder.end(target)

    def _borders(self, number: int, tokens: TokenArrays) -> None:
        for kind in BORDER_KINDS:
            borders: Borders = getattr(tokens, f"{kind}s")
            self._builder.add_borders(number, kind, borders.starts, borders.counts)
            if kind == "passage":
                self._builder.add_column("passages", NumberColumn(borders.counts.astype(np.uint32)))

    def _name_tokens(self, values: Sequence[str]) -> TokenArrays:
        """The tokens of names, each distinct one analysed once."""
        ids, keys = keyed(values)
        distinct = analyse([key.decode() for key in keys], [""] * len(keys), self._names, stem=False)
        ends = np.cumsum(distinct.counts, dtype=np.int64)
        counts = distinct.counts[ids]
        at = ragged((ends - distinct.counts)[ids], counts)
        return TokenArrays(distinct.terms[at], distinct.forms[at], distinct.positions[at], counts)

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


_TEXTS = ("title", "body")
_NAMES = ("authors", "source", "section")
_EXACT = ("id", "language", "url", "file", "undated")
_SORTABLE = frozenset(("id", "language", "undated"))


@lru_cache(maxsize=1 << 14)
def _interval(date: str) -> tuple[int, int]:
    """First moment of an ISO date and the one after its last, as the columns have them."""
    moment = PublicationDate.from_iso(date)
    return ticks(moment.start), ticks(moment.end)


def joined(parts: Sequence[TokenArrays]) -> TokenArrays:
    """The arrays of several batches as one."""
    if len(parts) == 1:
        return parts[0]

    def whole(name: str) -> AnyArray:
        return np.concatenate([getattr(part, name) for part in parts])

    def borders(name: str) -> Borders | None:
        each = [getattr(part, name) for part in parts]
        if each[0] is None:
            return None
        return Borders(np.concatenate([b.starts for b in each]), np.concatenate([b.counts for b in each]))

    return TokenArrays(
        whole("terms"),
        whole("forms"),
        whole("positions"),
        whole("counts"),
        borders("sentences"),
        borders("paragraphs"),
        borders("passages"),
    )
