"""Saved sets of words and phrases: those of searchkit.toml, and of the files that are named."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import searchkit
from searchkit.cli.config import config_path, settings

_SIGNS = "@＠"


def saved_sets(files: Sequence[Path], query: str) -> Mapping[str, Sequence[str]]:
    """The sets in the files and, where the query names any, those of `[sets]` in searchkit.toml.

    Of several sets of one name the last counts. Raises QueryError for a file that cannot be read.
    """
    found: dict[str, Sequence[str]] = {}
    configured = any(sign in query for sign in _SIGNS) and isinstance(settings().get("sets"), dict)
    for path in [*([config_path()] if configured else []), *files]:
        found |= searchkit.read_sets(path)
    return found
