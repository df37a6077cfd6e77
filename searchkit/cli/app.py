"""The program `searchkit`: its commands, its exit codes, and what becomes of errors.

Exit codes: 0 found, 1 nothing found, 2 error, 130 interrupted.
"""

import os
import sys
from typing import Annotated

import typer

from searchkit import __version__
from searchkit.cli import (
    archive_commands,
    boilerplate_command,
    eval_command,
    index_command,
    query_command,
    similar_command,
    source_commands,
    terms_command,
)
from searchkit.cli.config import defaults
from searchkit.cli.output import complain, prepare_streams, tell
from searchkit.errors import QueryError, SearchkitError
from searchkit.render import caret

app = typer.Typer(
    name="searchkit",
    help="Full-text search over news archives: ranked passages, exact highlights, sources you can cite.",
    epilog="Every option can also be set as SEARCHKIT_… in the environment, or in searchkit.toml.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("index", epilog=index_command.EXAMPLE)(index_command.index)
app.command("query", epilog=query_command.EXAMPLE)(query_command.query)
app.command("show", epilog=archive_commands.SHOW_EXAMPLE)(archive_commands.show)
app.command("stats", epilog=archive_commands.STATS_EXAMPLE)(archive_commands.stats)
app.command("similar", epilog=similar_command.EXAMPLE)(similar_command.similar)
app.command("terms", epilog=terms_command.EXAMPLE)(terms_command.terms)
app.command("eval", epilog=eval_command.EXAMPLE)(eval_command.evaluate)
app.command("check", epilog=archive_commands.CHECK_EXAMPLE)(archive_commands.check)
app.command("boilerplate", epilog=boilerplate_command.EXAMPLE)(boilerplate_command.boilerplate)
app.command("fields", epilog=archive_commands.FIELDS_EXAMPLE)(archive_commands.fields)
app.command("formats", epilog=source_commands.FORMATS_EXAMPLE)(source_commands.formats)
app.command("inspect", epilog=source_commands.INSPECT_EXAMPLE)(source_commands.inspect)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"searchkit {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command."""


def _point(error: SearchkitError) -> None:
    """Shows the place in the query that an error is about, if it is about one."""
    if isinstance(error, QueryError):
        for line in caret(error).splitlines():
            tell(line)


def run() -> None:
    """Runs the command line and ends the process with its exit code."""
    prepare_streams()
    try:
        app(prog_name="searchkit", default_map=defaults())
    except SearchkitError as error:
        complain(str(error))
        _point(error)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("SEARCHKIT_DEBUG"):
            raise
        complain(f"internal error: {type(error).__name__}: {error} (SEARCHKIT_DEBUG=1 shows where)")
        sys.exit(2)
