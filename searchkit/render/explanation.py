"""How a query was understood, in lines for the person who asked."""

from collections.abc import Iterator

from searchkit.model import Expansion, Explanation


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """The query as understood, its dates, what each word stands for, what is left out, and what is run."""
    yield f"understood as: {explanation.interpreted}"
    for interval in explanation.dates:
        yield f"dates: {interval}"
    for expansion in explanation.expansions:
        yield _expansion_line(expansion)
    if explanation.undated:
        articles = "article" if explanation.undated == 1 else "articles"
        yield f"left out: {explanation.undated:,} {articles} without a date"
    if explanation.run_as:
        yield f"run as: {explanation.run_as}"


def _expansion_line(expansion: Expansion) -> str:
    """As `expor* (body): exports 120, export 90 … 37 words`."""
    words = ", ".join(f"{word} {articles:,}" for word, articles in expansion.words)
    if expansion.total > len(expansion.words):
        words = f"{words} … {expansion.total:,} words".strip()
    where = f"{expansion.typed} ({expansion.field})" if expansion.field else expansion.typed
    return f"{where}: {words or 'no word of the archive'}"
