"""The documentation is true: its commands print what it says, its code runs, its links lead somewhere."""

import doctest
import importlib
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "searchkit").rglob("*.py"))
    if path.name not in ("__init__.py", "__main__.py")
]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_shows_what_the_program_prints(reference: ModuleType) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert reference.readme_page(text) == text


def test_the_cli_page_is_the_help_of_the_program(reference: ModuleType) -> None:
    assert reference.cli_page() == (ROOT / "docs" / "cli.md").read_text("utf-8")


def test_the_table_of_formats_is_that_of_the_registry(reference: ModuleType) -> None:
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    assert reference.formats_page(text) == text


def test_the_ten_lines_run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    for block in code:
        exec(block, {})
    assert "Wheat board met" in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_make_knows_every_verb() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(f"\n{verb}:" in makefile for verb in ("setup", "demo", "test", "check", "bench", "docs"))
