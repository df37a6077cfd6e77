"""The web as crawlers archive it."""

from searchkit.sources.format import Format
from searchkit.sources.web import arc, warc

FORMATS: tuple[Format, ...] = (
    Format("warc", "WARC web archives: their pages, each once", (".warc",), warc.read, warc.recognises, "html"),
    Format("arc", "ARC web archives: their pages, each once", (".arc",), arc.read, arc.recognises, "html"),
)
"""In the order in which they are asked."""
