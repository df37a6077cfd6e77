"""Saved sets: what their files may hold, and what is said of a file that cannot be read."""

from pathlib import Path

import pytest

from searchkit.errors import QueryError
from searchkit.query import describe, parse
from searchkit.query.sets import read_sets


def test_a_text_file_is_one_set_of_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "grains.txt"
    path.write_bytes('\ufeff# cereals\r\nwheat\r\n\r\n  ="Hard Red" \r\nC# 7\r\noat mil*'.encode())
    assert read_sets(path) == {"grains": ("wheat", '="Hard Red"', "C# 7", "oat mil*")}


@pytest.mark.parametrize("head", ["", "[sets]\n"])
def test_a_toml_file_has_sets_by_name_or_names_their_files(tmp_path: Path, head: str) -> None:
    (tmp_path / "list.txt").write_text("rye\nspelt\n", "utf-8")
    path = tmp_path / "sets.toml"
    path.write_text(head + 'grains = ["wheat", "hard red"]\nothers = "list.txt"\n', "utf-8")
    assert read_sets(path) == {"grains": ("wheat", "hard red"), "others": ("rye", "spelt")}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", b"a = ]", r"a\.toml: .*line 1"),
        ("a.toml", b"a = 5", r"a\.toml: the set a is no list of words"),
        ("a.toml", b'a = ["b", 5]', r"a\.toml: the set a is no list of words"),
        ("a.toml", b"sets = 5", r"a\.toml: \[sets\] is no table"),
        ("a.toml", b'a = "none.txt"', r"none\.txt: the saved set cannot be read: No such file"),
        ("a.txt", b"wheat\nrye\n\xff", r"a\.txt: line 3 is not UTF-8"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(QueryError, match=message) as raised:
        read_sets(tmp_path / name)
    assert str(raised.value).count("\n") == 0


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="the saved set cannot be read"):
        read_sets(tmp_path)


def test_a_set_may_be_long_and_is_printed_by_its_name() -> None:
    sets = {"names": tuple(f"word{number}" for number in range(100_000))}
    tree = parse("CAPS(title:@names^2) AND wheat", sets=sets).tree
    assert describe(tree) == "CAPS(title:@names^2) AND wheat"
    assert len([*tree.leaves()]) == 100_001


def test_a_set_may_stand_where_a_word_may() -> None:
    parsed = parse('@a W/5 b NOT title:@a /F50/ "@a"', sets={"a": ["x", '"y z"', "!!"]})
    assert describe(parsed.tree) == '(@a W/5 b) AND NOT (title:@a)/F50/ AND "@a"'
    assert parsed.notes == tuple(
        f"column {column}: there is no word between the quotation marks: left out" for column in (1, 14)
    )
