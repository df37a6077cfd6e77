"""Reads single values of a record: what text, date, names, language or address stands in this JSON value?"""

import html
import math
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from searchkit.extract.dates import parse_date, parse_epoch
from searchkit.extract.markup import looks_like_html, text_of_html
from searchkit.model import PublicationDate
from searchkit.sources.decode import clean
from searchkit.sources.names import language_tag
from searchkit.sources.paragraphs import paragraphs_of

LABEL_CHARS = 1000
"""The longest name of a source or section, and the longest value kept in `extra`."""

_AUTHORS_CHARS = 500
_ID_CHARS = 500
_MAX_DEPTH = 4

# Records of one file repeat the names of papers, sections and writers; what is longer is no name.
_NAME_CHARS = 200
_NAMES_KEPT = 4096

# Where an object stands for a text, the text is under one of these.
_TEXT_KEYS = ("main", "value", "text", "rendered", "content", "original", "name", "title", "full", "#text", "body", "_")
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]?(?:\s|$)|[。！？]")
_BY = re.compile(r"\s*(?:by|von|par|por|di|door)[:\s]\s*", re.IGNORECASE)
_AUTHOR_BREAK = re.compile(r"\s*[;\n|]\s*|,?\s+(?:and|&|und|et|y)\s+", re.IGNORECASE)
_AGENCY = re.compile(
    r"dpa|afp|ap|aap|apa|ansa|ats|cp|efe|ntb|pa|sid|sda|stt|tass|tt|upi|reuters|bloomberg|xinhua|kyodo|belga"
    r"|associated press|contributors?|columnist|editor|reporter|(?:staff|special|senior) (?:writer|correspondent)s?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_MAILBOX = re.compile(r"\S+@\S+ \(([^()]+)\)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")

Found = TypeVar("Found", str, tuple[str, ...])


def remembered(read: Callable[[str], Found]) -> Callable[[str], Found]:
    """`read`, which keeps what it made of short texts; not of a subclass of str, which may hold a whole document."""
    kept = lru_cache(_NAMES_KEPT)(read)

    @wraps(read)
    def reading(text: str) -> Found:
        return kept(text) if type(text) is str and len(text) <= _NAME_CHARS else read(text)

    return reading


def plain_text(text: str) -> str:
    """Text of a field that may be HTML, in paragraphs with a blank line between them."""
    if looks_like_html(text):
        return clean(text_of_html(text))
    text = clean(html.unescape(text) if "&" in text and _ENTITY.search(text) else text).strip()
    return text if "\n" not in text or _is_in_paragraphs(text) else "\n\n".join(paragraphs_of(text))


def _is_in_paragraphs(text: str) -> bool:
    """Whether nothing but one blank line stands between paragraphs, as `paragraphs_of` would leave it."""
    parts = text.split("\n\n")
    return "" not in parts and text.count("\n") == 2 * len(parts) - 2 and list(map(str.strip, parts)) == parts


def is_prose(text: str) -> bool:
    """Whether a text has sentences: at least one end of a sentence and, in ASCII, five spaces."""
    if len(text.split(" ", 5)) < 6 and text.isascii():
        return False
    # Most prose is told by the first of these, at a twentieth of the cost of the second.
    return ". " in text or _SENTENCE_END.search(text) is not None


def _raw_text(value: Any, depth: int = 0) -> str:
    """The text in a string, number, object or list, as it is written; paragraphs of a list by blank lines."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or depth > _MAX_DEPTH:
        return ""
    if isinstance(value, int | float):
        return _digits(value)
    if isinstance(value, dict):
        return next((text for key in _TEXT_KEYS if (text := _raw_text(value.get(key), depth + 1))), "")
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_raw_text(part, depth + 1) for part in _parts(value))))
    return ""


def _digits(number: float) -> str:
    """A number as people write it: `2016.0`, as tables of floats have it, is 2016."""
    if abs(number) >= 1e18 or not math.isfinite(number):
        return ""
    return str(int(number)) if number == int(number) else str(number)


def _parts(values: list[Any]) -> list[Any]:
    """The members of a list that are to be read: of variants of one text only the best one."""
    objects = [value for value in values if isinstance(value, dict)]
    if any(value.get("type") == "sanitized_html" for value in objects):
        return [v for v in objects if v.get("type") == "sanitized_html"]
    if objects and all({"role", "contenttype", "contentType"} & v.keys() for v in objects):
        return [max(objects, key=_variant_rank)]
    return values


def _variant_rank(variant: dict[str, Any]) -> tuple[bool, bool, bool, bool]:
    """As ninjs has them: a body for each use, a description beside a credit line."""
    role, kind = str(variant.get("role")), str(variant.get("contenttype") or variant.get("contentType") or "")
    return role == "main", "plain" in kind, "html" in kind, not role.startswith("credit")


def text_of(value: Any) -> str:
    """The text of a value in paragraphs, without HTML; empty where it holds none."""
    return plain_text(_raw_text(value))


def prose_of(value: Any) -> str:
    """`text_of` where that has sentences; else empty."""
    text = text_of(value)
    return text if is_prose(text) else ""


def line_of(value: Any) -> str:
    """The text of a value (of its first member) on one line."""
    return " ".join(text_of(_first(value)).split())


def label_of(value: Any) -> str:
    """`line_of` a name of at most 1,000 characters; else empty."""
    return _label(_raw_text(_first(value)))


@remembered
def _label(text: str) -> str:
    return "" if len(line := " ".join(plain_text(text).split())) > LABEL_CHARS else line


def _first(value: Any) -> Any:
    """The first member of a list that is to be read (empty text if there is none); other values as they are."""
    return next(iter(_parts(value)), "") if isinstance(value, list) else value


def date_of(value: Any, day_first: bool | None) -> PublicationDate | None:
    """The date in text, in a number (an epoch, `20060105`, `2006`) or in `{"$date": …}`."""
    if isinstance(value, dict):
        value = value.get("$date", value.get("value"))
    if isinstance(value, str):
        return parse_date(value, "field", day_first)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return parse_epoch(value) or (parse_date(f"{value:.0f}") if 0 < value < 1e14 else None)
    return None


def authors_of(value: Any, depth: int = 0) -> tuple[str, ...]:
    """The names in a byline, a list of names, or objects with a name; no name twice."""
    if isinstance(value, dict):
        first, last = (value.get("firstname") or value.get("first")), (value.get("lastname") or value.get("last"))
        stated = value.get("name") or value.get("original") or value.get("by")
        value = stated or " ".join(filter(None, map(_raw_text, (first, last))))
    if isinstance(value, list) and depth < _MAX_DEPTH:
        if len(value) == 1:
            return authors_of(value[0], depth + 1)
        return tuple(dict.fromkeys(name for part in value[:100] for name in authors_of(part, depth + 1)))
    if not isinstance(value, str) or len(value) > _AUTHORS_CHARS:
        return ()
    return _authors_in(value)


@remembered
def _authors_in(text: str) -> tuple[str, ...]:
    if text.startswith("[") and text.endswith("]"):  # a Python list that went through a CSV file
        return authors_of([a or b for a, b in _QUOTED.findall(text)])
    return split_byline(text)


def split_byline(text: str) -> tuple[str, ...]:
    """The names in `By Jane Doe, Ann Roe and John Poe`; `Doe, Jane` stays one; addresses are no names."""
    text = plain_text(text.encode("utf-8", "replace").decode())  # a lone surrogate cannot be stored
    by = _BY.match(text)
    names = _AUTHOR_BREAK.split(text[by.end() :] if by else text)
    authors: list[str] = []
    for name in names:
        parts = [part.strip() for part in name.split(",")]
        while len(parts) > 1 and _AGENCY.fullmatch(parts[-1]):
            parts.pop()
        person, slash, agency = parts[-1].rpartition("/")
        if slash and _AGENCY.fullmatch(agency):
            parts[-1] = person
        authors += parts if all(" " in part for part in parts) else [", ".join(parts)]
    named = (_MAILBOX.sub(r"\1", " ".join(author.split())).strip(" ,") for author in authors)
    return tuple(dict.fromkeys(author for author in named if author and "://" not in author))


def source_of(value: Any) -> str:
    """`label_of` that is no address; a host without its `www.`."""
    line = label_of(value)
    return "" if _is_url(line) else line if " " in line else line.removeprefix("www.")


def names_of(value: Any) -> list[str]:
    """The names (of keywords: the values) of the objects in a list; empty where it holds anything else."""
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        return []
    names = (label_of(part.get("value") or part.get("name")) for part in value)
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def language_of(value: Any) -> str:
    """The primary language tag of a value; empty where it names no language."""
    return _language(_raw_text(_first(value))) if isinstance(value, (str, list)) else ""


@remembered
def _language(text: str) -> str:
    return language_tag(" ".join(plain_text(text).split()))


def url_of(value: Any) -> str:
    """The http address that a value (or its first member, or its `href`) is."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("href") or value.get("url")
    return value.strip() if isinstance(value, str) and _is_url(value.strip()) else ""


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) < 4096 and not _SPACE.search(text)


def host_of(url: str) -> str:
    """The host in an address without `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def id_of(value: Any) -> str:
    """An identifier as text, at most 500 characters; empty for other values."""
    if isinstance(value, dict):
        value = value.get("$oid")
    text = value.strip() if isinstance(value, str) else _raw_text(value) if isinstance(value, int | float) else ""
    return clean(text) if len(text) <= _ID_CHARS else ""
