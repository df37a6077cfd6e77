"""The engine in this process: our segments, evaluated on whole arrays."""

from typing import TYPE_CHECKING

from searchkit.lazy import lazy_names

if TYPE_CHECKING:
    from searchkit.engines.embedded.engine import EmbeddedEngine
    from searchkit.engines.embedded.writer import BulkWriter
else:
    # A search needs no writer, and a process that builds segments beside ours no search.
    __getattr__, __dir__ = lazy_names(__name__, {"engine": ("EmbeddedEngine",), "writer": ("BulkWriter",)})

__all__ = ["BulkWriter", "EmbeddedEngine"]
