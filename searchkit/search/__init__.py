"""Where in an article does the query match, and which of its passages answer best?"""

from searchkit.search.matches import FieldTokens, Mark, Matcher, merged
from searchkit.search.passages import opening_passage, rank_passages

__all__ = ["FieldTokens", "Mark", "Matcher", "merged", "opening_passage", "rank_passages"]
