"""Where one query matches the articles that are shown, and which of their passages answer it best."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from fnmatch import fnmatchcase
from functools import cached_property, partial
from typing import NamedTuple

from whoosh import query

from searchkit.analysis import analysis_language, primary_language, tokenize
from searchkit.model import Article, Passage, Span
from searchkit.query.nodes import Sequence as Adjacent
from searchkit.query.nodes import WordCount
from searchkit.search import Mark, Match, Matcher, PassageRanker, Snapshot, TextTokens, merged, opening_passage
from searchkit.search.borders import Borders, IndexBorders, TextBorders
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


class Shown(NamedTuple):
    """What is shown of an article that was found: the spans in its title, its best passages, the fields that matched,
    and what finds all spans in its body."""

    title_spans: tuple[Span, ...] = ()
    passages: tuple[Passage, ...] = ()
    fields: tuple[str, ...] = ()
    all_spans: Callable[[], tuple[Span, ...]] | None = None


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
        tokens = self._tokens(article, analysed, TextBorders(article.body))
        matches = self.matcher.matches(tokens)
        return None if matches is None else {name: tokens.marks(texts[name], name, matches) for name in texts}

    def all_marks(self, found: Found) -> Mapping[str, list[Mark]] | None:
        """The same of an article of the commit, without analysing its text."""
        page = _Page(self.snapshot, [found.number])
        tokens = self._tokens(
            found.article, page.tokens(self.matcher.fields, found, page.layout(found)), page.borders(found)
        )
        matches = self.matcher.matches(tokens)
        texts = {"title": found.article.title, "body": found.article.body}
        return None if matches is None else {name: tokens.marks(texts[name], name, matches) for name in texts}

    def shown(self, found: Sequence[Found], most: int) -> list[Shown]:
        """What to show of articles that were found; at most `most` passages of each."""
        page = _Page(self.snapshot, [one.number for one in found])
        ranker = PassageRanker(self.weights, most)
        return [self._shown(one, page, ranker) for one in found]

    def shown_passages(self, found: Sequence[Found], ordinals: Sequence[int | None]) -> list[Shown]:
        """What to show of passages of articles, given by their ordinals; None: the best of the article."""
        page = _Page(self.snapshot, [one.number for one in found])
        ranker = PassageRanker(self.weights, 1)
        return [self._shown(one, page, ranker, at) for one, at in zip(found, ordinals, strict=True)]

    def _shown(self, found: Found, page: "_Page", ranker: PassageRanker, ordinal: int | None = None) -> Shown:
        article = found.article
        layout = page.layout(found)
        tokens = self._tokens(article, page.tokens(self.matcher.fields, found, layout), page.borders(found))
        matches = self.matcher.matches(tokens) or []
        title_spans = merged(tokens.marks(article.title, "title", matches))
        if ordinal is None or not layout.firsts:
            passages = ranker.best(article.body, layout, matches, tokens.marks_in)
        else:
            passages = [ranker.at(article.body, layout, ordinal, matches, tokens.marks_in)]
        return Shown(
            title_spans,
            tuple(passages or opening_passage(article.body, layout)),
            _fields_of(matches),
            lambda: merged(tokens.marks(article.body, "body", matches)),
        )

    def _tokens(self, article: Article, fields: dict[str, FieldTokens], borders: Borders) -> ArticleTokens:
        if "boilerplate" in self.matcher.fields:
            language = analysis_language(article.language)
            fields["boilerplate"] = TextTokens(tokenize(_boilerplate(article), language))
        for name in _NAMES:
            if name in self.matcher.fields:
                value = "; ".join(article.authors) if name == "authors" else getattr(article, name)
                fields[name] = TextTokens(tokenize(value, stem=False))
        return ArticleTokens(fields, partial(_holds, article, borders), borders.of)

    def _expand(self, leaf: query.Query) -> Pattern:
        if leaf not in self._patterns:
            self._patterns[leaf] = Pattern(plan(leaf, self.snapshot.schema), self.snapshot.view.parts)
        return self._patterns[leaf]

    @cached_property
    def weights(self) -> list[float]:
        """How much a match of each leaf says."""
        return [self._weight(leaf) for leaf in self.matcher.leaves]

    def _weight(self, leaf: query.Query) -> float:
        """The rarity (idf) of a leaf's term, of a phrase that of its words together."""
        statistics, name = self.snapshot.statistics, leaf.field() or ""
        match leaf:
            case Adjacent():
                return sum(max(map(self._weight, part.leaves()), default=0.0) for part in leaf.parts)
            case query.Phrase():
                words = leaf.words
            case query.Term():
                words = [leaf.text]
            case _:
                words = []
        return sum(statistics.idf(name, statistics.doc_freq(name, word.encode())) for word in words) or 1.0


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

    def borders(self, found: Found) -> IndexBorders:
        """Where the units of an article's body begin."""
        segment, number = self._snapshot.segment_at(found.number)
        return IndexBorders(segment.fields.get("body"), number)

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


def _fields_of(matches: Iterable[Match]) -> tuple[str, ...]:
    """The fields in which a query matched, in the order in which it asks them."""
    names = dict.fromkeys("date" if match.field == "date_end" else match.field for match in matches)
    return tuple([name for name in names if name])


def _holds(article: Article, borders: Borders, leaf: query.Query) -> bool:
    """Whether a leaf on what has no tokens matches the article, from the article's own values."""
    if isinstance(leaf, WordCount):
        return (leaf.least or 0) <= borders.length and (leaf.most is None or borders.length <= leaf.most)
    if isinstance(leaf, query.DateRange):
        return _within(leaf, article)
    if isinstance(leaf, query.Every):
        return leaf.fieldname is None or _has(article, leaf.fieldname)
    values = {
        "language": primary_language(article.language),
        "url": article.url,
        "id": article.id,
        "file": article.origin.file if article.origin else "",
    }
    value = values.get(leaf.field() or "", "")
    match leaf:
        case query.Term():
            return bool(value == leaf.text)
        case query.Prefix():
            return value.startswith(leaf.text)
        case query.Wildcard():
            return fnmatchcase(value, leaf.text)
    return True


def _has(article: Article, field: str) -> bool:
    """Whether an article has a word, or a value, in a field."""
    value = getattr(article, "origin" if field == "file" else field)
    if field == "boilerplate":
        value = _boilerplate(article)
    elif isinstance(value, tuple):
        value = "; ".join(value)
    return value is not None if not isinstance(value, str) else next(tokenize(value), None) is not None


def _boilerplate(article: Article) -> str:
    return "\n\n".join(one.text for one in article.boilerplate)


def _within(leaf: query.DateRange, article: Article) -> bool:
    if article.date is None:
        return False
    value = article.date.end if leaf.fieldname == "date_end" else article.date.start
    first, last = leaf.startdate, leaf.enddate
    late_enough = first is None or value > first or (value == first and not leaf.startexcl)
    return late_enough and (last is None or value < last or (value == last and not leaf.endexcl))
