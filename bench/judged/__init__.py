"""Judged sets: what rankings are fitted and measured on.

`load("planted")` gives a set; those of real data need the folder that SEARCHKIT_TEST_DATA names.
"""

import importlib
import os
from pathlib import Path

from bench.judged.judgedset import AnswerSpan, Half, JudgedSet, half_of
from bench.measure import BenchError

VARIABLE = "SEARCHKIT_TEST_DATA"
"""The environment variable that names the folder with `time` and `reuters21578`."""

_OWN = {"corpus": "sample", "corpus-verbose": "sample", "planted": "planted", "planted-verbose": "planted"}
_OUTSIDE = {
    "time": ("time_magazine", "time"),
    "reuters-titles": ("reuters_titles", "reuters21578"),
    "reuters-topics": ("reuters_topics", "reuters21578"),
    "reuters-leads": ("reuters_leads", "reuters21578"),
}
OWN, OUTSIDE = tuple(_OWN), tuple(_OUTSIDE)
"""The names of the sets that are in the project, and of those that are not."""


def load(name: str, folder: Path | None = None) -> JudgedSet:
    """The set of this name; `folder` is that of the real data, if not the one named by the environment.

    Raises BenchError where the data are not there.
    """
    if name in _OWN:
        own: JudgedSet = importlib.import_module(f"bench.judged.{_OWN[name]}").load(name)
        return own
    module, needed = _OUTSIDE[name]
    data = _folder(folder)
    if not (data / needed).is_dir():
        raise BenchError(f"{name} needs {VARIABLE} to name a folder with {needed}")
    outside: JudgedSet = importlib.import_module(f"bench.judged.{module}").load(data)
    return outside


def present(folder: Path | None = None) -> tuple[str, ...]:
    """The names of the sets that can be loaded here."""
    data = _folder(folder)
    return (*OWN, *(name for name, (_, needed) in _OUTSIDE.items() if (data / needed).is_dir()))


def _folder(given: Path | None) -> Path:
    return given or Path(os.environ.get(VARIABLE, "no folder is named"))


__all__ = ["OUTSIDE", "OWN", "VARIABLE", "AnswerSpan", "Half", "JudgedSet", "half_of", "load", "present"]
