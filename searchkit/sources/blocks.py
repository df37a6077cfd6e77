"""What a document is to a reader, in whatever it is written: paragraphs and rows of tables, in their order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

BLOCK_CHARS = 1 << 20
"""A paragraph beyond this length is cut into several, so that none outgrows memory."""

TOO_LONG = "too long"
"""The mark of a block that stands for text beyond the limit, which was not read."""


@dataclass(frozen=True, slots=True)
class Block:
    r"""A paragraph, its lines parted by `\n`; or a row of a table, whose text is its cells parted by tabs.

    `marks` are the words by which the document says what it is: of a page the part it stands in (`header`) and
    its class, of Word the style.
    """

    text: str
    marks: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


Border = Callable[[Block], bool]


def records(blocks: Iterable[Block], starts: Border, ends: Border, limit: int) -> Iterator[list[Block] | None]:
    """The blocks of each record, `starts` and `ends` included; None for one of more than `limit` characters.

    A block starts a record only where text stands before it; so the first record may be what precedes them all.
    """
    record: list[Block] | None = []
    size = 0
    has_text = False
    for block in blocks:
        if has_text and starts(block):
            yield record
            record, size, has_text = [], 0, False
        size += len(block.text) + 1
        has_text = has_text or bool(block.text)
        if size > limit or TOO_LONG in block.marks:
            record = None
        elif record is not None:
            record.append(block)
        if ends(block):
            yield record
            record, size, has_text = [], 0, False
    if has_text:
        yield record


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The texts of blocks, none empty; the rows of one table are lines of one paragraph."""
    texts: list[str] = []
    is_in_table = False
    for block in blocks:
        text = block.text.strip()
        if block.cells and is_in_table:
            texts[-1] += f"\n{text}"
        elif text:
            texts.append(text)
        is_in_table = bool(block.cells) and bool(text)
    return texts
