"""The command line, many times over: each in a child forked after the imports, under a limit of time and memory.

Reads two JSON lists of command lines, writes a JSON list of `Outcome` values. The first ones are run before any child
is forked, and import all that the children then need not.
"""

import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import IO, NamedTuple, NoReturn

from searchkit.cli.main import main
from tests.reliability.programs import PATIENCE_S, ROOT, environment

LIMIT_S = 30
LIMIT_BYTES = 3 << 30


class Outcome(NamedTuple):
    """How a command ended: its exit code, or minus the signal that ended it; -14 for one that hung."""

    exit_code: int
    output: str
    errors: str


def outcomes(first: Sequence[Sequence[object]], commands: Sequence[Sequence[object]]) -> list[Outcome]:
    """What becomes of each command line, after `first` which must go well."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.forks"],
        input=json.dumps([first, commands], default=str),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S + LIMIT_S * len(commands),
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(*values) for values in json.loads(done.stdout)]


def _outcome(command: Sequence[str]) -> Outcome:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        if not (child := os.fork()):
            _carry_out(command, output, errors)
        exit_code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return Outcome(exit_code, _text(output), _text(errors))


def _carry_out(command: Sequence[str], output: IO[bytes], errors: IO[bytes]) -> NoReturn:
    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    signal.alarm(LIMIT_S)
    code = _exit_code(command)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _exit_code(command: Sequence[str]) -> int:
    sys.argv[:] = ["searchkit", *command]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 99 * bool(end.code)
    return 0


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _all() -> list[Outcome]:
    first, commands = json.load(sys.stdin)
    with redirect_stdout(io.StringIO()):
        assert [_exit_code(command) for command in first] == [0] * len(first)
    return [_outcome(command) for command in commands]


if __name__ == "__main__":
    print(json.dumps(_all()))
