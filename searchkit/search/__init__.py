"""Which articles match, how well; where in each, and which of its passages answer best?"""

from searchkit.search.execute import Executor, TopArticles
from searchkit.search.executors import Executors
from searchkit.search.matches import Mark, Match, Matcher, merged
from searchkit.search.passages import PassageRanker, opening_passage
from searchkit.search.ranked import FullRanker, TopPassages
from searchkit.search.similarity import LUCENE, WHOOSH, Similarity
from searchkit.search.snapshot import Snapshot
from searchkit.search.spots import TextTokens

__all__ = [
    "LUCENE",
    "WHOOSH",
    "Executor",
    "Executors",
    "FullRanker",
    "Mark",
    "Match",
    "Matcher",
    "PassageRanker",
    "Similarity",
    "Snapshot",
    "TextTokens",
    "TopArticles",
    "TopPassages",
    "merged",
    "opening_passage",
]
