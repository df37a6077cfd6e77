"""Exports: what people take out of news databases, and the Word and RTF files in which they keep it."""

from searchkit.sources.exports import europresse, factiva, lexisnexis, word
from searchkit.sources.format import Format

FORMATS: tuple[Format, ...] = (
    Format(
        "lexisnexis",
        "exports of LexisNexis and Nexis Uni: text, page, Word or RTF",
        (".txt", ".html", ".docx", ".rtf"),
        lexisnexis.read,
        lexisnexis.recognises,
    ),
    Format(
        "factiva",
        "exports of Factiva: page, text, Word or RTF, with or without codes, and its XML",
        (".html", ".txt", ".rtf", ".docx", ".xml"),
        factiva.read,
        factiva.recognises,
    ),
    Format(
        "europresse",
        "exports of Europresse and Eureka.cc: page, text, Word or RTF",
        (".html", ".txt", ".docx", ".rtf"),
        europresse.read,
        europresse.recognises,
    ),
    Format("docx", "Word files, one article each", (".docx",), word.read_docx, word.is_docx),
    Format("rtf", "RTF files, one article each", (".rtf",), word.read_rtf, word.is_rtf),
)
"""In the order in which they are asked."""
