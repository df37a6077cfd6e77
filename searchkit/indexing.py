"""One indexing run: which files are new or changed, which articles they give, and an account of it all."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from searchkit.account import Account, OnProgress, OnSkip
from searchkit.engines.base import Unstored, Writer
from searchkit.errors import InvalidArticleError
from searchkit.extract.boilerplate import BoilerplateTable, Verdict, table_to_bytes
from searchkit.filechanges import FileChanges
from searchkit.lookahead import LookAhead, counted
from searchkit.model import Article, IndexSummary, Origin, Rejected
from searchkit.settings import IndexOptions
from searchkit.sources import all_formats, read_stream
from searchkit.sources.base import SUPERSEDED, WITHDRAWN
from searchkit.storage import SourceRecord
from searchkit.storage.sourcerecords import forgotten
from searchkit.stored import PackedArticle, pack, version_of
from searchkit.versions import Versions
from searchkit.workers.reading import read_files

READER_VERSION = "3"
"""Changes when readers would make other articles of the same file: then unchanged files are read again."""

MAX_ID_CHARS = 500


@dataclass(slots=True)
class _Reading:
    """The file that is being read: the ids that stand in it, and how many of its records were skipped."""

    name: str = ""
    seen: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)


class IndexingRun:
    """Brings an index up to date with files or articles; each method is one run and ends with a commit."""

    def __init__(
        self,
        writer: Writer,
        known: Iterable[SourceRecord],
        options: IndexOptions,
        on_skip: OnSkip | None = None,
        on_progress: OnProgress | None = None,
        table: BoilerplateTable | None = None,
    ) -> None:
        self.writer, self.options = writer, options
        self.table = table or BoilerplateTable()
        self.known = {record.name: record for record in known}
        self.account = Account(on_skip, on_progress)
        boilerplate = "kept" if options.keep_boilerplate else self.table.overrules_fingerprint()
        self.fingerprint = f"{READER_VERSION} {options.read.fingerprint()} {boilerplate}".rstrip()
        self.versions = Versions(self.known.values())
        self._to_reread: set[str] = set()
        self._changes = FileChanges(self.known, self.fingerprint, options.reread_skipped, self.account, self._remember)
        self._reading = _Reading()
        self._written = 0
        self._changed = False

    def add_files(self, paths: Iterable[Path], exclude: Iterable[Path]) -> IndexSummary:
        """Reads the files below the paths that are new or changed since they were last read."""
        all_formats()  # one of another package that cannot be loaded is told before anything is done
        roots = [Path(path) for path in paths]
        to_read = self._changes.to_read(roots, exclude)
        keeps, jobs = self.options.keep_boilerplate, self.options.processes
        with closing(read_files(to_read, self.options.read, jobs, pack if keeps else counted)) as files:
            for file, records in files if keeps else LookAhead(self.table).files(files):
                self._read(file.name, records)
        if self.options.prune:
            self._prune(roots)
        return self._finish()

    def add_stream(self, stream: BinaryIO, name: str) -> IndexSummary:
        """Reads articles from a stream; they belong to no file, and replace those with the same id."""
        return self.add_articles(read_stream(stream, name, self.options.read), name)

    def add_articles(self, articles: Iterable[Article | Rejected], name: str = "") -> IndexSummary:
        """Adds articles as they are; one whose id is in the index replaces it, unless it is equal."""
        for article in articles:
            if isinstance(article, Rejected):
                self.account.skip(article)
                continue
            if not isinstance(article, Article):
                raise InvalidArticleError(f"expected an Article, not {type(article).__name__}")
            self._upsert(article if article.id else article.with_id(article.content_hash[:16]))
            self.account.progress(name)
        return self._finish()

    def overrule(self, what: str, verdict: Verdict | None, source: str = "") -> None:
        """Decides what is boilerplate, from the next run on; None takes a decision back."""
        self.table.overrule(what, verdict, source)
        self._changed = True
        self._finish()

    def _upsert(self, article: Article) -> None:
        article = article.with_id(_bounded(article.id))
        existing, digest = self.writer.find(article.id), article.content_hash
        if existing and existing[1] == digest:
            self.account.unchanged += 1
            return
        self.account.added += existing is None
        self.account.updated += existing is not None
        self._put(article, "", digest)

    def _remember(self, record: SourceRecord) -> None:
        self.known[record.name] = record
        self._changed = True

    def _read(self, name: str, records: Iterable[Article | PackedArticle | Rejected]) -> None:
        """Replaces the articles of a file by those that stand in it now; equal ones are left in place."""
        held, before = dict(self.writer.held(name)), self.versions.forget(name)
        self._reading = reading = _Reading(name)
        for number, record in enumerate(records, 1):
            found = self._if_last(record, name)
            if isinstance(found, Rejected):
                reading.skipped[found.reason] += 1
                self.account.skip(found)
            else:
                article = self._identified(found, name)
                reading.seen.add(article.id)
                self._place(article, name, held)
            if number % 100 == 0:
                self.account.progress(name)
        for gone in held.keys() - reading.seen:
            self._remove(gone)
        self._to_reread |= self.versions.others(name, before)
        fresh = replace(self._changes.taken(name), articles=len(reading.seen), skipped=dict(reading.skipped))
        self._remember(replace(fresh, versions=self.versions.of(name)))
        self._reading = _Reading()

    def _if_last(self, found: Article | PackedArticle | Rejected, name: str) -> Article | PackedArticle | Rejected:
        """What was read, or why it is no article: a file has a later version, or takes the story back.

        Where it is the last version, earlier ones of other files go.
        """
        if isinstance(found, Rejected):
            key, version = found.withdraws or ("", 0)
            version = -version
        else:
            key, version = found.id, version_of(found)
        last = self.versions.noted(key, version, name) if version else None
        if last is None:
            return found
        reason = WITHDRAWN if last.is_withdrawn else SUPERSEDED
        if last.source == name:
            self._take_place(key, reason, name)
        elif not isinstance(found, Rejected):
            origin = found.origin if isinstance(found.origin, Origin) else Origin(str(found.origin))
            return Rejected(origin, reason, f"version {last.version} stands in {last.source}")
        return found

    def _take_place(self, id: str, reason: str, name: str) -> None:
        """Takes the article of another file out that has an earlier version."""
        key = _bounded(id)
        owner, _ = self.writer.find(key) or (name, "")
        if owner == name:
            return
        others = self.versions.sources_of(id)
        if owner in others:
            self._give_way(key, owner, reason)
            return
        for other in others - {name}:  # an article without versions has that id, and so they have other ones
            for held in [held for held in self.writer.held(other) if held.startswith(f"{key}~")]:
                self._give_way(held, other, reason)

    def _give_way(self, key: str, source: str, reason: str) -> None:
        """Takes an article out of the index that still stands in its file."""
        self._remove(key)
        if record := self.known.get(source):
            skipped = {**record.skipped, reason: record.skipped.get(reason, 0) + 1}
            self.known[source] = replace(record, articles=record.articles - 1, skipped=skipped)

    def _identified(self, article: Article | PackedArticle, source: str) -> Article | PackedArticle:
        """The article under an id that no other article has: its own, else its origin, told apart if need be."""
        key = _bounded(article.id or str(article.origin))
        owner = self.writer.find(key)
        if key in self._reading.seen or (owner is not None and owner[0] != source):
            key = f"{key}~{hashlib.blake2b(str(article.origin).encode(), digest_size=4).hexdigest()}"
        return article.with_id(key)

    def _place(self, article: Article | PackedArticle, source: str, held: dict[str, str]) -> None:
        before, digest = held.get(article.id), article.content_hash
        if before == digest:
            self.account.unchanged += 1
            return
        self.account.added += before is None
        self.account.updated += before is not None
        self._put(article, source, digest)

    def _put(self, article: Article | PackedArticle, source: str, digest: str) -> None:
        self.writer.put(article, source, digest)
        self._changed = True
        self._written += 1
        if self._written >= self.options.commit_every:
            self._commit(last=False)
            self._written = 0

    def _commit(self, last: bool) -> None:
        for unstored in self.writer.settle():
            self._give_up(unstored)
        self.writer.commit(self.known.values(), last, self._table_bytes())

    def _table_bytes(self) -> bytes | None:
        """What is known of boilerplate, if that may have changed."""
        return table_to_bytes(self.table) if self.table.is_changed and not self.options.dry_run else None

    def _give_up(self, unstored: Unstored) -> None:
        """Counts an article as skipped that was counted as added or updated."""
        self.account.updated -= unstored.was_update
        self.account.added -= not unstored.was_update
        self.account.skip(unstored.rejected)
        reason, record = unstored.rejected.reason, self.known.get(unstored.source)
        if unstored.source and unstored.source == self._reading.name:
            self._reading.seen.discard(unstored.id)
            self._reading.skipped[reason] += 1
        elif record:
            skipped = {**record.skipped, reason: record.skipped.get(reason, 0) + 1}
            self.known[record.name] = replace(record, articles=record.articles - 1, skipped=skipped)

    def _remove(self, key: str) -> None:
        self.writer.remove(key)
        self._changed = True
        self.account.removed += 1

    def _prune(self, roots: list[Path]) -> None:
        """Removes what came from files that are gone from below the roots."""
        below = [root.resolve() for root in roots]
        for record in list(self.known.values()):
            path = Path(record.path)
            if not path.exists() and any(path == root or root in path.parents for root in below):
                for key in self.writer.held(record.name):
                    self._remove(key)
                del self.known[record.name]
                self._to_reread |= self.versions.others(record.name, self.versions.forget(record.name))
                self._changed = True

    def _finish(self) -> IndexSummary:
        for name in self._to_reread & self.known.keys():  # a version that was not the last one may be it now
            self._remember(forgotten(self.known[name]))
        if self._changed and not self.options.dry_run:
            self._commit(last=True)
        return self.account.summary()


def _bounded(key: str) -> str:
    if len(key) <= MAX_ID_CHARS:
        return key
    return f"{key[:400]}~{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"
