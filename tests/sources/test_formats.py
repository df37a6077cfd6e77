"""The registry: every format has sample files of our own writing, is recognised in them, and reads them."""

from pathlib import Path

import pytest

from searchkit.model import Article
from searchkit.settings import ReadOptions
from searchkit.sources import read, walk
from searchkit.sources.formats import FORMATS, format_of
from searchkit.sources.head import Head
from searchkit.sources.walk import SourceFile

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats"


def samples(name: str) -> list[Path]:
    """The whole samples of a format; files in a folder `parts` are parts of one that lies above it."""
    paths = (path for path in (SAMPLES / name).rglob("*") if path.is_file() and path.parent.name != "parts")
    return sorted(path for path in paths if "broken" not in path.stem)


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_each_format_is_recognised_in_its_samples_and_gives_articles(name: str) -> None:
    assert samples(name), f"no sample of {name}"
    for path in samples(name):
        (file,) = walk([path])
        assert isinstance(file, SourceFile)
        entry = format_of(Head(path.read_bytes()[: 1 << 16], path.name))
        assert entry is not None
        assert entry.name == name, path.name
        assert any(isinstance(record, Article) for record in read(file, ReadOptions())), path.name
