"""The program in docs/evaluation.md runs and prints what it should."""

import re
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="no trec_eval for this platform")

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"


def test_the_program_on_the_page_runs(
    hay_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(hay_folder.parent)
    exec(program, {})
    assert capsys.readouterr().out == "1.0 1.0\n"
