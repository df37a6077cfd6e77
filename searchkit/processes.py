"""A Python process of our own, spoken to over two pipes.

It is a plain `python -c` and not one of multiprocessing: that one imports the program's main module again, which in a
script without a guard starts the program a second time, and keeps a further process for its bookkeeping.
"""

import pickle
import subprocess
import sys
from contextlib import suppress

# Nothing that is printed there may get into the pipes, so it gives them other numbers first.
_BOOT = """\
import gc, os, pickle, sys
gc.set_threshold(100_000)
inbox, outbox = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
null = os.open(os.devnull, os.O_RDWR)
os.dup2(null, 0), os.dup2(null, 1), os.close(null)
size, path = int.from_bytes(inbox.read(8), "little"), b""
while len(path) < size:
    path += inbox.read(size - len(path)) or sys.exit(1)
sys.path[:] = pickle.loads(path)
from {module} import serve
serve(inbox, outbox)
"""
_PIPE_BYTES = 1 << 20


def start(module: str) -> subprocess.Popen[bytes]:
    """A process that runs `serve(inbox, outbox)` of an importable module, two unbuffered streams.

    `stdin` and `stdout` are their other ends, unbuffered too. An interruption from the terminal does not reach it.
    Raises OSError, ValueError or RuntimeError where none can be started; one that ends at once shows in its streams.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        raise RuntimeError("no Python interpreter to start it with")
    process = subprocess.Popen(
        _command(module),
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=_creation_flags(),
    )
    assert process.stdin is not None and process.stdout is not None
    path = pickle.dumps(sys.path)
    with suppress(OSError):
        process.stdin.write(len(path).to_bytes(8, "little") + path)
    return process


def widen(file_number: int) -> None:
    """Lets a whole article into a pipe: read in 16 pieces, each waits up to 5 ms for a busy interpreter."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  (there is none on Windows)

        with suppress(OSError):
            fcntl.fcntl(file_number, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _command(module: str) -> list[str]:
    """Python as it runs here; -P: what lies in the current folder is no module."""
    flags = [f"-W{option}" for option in sys.warnoptions]
    flags += ["-X", f"utf8={sys.flags.utf8_mode}"]
    flags += [f"-{'O' * sys.flags.optimize}"] * bool(sys.flags.optimize)
    flags += ["-E"] * bool(sys.flags.ignore_environment) + ["-s"] * bool(sys.flags.no_user_site)
    return [sys.executable, "-P", *flags, "-c", _BOOT.format(module=module)]


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
