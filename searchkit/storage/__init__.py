"""How does the index keep articles? In this format: Whoosh's own codec, with manifests beside it."""

from searchkit.storage.folder import (
    create_index,
    fresh_workshop,
    latest_generation,
    move_in,
    open_index,
    require_index,
    require_room,
    size_bytes,
    write_lock,
)
from searchkit.storage.manifest import (
    Manifest,
    SourceRecord,
    read_manifest,
    read_sources,
    remove_other_manifests,
    write_manifest,
)
from searchkit.storage.schema import LanguageText, article_of, document, schema

__all__ = [
    "LanguageText",
    "Manifest",
    "SourceRecord",
    "article_of",
    "create_index",
    "document",
    "fresh_workshop",
    "latest_generation",
    "move_in",
    "open_index",
    "read_manifest",
    "read_sources",
    "remove_other_manifests",
    "require_index",
    "require_room",
    "schema",
    "size_bytes",
    "write_lock",
    "write_manifest",
]
