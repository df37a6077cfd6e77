"""What is found out about every article that files give, whatever its format."""

from dataclasses import replace

from searchkit.model import Article
from searchkit.sources.base import Decoding, Source

_PLAIN = ("utf-8", "utf-8-sig", "ascii")


def finished(article: Article, source: Source) -> Article:
    """The article with what its source says about all of them: how it was decoded, where that is not plain UTF-8."""
    said = _decoding(source.decoding)
    return replace(article, extra={**article.extra, "encoding": said}) if said else article


def _decoding(decoding: Decoding) -> str:
    """As in `cp1252, detected`; empty for UTF-8 without a fault."""
    is_plain = decoding.encoding in _PLAIN and "replaced" not in decoding.how
    return "" if is_plain or not decoding.encoding else f"{decoding.encoding}, {decoding.how}"
