"""Makes an article of a record, whatever names and shapes its fields have."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from searchkit.errors import InvalidArticleError
from searchkit.extract.dates import parse_date
from searchkit.extract.markup import looks_like_html, without_title
from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import BAD_RECORD, NO_TEXT
from searchkit.sources.decode import clean
from searchkit.sources.names import ENVELOPES, FIELD_NAMES, NAMED, SUBJECTS, folded
from searchkit.sources.values import (
    LABEL_CHARS,
    authors_of,
    date_of,
    host_of,
    id_of,
    is_prose,
    label_of,
    language_of,
    line_of,
    names_of,
    plain_text,
    prose_of,
    source_of,
    text_of,
    url_of,
)

Value = TypeVar("Value")

# An unknown field is kept if it is a label or a list of labels, not if it is a text.
_EXTRA_KEYS = 50
_MAX_DEPTH = 4

# With more names than this it is not kept which of them are a field's.
_NAMES_KEPT = 200

_UNNAMED = re.compile(r"(?:unnamed\d*|level0|index)?")
# What programs and APIs write where they have nothing.
_NO_VALUE = ("", "NULL", "null", "None", "nan", "NaN", "[Removed]")
# Where licences forbid the whole text (NELA-GT), words are replaced; the signs are no words.
_GAP = re.compile(r"(?<!\S)@(?: @)+(?!\S)")
# From this length on a field that only repeats what stands in the body is not kept beside it.
_REPEATED_CHARS = 60
_NO_BODY = re.compile(r"copyright|rights|licen[cs]e|terms|notice|caption|comment|^ednote|^alt")
_TRUNCATED = re.compile(r"\[\+[0-9]{1,9} chars\]\s*\Z")


def article_of(
    record: Mapping[str, Any], origin: Origin, options: ReadOptions, body: str = "", day_first: bool | None = None
) -> Article | Rejected:
    """The article that a record of JSON values is; Rejected where it holds neither title nor text.

    Fields are found by `options.field_map` (names, or paths such as `fields.body`), then by the names in
    `FIELD_NAMES`; the body also as the longest prose in the record. HTML becomes text. What is left and
    short goes to `extra`. A `body` that the reader has found itself, as paragraphs, is taken as it is.
    `day_first` says how `05/01/2006` is meant.
    """
    fields = _Fields(record, options.field_map)
    title = fields.first("title", line_of) or ""
    body = without_title(body, title) or _body(fields, title)
    if "@ @" in body:
        body = _GAP.sub("…", body)
    if not (title or body):
        names = ", ".join(str(name) for name in list(record)[:10])
        detail = f"no title or text among the fields: {names[:200]} (--map body=NAME)" if names else "no fields"
        return Rejected(origin, NO_TEXT, detail)
    try:
        return _assemble(fields, title, body, origin, day_first)
    except InvalidArticleError as error:
        return Rejected(origin, BAD_RECORD, str(error))


def _body(fields: "_Fields", title: str) -> str:
    """The text of a record without its title: under a name for it, else the longest there is."""
    for read in (prose_of, text_of):
        if (text := fields.first("body", read)) and (rest := without_title(text, title)):
            return rest
    return without_title(fields.longest_text(), title)


def _assemble(fields: "_Fields", title: str, body: str, origin: Origin, day_first: bool | None) -> Article:
    date = fields.first("date", lambda value: date_of(value, day_first)) or fields.date_in_columns()
    if date:
        fields.use("year", "month", "day")
    values: dict[str, Any] = {
        "title": title,
        "body": body,
        "date": date,
        "authors": fields.first("authors", authors_of) or (),
        "section": fields.first("section", label_of) or fields.kicker() or fields.subject(),
        "language": fields.first("language", language_of) or "",
        "url": fields.first("url", url_of) or "",
        "id": fields.first("id", id_of) or "",
    }
    source = fields.first("source", source_of) or host_of(values["url"])
    extra = dict(fields.extra(title, body))
    if body.rstrip().endswith("]") and _TRUNCATED.search(body):
        extra["truncated"] = True
    return Article(**values, source=source, origin=origin, extra=extra)


@lru_cache(maxsize=512)
def _present(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Which of a field's names a record has; records of one file have the same."""
    return {field: tuple(name for name in FIELD_NAMES[field] if name in names) for field in FIELD_NAMES}


class _Fields:
    """A record whose fields are looked up by folded name; knows which have been used."""

    def __init__(self, record: Mapping[str, Any], field_map: Mapping[str, str]) -> None:
        self._record = record
        self._map = field_map
        self._values: dict[str, tuple[str, Any]] = {}
        self._used: set[str] = set()
        self._add(record, depth=0)
        names = tuple(self._values)
        self._present = _present(names) if len(names) <= _NAMES_KEPT else _present.__wrapped__(names)

    def _add(self, record: Mapping[str, Any], depth: int) -> None:
        envelopes = []
        values = self._values
        for key, value in record.items():
            name = folded(key) if len(key) <= 100 else ""
            if not name or value is None or value in _NO_VALUE:
                continue
            if isinstance(value, dict) and name in ENVELOPES and depth < _MAX_DEPTH:
                envelopes.append((name, value))
            if name not in values:
                values[name] = (key, value)
        for name, value in envelopes:
            self._add(value, depth + 1)
            self._used.add(name)

    def use(self, *names: str) -> None:
        """Marks fields of these names as used."""
        self._used.update(names)

    def first(self, field: str, read: Callable[[Any], Value | None]) -> Value | None:
        """What `read` makes of the first of the field's names with a value it accepts."""
        if self._map and (path := self._map.get(field)):
            value = self._at(path)
            if value is not None and (found := read(value)):
                self._used.add(folded(path))
                return found
        for name in self._present[field]:
            entry = self._values[name]
            if found := read(entry[1]):
                if field != "section" or not _is_several(entry[1]):  # the others stay in extra, with it
                    self._used.add(name)
                return found
        return None

    def _at(self, path: str) -> Any:
        """The value at `a.b.0.c`, or under that whole text as a name."""
        if path in self._record:
            return self._record[path]
        value: Any = self._record
        for step in path.split("."):
            if isinstance(value, list) and step.isdecimal() and int(step[:9]) < len(value):
                value = value[int(step[:9])]
            elif isinstance(value, Mapping):
                value = value.get(step)
            else:
                value = None
        return value if value is not None else self._values.get(folded(path), (path, None))[1]

    def longest_text(self) -> str:
        """The longest of the texts that lead to an article and of those, of any other name, that have sentences."""
        known = {name for field in FIELD_NAMES for name in FIELD_NAMES[field] if field != "body"}
        texts = [(text_of(self._values[name][1]), name) for name in self._present["teaser"]]
        texts += [
            (text_of(value), name)
            for name, (_, value) in self._values.items()
            if isinstance(value, str)
            and name not in self._used | known
            and not _NO_BODY.search(name)
            and is_prose(value)
        ]
        text, name = max(texts, key=lambda found: len(found[0]), default=("", ""))
        self._used.add(name)
        return text

    def date_in_columns(self) -> PublicationDate | None:
        """Of columns year, month and day, which may be floats (`2016.0`)."""
        parts: list[int] = []
        for name in ("year", "month", "day"):
            try:
                number = float(self._values[name][1])
            except (KeyError, TypeError, ValueError, OverflowError):
                break
            if not (number.is_integer() and 0 < number < 10000):
                break
            parts.append(int(number))
        text = "-".join(f"{part:02}" for part in parts)
        return parse_date(text) if parts else None

    def kicker(self) -> str:
        """The section as Washington Post records have it among their contents."""
        contents = self._values.get("contents", ("", None))[1]
        for part in contents if isinstance(contents, list) else ():
            if isinstance(part, dict) and part.get("type") == "kicker":
                return line_of(part.get("content"))
        return ""

    def subject(self) -> str:
        """The first name in a list of subjects."""
        return next((names[0] for name in SUBJECTS if (names := names_of(self._values.get(name, ("", None))[1]))), "")

    def extra(self, title: str, body: str) -> Iterator[tuple[str, Any]]:
        """The unused fields that are short scalars, lists of them or of names, and do not repeat title or body."""
        kept = 0
        for name, (key, value) in self._values.items():
            if name in self._used or _UNNAMED.fullmatch(name) or kept == _EXTRA_KEYS:
                continue
            if not isinstance(value, list):
                if _is_short_scalar(value) and not _repeats(value, title, body):
                    kept += 1
                    yield _storable(key), _storable(value)
            elif 0 < len(value) <= _EXTRA_KEYS and (scalars := _scalars(name, value)):
                kept += 1
                yield _storable(key), [_storable(scalar) for scalar in scalars]


def _repeats(value: Any, title: str, body: str) -> bool:
    """Whether a value is the title again, or is long and stands in the body."""
    if not isinstance(value, str) or not value:
        return False
    return value == title or (
        len(value) > _REPEATED_CHARS and " ".join(text_of(value).split()) in " ".join(body.split())
    )


def _scalars(name: str, values: list[Any]) -> list[Any]:
    """The members of a list that may be kept; of lists of subjects, persons and the like their names."""
    return values if all(map(_is_short_scalar, values)) else names_of(values) if name in NAMED else []


def _is_several(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1


def _is_short_scalar(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LABEL_CHARS
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and abs(value) < 1 << 63


def _storable(value: Any) -> Any:
    """A scalar without HTML and controls, and without lone surrogates, which cannot be written as UTF-8."""
    if not isinstance(value, str):
        return value
    is_marked_up = "&" in value or looks_like_html(value)
    return (plain_text(value) if is_marked_up else clean(value)).encode("utf-8", "replace").decode()
