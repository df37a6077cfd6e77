"""The first bytes of a source, and what they show: text or not, which XML root element, which suffix in the name."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from searchkit.sources.charset import choose_encoding
from searchkit.sources.decode import clean, is_plain, looks_binary

_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/?>")


class Root(NamedTuple):
    """The first element of a document: prefix and attributes as they are written, the tag in lower case."""

    prefix: str
    tag: str
    attributes: str


@dataclass(frozen=True)
class Head:
    """The first bytes of a source, 64 KiB or all of it, with its name; `encoding` is what the user forces."""

    content: bytes
    name: str
    encoding: str = ""

    @cached_property
    def suffix(self) -> str:
        """The suffix of the name in lower case, with its dot; empty where it has none."""
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    @cached_property
    def is_plain(self) -> bool:
        """Whether the bytes are clean ASCII, as most are."""
        return is_plain(self.content)

    @cached_property
    def is_binary(self) -> bool:
        """Whether the bytes are no text in any encoding."""
        return not self.is_plain and looks_binary(self.content)

    @cached_property
    def text(self) -> str:
        """The bytes as text, cleaned, without blanks before it; rubbish where they are no text."""
        if self.is_plain and not self.encoding:
            return self.content.decode("ascii").lstrip()
        is_ascii = self.content.isascii() and b"\0" not in self.content and not self.encoding
        codec = "ascii" if is_ascii else choose_encoding(self.content, forced=self.encoding).encoding
        return clean(self.content.decode(codec, "replace")).lstrip()

    @cached_property
    def root(self) -> Root | None:
        """The first element behind prolog, comments and document type; None where there is none."""
        if self.is_binary or not self.text.startswith("<"):
            return None
        prolog = _PROLOG.match(self.text)
        found = _ROOT.match(self.text, prolog.end() if prolog else 0)
        return Root(found[1] or "", found[2].lower(), found[3]) if found else None
