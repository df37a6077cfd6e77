"""Unpacking: every container, nested, and every attack we know, each built here."""

import bz2
import gzip
import io
import lzma
import random
import struct
import sys
import tarfile
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from searchkit.model import Origin, Rejected
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources.base import (
    DAMAGED,
    EMPTY,
    EXPANDS,
    HIDDEN,
    TOO_DEEP,
    UNKNOWN_FORMAT,
    UNREADABLE,
    UNSAFE_NAME,
    Unreadable,
)
from searchkit.sources.containers import members

STORY = b"Harbour opens\n\nThe harbour opened on Monday. Ships came.\n"
OPTIONS = ReadOptions()


class Pipe(io.RawIOBase):
    """A stream that cannot seek and gives little at a time, as standard input does."""

    def __init__(self, data: bytes) -> None:
        self._left = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._left[: min(len(buffer), 700)]
        self._left = self._left[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def found(
    data: bytes, name: str = "c", options: ReadOptions = OPTIONS, pipe: bool = False
) -> Iterator[tuple[str, object]]:
    """Origin and content of each source, origin and reason of what is turned down."""
    stream = io.BufferedReader(Pipe(data)) if pipe else io.BytesIO(data)
    for item in members(stream, Origin(name), name, ("corpus",), options):
        if isinstance(item, Rejected):
            yield str(item.origin), item.reason
            continue
        try:
            content = b""
            while piece := item.stream.read(1 << 16):
                content += piece
                assert len(content) < 64 * MEBIBYTE, "no guard stops this bomb"
            yield str(item.origin), content
        except Unreadable as error:
            yield str(item.origin), error.reason


def unpacked(data: bytes, name: str = "c", options: ReadOptions = OPTIONS) -> list[tuple[str, object]]:
    """`found`, which must be the same for a file and for a pipe."""
    by_file = list(found(data, name, options))
    assert list(found(data, name, options, pipe=True)) == by_file
    return by_file


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # the same name twice
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*entries: tuple[str, bytes], mode: str = "w", kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kind
            info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "inner"),
    [
        (STORY, "a.txt", "a.txt"),
        (gzip.compress(STORY), "a.txt.gz", "a.txt"),
        (bz2.compress(STORY), "a.txt.bz2", "a.txt"),
        (lzma.compress(STORY), "a.txt.xz", "a.txt"),
        (zstd.compress(STORY), "a.txt.zst", "a.txt"),
        (zstd.compress(STORY[:20]) + zstd.compress(STORY[20:]), "a.txt.zst", "a.txt"),
        (b"\x50\x2a\x4d\x18\x04\0\0\0size" + zstd.compress(STORY), "a.txt.zst", "a.txt"),
        (gzip.compress(STORY[:20]) + gzip.compress(STORY[20:]), "a.txt.gz", "a.txt"),
        (gzip.compress(STORY) + b"\0\0rubbish", "a.txt.gz", "a.txt"),
        (gzip.compress(STORY), "without-suffix", "without-suffix"),
        (gzip.compress(bz2.compress(STORY)), "a.txt.bz2.gz", "a.txt"),
    ],
    ids=[
        "plain",
        "gz",
        "bz2",
        "xz",
        "zst",
        "zst of two",
        "zst of threads",
        "gz of two",
        "gz and rubbish",
        "gz without suffix",
        "bz2 in gz",
    ],
)
def test_a_compressed_file_is_the_file_itself(data: bytes, name: str, inner: str) -> None:
    sources = members(io.BytesIO(data), Origin(name), name, ("corpus",), OPTIONS)
    source = next(sources)
    assert not isinstance(source, Rejected)
    assert (source.origin, source.name, source.folders, source.read_all()) == (Origin(name), inner, ("corpus",), STORY)


@pytest.mark.parametrize(
    "data",
    [
        zipped(("2006/01/a.txt", STORY)),
        zipped(("2006/01/a.txt", STORY), method=zipfile.ZIP_STORED),
        zipped(("2006/01/a.txt", STORY), method=zipfile.ZIP_BZIP2),
        zipped(("2006/01/a.txt", STORY), method=zipfile.ZIP_LZMA),
        tarred(("./2006/01/a.txt", STORY)),
        tarred(("2006/01/a.txt", STORY), mode="w:gz"),
        tarred(("2006/01/a.txt", STORY), mode="w:xz"),
        zstd.compress(tarred(("2006/01/a.txt", STORY))),
    ],
    ids=["zip", "zip stored", "zip bzip2", "zip lzma", "tar", "tar.gz", "tar.xz", "tar.zst"],
)
def test_members_know_where_they_stand(data: bytes) -> None:
    sources = members(io.BytesIO(data), Origin("corpus/wire.tgz"), "wire.tgz", ("corpus",), OPTIONS)
    source = next(sources)
    assert not isinstance(source, Rejected)
    assert (source.origin, source.name, source.folders, source.read_all()) == (
        Origin("corpus/wire.tgz", "2006/01/a.txt"),
        "a.txt",
        ("corpus", "wire", "2006", "01"),
        STORY,
    )


def test_containers_in_containers() -> None:
    data = zipped(
        ("in.zip", zipped(("b.txt", STORY))),
        ("day.tar.gz", tarred(("q.txt", STORY), mode="w:gz")),
        ("a.txt.gz", gzip.compress(STORY)),
    )
    assert unpacked(data, "n.zip") == [
        ("n.zip!in.zip!b.txt", STORY),
        ("n.zip!day.tar.gz!q.txt", STORY),
        ("n.zip!a.txt.gz", STORY),
    ]


def test_nesting_has_an_end() -> None:
    data = STORY
    for _ in range(4):
        data = gzip.compress(data)
    assert unpacked(data) == [("c", TOO_DEEP)]
    assert unpacked(data, options=replace(OPTIONS, max_depth=4)) == [("c", STORY)]


NAMES = [
    ("../up.txt", UNSAFE_NAME),
    ("a/../../up.txt", UNSAFE_NAME),
    ("..\\up.txt", UNSAFE_NAME),
    ("/etc/passwd", UNSAFE_NAME),
    ("C:\\boot.txt", UNSAFE_NAME),
    ("c:boot.txt", UNSAFE_NAME),
    ("__MACOSX/._a.txt", HIDDEN),
    ("d/.DS_Store", HIDDEN),
    (".git/config", HIDDEN),
]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_unsafe_and_hidden_names_are_not_read(pack: Callable[..., bytes]) -> None:
    data = pack(*((name, STORY) for name, _ in NAMES), ("good.txt", STORY))
    assert [content for _, content in unpacked(data)] == [*(reason for _, reason in NAMES), STORY]


def test_a_nul_in_a_name_is_unsafe() -> None:
    data = zipped(("aXb.txt", STORY)).replace(b"aXb.txt", b"a\0b.txt")
    assert unpacked(data) == [("c!a\\0b.txt", UNSAFE_NAME)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (tarfile.SYMTYPE, [("c!x", UNSAFE_NAME)]),
        (tarfile.LNKTYPE, [("c!x", UNSAFE_NAME)]),
        (tarfile.FIFOTYPE, [("c!x", UNREADABLE)]),
        (tarfile.CHRTYPE, [("c!x", UNREADABLE)]),
        (tarfile.DIRTYPE, [("c", EMPTY)]),
    ],
)
def test_only_files_are_read_from_a_tar(kind: bytes, expected: list[tuple[str, object]]) -> None:
    assert unpacked(tarred(("x", b""), kind=kind)) == expected


def test_a_link_in_a_zip_is_not_followed() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    assert unpacked(zipped((link, b"/etc/passwd"))) == [("c!link.txt", UNSAFE_NAME)]


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(bytes(100 * MEBIBYTE)),
        bz2.compress(bytes(100 * MEBIBYTE)),
        lzma.compress(bytes(100 * MEBIBYTE)),
        zstd.compress(bytes(100 * MEBIBYTE)),
        gzip.compress(gzip.compress(bytes(100 * MEBIBYTE))),
        tarred(("z", bytes(100 * MEBIBYTE)), mode="w:gz"),
        *(zipped(("z", bytes(100 * MEBIBYTE)), method=m) for m in (8, 12, 14)),
        zipped(("z.zip", zipped(("z", bytes(100 * MEBIBYTE))))),
    ],
    ids=["gz", "bz2", "xz", "zst", "gz in gz", "tar.gz", "zip", "zip bzip2", "zip lzma", "zip in zip"],
)
def test_bombs_are_stopped_early(data: bytes) -> None:
    tracemalloc.start()
    try:
        reasons = {content for _, content in found(data)}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reasons == {EXPANDS}
    assert peak < 70 * MEBIBYTE


def test_members_that_share_their_bytes_end_the_container() -> None:
    """Fifield's bomb: many directory entries for the same compressed bytes; newer Pythons see it themselves."""
    one = zipped(("a", bytes(4 * MEBIBYTE)))
    directory = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry, count = one[directory:end], 500
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, directory, 0)
    results = [content for _, content in found(one[:directory] + entry * count + tail)]
    assert results[-1] == EXPANDS
    assert sum(len(content) for content in results if isinstance(content, bytes)) <= 12 * MEBIBYTE


def test_a_file_may_expand_to_its_limit_in_all() -> None:
    data = zipped(*((f"{n}.txt", STORY) for n in range(4)))
    options = replace(OPTIONS, max_file_bytes=2 * len(STORY))
    assert unpacked(data, options=options) == [
        ("c!0.txt", STORY),
        ("c!1.txt", STORY),
        ("c!2.txt", EXPANDS),
        ("c", EXPANDS),
    ]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members(pack: Callable[..., bytes]) -> None:
    data = pack(*((f"{n}.txt", STORY) for n in range(5)))
    assert unpacked(data, options=replace(OPTIONS, max_members=2)) == [
        ("c!0.txt", STORY),
        ("c!1.txt", STORY),
        ("c", EXPANDS),
    ]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_truncated_streams_are_damaged(compress: Callable[[bytes], bytes]) -> None:
    assert unpacked(compress(STORY * 99)[:-9]) == [("c", DAMAGED)]


def test_what_stands_before_the_damage_is_given() -> None:
    letters = random.Random(5).choices("abcdefghij ", k=300_000)
    data = gzip.compress("".join(letters).encode())
    sources = members(io.BytesIO(data[: len(data) // 2]), Origin("c"), "c", (), OPTIONS)
    source = next(sources)
    assert not isinstance(source, Rejected)
    first = source.stream.read(1 << 20)
    assert 100_000 < len(first) < 200_000
    with pytest.raises(Unreadable):
        source.stream.read(1)


def test_a_broken_member_of_a_zip_costs_itself() -> None:
    data = zipped(("a.txt", STORY), ("b.txt", STORY), method=zipfile.ZIP_STORED)
    assert unpacked(data.replace(b"Ships", b"Shops", 1)) == [("c!a.txt", DAMAGED), ("c!b.txt", STORY)]


def test_a_broken_tar_gives_what_stands_before() -> None:
    data = tarred(("a.txt", STORY), ("b.txt", STORY), ("c.txt", STORY))
    broken = data[:1030] + b"\xff" + data[1031:]
    assert unpacked(broken) == [("c!a.txt", STORY), ("c", DAMAGED)]
    assert unpacked(data[:1024]) == [("c!a.txt", STORY), ("c", DAMAGED)]


def test_a_zip_without_its_directory_is_damaged() -> None:
    assert unpacked(zipped(("a.txt", STORY))[:-30]) == [("c", DAMAGED)]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.txt"), (gzip.compress(b""), "a.gz"), (zipped(), "a.zip"), (tarred(), "a.tar")],
    ids=["file", "gz", "zip", "tar"],
)
def test_empty(data: bytes, name: str) -> None:
    assert unpacked(data, name) == [(name, EMPTY)]


def test_an_encrypted_member_is_named_as_such() -> None:
    data = bytearray(zipped(("a.txt", STORY)))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags_at] |= 1
    (item,) = members(io.BytesIO(bytes(data)), Origin("c"), "c", (), OPTIONS)
    assert item == Rejected(Origin("c", "a.txt"), UNREADABLE, "encrypted")


def test_an_unknown_method_is_named() -> None:
    data = bytearray(zipped(("a.txt", STORY)))
    for signature, method_at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(signature) + method_at
        data[at : at + 2] = struct.pack("<H", 9)
    assert unpacked(bytes(data)) == [("c!a.txt", UNKNOWN_FORMAT)]


@pytest.mark.parametrize(
    ("member", "content", "kind"),
    [
        ("mimetype", b"application/epub+zip", "EPUB"),
        ("[Content_Types].xml", b"<Types/>", "Office document (DOCX, XLSX, PPTX)"),
    ],
)
def test_documents_that_are_zips_are_no_containers(member: str, content: bytes, kind: str) -> None:
    data = zipped((member, content), ("archive/a.txt", STORY))
    assert list(members(io.BytesIO(data), Origin("c"), "c", (), OPTIONS)) == [
        Rejected(Origin("c"), UNKNOWN_FORMAT, kind)
    ]


@pytest.mark.parametrize(
    ("stored", "shown"), [("é.txt".encode("cp437"), "é.txt"), ("è.txt".encode(), "è.txt"), (b"\xd1\x8f.txt", "я.txt")]
)
def test_names_of_zip_members_are_readable(stored: bytes, shown: str) -> None:
    placeholder = b"_" * (len(stored) - 4) + b".txt"
    data = zipped((placeholder.decode(), STORY)).replace(placeholder, stored)
    assert unpacked(data) == [(f"c!{shown}", STORY)]


def test_names_of_tar_members_are_readable() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT, encoding="latin-1") as archive:
        info = tarfile.TarInfo("caf\xe9.txt")
        info.size = len(STORY)
        archive.addfile(info, io.BytesIO(STORY))
    assert unpacked(buffer.getvalue()) == [("c!café.txt", STORY)]


def test_a_tar_without_a_mark_is_known_by_its_name() -> None:
    block = bytearray(tarred(("a.txt", STORY)))
    block[257:265] = bytes(8)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    assert unpacked(bytes(block), "old.tar") == [("old.tar!a.txt", STORY)]


def test_a_huge_tar_header_is_not_held() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 50 * MEBIBYTE
    assert unpacked(info.tobuf() + bytes(4096), "a.tar") == [("a.tar", DAMAGED)]


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstd.compress, lambda data: zipped(("r/r.zip", data)), lambda data: tarred(("r.tar", data))],
    ids=["gz", "zst", "zip", "tar"],
)
def test_what_unpacks_to_itself_has_an_end(pack: Callable[[bytes], bytes]) -> None:
    """Cox's quines, files that unpack to themselves: here as long a chain as a depth can reach."""
    data = STORY
    for _ in range(50):
        data = pack(data)
    for depth in (OPTIONS.max_depth, 40):
        assert [content for _, content in unpacked(data, options=replace(OPTIONS, max_depth=depth))] == [TOO_DEEP]


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_raises(seed: int) -> None:
    """Bytes changed at random in a zip, a tar and a gzip: sources and rejections come, nothing else."""
    chance = random.Random(seed)
    whole = [
        zipped(("a.txt", STORY), ("b.gz", gzip.compress(STORY))),
        tarred(("a.txt", STORY), ("b.zip", zipped(("c.txt", STORY)))),
        gzip.compress(STORY * 9),
        zstd.compress(STORY * 9),
        zlib.compress(STORY),
    ]
    for data in whole:
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert list(found(bytes(broken[: chance.randrange(len(broken))])))
        assert list(found(bytes(broken)))
