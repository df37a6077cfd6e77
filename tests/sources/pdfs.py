"""Writes small PDF files by hand; run as a program it makes the samples in tests/fixtures/formats/pdf anew."""

from collections.abc import Sequence
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "pdf"
_PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Resources << /Font << /F 3 0 R >> >>"

Line = tuple[str, int, int, int]
"""Text, size of letters, and how far from the left and from the bottom of the page it stands, in points."""


def column(lines: Sequence[str], left: int, top: int, size: int = 10, indent: int = 0) -> list[Line]:
    """Lines one below the other; one that begins with a blank is indented by `indent`."""
    return [
        (line.strip(), size, left + indent * line.startswith(" "), top - number * (size + 2))
        for number, line in enumerate(lines)
    ]


def pdf(pages: Sequence[Sequence[Line]], properties: str = "", catalogue: str = "") -> bytes:
    """A PDF file of these pages; `properties` and `catalogue` stand in its dictionaries as they are."""
    numbers = range(5, 5 + 2 * len(pages), 2)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {properties} >>",
    ]
    for number, lines in zip(numbers, pages, strict=True):
        drawn = "\n".join(_drawn(line) for line in lines)
        objects.append(f"<< {_PAGE} /Contents {number + 1} 0 R >>")
        objects.append(f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream")
    return file_of(objects)


def _drawn(line: Line) -> str:
    text, size, left, bottom = line
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F {size} Tf {left} {bottom} Td ({escaped}) Tj ET"


def file_of(objects: Sequence[str], trailer: str = "") -> bytes:
    """The objects, numbered from 1, with the table of their places behind them."""
    content = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    ends = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    ends += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer}>>\nstartxref\n{len(content)}\n%%EOF\n"
    )
    return content + ends.encode("cp1252")


HARBOUR = [
    " The harbour at Port Alden opened again on Monday",
    "after four months of repairs. The new quay, which is",
    "built of granite, cost 12 million, and was paid for by a",
    "long-term loan of the river board, its chair-",
    "woman said.",
    " Ships from nine countries lay in the roads. The long-",
    "term plan of the board names two more quays.",
]
BARLEY = [
    "At the grain exchange barley rose to 98 a tonne, the",
    "highest price since spring, and wheat was unchanged.",
]


def _newspaper() -> bytes:
    head = [("The Alden Gazette, 12 March 1998", 8, 40, 580)]
    first = [*head, ("Granite quay opens at Port Alden", 18, 40, 540), *column(HARBOUR, 40, 500, indent=12)]
    second = [("The Alden Gazette, 13 March 1998", 8, 40, 580), *column(BARLEY, 40, 540), ("Page 2", 8, 190, 20)]
    created = "/Title (Microsoft Word - quay_final2.doc) /CreationDate (D:19980312091500+01'00') /Subject (Harbours)"
    return pdf([[*first, ("Page 1", 8, 190, 20)], second], created, "/Lang (en-AU)")


def _columns() -> bytes:
    left = [
        " The council met until mid-",
        "night and chose no mayor, the",
        "fourth time that it has failed",
        "to choose one in this spring,",
    ]
    right = ["the town clerk, Mrs Ann Lee,", "said on Tuesday.", " It meets again in May."]
    return pdf(
        [[*column(left, 40, 500, indent=12), *column(right, 220, 500, indent=12)]], "/Title (No mayor for Alden)"
    )


def _encrypted() -> bytes:
    """With a standard security handler whose keys fit no password."""
    handler = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >> /ID [<00> <00>] "
    return pdf([column(BARLEY, 40, 540)]).replace(b"/Info 4 0 R ", f"/Info 4 0 R {handler}".encode())


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    (SAMPLES / "newspaper.pdf").write_bytes(_newspaper())
    (SAMPLES / "columns.pdf").write_bytes(_columns())
    (SAMPLES / "broken-encrypted.pdf").write_bytes(_encrypted())
    (SAMPLES / "broken-scan.pdf").write_bytes(pdf([[], []]))
    (SAMPLES / "broken-cut.pdf").write_bytes(_newspaper()[:700])
