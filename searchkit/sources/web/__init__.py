"""The web as crawlers archive it."""

from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = ()
"""In the order in which they are asked."""
