"""Documents: pages, books and databases that hold articles."""

from searchkit.sources.documents import alto, epub, mets, pdf, sqlite
from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = (
    Format("pdf", "PDF files with a text layer, one article a file", (".pdf",), pdf.read, pdf.recognises, "pdf"),
    Format("epub", "EPUB books, one article a chapter", (".epub",), epub.read, epub.recognises),
    Format(
        "sqlite", "SQLite databases, one article a row", (".db", ".sqlite", ".sqlite3"), sqlite.read, sqlite.recognises
    ),
    Format("mets", "issues of papers in METS, with ALTO pages beside them", (".xml",), mets.read, mets.recognises),
    Format("alto", "scanned pages in ALTO, one article a page", (".xml", ".alto"), alto.read, alto.recognises),
)
"""In the order in which they are asked."""
