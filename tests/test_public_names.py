"""The public surface is what it was meant to be: a name more or less is a decision."""

import pytest

import searchkit

PUBLIC = [
    "Archive",
    "ArchiveStats",
    "Article",
    "ArticleNotFoundError",
    "Boilerplate",
    "CheckReport",
    "Examined",
    "Expansion",
    "Explanation",
    "Filters",
    "Format",
    "Head",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexOpenError",
    "IndexOptions",
    "IndexSummary",
    "IndexWriteError",
    "InvalidArticleError",
    "LearntBoilerplate",
    "Origin",
    "Passage",
    "PublicationDate",
    "QueryError",
    "Ranking",
    "ReadOptions",
    "Rejected",
    "RepairReport",
    "ResultPage",
    "ScorePart",
    "SearchOptions",
    "SearchRequest",
    "SearchkitError",
    "SignificantTerm",
    "SimilarOptions",
    "SimilarRequest",
    "Source",
    "SourceError",
    "Span",
    "Suggestion",
    "Unreadable",
    "check",
    "create",
    "formats",
    "inspect",
    "inspect_stream",
    "open",
    "read_sets",
    "repair",
]


def test_the_public_names_are_these() -> None:
    assert searchkit.__all__ == PUBLIC


def test_dir_tells_all_public_names() -> None:
    assert set(PUBLIC) <= set(dir(searchkit))


def test_a_name_that_is_none_is_told_as_python_does() -> None:
    with pytest.raises(AttributeError, match="module 'searchkit' has no attribute 'Archiv'"):
        searchkit.Archiv  # type: ignore[attr-defined]  # noqa: B018


def test_every_public_name_is_there_and_documented() -> None:
    for name in PUBLIC:
        assert getattr(searchkit, name).__doc__, name


def test_every_error_is_a_searchkit_error() -> None:
    errors = [getattr(searchkit, name) for name in PUBLIC if name.endswith("Error")]
    assert all(issubclass(error, searchkit.SearchkitError) for error in errors)
