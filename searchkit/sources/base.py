"""What a reader is given, and the words it uses to turn something down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import SearchkitError
from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions

# Reasons: few, fixed, and fit for a table of counts. What is particular goes into Rejected.detail.
EMPTY = "empty"
NO_TEXT = "no text in it"
NOT_TEXT = "binary, not text"
UNKNOWN_FORMAT = "no reader for this format"
BAD_RECORD = "record cannot be parsed"
DAMAGED = "truncated or damaged"
TOO_LARGE = "larger than the limit"
TOO_SLOW = "takes too long to parse"
TOO_DEEP = "containers nested too deep"
EXPANDS = "expands too much"
UNSAFE_NAME = "unsafe name in container"
UNREADABLE = "cannot be opened"
WITHDRAWN = "withdrawn by its publisher"
SUPERSEDED = "replaced by a later version"
NO_ARTICLE = "holds no article"
DUPLICATE = "same as a record before"
HIDDEN = "hidden or system file"
NEEDS_EXTRA = "needs an extra that is not installed"


class Unreadable(SearchkitError):
    """A reader cannot go on with its source: becomes one `Rejected`; what it gave before stands."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Decoding:
    """How the bytes of a source became text: the codec, and why that one; empty until a reader decodes any.

    `how` is as `Decoded` has it.
    """

    encoding: str = ""
    how: str = ""

    def note(self, encoding: str, how: str) -> None:
        """Says it of what is read from now on."""
        self.encoding, self.how = encoding, how


@dataclass(slots=True)
class DayOrder:
    """Whether `05/01/2006` is the fifth of January in a source; None where its dates do not tell.

    A reader of records finds it out from the first of them (`extract.dates.day_first_in`), before it gives any.
    """

    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of bytes outside all containers, with where it stands.

    `stream` is read once, from its start; it raises `Unreadable` where a container is damaged or
    expands too much. `name` is its own name without container suffixes (`2006-01-05-wheat.md`),
    `folders` the folders it stands in, outermost first.
    """

    stream: BinaryIO
    origin: Origin
    name: str
    folders: tuple[str, ...]
    options: ReadOptions
    path: Path | None = None
    """The file itself, where the source stands in no container."""
    decoding: Decoding = field(default_factory=Decoding)
    day_order: DayOrder = field(default_factory=DayOrder)

    def read_all(self) -> bytes:
        """The whole stream, for formats where it is one article; Unreadable past the limit."""
        limit = self.options.max_article_bytes
        content = self.stream.read(limit + 1)
        if len(content) > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes for one article (--max-article-size)")
        self.stream.read(1)  # at the end; or raises what is wrong with a damaged stream
        return content

    def at(self, record: int | None) -> Origin:
        """The origin of a record of this source, counted from 1."""
        return Origin(self.origin.file, self.origin.member, record)

    def rejected(self, reason: str, detail: str = "", record: int | None = None) -> Rejected:
        """A record (or the whole source) turned down."""
        return Rejected(self.at(record), reason, detail)


Reader = Callable[[Source], Iterator[Article | Rejected]]
"""Gives the articles of a source in order, and a `Rejected` for each record that is none; Unreadable ends it."""
