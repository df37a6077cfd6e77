"""The object people embed: an archive of articles that can be filled and searched."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack, get_args

from searchkit import storage
from searchkit.engines import embedded
from searchkit.errors import IndexDamagedError, IndexOpenError, QueryError, SourceError
from searchkit.model import (
    ArchiveStats,
    Article,
    Explanation,
    IndexSummary,
    Match,
    ResultPage,
    SearchOptions,
    SearchRequest,
    SignificantTerm,
    SimilarOptions,
    SimilarRequest,
    Sort,
    Span,
)
from searchkit.settings import IndexOptions
from searchkit.storage import generations_of, names_in, newest, require_room

if TYPE_CHECKING:
    from whoosh.index import FileIndex

    from searchkit.account import OnProgress, OnSkip
    from searchkit.engines.base import Engine, Writer
    from searchkit.extract.boilerplate import BoilerplateTable, LearntBoilerplate, Verdict
    from searchkit.indexing import IndexingRun
    from searchkit.storage import CheckReport, RepairReport, SourceRecord

AnyPath = str | PathLike[str]


def open(path: AnyPath) -> "Archive":
    """Opens the archive in an index folder; IndexOpenError says what is wrong with one that cannot be opened."""
    return Archive(Path(path))


def create(path: AnyPath) -> "Archive":
    """Opens the archive in an index folder, and makes folder and index where there are none.

    Raises IndexOpenError for a folder that holds other files and no index.
    """
    folder = Path(path)
    require_room(folder)
    if not generations_of(names_in(folder)):
        embedded.BulkWriter(folder, IndexOptions()).close()
    return Archive(folder)


def index(
    path: AnyPath,
    sources: Iterable[AnyPath],
    options: IndexOptions | None = None,
    on_skip: "OnSkip | None" = None,
    on_progress: "OnProgress | None" = None,
) -> IndexSummary:
    """Indexes source files into the index folder at `path`, without opening it for search.

    `sources` are files and folders; `-` is JSON lines on standard input. `on_skip` is called with each
    record that was skipped, `on_progress` now and then. Raises SourceError for a path that does not
    exist, and an IndexOpenError, IndexLockedError or IndexWriteError where the index cannot be written.
    """
    folder, options = Path(path), options or IndexOptions()
    require_room(folder)
    roots, piped = _roots(sources)
    with _indexing(folder, options, on_skip, on_progress) as run:
        if piped:
            return run.add_stream(sys.stdin.buffer, "stdin")
        return run.add_files(roots, [folder.resolve()])


def check(path: AnyPath, deep: bool = False) -> "CheckReport":
    """Looks whether an index is whole: at its manifest and small files or, with `deep`, at every byte of every file.

    Changes nothing, and may run beside a writer. Raises IndexOpenError where there is no index to check.

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> create(folder).close()
    >>> check(folder, deep=True).ok
    True
    """
    return storage.check(Path(path), deep)


def repair(path: AnyPath, wait_s: float = 0.0) -> "RepairReport":
    """Makes a damaged index whole again: a new commit of all that is undamaged, and an account of what is lost.

    Checks deeply first, and changes nothing where no problem is found. Raises IndexOpenError where nothing can
    be kept, IndexLockedError where another writer is at work for longer than `wait_s` seconds, and
    IndexWriteError where the index cannot be written.
    """
    return storage.repair(Path(path), wait_s)


@contextmanager
def _indexing(
    folder: Path,
    options: IndexOptions,
    on_skip: "OnSkip | None" = None,
    on_progress: "OnProgress | None" = None,
) -> "Iterator[IndexingRun]":
    """A run that holds the index folder's lock; what was known of source files is read under it."""
    # Readers of formats take 0.1 s to import, which a program that only searches need not wait for.
    from searchkit.engines.dry import DryWriter  # noqa: PLC0415 -- as above
    from searchkit.indexing import IndexingRun  # noqa: PLC0415 -- as above

    exists = not options.rebuild and bool(generations_of(names_in(folder)))
    writer: Writer
    if options.dry_run:
        writer = DryWriter(embedded.EmbeddedEngine(folder).lookup() if exists else None)
    else:
        writer = embedded.BulkWriter(folder, options)
    try:
        fresh = options.rebuild or not generations_of(names_in(folder))
        known = {} if fresh else storage.read_sources(folder, newest(folder).sources)
        table = _decisions(folder) if fresh else _table(folder)
        yield IndexingRun(writer, known.values(), options, on_skip, on_progress, table)
    finally:
        writer.close()


def _table(folder: Path) -> "BoilerplateTable":
    """What the newest commit knows of boilerplate."""
    # a search needs none of it
    from searchkit.extract.boilerplate import BoilerplateTable, TableFormatError, table_from_bytes  # noqa: PLC0415

    raw = storage.opened(folder, lambda manifest: storage.read_table(folder, manifest.boilerplate))
    try:
        return table_from_bytes(raw) if raw else BoilerplateTable()
    except TableFormatError as error:
        raise IndexDamagedError(f"{folder} is damaged: {error}; try: searchkit check --repair") from error


def _decisions(folder: Path) -> "BoilerplateTable":
    """What a person decided of boilerplate outlives a rebuild, if the old index can be read as far as that."""
    from searchkit.extract.boilerplate import BoilerplateTable  # noqa: PLC0415 -- as above

    try:
        return _table(folder).decisions()
    except IndexOpenError:
        return BoilerplateTable()


def _roots(sources: Iterable[AnyPath]) -> tuple[list[Path], bool]:
    paths = [Path(source) for source in sources]
    piped = Path("-") in paths
    if piped and len(paths) > 1:
        raise SourceError("- (standard input) cannot be mixed with files; index them in two runs")
    for path in paths:
        if not piped and not path.exists():
            raise SourceError(f"{path} does not exist; name files or folders that do")
    return paths, piped


def _request(query: str, options: SearchOptions) -> SearchRequest:
    request = SearchRequest(query, **options)
    if request.limit < 0 or request.offset < 0 or request.passages < 0:
        raise QueryError("limit, offset and passages must be 0 or more")
    if request.match not in get_args(Match) or request.sort not in get_args(Sort):
        raise QueryError(f"match is one of {get_args(Match)}, sort one of {get_args(Sort)}")
    return request


class Archive:
    """All articles of one index, as of the commit that was newest when it was opened.

    Searching is safe from several threads. A context manager: leaving it closes the files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._embedded = embedded.EmbeddedEngine(folder)
        self._engine: Engine = self._embedded

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        self._engine.close()

    def refresh(self) -> None:
        """Moves on to the newest commit."""
        self._engine.refresh()

    def index(
        self,
        sources: Iterable[AnyPath],
        options: IndexOptions | None = None,
        on_skip: "OnSkip | None" = None,
        on_progress: "OnProgress | None" = None,
    ) -> IndexSummary:
        """Indexes files and folders, as `searchkit index` does; what was new is searchable afterwards.

        `on_skip` is called with each record that was skipped, `on_progress` now and then.
        """
        summary = index(self.folder, sources, options, on_skip, on_progress)
        self.refresh()
        return summary

    def add(self, articles: Iterable[Article]) -> IndexSummary:
        """Adds articles in one commit; one whose id is in the archive replaces it, unless it is equal.

        Raises InvalidArticleError for what is no Article; then, as after any error, nothing was added
        (but what came before an id that was given twice: the second one makes a commit of its own).
        """
        with _indexing(self.folder, IndexOptions(commit_every=sys.maxsize)) as run:
            summary = run.add_articles(articles)
        self.refresh()
        return summary

    def search(self, query: str, **options: Unpack[SearchOptions]) -> ResultPage:
        """The best articles for a query (docs/query-language.md), with their best passages.

        The options are the values of a `SearchRequest`: `limit` hits (10) from `offset` on; at most `passages` (1)
        of each, 0 for articles only. `match` "all" wants every word, "any" any of them, "auto" all, and any where
        no article has all (then `page.relaxed`). `sort` is "relevance", "newest" or "oldest", `filters` narrow.
        `sets` are what `@name` in a query stands for. Raises QueryError for a query that cannot be answered: of
        more than `max_query_bytes` of UTF-8, with a pattern that stands for more than `max_terms` words; if
        `strict`, also for one of which a part would be read as plain text.

        >>> import tempfile
        >>> with create(tempfile.mkdtemp()) as archive:
        ...     _ = archive.add([Article(id="1", title="Wheat", body="The wheat board met in May.")])
        ...     page = archive.search("wheat board")
        ...     [page.hits[0].passages[0].text[start:end] for start, end in page.hits[0].passages[0].spans]
        ['wheat', 'board']
        """
        return self._engine.search(_request(query, options))

    def explain(self, query: str, **options: Unpack[SearchOptions]) -> Explanation:
        """How a query is understood: its dates, what its words and patterns stand for, and how it is run."""
        return self._engine.explain(_request(query, options))

    def similar(self, id: str = "", text: str = "", **options: Unpack[SimilarOptions]) -> ResultPage:
        """Articles like the one with this id, or like a text: those that share its significant words.

        The article itself and its copies are left out. The options are the values of a `SimilarRequest`. Raises
        ArticleNotFoundError, and QueryError for a date that cannot be read, or if not one of id and text is given.

        >>> import tempfile
        >>> with create(tempfile.mkdtemp()) as archive:
        ...     texts = {"1": "Wheat exports to Iraq fell.", "2": "Iraq paid for wheat.", "3": "Rain fell."}
        ...     _ = archive.add(Article(id=id, body=text) for id, text in texts.items())
        ...     [hit.id for hit in archive.similar(text="Why Iraq bought wheat abroad")]
        ['2', '1']
        """
        return self._engine.similar(self._similar_request(id, text, options))

    def explain_similar(self, id: str = "", text: str = "", **options: Unpack[SimilarOptions]) -> Explanation:
        """By which words `similar` looks, what each weighs, and how many articles have it."""
        return self._engine.explain_similar(self._similar_request(id, text, options))

    def _similar_request(self, id: str, text: str, options: SimilarOptions) -> SimilarRequest:
        if bool(id) == bool(text):
            raise QueryError("give either the id of an article or a text")
        if id:
            return SimilarRequest(self.article(id), **options)
        from searchkit.extract.language import language_of  # noqa: PLC0415 -- few give a text

        return SimilarRequest(Article(body=text, language=language_of(text)), **options)

    def terms(self, query: str, best: int = 1000, **options: Unpack[SearchOptions]) -> tuple[SignificantTerm, ...]:
        """The words that most mark the articles of a query against all others, best first: `limit` of them (10).

        Looks at the `best` articles that match, 0 for all of them. The words of the query itself are left out. The
        options are those of `search`; a query that cannot be answered raises QueryError.
        """
        if best < 0:
            raise QueryError("best must be 0 or more")
        return self._engine.significant(_request(query, options), best)

    def article(self, id: str) -> Article:
        """The article with this id, whole; ArticleNotFoundError where there is none."""
        return self._engine.article(id)

    def highlights(
        self, article: Article, query: str, **options: Unpack[SearchOptions]
    ) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans in title and body of an article that a query matches."""
        return self._engine.highlights(article, _request(query, options))

    def count(self) -> int:
        """How many articles it holds."""
        return self._engine.count()

    def stats(self) -> ArchiveStats:
        """What the archive holds."""
        return self._engine.stats()

    def boilerplate(self) -> "Sequence[LearntBoilerplate]":
        """What its indexing runs have learnt to take out of articles, by source, and what was decided of it."""
        return list(_table(self.folder).learnt())

    def overrule(self, what: str, verdict: "Verdict | None", source: str = "") -> None:
        """Decides for good what is boilerplate: `what` is a paragraph, or a key of `boilerplate()`.

        It is "keep" or "drop", in articles of one source or of all; None takes that back. Articles that are in the
        archive change when their files are next indexed, which reads all of them again.

        >>> import tempfile
        >>> with create(tempfile.mkdtemp()) as archive:
        ...     archive.overrule("Write to the editor at any time", "drop")
        ...     [(found.verdict, found.example) for found in archive.boilerplate()]
        [('drop', 'Write to the editor at any time')]
        """
        with _indexing(self.folder, IndexOptions()) as run:
            run.overrule(what, verdict, source)
        self.refresh()

    def sources(self) -> "Mapping[str, SourceRecord]":
        """The source files whose articles it holds, by name."""
        return self._engine.sources()

    @property
    def whoosh(self) -> "FileIndex":
        """The Whoosh index underneath, for all that Whoosh can do; do not write to it."""
        return self._embedded.whoosh


__all__ = ["Archive", "check", "create", "index", "open", "repair"]
