"""How does the index keep articles? As segments of flat arrays, named by the manifest of each commit."""

from typing import TYPE_CHECKING

from searchkit.lazy import lazy_names
from searchkit.storage.arrays import AnyArray
from searchkit.storage.commitfile import SegmentEntry
from searchkit.storage.generations import newest, opened, read_table
from searchkit.storage.layout import generations_of, names_in, new_segment_name, require_room, size_bytes
from searchkit.storage.schema import (
    NO_DATE,
    LanguageText,
    article_of,
    document,
    schema,
    stored_bytes,
)
from searchkit.storage.segment import KeyColumn, NumberColumn, Segment
from searchkit.storage.values import load_values
from searchkit.stored import stored_fields

if TYPE_CHECKING:
    from searchkit.storage.articles import ArticleSegment
    from searchkit.storage.checks import CheckReport, check
    from searchkit.storage.commits import Contents, commit, require_space, tidy, writing
    from searchkit.storage.lock import WriteLock
    from searchkit.storage.merging import merge
    from searchkit.storage.opening import OpenCommit, open_commit, require_own_fields
    from searchkit.storage.repairs import RepairReport, repair
    from searchkit.storage.sourcerecords import SourceRecord, read_sources
    from searchkit.storage.whooshcodec.index import ArchiveIndex
    from searchkit.storage.whooshcodec.toc import toc_writer
else:
    # Searches need none of this but `opening`, processes that build segments nothing but `articles`.
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "articles": ("ArticleSegment",),
            "checks": ("CheckReport", "check"),
            "commits": ("Contents", "commit", "require_space", "tidy", "writing"),
            "lock": ("WriteLock",),
            "merging": ("merge",),
            "opening": ("OpenCommit", "open_commit", "require_own_fields"),
            "repairs": ("RepairReport", "repair"),
            "sourcerecords": ("SourceRecord", "read_sources"),
            "whooshcodec.index": ("ArchiveIndex",),
            "whooshcodec.toc": ("toc_writer",),
        },
    )

__all__ = [
    "NO_DATE",
    "AnyArray",
    "ArchiveIndex",
    "ArticleSegment",
    "CheckReport",
    "Contents",
    "KeyColumn",
    "LanguageText",
    "NumberColumn",
    "OpenCommit",
    "RepairReport",
    "Segment",
    "SegmentEntry",
    "SourceRecord",
    "WriteLock",
    "article_of",
    "check",
    "commit",
    "document",
    "generations_of",
    "load_values",
    "merge",
    "names_in",
    "new_segment_name",
    "newest",
    "open_commit",
    "opened",
    "read_sources",
    "read_table",
    "repair",
    "require_own_fields",
    "require_room",
    "require_space",
    "schema",
    "size_bytes",
    "stored_bytes",
    "stored_fields",
    "tidy",
    "toc_writer",
    "writing",
]
