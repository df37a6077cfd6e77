"""The frozen values that travel between stages: what was read, what was asked, what was found.

Offsets are counted in Unicode code points, half-open, as Python slices strings.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Literal, NamedTuple, TypedDict

from searchkit.errors import InvalidArticleError
from searchkit.paragraphs import Boilerplate, put_back, set_aside

Precision = Literal["year", "month", "day", "second"]
FoundIn = Literal["field", "jsonld", "meta", "header", "path", "text", "mtime", "api"]
Match = Literal["auto", "all", "any"]
Sort = Literal["relevance", "newest", "oldest"]
ExpansionKind = Literal["stem", "prefix", "wildcard", "fuzzy", "regex", "exact", "set"]

_ISO_SHORT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ISO_CHARS = {"year": 4, "month": 7, "day": 10}


class Span(NamedTuple):
    """A match in a text: code points `start` to `end`, end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When an article was published, as precisely as is known and as its publisher wrote it.

    `start` is wall-clock time at the place of publication, without zone; what lies beyond
    `precision` is filled with its first value. `utc_offset_minutes` is the zone where it is known.
    """

    start: dt.datetime
    precision: Precision = "day"
    utc_offset_minutes: int | None = None
    found_in: FoundIn = "field"

    def __post_init__(self) -> None:
        if self.start.year > 9998:
            raise ValueError("the calendar ends before this date does")

    @property
    def end(self) -> dt.datetime:
        """The first moment after the year, month, day or second that is meant."""
        start = self.start
        if self.precision == "year":
            return start.replace(year=start.year + 1)
        if self.precision == "month":
            return (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return start + (dt.timedelta(days=1) if self.precision == "day" else dt.timedelta(seconds=1))

    def __str__(self) -> str:
        """ISO 8601, cut at the precision: `2006`, `2006-01`, `2006-01-05`, `2006-01-05T10:00:00+11:00`."""
        if self.precision != "second":
            return self.start.date().isoformat()[: _ISO_CHARS[self.precision]]
        if self.utc_offset_minutes is None:
            return self.start.isoformat(timespec="seconds")
        zone = dt.timezone(dt.timedelta(minutes=self.utc_offset_minutes))
        return self.start.replace(tzinfo=zone).isoformat(timespec="seconds")

    @classmethod
    def from_datetime(cls, moment: dt.datetime, found_in: FoundIn = "field") -> "PublicationDate":
        """Of a datetime, with or without zone; fractions of a second are dropped."""
        offset = moment.utcoffset()
        minutes = None if offset is None else round(offset.total_seconds() / 60)
        return cls(moment.replace(tzinfo=None, microsecond=0), "second", minutes, found_in)

    @classmethod
    def from_iso(cls, text: str, found_in: FoundIn = "field") -> "PublicationDate":
        """Of ISO 8601 text in any precision: `2006`, `2006-01`, `2006-01-05`, `2006-01-05T10:00Z`.

        Raises ValueError where the text is no such date.
        """
        text = text.strip()
        if short := _ISO_SHORT.fullmatch(text):
            year, month, day = short.groups()
            precision: Precision = "day" if day else "month" if month else "year"
            return cls(dt.datetime(int(year), int(month or 1), int(day or 1)), precision, None, found_in)
        return cls.from_datetime(dt.datetime.fromisoformat(text), found_in)

    @classmethod
    def of(cls, value: "DateLike") -> "PublicationDate | None":
        """Of whatever a program may hold; None and empty text are no date."""
        if value is None or value == "":
            return None
        if isinstance(value, PublicationDate):
            return value
        try:
            if isinstance(value, dt.datetime):
                return cls.from_datetime(value, "api")
            if isinstance(value, dt.date):
                return cls(dt.datetime(value.year, value.month, value.day), "day", None, "api")
            return cls.from_iso(value, "api")
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidArticleError(
                f"date {value!r} is not an ISO 8601 date; write it as 2006-01-05, a date or a datetime"
            ) from error


DateLike = PublicationDate | dt.date | dt.datetime | str | None


VERSION = "guid_version"
"""The name in `Article.extra` for the version of a story whose id is the same in all its versions: 1 and above."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read: the source file, the member of an archive in it, the record in that.

    `file` is the path below the folder that was indexed, with that folder's name, `/` between parts.
    Members of nested archives are joined by `!`. Records count from 1.
    """

    file: str
    member: str | None = None
    record: int | None = None

    def __str__(self) -> str:
        member = f"!{self.member}" if self.member else ""
        return f"{self.file}{member}" + (f"#{self.record}" if self.record else "")


@dataclass(frozen=True, slots=True, init=False)
class Article:
    """One story as published.

    `body` is text whose paragraphs are separated by a blank line; a list of paragraphs is joined so.
    `id` may be left empty: the index then derives one from the origin, or from the content.
    `extra` holds what the source says beyond these fields, as JSON values. `boilerplate` are paragraphs that
    were taken out of the body, with their places: an indexing run does that.
    """

    id: str
    title: str
    body: str
    date: PublicationDate | None
    source: str
    section: str
    authors: tuple[str, ...]
    language: str
    url: str
    origin: Origin | None
    extra: Mapping[str, Any]
    boilerplate: tuple[Boilerplate, ...]
    _hash: str = field(init=False, repr=False, compare=False)

    def __init__(  # noqa: PLR0913, PLR0917 - one parameter a field, all with defaults
        self,
        id: str = "",
        title: str = "",
        body: str | Iterable[str] = "",
        date: DateLike = None,
        source: str = "",
        section: str = "",
        authors: str | Iterable[str] = (),
        language: str = "",
        url: str = "",
        origin: Origin | None = None,
        extra: Mapping[str, Any] | None = None,
        boilerplate: Iterable[Boilerplate] = (),
    ) -> None:
        """Raises InvalidArticleError for a date that cannot be read or a text field that is no text."""
        put = partial(object.__setattr__, self)
        texts = (id, title, body if isinstance(body, str) else "\n\n".join(body), source, section, language, url)
        for name, value in zip(_TEXTS, texts, strict=True):
            if not isinstance(value, str):
                raise InvalidArticleError(f"{name} of an article must be text, not {type(value).__name__}")
            put(name, value if value.isascii() else _whole(value))
        put("date", PublicationDate.of(date))
        names = (authors,) if isinstance(authors, str) and authors else authors
        put("authors", tuple([_whole(name) for name in names]))
        put("origin", origin)
        put("extra", dict(extra) if extra else {})
        put("boilerplate", tuple([replace(one, text=_whole(one.text)) for one in boilerplate]))
        put("_hash", "")

    @property
    def content_hash(self) -> str:
        """32 hexadecimal digits (BLAKE2b) over everything but id and origin: equal content, equal hash."""
        if not self._hash:
            places = {one.place: one.reason for one in self.boilerplate}
            object.__setattr__(self, "_hash", marked_hash(self._hashed(), places))
        return self._hash

    @property
    def whole_body(self) -> str:
        """The body with what was taken out of it as boilerplate, as it was read."""
        return put_back(self.body, self.boilerplate) if self.boilerplate else self.body

    def _hashed(self) -> str:
        texts = [self.title, self.whole_body, self.source, self.section, self.language, self.url]
        if self.date is not None:
            texts += [str(self.date), self.date.found_in]
        texts.append(json.dumps(self.extra, sort_keys=True, ensure_ascii=True) if self.extra else "")
        texts += self.authors
        lengths = ",".join(map(str, map(len, texts)))  # so that no text can pass for two
        return hashlib.blake2b("".join([lengths, *texts]).encode(), digest_size=16).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, whole; `Article.from_dict` reads it back."""
        record = {name: getattr(self, name) for name in ARTICLE_FIELDS}
        record["authors"] = list(self.authors)
        record["origin"] = None if self.origin is None else _origin_dict(self.origin)
        record["boilerplate"] = [one.to_dict() for one in self.boilerplate]
        if self.date is not None:
            record["date"] = str(self.date)
            record["date_found_in"] = self.date.found_in
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "Article":
        """Of what `to_dict` gave."""
        values = dict(record)
        found_in = values.pop("date_found_in", "field")
        if values.get("date"):
            values["date"] = PublicationDate.from_iso(values["date"], found_in)
        if values.get("origin"):
            values["origin"] = Origin(**values["origin"])
        values["boilerplate"] = [Boilerplate(**one) for one in values.get("boilerplate", ())]
        return cls(**values)

    def with_id(self, id: str) -> "Article":
        """The same article under this id."""
        if id == self.id:
            return self
        if not isinstance(id, str):
            raise InvalidArticleError(f"id of an article must be text, not {type(id).__name__}")
        return self._changed(id=_whole(id))

    def marked(self, reasons: Mapping[int, str]) -> "Article":
        """The same article with these of its paragraphs, by place, taken out of the body as boilerplate."""
        body, aside = set_aside(self.body, reasons)
        return self._changed(body=body, boilerplate=aside, _hash=marked_hash(self.content_hash, reasons))

    def _changed(self, **values: Any) -> "Article":
        same = Article.__new__(Article)
        for name in (*ARTICLE_FIELDS, "_hash"):
            object.__setattr__(same, name, values[name] if name in values else getattr(self, name))
        return same


def marked_hash(digest: str, reasons: Mapping[int, str]) -> str:
    """The content hash of an article that had this one before paragraphs were taken out as boilerplate, and why."""
    if not reasons:
        return digest
    marks = "".join(f" {place} {reason}" for place, reason in sorted(reasons.items()))
    return hashlib.blake2b((digest + marks).encode(), digest_size=16).hexdigest()


_TEXTS = ("id", "title", "body", "source", "section", "language", "url")

ARTICLE_FIELDS = tuple(f.name for f in fields(Article) if f.init)
"""The names of an article's values, in order."""


def _whole(text: str) -> str:
    """Lone surrogates (broken UTF-16 in JSON) cannot be stored as UTF-8: they become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _origin_dict(origin: Origin) -> dict[str, Any]:
    return {"file": origin.file, "member": origin.member, "record": origin.record}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was read and not indexed: `reason` is a short fixed phrase, `detail` says more.

    `withdraws` is the id of a story that its publisher takes back, and the version by which that is done.
    """

    origin: Origin
    reason: str
    detail: str = ""
    withdraws: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """The account of one indexing run.

    `records == added + updated + unchanged + sum(skipped.values())`: nothing is left out of it.
    `removed` counts articles that were in the index and no longer stand in their source.
    """

    files: int = 0
    records: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, under the field names."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"skipped": dict(self.skipped)}


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the articles beside the query; several values of one field mean any of them.

    `since` and `until` take what a date clause takes (`2006`, `2006-01`, `7d`) and are both inclusive.
    """

    sources: Sequence[str] = ()
    sections: Sequence[str] = ()
    authors: Sequence[str] = ()
    languages: Sequence[str] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for name in ("sources", "sections", "authors", "languages"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to an archive.

    `passages` is the most to give for an article; 0 gives articles only, without any spans. `strict` makes
    an error of what would be read as plain text with a note. `max_query_bytes` is the longest query as UTF-8,
    `max_terms` the most words that one pattern such as `expor*` may stand for. `sets` are the saved sets
    that `@name` stands for: words and phrases of which any may stand in the article.
    """

    query: str
    limit: int = 10
    offset: int = 0
    passages: int = 1
    match: Match = "auto"
    sort: Sort = "relevance"
    filters: Filters = Filters()
    strict: bool = False
    max_query_bytes: int = 65_536
    max_terms: int = 20_000
    sets: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)


class SearchOptions(TypedDict, total=False):
    """The values of a `SearchRequest` beside the query, to be given by name."""

    limit: int
    offset: int
    passages: int
    match: Match
    sort: Sort
    filters: Filters
    strict: bool
    max_query_bytes: int
    max_terms: int
    sets: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer-sized piece of an article: `body[char_start:char_end] == text`; spans lie within `text`."""

    ordinal: int
    char_start: int
    char_end: int
    text: str
    spans: tuple[Span, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked article with its best passages first; `title_spans` lie within the title.

    Where the match lies outside the body, the one passage is its opening, without spans. There are no
    passages where none were asked for or the body is empty. `matched_fields` are the index's names of the
    fields in which the query matched; empty where that is not known.
    """

    rank: int
    score: float
    article: Article
    title_spans: tuple[Span, ...] = ()
    passages: tuple[Passage, ...] = ()
    matched_fields: tuple[str, ...] = ()
    _all_spans: Callable[[], tuple[Span, ...]] | tuple[Span, ...] | None = field(
        default=None, repr=False, compare=False
    )

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def spans(self) -> tuple[Span, ...]:
        """All matches in the article's body, those outside of the passages too.

        They are looked for when first asked for: until then the archive must stay open. Where the engine
        gave no way to look, these are the matches in the passages.
        """
        known = self._all_spans
        if known is None:
            shifted = {Span(p.char_start + s, p.char_start + e) for p in self.passages for s, e in p.spans}
            known = tuple(sorted(shifted))
        elif callable(known):
            known = known()
        object.__setattr__(self, "_all_spans", known)
        return known

    def __reduce__(self) -> tuple[type["Hit"], tuple[Any, ...]]:
        """Pickled with all its spans, as what looks for them belongs to the open archive."""
        given = {f.name: getattr(self, f.name) for f in fields(self)} | {"_all_spans": self.spans}
        return Hit, tuple(given.values())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word of the query that no article has, and the archive's words that come nearest, best first."""

    word: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What one word of a query stands for in one field of the index.

    `typed` is how the query has it. `words` are words as articles write them, each with the number of
    articles that have it, most articles first: 20 at most, of `total`. Those of a set are its alternatives.
    """

    typed: str
    field: str
    kind: ExpansionKind
    words: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was understood, and what it came to.

    `interpreted` is the query in its own language with nothing left to guess, `dates` are its intervals with
    first and last moment, `undated` counts the articles left out for having no date, and `run_as` is the query
    tree with every term in every field.
    """

    interpreted: str
    dates: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    undated: int = 0
    run_as: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to a `SearchRequest`: `hits` from `offset` on, of `total` matching articles.

    `interpreted` is the query as understood; `relaxed` says that no article had all words and these
    have the most; `notes` are remarks for the person who asked, one line each. `suggestions` are for words
    that no article has, `did_you_mean` is the whole query with the best of them; empty where there is none.
    """

    query: str
    interpreted: str
    total: int
    hits: tuple[Hit, ...] = ()
    relaxed: bool = False
    notes: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    suggestions: tuple[Suggestion, ...] = ()
    did_you_mean: str = ""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class ArchiveStats:
    """What an archive holds. The counts by source, language and year are of articles, most first."""

    articles: int
    passages: int
    terms: int
    undated: int
    earliest: str | None
    latest: str | None
    sources: Mapping[str, int]
    languages: Mapping[str, int]
    years: Mapping[str, int]
    size_bytes: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, under the field names."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
