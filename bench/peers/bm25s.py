"""bm25s: scores kept as a sparse matrix, no positions."""

from functools import partial
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from bench.engine_questions import Question
from bench.peers.base import Answer, read_records


def _tokens(texts: list[str]) -> Any:
    return bm25s.tokenize(texts, stopwords=None, stemmer=Stemmer.Stemmer("english"), show_progress=False)


class _Bm25s:
    max_threads = 1
    remarks = (
        "bm25s: English stemmer, no stop words; it keeps no positions and knows only OR; articles as JSON lines",
    )

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        texts, stored = [], []
        for record in read_records(jsonl):
            texts.append(record["title"] + "\n" + record["body"])
            stored.append({name: record[name] for name in ("id", "title", "body", "date", "source")})
        index = bm25s.BM25()
        index.index(_tokens(texts), show_progress=False)
        index.save(folder, corpus=stored, show_progress=False)

    def open(self, folder: Path) -> "_OpenBm25s":
        return _OpenBm25s(bm25s.BM25.load(folder, load_corpus=False, mmap=True, show_progress=False))


class _OpenBm25s:
    def __init__(self, index: Any) -> None:
        self.index = index
        self.stem = Stemmer.Stemmer("english").stemWord

    def close(self) -> None:
        del self.index

    def prepare(self, question: Question, limit: int) -> Answer | None:
        if question.kind != "OR":
            return None
        return partial(self._top, [[self.stem(word.lower()) for word in question.words]], limit)

    def _top(self, stems: list[list[str]], limit: int) -> int:
        documents, _ = self.index.retrieve(stems, k=limit, show_progress=False)
        return int(documents.shape[1])

    def prepare_page(self, question: Question, limit: int) -> None:
        return None

    def count(self, question: Question) -> None:
        return None


PEER = _Bm25s()
