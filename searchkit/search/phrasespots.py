"""Where words and phrases stand in one field of one article, spot by spot."""

from bisect import bisect_right
from collections.abc import Sequence

from whoosh import query

from searchkit.query.exact import ExactTerm, WordsPhrase
from searchkit.search.spanplan import phrase_words
from searchkit.search.spots import NOWHERE, ChosenSpots, FieldTokens, Spot, Spots

Pieces = tuple[Spots, Spots]
"""Where each begins, where each ends."""


def word_spots(word: query.Term, tokens: FieldTokens) -> Spots:
    """The spots of a term, in the shape typed if it has one."""
    found = tokens.terms[word.text]
    if not isinstance(word, ExactTerm):
        return found
    shapes = found.shapes(0, len(found))
    return ChosenSpots(found, [number for number, (_, form) in enumerate(shapes) if word.accepts(form)])


def phrase_pieces(node: query.Phrase, tokens: FieldTokens) -> Pieces:
    """Each occurrence of the words in order, each at most `slop` positions after the one before.

    Without slop it is one piece from its first to its last word; of a sloppy one each word is one. A compound reaches
    to the end of its last part, but in Whoosh's own phrases.
    """
    to_end = isinstance(node, WordsPhrase)
    columns: list[Spots] = []
    for word in phrase_words(node):
        columns.append(word_spots(word, tokens))
        if not columns[-1]:
            return NOWHERE, NOWHERE
    ends = [column.lasts if to_end else column.positions for column in columns]
    if node.slop != 1:
        return _in_order(columns, ends, node.slop)
    if any(lasts is not column.positions for lasts, column in zip(ends, columns, strict=True)):
        return _end_to_end(columns, ends)
    return _side_by_side(columns)


def _side_by_side(columns: Sequence[Spots]) -> Pieces:
    """From the first to the last word of each occurrence."""
    starts = set(columns[0].positions)
    for number, column in enumerate(columns[1:], 1):
        starts.intersection_update([position - number for position in column.positions])
        if not starts:
            return NOWHERE, NOWHERE
    in_order = sorted(starts)
    return _at(columns[0], in_order), _at(columns[-1], [start + len(columns) - 1 for start in in_order])


def _end_to_end(columns: Sequence[Spots], ends: Sequence[Sequence[int]]) -> Pieces:
    """The same, where each word begins behind the end of the one before."""
    chains = {(number, number, last) for number, last in enumerate(ends[0])}
    for column, lasts in zip(columns[1:], ends[1:], strict=True):
        beginning: dict[int, list[tuple[int, int]]] = {}
        for number, (first, last) in enumerate(zip(column.positions, lasts, strict=True)):
            beginning.setdefault(first, []).append((number, last))
        chains = {(start, *word) for start, _, end in chains for word in beginning.get(end + 1, ())}
    in_order = sorted(chains)
    starts, stops = [start for start, _, _ in in_order], [stop for _, stop, _ in in_order]
    return ChosenSpots(columns[0], starts), ChosenSpots(columns[-1], stops)


def _at(column: Spots, positions: Sequence[int]) -> Spots:
    """The spots at some of the positions, of two at one position the second: the compound, not its first part."""
    number = {position: at for at, position in enumerate(column.positions)}
    return ChosenSpots(column, [number[position] for position in positions])


def _in_order(columns: Sequence[Spots], ends: Sequence[Sequence[int]], slop: int) -> Pieces:
    """Each word of each occurrence."""
    following: dict[int, list[Spot]] = {spot[0]: [spot] for spot in columns[-1].all()}
    for column, lasts in zip(columns[-2::-1], ends[-2::-1], strict=True):
        positions = sorted(following)
        following = {
            spot[0]: [spot, *following[nearest]]
            for spot, last in zip(column.all(), lasts, strict=True)
            if (nearest := _next(positions, last)) is not None and nearest - last <= slop
        }
    found = Spots.of([spot for chain in following.values() for spot in chain])
    return found, found


def _next(positions: list[int], position: int) -> int | None:
    """The first of the sorted positions behind this one."""
    at = bisect_right(positions, position)
    return positions[at] if at < len(positions) else None
