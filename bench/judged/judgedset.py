"""A judged set: articles, questions about them, and which articles a person would want as answers."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, TypeVar

from searchkit import Article

Half = Literal["fit", "test"]
T = TypeVar("T")


class AnswerSpan(NamedTuple):
    """Where an answer stands: code points `char_start` to `char_end` of the article's body."""

    docid: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Articles and questions with judgements.

    `topics` are the questions by their ids, `qrels` how relevant which article is to them (0 is not, 2 is more than
    1; an article that is not named is not), `spans` where in an article the answer stands, if the set knows that.
    """

    name: str
    articles: tuple[Article, ...]
    topics: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    spans: Mapping[str, tuple[AnswerSpan, ...]] = field(default_factory=dict)

    def half(self, which: Half) -> "JudgedSet":
        """The questions to fit numbers on, or the others, to report what the numbers are worth; all articles."""
        return self.only(qid for qid in self.topics if half_of(qid) == which)

    def only(self, qids: Iterable[str]) -> "JudgedSet":
        """The same articles with these questions alone."""
        wanted = set(qids)
        return replace(
            self,
            topics={qid: text for qid, text in self.topics.items() if qid in wanted},
            qrels={qid: judged for qid, judged in self.qrels.items() if qid in wanted},
            spans={qid: places for qid, places in self.spans.items() if qid in wanted},
        )


def half_of(qid: str) -> Half:
    """The half a question belongs to, by its id alone: it stays there whatever else is in the set."""
    return "fit" if _number(qid) % 2 else "test"


def drawn(things: Iterable[T], count: int, key: Callable[[T], str]) -> list[T]:
    """So many of the things, always the same, in their order; `key` is the id of one."""
    kept = list(things)
    chosen = set(sorted(range(len(kept)), key=lambda at: _number(key(kept[at])))[:count])
    return [thing for at, thing in enumerate(kept) if at in chosen]


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
