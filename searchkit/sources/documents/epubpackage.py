"""The package of an EPUB book: which documents it has, in which order, and what it says about itself."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate
from searchkit.sources.base import DAMAGED, Unreadable
from searchkit.sources.documents.epubmembers import Members, resolved
from searchkit.sources.values import authors_of, id_of, label_of, language_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CONTENTS_TYPE = "application/x-dtbncx+xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_MOST_LABELS = 100_000
_MOST_SUBJECTS = 50

# Programs that bind news into books put themselves where the publisher should stand.
_NO_NAMES = frozenset(("calibre", "unknown", "unbekannt", "inconnu"))
_ISSUE = re.compile(r"\s*\[[^\]]*\d[^\]]*\]$")


@dataclass(frozen=True, slots=True)
class About:
    """What a book says about itself; `extra` has its title, identifier and subjects."""

    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    date: PublicationDate | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paper(self) -> str:
        """`The Alden Gazette [Fri, 01 Sep 2023]` is an issue of `The Alden Gazette`."""
        return _ISSUE.sub("", self.title)


@dataclass(frozen=True, slots=True)
class Package:
    """Names of members: the documents in the order of reading, those that are tables of contents or encrypted.

    `labels` is what the table of contents calls a document.
    """

    about: About
    spine: tuple[str, ...]
    navigation: frozenset[str]
    encrypted: frozenset[str]
    labels: Mapping[str, str]


class _Item(NamedTuple):
    name: str
    media_type: str
    is_contents: bool


def read_package(members: Members) -> Package:
    """The package of a book; Unreadable without one."""
    name = _package_name(members)
    folder = posixpath.dirname(name)
    package = members.xml(name)
    items = {
        item.get("id", ""): _Item(
            resolved(folder, item.get("href", "")),
            item.get("media-type", ""),
            "nav" in item.get("properties", "").split(),
        )
        for item in package.iterfind("{*}manifest/{*}item")
    }
    references = (items.get(ref.get("idref", "")) for ref in package.iterfind("{*}spine/{*}itemref"))
    guided = package.iterfind("{*}guide/{*}reference")
    contents = {resolved(folder, ref.get("href", "")) for ref in guided if ref.get("type", "").lower() == "toc"}
    return Package(
        about=_about(package),
        spine=tuple(dict.fromkeys(item.name for item in references if item)),
        navigation=frozenset(contents | {item.name for item in items.values() if item.is_contents}),
        encrypted=frozenset(_encrypted(members)),
        labels=_labels(members, items.values()),
    )


def _package_name(members: Members) -> str:
    for file in members.xml(_CONTAINER).iter("{*}rootfile"):
        if path := file.get("full-path"):
            return resolved("", path)
    raise Unreadable(DAMAGED, "a book that names no package")


def _encrypted(members: Members) -> Iterator[str]:
    """Members that a shop has encrypted; in free books these are fonts at most."""
    if _ENCRYPTION in members:
        for reference in members.xml(_ENCRYPTION).iter("{*}CipherReference"):
            yield resolved("", reference.get("URI", ""))


def _labels(members: Members, items: Iterable[_Item]) -> dict[str, str]:
    """The first label that the tables of contents have for each document."""
    labels: dict[str, str] = {}
    for item in items:
        if not item.is_contents and item.media_type != _CONTENTS_TYPE:
            continue
        try:
            root = members.xml(item.name)
        except Unreadable:  # a book can be read without
            continue
        folder = posixpath.dirname(item.name)
        for target, label in _links(root) if item.is_contents else _points(root):
            if label and len(labels) < _MOST_LABELS:
                labels.setdefault(resolved(folder, target), label)
    return labels


def _links(root: Any) -> Iterator[tuple[str, str]]:
    """Addresses and labels in the navigation document of EPUB 3."""
    for link in root.iter("{*}a"):
        yield link.get("href", ""), _text(link)


def _points(root: Any) -> Iterator[tuple[str, str]]:
    """Addresses and labels in the NCX of EPUB 2."""
    for point in root.iter("{*}navPoint"):
        target, label = point.find("{*}content"), point.find("{*}navLabel/{*}text")
        if target is not None and label is not None:
            yield target.get("src", ""), _text(label)


def _text(element: Any) -> str:
    return label_of(" ".join("".join(element.itertext()).split()))


def _about(package: Any) -> About:
    """What the Dublin Core elements of the package say."""
    said: dict[str, list[str]] = {}
    for element in package.iterfind(f"{{*}}metadata//{_DUBLIN_CORE}*"):
        text = _text(element)
        is_change = any(key.endswith("event") and "modif" in value for key, value in element.attrib.items())
        if text and text.casefold() not in _NO_NAMES and not is_change:
            said.setdefault(element.tag.rpartition("}")[2], []).append(text)
    first = {name: texts[0] for name, texts in said.items()}
    extra: dict[str, Any] = {
        "book": first.get("title"),
        "identifier": id_of(first.get("identifier", "")),
        "subjects": said.get("subject", [])[:_MOST_SUBJECTS],
    }
    return About(
        title=first.get("title", ""),
        publisher=first.get("publisher", ""),
        authors=authors_of(said.get("creator", [])),
        language=language_of(first.get("language", "")),
        date=parse_date(first["date"]) if "date" in first else None,
        extra={name: value for name, value in extra.items() if value},
    )
