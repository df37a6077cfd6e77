"""The Reuters-21578 collection, where its files are at hand, as JSON lines like those of the generated articles."""

import json
import os
from pathlib import Path

from bench.measure import BenchError
from bench.news import Corpus
from searchkit import Article, ReadOptions, Rejected
from searchkit.sources import read, walk

VARIABLE = "SEARCHKIT_BENCH_DATA"
"""The environment variable that names the folder with reut2-*.sgm, compressed or not."""


def folder() -> Path | None:
    """The folder with the collection; None where the variable is not set. BenchError where it has no such files."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    if not any(Path(named).glob("reut2-*.sgm*")):
        raise BenchError(f"{VARIABLE} names {named}, where there is no reut2-*.sgm")
    return Path(named)


def write(source: Path, path: Path) -> Corpus:
    """Writes every article that has a text."""
    count = size = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for found in walk(sorted(source.glob("reut2-*.sgm*"))):
            for article in [] if isinstance(found, Rejected) else read(found, ReadOptions()):
                if isinstance(article, Rejected) or not article.body:
                    continue
                count += 1
                size += len(article.title.encode()) + len(article.body.encode())
                file.write(json.dumps(_record(article, count), ensure_ascii=False) + "\n")
    return Corpus(path, count, size / 1e6)


def _record(article: Article, number: int) -> dict[str, object]:
    day = article.date.start.date() if article.date else None
    return {
        "id": f"story-{number:07}",
        "title": article.title,
        "body": article.body,
        "date": day.isoformat() if day else "1987-01-01",
        "source": article.source or "Reuters",
        "section": article.section,
        "authors": list(article.authors),
        "language": article.language or "en",
    }
