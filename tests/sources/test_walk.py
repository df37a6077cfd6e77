"""Walking folders: which files, in which order, under which names, and what is turned down."""

import os
import socket
import sys
from pathlib import Path

import pytest

from searchkit.errors import SourceError
from searchkit.model import Rejected
from searchkit.sources.base import HIDDEN, UNREADABLE
from searchkit.sources.walk import SourceFile, walk


def names(*paths: Path, exclude: tuple[Path, ...] = ()) -> list[str]:
    """Names of files in the order they are given; what is turned down ends in its reason."""
    return [
        item.name if isinstance(item, SourceFile) else f"{item.origin}: {item.reason}" for item in walk(paths, exclude)
    ]


def make(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def test_names_carry_the_root_and_are_sorted(tmp_path: Path) -> None:
    root = make(tmp_path / "corpus", "wire/b.txt", "wire/a.txt", "Zeitung.txt", "a/deep/er/c.txt")
    assert names(root) == [
        "corpus/Zeitung.txt",
        "corpus/a/deep/er/c.txt",
        "corpus/wire/a.txt",
        "corpus/wire/b.txt",
    ]


def test_size_and_time_are_those_of_the_file(tmp_path: Path) -> None:
    path = make(tmp_path, "a.txt") / "a.txt"
    os.utime(path, ns=(1_000_000_000, 2_000_000_000))
    assert list(walk([path])) == [SourceFile(path, "a.txt", 5, 2_000_000_000)]


def test_the_current_folder_has_its_real_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make(tmp_path / "archive", "a.txt"))
    assert names(Path()) == ["archive/a.txt"]


def test_a_file_named_twice_or_reached_by_two_roots_comes_once(tmp_path: Path) -> None:
    root = make(tmp_path / "corpus", "wire/a.txt", "b.txt")
    given = names(root / "b.txt", root / "wire", root, root / "wire" / "a.txt", root / "b.txt")
    assert given == ["b.txt", "wire/a.txt"]


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere: no such file or folder; check the spelling"):
        walk([make(tmp_path, "a.txt"), tmp_path / "nowhere"])


def test_hidden_and_system_files_are_reported_and_placeholders_are_not(tmp_path: Path) -> None:
    root = make(
        tmp_path / "c", ".git/config", ".gitkeep", ".gitignore", ".DS_Store", "Thumbs.db", "__MACOSX/._a", "a.txt"
    )
    assert names(root) == [
        f"c/.DS_Store: {HIDDEN}",
        f"c/.git: {HIDDEN}",
        f"c/Thumbs.db: {HIDDEN}",
        f"c/__MACOSX: {HIDDEN}",
        "c/a.txt",
    ]


def test_excluded_folders_are_not_entered(tmp_path: Path) -> None:
    root = make(tmp_path / "c", "a.txt", "index/segment.bin")
    assert names(root, exclude=(tmp_path / "c" / "index",)) == ["c/a.txt"]


def test_links_are_followed_without_loops(tmp_path: Path) -> None:
    root = make(tmp_path / "c", "a.txt", "sub/b.txt")
    outside = make(tmp_path / "outside", "o.txt") / "o.txt"
    try:
        (root / "loop").symlink_to(root, target_is_directory=True)
    except OSError:
        pytest.skip("no right to make links")
    (root / "again.txt").symlink_to(root / "a.txt")
    (root / "far.txt").symlink_to(outside)
    (root / "none.txt").symlink_to(tmp_path / "gone")
    (root / "self.txt").symlink_to(root / "self.txt")
    given = names(root)
    assert [name for name in given if "self" not in name] == [
        "c/a.txt",
        "c/far.txt",
        f"c/none.txt: {UNREADABLE}",
        "c/sub/b.txt",
    ]
    assert [name for name in given if "self" in name] == [f"c/self.txt: {UNREADABLE}"]


def test_a_link_to_nothing_in_the_same_folder_is_reported(tmp_path: Path) -> None:
    root = make(tmp_path / "c", "a.txt")
    (root / "b.txt").symlink_to("gone.txt")
    assert names(root) == ["c/a.txt", f"c/b.txt: {UNREADABLE}"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_sockets_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path / "c", "a.txt")
    os.mkfifo(root / "pipe")
    monkeypatch.chdir(root)  # the name of a socket has room for some hundred bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        rejected = [item for item in walk([root]) if isinstance(item, Rejected)]
    assert [(str(r.origin), r.reason, r.detail) for r in rejected] == [
        ("c/pipe", UNREADABLE, "a named pipe, not a file"),
        ("c/socket", UNREADABLE, "a socket, not a file"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only here may a name be any bytes")
def test_names_that_are_no_utf8_become_printable(tmp_path: Path) -> None:
    root = tmp_path / "c"
    root.mkdir()
    (root / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    assert names(root) == ["c/caf\\xe9.txt"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_without_permission_costs_itself(tmp_path: Path) -> None:
    root = make(tmp_path / "c", "closed/a.txt", "open.txt")
    (root / "closed").chmod(0)
    try:
        assert names(root) == [f"c/closed: {UNREADABLE}", "c/open.txt"]
    finally:
        (root / "closed").chmod(0o700)


def test_folders_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_PATH_MAX") if os.name == "posix" else 250
    depth = max(10, min(sys.getrecursionlimit() + 100, (longest - len(str(tmp_path)) - 20) // 2))
    folders = [tmp_path / "c"]
    for _ in range(depth):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    file = make(folders[-1], "a.txt") / "a.txt"
    try:
        found = names(tmp_path / "c")
    finally:  # pytest cannot remove so deep a folder
        file.unlink()
        for folder in reversed(folders):
            folder.rmdir()
    assert found == ["c" + "/d" * depth + "/a.txt"]
