"""The public surface is what it was meant to be: a name more or less is a decision."""

import searchkit

PUBLIC = [
    "Archive",
    "ArchiveStats",
    "Article",
    "ArticleNotFoundError",
    "Filters",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexOpenError",
    "IndexOptions",
    "IndexSummary",
    "IndexWriteError",
    "InvalidArticleError",
    "Origin",
    "Passage",
    "PublicationDate",
    "QueryError",
    "ReadOptions",
    "Rejected",
    "ResultPage",
    "SearchRequest",
    "SearchkitError",
    "SourceError",
    "Span",
    "create",
    "open",
]


def test_the_public_names_are_these() -> None:
    assert searchkit.__all__ == PUBLIC


def test_every_public_name_is_there_and_documented() -> None:
    for name in PUBLIC:
        assert getattr(searchkit, name).__doc__, name


def test_every_error_is_a_searchkit_error() -> None:
    errors = [getattr(searchkit, name) for name in PUBLIC if name.endswith("Error")]
    assert all(issubclass(error, searchkit.SearchkitError) for error in errors)
