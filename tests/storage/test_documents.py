"""Stored fields come back as they were given, from blocks with a dictionary and without, copied and not."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter
from searchkit.storage.documents import DICTIONARY_BYTES, Documents, DocumentsWriter
from searchkit.storage.structure import check_segment
from searchkit.storage.zstd import compress
from tests.storage import newsroom

FEW, MANY = 20, 3_000
WORDS = [f"w{number * number}" for number in range(2_000)]


def texts(count: int, seed: int = 0) -> list[bytes]:
    """Documents of 500 bytes on average, all JSON."""
    chance = random.Random(seed)
    return [f'{{"n":"{" ".join(chance.choices(WORDS, k=chance.randrange(140)))}"}}'.encode() for _ in range(count)]


def written(path: Path, *parts: list[bytes] | Documents) -> Documents:
    """Documents given one by one, and copied from others."""
    with ArrayFileWriter(path) as writer:
        target = DocumentsWriter(writer)
        count = 0
        for part in parts:
            count += len(part)
            if isinstance(part, Documents):
                target.copy(part)
            else:
                for document in part:
                    target.add(document)
        target.finish()
        writer.finish({"doc_count": count, "fields": [], "columns": []})
    assert check_segment(path) == []
    return Documents(ArrayFile(path))


def all_of(documents: Documents) -> list[bytes]:
    return [documents[number] for number in range(len(documents))]


@pytest.mark.parametrize(("count", "dictionaries"), [(0, []), (1, []), (FEW, []), (MANY, [0])])
def test_documents_come_back(tmp_path: Path, count: int, dictionaries: list[int]) -> None:
    documents = written(tmp_path / "one", texts(count))
    assert all_of(documents) == texts(count)
    assert documents.dictionary_firsts == dictionaries


def test_a_dictionary_saves_what_it_takes_and_more(tmp_path: Path) -> None:
    size = sum(map(len, texts(MANY)))
    assert size > 4 * DICTIONARY_BYTES
    with_one = written(tmp_path / "one", texts(MANY)).packed()[0]
    without = compress(b"".join(texts(MANY)), 3)
    assert len(with_one) < len(without)


def test_copied_documents_keep_their_dictionaries(tmp_path: Path) -> None:
    few, many, more = texts(FEW, 1), texts(MANY, 2), texts(MANY, 3)
    first, second = written(tmp_path / "1", many), written(tmp_path / "2", more)
    small = written(tmp_path / "3", few)
    both = written(tmp_path / "4", first, small, second, few, first)
    assert all_of(both) == [*many, *few, *more, *few, *many]
    assert all_of(written(tmp_path / "5", few, both, many)) == [*few, *many, *few, *more, *few, *many, *many]


HARMS: dict[str, Callable[[AnyArray], AnyArray]] = {
    "dictionaries": lambda values: values[::-1].copy(),
    "dictionary_ends": lambda values: values + 1,
    "dictionary_firsts": lambda values: values + 60_000,
}


@pytest.mark.parametrize("name", HARMS)
def test_a_wrong_dictionary_is_found(tmp_path: Path, name: str) -> None:
    written(tmp_path / "whole", texts(MANY))
    path, array = tmp_path / "seg-1.sk", f"documents.{name}"
    shutil.copy(tmp_path / "whole", path)
    newsroom.rewrite(path, {array: HARMS[name](ArrayFile(tmp_path / "whole").get(array))})
    assert len(check_segment(path)) == 1
    with pytest.raises(IndexDamagedError, match="block"):
        all_of(Documents(ArrayFile(path)))


def test_a_dictionary_that_would_fill_the_memory_is_not_read_to_its_end(tmp_path: Path) -> None:
    written(tmp_path / "whole", texts(MANY))
    path = tmp_path / "seg-1.sk"
    shutil.copy(tmp_path / "whole", path)
    bomb = np.frombuffer(compress(bytes(1 << 26), 3), np.uint8)
    ends = np.array([0, len(bomb)], np.uint32)
    newsroom.rewrite(path, {"documents.dictionaries": bomb, "documents.dictionary_ends": ends})
    with pytest.raises(IndexDamagedError, match="block 0 "):
        Documents(ArrayFile(path))[0]
