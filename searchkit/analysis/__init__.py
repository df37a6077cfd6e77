"""Which terms stand in this text, and where do its passages start and end?"""

from searchkit.analysis.languages import analysis_language, primary_language
from searchkit.analysis.passages import paragraphs, passages, sentences
from searchkit.analysis.places import Places
from searchkit.analysis.tokens import MAX_TERM_CHARS, Token, fold_marks, form_of, term_of, tokenize

FINGERPRINT = "2"
"""Changes whenever the same text would give other terms: an index made by another one must be rebuilt."""

__all__ = [
    "FINGERPRINT",
    "MAX_TERM_CHARS",
    "Places",
    "Token",
    "analysis_language",
    "fold_marks",
    "form_of",
    "paragraphs",
    "passages",
    "primary_language",
    "sentences",
    "term_of",
    "tokenize",
]
