"""Writes what the documentation quotes from the program: docs/cli.md, the transcripts in README.md, and
the table in docs/formats.md.

`make docs` runs it; a test fails where what stands there is not what the program prints.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from searchkit.sources import FORMATS

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "index",
    "query",
    "show",
    "stats",
    "similar",
    "terms",
    "eval",
    "check",
    "boilerplate",
    "fields",
    "formats",
    "inspect",
)

_INTRODUCTION = """# The command line

Every option can also be set in the environment, as `SEARCHKIT_` and its name (`--max-article-size` is
`SEARCHKIT_MAX_ARTICLE_SIZE`), or in the file `searchkit.toml` of the current folder (or the one that
`SEARCHKIT_CONFIG` names). Flags come before the environment, the environment before the file.

```toml
folder = "archive/"       # the index, for every command; as --index

[query]
limit = 20
sort = "newest"

[sets]                    # what @grains stands for in a query
grains = ["wheat", "barley", "winter wheat"]
ports = "ports.txt"       # beside this file, one to a line
```

`--sets FILE` names more of them: a TOML file of such sets, or a text file that is one set under its own name.

Exit codes: 0 found, 1 nothing found, 2 error, 130 interrupted. Results go to standard output, all else to standard
error. Colour is for terminals only, and never with `NO_COLOR`. `SEARCHKIT_DEBUG=1` shows where an internal error arose.
"""

_TABLE = re.compile(r"(<!-- formats: .*? -->)\n.*?\n(<!-- end of formats -->)", re.DOTALL)
_TRANSCRIPT = re.compile(r"```console\n(.*?)```", re.DOTALL)
_FIGURE = re.compile(r"^([a-z][a-z ]*?) +([\d.,]+)$", re.MULTILINE)


def cli_page() -> str:
    """docs/cli.md: the help of every command."""
    parts = [_INTRODUCTION]
    for command in COMMANDS:
        parts.append(f"\n## searchkit {command}\n\n```text\n{_run(f'searchkit {command} --help', ROOT)}```\n")
    return "".join(parts)


def formats_page(text: str) -> str:
    """docs/formats.md with the table of the formats as they are registered."""
    rows = [f"| `{each.name}` | {each.words} | {' '.join(each.suffixes)} | {each.extra} |" for each in FORMATS]
    table = "\n".join(["| format | what it is | suffixes | extra |", "|---|---|---|---|", *rows])
    return _TABLE.sub(lambda match: f"{match[1]}\n\n{table}\n\n{match[2]}", text)


def readme_page(text: str) -> str:
    """The README with every transcript as the program prints it now, on the sample articles."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "corpus", Path(folder, "corpus"))
        return _TRANSCRIPT.sub(lambda match: _transcript(match[1], Path(folder)), text)


def _transcript(block: str, folder: Path) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    shown = [f"$ {command}\n{_run(command, folder)}" for command in commands]
    return "```console\n" + "\n".join(shown) + "```"


def _run(command: str, folder: Path) -> str:
    """Standard output of one command, with figures that differ from run to run made one."""
    words = shlex.split(command)
    assert words[0] == "searchkit", f"only searchkit is run from documentation, not {words[0]}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SEARCHKIT_")}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    shown = _FIGURE.sub(_aligned, done.stdout)
    return "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"


def _aligned(row: re.Match[str]) -> str:
    """A row of a summary; its columns are as wide as the widest figure, which differs from run to run."""
    name, figure = row.groups()
    return f"{name:<20}{'…' if name in ('seconds', 'articles a second') else figure:>5}"


def main() -> None:
    """Rewrites the pages in place."""
    readme = ROOT / "README.md"
    readme.write_text(readme_page(readme.read_text("utf-8")), "utf-8", newline="\n")
    (ROOT / "docs" / "cli.md").write_text(cli_page(), "utf-8", newline="\n")
    formats = ROOT / "docs" / "formats.md"
    formats.write_text(formats_page(formats.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
