"""The sample corpus with questions of our own, in nine languages."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bench.judged import reading
from bench.judged.judgedset import AnswerSpan, JudgedSet
from searchkit import Article

_CORPUS = Path(__file__).parent.parent.parent / "corpus"
_QUESTIONS = Path(__file__).with_suffix(".toml")


def load(name: str) -> JudgedSet:
    """The set "corpus" with questions as typed, or "corpus-verbose" with whole sentences."""
    articles = _articles()
    asked = tomllib.loads(_QUESTIONS.read_text("utf-8"))["questions"]
    qrels: dict[str, dict[str, int]] = {}
    spans: dict[str, tuple[AnswerSpan, ...]] = {}
    for question in asked:
        found = [(_named(ending, articles), grade, words) for ending, grade, words in question["answers"]]
        qrels[question["id"]] = {article.id: grade for article, grade, _ in found}
        spans[question["id"]] = tuple(_span(article, words) for article, grade, words in found if grade > 1)
    return JudgedSet(name, articles, _texts(asked, "long" if name == "corpus-verbose" else "short"), qrels, spans)


def _texts(asked: list[dict[str, Any]], kind: str) -> dict[str, str]:
    return {question["id"]: question[kind] for question in asked}


@cache
def _articles() -> tuple[Article, ...]:
    return tuple(reading.identified(reading.articles([_CORPUS])))


def _named(ending: str, articles: tuple[Article, ...]) -> Article:
    (found,) = [article for article in articles if article.id.endswith(ending)]
    return found


def _span(article: Article, words: str) -> AnswerSpan:
    start = article.body.index(words)
    return AnswerSpan(article.id, start, start + len(words))
