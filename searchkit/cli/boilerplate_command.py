"""`searchkit boilerplate`: what is taken out of articles as boilerplate, and how to overrule that."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, Folder, option, printable
from searchkit.cli.output import emit, tell
from searchkit.render import dumps, for_terminal
from searchkit.render.grid import grid

if TYPE_CHECKING:
    from searchkit import LearntBoilerplate

EXAMPLE = (
    "Example:  searchkit boilerplate --source meridian   |   searchkit boilerplate --keep 'Terms were not disclosed.'"
)

_EXAMPLE_CHARS = 60


def boilerplate(
    folder: Folder = DEFAULT_FOLDER,
    source: Annotated[str, option("--source", help="Only of this source; as this command prints it.")] = "",
    keep: Annotated[
        list[str] | None, option("--keep", metavar="TEXT|KEY", help="Never take this paragraph out.")
    ] = None,
    drop: Annotated[
        list[str] | None, option("--drop", metavar="TEXT|KEY", help="Take this paragraph out of every article.")
    ] = None,
    undo: Annotated[
        list[str] | None, option("--undo", metavar="TEXT|KEY", help="Take back what --keep or --drop said.")
    ] = None,
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the output.")] = "text",
) -> None:
    """Print what is taken out of articles as boilerplate: why, in how many stories, an example.

    What is taken out is still found by boilerplate:word, and shown by searchkit show. --keep, --drop and --undo may
    be given several times; they hold for good, in the articles of --source or in all. The next searchkit index reads
    all files again to apply them.
    """
    with searchkit.open(folder) as archive:
        decided = _decide(archive, source, ("keep", keep or ()), ("drop", drop or ()), (None, undo or ()))
        found = archive.boilerplate()
    if decided:
        tell("decided; the next searchkit index of the same files applies it")
    wanted = printable(source).strip().casefold()
    rows = [one for one in found if not wanted or one.source in (wanted, "")]
    emit([dumps([one.to_dict() for one in rows]) + "\n"] if output_format == "json" else _table(rows))
    raise typer.Exit(0 if rows or decided else 1)


def _decide(
    archive: "searchkit.Archive", source: str, *decisions: tuple[Literal["keep", "drop"] | None, Iterable[str]]
) -> bool:
    """Whether there was anything to decide."""
    decided = [(printable(text), verdict) for verdict, texts in decisions for text in texts]
    for text, verdict in decided:
        archive.overrule(text, verdict, printable(source))
    return bool(decided)


def _table(rows: "Sequence[LearntBoilerplate]") -> list[str]:
    if not rows:
        return []
    cells = [
        (
            for_terminal(one.source) or "(all)",
            f"{one.stories:,}",
            for_terminal(f"{one.reason}, {one.verdict}" if one.verdict else one.reason),
            one.key,
            _shortened(one.example),
        )
        for one in rows
    ]
    return [grid(cells, ("source", "stories", "why", "key", "example"), right=("stories",))]


def _shortened(text: str) -> str:
    line = " ".join(for_terminal(text).split())
    return line if len(line) <= _EXAMPLE_CHARS else f"{line[: _EXAMPLE_CHARS - 1]}…"
