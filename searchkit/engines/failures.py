"""Errors of Whoosh and of a broken index, turned once into searchkit's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh import query

from searchkit.errors import IndexDamagedError, IndexOpenError, QueryError, SearchkitError


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turns whatever Whoosh raises over a broken index or query into one clear error."""
    try:
        yield
    except SearchkitError:
        raise
    except RecursionError as error:
        raise QueryError("the query nests too deep to be answered") from error
    except query.QueryError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    except PermissionError as error:
        raise IndexOpenError(f"{folder} cannot be read: {error.strerror}") from error
    except Exception as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise IndexDamagedError(f"{folder} is damaged ({what}); make the index anew with --rebuild") from error
