"""Reads one web page, given as text: its article, and what the page says about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from searchkit.extract.dates import date_in_url, parse_date
from searchkit.extract.markup import strip_site_suffix, without_title
from searchkit.model import FoundIn, PublicationDate
from searchkit.sources import jsonld, pagetext
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, Unreadable
from searchkit.sources.pagetext import Extracted
from searchkit.sources.values import authors_of, host_of, is_prose, label_of, language_of, line_of, text_of, url_of

_MOST_ELEMENTS = 50_000  # 6 s; trafilatura's time grows a little faster than their number
_LONGEST_META = 1000
_LONGEST_HEADING = 300
_LONGEST_BYLINE = 60
_LONGEST_KICKER = 60
_TOP_PARAGRAPHS = 3

# An articleBody that is hardly longer than the text found in the page has other faults: no paragraphs, captions,
# all 26,000 characters of the teasers around it. Where it is much longer, the page's text was not all found.
_MUCH_LONGER = 1.5
_SAME_CHARS = 60

_DATE_METAS = (
    *("article:published_time", "datepublished", "og:published_time", "article:published", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "date", "pubdate", "publishdate"),
    *("publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *("cxenseparse:recs:publishtime", "bt:pubdate", "article.published", "originalpublicationdate", "datecreated"),
    "rnews:datepublished",
)
_SECTION_METAS = ("article:section", "og:section", "section", "parsely-section")
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "dc.creator", "byl")

Metas = Mapping[str, str]
Written = tuple[Any, FoundIn]
"""A date as it is written, and where."""


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page, with values as `Article` has them; what was not found is empty."""

    title: str
    body: str
    date: PublicationDate | None
    source: str
    section: str
    authors: tuple[str, ...]
    language: str
    url: str


class _Declared(NamedTuple):
    """What a page says of itself, beside its text; dates in the order of trust."""

    ld: Mapping[str, Any]
    metas: Metas
    heading: str
    bylines: tuple[str, ...]
    published: tuple[Written, ...]
    times: tuple[Written, ...]
    language: str
    address: str


def page_in(text: str, address: str, by: str) -> Page:
    """The article of the page at `address` (may be empty), by the "precise" way or the "fast" one.

    What JSON-LD says goes before meta elements, and these before what is found in the page. Unreadable without
    an article, beyond 50,000 elements, or where the extra is not installed.
    """
    tree = _tree(text)
    said = _declared(tree)  # now, for trafilatura takes the tree apart
    url = address or said.address
    found = pagetext.fast(text) if by == "fast" else pagetext.precise(tree, url)
    body = _better(found.text, text_of(said.ld.get("articleBody")))
    if not any(map(str.isalpha, body)):
        raise Unreadable(NO_TEXT, "no article found in the page")
    site = label_of(said.ld.get("publisher")) or line_of(said.metas.get("og:site_name")) or host_of(url)
    titles = (said.ld.get("headline"), said.metas.get("og:title"), said.heading, found.title)
    title = strip_site_suffix(next(filter(None, map(line_of, titles)), ""), site)
    return Page(
        title=title,
        body=without_title(_below_title(body, title), title),
        date=_first_date(said.published) or date_in_url(url) or _guessed(found.date) or _first_date(said.times),
        source=site,
        section=label_of(said.ld.get("articleSection")) or next(_contents(said.metas, _SECTION_METAS), ""),
        authors=_authors(said, found),
        language=said.language,
        url=url,
    )


def _tree(text: str) -> Any:
    """The page as a tree; lxml stops at 256 levels, so that nothing behind it can recurse deeper."""
    from lxml import etree, html  # noqa: PLC0415 -- 30 ms that other archives need not pay

    # As bytes: lxml refuses text that declares an encoding of its own.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(BAD_RECORD, f"not readable as HTML: {error}"[:200]) from error
    count = sum(1 for _ in tree.iter())
    if count > _MOST_ELEMENTS:
        raise Unreadable(TOO_LARGE, f"a page of {count:,} elements; the most is {_MOST_ELEMENTS:,}")
    return tree


def _declared(tree: Any) -> _Declared:
    ld, metas = jsonld.article_in(tree), _metas(tree)
    published: list[Written] = [(ld.get("datePublished"), "jsonld")]
    published += [(content, "meta") for content in _contents(metas, _DATE_METAS)]
    published += [(text, "meta") for text in _marked(tree, "datepublished", "datetime")]
    published.append((ld.get("dateCreated"), "jsonld"))
    times: list[Written] = [(time.get("datetime"), "text") for time in tree.iterfind(".//article//time")][:1]
    times.append((ld.get("dateModified"), "jsonld"))
    languages = (tree.get("lang"), tree.get("xml:lang"), ld.get("inLanguage"), metas.get("og:locale"))
    addresses = (_canonical(tree), metas.get("og:url"), ld.get("url"))
    return _Declared(
        ld=ld,
        metas=metas,
        heading=_heading(tree),
        bylines=tuple(filter(_is_byline, _marked(tree, "author", "content"))),
        published=tuple(published),
        times=tuple(times),
        language=next(filter(None, map(language_of, languages)), ""),
        address=next(filter(None, map(url_of, addresses)), ""),
    )


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each meta element, by its name, property or itemprop in lower case."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content and len(content) <= _LONGEST_META:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _contents(metas: Metas, names: Sequence[str]) -> Iterator[str]:
    return (metas[name] for name in names if name in metas)


def _marked(tree: Any, name: str, attribute: str) -> Iterator[str]:
    """What stands in the elements of a microdata property, or of a link relation of that name."""
    for element in tree.xpath("//*[@itemprop or @rel]"):
        names = f"{element.get('itemprop') or ''} {element.get('rel') or ''}".lower().split()
        if name in names and element.tag not in ("link", "meta"):
            yield element.get(attribute) or " ".join(element.text_content().split())


def _is_byline(text: str) -> bool:
    """Whether a text may be names and nothing else, say the date."""
    return len(text) <= _LONGEST_BYLINE and not any(map(str.isdigit, text))


def _heading(tree: Any) -> str:
    """The one heading of the first rank, or the first one in an article."""
    headings = tree.findall(".//article//h1") or tree.findall(".//h1")
    texts = [" ".join(heading.text_content().split()) for heading in headings]
    return texts[0] if len(texts) == 1 and len(texts[0]) <= _LONGEST_HEADING else ""


def _canonical(tree: Any) -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return link.get("href") or ""
    return ""


def _better(found: str, declared: str) -> str:
    """The text found in the page, unless the declared one is of the same article and much more of it."""
    if len(declared) < _MUCH_LONGER * len(found) or not is_prose(declared):
        return found
    longest = max(found.split("\n\n"), key=len)
    return declared if _letters(longest)[:_SAME_CHARS] in _letters(declared) else found


def _below_title(body: str, title: str) -> str:
    """The body without its title, where that stands in it below a kicker or the like."""
    paragraphs = body.split("\n\n", _TOP_PARAGRAPHS)
    for place, paragraph in enumerate(paragraphs[1:_TOP_PARAGRAPHS], 1):
        is_title = len(paragraph) <= 2 * len(title) and _letters(paragraph) == _letters(title)
        if is_title and all(len(before) <= _LONGEST_KICKER for before in paragraphs[:place]):
            return "\n\n".join(paragraphs[place + 1 :])
    return body


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _authors(said: _Declared, found: Extracted) -> tuple[str, ...]:
    written = (said.ld.get("author"), *_contents(said.metas, _AUTHOR_METAS), list(said.bylines), found.author)
    return next(filter(None, map(authors_of, written)), ())


def _guessed(date: str) -> PublicationDate | None:
    """A date out of the page's text; None for 1 January, which htmldate makes of a year in a copyright line."""
    return None if date.endswith("-01-01") else parse_date(date, "text")


def _first_date(written: Sequence[Written]) -> PublicationDate | None:
    read = (parse_date(text, found_in) for text, found_in in written if isinstance(text, str))
    return next(filter(None, read), None)
