"""What a format is to searchkit, and to other packages that offer one."""

from collections.abc import Callable
from dataclasses import dataclass

from searchkit.sources.base import Reader
from searchkit.sources.head import Head

Recognises = Callable[[Head], bool]
"""Whether a source that begins so is of a format; sure of itself, as the first that is gets the source."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, what it is in words, the suffixes it often has, and its reader.

    `recognises` is None only for the general formats, which are told apart by `sniff`. `extra` is the extra of
    searchkit that its reader needs.
    """

    name: str
    words: str
    suffixes: tuple[str, ...]
    reader: Reader
    recognises: Recognises | None = None
    extra: str = ""
