"""Plain text as blocks: what blank lines part, with the lines as they stand."""

from collections.abc import Iterator

from searchkit.sources.base import Source
from searchkit.sources.blocks import BLOCK_CHARS, TOO_LONG, Block
from searchkit.sources.decode import PREFIX_BYTES, LineDecoder, clean, text_lines


def text_blocks(source: Source) -> Iterator[Block]:
    """The blocks of a text of any length; a line beyond the limit is one without text."""
    options, prefix = source.options, source.stream.read(PREFIX_BYTES)
    source.decoding.encoding = LineDecoder(prefix, forced=options.encoding).encoding
    source.decoding.how = "forced" if options.encoding else "detected"
    lines: list[str] = []
    size = 0
    for raw in text_lines(source.stream, options.max_article_bytes, forced=options.encoding, prefix=prefix):
        for line in ("",) if raw is None else clean(raw).removesuffix("\n").split("\n"):
            if text := line.rstrip():
                lines.append(text)
                size += len(text)
            if lines and (not text or size > BLOCK_CHARS):
                yield Block("\n".join(lines))
                lines, size = [], 0
        if raw is None:
            yield Block("", (TOO_LONG,))
    if lines:
        yield Block("\n".join(lines))
