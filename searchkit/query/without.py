"""What matches one query and not another.

Whoosh's own ways go wrong: a bare `Not` inside `And` adds 1 to the score; `AndNotMatcher` lets a first article
pass that it should leave out.
"""

from typing import Any

from whoosh import matching, query


class Without(query.AndNot):
    """The articles of `a` that `b` does not match, with the scores of `a`."""

    JOINT = " AND NOT "

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """A matcher over one segment."""
        unwanted = frozenset(self.b.docs(searcher))
        return matching.FilterMatcher(self.a.matcher(searcher, context), unwanted, exclude=True)
