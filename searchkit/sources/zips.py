"""Takes the members out of a zip file."""

import bz2
import copy
import stat
import zipfile
from typing import IO, BinaryIO, cast

from searchkit.sources.base import UNKNOWN_FORMAT, UNREADABLE, UNSAFE_NAME
from searchkit.sources.guard import DAMAGE, PIECE_BYTES, damaged, guarded
from searchkit.sources.place import Place, Result, Unpack, each

# zipfile does not bound what one read gives for LZMA: a few KiB of it are 30 MB at most.
_LZMA_STEP_BYTES = 1 << 12
_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800


def zip_members(stream: BinaryIO | IO[bytes], place: Place, unpack: Unpack) -> Result:
    """What `unpack` finds in each member of a seekable zip; raises Unreadable if the zip itself is damaged."""
    try:
        archive = zipfile.ZipFile(stream)
    except (OSError, NotImplementedError, *DAMAGE) as error:
        raise damaged(error) from error
    with archive:
        if kind := _other_format(archive):
            yield place.rejected(UNKNOWN_FORMAT, kind)
            return
        entries = ((info, _name(info)) for info in archive.infolist() if not _is_folder(info))
        yield from each(entries, place, lambda info, at: _member(archive, info, at, unpack))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Place, unpack: Unpack) -> Result:
    if info.flag_bits & _ENCRYPTED:
        yield place.rejected(UNREADABLE, "encrypted")
        return
    if stat.S_ISLNK(info.external_attr >> 16):
        yield place.rejected(UNSAFE_NAME, "link")
        return
    try:
        file = _opened(archive, info)
    except NotImplementedError as error:
        yield place.rejected(UNKNOWN_FORMAT, str(error))
        return
    except (OSError, RuntimeError, *DAMAGE) as error:
        raise damaged(error) from error
    with file:
        packed = max(info.compress_size, 1)
        step = _LZMA_STEP_BYTES if info.compress_type == zipfile.ZIP_LZMA else PIECE_BYTES
        yield from unpack(guarded(cast(BinaryIO, file), place.budget, lambda: packed, step), place)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """The member's content; bzip2 by its own module, which bounds a read where zipfile gives 100 MB for one.

    bzip2 has check sums of its own, so the one of the zip is left out.
    """
    if info.compress_type != zipfile.ZIP_BZIP2:
        return archive.open(info)
    packed = copy.copy(info)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, info.compress_size
    del packed.CRC
    return bz2.BZ2File(archive.open(packed))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.replace("\\", "/").endswith("/") and info.file_size == 0


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where it is (also unmarked, as many programs write it), else code page 437."""
    name = info.orig_filename
    if not info.flag_bits & _NAME_IS_UTF8:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _other_format(archive: zipfile.ZipFile) -> str:
    """What a zip is that is a document and no container of articles; empty for a plain one."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return "Office document (DOCX, XLSX, PPTX)"
    if "META-INF/MANIFEST.MF" in names:
        return "Java archive"
    return _mimetype(archive) if "mimetype" in names else ""


def _mimetype(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("mimetype") as file:
            kind = file.read(100).decode("ascii").strip()
    except (OSError, NotImplementedError, RuntimeError, *DAMAGE):
        return ""
    if kind == "application/epub+zip":
        return "EPUB"
    return "OpenDocument" if "opendocument" in kind else ""
