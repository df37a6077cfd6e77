"""What searchkit makes of source files before anything is indexed: their formats, their encodings, their articles."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import BinaryIO

from searchkit.extract.boilerplate import BoilerplateTable, traits_of
from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import Examined, all_formats, examine, examine_stream, walk
from searchkit.sources.format import Format


def formats() -> tuple[Format, ...]:
    """The formats that are read, in the order in which they are asked; those of other packages first.

    Raises SourceError where another package offers one that cannot be loaded.
    """
    return all_formats()


def inspect(paths: Iterable[str | Path], options: ReadOptions | None = None) -> Iterator[Examined | Rejected]:
    """The sources in files and folders, in the order in which they are indexed, each with its records.

    The records of one must be taken before the next is asked for. Articles are as they would be indexed, under the
    ids they get where no other article has them, less what rules tell to be boilerplate; what a source repeats is
    only learnt while it is indexed. Nothing about a file raises; SourceError for a path that does not
    exist, or a format of another package that cannot be loaded.
    """
    all_formats()
    for found in walk([Path(path) for path in paths]):
        if isinstance(found, Rejected):
            yield found
        else:
            yield from map(_identified, examine(found, options or ReadOptions()))


def inspect_stream(stream: BinaryIO, name: str, options: ReadOptions | None = None) -> Iterator[Examined | Rejected]:
    """The same of a stream that need not seek; `name` stands for a file name, `-` for JSON lines."""
    yield from map(_identified, examine_stream(stream, name, options or ReadOptions()))


def _identified(source: Examined | Rejected) -> Examined | Rejected:
    return source if isinstance(source, Rejected) else replace(source, records=map(_as_indexed, source.records))


def _as_indexed(record: Article | Rejected) -> Article | Rejected:
    if isinstance(record, Rejected):
        return record
    article = record if record.id else record.with_id(str(record.origin))
    marks = _rules().marks(traits_of(article))
    return article.marked({mark.place: mark.reason for mark in marks}) if marks else article


@cache
def _rules() -> BoilerplateTable:
    """What is boilerplate wherever it stands: nothing has been learnt."""
    return BoilerplateTable()
