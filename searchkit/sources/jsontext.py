"""A JSON text that is read piece by piece: what is held of it, and a place in it that only moves forward."""

import codecs
import re
from typing import BinaryIO

_CHUNK_BYTES = 1 << 16
_LINE_START = 200
# An error of the decoder counts the lines of all text that is held before it.
_HELD_CHARS = 1 << 12

_BRACKET = re.compile(r'["{}\[\]]|\\.', re.DOTALL)


class JsonText:
    """`text` is what is held of the stream, `at` the place in it; `has_ended` that there is no more.

    `head` is what has been decoded of the stream before.
    """

    def __init__(self, stream: BinaryIO, head: str, decoder: codecs.IncrementalDecoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._head, self._head_at = head, _CHUNK_BYTES
        self.text = head[:_CHUNK_BYTES]
        self.at = 0
        self.has_ended = False

    def grow(self) -> bool:
        """Doubles what is held from the place on, so that retries cost no more than the text itself."""
        self._forget()
        wanted = max(len(self.text), _CHUNK_BYTES)
        pieces = [self.text]
        while wanted > 0 and not self.has_ended:
            pieces.append(self._piece())
            wanted -= len(pieces[-1])
        self.text = "".join(pieces)
        return len(self.text) > len(pieces[0])

    def _piece(self) -> str:
        if self._head_at < len(self._head):
            self._head_at += _CHUNK_BYTES
            return self._head[self._head_at - _CHUNK_BYTES : self._head_at]
        self._head = ""
        data = self._stream.read(_CHUNK_BYTES)
        self.has_ended = not data
        return self._decoder.decode(data, final=not data)

    def tidy(self) -> None:
        """Lets go of what has been read where that is worth moving the rest."""
        if self.at > max(_HELD_CHARS, len(self.text) // 16):
            self._forget()

    def _forget(self) -> None:
        """Keeps the start of the current line, which tells where the next record may begin."""
        start = max(0, self.at - _LINE_START)
        self.text = self.text[start:]
        self.at -= start

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Goes past what matches; whether any text is left."""
        while True:
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
            if self.at < len(self.text):
                return True
            if not self.grow():
                return False

    def find(self, pattern: re.Pattern[str]) -> bool:
        """Goes past the next match, which is looked for in lines of at most 200 characters; whether there is one."""
        while True:
            if match := pattern.search(self.text, self.at):
                self.at = match.end()
                return True
            self.at = max(self.at, len(self.text) - _LINE_START)
            if not self.grow():
                return False

    def skip_value(self, depth: int = 0) -> None:
        """Goes past a value by its brackets; with `depth`, past the end of what so many brackets opened."""
        in_string = False
        while True:
            for token in _BRACKET.finditer(self.text, self.at):
                mark = token[0]
                if mark == '"':
                    in_string = not in_string
                elif not in_string and mark[0] != "\\":
                    depth += 1 if mark in "{[" else -1
                    if depth <= 0:
                        self.at = token.end()
                        return
            held = self.text.endswith("\\") and not _ends_escaped(self.text)
            self.at = len(self.text) - held
            if not self.grow():
                self.at = len(self.text)
                return

    def skip_all(self) -> None:
        """Reads the stream to its end, which also tells whether it is damaged."""
        self.at = len(self.text)
        while self.grow():
            self.at = len(self.text)


def _ends_escaped(text: str) -> bool:
    """Whether the last of the backslashes at the end is itself escaped."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 0
