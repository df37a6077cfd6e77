"""Which zip files are one document and no container of many: told by the names of their first members."""

import re

_LOCAL_NAME = re.compile(rb"PK\x03\x04.{22}(.{2})..", re.DOTALL)
_MOST_NAMES = 1000
_OFFICE = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"docProps/", b"customXml/", b"_rels/")


def package_of(start: bytes, file_name: str = "") -> str:
    """The name of the format of which a zip that begins so is one document; empty for other zips.

    A book whose first member is not its type, as it should be, is known by the name of its file.
    """
    if not start.startswith(b"PK\x03\x04"):
        return ""
    if start[30:38] == b"mimetype" and b"application/epub+zip" in start[38:256]:
        return "epub"
    if file_name.lower().endswith(".epub"):
        return "epub"
    names = _first_names(start)
    # The first one must be of the package, as names of documents in the zip may follow that look like it.
    is_office = bool(names) and names[0].startswith(_OFFICE) and any(name in _OFFICE[:2] for name in names)
    return "docx" if is_office and any(name.startswith(b"word/") for name in names) else ""


def _first_names(start: bytes) -> list[bytes]:
    names: list[bytes] = []
    for match in _LOCAL_NAME.finditer(start):
        names.append(start[match.end() : match.end() + int.from_bytes(match[1], "little")])
        if len(names) == _MOST_NAMES:
            break
    return names
