"""What goes to standard output and what to standard error, and how wide and coloured it is."""

import io
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TextIO

from searchkit.model import Explanation, ResultPage
from searchkit.render import TextStyle, for_terminal, render_footer, render_header, render_page

Color = Literal["auto", "always", "never"]
PageFormat = Literal["text", "table", "json", "jsonl", "csv", "markdown", "html"]


def prepare_streams() -> None:
    """UTF-8 into files and pipes; on a terminal its own encoding, with ? for what it cannot show."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - lives as long as we
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8", newline="")  # CSV brings its own line ends
            stream.reconfigure(errors="replace")


def style(color: Color, stream: TextIO | None = None) -> TextStyle:
    """Width of the terminal (80 where there is none) and whether to colour: never with NO_COLOR, unless "always"."""
    stream = stream or sys.stdout
    width = shutil.get_terminal_size((80, 24)).columns
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    coloured = color == "always" or (color == "auto" and stream.isatty() and not plain)
    return TextStyle(width=width, color=coloured)


def emit(chunks: Iterable[str]) -> None:
    """Writes results; a reader that has seen enough (`| head`) ends the program quietly and well."""
    try:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        _quiet_broken_pipe()
        sys.exit(0)


def show_page(
    page: ResultPage,
    output_format: PageFormat,
    shown: TextStyle,
    beside: TextStyle | None,
    explanation: Explanation | None,
) -> None:
    """Writes a page of results; with the two forms people read also header and footer, if they are wanted `beside`.

    These are for people: on standard error.
    """
    for_people = beside if output_format in ("text", "table") else None
    if for_people:
        sys.stderr.writelines(render_header(page, for_people))
        sys.stderr.flush()
    emit(render_page(page, output_format, shown, explanation))
    if for_people:
        sys.stderr.writelines(render_footer(page, for_people))


def tell(text: str) -> None:
    """One line for the person, beside the results."""
    print(for_terminal(text), file=sys.stderr, flush=True)  # noqa: T201 - the CLI's own voice


def complain(message: str) -> None:
    """An error, in one line."""
    tell(f"searchkit: {' '.join(message.split())}")


def _quiet_broken_pipe() -> None:
    """Keeps Python from writing to the closed pipe once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
