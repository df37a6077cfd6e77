"""What a server answered: its status, its header fields, and the content they say how to unpack."""

import io
import re
import zlib
from typing import NamedTuple

from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, NEEDS_EXTRA, TOO_LARGE, UNKNOWN_FORMAT, Unreadable
from searchkit.sources.guard import check_ratio
from searchkit.sources.web.blocks import Fields, fields_of, split_head
from searchkit.sources.zstd import ZstdStream

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHUNK = re.compile(rb"\r?\n?([0-9A-Fa-f]{1,8})[^\n]{0,200}\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_ZLIB_WBITS, _RAW_WBITS, _GZIP_WBITS = 15, -15, 31
_WAYS_TO_SAY_NONE = ("", "identity", "none", "utf-8", "binary")


class Response(NamedTuple):
    """The answer of a server; `body` is what follows the header, as it was transferred."""

    status: int
    fields: Fields
    body: bytes


def response_in(content: bytes) -> Response | None:
    """The response in the first bytes of a record; None if it does not begin with a status line."""
    status = _STATUS.match(content)
    if status is None:
        return None
    head, body = split_head(content)
    return Response(int(status[1]), fields_of(head), body)


def mime_of(content_type: str) -> str:
    """The media type in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str:
    """The charset parameter of a media type; empty where there is none."""
    found = _CHARSET.search(content_type)
    return found[1] if found else ""


def unpacked(body: bytes, fields: Fields, options: ReadOptions) -> bytes:
    """The body without its transfer and content encodings; Unreadable where it is damaged or expands too much.

    Crawlers may have unpacked it and left the fields: what is not encoded as they say is taken as it is.
    """
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _joined(body)
    names = [name.strip().lower() for name in fields.get("content-encoding", "").split(",")]
    if len(names) > options.max_depth:
        raise Unreadable(UNKNOWN_FORMAT, f"{len(names)} content encodings, one over the other")
    for name in reversed(names):
        body = _decoded(name, body, options)
    return body


def _joined(body: bytes) -> bytes:
    """Chunks put together; a body that does not begin with one as it is."""
    pieces: list[bytes] = []
    chunk = _CHUNK.match(body)
    while chunk and (size := int(chunk[1], 16)):
        pieces.append(body[chunk.end() : chunk.end() + size])
        chunk = _CHUNK.match(body, chunk.end() + size)
    return b"".join(pieces) if pieces or chunk else body


def _decoded(name: str, body: bytes, options: ReadOptions) -> bytes:
    limit = options.max_article_bytes
    try:
        content = _decompressed(name, body, limit + 1)
    except (zlib.error, EOFError) as error:
        raise Unreadable(DAMAGED, f"content encoding {name}: {error}") from error
    check_ratio(len(content), len(body), options)
    if len(content) > limit:
        raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes for one article (--max-article-size)")
    return content


def _decompressed(name: str, body: bytes, most: int) -> bytes:
    """At most `most` bytes of what is packed in `body`."""
    if name in _WAYS_TO_SAY_NONE or not body:
        return body
    if name in ("gzip", "x-gzip"):
        is_packed = body.startswith(b"\x1f\x8b")
        return zlib.decompressobj(_GZIP_WBITS).decompress(body, most) if is_packed else body
    if name == "deflate":
        is_zlib = body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0  # others leave the two bytes away
        wbits = _ZLIB_WBITS if is_zlib else _RAW_WBITS
        return body if body.lstrip().startswith(b"<") else zlib.decompressobj(wbits).decompress(body, most)
    if name == "zstd":
        return _read(ZstdStream(io.BytesIO(body)), most) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    if name == "br":
        return body if body.lstrip().startswith(b"<") else _brotli(body, most)
    raise Unreadable(UNKNOWN_FORMAT, f"content encoding {name[:40]}")


def _read(stream: ZstdStream, most: int) -> bytes:
    pieces: list[bytes] = []
    got = 0
    while got < most and (piece := stream.read(most - got)):
        pieces.append(piece)
        got += len(piece)
    return b"".join(pieces)


def _brotli(body: bytes, most: int) -> bytes:
    try:
        import brotli  # noqa: PLC0415 -- an extra
    except ImportError as error:
        detail = "pages packed with brotli: pip install 'searchkit[warc]'"
        raise Unreadable(NEEDS_EXTRA, detail) from error
    try:
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=most))
    except brotli.error as error:
        raise Unreadable(DAMAGED, f"content encoding br: {error}") from error
