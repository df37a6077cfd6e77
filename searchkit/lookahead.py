"""Articles are held back until enough was read after them to tell what their sources repeat; then that is taken out.

An archive smaller than the window is so counted as a whole before the first article goes on; of a larger one, each
article is judged by all that came before it and by a window of what comes after.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import NamedTuple, TypeVar, cast

from searchkit.extract.boilerplate import BoilerplateTable, Mark, Traits, traits_of
from searchkit.model import Article, Rejected
from searchkit.paragraphs import paragraphs_of
from searchkit.stored import PackedArticle, pack, unpacked

MOST_CHARS = 16 << 20
MOST_ARTICLES = 4000
"""What is held back at most: characters of bodies, and articles, so that it does not depend on how these travel.

Nothing is written as long as the window fills. Of the papers of `gate/boilerplate.py`, seven in a random order, 100
articles of window find 0.986 of the boilerplate, 300 find 0.992, 1,000 as much as all: so 4,000 do for some hundred.
"""

File = TypeVar("File")


class Counted(NamedTuple):
    """An article that was read, and what is counted of it."""

    article: Article | PackedArticle
    traits: Traits
    chars: int


def counted(article: Article) -> Counted:
    """What a process that reads for another one makes of an article."""
    return Counted(pack(article), traits_of(article), len(article.body))


Record = Article | PackedArticle | Rejected


class LookAhead:
    """Takes files with their records, and gives them again, some time later, with boilerplate taken out."""

    def __init__(
        self, table: BoilerplateTable, most_chars: int = MOST_CHARS, most_articles: int = MOST_ARTICLES
    ) -> None:
        self.table = table
        self._most_chars, self._most_articles = most_chars, most_articles

    def files(
        self, files: Iterable[tuple[File, Iterable[Article | Counted | Rejected]]]
    ) -> Iterator[tuple[File, Iterator[Record]]]:
        """Each file with its records, which must be taken before the next file is asked for."""
        with closing(self._delayed(_events(files, self.table))) as events:
            for event in events:
                assert isinstance(event, _Begin)
                yield cast(File, event.file), self._records(events)

    def _delayed(self, events: Iterator["_Event"]) -> Generator["_Event", None, None]:
        waiting: deque[_Event] = deque()
        chars = articles = 0
        for event in events:
            waiting.append(event)
            if isinstance(event, Counted):
                chars, articles = chars + event.chars, articles + 1
            while chars > self._most_chars or articles > self._most_articles:
                first = waiting.popleft()
                if isinstance(first, Counted):
                    chars, articles = chars - first.chars, articles - 1
                yield first
        while waiting:
            yield waiting.popleft()

    def _records(self, events: Iterator["_Event"]) -> Iterator[Record]:
        for event in events:
            if isinstance(event, Counted):
                yield self._marked(event)
            elif isinstance(event, Rejected):
                yield event
            else:
                return

    def _marked(self, found: Counted) -> Article | PackedArticle:
        marks = self.table.marks(found.traits)
        if not marks:
            return found.article
        if new := [mark for mark in marks if not self.table.has_example(mark)]:
            self._note_examples(found.article, new)
        return found.article.marked({mark.place: mark.reason for mark in marks})

    def _note_examples(self, article: Article | PackedArticle, marks: Iterable[Mark]) -> None:
        body = article.body if isinstance(article, Article) else unpacked(article.owned_by(""))["body"]
        paragraphs = paragraphs_of(body)
        for mark in marks:
            self.table.note_example(mark, paragraphs[mark.place])


class _Begin(NamedTuple):
    """What comes now stands in this file."""

    file: object


class _End(NamedTuple):
    """Nothing more stands in it."""


_Event = _Begin | Counted | Rejected | _End


def _events(
    files: Iterable[tuple[File, Iterable[Article | Counted | Rejected]]], table: BoilerplateTable
) -> Iterator[_Event]:
    """Files and records in one row, the articles counted on the way."""
    for file, records in files:
        yield _Begin(file)
        for record in records:
            found = Counted(record, traits_of(record), len(record.body)) if isinstance(record, Article) else record
            if isinstance(found, Counted):
                table.count(found.traits)
            yield found
        yield _End()
