"""Whether the day stands first is decided by the start of a file, also for who reads only a part of it."""

import json
from pathlib import Path

import pytest

from searchkit.model import Article
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read, walk
from searchkit.workers import spans


def test_every_span_of_a_file_has_the_order_that_its_start_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "SPAN_BYTES", 300_000)
    dates = ["25/01/2006", *["05/01/2006"] * 6000]
    lines = [json.dumps({"title": "Rye", "body": "It grew. " * 30, "date": date}) for date in dates]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    (file,) = walk([tmp_path])
    assert isinstance(file, SourceFile)
    cut = list(spans.spans_of(file, ReadOptions()) or ())
    whole = list(read(file, ReadOptions()))
    assert len(cut) > 4
    assert [record for span in cut for record in spans.read_span(file, span, ReadOptions())] == whole
    assert {str(record.date) for record in whole if isinstance(record, Article)} == {"2006-01-25", "2006-01-05"}
