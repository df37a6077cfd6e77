"""Which judgement each entry of a run is credited with, where single passages may be judged."""

import re
from collections.abc import Iterator, Sequence

from searchkit.model import Span
from searchkit.model.judging import Judgement

# RFC 5147 names a place in a plain text so.
_PLACE = re.compile(r"(.+)#char=(\d+),(\d+)", re.DOTALL)


def passage_of(entry_id: str) -> tuple[str, Span | None]:
    """The article's id and, where the entry names a passage, its span."""
    match = _PLACE.fullmatch(entry_id)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else (entry_id, None)


def credited(entries: Sequence[str], judgements: Sequence[Judgement]) -> Iterator[int | None]:
    """For each entry of a ranking, best first, the number of the judgement it meets, None where it meets none.

    An entry meets the judgements of its article and those of spans that its passage overlaps. It is credited with
    the most relevant of them that no entry above it was credited with.
    """
    open_ones: dict[str, list[int]] = {}
    for number in sorted(range(len(judgements)), key=lambda number: -judgements[number].relevance):
        open_ones.setdefault(judgements[number].article_id, []).append(number)
    for entry in entries:
        # An id may end as a passage's does and be an article's all the same.
        article_id, span = (entry, None) if entry in open_ones else passage_of(entry)
        left = open_ones.get(article_id, [])
        met = next((number for number in left if _overlap(judgements[number].span, span)), None)
        if met is not None:
            left.remove(met)
        yield met


def _overlap(judged: Span | None, found: Span | None) -> bool:
    if judged is None:
        return True
    return found is not None and judged.start < found.end and found.start < judged.end
