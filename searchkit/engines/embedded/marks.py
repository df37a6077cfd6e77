"""Where one query matches the articles that are shown, and which of their passages answer it best."""

from collections.abc import Mapping, Sequence, Set
from fnmatch import fnmatchcase
from functools import cached_property, partial
from typing import NamedTuple

from whoosh import query

from searchkit.analysis import analysis_language, primary_language, tokenize
from searchkit.model import Article, Passage, Span
from searchkit.search import Mark, Matcher, PassageRanker, Snapshot, TextTokens, merged, opening_passage
from searchkit.search.layout import BodyBorders, BodyLayout
from searchkit.search.located import FieldSpots, LocatedTokens
from searchkit.search.matches import ArticleTokens
from searchkit.search.patterns import Pattern
from searchkit.search.places import TextPlaces
from searchkit.search.plan import plan
from searchkit.search.spots import FieldTokens

_NAMES = ("authors", "source", "section")


class Found(NamedTuple):
    """An article that was found, and its number in the commit."""

    number: int
    article: Article


Shown = tuple[tuple[Span, ...], tuple[Passage, ...]]
"""The spans in the title of an article, and its best passages."""


class Marker:
    """One resolved query over the articles of a commit."""

    def __init__(self, tree: query.Query, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.matcher = Matcher(tree, self._expand)
        self._patterns: dict[query.Query, Pattern] = {}

    def marks(self, article: Article) -> Mapping[str, list[Mark]] | None:
        """Where the query matches title and body of any article; None where it does not match."""
        language = analysis_language(article.language)
        texts = {"title": article.title, "body": article.body}
        analysed: dict[str, FieldTokens] = {name: TextTokens(tokenize(texts[name], language)) for name in texts}
        tokens = self._tokens(article, analysed)
        matches = self.matcher.matches(tokens)
        return None if matches is None else {name: tokens.marks(texts[name], name, matches) for name in texts}

    def shown(self, found: Sequence[Found], most: int) -> list[Shown]:
        """What to show of articles that were found; at most `most` passages of each."""
        page = _Page(self.snapshot, [one.number for one in found])
        ranker = PassageRanker(self.weights, most)
        return [self._shown(one, page, ranker) for one in found]

    def _shown(self, found: Found, page: "_Page", ranker: PassageRanker) -> Shown:
        article = found.article
        layout = page.layout(found)
        tokens = self._tokens(article, page.tokens(self.matcher.fields, found, layout))
        matches = self.matcher.matches(tokens) or []
        title_spans = merged(tokens.marks(article.title, "title", matches))
        passages = ranker.best(article.body, layout, matches, tokens.marks_in)
        return title_spans, tuple(passages or opening_passage(article.body, layout))

    def _tokens(self, article: Article, fields: dict[str, FieldTokens]) -> ArticleTokens:
        for name in _NAMES:
            if name in self.matcher.fields:
                value = "; ".join(article.authors) if name == "authors" else getattr(article, name)
                fields[name] = TextTokens(tokenize(value, stem=False))
        return ArticleTokens(fields, partial(_holds, article))

    def _expand(self, leaf: query.Query) -> Pattern:
        if leaf not in self._patterns:
            self._patterns[leaf] = Pattern(plan(leaf, self.snapshot.schema), self.snapshot.statistics)
        return self._patterns[leaf]

    @cached_property
    def weights(self) -> list[float]:
        """How much a match of each leaf says."""
        return [self._weight(leaf) for leaf in self.matcher.leaves]

    def _weight(self, leaf: query.Query) -> float:
        """The rarity (idf) of a leaf's term, of a phrase that of its words together."""
        statistics, name = self.snapshot.statistics, leaf.field() or ""
        words = leaf.words if isinstance(leaf, query.Phrase) else [leaf.text] if isinstance(leaf, query.Term) else []
        return sum(statistics.idf(statistics.doc_freq(name, word.encode())) for word in words) or 1.0


class _Page:
    """What is known of the articles that are shown together."""

    def __init__(self, snapshot: Snapshot, numbers: Sequence[int]) -> None:
        self._snapshot = snapshot
        self._borders: dict[str, BodyBorders] = {}
        self._spots = {name: FieldSpots(snapshot.view, name, numbers) for name in ("title", "body")}

    def layout(self, found: Found) -> BodyLayout:
        """Where the passages of an article lie."""
        segment, number = self._snapshot.segment_at(found.number)
        if segment.name not in self._borders:
            self._borders[segment.name] = BodyBorders(segment.fields.get("body"))
        return self._borders[segment.name].layout(number, found.article.body)

    def tokens(self, names: Set[str], found: Found, layout: BodyLayout) -> dict[str, FieldTokens]:
        """The tokens of an article's title and body, if these fields are asked for."""
        return {
            name: LocatedTokens(
                spots,
                found.number,
                found.article.language,
                layout.places if name == "body" else TextPlaces.whole(found.article.title),
            )
            for name, spots in self._spots.items()
            if name in names
        }


def _holds(article: Article, leaf: query.Query) -> bool:
    """Whether a leaf on a field without tokens matches the article, from the article's own values."""
    if isinstance(leaf, query.DateRange):
        return _within(leaf, article)
    values = {
        "language": primary_language(article.language),
        "url": article.url,
        "id": article.id,
        "file": article.origin.file if article.origin else "",
    }
    value = values.get(leaf.field() or "")
    if value is None or isinstance(leaf, query.Every):
        return True
    match leaf:
        case query.Term():
            return bool(value == leaf.text)
        case query.Prefix():
            return value.startswith(leaf.text)
        case query.Wildcard():
            return fnmatchcase(value, leaf.text)
    return True


def _within(leaf: query.DateRange, article: Article) -> bool:
    if article.date is None:
        return False
    value = article.date.end if leaf.fieldname == "date_end" else article.date.start
    first, last = leaf.startdate, leaf.enddate
    late_enough = first is None or value > first or (value == first and not leaf.startexcl)
    return late_enough and (last is None or value < last or (value == last and not leaf.endexcl))
