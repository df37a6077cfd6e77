"""The stored fields of a segment's documents: compressed in blocks, each document reachable by itself.

A document lies within one block. Blocks are closed once they hold BLOCK_BYTES. So short a text is compressed much
better by one who has read such texts before: the first DICTIONARY_BYTES of a segment's documents are the dictionary
of all its blocks, those with these documents too, which therefore take next to no room a second time. Of Reuters
news, at level 3, blocks of 16 KiB keep 0.38 of the text without and 0.33 with a dictionary, blocks of 32 KiB 0.36
without, at 100 MB/s in; a block of 16 KiB with one is read in the time of one of 32 KiB without. A dictionary of
64 KiB saves less, and takes longer, for Zstandard then chooses other ways.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter
from searchkit.storage.zstd import CompressionParameter, ZstdCompressor, ZstdDecompressor, ZstdDict, ZstdError, compress

BLOCK_BYTES = 16 << 10
DICTIONARY_BYTES = 112 << 10
LEVEL = 3
_OPTIONS: dict[int, int] = {CompressionParameter.compression_level: LEVEL, CompressionParameter.checksum_flag: 1}
_COPIED_FROM_BLOCKS = 64
"""Documents of fewer blocks than these are compressed anew when they are copied: in whole blocks, with a dictionary."""
_CACHED_BLOCKS = 128


class DocumentsWriter:
    """Takes the documents of a segment in order."""

    def __init__(self, writer: ArrayFileWriter) -> None:
        self._blocks = writer.stream("documents.blocks", "u1")
        self._ends = writer.stream("documents.ends", "u4")
        self._firsts, self._starts = [0], [0]
        self._count = 0
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._compressor: ZstdCompressor | None = None
        self._dictionaries: list[bytes] = []
        self._dictionary_firsts: list[int] = []
        self._writer = writer

    def add(self, document: bytes) -> None:
        """The next document's bytes."""
        self._pending.append(document)
        self._pending_bytes += len(document)
        if self._pending_bytes >= (DICTIONARY_BYTES if self._compressor is None else BLOCK_BYTES):
            self._close_blocks()

    def _close_blocks(self) -> None:
        """Writes what is pending: the first time enough to be the dictionary, then a block each time."""
        pending, self._pending, self._pending_bytes = self._pending, [], 0
        if not pending:
            return
        if self._compressor is None:
            self._begin_dictionary(b"".join(pending)[:DICTIONARY_BYTES])
        block: list[bytes] = []
        size = 0
        for document in pending:
            block.append(document)
            size += len(document)
            if size >= BLOCK_BYTES:
                self._write_block(block)
                block, size = [], 0
        if block:
            self._write_block(block)

    def _begin_dictionary(self, content: bytes) -> None:
        """For all blocks from here on; little text has none."""
        has_one = len(content) == DICTIONARY_BYTES
        dictionary = ZstdDict(content, is_raw=True).as_digested_dict if has_one else None
        self._compressor = ZstdCompressor(options=_OPTIONS, zstd_dict=dictionary)
        self._note_dictionary(compress(content, LEVEL) if has_one else b"", len(self._firsts) - 1)

    def _note_dictionary(self, packed: bytes, first_block: int) -> None:
        if packed or self._dictionaries:
            self._dictionaries.append(packed)
            self._dictionary_firsts.append(first_block)

    def _write_block(self, documents: list[bytes]) -> None:
        assert self._compressor is not None
        packed = self._compressor.compress(b"".join(documents), ZstdCompressor.FLUSH_FRAME)
        self._blocks.write(np.frombuffer(packed, np.uint8))
        self._ends.write(np.cumsum([len(document) for document in documents]))
        self._starts.append(self._starts[-1] + len(packed))
        self._count += len(documents)
        self._firsts.append(self._count)

    def copy(self, documents: "Documents") -> None:
        """All documents of another segment; many of them block by block, as they are."""
        if documents.block_count() < _COPIED_FROM_BLOCKS:
            for block in documents.blocks():
                for document in block:
                    self.add(document)
            return
        self._close_blocks()
        base = len(self._firsts) - 1
        if not documents.dictionary_firsts or documents.dictionary_firsts[0]:
            self._note_dictionary(b"", base)
        for number, first in enumerate(documents.dictionary_firsts):
            self._note_dictionary(documents.packed_dictionary(number), base + first)
        blocks, ends, firsts, starts = documents.packed()
        self._blocks.write(blocks)
        self._ends.write(ends)
        self._firsts += (firsts[1:].astype(np.int64) + self._count).tolist()
        self._starts += (starts[1:].astype(np.int64) + self._starts[-1]).tolist()
        self._count += len(ends)
        self._compressor = None

    def finish(self) -> None:
        """Writes what is left."""
        self._close_blocks()
        add = self._writer.add
        add("documents.firsts", np.array(self._firsts, np.uint32))
        add("documents.starts", np.array(self._starts, np.uint64))
        if self._dictionaries:
            ends = np.cumsum([0, *map(len, self._dictionaries)])
            add("documents.dictionaries", np.frombuffer(b"".join(self._dictionaries), np.uint8))
            add("documents.dictionary_ends", ends.astype(np.uint32))
            add("documents.dictionary_firsts", np.array(self._dictionary_firsts, np.uint32))


class Documents:
    """Reads single documents."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self._blocks = file.bytes_of("documents.blocks")
        self._ends = file.get("documents.ends")
        self._firsts = file.get("documents.firsts")
        self._starts = file.get("documents.starts")
        self._dictionaries = file.get_or_empty("documents.dictionaries")
        self._dictionary_ends = file.get_or_empty("documents.dictionary_ends")
        self.dictionary_firsts: list[int] = file.get_or_empty("documents.dictionary_firsts").tolist()
        self.block = lru_cache(_CACHED_BLOCKS)(self._block)
        self._dictionary = lru_cache(None)(self._read_dictionary)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        """The bytes of a document; IndexDamagedError where its block cannot be read."""
        block = int(np.searchsorted(self._firsts, number, "right")) - 1
        first = int(self._firsts[block])
        start = 0 if number == first else int(self._ends[number - 1])
        return self.block(block)[start : int(self._ends[number])]

    def packed(self) -> tuple[AnyArray, AnyArray, AnyArray, AnyArray]:
        """The arrays as they stand in the file: blocks, ends, first documents and starts of the blocks."""
        return self._file.get("documents.blocks"), self._ends, self._firsts, self._starts

    def packed_dictionary(self, number: int) -> bytes:
        """A dictionary as it stands in the file; nothing where the blocks from its first on have none."""
        return self._dictionaries[int(self._dictionary_ends[number]) : int(self._dictionary_ends[number + 1])].tobytes()

    def block_count(self) -> int:
        """How many blocks there are."""
        return len(self._firsts) - 1

    def _read_dictionary(self, number: int) -> ZstdDict | None:
        packed = self.packed_dictionary(number) if number >= 0 else b""
        if not packed:
            return None
        return ZstdDict(ZstdDecompressor().decompress(packed, DICTIONARY_BYTES), is_raw=True)

    def _block(self, block: int) -> bytes:
        """A block's text; never more bytes than its documents' ends say."""
        try:
            last = int(self._firsts[block + 1]) - 1
            size = int(self._ends[last])
            packed = self._blocks[int(self._starts[block]) : int(self._starts[block + 1])]
            self._file.touched(len(packed))
            dictionary = self._dictionary(bisect_right(self.dictionary_firsts, block) - 1)
            text = ZstdDecompressor(dictionary).decompress(packed, size)
        except (ZstdError, IndexError, ValueError, EOFError) as error:
            raise self._damaged(block) from error
        if len(text) != size:
            raise self._damaged(block)
        return text

    def _damaged(self, block: int) -> IndexDamagedError:
        return IndexDamagedError(f"{self._file.path} is damaged: block {block} of its documents cannot be read")

    def blocks(self) -> Iterator[list[bytes]]:
        """All documents, block by block."""
        for block in range(self.block_count()):
            text = self._block(block)
            ends = self._ends[int(self._firsts[block]) : int(self._firsts[block + 1])].tolist()
            yield [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def write_documents(writer: ArrayFileWriter, documents: Iterable[bytes]) -> None:
    """Writes all documents of a segment, in order."""
    target = DocumentsWriter(writer)
    for document in documents:
        target.add(document)
    target.finish()
