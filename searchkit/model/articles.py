"""What was read: articles, where they stand, and what became of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from searchkit.errors import InvalidArticleError
from searchkit.model.dates import DateLike, PublicationDate
from searchkit.paragraphs import Boilerplate, put_back, set_aside

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
