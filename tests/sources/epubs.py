"""Binds small EPUB books; run as a program it makes the samples in tests/fixtures/formats/epub anew."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "epub"
_CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
_MADE = (1998, 3, 12, 0, 0, 0)

ABOUT = """<dc:title>The Alden Gazette [Thu, 12 Mar 1998]</dc:title><dc:publisher>Alden Press</dc:publisher>
<dc:creator>Ann Lee</dc:creator><dc:creator>John Poe</dc:creator><dc:language>en-AU</dc:language>
<dc:date opf:event="modification">2011-01-01</dc:date><dc:date>1998-03-12</dc:date>
<dc:identifier>urn:isbn:978000000000</dc:identifier><dc:subject>News</dc:subject>"""
QUAY = "<h1>Granite quay opens</h1><p>The harbour at Port Alden opened again on Monday.</p><p>It cost 12 million.</p>"
MAYOR = "<p>The council met until midnight and chose no mayor.</p>"
CONTENTS = """<nav epub:type="toc"><ol><li><a href="quay.xhtml">Quay</a></li>
<li><a href="text/no%20mayor.xhtml#top">No mayor for Alden</a></li></ol></nav>"""


def page(body: str, title: str = "", language: str = "") -> str:
    """A document of a book."""
    return f"""<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"
xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}">
<head><title>{title}</title></head><body>{body}</body></html>"""


def package(names: Mapping[str, str], about: str = ABOUT, more: str = "", guide: str = "") -> str:
    """The package document: each name with its properties, in the order of the spine."""
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml" properties="{properties}"/>'
        for number, (name, properties) in enumerate(names.items())
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(names)))
    return f"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{about}</metadata>
<manifest>{items}{more}</manifest><spine>{spine}</spine>{guide}</package>"""


def epub(members: Mapping[str, str | bytes], opf: str, has_type: bool = True) -> bytes:
    """A book; names of `members` are below its package's folder, with a `/` before them below the root."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if has_type:
            archive.writestr(zipfile.ZipInfo("mimetype", _MADE), "application/epub+zip")
        for name, content in {"/META-INF/container.xml": _CONTAINER, "book.opf": opf, **members}.items():
            full_name = name[1:] if name.startswith("/") else f"OEBPS/{name}"
            archive.writestr(zipfile.ZipInfo(full_name, _MADE), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def gazette() -> bytes:
    """An issue of a paper: its contents, two articles, a page with a picture alone."""
    members = {
        "nav.xhtml": page(CONTENTS),
        "quay.xhtml": page(QUAY),
        "text/no mayor.xhtml": page(MAYOR, "The Alden Gazette"),
        "end.xhtml": page('<img src="end.png"/>'),
    }
    spine = {"nav.xhtml": "nav", "quay.xhtml": "", "text/no%20mayor.xhtml": "", "end.xhtml": ""}
    return epub(members, package(spine))


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    (SAMPLES / "gazette.epub").write_bytes(gazette())
    (SAMPLES / "broken-cut.epub").write_bytes(gazette()[:-300])
    (SAMPLES / "broken-no-package.epub").write_bytes(epub({"quay.xhtml": page(QUAY)}, ""))
