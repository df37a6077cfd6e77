"""Wires: the XML formats of news agencies, and their telegrams."""

from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = ()
"""In the order in which they are asked."""
