"""Documents: pages, books and databases that hold articles."""

from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = ()
"""In the order in which they are asked."""
