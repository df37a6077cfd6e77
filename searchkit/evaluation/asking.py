"""Topics are asked of an archive, and what it finds is measured."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Unpack
from urllib.parse import unquote

from searchkit.archive import Archive
from searchkit.errors import ArticleNotFoundError, EvaluationError, QueryError
from searchkit.evaluation.lines import trec_id
from searchkit.evaluation.measures import MEASURES, measure_run
from searchkit.evaluation.naming import measure_named
from searchkit.model import Hit, SearchOptions, Span, passage_id
from searchkit.model.judging import Evaluation, Judgement, LeftOut, Run, Topic

DEPTH = 1000
"""How many articles are asked for, as at TREC: average precision counts what stands far down, too."""

PASSAGE_DEPTH = 100
"""How many where their passages count, which take 30 times as long to find."""


def evaluate(
    archive: Archive,
    topics: Iterable[Topic],
    judgements: Iterable[Judgement],
    measures: Sequence[str] = MEASURES,
    depth: int | None = None,
    **options: Unpack[SearchOptions],
) -> Evaluation:
    """Asks all topics, for `depth` articles each (1000, or 100 where passages count), and measures what is found.

    Options are those of `Archive.search`, but a topic is read as plain words of which any may be in an article,
    unless `plain` and `match` say otherwise. Passages are found, not articles, where `unit` is "passage" or a
    judgement has a span: then the entries of the run are `ARTICLE#char=START,END`. Spaces in ids become %20 there.
    Raises EvaluationError for a query that cannot be asked, and where no query that was asked is judged.
    """
    for name in measures:
        measure_named(name)
    judged = [_as_in_runs(judgement) for judgement in judgements]
    passages = options.get("unit") == "passage" or any(judgement.span for judgement in judged)
    limit = depth or (PASSAGE_DEPTH if passages else DEPTH)
    chosen: SearchOptions = {"plain": True, "match": "any", **options, "limit": limit, "passages": int(passages)}
    run = {trec_id(topic.id): _found(archive, topic, chosen) for topic in topics}
    values = measure_run(run, [judgement for judgement in judged if judgement.query_id in run], measures)
    if not values:
        raise EvaluationError(f"no query is judged: {_ids(run)} were asked, {_ids(j.query_id for j in judged)} judged")
    return Evaluation(
        measures=tuple(measures),
        per_query={query: values[query] for query in run if query in values},
        run=run,
        left_out=_left_out(archive, run, judged),
    )


def _as_in_runs(judgement: Judgement) -> Judgement:
    return replace(judgement, query_id=trec_id(judgement.query_id), article_id=trec_id(judgement.article_id))


def _found(archive: Archive, topic: Topic, options: SearchOptions) -> list[tuple[str, float]]:
    try:
        page = archive.search(topic.text, **options)
    except QueryError as error:
        raise EvaluationError(f"query {topic.id} cannot be asked: {error}") from error
    return [(_entry(hit), hit.score) for hit in page]


def _entry(hit: Hit) -> str:
    article_id = trec_id(hit.id)
    if not hit.passages:
        return article_id
    return passage_id(article_id, Span(hit.passages[0].char_start, hit.passages[0].char_end))


def _ids(ids: Iterable[str]) -> str:
    """The first few of the ids."""
    different = list(dict.fromkeys(ids))
    return ", ".join(different[:3]) + (" …" if len(different) > 3 else "")


def _left_out(archive: Archive, run: Run, judged: Sequence[Judgement]) -> LeftOut:
    queries = dict.fromkeys(judgement.query_id for judgement in judged)
    relevant = [judgement for judgement in judged if judgement.relevance > 0]
    answerable = {judgement.query_id for judgement in relevant}
    lengths = dict(_lengths(archive, run, relevant))
    return LeftOut(
        unjudged=tuple(query for query in run if query not in queries),
        unasked=tuple(query for query in queries if query not in run),
        irrelevant=tuple(query for query in queries if query in run and query not in answerable),
        absent=tuple(article for article, length in lengths.items() if length is None),
        outside=tuple(dict.fromkeys(each.article_id for each in relevant if _outside(each, lengths))),
    )


def _outside(judgement: Judgement, lengths: dict[str, int | None]) -> bool:
    length = lengths.get(judgement.article_id)
    return judgement.span is not None and length is not None and judgement.span.start >= length


def _lengths(archive: Archive, run: Run, relevant: Iterable[Judgement]) -> Iterator[tuple[str, int | None]]:
    """For relevant articles that may be out of reach, the code points of their bodies; None: not in the archive."""
    reached = {entry for found in run.values() for entry, _ in found}
    for judgement in relevant:
        if judgement.span or judgement.article_id not in reached:
            yield judgement.article_id, _length(archive, judgement.article_id)


def _length(archive: Archive, id: str) -> int | None:
    for spelling in dict.fromkeys((id, unquote(id))):
        try:
            return len(archive.article(spelling).body)
        except ArticleNotFoundError:
            continue
    return None
