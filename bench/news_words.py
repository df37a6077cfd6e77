"""Words nobody uses, in the proportions of a language: common ones short, inflected, and always a rarer one to come.

Frequencies fall as Zipf and Mandelbrot say down to rank 8,000, and faster beyond, so that the vocabulary keeps
growing with the 0.5th to 0.6th power of the text, as Heaps says and news archives show (two regimes: R. Ferrer i
Cancho and R. V. Solé, J. Quantitative Linguistics 8, 2001). A word's spelling follows from its rank alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

COMMON = 32_768
"""Ids below are ranks; those above are given in the order in which words turn up."""

_ZIPF_RANKS = 8_000
_SHIFT = 2.7  # Mandelbrot's; with it "the" is about every fifteenth word
_TAIL_EXPONENT = 2.0  # 36 million words have some 400,000 forms in all; an archive of real articles had 270,000
_HEAD_DRAWS = 1 << 18


@dataclass(frozen=True, slots=True)
class Sounds:
    """What the words of a language are made of: `joint` stands between words, `stop` ends a sentence."""

    code: str
    function_words: tuple[str, ...]
    syllables: tuple[str, ...]
    endings: tuple[str, ...]
    least_syllables: int = 1
    joint: str = " "
    comma: str = ", "
    stop: str = ". "
    possessive: str = "'s "
    end: str = "."


_ENGLISH_FUNCTION = (
    "the of to and a in that is was for on said with he as at it by be from have has his are not an this but who were "
    "will they had their its which one more been or about would after up we two out when she there her new also last "
    "than over could i all other if first into people some can no you year years time what so before percent don't "
    "it's most where between while during against three because only any since many may such being them these our "
    "through now under made did just like those how my then"
)
_ENGLISH = (
    "ba cor da den el fi gra hol in ka lin mar ne or pel qui ro sta tam ur vel wen yar zo tri ment bri cal dun fer "
    "gor hart jel kin lor mun nor os par rin sel tor und vin wal ash ber cho dra eth fol gan hin"
)
_FRENCH_FUNCTION = (
    "de la le et les des à en un du une que est pour qui dans il par au sur pas plus a ne se ce avec sont son été ont"
)
_FRENCH = "bé cor dé den él fi grà hôl in ka lîn mar ne or pel qui rô sta tam ur vel vèn ya zo tri ment çal œu è ré"
_GERMAN_FUNCTION = (
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat"
)
_GERMAN = "bä cor dör den el fi gra hol ün ka lin mar ne ör pel quä ro sta tam ur wel wen jar zo tri mend straß schö"
_RUSSIAN_FUNCTION = "и в не на что с по как это из у к за от для о он но его был при до года так также все или их"
_RUSSIAN = "ба кор да ден эл фи гра хол ин ка лин мар не ор пел куй ро ста там ур вел вен яр зо три мент жи шо щу"
_CHINESE_FUNCTION = "的 在 是 了 和 有 中 为 与 对 将 不 也 于 从 到 上 年 月 日 等 并 已 被 以 及 其 他 这 个"
_CHINESE = (
    "国 会 市 发 民 政 经 济 公 司 新 闻 社 区 水 电 力 交 通 学 校 医 院 农 业 工 厂 银 行 海 港 山 河 北 南 东 西 "
    "安 全 法 律 选 举 部 长 天 气 报 告 研 究 开 放 城 乡 人 口 数 据 技 术 文 化 体 育 大 小 高 低 前 后 老 少 春 "
    "秋 火 车"
)


def _sounds(code: str, function: str, syllables: str, endings: str, **more: Any) -> Sounds:
    return Sounds(code, tuple(function.split()), tuple(syllables.split()), tuple(endings.split(",")), **more)


ENGLISH = _sounds("en", _ENGLISH_FUNCTION, _ENGLISH, ",s,ed,ing,er,ly")
TYPOGRAPHIC = _sounds("en", _ENGLISH_FUNCTION.replace("'", "’"), _ENGLISH, ",s,ed,ing,er,ly", possessive="’s ")
FRENCH = _sounds("fr", _FRENCH_FUNCTION, _FRENCH, ",s,e,es,er,tion", possessive=" ")
GERMAN = _sounds("de", _GERMAN_FUNCTION, _GERMAN, ",e,en,er,ung,s", possessive=" ")
RUSSIAN = _sounds("ru", _RUSSIAN_FUNCTION, _RUSSIAN, ",а,ы,ов,ами,ость", possessive=" ")
CHINESE = _sounds(
    "zh",
    _CHINESE_FUNCTION,
    _CHINESE,
    ",",
    joint="",
    comma="，",
    stop="。",
    end="。",
    possessive="",
)


class Vocabulary:
    """The words of one language that have turned up so far, as object arrays to be indexed with ids."""

    def __init__(self, sounds: Sounds) -> None:
        self.sounds = sounds
        self.size = COMMON
        self._ids: dict[int, int] = {}
        self.lower: NDArray[np.object_] = np.empty(4 * COMMON, object)
        self.lower[:COMMON] = [self._spelling(rank) for rank in range(COMMON)]
        self._head = _head_draws()

    def draw(self, chance: np.random.Generator, count: int) -> Ids:
        """So many words, as ids; those that are new are made."""
        even = chance.random(count)
        tail_share = self._head.tail_share
        ids = self._head.ranks[(even * _HEAD_DRAWS).astype(np.int64)]
        rare = np.flatnonzero(chance.random(count) < tail_share)
        pareto = (1.0 - chance.random(len(rare))) ** (-1.0 / (_TAIL_EXPONENT - 1.0))
        ids[rare] = self._known(np.minimum(_ZIPF_RANKS * pareto, 2.0**40).astype(np.int64))
        return ids

    def capitalised(self, ids: Ids) -> NDArray[np.object_]:
        """These words with a capital."""
        words = self.lower[ids]
        return np.fromiter((word[:1].upper() + word[1:] for word in words), object, len(words))

    def _known(self, ranks: Ids) -> Ids:
        """Ids of these ranks. Those beyond the common ones get the next free id when they first turn up."""
        unique, where = np.unique(ranks, return_inverse=True)
        rare = int(np.searchsorted(unique, COMMON))
        ids = unique.copy()
        ids[rare:] = [self._ids.get(rank) or self._made(rank) for rank in unique[rare:].tolist()]
        return ids[where]

    def _made(self, rank: int) -> int:
        if self.size == len(self.lower):
            self.lower = np.concatenate([self.lower, np.empty(self.size, object)])
        self.lower[self.size] = self._spelling(rank)
        self._ids[rank] = self.size
        self.size += 1
        return self.size - 1

    def _spelling(self, rank: int) -> str:
        """Three neighbouring ranks are forms of one word; the rarer the word, the longer."""
        function, syllables, endings = self.sounds.function_words, self.sounds.syllables, self.sounds.endings
        if rank < len(function):
            return function[rank]
        word, form = divmod(rank - len(function), 3)
        length, count = self.sounds.least_syllables, len(syllables) ** self.sounds.least_syllables
        while word >= count:
            word, length, count = word - count, length + 1, count * len(syllables)
        scattered = word * 7919 % count  # neighbours in rank do not look alike; 7919 divides no count
        parts = []
        for _ in range(length):
            scattered, syllable = divmod(scattered, len(syllables))
            parts.append(syllables[syllable])
        return "".join(parts) + (endings[1 + (word + form) % (len(endings) - 1)] if form else "")


@dataclass(frozen=True, slots=True)
class _HeadDraws:
    """Equally likely draws of a rank below 8,000, and the share of words beyond."""

    ranks: Ids
    tail_share: float


def _head_draws() -> _HeadDraws:
    weights = 1.0 / (np.arange(_ZIPF_RANKS) + _SHIFT)
    bounds = np.cumsum(weights) / weights.sum()
    ranks = np.searchsorted(bounds, (np.arange(_HEAD_DRAWS) + 0.5) / _HEAD_DRAWS)
    tail = 1.0 / (_TAIL_EXPONENT - 1.0)  # the integral of the falling tail, which begins at a weight of 1/8,000
    return _HeadDraws(ranks.astype(np.int64), tail / (tail + float(weights.sum())))


def is_function_word(word: str) -> bool:
    """Whether it is one of the English words without a meaning of its own."""
    return word in _FUNCTION_WORDS


_FUNCTION_WORDS: frozenset[str] = frozenset(ENGLISH.function_words)


def vocabularies(sounds: Sequence[Sounds]) -> list[Vocabulary]:
    """One for each language."""
    return [Vocabulary(one) for one in sounds]
