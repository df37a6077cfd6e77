"""Takes text with its places out of a PDF file; what is done here may take long, and is done under a limit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.sources.base import DAMAGED, NEEDS_EXTRA, NO_TEXT, TOO_LARGE, UNREADABLE, Unreadable
from searchkit.sources.decode import clean
from searchkit.sources.documents.furniture import without_furniture
from searchkit.sources.documents.lines import HYPHEN, Line, is_of_size, joined_lines, paragraphs_of_lines

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LINE = re.compile(f"[^\\r\\n{HYPHEN}]*(?:{HYPHEN}|[\\r\\n]+|$)")  # PDFium leaves the line end out behind its hyphen
_TITLE_LINES = 4
_TITLE_CHARS = 200
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY, of PDFium's fpdfview.h
_SECURITY_ERROR = 5


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF file says; `headline` is its largest line, `properties` what the file says about itself."""

    headline: str
    paragraphs: list[str]
    properties: dict[str, str]
    language: str
    page_count: int
    empty_pages: int


def text_of_pdf(path: str, max_chars: int) -> PdfText:
    """The text layer of all pages. Unreadable for a damaged or encrypted file, and for one without text."""
    document = _opened(path)
    try:
        pages = list(_pages(document, max_chars))
        empty = sum(not any(map(str.isalpha, "".join(line.text for line in page))) for page in pages)
        if empty == len(pages):
            raise Unreadable(NO_TEXT, f"{len(pages)} pages without a text layer, scanned perhaps; OCR adds one")
        kept = without_furniture(pages)
        headline, lines = _headline(kept)
        return PdfText(
            headline,
            paragraphs_of_lines(lines),
            {name: clean(value).strip() for name, value in document.get_metadata_dict(skip_empty=True).items()},
            _language(document),
            len(pages),
            empty,
        )
    finally:
        document.close()


def _opened(path: str) -> Any:
    try:
        import pypdfium2  # noqa: PLC0415 -- an extra, and 8 MB of machine code
    except ImportError as error:
        raise Unreadable(NEEDS_EXTRA, "PDF files need pypdfium2: pip install 'searchkit[pdf]'") from error
    try:
        return pypdfium2.PdfDocument(path if _is_unicode(path) else Path(path).read_bytes())
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD_ERROR, _SECURITY_ERROR):
            raise Unreadable(UNREADABLE, "encrypted; it opens only with a password") from error
        raise Unreadable(DAMAGED, str(error)[:200]) from error


def _is_unicode(path: str) -> bool:
    """Whether PDFium, which knows only UTF-8, can open a file of this name."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pages(document: Any, max_chars: int) -> Iterator[list[Line]]:
    """The lines of each page in turn; a page that cannot be loaded has none."""
    import pypdfium2  # noqa: PLC0415 -- an extra that may be missing

    chars = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield []
            continue
        chars += text_page.count_chars()
        if chars > max_chars:
            raise Unreadable(TOO_LARGE, f"more than {max_chars:,} characters (--max-article-size)")
        yield list(_lines(text_page, page.get_height()))
        text_page.close()
        page.close()


def _lines(text_page: Any, height: float) -> Iterator[Line]:
    """The lines of a page as PDFium finds them, each where its first and its last letter stand."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 -- as above

    start = 0  # in UTF-16 units, as PDFium counts
    for ended in _LINE.findall(text_page.get_text_range().replace("\ufffe", HYPHEN)):
        text = ended.strip()
        if text.strip(HYPHEN):
            blanks = len(ended) - len(ended.lstrip())
            last = _units(text.rstrip(HYPHEN)) - 1
            middle = text.rfind(" ", 0, last // 2) + 1  # a letter, for a blank has no height
            letters = (
                pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, start + blanks + offset)
                for offset in (0, last, middle)
            )
            yield _line(text_page, text, height, list(letters))
        start += _units(ended)


def _line(text_page: Any, text: str, height: float, letters: list[int]) -> Line:
    first, last, middle = (text_page.get_charbox(max(index, 0), loose=True) for index in letters)
    text = clean(text.translate(_LIGATURES).replace(HYPHEN, "\ue000")).replace("\ue000", HYPHEN)
    top = max(first[3], last[3])
    return Line(text.strip(), min(first[0], last[0]), max(first[2], last[2]), height - top, abs(middle[3] - middle[1]))


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _headline(pages: list[list[Line]]) -> tuple[str, list[Line]]:
    """The text in the largest letters of the first page with text, and all other lines in order.

    Empty where no letters are larger than those of most of the text.
    """
    first = next((page for page in pages if page), [])
    others = [line for page in pages for line in page]
    sized = [line for line in first if line.size and sum(map(str.isalpha, line.text)) > 2]
    if not sized:
        return "", others
    usual = _usual_size(others)
    largest = max(sized, key=lambda line: line.size)
    if is_of_size(largest.size, usual) or largest.size < usual:
        return "", others
    start = first.index(largest)
    while start > 0 and is_of_size(first[start - 1].size, largest.size):
        start -= 1
    end = start + 1
    while end < min(len(first), start + _TITLE_LINES) and is_of_size(first[end].size, largest.size):
        end += 1
    headline = joined_lines([line.text for line in first[start:end]])
    if len(headline) > _TITLE_CHARS:
        return "", others
    taken = {id(line) for line in first[start:end]}
    return headline, [line for line in others if id(line) not in taken]


def _usual_size(lines: list[Line]) -> float:
    """The height of letters that most of the text has."""
    by_size = sorted((line.size, len(line.text)) for line in lines if line.size)
    half = sum(chars for _, chars in by_size) / 2
    seen = 0
    for size, chars in by_size:
        seen += chars
        if seen >= half:
            return size
    return 0.0


def _language(document: Any) -> str:
    """What the catalogue of the file says; empty where it says nothing."""
    import ctypes  # noqa: PLC0415 -- pypdfium2 is what needs it

    import pypdfium2.raw as pdfium  # noqa: PLC0415 -- as above

    if not hasattr(pdfium, "FPDFCatalog_GetLanguage"):
        return ""
    buffer = (ctypes.c_ushort * 32)()
    size = pdfium.FPDFCatalog_GetLanguage(document, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, min(size, ctypes.sizeof(buffer)) - 2)].decode("utf-16-le", "replace")
