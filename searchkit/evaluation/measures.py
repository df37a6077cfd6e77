"""Measures of a ranking against judgements, worked out by ir-measures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from searchkit.errors import EvaluationError
from searchkit.evaluation.naming import measure_named
from searchkit.evaluation.passages import credited
from searchkit.model.judging import Judgement, Run

if TYPE_CHECKING:
    from ir_measures import Measure

MEASURES = ("nDCG@10", "AP", "RR", "P@10", "R@100")
"""What is measured unless something else is asked for, by the names of ir-measures."""


def measure_run(
    run: Run, judgements: Iterable[Judgement], measures: Sequence[str] = MEASURES
) -> dict[str, dict[str, float]]:
    """The value of each measure for each judged query: `{query id: {measure: value}}`, in the judgements' order.

    `run` has for each query what was found, best first. That order counts, not the scores: equal ones are not
    put in another order. A judged query that the run lacks counts 0; one that nobody judged does not count.
    Raises EvaluationError for a measure that ir-measures does not know or cannot work out, and where it is missing.

    >>> measure_run({"1": [("a", 9.5), ("b", 7.0)]}, [Judgement("1", "b", 1)], ["RR", "P@1"])
    {'1': {'RR': 0.5, 'P@1': 0.0}}
    """
    named = {name: measure_named(name) for name in measures}
    judged: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        judged.setdefault(judgement.query_id, []).append(judgement)
    qrels = {query: _relevances(group) for query, group in judged.items()}
    found = {query: _scored([entry for entry, _ in run.get(query, ())], group) for query, group in judged.items()}
    return _values(named, qrels, found)


def _relevances(judgements: Sequence[Judgement]) -> dict[str, int]:
    """By the judgements' numbers; trec_eval's own code is not safe from negative ones."""
    return {str(number): max(0, judgement.relevance) for number, judgement in enumerate(judgements)}


def _scored(entries: Sequence[str], judgements: Sequence[Judgement]) -> dict[str, float]:
    """The ranking in terms of the judgements, its scores nothing but the order: trec_eval would break ties by id."""
    return {
        f"unjudged {place}" if number is None else str(number): float(len(entries) - place)
        for place, number in enumerate(credited(entries, judgements))
    }


def _values(
    measures: Mapping[str, "Measure"], qrels: dict[str, dict[str, int]], found: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    import ir_measures  # noqa: PLC0415 -- of the extra, and 0.1 s

    values: dict[str, dict[str, float]] = {query: {} for query in qrels}
    for name, measure in measures.items():
        try:
            worked_out = {query: float(value) for query, _, value in ir_measures.iter_calc([measure], qrels, found)}
        except Exception as error:  # what works measures out raises what it likes
            raise EvaluationError(f"measure {name} cannot be worked out: {error}") from error
        for query, row in values.items():
            row[name] = worked_out.get(query, float(measure.DEFAULT))
    return values
