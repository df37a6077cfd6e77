"""Where one query matches the articles that are shown, and which of their passages answer it best."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property, partial

from whoosh import query

from searchkit.analysis import analysis_language, primary_language, tokenize
from searchkit.model import Article, Passage, Span
from searchkit.search import Mark, Matcher, PassageRanker, Snapshot, TextTokens, merged, opening_passage
from searchkit.search.layout import BodyBorders, BodyLayout
from searchkit.search.located import FieldSpots, LocatedTokens, TextPlaces
from searchkit.search.matches import ArticleTokens, FieldTokens
from searchkit.search.multiterm import PatternNode
from searchkit.search.plan import plan
from searchkit.storage import Segment

_NAMES = ("authors", "source", "section")


class Marker:
    """One resolved query over the articles of a commit."""

    def __init__(self, tree: query.Query, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.matcher = Matcher(tree, self._expand)
        self._expansions: dict[query.Query, frozenset[str]] = {}
        self._spots: dict[tuple[str, str], FieldSpots] = {}
        self._borders: dict[str, BodyBorders] = {}

    def marks(self, article: Article, segment: Segment | None = None, number: int = -1) -> list[Mark] | None:
        """Where the query matches an article; None where it does not.

        With a segment, of which it is document `number`, the index tells where its words are.
        """
        if segment is None:
            language = analysis_language(article.language)
            tokens = self._tokens(
                article, {name: TextTokens(tokenize(getattr(article, name), language)) for name in ("title", "body")}
            )
        else:
            tokens = self._located(article, segment, number, self._layout(article, segment, number))
        matches = self.matcher.matches(tokens)
        return None if matches is None else list(tokens.marks(matches))

    def shown(
        self, article: Article, segment: Segment, number: int, most: int
    ) -> tuple[tuple[Span, ...], tuple[Passage, ...]]:
        """The spans in the title of an article that was found, and its best passages, at most `most`."""
        layout = self._layout(article, segment, number)
        tokens = self._located(article, segment, number, layout)
        matches = self.matcher.matches(tokens) or []
        in_title = tokens.marks(match for match in matches if match.field == "title")
        passages = PassageRanker(self.weights, most).best(article.body, layout, matches, tokens.mark)
        return merged(in_title, "title"), tuple(passages or opening_passage(article.body, layout))

    def _layout(self, article: Article, segment: Segment, number: int) -> BodyLayout:
        if segment.name not in self._borders:
            self._borders[segment.name] = BodyBorders(segment.fields.get("body"))
        return self._borders[segment.name].layout(number, article.body)

    def _located(self, article: Article, segment: Segment, number: int, layout: BodyLayout) -> ArticleTokens:
        fields: dict[str, FieldTokens] = {}
        for name in ("title", "body"):
            if name in self.matcher.fields:
                places = layout.places if name == "body" else TextPlaces.whole(article.title)
                fields[name] = LocatedTokens(self._field_spots(segment, name), number, article.language, places)
        return self._tokens(article, fields)

    def _tokens(self, article: Article, fields: dict[str, FieldTokens]) -> ArticleTokens:
        for name in _NAMES:
            if name in self.matcher.fields:
                value = "; ".join(article.authors) if name == "authors" else getattr(article, name)
                fields[name] = TextTokens(tokenize(value, stem=False))
        return ArticleTokens(fields, partial(_holds, article))

    def _field_spots(self, segment: Segment, name: str) -> FieldSpots:
        key = segment.name, name
        if key not in self._spots:
            self._spots[key] = FieldSpots(segment.fields.get(name))
        return self._spots[key]

    def _expand(self, leaf: query.Query) -> frozenset[str]:
        """The terms of the index that a pattern stands for."""
        if leaf not in self._expansions:
            self._expansions[leaf] = frozenset(term.decode() for term in expanded(leaf, self.snapshot))
        return self._expansions[leaf]

    @cached_property
    def weights(self) -> list[float]:
        """How much a match of each leaf says."""
        return [self._weight(leaf) for leaf in self.matcher.leaves]

    def _weight(self, leaf: query.Query) -> float:
        """The rarity (idf) of a leaf's term, of a phrase that of its words together."""
        statistics, name = self.snapshot.statistics, leaf.field() or ""
        words = leaf.words if isinstance(leaf, query.Phrase) else [leaf.text] if isinstance(leaf, query.Term) else []
        return sum(statistics.idf(statistics.doc_freq(name, word.encode())) for word in words) or 1.0


def expanded(leaf: query.Query, snapshot: Snapshot) -> Iterator[bytes]:
    """The terms of the index that a pattern stands for, segment by segment."""
    node = plan(leaf, snapshot.schema)
    if isinstance(node, PatternNode):
        for segment in snapshot.statistics.segments:
            if field := segment.fields.get(node.field):
                yield from (field.term(ordinal) for ordinal in node.expansion.ordinals(field).tolist())


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
