"""Judgements from files: TREC's qrels, BEIR's, and those of passages."""

from collections.abc import Iterator

from searchkit.errors import EvaluationError
from searchkit.evaluation.lines import AnyPath, Line, columns, lines_of, name_of, trec_id
from searchkit.model import Span
from searchkit.model.judging import Judgement

_TREC, _PASSAGE, _BEIR = 4, 6, 3
_BEIR_HEADER = ["query-id", "corpus-id", "score"]


def read_judgements(path: AnyPath) -> list[Judgement]:
    """The judgements of a file, in its order.

    A line is `query 0 article relevance`, and for a passage also the code points of the article's body where it
    starts and ends. After BEIR's header `query-id corpus-id score` it is those three. Columns are parted by tabs or
    spaces. Raises EvaluationError with the line that cannot be read or that contradicts another.
    """
    known: dict[tuple[str, str, Span | None], tuple[int, Judgement]] = {}
    for line, judgement in _read(path):
        key = (judgement.query_id, judgement.article_id, judgement.span)
        number, earlier = known.setdefault(key, (line.number, judgement))
        if earlier != judgement:
            raise line.error(
                f"relevance {judgement.relevance} contradicts line {number}, which says {earlier.relevance}"
            )
    if not known:
        raise EvaluationError(f"{name_of(path)} has no judgements")
    return [judgement for _, judgement in known.values()]


def _read(path: AnyPath) -> Iterator[tuple[Line, Judgement]]:
    lines = lines_of(path)
    counts: tuple[int, ...] = (_TREC, _PASSAGE)
    for at, line in enumerate(lines):
        values = columns(line, (*counts, _BEIR))
        if at == 0 and [value.lower() for value in values] == _BEIR_HEADER:
            counts = (_BEIR,)
        elif len(values) not in counts:
            raise line.error(f"{len(values)} columns; a judgement is {_wanted(counts)}")
        else:
            yield line, _judgement(line, values)


def _wanted(counts: tuple[int, ...]) -> str:
    return "query, article, relevance" if counts == (_BEIR,) else "query, 0, article, relevance and perhaps start, end"


def _judgement(line: Line, values: list[str]) -> Judgement:
    if len(values) == _BEIR:
        values = [values[0], "0", *values[1:]]
    query, _, article, relevance, *place = values
    numbers = [_number(line, value) for value in (relevance, *place)]
    try:
        return Judgement(trec_id(query), trec_id(article), numbers[0], Span(*numbers[1:]) if place else None)
    except EvaluationError as error:
        raise line.error(str(error)) from error


def _number(line: Line, value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise line.error(f"{value!r} is no whole number") from error
