"""What does the base score of one article consist of? Each word in each field, with the numbers to work it out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import query

from searchkit.model import ScorePart
from searchkit.query.nodes import PatternKind
from searchkit.search.boolean import AndNode, GreatestNode, MaybeNode, NotNode, OrNode, RequireNode, WithoutNode
from searchkit.search.expand import Expansion, FuzzyExpansion, PrefixExpansion, RegexExpansion, WildcardExpansion
from searchkit.search.fieldsums import JointPostings
from searchkit.search.multiterm import PatternNode, TermsNode, WordPatternNode
from searchkit.search.nodes import BoostNode, ConstantNode, EveryNode, Node, StockNode, TermNode
from searchkit.search.phrases import PhraseNode
from searchkit.search.plan import plan
from searchkit.search.positional import PositionalNode
from searchkit.search.postings import FieldPostings
from searchkit.search.ranges import LengthNode, NumberRangeNode
from searchkit.search.segmentpostings import locate
from searchkit.search.similarity import FieldSimilarity, TermSimilarity
from searchkit.search.snapshot import Snapshot
from searchkit.search.view import CommitView, SegmentView

_PATTERNS: dict[PatternKind, str] = {"prefix": "{}*", "fuzzy": "{}~", "regex": "/{}/"}


def base_parts(snapshot: Snapshot, wanted: query.Query, doc: int, title_weight: float = 1.0) -> list[ScorePart]:
    """The parts of the score that a resolved query gives to a document of the commit; they sum to it.

    The scores are single precision. `title_weight` is what the query was resolved with, to be told apart from other
    boosts. A document that does not match has no parts. Formulas hold six digits; a word scores

    idf · tf/(tf + k1·(1 − b + b·length/average length)) · title weight · boost,

    or idf · x/(x + 1) · boost if it saturates once for title and body, where x adds up tf/(k1·(…)) of the two.
    """
    view, node = snapshot.view, plan(wanted, snapshot.schema)
    part = next(part for part in reversed(view.parts) if part.base <= doc)
    parts = _Parts(view, doc, part, title_weight)
    return [*parts.of(node, 1.0)] if parts.has(node) else []


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the scores of nodes, for one document."""

    view: CommitView
    doc: int
    part: SegmentView
    title_weight: float

    @property
    def docs(self) -> Any:
        """The document by itself."""
        return np.array([self.doc])

    def has(self, node: Node) -> bool:
        """Whether the document matches."""
        return bool(node.has(self.view, self.docs)[0])

    def of(self, node: Node, boost: float) -> Iterator[ScorePart]:
        """The parts of a node that the document matches."""
        match node:
            case OrNode():
                for child in (*node.terms, *node.others):
                    if self.has(child):
                        yield from self.of(child, boost)
            case AndNode():
                for child in node.children:
                    yield from self.of(child, boost)
            case GreatestNode():
                matching = [child for child in node.children if self.has(child)]
                yield from self.of(max(matching, key=lambda child: float(child.at(self.view, self.docs)[1][0])), boost)
            case MaybeNode():
                yield from self.of(node.wanted, boost)
                if self.has(node.optional):
                    yield from self.of(node.optional, boost)
            case WithoutNode():
                yield from self.of(node.wanted, boost)
            case RequireNode() | PositionalNode():
                yield from self.of(node.scored, boost)
            case BoostNode():
                yield from self.of(node.child, boost * node.boost)
            case _:
                yield from self._leaf(node, boost)

    def _leaf(self, node: Node, boost: float) -> Iterator[ScorePart]:
        match node:
            case TermNode():
                yield from self._term(node, boost * node.boost)
            case PhraseNode():
                yield self._phrase(node, boost)
            case PatternNode() | WordPatternNode() if self._is_one_word(node):
                yield self._pattern(node, boost)
            case _:
                value = float(node.at(self.view, self.docs)[1][0])
                yield ScorePart(_name(node), value * boost, f"{value:.6g} for every match{_times(boost)}")

    def _term(self, node: TermNode, boost: float) -> Iterator[ScorePart]:
        """One part for each field it stands in, or one for all of them if it saturates once for them."""
        weights = self.view.statistics.similarity.joint_weights(node.fields)
        if weights is not None:
            yield self._joint(node, weights, boost)
            return
        for field, field_boost in node.fields:
            postings = self.view.positions(field, node.term, node.shape)
            found = None if postings is None else self._word(postings)
            if found is not None:
                score, formula = found
                name = f"{field}:{_word_name(node.term, node.shape)}"
                all_boost = field_boost * boost
                yield ScorePart(name, score * all_boost, formula + self._boosted(field, all_boost))

    def _joint(self, node: TermNode, weights: Mapping[str, float], boost: float) -> ScorePart:
        """The part of a word whose frequencies in several fields are added up before they saturate."""
        frequencies = [
            f"{_times(weights[field]).removeprefix(' × ')}{'·' * (weights[field] != 1)}{found}"
            for field in weights
            if (found := self._frequency(field, node))
        ]
        postings = node.postings(self.view)
        assert isinstance(postings, JointPostings)
        score = float(postings.at(self.docs)[1][0])
        formula = f"idf {postings.idf:.6g} × x/(x + 1){_times(boost)} with x = {' + '.join(frequencies)}"
        return ScorePart(f"word:{_word_name(node.term, node.shape)}", score * boost, formula)

    def _frequency(self, field: str, node: TermNode) -> str:
        """How often a word stands in a field by its length; "" where it does not."""
        postings = self.view.positions(field, node.term, node.shape)
        part = None if postings is None else postings.parts.get(self.part.number)
        found = part and locate(part.docs, self.docs - part.base)
        if not part or not found or not found[0][0]:
            return ""
        return f"{float(part.weights[found[1][0]]):.6g}/({self._norm(self.view.statistics.in_field(field), field)})"

    def _word(self, postings: FieldPostings) -> tuple[float, str] | None:
        """The score of a word in one field, and its formula; None where it does not stand there."""
        part = postings.parts.get(self.part.number)
        if part is None:
            return None
        found, places = locate(part.docs, self.docs - part.base)
        if not found[0]:
            return None
        weight = part.weights[places[0]]
        score = float(postings.scores_of(np.array([weight]), self.docs)[0])
        return score, self._formula(postings.similarity, part.field.name, float(weight))

    def _phrase(self, node: PhraseNode, boost: float) -> ScorePart:
        """The sum of its words, as often as it has each."""
        value, formulas = 0.0, []
        for (term, shape), count in Counter(node.words).items():
            postings = self.view.positions(node.field, term, shape)
            found = None if postings is None else self._word(postings)
            if found is not None:
                value += count * found[0]
                formulas.append(f"{_word_name(term, shape)} ({found[1]}){_times(count)}")
        words = " ".join(_word_name(*word) for word in node.words)
        boost *= node.boost
        boosted = self._boosted(node.field, boost)
        formula = " + ".join(formulas)
        return ScorePart(f'{node.field}:"{words}"', value * boost, f"[{formula}]{boosted}" if boosted else formula)

    def _is_one_word(self, node: TermsNode) -> bool:
        return not self.view.statistics.similarity.as_whoosh and not (isinstance(node, PatternNode) and node.is_range)

    def _pattern(self, node: PatternNode | WordPatternNode, boost: float) -> ScorePart:
        """As of one word, which stands wherever any of the pattern's does."""
        docs, weights = self.view.remembered(("occurrences", node), lambda: node.occurrences(self.view))
        weight = float(weights[locate(docs, self.docs)[1][0]])
        formula = self._formula(node.similarity(self.view, docs), node.name, weight)
        value = float(node.at(self.view, self.docs)[1][0])
        return ScorePart(_name(node), value * boost, formula + self._boosted(node.name, node.boost * boost))

    def _formula(self, similarity: TermSimilarity | None, field: str, weight: float) -> str:
        if similarity is None:
            return f"{weight:.6g}"
        saturated = f"tf {weight:.6g}/({weight:.6g} + {self._norm(similarity.field, field)})"
        return f"idf {similarity.idf:.6g} × {saturated}{_times(similarity.field.factor)}"

    def _norm(self, numbers: FieldSimilarity, field: str) -> str:
        """k1·(1 − b + b·length/average length)."""
        length = self._length(field)
        told = f"max({length:.6g}, {numbers.least_length:.6g})" if numbers.least_length > length else f"{length:.6g}"
        return f"{numbers.k1:.6g}·({1 - numbers.b:.6g} + {numbers.b:.6g}·{told}/{numbers.average_length:.6g})"

    def _length(self, field: str) -> float:
        """How many words the document has in a field; 1 where that is not kept."""
        terms = self.part.segment.fields.get(field)
        return 1.0 if terms is None or terms.lengths is None else float(terms.lengths[self.doc - self.part.base])

    def _boosted(self, field: str, boost: float) -> str:
        """The factors of a word in a field: the title's, and what is left."""
        if field != "title" or self.title_weight in (0.0, 1.0):
            return _times(boost)
        return f" × title {self.title_weight:.6g}{_times(boost / self.title_weight)}"


def _times(boost: float) -> str:
    return "" if f"{boost:.6g}" == "1" else f" × {boost:.6g}"


def _word_name(term: bytes, shape: str | None) -> str:
    return term.decode("utf-8", "replace") if shape is None else f"={shape}"


def _name(node: Node) -> str:
    """What a node asks for, in short."""
    match node:
        case WordPatternNode():
            return f"{node.name}:{_PATTERNS.get(node.expansion.kind, '{}').format(node.expansion.text)}"
        case PatternNode():
            return f"{node.name}:{_expanded(node.expansion)}"
        case EveryNode():
            return "*" if node.field is None else f"{node.field}:*"
        case NumberRangeNode():
            return f"{node.field}:range"
        case LengthNode():
            return f"{node.field}:length"
        case NotNode():
            return "NOT"
        case ConstantNode():
            return f"constant({_name(node.child)})"
        case TermNode():
            return f"{','.join(name for name, _ in node.fields)}:{_word_name(node.term, node.shape)}"
        case StockNode():
            return str(node.query)
    return type(node).__name__.removesuffix("Node").lower()


def _expanded(expansion: Expansion) -> str:
    match expansion:
        case PrefixExpansion():
            return f"{_word_name(expansion.prefix, None)}*"
        case WildcardExpansion():
            return expansion.pattern
        case RegexExpansion():
            return f"/{expansion.pattern}/"
        case FuzzyExpansion():
            return f"{expansion.text}~"
    return "range"
