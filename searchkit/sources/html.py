"""Reads saved web pages: the article of a page and what the page says about it."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from searchkit.extract.dates import date_in_path, date_in_url, parse_date
from searchkit.extract.markup import strip_site_suffix, without_title
from searchkit.model import Article, FoundIn, PublicationDate, Rejected
from searchkit.sources.base import BAD_RECORD, EMPTY, NEEDS_EXTRA, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.decode import clean, text_in
from searchkit.sources.values import authors_of, host_of, label_of, language_of, line_of, url_of

_MOST_ELEMENTS = 50_000  # 6 s; trafilatura's time grows a little faster than their number
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LD_NOISE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?://\s*)?\]\]>\s*$|-->\s*$|;\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LD_DEPTH = 6

_DATE_METAS = (
    *("article:published_time", "datepublished", "og:published_time", "article:published", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "date", "pubdate", "publishdate"),
    *(
        "publish-date",
        "publish_date",
        "publication_date",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
    ),
    *("bt:pubdate", "article.published", "originalpublicationdate", "datecreated", "rnews:datepublished"),
)

Metas = Mapping[str, str]


def read(source: Source) -> Iterator[Article | Rejected]:
    """The one article of a page; Unreadable without text, beyond 50,000 elements, or without trafilatura.

    What JSON-LD says goes before meta elements, and these before what trafilatura finds.
    """
    content = source.read_all()
    declared = match[1].decode("ascii") if (match := _CHARSET.search(content[:8192])) else ""
    text = clean(text_in(content, source, declared))
    if not text.strip():
        yield source.rejected(EMPTY, "nothing but blanks")
        return
    tree = _tree(text)
    ld, metas = _json_ld(tree), _metas(tree)  # before trafilatura, which takes the tree apart
    language = _language(tree, ld, metas)
    url = url_of(_canonical(tree)) or url_of(metas.get("og:url")) or url_of(ld.get("url"))
    found = _extracted(tree, url)
    if found is None or not any(map(str.isalpha, found.text or "")):
        raise Unreadable(NO_TEXT, "no article found in the page")
    site = label_of(ld.get("publisher")) or metas.get("og:site_name", "") or host_of(url)
    title = line_of(ld.get("headline")) or metas.get("og:title") or line_of(found.title or "")
    title = strip_site_suffix(title, site)
    yield Article(
        title=title,
        body=without_title(_paragraphs(found.text), title),
        date=_date(ld, metas, found.date, url, (*source.folders, source.name)),
        source=site,
        section=label_of(ld.get("articleSection")) or metas.get("article:section", ""),
        authors=authors_of(ld.get("author")) or authors_of(metas.get("author")) or authors_of(found.author or ""),
        language=language,
        url=url,
        origin=source.at(None),
    )


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


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


def _extracted(tree: Any, url: str) -> Any:
    """What trafilatura takes for the article: a document with text, title, author and date, or None."""
    try:
        import trafilatura  # noqa: PLC0415 -- an extra, and 0.4 s to load
    except ImportError as error:
        raise Unreadable(NEEDS_EXTRA, "HTML pages need trafilatura: pip install 'searchkit[html]'") from error
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url or None,
            favor_precision=True,
            include_comments=False,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": True},
        )
    except Exception as error:  # whatever it or its parsers run into is about this page only
        raise Unreadable(BAD_RECORD, f"trafilatura: {type(error).__name__}: {error}"[:200]) from error


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each meta element, by its name, property or itemprop in lower case."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content and len(content) <= 1000:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _json_ld(tree: Any) -> dict[str, Any]:
    """The first object in the page's JSON-LD that is an article, as it is written; empty if there is none."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            for thing in _things(_loaded(script.text or "")):
                types = thing.get("@type")
                names = types if isinstance(types, list) else [types]
                if any(str(name).endswith(("Article", "BlogPosting", "Report", "LiveBlogPosting")) for name in names):
                    return thing
    return {}


def _loaded(text: str) -> Any:
    """JSON as sites write it: with raw line ends, CDATA marks and commas too many; None if it stays unreadable."""
    bare = _LD_NOISE.sub("", text.strip())
    for attempt in (text, bare, _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for part in value if depth < _LD_DEPTH else ():
            yield from _things(part, depth + 1)
    elif isinstance(value, dict) and depth < _LD_DEPTH:
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(value.get(name), depth + 1)


def _canonical(tree: Any) -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return link.get("href") or ""
    return ""


def _language(tree: Any, ld: Mapping[str, Any], metas: Metas) -> str:
    declared = (tree.get("lang"), tree.get("xml:lang"), ld.get("inLanguage"), metas.get("og:locale"))
    return next((tag for value in declared if (tag := language_of(value))), "")


def _date(
    ld: Mapping[str, Any], metas: Metas, extracted: str | None, url: str, path: tuple[str, ...]
) -> PublicationDate | None:
    """The first that can be read, in the order of trust: JSON-LD, meta, address, the page's text, path."""
    written: list[tuple[Any, FoundIn]] = [(ld.get("datePublished"), "jsonld")]
    written += [(metas[name], "meta") for name in _DATE_METAS if name in metas]
    written.append((ld.get("dateCreated") or ld.get("dateModified"), "jsonld"))
    for value, found_in in written:
        if isinstance(value, str) and (date := parse_date(value, found_in)):
            return date
    return date_in_url(url) or (parse_date(extracted, "text") if extracted else None) or date_in_path(path)
