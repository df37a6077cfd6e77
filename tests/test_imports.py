"""Nobody waits for the import of what is not used: a search, a worker process, the command line's help."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import searchkit

HEAVY = {"numpy", "whoosh", "typer", "lxml", "Stemmer", "wcwidth"}
LAZY_PACKAGES = ("searchkit", "searchkit.storage", "searchkit.engines.embedded")


def imported(code: str, *arguments: str) -> set[str]:
    """The modules that are there after this code, run by a new Python."""
    program = f"{code}\nimport sys\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


def test_the_package_alone_imports_nothing_heavy() -> None:
    assert imported("import searchkit") & HEAVY == set()


def test_a_worker_process_imports_nothing_heavy() -> None:
    assert imported("from searchkit.workers.child import serve") & HEAVY == set()


def test_a_process_that_builds_segments_needs_no_search() -> None:
    unused = {"searchkit.search", "searchkit.query", "searchkit.archive", "whoosh.qparser", "typer"}
    assert imported("import searchkit.engines.embedded.segmenting") & unused == set()


def test_a_search_needs_no_reader_of_formats_and_no_writer(tmp_path: Path) -> None:
    with searchkit.create(tmp_path) as archive:
        archive.add([searchkit.Article(id="1", title="Wheat", body="Wheat exports rose.")])
    code = "import sys, searchkit; assert searchkit.open(sys.argv[1]).search('wheat').total == 1"
    unused = {
        "searchkit.indexing",
        "searchkit.sources",
        "searchkit.workers",
        "searchkit.engines.embedded.writer",
        "searchkit.storage.commits",
        "searchkit.storage.checks",
        "searchkit.storage.whooshcodec.index",
    }
    assert imported(code, str(tmp_path)) & unused == set()


def test_help_waits_for_no_engine() -> None:
    assert imported("import searchkit.cli.app") & {"numpy", "whoosh"} == set()


@pytest.mark.parametrize("package", LAZY_PACKAGES)
def test_a_module_never_hides_a_name_of_its_package(package: str) -> None:
    """Python sets a module in its package under its own name, over whatever had that name."""
    folder = Path(str(import_module(package).__file__)).parent
    stems = [path.stem for path in folder.glob("*.py") if path.stem not in ("__init__", "__main__")]
    lines = [f"import {package}.{stem}" for stem in stems]
    lines += [f"import {package} as facade, types", "modules = [vars(facade).get(name) for name in facade.__all__]"]
    lines += ["assert not any(isinstance(one, types.ModuleType) for one in modules), modules"]
    assert package in imported("\n".join(lines))
