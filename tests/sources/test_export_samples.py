"""How many articles real exports give, where they are at hand."""

import os
from pathlib import Path

import pytest

from searchkit.model import Article
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read, walk

SAMPLES = Path(os.environ.get("SEARCHKIT_TEST_DATA", "nowhere"), "formats")


@pytest.mark.skipif(not SAMPLES.exists(), reason="SEARCHKIT_TEST_DATA names no folder with it")
@pytest.mark.parametrize(
    ("name", "articles", "details"),
    [
        ("lexisnexis/lexisnexis_test_en.html", 2, []),
        (
            "lexisnexis/lexisnexis_test_copyright_error.html",
            1,
            ["We are sorry but there is an error in this document and it is not possible to display it."],
        ),
        ("factiva/factiva_test.html", 2, []),
        ("factiva/factiva_test.xml", 3, []),
        ("factiva/reut21578-factiva.xml", 19, ["19 of 20 documents found"]),
        ("europresse/europresse_test1.html", 3, []),
        ("europresse/europresse_test2.html", 4, []),
    ],
)
def test_the_articles_of_a_real_export(name: str, articles: int, details: list[str]) -> None:
    (file,) = walk([SAMPLES / name])
    assert isinstance(file, SourceFile)

    records = list(read(file, ReadOptions()))

    found = [record for record in records if isinstance(record, Article)]
    assert [record.detail for record in records if not isinstance(record, Article)] == details
    assert len(found) == articles
    assert all(article.body and article.date and article.source for article in found)
