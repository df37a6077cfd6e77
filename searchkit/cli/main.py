"""Where the program `searchkit` starts and ends."""

import gc

COLLECT_EVERY = 100_000
"""New objects between two looks for garbage; a start makes 60,000, nearly all of which stay."""


def main() -> None:
    """Runs the command line and ends the process with its exit code.

    Python looks for garbage after every 700 new objects, while it imports and once more when it ends: together a
    sixth of the time that a query takes on a small index (`python -m bench startup`).
    """
    gc.set_threshold(COLLECT_EVERY)
    from searchkit.cli.app import run  # noqa: PLC0415 -- imports what the line before is for

    try:
        run()
    finally:
        gc.freeze()  # the memory goes as a whole
