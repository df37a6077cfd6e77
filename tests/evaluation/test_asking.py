"""Topics asked of an archive: what is found is the run, and what cannot count is told."""

from collections.abc import Iterator

import pytest

import searchkit
from searchkit import Archive, Article, Span
from searchkit.evaluation import EvaluationError, Judgement, LeftOut, Topic, evaluate, passage_of

pytest.importorskip("ir_measures", reason="no trec_eval for this platform")

STORY = "The board met on Monday in the town hall of Vale. " * 30


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with searchkit.create(tmp_path_factory.mktemp("asked") / "index") as filled:
        filled.add(
            [
                Article("my wheat", "Wheat", "The wheat board sold wheat."),
                Article("barley", "Barley", f"{STORY}\n\nThen barley was sold to the mill, and wheat was not."),
                Article("port", "Port", "No ship came in."),
            ]
        )
        yield filled


def run_of(archive: Archive, text: str, **options: object) -> list[str]:
    judged = [Judgement("1", "port", 1)]
    return [entry for entry, _ in evaluate(archive, [Topic("1", text)], judged, **options).run["1"]]  # type: ignore[arg-type]


def test_what_is_found_is_measured(archive: Archive) -> None:
    topics = [Topic("2", "ship"), Topic("1", "wheat")]
    judged = [Judgement("1", "my wheat", 1), Judgement("2", "port", 1)]
    done = evaluate(archive, topics, judged, ["RR", "P@1"])
    assert done.per_query == {"2": {"RR": 1.0, "P@1": 1.0}, "1": {"RR": 1.0, "P@1": 1.0}}
    assert done.means == {"RR": 1.0, "P@1": 1.0}


def test_topics_are_plain_words_of_which_any_may_be_there(archive: Archive) -> None:
    assert set(run_of(archive, "wheat AND NOT ship*")) == {"my%20wheat", "barley", "port"}


def test_topics_can_be_read_in_the_query_language(archive: Archive) -> None:
    assert run_of(archive, "wheat NOT barley", plain=False, match="auto") == ["my%20wheat"]


def test_all_words_can_be_wanted(archive: Archive) -> None:
    assert run_of(archive, "wheat mill", match="all") == ["barley"]


def test_so_many_articles_are_asked_for(archive: Archive) -> None:
    assert len(run_of(archive, "wheat", depth=1)) == 1


def test_judged_passages_make_a_run_of_passages(archive: Archive) -> None:
    place = Span(len(STORY) + 2, len(STORY) + 12)
    done = evaluate(archive, [Topic("1", "barley mill")], [Judgement("1", "barley", 1, place)], ["P@1"])
    article, passage = passage_of(done.run["1"][0][0])
    assert (article, passage and passage.start <= place.start < passage.end) == ("barley", True)
    assert done.means == {"P@1": 1.0}


def test_what_does_not_count_is_told(archive: Archive) -> None:
    topics = [Topic("1", "wheat"), Topic("2", "ship"), Topic("3", "mill")]
    judged = [
        Judgement("1", "my wheat", 1),
        Judgement("1", "lost", 1),
        Judgement("1", "lost too", 0),
        Judgement("3", "port", 0),
        Judgement("4", "port", 1),
        Judgement("1", "port", 1, Span(400, 500)),
    ]
    done = evaluate(archive, topics, judged, ["RR"])
    assert list(done.per_query) == ["1", "3"]
    assert done.left_out == LeftOut(
        unjudged=("2",), unasked=("4",), irrelevant=("3",), absent=("lost",), outside=("port",)
    )


def test_queries_that_nobody_judged_are_an_error(archive: Archive) -> None:
    with pytest.raises(EvaluationError, match="no query is judged: 1 were asked, 2, 3 judged"):
        evaluate(archive, [Topic("1", "wheat")], [Judgement("2", "port", 1), Judgement("3", "port", 1)])


def test_a_query_that_cannot_be_asked_is_named(archive: Archive) -> None:
    with pytest.raises(EvaluationError, match=r"query 1 cannot be asked: .*'soon' as a date"):
        evaluate(archive, [Topic("1", "date:soon")], [Judgement("1", "port", 1)], plain=False)


def test_a_measure_that_is_none_is_told_before_anything_is_asked(archive: Archive) -> None:
    with pytest.raises(EvaluationError, match="there is no measure 'F1'"):
        evaluate(archive, [Topic("1", "date:soon")], [Judgement("1", "port", 1)], ["F1"], plain=False)


def test_ids_in_files_may_have_their_spaces_spelled_out(archive: Archive) -> None:
    done = evaluate(archive, [Topic("1", "ship")], [Judgement("1", "my%20wheat", 1)], ["RR"])
    assert done.left_out == LeftOut()
