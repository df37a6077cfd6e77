"""Merging in steps of any size, down to a term at a time, makes the same segment."""

import importlib
import random
from pathlib import Path

import pytest

from searchkit.storage.segment import Segment
from searchkit.storage.structure import check_segment
from tests.storage import newsroom

merging = importlib.import_module("searchkit.storage.merging")  # its package gives the function of that name


@pytest.mark.parametrize("postings", [500, 30, 1])
def test_small_steps_make_the_same_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postings: int) -> None:
    chance = random.Random(1)
    words = [f"w{number}" for number in range(100)]
    entries = [
        newsroom.segment(
            tmp_path,
            [newsroom.article(f"{part}-{n}", " ".join(chance.choices(words, k=300))) for n in range(9)],
            "a.jsonl",
        )
        for part in range(3)
    ]
    segments = [Segment(tmp_path / entry.file) for entry in entries]
    merging.merge(segments, tmp_path / "seg-0000000000000001.sk")
    monkeypatch.setattr(merging, "POSTINGS_AT_ONCE", postings)
    merging.merge(segments, tmp_path / "seg-0000000000000002.sk")
    one, two = (tmp_path / f"seg-000000000000000{number}.sk" for number in (1, 2))
    assert check_segment(two) == []
    assert one.read_bytes() == two.read_bytes()
