"""What Whoosh has no query for: nearness in words, sentences and paragraphs, counts, places, patterns of written words.

All but `WordCount` match at spans: from a first to a last position of one field. A node over several fields is
evaluated in each of them by itself, and matches an article where it matches in any.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from whoosh import matching, query

from searchkit.query.exact import accepts
from searchkit.query.standing import FieldText, Span, chained, disjoint, gathered
from searchkit.query.stock import count_matcher, pattern_matcher, positional_matcher
from searchkit.query.written import pattern_test, spellings, written_terms

Unit = Literal["sentence", "paragraph", "field"]

Reach = int | Unit
"""At most so many positions apart (neighbours are 1 apart), or within one such unit."""

PatternKind = Literal["prefix", "wildcard", "fuzzy", "regex"]


class Positional(query.Query):
    """A query that matches at spans of positions. Values that make it what it is are named in `VALUES`."""

    VALUES: tuple[str, ...] = ()
    PARTS: tuple[str, ...] = ()
    """The values that are queries themselves."""

    boost = 1.0
    _hash: int | None = None

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.VALUES])

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Positional):
            return False
        return (self._values(), self.boost) == (other._values(), other.boost)

    def __hash__(self) -> int:
        if self._hash is None:  # it takes a walk through all parts
            values = [tuple(value) if isinstance(value, list) else value for value in self._values()]
            self._hash = hash((type(self), *values))
        return self._hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._values()))})"

    def __str__(self) -> str:
        return self._shown() + (f"^{self.boost}" if self.boost != 1.0 else "")

    def _shown(self) -> str:
        """As Whoosh's queries print: the operator, and every term in its field."""
        return repr(self)

    def is_leaf(self) -> bool:
        """Whether it has no parts."""
        return not self.PARTS

    def children(self) -> Iterator[query.Query]:
        """Its parts."""
        for name in self.PARTS:
            value = getattr(self, name)
            yield from value if isinstance(value, list) else (value,)

    def apply(self, fn: Callable[[query.Query], query.Query]) -> query.Query:
        """The same with every part changed."""
        if not self.PARTS:
            return self
        values = {name: getattr(self, name) for name in self.VALUES}
        for name in self.PARTS:
            value = values[name]
            values[name] = [fn(part) for part in value] if isinstance(value, list) else fn(value)
        changed = type(self)(**values)
        changed.boost = self.boost
        return changed

    def field(self) -> str | None:
        """The field of all its leaves; None where they have several."""
        names = {leaf.field() for leaf in self.leaves() if leaf is not self}
        return names.pop() if len(names) == 1 else None

    def needs_spans(self) -> bool:
        """Always."""
        return True

    def scored_parts(self) -> Iterator[query.Query]:
        """The parts whose words count for the score."""
        return self.children()

    def spans(self, text: FieldText) -> list[Span]:
        """Its spans in one field of one article, ascending, each once."""
        raise NotImplementedError

    def estimate_size(self, ixreader: Any) -> int:
        """No more articles than the reader has."""
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        """There may be none."""
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """A matcher for Whoosh's own searcher: slow and plain."""
        return positional_matcher(self, searcher, context)


_UNITS = {"sentence": "S", "paragraph": "P", "field": "SEG"}


class _Pair(Positional):
    """Two queries whose nearness matters."""

    VALUES = ("a", "b", "reach", "ordered")
    PARTS = ("a", "b")
    SIGN = ""

    def __init__(self, a: query.Query, b: query.Query, reach: Reach, ordered: bool = False) -> None:
        self.a, self.b, self.reach, self.ordered = a, b, reach, ordered

    def _shown(self) -> str:
        reach = self.reach if isinstance(self.reach, int) else _UNITS[self.reach]
        return f"({self.a} {self.SIGN}{'PRE' if self.ordered else 'W'}/{reach} {self.b})"

    def _are_near(self, text: FieldText, x: Span, y: Span) -> bool:
        return text.are_near(x, y, self.reach, self.ordered)


class Near(_Pair):
    """A span of `a` and one of `b` that do not overlap, within reach of each other; `ordered`: `a` first.

    Its spans run from the beginning of the first to the end of the second; what is marked are the two.
    """

    def spans(self, text: FieldText) -> list[Span]:
        """From the first of a pair to the end of its second."""
        pairs = [(x, y) for x in text.spans(self.a) for y in text.spans(self.b)]
        near = [pair for pair in pairs if self._are_near(text, *pair)]
        return sorted({Span(min(x.first, y.first), max(x.last, y.last)) for x, y in near})


class Apart(_Pair):
    """The spans of `a` that have no span of `b` within reach; `ordered`: none behind them."""

    SIGN = "NOT "

    def scored_parts(self) -> Iterator[query.Query]:
        """What is unwanted does not count."""
        yield self.a

    def spans(self, text: FieldText) -> list[Span]:
        """Those of `a` that are left."""
        unwanted = text.spans(self.b)
        return [x for x in text.spans(self.a) if not any(self._are_near(text, x, y) for y in unwanted)]


class AtLeast(Positional):
    """The spans of `part` in articles that have `count` or more of them, none overlapping, in all fields together."""

    VALUES = ("part", "count")
    PARTS = ("part",)

    def __init__(self, part: query.Query, count: int) -> None:
        self.part, self.count = part, count

    def _shown(self) -> str:
        return f"ATLEAST{self.count}({self.part})"

    def spans(self, text: FieldText) -> list[Span]:
        """All, or none."""
        total = sum(len(disjoint(field.spans(self.part))) for field in text.article())
        return text.spans(self.part) if total >= self.count else []


class Leading(Positional):
    """The spans of `part` that end within the first so many words of their field; None: within the lead.

    The lead is the first passage of the body.
    """

    VALUES = ("part", "words")
    PARTS = ("part",)

    def __init__(self, part: query.Query, words: int | None = None) -> None:
        self.part, self.words = part, words

    def _shown(self) -> str:
        return f"LEAD({self.part})" if self.words is None else f"({self.part})/F{self.words}/"

    def spans(self, text: FieldText) -> list[Span]:
        """Those that end early enough."""
        end = text.lead_end() if self.words is None else self.words
        return [span for span in text.spans(self.part) if span.last < end]


class Sequence(Positional):
    """Parts right behind each other, in order: a phrase of more than plain words. One span, marked as a whole."""

    VALUES = ("parts",)
    PARTS = ("parts",)

    def __init__(self, parts: list[query.Query]) -> None:
        self.parts = parts

    def _shown(self) -> str:
        return f'"{" ".join(map(str, self.parts))}"'

    def spans(self, text: FieldText) -> list[Span]:
        """From the first part to the end of the last."""
        return chained([text.spans(part) for part in self.parts])


class Together(Positional):
    """All parts, which are words, in any order, with at most `slop` other positions among them.

    Each is wanted in a place of its own. Its spans are the shortest that begin with each of the words; what is
    marked are the words, wherever they stand in any `len(parts) + slop` positions that hold all of them.
    """

    VALUES = ("parts", "slop")
    PARTS = ("parts",)

    def __init__(self, parts: list[query.Query], slop: int) -> None:
        self.parts, self.slop = parts, slop

    def _shown(self) -> str:
        return f'"{" ".join(map(str, self.parts))}"~{self.slop}'

    def spans(self, text: FieldText) -> list[Span]:
        """From the first word to the last."""
        return gathered([text.spans(part) for part in self.parts], len(self.parts) + self.slop)


class WordPattern(Positional):
    """Words that are written so, but for capitals and accents.

    `text` is a beginning, a pattern of `*` and `?`, a word that may have up to `distance` letters wrong (the first
    `prefix` must be right), or a regular expression for the whole word. `shape`: only where the case is as wanted.
    """

    VALUES = ("fieldname", "text", "kind", "distance", "prefix", "shape", "boost")

    def __init__(
        self,
        fieldname: str,
        text: str,
        kind: PatternKind,
        distance: int = 0,
        prefix: int = 0,
        shape: str | None = None,
        boost: float = 1.0,
    ) -> None:
        self.fieldname, self.text, self.kind = fieldname, text, kind
        self.distance, self.prefix, self.shape, self.boost = distance, prefix, shape, boost

    def _shown(self) -> str:
        signs = {"prefix": "{}*", "fuzzy": f"{{}}~{self.distance}", "regex": "/{}/"}
        shown = signs.get(self.kind, "{}").format(self.text)
        return f"{self.fieldname}:{shown}" + (f" as {self.shape}" if self.shape else "")

    def field(self) -> str:
        """The field it is about."""
        return self.fieldname

    def accepts(self, form: str) -> bool:
        """Whether a written word is one of them."""
        if self.shape is not None and not accepts(self.shape, form):
            return False
        return any(map(pattern_test(self.kind, self.text, self.distance, self.prefix), spellings(form)))

    def expanded_terms(self, ixreader: Any, phrases: bool = True) -> Iterator[tuple[str, Any]]:
        """The terms of the index that have such forms."""
        found = {text for reader, _ in ixreader.leaf_readers() for text, _ in written_terms(self, reader)}
        return ((self.fieldname, text) for text in sorted(found))

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """A matcher for Whoosh's own searcher: it asks every form of every term."""
        return pattern_matcher(self, searcher, context)


class WordCount(query.Query):
    """Articles whose body has from `least` to `most` words; None leaves an end open."""

    boost = 1.0

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        self.least, self.most = least, most

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordCount):
            return False
        return (self.least, self.most, self.boost) == (other.least, other.most, other.boost)

    def __hash__(self) -> int:
        return hash((WordCount, self.least, self.most))

    def __repr__(self) -> str:
        return f"WordCount({self.least}, {self.most})"

    def __str__(self) -> str:
        return f"wc:{'' if self.least is None else self.least}..{'' if self.most is None else self.most}"

    def field(self) -> str:
        """The field it is about."""
        return "body"

    def estimate_size(self, ixreader: Any) -> int:
        """No more articles than the reader has."""
        return int(ixreader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """A matcher for Whoosh's own searcher; every article scores the same."""
        return count_matcher(self.field(), self.least, self.most, self.boost, searcher)
