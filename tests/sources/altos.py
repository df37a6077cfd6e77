"""Writes small pages in ALTO and issues in METS; run as a program it makes their samples in tests/fixtures anew."""

from collections.abc import Mapping, Sequence
from pathlib import Path

FORMATS = Path(__file__).parent.parent / "fixtures" / "formats"
V3 = "http://www.loc.gov/standards/alto/ns-v3#"

Words = Sequence[str]
"""The lines of a block: `gra-` at the end of one is a divided word that the next line goes on with."""


def block(name: str, lines: Words, left: int = 10, top: int = 10, language: str = "", tail: str = "") -> str:
    """A block of lines in letters 10 wide; the words of it are called `name` and a number from 1."""
    texts = [_line(f"{name}_{number}", line, left, top + 30 * number) for number, line in enumerate(lines)]
    return f'<TextBlock ID="{name}" LANG="{language}" HPOS="{left}" VPOS="{top}">{"".join(texts)}{tail}</TextBlock>'


def _line(name: str, text: str, left: int, top: int) -> str:
    indent = 20 * text.startswith(" ")
    words = "<SP/>".join(
        f'<String ID="{name}_{number}" CONTENT="{word.rstrip("-")}" WC="0.9"/>'
        for number, word in enumerate(text.split(), 1)
    )
    hyphen = '<HYP CONTENT="-"/>' if text.endswith("-") else ""
    place = f'HPOS="{left + indent}" VPOS="{top}" WIDTH="{10 * len(text.strip())}" HEIGHT="20"'
    return f'<TextLine ID="{name}" {place}>{words}{hyphen}</TextLine>'


def alto(*pages: str, namespace: str = V3, more: str = "") -> str:
    """A document of pages, each the blocks in it."""
    named = f' xmlns="{namespace}"' if namespace else ""
    inner = "".join(
        f'<Page ID="P{number}" PHYSICAL_IMG_NR="{number}"><PrintSpace>{blocks}</PrintSpace></Page>'
        for number, blocks in enumerate(pages, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<alto{named}>{more}<Layout>{inner}</Layout></alto>\n'


QUAY = [
    " The harbour at Port Alden has opened",
    "again on Monday. The new quay is of gra-",
    "nite and has cost the board 12 million.",
    " Ships of nine countries lay in the roads.",
]
MAYOR = ["The council chose no mayor, for the", "fourth time in this spring."]
FRONT = (
    block("B1", ["GRANITE QUAY OPENS"], top=10)
    + block("B2", QUAY, top=60)
    + block("B3", ["1"], top=900)
    + block("B4", ["NO MAYOR FOR ALDEN"], left=600)
    + block("B5", MAYOR, left=600, top=60, language="en")
)
BACK = block("C1", ["BARLEY FOR SALE.", "Apply to J. Poe, Alden."])


def mets(logical: str, files: Mapping[str, str], about: str = "", more: str = "", attributes: str = "") -> str:
    """A METS document; `about` are its descriptions, `more` is what stands behind its logical structure."""
    named = "".join(
        f'<file ID="{name}"><FLocat LOCTYPE="URL" xlink:href="{address}"/></file>' for name, address in files.items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3"
 xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>
{about}<fileSec><fileGrp USE="Text">{named}</fileGrp></fileSec>
<structMap TYPE="LOGICAL">{logical}</structMap>{more}</mets>
"""


def described(name: str, inner: str) -> str:
    """A description in MODS."""
    return f'<dmdSec ID="{name}"><mdWrap><xmlData><mods:mods>{inner}</mods:mods></xmlData></mdWrap></dmdSec>\n'


def titled(title: str) -> str:
    """A title in MODS."""
    return f"<mods:titleInfo><mods:title>{title}</mods:title></mods:titleInfo>"


def areas(file: str, *names: str) -> str:
    """Parts of a page; `a:b` is from one to another."""
    ends = (name.partition(":")[::2] for name in names)
    written = (f'BEGIN="{begin}" END="{end}"' if end else f'BEGIN="{begin}"' for begin, end in ends)
    return "".join(f'<fptr><area FILEID="{file}" BETYPE="IDREF" {each}/></fptr>' for each in written)


ISSUE = described(
    "ISSUE",
    titled("The Alden Gazette")
    + "<mods:originInfo><mods:dateIssued>1998-03-12</mods:dateIssued></mods:originInfo>"
    + "<mods:language><mods:languageTerm>eng</mods:languageTerm></mods:language>",
)
ARTICLE = described(
    "A1",
    titled("Granite quay opens")
    + "<mods:name><mods:namePart>Ann Lee</mods:namePart></mods:name>"
    + "<mods:identifier>https://gazette.example/a1</mods:identifier>",
)


def by_blocks() -> str:
    """As libraries do whose articles name the blocks of their pages."""
    return mets(
        f"""<div TYPE="ISSUE" DMDID="ISSUE"><div TYPE="SECTION" LABEL="Town">
<div TYPE="ARTICLE" ID="d1" DMDID="A1"><div TYPE="HEADING">{areas("p1", "B1")}</div>
<div TYPE="BODY">{areas("p1", "B2")}</div></div>
<div TYPE="ARTICLE" ID="d2"><div TYPE="HEADING">{areas("p1", "B4")}</div>
<div TYPE="BODY">{areas("p1", "B5")}</div></div></div>
<div TYPE="ADVERTISEMENT" ID="d3">{areas("p2", "C1")}</div></div>""",
        {"p1": "file://./parts/0001.xml", "p2": "parts/0002.xml"},
        ISSUE + ARTICLE,
        attributes='OBJID="gazette-1998-03-12"',
    )


if __name__ == "__main__":
    page = alto(FRONT)
    samples = {
        "alto/gazette-1998-03-12.xml": page,
        "alto/broken-cut.xml": page[:900],
        "alto/broken-no-page.xml": alto(),
        "mets/mets.xml": by_blocks(),
        "mets/broken-cut.xml": by_blocks()[:900],
        "mets/parts/0001.xml": page,
        "mets/parts/0002.xml": alto(BACK),
    }
    for name, text in samples.items():
        (FORMATS / name).parent.mkdir(parents=True, exist_ok=True)
        (FORMATS / name).write_text(text, "utf-8")
