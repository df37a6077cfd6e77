"""Leads as questions: the first sentence of a story, which is cut out of it, asks for the rest of the story."""

import re
from dataclasses import replace
from pathlib import Path

from bench.judged.judgedset import JudgedSet, drawn
from bench.judged.reuters_stories import codes, copies, stories, words
from searchkit import Article

QUESTIONS = 200
_FEWEST_WORDS, _MOST_WORDS, _LEAST_LEFT = 12, 60, 60
# Behind `U.S.` or `Co. Ltd.` no sentence ends; two small letters come before the stop of nearly every other word.
_FIRST_SENTENCE = re.compile(r"(?s)(.{40,}?[a-z0-9]{2}[.?!][\"']?)\s+(?=[\"'<]?[A-Z0-9])")


def load(folder: Path) -> JudgedSet:
    """200 leads, asked of all stories; other prints of a story, which keep the lead, are left out."""
    everything = stories(folder)
    parts = {story.id: first_sentence_cut(story.body) for story in everything}
    askable = [story for story in everything if _is_askable(story, *parts[story.id])]
    asked = {story.id: story for story in drawn(askable, QUESTIONS, lambda story: f"leads {story.id}")}
    same = copies(list(asked.values()), everything)
    reprints = {other for docid, found in same.items() for other in found if other != docid}
    kept = [story for story in everything if story.id not in reprints - asked.keys()]
    articles = tuple(replace(story, body=parts[story.id][1]) if story.id in asked else story for story in kept)
    qrels = {f"lead-{docid}": {other: 1 for other in same[docid] if other in asked} for docid in asked}
    return JudgedSet("reuters-leads", articles, {f"lead-{docid}": parts[docid][0] for docid in asked}, qrels)


def first_sentence_cut(body: str) -> tuple[str, str]:
    """The first sentence, in one line, and the rest; the sentence is empty where its end is not to be found."""
    found = _FIRST_SENTENCE.match(body)
    return (" ".join(found[1].split()), body[found.end() :]) if found else ("", body)


def _is_askable(story: Article, lead: str, rest: str) -> bool:
    is_long = _FEWEST_WORDS <= len(words(lead)) <= _MOST_WORDS and len(words(rest)) >= _LEAST_LEFT
    return is_long and "earn" not in codes(story)
