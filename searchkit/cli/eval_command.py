"""`searchkit eval`: how good the ranking is, by judgements."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import (
    DEFAULT_FOLDER,
    DeepOption,
    Folder,
    ParamsOption,
    RankerOption,
    RecentOption,
    UnitOption,
    option,
)
from searchkit.cli.output import emit, tell
from searchkit.errors import EvaluationError
from searchkit.model import Match, Ranking, SearchOptions

if TYPE_CHECKING:
    from searchkit.evaluation import Comparison, Evaluation, Judgement

EXAMPLE = (
    "Example:  searchkit eval topics.tsv topics.qrels --index archive   |   "
    "searchkit eval topics.tsv topics.qrels --params k1=0.9 --compare before.run"
)

_STDIN = Path("-")


def evaluate(
    queries: Annotated[
        Path, typer.Argument(help="TREC topics, JSON lines (id, text), or lines of an id, a tab and the text.")
    ],
    qrels: Annotated[
        Path,
        typer.Argument(
            help="TREC or BEIR judgements; with start and end too, those of passages. One of both may be -."
        ),
    ],
    folder: Folder = DEFAULT_FOLDER,
    measure: Annotated[
        list[str] | None,
        option(
            "--measure", "-m", help="nDCG@10, AP, Success@5 … as ir-measures names them; may be given several times."
        ),
    ] = None,
    per_query: Annotated[bool, option("--per-query", help="The values of each query, too.")] = False,
    output_format: Annotated[
        Literal["table", "json", "csv"], option("--format", "-f", help="Form of the output.")
    ] = "table",
    topic_part: Annotated[
        Literal["title", "desc", "title+desc"], option("--topic-part", help="What is asked of TREC topics.")
    ] = "title",
    syntax: Annotated[bool, option("--syntax", help="Read topics in the query language, not as plain words.")] = False,
    match: Annotated[Match, option("--match", help="Which of the words an article must have.")] = "any",
    depth: Annotated[
        int | None, option("--depth", min=1, help="Articles asked for; as a rule 1000, or 100 if passages are judged.")
    ] = None,
    unit: UnitOption = "article",
    ranker: RankerOption = "full",
    deep: DeepOption = False,
    recent: RecentOption = "",
    params: ParamsOption = "",
    run: Annotated[Path | None, option("--run", metavar="FILE", help="Write what was found as a TREC run.")] = None,
    tag: Annotated[str, option("--tag", help="Name of the run in that file.")] = "searchkit",
    compare: Annotated[
        Path | None, option("--compare", metavar="RUN", help="Compare with this TREC run, query by query.")
    ] = None,
) -> None:
    """Measure the ranking on topics and judgements: nDCG@10, AP, RR, P@10 and R@100, or others.

    Queries that were judged count, those for which nothing was found as 0; what does not count is told. Exit code 1:
    nothing was found for any of them. docs/evaluation.md says what is measured, and what p means.
    """
    from searchkit import evaluation  # noqa: PLC0415 -- only who measures waits for it
    from searchkit.render.evaluation import evaluation_notes  # noqa: PLC0415 -- as above

    if queries == _STDIN == qrels:
        raise EvaluationError("only one of queries and judgements can come from standard input")
    topics, judgements = evaluation.read_topics(queries, topic_part), evaluation.read_judgements(qrels)
    options = SearchOptions(
        plain=not syntax,
        match=match,
        unit=unit,
        ranker=ranker,
        deep=deep,
        recent=recent,
        ranking=Ranking().changed(params),
    )
    with searchkit.open(folder) as archive:
        done = evaluation.evaluate(archive, topics, judgements, measure or evaluation.MEASURES, depth, **options)
    compared = _compared(done, judgements, compare) if compare else ()
    if run:
        evaluation.write_run(done.run, run, tag)
    for note in evaluation_notes(done):
        tell(f"note: {note}")
    emit([_rendered(done, compared, per_query, output_format)])
    raise typer.Exit(0 if any(done.run.get(query) for query in done.per_query) else 1)


def _compared(done: "Evaluation", judgements: "list[Judgement]", path: Path) -> "tuple[Comparison, ...]":
    """How what was found compares with a run, over the queries that were asked and judged."""
    from searchkit.evaluation import compare, measure_run, read_run  # noqa: PLC0415 -- scipy takes a second to import

    counted = [judgement for judgement in judgements if judgement.query_id in done.per_query]
    other = read_run(path, passages=any(judgement.span for judgement in counted))
    if not any(query in other for query in done.per_query):
        raise EvaluationError(f"{path} has none of the queries that are judged")
    missing = sum(query not in other for query in done.per_query)
    if missing:
        tell(f"note: queries that {path} lacks, which count 0 there: {missing}")
    theirs = measure_run(other, counted, done.measures)
    return compare(done.per_query, {query: theirs[query] for query in done.per_query})


def _rendered(done: "Evaluation", compared: "tuple[Comparison, ...]", per_query: bool, output_format: str) -> str:
    # as above
    from searchkit.render.evaluation import evaluation_csv, evaluation_json, evaluation_table  # noqa: PLC0415

    render = {"table": evaluation_table, "json": evaluation_json, "csv": evaluation_csv}[output_format]
    return render(done, compared, per_query)
