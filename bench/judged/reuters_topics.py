"""Topics as questions: what the indexers of Reuters said a story is about.

Only stories to which they gave a topic: of the others one cannot tell whether they have none or were not looked at.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bench.judged.judgedset import JudgedSet, drawn
from bench.judged.reuters_codes import WORDS
from bench.judged.reuters_stories import codes, stories

ARTICLES = 5_000
_FEWEST, _MOST = 5, 200


def load(folder: Path) -> JudgedSet:
    """A question for each topic of 5 to 200 of the 5,000 stories."""
    labelled = (story for story in stories(folder) if codes(story))
    sample = drawn(labelled, ARTICLES, lambda story: f"articles {story.id}")
    holders: dict[str, dict[str, int]] = {}
    for story in sample:
        for code in codes(story):
            holders.setdefault(code, {})[story.id] = 1
    asked = _asked(code for code, having in holders.items() if _FEWEST <= len(having) <= _MOST)
    # The labels themselves stay out of what is indexed.
    articles = tuple(replace(story, extra={}) for story in sample)
    return JudgedSet("reuters-topics", articles, asked, {qid: holders[qid] for qid in asked})


def _asked(found: Iterable[str]) -> dict[str, str]:
    return {code: WORDS[code] for code in sorted(found)}
