"""Options that several commands share, each also read from SEARCHKIT_… in the environment."""

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from searchkit.cli.output import Color
from searchkit.model import Ranker, Unit


def option(*names: str, env: str = "", **settings: Any) -> Any:
    """An option with its environment variable: `--max-article-size` is SEARCHKIT_MAX_ARTICLE_SIZE."""
    long_name = next(name for name in names if name.startswith("--")).partition("/")[0]
    variable = env or "SEARCHKIT_" + long_name.lstrip("-").replace("-", "_").upper()
    return typer.Option(*names, envvar=variable, **settings)


def finite(value: float) -> float:
    """The value of an option, for its `callback`: `nan` and `inf` are within any range."""
    if not math.isfinite(value):
        raise typer.BadParameter(f"{value} is not a finite number.")
    return value


Folder = Annotated[Path, option("--index", help="Folder of the index.", metavar="DIR")]
ColorOption = Annotated[Color, option("--color", help="Colour: auto is on a terminal, unless NO_COLOR is set.")]

StrictOption = Annotated[
    bool, option("--strict", help="An error, not a note, where part of the query can only be read as plain text.")
]
SetsOption = Annotated[
    list[Path] | None,
    option("--sets", metavar="FILE", help="Saved sets that @name stands for; may be given several times."),
]

RankerOption = Annotated[
    Ranker, option("--ranker", help="How answers are ranked: bm25 by words alone, full by passages and nearness, too.")
]
DeepOption = Annotated[bool, option("--deep", help="Ask again with words of the best articles.")]
RecentOption = Annotated[
    str, option("--recent", metavar="AGE", help="Halve scores for every so much age: 7d, 2w, 3m or 1y.")
]
UnitOption = Annotated[Unit, option("--unit", help="Rank articles, or passages of all articles.")]
ParamsOption = Annotated[
    str, option("--params", metavar="NAME=N,…", help="Numbers of the ranking, such as k1=0.9,closeness=0.")
]

DEFAULT_FOLDER = Path("index")


def printable(text: str) -> str:
    """An argument as text, also where its bytes were no valid UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
