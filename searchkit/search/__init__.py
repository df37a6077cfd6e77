"""Which articles match, how well; where in each, and which of its passages answer best?"""

from searchkit.search.execute import Executor, TopArticles
from searchkit.search.matches import Mark, Match, Matcher, merged
from searchkit.search.passages import PassageRanker, opening_passage
from searchkit.search.snapshot import Snapshot
from searchkit.search.spots import TextTokens

__all__ = [
    "Executor",
    "Mark",
    "Match",
    "Matcher",
    "PassageRanker",
    "Snapshot",
    "TextTokens",
    "TopArticles",
    "merged",
    "opening_passage",
]
