"""The program as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "searchkit"]


def run(
    *args: str | Path, stdin: str | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One run; the environment has no SEARCHKIT_… of the person who runs the tests."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SEARCHKIT_", "NO_COLOR"))}
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=clean | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONWARNINGS": "error"} | environment,
        check=False,
        timeout=120,
    )
