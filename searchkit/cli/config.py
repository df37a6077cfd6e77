"""Option defaults from `searchkit.toml` in the current folder: below flags and environment, above our own.

```toml
folder = "archive/"      # the index, for every command; as --index

[query]
limit = 20

[sets]                   # what @grains stands for in a query
grains = ["wheat", "barley", "winter wheat"]
ports = "ports.txt"      # one to a line
```
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from searchkit.errors import SearchkitError

# Options whose parameter has another name, because theirs is taken in Python.
_PARAMETERS = {
    "index": "folder",
    "format": "output_format",
    "any": "any_words",
    "all": "all_words",
    "ids": "ids_only",
    "map": "field_map",
}
# Options that may be given several times: in the file one value may stand without its brackets.
_SEVERAL = ("source", "section", "author", "lang", "sets", "measure")
_COMMANDS = ("index", "query", "show", "stats", "similar", "terms", "eval", "check", "boilerplate", "fields")


def config_path() -> Path:
    """Where the file is, or would be."""
    return Path(os.environ.get("SEARCHKIT_CONFIG", "searchkit.toml"))


@cache
def settings() -> dict[str, Any]:
    """What stands in the file, nothing if there is none; SearchkitError names a file that cannot be read."""
    path = config_path()
    try:
        text = path.read_text("utf-8")
        import tomllib  # noqa: PLC0415 -- 3 ms that most starts need not wait for: there is no such file

        return tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SearchkitError(f"{path} cannot be read: {error}") from error


def defaults() -> dict[str, dict[str, Any]]:
    """For each command its options' defaults."""
    found = settings()
    shared = _section({name: value for name, value in found.items() if not isinstance(value, dict)})
    return {command: shared | _section(found.get(command, {})) for command in _COMMANDS}


def _section(section: Any) -> dict[str, Any]:
    if not isinstance(section, dict):
        # `index = "folder"` at the top is the folder for every command, and [index] the command's options.
        return {}
    values = {_parameter(name): value for name, value in section.items()}
    return values | {name: [values[name]] for name in _SEVERAL if isinstance(values.get(name), str)}


def _parameter(option: str) -> str:
    """The parameter that an option's name stands for."""
    name = option.lstrip("-").replace("-", "_")
    return _PARAMETERS.get(name, name)
