"""Writes small Word and RTF files for the tests of what reads them."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, style: str = "") -> str:
    """A paragraph in Word's markup; a tab and a line end are elements there."""
    runs = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table in Word's markup."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, prolog: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>') -> bytes:
    """A Word file with this markup as its body; the same bytes each time."""
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "word/document.xml": f"{prolog}<w:document {SPACE}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {SPACE}/>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def docx_of(*paragraphs: str) -> bytes:
    """A Word file of paragraphs without a style."""
    return docx("".join(map(paragraph, paragraphs)))


def rtf_of(*paragraphs: str) -> bytes:
    """An RTF file of paragraphs, as Word writes it: code page 1252, other letters by their number."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}\uc1" + "\n"
    return (head + "".join(rf"\pard\plain\f0 {_escaped(text)}\par" + "\n" for text in paragraphs) + "}").encode()


def _escaped(text: str) -> str:
    signs: list[str] = []
    for sign in text:
        if sign in "\\{}":
            signs.append(f"\\{sign}")
        elif sign == "\t":
            signs.append(r"\tab ")
        elif sign.isascii():
            signs.append(sign)
        elif len(code := sign.encode("cp1252", "ignore")) == 1:
            signs.append(f"\\'{code.hex()}")
        else:
            units = memoryview(sign.encode("utf-16-le")).cast("h").tolist()
            signs += [rf"\u{unit}?" for unit in units]
    return "".join(signs)
