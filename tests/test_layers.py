"""Imports follow the flow of data: each package may use only what stands before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "searchkit"

# Each part of the package, and the parts it may import.
LAYERS = {
    "lazy": set(),
    "errors": set(),
    "paragraphs": set(),
    "model": {"errors", "paragraphs"},
    "stored": {"model", "paragraphs"},
    "settings": set(),
    "processes": set(),
    "fields": set(),
    "extract": {"errors", "model", "paragraphs"},
    "sources": {"errors", "model", "settings", "processes", "extract"},
    "versions": {"storage"},
    "lookahead": {"model", "paragraphs", "stored", "extract"},
    "workers": {"lazy", "errors", "model", "settings", "processes", "sources"},
    "analysis": {"errors", "model"},
    "storage": {"lazy", "errors", "model", "settings", "stored", "analysis"},
    "query": {"errors", "model", "fields", "analysis"},
    "search": {"errors", "model", "analysis", "storage", "query"},
    "engines": {
        "lazy",
        "errors",
        "model",
        "settings",
        "stored",
        "fields",
        "workers",
        "analysis",
        "storage",
        "query",
        "search",
    },
    "account": {"model"},
    "filechanges": {"account", "model", "sources", "storage"},
    "indexing": {
        "account",
        "errors",
        "model",
        "settings",
        "stored",
        "extract",
        "filechanges",
        "lookahead",
        "sources",
        "workers",
        "storage",
        "versions",
        "engines",
    },
    "inspecting": {"model", "settings", "extract", "sources"},
    "archive": {"account", "errors", "model", "settings", "extract", "storage", "engines", "indexing"},
    "evaluation": {"archive", "errors", "model"},
    "render": {"model", "paragraphs"},
    "__init__": {
        "lazy",
        "archive",
        "errors",
        "extract",
        "inspecting",
        "model",
        "paragraphs",
        "settings",
        "sources",
        "storage",
        "query",
    },
    "cli": {"", "account", "archive", "errors", "evaluation", "model", "settings", "fields", "render"},
    "__main__": {"cli"},
}

# Libraries with a place of their own; anywhere else their import is an error.
LIBRARIES = {
    "whoosh": {"storage", "query", "search", "engines", "archive"},
    "typer": {"cli"},
    "rich": set(),
    "tabulate": {"render"},
    "wcwidth": {"render"},
    "lxml": {"sources", "extract"},
    "trafilatura": {"sources", "extract"},
    "resiliparse": {"sources"},
    "brotli": {"sources"},
    "feedparser": {"sources"},
    "pypdfium2": {"sources"},
    "yaml": {"sources"},
    "chardet": {"sources"},
    "pycld2": {"extract"},
    "Stemmer": {"analysis"},
    "numpy": {"analysis", "storage", "search", "engines", "evaluation"},
    "ir_measures": {"evaluation"},
    "scipy": {"evaluation"},
}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Absolute names of all imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from searchkit import storage` names a part, `from searchkit import __version__` the package's own value
            parts = [alias.name for alias in node.names if node.module == "searchkit" and alias.name in LAYERS]
            yield from (f"searchkit.{part}" for part in parts)
            if len(parts) < len(node.names):
                yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_flow_of_data(path: Path) -> None:
    part = part_of(path)
    allowed = LAYERS[part] | {part}
    for name in imported(path):
        top, _, rest = name.partition(".")
        if top == "searchkit":
            used = rest.partition(".")[0]
            known = used in LAYERS or used == ""
            assert not known or used in allowed, f"searchkit.{part} must not import {name}"
        elif top in LIBRARIES:
            assert part in LIBRARIES[top], f"searchkit.{part} must not import {name}"


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in modules()} == set(LAYERS)


def test_no_cycles_between_modules() -> None:
    """Depth-first over the module graph: nobody reaches a module that is still being entered."""
    names = {".".join(("searchkit", *path.relative_to(ROOT).with_suffix("").parts)): path for path in modules()}
    graph = {name: {used for used in imported(path) if used in names} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, entered: tuple[str, ...]) -> None:
        assert name not in entered, f"import cycle: {' → '.join((*entered, name))}"
        if name not in done:
            for used in graph[name]:
                visit(used, (*entered, name))
            done.add(name)

    for name in graph:
        visit(name, ())
