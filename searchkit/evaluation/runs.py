"""TREC runs: what an engine found for each query, best first, as text files."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from searchkit.errors import EvaluationError
from searchkit.evaluation.lines import AnyPath, Line, columns, lines_of, trec_id
from searchkit.evaluation.passages import passage_of
from searchkit.model.judging import Run

_COLUMNS = 6


def read_run(path: AnyPath, passages: bool = False) -> dict[str, list[tuple[str, float]]]:
    """The run in a file of lines `query Q0 article rank score tag`, ordered as trec_eval does it.

    That is by score, and of equal ones the greater id first; ranks are not looked at. `passages` says that the run
    must name passages. Raises EvaluationError with the line that cannot be read or has what was there before.
    """
    run: dict[str, dict[str, float]] = {}
    for line in lines_of(path):
        query, article, score = _entry(line)
        found = run.setdefault(query, {})
        if article in found:
            raise line.error(f"{article} was found for query {query} before")
        found[article] = score
    if passages and run and not any(passage_of(entry)[1] for found in run.values() for entry in found):
        raise EvaluationError(
            f"{path} names no passages, which are what is judged; they are written ARTICLE#char=START,END"
        )
    return {query: sorted(found.items(), key=_trec_order, reverse=True) for query, found in run.items()}


def _trec_order(entry: tuple[str, float]) -> tuple[float, str]:
    return entry[1], entry[0]


def _entry(line: Line) -> tuple[str, str, float]:
    values = columns(line, (_COLUMNS,))
    if len(values) != _COLUMNS:
        raise line.error(f"{len(values)} columns; a run has query, Q0, article, rank, score, tag")
    query, _, article, _, typed, _ = values
    try:
        score = float(typed)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise line.error(f"{typed!r} is no score")
    return trec_id(query), trec_id(article), score


def write_run(run: Run, path: AnyPath, tag: str = "searchkit") -> None:
    """Writes a run so that every program reads the same order out of it.

    trec_eval keeps scores as 32-bit floats and orders equal ones by id: a score that is no less than the one
    before it is written as the next smaller number. Raises EvaluationError where it cannot be written.
    """
    if not tag or trec_id(tag) != tag:
        raise EvaluationError(f"the tag of a run is one word, not {tag!r}")
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(run, tag))
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror or error}") from error


def _lines(run: Run, tag: str) -> Iterator[str]:
    for query, found in run.items():
        least = np.float32(math.inf)
        for rank, (entry, score) in enumerate(found, 1):
            least = min(np.float32(score), np.nextafter(least, np.float32(-math.inf)))
            yield f"{trec_id(query)} Q0 {trec_id(entry)} {rank} {least:.9g} {tag}\n"
