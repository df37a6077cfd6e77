"""Reads the articles of files of real data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from searchkit import Article, ReadOptions, Rejected
from searchkit.sources import read, walk


def articles(paths: Sequence[Path]) -> Iterator[Article]:
    """All that can be read of these files, in their order."""
    for file in walk(paths):
        records = () if isinstance(file, Rejected) else read(file, ReadOptions())
        yield from (record for record in records if isinstance(record, Article))


def identified(some: Iterable[Article]) -> Iterator[Article]:
    """The same; those without an id have their place of origin as one."""
    return (article if article.id else replace(article, id=str(article.origin)) for article in some)
