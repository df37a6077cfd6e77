"""Every error searchkit raises on purpose; each message names what was wrong, where, and what to do."""


class SearchkitError(Exception):
    """Base of all searchkit errors; its text is one line fit to be shown to a person."""


class InvalidArticleError(SearchkitError):
    """An `Article` cannot be made of these values (say, a date that is no date)."""


class SourceError(SearchkitError):
    """A path given to index cannot be read at all; single bad records are `Rejected` instead."""


class IndexOpenError(SearchkitError):
    """There is no usable index at this place."""


class IndexMissingError(IndexOpenError):
    """The folder does not exist or holds no index."""


class IndexDamagedError(IndexOpenError):
    """The folder holds an index that cannot be read, or one that another program changed."""


class IndexLockedError(SearchkitError):
    """Another process is writing to the index."""


class IndexWriteError(SearchkitError):
    """The index could not be written (disk full, no permission); the last commit still stands."""


class QueryError(SearchkitError):
    """The query cannot be answered: too long, or a filter that cannot be read.

    Where it is known `query` is what was typed, and `column` the place in it, in code points from 1.
    """

    def __init__(self, message: str = "", *, query: str = "", column: int | None = None) -> None:
        super().__init__(message)
        self.query = query
        self.column = column


class EvaluationError(SearchkitError):
    """Topics, judgements or a run cannot be read, or a measure cannot be worked out."""


class ArticleNotFoundError(SearchkitError):
    """No article has this id."""
