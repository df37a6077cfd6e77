"""A synthetic archive with planted answers: which article answers, and where, is known for every question.

Some 240 questions of sixteen kinds. Of each, one or two articles tell the answer, as their subject or in passing;
beside them stand articles with the same words in other places: scattered over a long text, in a title that promises
too much, in a round-up, in a programme or table, on a page with next to nothing else. Nothing of it is true.
"""

import datetime as dt
from functools import cache

from bench.judged.judgedset import AnswerSpan, JudgedSet
from bench.judged.planted_facts import Fact, Writer, facts, long_question, short_question
from bench.judged.planted_pages import LOOKALIKES, Page, answering, background, follow_up
from searchkit import Article

SEED, _FACTS_EACH, _BACKGROUND = 6, 15, 600
_LOOKALIKES_EACH = 3
_SECOND_SHARE, _FOLLOW_UP_SHARE = 0.2, 0.3
_FIRST_DAY, _DAYS = dt.date(2011, 1, 1), 3_000
_ANSWERS, _ON_TOPIC = 2, 1


def load(name: str) -> JudgedSet:
    """The set "planted" with questions as typed, or "planted-verbose", the same archive with whole sentences."""
    articles, qrels, spans, planted = _archive()
    writer = Writer(SEED + 1)
    ask = long_question if name == "planted-verbose" else short_question
    return JudgedSet(name, articles, {fact.qid: ask(writer, fact) for fact in planted}, qrels, spans)


_Grades = dict[str, dict[str, int]]


@cache
def _archive() -> tuple[tuple[Article, ...], _Grades, dict[str, tuple[AnswerSpan, ...]], tuple[Fact, ...]]:
    writer = Writer(SEED)
    planted = tuple(facts(writer, _FACTS_EACH))
    pages = [(page, fact.qid, grade) for fact in planted for page, grade in _pages(writer, fact)]
    pages += [(background(writer), "", 0) for _ in range(_BACKGROUND)]
    writer.chance.shuffle(pages)
    qrels: _Grades = {fact.qid: {} for fact in planted}
    spans: dict[str, list[AnswerSpan]] = {fact.qid: [] for fact in planted}
    articles = []
    for number, ((title, body), qid, grade) in enumerate(pages):
        article = Article(id=f"planted-{number:04}", title=title, body=body.text, date=_day(writer), language="en")
        articles.append(article)
        if grade:
            qrels[qid][article.id] = grade
        if body.end:
            spans[qid].append(AnswerSpan(article.id, body.start, body.end))
    return tuple(articles), qrels, {qid: tuple(found) for qid, found in spans.items()}, planted


def _pages(writer: Writer, fact: Fact) -> list[tuple[Page, int]]:
    """Each page that is about a fact, or looks as if, with its grade."""
    pages = [(answering(writer, fact), _ANSWERS)]
    if writer.chance.random() < _SECOND_SHARE:
        pages.append((answering(writer, fact), _ANSWERS))
    if writer.chance.random() < _FOLLOW_UP_SHARE:
        pages.append((follow_up(writer, fact), _ON_TOPIC))
    return pages + [(write(writer, fact), 0) for write in writer.chance.sample(LOOKALIKES, _LOOKALIKES_EACH)]


def _day(writer: Writer) -> dt.date:
    return _FIRST_DAY + dt.timedelta(days=writer.chance.randrange(_DAYS))
