"""Mail: messages and mailboxes."""

from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = ()
"""In the order in which they are asked."""
