"""Titles as questions: which story had this headline? The titles themselves are not in the articles.

A headline that several stories have, or of fewer than four words, is not asked; nor is that of a company's results,
whose body is a table that does not even name the company.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from bench.judged.judgedset import JudgedSet, drawn
from bench.judged.reuters_stories import codes, copies, stories, words
from searchkit import Article

QUESTIONS = 500
_LEAST_TITLE_WORDS, _LEAST_BODY_WORDS = 4, 50


def load(folder: Path) -> JudgedSet:
    """500 titles, asked of all stories; reprints of the wanted story count as it does, updates half."""
    everything = stories(folder)
    times = Counter(_folded(story) for story in everything)
    askable = [story for story in everything if times[_folded(story)] == 1 and _is_askable(story)]
    asked = drawn(askable, QUESTIONS, lambda story: f"titles {story.id}")
    topics = {f"title-{story.id}": story.title for story in asked}
    qrels = {f"title-{docid}": grades for docid, grades in copies(asked, everything).items()}
    return JudgedSet("reuters-titles", tuple(replace(story, title="") for story in everything), topics, qrels)


def _folded(story: Article) -> str:
    return " ".join(words(story.title))


def _is_askable(story: Article) -> bool:
    long_enough = len(words(story.title)) >= _LEAST_TITLE_WORDS and len(words(story.body)) >= _LEAST_BODY_WORDS
    return long_enough and "earn" not in codes(story)
