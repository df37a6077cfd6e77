"""Topics, judgements and runs are read in all their forms; what cannot be read is told with its place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searchkit import Span
from searchkit.evaluation import EvaluationError, Judgement, Topic, read_judgements, read_run, read_topics

TREC = """<top>
<num> Number: 301
<title> Topic: Wheat &amp;
 barley
<desc> Description:
How much wheat was sold?

<narr> Narrative:
Less than x < 5 tonnes does not count.
</top>

<top>
<num>302</num><title>Port</title><desc>Which port?</desc>
</top>
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def written(content: str | bytes) -> Path:
        path = tmp_path / "given"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


Written = Callable[[str | bytes], Path]


@pytest.mark.parametrize(
    "content",
    [
        "7\twheat board\n8\tport\n",
        "\ufeff7\twheat board\r\n\r\n8\tport",
        '{"id": 7, "text": "wheat board"}\n{"id": "8", "text": "port"}\n',
        '{"_id": "7", "text": "wheat board", "metadata": {}}\n{"_id": "8", "text": "port"}\n',
        "<top>\n<num> Number: 7\n<title> wheat board\n</top>\n<top>\n<num> Number: 8\n<title> port\n</top>\n",
    ],
)
def test_topics_are_read_in_every_form(file: Written, content: str) -> None:
    assert read_topics(file(content)) == [Topic("7", "wheat board"), Topic("8", "port")]


@pytest.mark.parametrize(
    ("part", "texts"),
    [
        ("title", ["Wheat & barley", "Port"]),
        ("desc", ["How much wheat was sold?", "Which port?"]),
        ("title+desc", ["Wheat & barley How much wheat was sold?", "Port Which port?"]),
    ],
)
def test_the_part_that_is_asked_of_trec_topics_can_be_chosen(file: Written, part: Any, texts: list[str]) -> None:
    assert read_topics(file(TREC), part) == [Topic("301", texts[0]), Topic("302", texts[1])]


@pytest.mark.parametrize(
    ("content", "judgement"),
    [
        ("7 0 a 2\n", Judgement("7", "a", 2)),
        ("7\t0\tmy file#3\t-1\n", Judgement("7", "my%20file#3", -1)),
        ("7 0 a 1 40 95\n", Judgement("7", "a", 1, Span(40, 95))),
        ("query-id\tcorpus-id\tscore\n7\ta\t1\n", Judgement("7", "a", 1)),
        ("7 0 a 1\n7 0 a 1\n", Judgement("7", "a", 1)),
    ],
)
def test_judgements_are_read_in_every_form(file: Written, content: str, judgement: Judgement) -> None:
    assert read_judgements(file(content)) == [judgement]


def test_a_run_is_in_the_order_that_trec_eval_gives_it(file: Written) -> None:
    run = "7 Q0 a 1 1.5 x\n7 Q0 b 2 1.5 x\n7 Q0 c 3 1e1 x\n8\tQ0\tmy file\t1\t2\tx\n"
    assert read_run(file(run)) == {"7": [("c", 10.0), ("b", 1.5), ("a", 1.5)], "8": [("my%20file", 2.0)]}


@pytest.mark.parametrize(
    ("read", "content", "message"),
    [
        (read_topics, "", "has no queries"),
        (read_topics, "7\ta\n8 b\n", "line 2: a query is an id, a tab and the text"),
        (read_topics, "7\ta\n\n7\tb\n", "line 3: query 7 stands in line 1 already"),
        (read_topics, "7\t \n", "line 1: query 7 has no text"),
        (read_topics, b"7\ta\n8\tb\xe9\n", "line 2: byte 4 is no UTF-8"),
        (read_topics, '{"id": 7}\n', 'line 1: a query is an object with "id" and "text"'),
        (read_topics, '{"id": 7, "text": "a"}\n[]\n', "line 2: no object"),
        (read_topics, '{"id"\n', "line 1: no JSON: Expecting ':' delimiter: line 1 column 6 (char 5)"),
        (read_topics, "<topics>\n", "line 1: TREC topics begin with <top>"),
        (read_topics, "<top>\n<title> a\n", "line 1: this topic has no <num>"),
        (read_topics, "<top>\n<num> 7\n<desc> a\n", "line 1: topic 7 has no <title>"),
        (read_judgements, "", "has no judgements"),
        (
            read_judgements,
            "7 0 a 1\n7 a 1\n",
            "line 2: 3 columns; a judgement is query, 0, article, relevance and perhaps start, end",
        ),
        (
            read_judgements,
            "query-id corpus-id score\n7 a\n",
            "line 2: 2 columns; a judgement is query, article, relevance",
        ),
        (read_judgements, "7 0 a much\n", "line 1: 'much' is no whole number"),
        (read_judgements, "7 0 a 1 40 4x\n", "line 1: '4x' is no whole number"),
        (read_judgements, "7 0 a 1 40 40\n", "line 1: from 40 to 40 there is no text"),
        (read_judgements, "7 0 a 5000\n", "line 1: relevance 5000 is above 1000"),
        (read_judgements, "7 0 a 1\n7 0 a 0\n", "line 2: relevance 0 contradicts line 1, which says 1"),
        (read_run, "7 Q0 a 1 2.0\n", "line 1: 5 columns; a run has query, Q0, article, rank, score, tag"),
        (read_run, "7 Q0 a 1 nan x\n", "line 1: 'nan' is no score"),
        (read_run, "7 Q0 a 1 2 x\n7 Q0 a 2 1 x\n", "line 2: a was found for query 7 before"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    file: Written, read: Callable[[Path], object], content: str | bytes, message: str
) -> None:
    path = file(content)
    with pytest.raises(EvaluationError) as caught:
        read(path)
    assert str(caught.value) in (f"{path} {message}", f"{path}, {message}")


def test_a_run_without_passages_cannot_be_measured_by_them(file: Written) -> None:
    with pytest.raises(EvaluationError, match="names no passages, which are what is judged"):
        read_run(file("7 Q0 a 1 2 x\n"), passages=True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="nowhere cannot be read: No such file"):
        read_topics(tmp_path / "nowhere")
