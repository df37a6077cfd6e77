"""An article as its tokens: where a word stands, which unit a place lies in, and what is true of it all."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from whoosh import query

from searchkit import Article
from searchkit.analysis import analysis_language, paragraphs, passages, primary_language, sentences, tokenize
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import WordCount, WordPattern
from searchkit.query.syntax import DateClause
from tests.oracle.spans import Span, of_token, side_by_side
from tests.oracle.spread import TEXTS
from tests.oracle.words import Wanted, fits, in_range, spellings


class Reading:
    """Tokens by field, and where the units of the body start; `languages` are those that words are looked for in."""

    def __init__(self, article: Article, languages: Sequence[str]) -> None:
        self.article, self.languages = article, languages
        language, body = analysis_language(article.language), article.body
        names = {"authors": "; ".join(article.authors), "source": article.source, "section": article.section}
        self.tokens = {name: list(tokenize(getattr(article, name), language)) for name in ("title", "body")}
        self.tokens |= {name: list(tokenize(text, stem=False)) for name, text in names.items()}
        self._starts = {
            "field": [0],
            "sentence": [sentence.start for unit in paragraphs(body) for sentence in sentences(body, *unit)],
            "paragraph": [unit.start for unit in paragraphs(body)],
            "passage": [unit.start for unit in passages(body)],
        }

    def unit(self, kind: str, field: str, position: int) -> int:
        """The number of the sentence, paragraph or passage that a position lies in; other fields than the body are one.

        A word belongs to the unit that its first character lies in.
        """
        if field != "body":
            return 0
        at = min(token.char_start for token in self.tokens[field] if token.position == position)
        return sum(start <= at for start in self._starts[kind])

    def words(self, leaf: Any, field: str) -> list[Span]:
        """Where a word, a phrase of plain words or a pattern stands."""
        tokens = self.tokens[field]
        match leaf:
            case WordPattern():
                return [of_token(token, tokens) for token in tokens if fits(leaf, token)]
            case query.TermRange():
                return [of_token(token, tokens) for token in tokens if in_range(leaf, token.term)]
            case query.Phrase():
                text, shapes = " ".join(leaf.words), leaf.shapes if isinstance(leaf, ExactPhrase) else []
            case _:
                text, shapes = leaf.text, [leaf.shape] if isinstance(leaf, ExactTerm) else []
        return [
            span
            for language in (self.languages if field in TEXTS else [""])
            for spelling in spellings(list(tokenize(text, language, field in TEXTS)), shapes)
            for span in side_by_side([self._written(field, wanted) for wanted in spelling])
        ]

    def _written(self, field: str, wanted: Wanted) -> list[Span]:
        tokens = self.tokens[field]
        return [of_token(token, tokens) for token in tokens if wanted.is_met_by(token)]

    def holds(self, node: Any) -> bool:
        """Whether what has no place in the text is true of the article."""
        name, date, length = node.field(), self.article.date, len(self.tokens["body"])
        match node:
            case query.Every():
                return name in (None, "*") or bool((self._values() | self.tokens | {"date": date})[name])
            case WordCount():
                return (node.least is None or node.least <= length) and (node.most is None or length <= node.most)
            case DateClause(interval=asked):
                starts_before = date is not None and (asked.end is None or date.start < asked.end)
                return date is not None and starts_before and (asked.start is None or date.end > asked.start)
            case query.Prefix():
                return self._values()[name].startswith(node.text)
            case query.Wildcard():
                return fnmatchcase(self._values()[name], node.text)
        text = " ".join(node.words) if isinstance(node, query.Phrase) else node.text
        return self._values()[name] == (primary_language(text) if name == "language" else text)

    def _values(self) -> dict[str, str]:
        article = self.article
        file = "" if article.origin is None else article.origin.file
        return {"language": primary_language(article.language), "url": article.url, "id": article.id, "file": file}
