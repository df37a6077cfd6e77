"""What a METS document says about an issue of a paper: its articles, and of which parts of which pages each is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate
from searchkit.sources.documents.xmlroot import root_of
from searchkit.sources.values import authors_of, label_of, language_of, url_of

_HREF = "{http://www.w3.org/1999/xlink}href"
_LABEL = "{http://www.w3.org/1999/xlink}label"
_FROM = "{http://www.w3.org/1999/xlink}from"
_TO = "{http://www.w3.org/1999/xlink}to"
# Types of divisions, in lower case; there is no list that all libraries keep to.
_ARTICLE = re.compile(
    r"article|advert|obituar|death|birth|marriage|weather|shipping|letter|review|feuilleton|serial|poem|editorial|news"
    r"(?!paper)|notice|interview|report|essay|story"
)
_HEADING = re.compile(r"head(?:ing|line)?|title|overline|kicker|subtitle|sub-?heading")
_SECTION = re.compile(r"section|rubri[ck]")
# Of all articles together: many of them can be linked to the same many areas.
_MOST_AREAS = 1_000_000


class Area(NamedTuple):
    """A part of a page: which file it is in, and the names of its first and last element; `end` may be empty."""

    file: str
    begin: str
    end: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Division:
    """An article of the issue; `kind` is its type where that is no article's. Empty where nothing is said."""

    name: str
    kind: str
    title: str
    section: str
    authors: tuple[str, ...]
    language: str
    url: str
    areas: Sequence[Area]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of a paper. `files` leads from the names that areas have for files to the addresses of these."""

    name: str
    paper: str
    date: PublicationDate | None
    language: str
    divisions: Sequence[Division]
    files: Mapping[str, str]


def issue_of(content: bytes) -> Issue:
    """The issue that a METS document describes; Unreadable where it is no XML. Without divisions it has no articles."""
    return _Reading(root_of(content)).issue()


class _Reading:
    """A METS document whose parts are looked up by name."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._about = {part.get("ID", ""): part for part in root.iterfind("{*}dmdSec")}
        self._links = _links(root)
        self._areas_left = _MOST_AREAS
        self._physical = {
            division.get("ID", ""): division
            for structure in root.iterfind("{*}structMap")
            if structure.get("TYPE", "").upper() != "LOGICAL"
            for division in structure.iter("{*}div")
        }

    def issue(self) -> Issue:
        """All that it says."""
        maps = [each for each in self._root.iterfind("{*}structMap") if each.get("TYPE", "").upper() == "LOGICAL"]
        articles = [division for structure in maps for division in _articles(structure)]
        abouts = self._abouts_of_issue(articles)
        dates = (label_of(_text(about, "dateIssued")) for about in [*abouts, self._root])
        return Issue(
            name=label_of(self._root.get("OBJID", "")),
            paper=next(filter(None, map(_paper, abouts)), "") or label_of(self._root.get("LABEL", "")),
            date=next(filter(None, map(parse_date, dates)), None),
            language=next(filter(None, (language_of(_text(about, "languageTerm")) for about in abouts)), ""),
            divisions=[self._division(article) for article in articles],
            files={
                file.get("ID", ""): place.get(_HREF, "")
                for file in self._root.iter("{*}file")
                if (place := file.find("{*}FLocat")) is not None
            },
        )

    def _abouts_of_issue(self, articles: Sequence[Any]) -> list[Any]:
        """The descriptions that are of no article, those of the divisions around articles first."""
        around = articles[0].iterancestors("{*}div") if articles else ()
        first = [about for division in around for about in self._abouts(division)]
        of_articles = {id(about) for article in articles for about in self._abouts(article)}
        return [*first, *(about for about in self._about.values() if id(about) not in of_articles)]

    def _abouts(self, division: Any) -> list[Any]:
        return [self._about[name] for name in division.get("DMDID", "").split() if name in self._about]

    def _division(self, element: Any) -> Division:
        abouts = self._abouts(element)
        kind = element.get("TYPE", "").lower()
        around = (each for each in element.iterancestors("{*}div") if _SECTION.search(each.get("TYPE", "").lower()))
        names = [_name(name) for about in abouts for name in about.iterfind(".//{*}mods/{*}name")]
        addresses = (url_of(each.text) for about in abouts for each in about.iter("{*}url", "{*}identifier"))
        return Division(
            name=element.get("ID", ""),
            kind="" if "article" in kind else kind,
            title=next(filter(None, map(_title, abouts)), ""),
            section=next((label for each in around if (label := label_of(each.get("LABEL", "")))), ""),
            authors=authors_of(names),
            language=next(filter(None, (language_of(_text(about, "languageTerm")) for about in abouts)), ""),
            url=next(filter(None, addresses), ""),
            areas=self._taken(element),
        )

    def _taken(self, element: Any) -> Sequence[Area]:
        areas = list(islice(self._areas(element), self._areas_left))
        self._areas_left -= len(areas)
        return tuple(dict.fromkeys(areas))

    def _areas(self, element: Any) -> Iterator[Area]:
        """The areas of a division and of those in it, and of the physical divisions that these are linked to."""
        for division in element.iter("{*}div"):
            yield from _areas_in(division)
            for name in self._links.get(division.get("ID", ""), ()):
                if (physical := self._physical.get(name)) is not None:
                    yield from _areas_in(physical)


def _articles(element: Any) -> Iterator[Any]:
    """The innermost divisions of a type that articles have; a section of articles is none itself."""
    for division in element.iter("{*}div"):
        if _is_article(division) and not any(map(_is_article, division.iterdescendants("{*}div"))):
            yield division


def _is_article(division: Any) -> bool:
    kind = division.get("TYPE", "").lower()
    return _ARTICLE.search(kind) is not None and not _SECTION.search(kind)


def _areas_in(division: Any) -> Iterator[Area]:
    """The areas that a division has itself."""
    words = (division.get("TYPE", ""), division.get("LABEL", ""))
    is_heading = any(_HEADING.fullmatch(word.lower()) for word in words)
    for area in division.iterfind("{*}fptr//{*}area"):
        if (file := area.get("FILEID")) and (begin := area.get("BEGIN")):
            yield Area(file, begin, area.get("END", ""), is_heading)


def _links(root: Any) -> dict[str, list[str]]:
    """What `structLink` joins: names of physical divisions by the name of a logical one."""
    links: dict[str, list[str]] = {}
    for link in root.iter("{*}smLink"):
        links.setdefault(link.get(_FROM, "").removeprefix("#"), []).append(link.get(_TO, "").removeprefix("#"))
    for group in root.iter("{*}smLinkGrp"):
        names = {each.get(_LABEL): each.get(_HREF, "").removeprefix("#") for each in group.iter("{*}smLocatorLink")}
        for arc in group.iter("{*}smArcLink"):
            if (start := names.get(arc.get(_FROM))) and (end := names.get(arc.get(_TO))):
                links.setdefault(start, []).append(end)
    return links


def _text(about: Any, tag: str) -> str:
    return next((text for each in about.iter(f"{{*}}{tag}") if (text := " ".join((each.text or "").split()))), "")


def _title(about: Any) -> str:
    """The title and subtitle of what is described, not of what it is a part of."""
    for info in about.iterfind(".//{*}mods/{*}titleInfo"):
        parts = [" ".join((part.text or "").split()) for part in info if isinstance(part.tag, str)]
        if title := label_of(" ".join(filter(None, parts))):
            return title
    return ""


def _paper(about: Any) -> str:
    """The name of the paper that an issue belongs to, which stands in either of two places."""
    hosts = about.iterfind(".//{*}relatedItem[@type='host']/{*}titleInfo/{*}title")
    return next((name for each in hosts if (name := label_of((each.text or "").strip()))), "") or _title(about)


def _name(element: Any) -> str:
    parts = {part.get("type", ""): (part.text or "").strip() for part in element.iterfind("{*}namePart")}
    return parts.get("") or " ".join(filter(None, (parts.get("given"), parts.get("family"))))
