"""How exactly the article of a web page is found, in both ways, and what the page says about it.

The score is that of the article extraction benchmark of Scrapinghub (2019): precision and recall of shingles of four
words, each the mean over the pages, and F1 of the two.
"""

import gzip
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from searchkit.model import Article, Origin
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source, Unreadable
from searchkit.sources.html import read

_PAGES = Path(__file__).parent / "data" / "extraction"
_BENCHMARK = Path("formats", "html_benchmark_scrapinghub")
_SHINGLE_WORDS = 4
_PRECISE, _FAST = ReadOptions(), ReadOptions(html="fast")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, the text of its article, and what is known of it beside."""

    name: str
    content: bytes
    body: str
    fields: Mapping[str, Any]


def measure() -> Mapping[str, float]:
    """`f1` and `fast_f1` of the text; `fields`: the share of what a page says of itself that is read exactly."""
    pages = list(_own_pages())
    found = [_read(page, _PRECISE) for page in pages]
    wanted = right = 0
    for page, article in zip(pages, found, strict=True):
        given = article.to_dict()
        wanted += len(page.fields)
        right += sum(given[name] == value for name, value in page.fields.items())
    return {
        "f1": f1(shares(page.body, article.body) for page, article in zip(pages, found, strict=True)),
        "fast_f1": f1(shares(page.body, _read(page, _FAST).body) for page in pages),
        "fields": right / wanted,
    }


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The same of the benchmark's own pages, which have no truth but the text."""
    pages = list(_benchmark_pages(folder / _BENCHMARK))
    return {
        "f1": f1(shares(page.body, _read(page, _PRECISE).body) for page in pages),
        "fast_f1": f1(shares(page.body, _read(page, _FAST).body) for page in pages),
    }


def f1(each: Iterable[tuple[float, float, float]]) -> float:
    """Of the mean precision of pages in which something was found, and the mean recall of those that have a text."""
    counts = list(each)
    precision = fmean(both / (both + extra) for both, extra, _ in counts if both + extra)
    recall = fmean(both / (both + missing) for both, _, missing in counts if both + missing)
    return 2 * precision * recall / (precision + recall)


def shares(truth: str, found: str) -> tuple[float, float, float]:
    """How many shingles are in both texts, in what was found alone, and in the truth alone."""
    wanted, given = _shingles(truth), _shingles(found)
    return (wanted & given).total(), (given - wanted).total(), (wanted - given).total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - _SHINGLE_WORDS + 1)) if words else ()
    return Counter(tuple(words[start : start + _SHINGLE_WORDS]) for start in starts)


def _own_pages() -> Iterator[Page]:
    for path in sorted(_PAGES.glob("*.html")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        yield Page(path.name, path.read_bytes(), "\n\n".join(truth.pop("body")), truth)


def _benchmark_pages(folder: Path) -> Iterator[Page]:
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for path in sorted(folder.glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        yield Page(name, gzip.decompress(path.read_bytes()), truths[name]["articleBody"], {})


def _read(page: Page, options: ReadOptions) -> Article:
    """The article of a page; an empty one where none was found."""
    nothing = Article(origin=Origin(page.name))
    try:
        (record,) = read(Source(io.BytesIO(page.content), Origin(page.name), page.name, (), options))
    except Unreadable:
        return nothing
    return record if isinstance(record, Article) else nothing
