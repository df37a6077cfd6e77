"""Takes the members out of a tar file, read once from front to back."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from searchkit.settings import MEBIBYTE
from searchkit.sources.base import DAMAGED, UNREADABLE, UNSAFE_NAME, Unreadable
from searchkit.sources.guard import DAMAGE, damaged, guarded
from searchkit.sources.place import Place, Result, Unpack, each

_MAX_HEADER_BYTES = MEBIBYTE
_EXTENSIONS = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)
_TAR_SUFFIXES = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst")


def is_tar(head: bytes, name: str) -> bool:
    """By the mark of POSIX and GNU tar, or by a first header that is sound where the name promises a tar."""
    if head[257:262] == b"ustar" and b"\0" in head[:512]:
        return True
    block = head[: tarfile.BLOCKSIZE]
    if not name.lower().endswith(_TAR_SUFFIXES) or len(block) < tarfile.BLOCKSIZE:
        return False
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.TarError:
        return not block.strip(b"\0")
    return True


def tar_members(stream: BinaryIO, place: Place, unpack: Unpack) -> Result:
    """What `unpack` finds in each member of a tar; raises Unreadable where the tar is damaged."""
    try:
        archive = tarfile.open(  # noqa: SIM115  (opening fails in other ways than reading)
            fileobj=stream, mode="r|", tarinfo=_CarefulTarInfo, encoding="utf-8", errors="surrogateescape"
        )
    except (OSError, *DAMAGE) as error:
        raise damaged(error) from error
    with archive:
        entries = ((info, _name(info)) for info in _infos(archive) if not info.isdir())
        yield from each(entries, place, lambda info, at: _member(archive, info, at, unpack))


def _infos(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while True:
        try:
            info = archive.next()
        except (OSError, *DAMAGE) as error:
            raise damaged(error) from error
        if info is None:
            return
        archive.members = []  # type: ignore[attr-defined]  # else it keeps all of them
        yield info


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, place: Place, unpack: Unpack) -> Result:
    if info.issym() or info.islnk():
        yield place.rejected(UNSAFE_NAME, "link")
        return
    file = archive.extractfile(info) if info.isfile() else None
    if file is None:
        yield place.rejected(UNREADABLE, "a device or pipe, not a file")
        return
    size = max(info.size, 1)
    yield from unpack(guarded(cast(BinaryIO, file), place.budget, lambda: size), place)


def _name(info: tarfile.TarInfo) -> str:
    """The member's name; one that is no UTF-8 is old and most likely Western."""
    raw = info.name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


class _CarefulTarInfo(tarfile.TarInfo):
    """Headers as tarfile reads them, but a broken one ends the archive with an error and not in silence."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_CarefulTarInfo":
        """Raises Unreadable for a header that is damaged, cut off or missing, or too large to hold."""
        try:
            info = super().frombuf(buf, encoding, errors)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # missing in the stubs
            raise
        except tarfile.HeaderError as error:
            raise Unreadable(DAMAGED, f"tar: {error}; what follows was not read") from error
        if info.type in _EXTENSIONS and info.size > _MAX_HEADER_BYTES:
            raise Unreadable(DAMAGED, "tar: header of more than a mebibyte")
        return info
