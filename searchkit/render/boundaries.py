"""Where a text may be cut: between sentences, words and grapheme clusters."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from wcwidth import iter_graphemes, wcswidth

_ABBREVIATION_GROUPS = (
    "mr mrs ms dr prof hon rev fr sen rep gov gen adm col maj capt cpt lt sgt cpl pte insp supt st ste jr sr",
    "inc ltd co corp plc bros dept vs etc cf al approx nos vol fig pp ed eds ave blvd rd mt ft",
    "jan feb apr jun jul aug sep sept oct nov dec tue tues wed thu thur thurs fri",
    "bzw ca evtl ggf inkl nr str usw vgl mme mlle sra dra ing",
)
_ABBREVIATIONS = frozenset(" ".join(_ABBREVIATION_GROUPS).split())
_CLOSERS = "\"'”’»›)\\]}」』】》〉）］｝"
# The look-behinds keep long runs of marks linear.
_SENTENCE_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]+)[{_CLOSERS}]*(?=\s)"
    rf"|(?<![。！？｡।॥።])[。！？｡।॥።]+[{_CLOSERS}]*|[؟۔][{_CLOSERS}]*(?=\s)"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]*\Z")
_DOTTED = re.compile(r"(?:\w\.)*\w")

_NOT_AT_LINE_START = frozenset(
    "、。，．,.:;!?：；！？）〕］｝〉》」』】”’)]}»›…‥・｡､｣%％ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NOT_AT_LINE_END = frozenset("（〔［｛〈《「『【“‘([{«‹｢$£¥＄￡￥")

# Radicals to Yi, compatibility ideographs, full-width forms, supplementary ideographs; Hangul is written with spaces.
_CJK_BLOCKS = (("\u2e80", "\ua4cf"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"), ("\U00020000", "\U0003ffff"))

# Furthest back that is looked for the word before a full stop: no abbreviation is longer.
_LONGEST_WORD = 24


def graphemes(text: str) -> Iterator[str]:
    """The user-perceived characters (UAX 29 extended grapheme clusters), in order."""
    return iter(text) if text.isascii() else iter_graphemes(text)


def columns(text: str) -> int:
    """Terminal columns the text takes; control characters must be gone from it."""
    return len(text) if text.isascii() else max(wcswidth(text), 0)


def sentence_ends(text: str) -> list[int]:
    """Offsets after the closing punctuation of each sentence of a folded text, the end of the text last."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if _ends_sentence(text, match)]
    return ends if ends and ends[-1] == len(text) else [*ends, len(text)]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match["mark"]
    if mark is None:
        return not _is_combining(text, match.end())
    following = text[match.end() :][:2].strip()
    if following.islower():
        return False
    if mark != ".":
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
    last = word.group().casefold() if word else ""
    return last not in _ABBREVIATIONS and not (_DOTTED.fullmatch(last) and not last.isdigit())


def _is_combining(text: str, offset: int) -> bool:
    return offset < len(text) and (text[offset] == "\u200d" or unicodedata.category(text[offset])[0] == "M")


def may_break(left: str, right: str) -> bool:
    """Whether a line may end between two neighbouring grapheme clusters inside a word.

    Only beside wide (Chinese, Japanese, Korean) ones, and not before closing or after opening punctuation.
    """
    if left.isascii() and right.isascii():
        return False
    if right[0] in _NOT_AT_LINE_START or left[0] in _NOT_AT_LINE_END:
        return False
    return _is_cjk(left[0]) or _is_cjk(right[0])


def _is_cjk(char: str) -> bool:
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char >= "\U00020000"
    )


def cluster_borders(text: str, start: int, end: int) -> list[int]:
    """Offsets from `start` to `end` at which no grapheme cluster is cut, both ends included."""
    return list(accumulate(map(len, graphemes(text[start:end])), initial=start))


def word_borders(text: str, start: int, end: int) -> list[int]:
    """Offsets from `start` to `end` where a line of a folded text may break: at spaces and between CJK characters."""
    borders: list[int] = []
    offset, left = start, " "
    for right in graphemes(text[start:end]):
        if left == " " or right[0] == " " or may_break(left, right):
            borders.append(offset)
        offset += len(right)
        left = right
    if offset >= len(text) or left == " " or text[offset] == " ":
        borders.append(offset)
    return borders
