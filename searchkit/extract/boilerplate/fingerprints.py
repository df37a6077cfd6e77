"""By what a paragraph is known again: its fingerprint, and the templates that it may have been filled into.

>>> fingerprint("Follow the Vale Courier at 10:45!") == fingerprint("follow the Vale  Courier at 9:05")
True
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

TEMPLATE_WORDS = 25
"""Longer paragraphs fill no template."""

_HEADING_WORDS = 4
_FIGURES_SHARE = 8
"""In a line of figures more than one in so many letters and digits is a digit: in running text a word in five."""

_TIMESTAMP_CHARS = 60

_FOLDED = bytes(ord("0") if chr(byte) in string.digits else ord(chr(byte).lower()) & 127 for byte in range(256))
_ALNUM = (string.ascii_letters + string.digits).encode()
_DROPPED = bytes(byte for byte in range(1, 128) if byte not in _ALNUM)
_BETWEEN = "\0"
_NO_WORD = re.compile(r"[\W_]+")
_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"\d{1,4}")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MOMENT = re.compile(
    rf"\d{{1,4}}(?::\d\d(?::\d\d)?|([-/.])\d{{1,2}}\1\d{{1,4}}|(?=\.? (?:{_MONTHS}))|(?=, (?:19|20)\d\d\b)"
    r"|(?<=\b(?:19|20)\d\d))\b"
)
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no spaces between words: two characters count as one."""

_LONGEST_WORDS = 12
"""Where words have fewer letters than these on average, there are spaces between them."""

_LABEL = re.compile(r"([^\W\d_][^:：\n.!?\"“”«»„]{0,38}?) ?[:：](?!//)\s*(?![\"“”«»„‘'\s\d])")
_CAPITALS = re.compile(r"((?:[^\W\d_a-z][^\W\d_a-z'’]+ ){2,4})(?=(?:\w )?[^\s(]*[a-z])[^\n]*$")
_TAG = re.compile(r"[^\n]*\[([^\[\]\n]{2,30})\]$")
_OPENING = re.compile(r"[(\[（［]\s*(\w+ ?[:：]|\w+\s+\w+)")
_BRACKETS = "([（［"
_STOP = re.compile(r"[.!?…。！？][\"'”’)]*$")


def hashed(data: bytes) -> int:
    """64 bits that are equal for equal bytes, on any machine."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def word_count(text: str) -> int:
    """About how many words a paragraph has, without looking at them."""
    spaced = text.count(" ") + 1
    if spaced * _LONGEST_WORDS > len(text) or text.isascii():
        return spaced
    return max(spaced, len(_DENSE.findall(text)) // 2)


def word_counts(paragraphs: Sequence[str]) -> list[int]:
    """The same of each."""
    return [
        spaced if (spaced := text.count(" ") + 1) * _LONGEST_WORDS > len(text) else word_count(text)
        for text in paragraphs
    ]


def fingerprint(text: str) -> int:
    """64 bits that are equal for paragraphs that differ in case, punctuation and spaces at most.

    Numbers of up to four digits are all the same, too; in lines of figures they differ, or a table of one company's
    earnings would be that of another's. Short paragraphs lose dates and times first.
    """
    return hashed(folded(text))


def fingerprints(paragraphs: Sequence[str]) -> list[int]:
    """The same of each, in a third of the time: most of it goes into small steps."""
    plain = _BETWEEN.join(paragraphs).encode("ascii", "ignore").translate(_FOLDED, _DROPPED).split(_BETWEEN.encode())
    if len(plain) != len(paragraphs):
        return list(map(fingerprint, paragraphs))
    return [
        hashed(letters if b"0" not in letters and len(letters) * 2 >= len(text) else _folded(text, letters))
        for text, letters in zip(paragraphs, plain, strict=True)
    ]


def folded(text: str) -> bytes:
    """What there is of a paragraph in its fingerprint."""
    return _folded(text, text.encode("ascii", "ignore").translate(_FOLDED, _DROPPED))


def _folded(text: str, letters: bytes) -> bytes:
    """`letters` are those of ASCII, small, and 0 for each digit.

    Where they make up half of a paragraph the rest is left out, quotation marks as well as accents.
    """
    if len(text) <= _TIMESTAMP_CHARS and (timeless := _MOMENT.sub("", text)) != text:
        return folded(timeless)
    if len(letters) * 2 < len(text):
        return _folded_unicode(text)
    if letters.count(b"0") * _FIGURES_SHARE > len(letters):
        return text.lower().encode("utf-8", "replace")
    return letters.replace(b"00", b"0").replace(b"00", b"0")


def _folded_unicode(text: str) -> bytes:
    text = unicodedata.normalize("NFKC", text).lower()
    letters = _NO_WORD.sub("", text)
    digits = len(_DIGIT.findall(letters))
    if digits * _FIGURES_SHARE > len(letters):
        return text.lower().encode("utf-8", "replace")
    return (_NUMBER.sub("0", letters) if digits else letters or text).encode("utf-8", "replace")


def may_be_filled_in(text: str, words: int) -> bool:
    """Whether it is worth while to look for templates in a paragraph of so many words."""
    return words <= TEMPLATE_WORDS and (
        ":" in text or text[0] in _BRACKETS or text[-1] == "]" or "\n" in text or text[:2].isupper() or "：" in text
    )


def templates(text: str, words: int) -> tuple[tuple[str, int], ...]:
    """The templates that a paragraph of so many words may have been filled into: kind and fingerprint of each.

    A `label` stands before a colon and a headline, or in capitals before one: not before a sentence, which what a
    person says is, and "NOTE: …"; a `tag` in brackets at the end; an `opening` is what a bracket begins with, up to a
    colon or two words, which itself begins the paragraph; a `heading` stands over a list.
    """
    if words > TEMPLATE_WORDS:
        return ()
    if "\n" in text:
        return _heading(text.split("\n"))
    found = []
    if text[0] in _BRACKETS and (opening := _OPENING.match(text)):
        found.append(("opening", opening[1]))
    elif not _STOP.search(text) and (label := _LABEL.match(text) or _CAPITALS.match(text)):
        found.append(("label", label[1]))
    if text[-1] == "]" and (tag := _TAG.match(text)):
        found.append(("tag", tag[1]))
    return tuple([(kind, template(kind, words)) for kind, words in found if words.count(" ") < _HEADING_WORDS])


def _heading(lines: list[str]) -> tuple[tuple[str, int], ...]:
    first, *others = lines
    if word_count(first) > _HEADING_WORDS or any(_STOP.search(line) for line in others):
        return ()
    return (("heading", template("heading", first)),)


def template(kind: str, words: str) -> int:
    """The fingerprint of a template."""
    return hashed(kind.encode() + b"\0" + folded(words))
