"""What a ranking was measured to be worth: a table for people, JSON and CSV for programs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from searchkit.model.judging import Comparison, Evaluation
from searchkit.render.grid import grid
from searchkit.render.records import dumps
from searchkit.render.safety import for_csv, for_terminal

_MOST_NAMED = 5
_LEAST_P = 0.0001
_COMPARED = ("measure", "this run", "other run", "difference", "wins", "ties", "losses", "p (t-test)", "p (random)")
_COLUMNS = ("query", "measure", "value")
_COMPARED_COLUMNS = ("other", "difference", "wins", "ties", "losses", "t_test_p", "randomisation_p")


def evaluation_table(evaluation: Evaluation, compared: Sequence[Comparison], per_query: bool) -> str:
    """The means of all measures, below them how another run compares.

    `per_query` puts a line for each query above; where runs are compared, with what differs from the other one.
    """
    differences = {each.measure: each.differences for each in compared}
    rows = [
        [for_terminal(query), *(_value(value, differences.get(name, {}).get(query)) for name, value in values.items())]
        for query, values in evaluation.per_query.items()
        if per_query
    ]
    rows.append([f"mean of {len(evaluation.per_query)}", *map(_value, evaluation.means.values())])
    table = grid(rows, ("query", *evaluation.measures), right=evaluation.measures)
    if not compared:
        return table
    return f"{table}\n{grid([_compared_row(each) for each in compared], _COMPARED, right=_COMPARED[1:])}"


def _value(value: float, difference: float | None = None) -> str:
    return f"({difference:+.4f}) {value:.4f}" if difference else f"{value:.4f}"


def _compared_row(each: Comparison) -> list[str]:
    means = [f"{each.mean:.4f}", f"{each.other_mean:.4f}", f"{each.difference:+.4f}"]
    counts = [f"{each.wins}", f"{each.ties}", f"{each.losses}"]
    return [each.measure, *means, *counts, _p(each.t_test_p), _p(each.randomisation_p)]


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return f"<{_LEAST_P}" if value < _LEAST_P else f"{value:.4f}"


def evaluation_json(evaluation: Evaluation, compared: Sequence[Comparison], per_query: bool) -> str:
    """One object, as docs/evaluation.md describes it; `per_query` and `comparison` are there if they were asked for."""
    left_out = evaluation.left_out
    record: dict[str, Any] = {
        "queries": len(evaluation.per_query),
        "means": _rounded(evaluation.means),
        "left_out": {name: list(getattr(left_out, name)) for name in left_out.__slots__},
    }
    if per_query:
        record["per_query"] = {query: _rounded(values) for query, values in evaluation.per_query.items()}
    if compared:
        record["comparison"] = {each.measure: _comparison_record(each) for each in compared}
    return f"{dumps(record)}\n"


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}


def _comparison_record(each: Comparison) -> dict[str, Any]:
    return {
        "mean": round(each.mean, 6),
        "other": round(each.other_mean, 6),
        "difference": round(each.difference, 6),
        "wins": each.wins,
        "ties": each.ties,
        "losses": each.losses,
        "t_test_p": None if each.t_test_p is None else float(f"{each.t_test_p:.6g}"),
        "randomisation_p": float(f"{each.randomisation_p:.6g}"),
    }


def evaluation_csv(evaluation: Evaluation, compared: Sequence[Comparison], per_query: bool) -> str:
    """A row for each value, as RFC 4180: those of the queries if wanted, then the means, whose query is `all`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(_COMPARED_COLUMNS if compared else ())])
    if per_query:
        writer.writerows(_query_cells(evaluation, compared))
    others = {each.measure: list(_comparison_record(each).values())[1:] for each in compared}
    writer.writerows(["all", name, round(mean, 6), *others.get(name, ())] for name, mean in evaluation.means.items())
    return text.getvalue()


def _query_cells(evaluation: Evaluation, compared: Sequence[Comparison]) -> Iterator[list[Any]]:
    differences = {each.measure: each.differences for each in compared}
    empty = [""] * (len(_COMPARED_COLUMNS) - 2)
    for query, values in evaluation.per_query.items():
        for name, value in values.items():
            cells = [for_csv(query), name, round(value, 6)]
            if name in differences:
                difference = differences[name][query]
                cells += [round(value - difference, 6), round(difference, 6), *empty]
            yield cells


def evaluation_notes(evaluation: Evaluation) -> Iterator[str]:
    """What does not count as it was meant to, a line each."""
    left_out = evaluation.left_out
    unanswered = tuple(query for query in evaluation.per_query if not evaluation.run.get(query))
    for what, ids in (
        ("queries without judgements, which do not count", left_out.unjudged),
        ("judged queries that were not asked, which do not count", left_out.unasked),
        ("queries with nothing judged relevant, which count 0", left_out.irrelevant),
        ("queries for which nothing was found, which count 0", unanswered),
        ("relevant articles that are not in the archive", left_out.absent),
        ("articles that end before their judged span", left_out.outside),
    ):
        if ids:
            yield f"{what} ({len(ids)}): {', '.join(ids[:_MOST_NAMED])}{' …' if len(ids) > _MOST_NAMED else ''}"
