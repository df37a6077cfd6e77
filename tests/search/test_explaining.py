"""A person is told what each word of a query stands for in the archive."""

from pathlib import Path

import pytest

from searchkit.model import Expansion
from searchkit.query import Resolver, parse
from searchkit.search import Executor, Snapshot
from searchkit.search.explaining import MOST_WORDS, expansions, intervals
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex

SETS = {"grain": ("wheat", "wheat board", "oats"), "many": tuple(map(str, range(2000)))}


def explained(folder: Path, text: str) -> tuple[Expansion, ...]:
    commit = open_commit(folder)
    index = ArchiveIndex(folder, commit)
    executor = Executor(Snapshot(commit.segments, index.schema, index.reader))
    tree = parse(text, sets=SETS).tree
    return expansions(tree, Resolver(("en", "de", "ru")), commit.segments, executor.count)


WHEAT = (
    Expansion("wheat", "title", "stem", (("wheat", 1),), 1),
    Expansion("wheat", "body", "stem", (("wheat", 3),), 1),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wheat", WHEAT),
        ("wheat NOT wheat", WHEAT),
        ("exported", (Expansion("exported", "body", "stem", (("exports", 1),), 1),)),
        ("body:export*", (Expansion("export*", "body", "prefix", (("exports", 1),), 1),)),
        ("title:w?eat", (Expansion("w?eat", "title", "wildcard", (("wheat", 1),), 1),)),
        ("title:wheta~2", (Expansion("wheta~2", "title", "fuzzy", (("wheat", 1),), 1),)),
        ("lead:/ir.q/", (Expansion("/ir.q/", "body", "regex", (("iraq", 1),), 1),)),
        ("author:novak", (Expansion("novak", "authors", "stem", (("novak", 1),), 1),)),
        (
            "=Wheat",
            (
                Expansion("=Wheat", "title", "exact", (("Wheat", 1),), 1),
                Expansion("=Wheat", "body", "exact", (("Wheat", 1),), 1),
            ),
        ),
        ("-barly", (Expansion("barly", "body", "stem", (), 0),)),
        (
            'body:"board p*"',
            (
                Expansion("board", "body", "stem", (("board", 2),), 1),
                Expansion("p*", "body", "prefix", (("paid", 1), ("prozent", 1)), 2),
            ),
        ),
        ("body:@grain", (Expansion("@grain", "body", "set", (("wheat", 3), ('"wheat board"', 1)), 3),)),
        ("@many", (Expansion("@many", "", "set", (), 2000),)),
        ("date:2006 lang:en wc>5 !!!", ()),
    ],
)
def test_what_words_stand_for(hay_folder: Path, text: str, found: tuple[Expansion, ...]) -> None:
    assert explained(hay_folder, text) == found


def test_only_the_most_frequent_words_are_told(hay_folder: Path) -> None:
    (found,) = explained(hay_folder, "body:/.+/")
    assert (len(found.words), found.total > MOST_WORDS, found.words[0]) == (MOST_WORDS, True, ("wheat", 3))


def test_the_dates_that_are_asked_for() -> None:
    tree = parse("wheat (date:2006-01 OR NOT after:2007) date:2006-01").tree
    assert intervals(tree) == ("[2006-01-01 TO 2006-02-01}", "[2007-01-01 TO *}")
