"""Takes a mail message apart: its header fields, and the texts in its parts.

Own code for the parts and not the parser of `email`: that one goes down one call for each part within a part, asks
of every line whether it ends any of them, and with `policy.default` takes 8 s for one field of 20 KB of quotation
marks. Decoding of parts and of encoded words is left to `email`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from searchkit.sources.decode import decode

_HEADER_BYTES = 1 << 18
_FIELDS = 1000
_TYPE_CHARS = 1000
_MOST_PARTS = 1000
_DEEPEST = 30
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*(?=\r?\n)|\r(?=\r)")
_LINE_END = re.compile("\r\n?|\n")
_FIELD = re.compile(r"([!-9;-~]{1,100})[ \t]*:(.*)")

Fields = dict[str, list[str]]
"""The values of header fields, unfolded, by their names in lower case."""


@dataclass(frozen=True, slots=True)
class Part:
    """A message, or a part of one: its fields, its bytes, and whether it may have been cut off at its end."""

    fields: Fields
    body: bytes
    is_open: bool
    _typed: Message

    @property
    def kind(self) -> str:
        """The content type, as in `text/plain`."""
        return self._typed.get_content_type()

    @property
    def charset(self) -> str:
        """The character encoding it says it is in; empty where it says nothing."""
        return self._typed.get_content_charset("")

    @property
    def is_attached(self) -> bool:
        """Whether it is a file sent along, and no text of the message."""
        return self._typed.get_content_disposition() == "attachment"

    @property
    def is_flowed(self) -> bool:
        """Whether a blank before a line end joins lines (RFC 3676)."""
        return str(self._typed.get_param("format", "")).lower() == "flowed"

    @property
    def boundary(self) -> bytes:
        """What stands between its parts; empty where it has none."""
        found = self._typed.get_boundary("") if self.kind.startswith("multipart/") else ""
        return found.encode("utf-8", "replace")

    def content(self) -> bytes:
        """The bytes without their transfer encoding, which may be broken."""
        self._typed.set_payload(self.body.decode("ascii", "surrogateescape"))
        decoded = self._typed.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""


def part_of(content: bytes, is_open: bool = False) -> Part:
    """The part that begins with these header fields; `is_open` where something may be missing at its end."""
    if content.startswith((b"\n", b"\r\n")):
        header, body = b"", content
    else:
        end = _BLANK_LINE.search(content)
        header, body = (content[: end.start()], content[end.end() :]) if end else (content, b"")
    fields = fields_of(header[:_HEADER_BYTES])
    return Part(fields, body, is_open, _typed(fields))


def fields_of(header: bytes) -> Fields:
    """The fields in a header, at most 1,000; a line that is none continues the field before it."""
    found: list[tuple[str, list[str]]] = []
    for line in _LINE_END.split(decode(header).text):
        field = None if line.startswith((" ", "\t")) else _FIELD.match(line)
        if field and len(found) < _FIELDS:
            found.append((field[1].lower(), [field[2].strip()]))
        elif found:
            found[-1][1].append(line.strip())
    fields: Fields = {}
    for name, lines in found:
        fields.setdefault(name, []).append(" ".join(lines))
    return fields


def texts_in(message: Part) -> tuple[list[Part], bool]:
    """The parts of a message that hold no parts, in order, without files sent along; and whether these are all.

    At most 1,000 parts are looked at, and none that is more than 30 deep.
    """
    found: list[Part] = []
    stack = [(message, 0)]
    taken, is_whole = 0, True
    while stack and taken < _MOST_PARTS:
        part, depth = stack.pop()
        taken += 1
        inner = _parts(part) if part.boundary else _messages(part)
        if part.is_attached and depth:
            continue
        if inner is None:
            found.append(part)
        elif depth < _DEEPEST:
            stack += [(each, depth + 1) for each in reversed(list(islice(inner, _MOST_PARTS)))]
        else:
            is_whole = False
    return found, is_whole and not stack


def _messages(part: Part) -> Iterator[Part] | None:
    """The message that a part holds, as one passed on; None where it holds none."""
    return iter([part_of(part.body.lstrip(), part.is_open)]) if part.kind == "message/rfc822" else None


def _parts(part: Part) -> Iterator[Part]:
    """The parts between the lines that begin with the boundary; what stands before the first is none."""
    body = part.body
    start = None
    for border in re.finditer(rb"--" + re.escape(part.boundary) + rb"(--)?[ \t]*(?=[\r\n]|\Z)", body):
        if border.start() and body[border.start() - 1] not in b"\r\n":
            continue
        if start is not None:
            yield _inner(part, body[start : border.start()].removesuffix(b"\n").removesuffix(b"\r"))
        start = border.end()
        if border[1]:
            return
    if start is not None:
        yield _inner(part, body[start:], part.is_open)


def _inner(part: Part, content: bytes, is_open: bool = False) -> Part:
    """The part that stands behind a boundary; in a digest it is a message where it says nothing."""
    content = content.removeprefix(b"\r").removeprefix(b"\n")
    if part.kind == "multipart/digest" and content.startswith((b"\n", b"\r\n")):
        content = b"Content-Type: message/rfc822\n" + content
    return part_of(content, is_open)


def _typed(fields: Fields) -> Message:
    """The fields that say what a part is, as `email` reads them."""
    message = Message()
    for name in ("content-type", "content-transfer-encoding", "content-disposition"):
        if values := fields.get(name):
            message[name] = values[0][:_TYPE_CHARS]
    return message
