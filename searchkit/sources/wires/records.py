"""From the records of a source to their trees, one at a time; what is none becomes a `Rejected`."""

from collections.abc import Iterator

from searchkit.model import Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, SUPERSEDED, TOO_LARGE, Source
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.tree import Element, tree_of
from searchkit.sources.wires.versions import Key, versions_of


def trees(cutter: RecordCutter, source: Source) -> Iterator[tuple[int, Element | Rejected]]:
    """Each record with its number, counted from 1."""
    for number, record in enumerate(cutter, 1):
        yield number, _tree_in(record, cutter, source, number)


def last_trees(
    cutter: RecordCutter, source: Source, key_of: Key, called: str = "version"
) -> Iterator[tuple[int, Element | Rejected]]:
    """The same of records that are versions of stories, of each of which only the last one goes on."""
    for number, record, later in versions_of(cutter, key_of):
        if later is not None:
            yield number, source.rejected(SUPERSEDED, f"by {called} {later}", number)
        else:
            yield number, _tree_in(record, cutter, source, number)


def _tree_in(record: bytes | None, cutter: RecordCutter, source: Source, number: int) -> Element | Rejected:
    """The tree of one record; Rejected where it is too large or no XML at all."""
    if record is None:
        limit = source.options.max_article_bytes
        return source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", number)
    tree = tree_of(cutter.text(record))
    if tree is None:
        return source.rejected(BAD_RECORD, "no XML", number)
    return tree if len(tree) else source.rejected(NO_TEXT, "an empty element", number)
