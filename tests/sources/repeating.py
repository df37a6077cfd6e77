"""A stream that says the same thing over and over, as long as is wanted."""

import io


class Repeating(io.RawIOBase):
    """`content`, `times` times, without ever holding more of it."""

    def __init__(self, content: bytes, times: int) -> None:
        self._content = content
        self._left = len(content) * times

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        size = len(self._content)
        start = -self._left % size
        piece = self._content[start : start + min(len(buffer), self._left)]
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)
