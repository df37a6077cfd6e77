"""Where the passages of a body start and end: neighbouring paragraphs, about 40 to 150 words."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

from searchkit.analysis.tokens import DENSE
from searchkit.model import Span

WORD_CHARS = rf"^\W{DENSE}"
"""What counts as part of a word, for a character class; of DENSE characters two count as one word."""
MIN_WORDS = 40
MAX_WORDS = 150

# No pattern begins with a repetition: that takes quadratic time on long runs of blanks.
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+\s*")
_LINE_END = re.compile(r"\n\s*")
# A sentence ends at . ! ? … with what closes it, before a space and not after a lone capital (J. Smith);
# in scripts without spaces, at their own stops.
STOPS, CLOSERS = ".!?…", "\"'”’»)\\]"
DENSE_STOPS, DENSE_CLOSERS = "。！？｡", "」』”’）"
_SENTENCE_END = re.compile(rf"(?<![A-Z])[{STOPS}][{CLOSERS}]*(?=\s)|[{DENSE_STOPS}][{DENSE_CLOSERS}]*")


def paragraphs(body: str) -> list[Span]:
    """The paragraphs: divided by blank lines, or by line ends in a body that has no blank line."""
    if (spans := _tidy_paragraphs(body)) is not None:
        return spans
    border = _BLANK_LINES if _BLANK_LINES.search(body.strip()) else _LINE_END
    start = len(body) - len(body.lstrip())
    spans = []
    for match in border.finditer(body, start):
        spans.append(Span(start, match.start()))
        start = match.end()
    spans.append(Span(start, len(body)))
    trimmed = (Span(span.start, span.start + len(body[span.start : span.end].rstrip())) for span in spans)
    return [span for span in trimmed if span.end > span.start]


def _tidy_paragraphs(body: str) -> list[Span] | None:
    """The same in a tenth of the time for a body with nothing but two line ends, or but one, between paragraphs."""
    border = "\n\n" if "\n\n" in body else "\n"
    parts = body.split(border)
    tidy = body.count("\n") == len(border) * (len(parts) - 1)
    if not tidy or "" in parts or list(map(str.strip, parts)) != parts:
        return None
    spans, start = [], 0
    for part in parts:
        end = start + len(part)
        spans.append(Span(start, end))
        start = end + len(border)
    return spans


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of `text[start:end]`, with offsets into the text."""
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield Span(at, match.end())
        at = match.end()
        while at < end and text[at].isspace():
            at += 1
    if at < end:
        yield Span(at, end)


def passages(body: str) -> list[Span]:
    """The passages, in order, not overlapping; together they hold all of the body but white space.

    Short paragraphs join their neighbours until there are MIN_WORDS; a paragraph past MAX_WORDS is cut
    at sentence ends, a sentence past it between words.
    """
    result: list[Span] = []
    open_start, open_end, words = -1, -1, 0
    for piece in _pieces(body):
        count = _count(body, piece)
        if words and (words >= MIN_WORDS or words + count > MAX_WORDS):
            result.append(Span(open_start, open_end))
            words = 0
        if not words:
            open_start = piece.start
        open_end = piece.end
        words += max(count, 1)
    if words:
        result.append(_with_tail(body, result, Span(open_start, open_end)))
    return result


def _with_tail(body: str, result: list[Span], last: Span) -> Span:
    """A last passage that came out short is joined to the one before where the two fit."""
    if not result or _count(body, last) >= MIN_WORDS // 2:
        return last
    joined = Span(result[-1].start, last.end)
    if _count(body, joined) > MAX_WORDS:
        return last
    result.pop()
    return joined


def _pieces(body: str) -> Iterator[Span]:
    """Paragraphs, and the parts of those that are too long."""
    for paragraph in paragraphs(body):
        if _count(body, paragraph) <= MAX_WORDS:
            yield paragraph
        else:
            yield from _cut(body, paragraph)


def _cut(body: str, paragraph: Span) -> Iterator[Span]:
    start, end, words = paragraph.start, paragraph.start, 0
    for sentence in _bounded_sentences(body, paragraph):
        count = _count(body, sentence)
        if words and words + count > MAX_WORDS:
            yield Span(start, end)
            start, words = sentence.start, 0
        end = sentence.end
        words += count
    yield Span(start, end)


def _bounded_sentences(body: str, paragraph: Span) -> Iterator[Span]:
    for sentence in sentences(body, *paragraph):
        starts = [match.start() for match in _words().finditer(body, *sentence)]
        cuts = [sentence.start, *starts[MAX_WORDS::MAX_WORDS], sentence.end]
        for start, end in itertools.pairwise(cuts):
            yield Span(start, start + len(body[start:end].rstrip()))


def words_in(text: str) -> list[re.Match[str]]:
    """The words of a text, as passages are measured by."""
    return list(_words().finditer(text))


def _count(body: str, span: Span) -> int:
    return len(_words().findall(body, span.start, span.end))


@cache
def _words() -> re.Pattern[str]:
    """Two characters of a script without spaces carry about one word; its signs, such as ฿, are none."""
    return re.compile(rf"(?:(?=\w)[{DENSE}]){{1,2}}|[{WORD_CHARS}]+")
