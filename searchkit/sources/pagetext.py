"""Which part of a page is its article? By trafilatura, or much faster and less exactly by resiliparse."""

import logging
from collections.abc import Iterable
from typing import Any, NamedTuple

from searchkit.sources.base import BAD_RECORD, NEEDS_EXTRA, Unreadable


class Extracted(NamedTuple):
    """What was found beside all declarations of the page: text in paragraphs, and guesses that may be empty."""

    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""


def precise(tree: Any, address: str) -> Extracted:
    """By trafilatura, which takes the tree apart. Unreadable where it fails on the page or is not installed."""
    try:
        import trafilatura  # noqa: PLC0415 -- an extra, and 0.4 s to load
    except ImportError as error:
        raise Unreadable(NEEDS_EXTRA, "HTML pages need trafilatura: pip install 'searchkit[html]'") from error
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        found: Any = trafilatura.bare_extraction(
            tree,
            url=address or None,
            favor_precision=True,
            include_comments=False,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": True},
        )
    except Exception as error:  # whatever it or its parsers run into is about this page only
        raise Unreadable(BAD_RECORD, f"trafilatura: {type(error).__name__}: {error}"[:200]) from error
    if found is None:
        return Extracted()
    # It marks the items of a list, which are paragraphs like others here.
    lines = (line.strip().removeprefix("- ") for line in (found.text or "").split("\n"))
    return Extracted(_paragraphs(lines), found.title or "", found.author or "", found.date or "")


def fast(text: str) -> Extracted:
    """By resiliparse, which knows nothing of titles, authors and dates. Unreadable where it is not installed."""
    try:
        from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise Unreadable(NEEDS_EXTRA, "--html fast needs resiliparse: pip install 'searchkit[fast-html]'") from error
    try:
        found = extract_plain_text(
            text,
            preserve_formatting=True,
            main_content=True,
            list_bullets=False,
            alt_texts=False,
            comments=False,
            post_meta=False,
        )
    except Exception as error:  # as above
        raise Unreadable(BAD_RECORD, f"resiliparse: {type(error).__name__}: {error}"[:200]) from error
    return Extracted(_paragraphs(line.strip() for line in found.split("\n")))


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n\n".join(filter(None, lines))
