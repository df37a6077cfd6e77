"""`searchkit eval`: what it prints, what it tells, and how it ends."""

import json
from pathlib import Path

import pytest

import searchkit
from searchkit import Article
from tests.cli.running import run

pytest.importorskip("ir_measures", reason="no trec_eval for this platform")

ARTICLES = [
    Article("a1", "Wheat board", "The wheat board met in May."),
    Article("a2", "Barley", "Barley fell. The port spoke of wheat."),
    Article("a3", "Ships", "Ships came in to the port."),
]
QUERIES = "1\twheat board\n2\tships port\n3\tzebra\n4\tbarley\n"
QRELS = "1 0 a1 1\n2 0 a2 1\n3 0 a2 1\n9 0 a2 1\n1 0 lost 1\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eval")
    (folder / "q.tsv").write_text(QUERIES, "utf-8")
    (folder / "qrels").write_text(QRELS, "utf-8")
    with searchkit.create(folder / "index") as archive:
        archive.add(ARTICLES)
    return folder


def test_the_means_of_all_measures_are_shown(folder: Path) -> None:
    done = run("eval", "q.tsv", "qrels", cwd=folder)
    assert done.stdout == (
        "query        nDCG@10      AP      RR    P@10    R@100\n"
        "---------  ---------  ------  ------  ------  -------\n"
        "mean of 3     0.4147  0.3333  0.5000  0.0667   0.5000\n"
    )
    assert done.returncode == 0


def test_what_does_not_count_is_told_beside_the_results(folder: Path) -> None:
    done = run("eval", "q.tsv", "qrels", "-m", "RR", cwd=folder)
    assert done.stderr == (
        "note: queries without judgements, which do not count (1): 4\n"
        "note: judged queries that were not asked, which do not count (1): 9\n"
        "note: queries for which nothing was found, which count 0 (1): 3\n"
        "note: relevant articles that are not in the archive (1): lost\n"
    )


def test_the_values_of_each_query_as_csv(folder: Path) -> None:
    done = run("eval", "q.tsv", "qrels", "-m", "RR", "-m", "P@1", "--per-query", "-f", "csv", cwd=folder)
    assert done.stdout.splitlines() == [
        "query,measure,value",
        *("1,RR,1.0", "1,P@1,1.0", "2,RR,0.5", "2,P@1,0.0", "3,RR,0.0", "3,P@1,0.0"),
        *("all,RR,0.5", "all,P@1,0.333333"),
    ]


def test_everything_as_json(folder: Path) -> None:
    other = folder / "other.run"
    other.write_text("1 Q0 a3 1 2 t\n1 Q0 a1 2 1 t\n2 Q0 a2 1 1 t\n", "utf-8")
    done = run("eval", "q.tsv", "qrels", "-m", "RR", "--per-query", "-f", "json", "--compare", other.name, cwd=folder)
    assert json.loads(done.stdout) == {
        "queries": 3,
        "means": {"RR": 0.5},
        "left_out": {"unjudged": ["4"], "unasked": ["9"], "irrelevant": [], "absent": ["lost"], "outside": []},
        "per_query": {"1": {"RR": 1.0}, "2": {"RR": 0.5}, "3": {"RR": 0.0}},
        "comparison": {
            "RR": {
                "mean": 0.5,
                "other": 0.5,
                "difference": 0.0,
                "wins": 1,
                "ties": 1,
                "losses": 1,
                "t_test_p": 1.0,
                "randomisation_p": 1.0,
            }
        },
    }
    assert "note: queries that other.run lacks, which count 0 there: 1\n" in done.stderr


def test_a_run_compared_with_itself_is_no_better(folder: Path) -> None:
    run("eval", "q.tsv", "qrels", "--run", "own.run", "--tag", "mine", cwd=folder)
    done = run("eval", "q.tsv", "qrels", "-m", "AP", "--compare", "own.run", cwd=folder)
    assert done.stdout.splitlines()[-1].split() == ["AP", "0.3333", "0.3333", "+0.0000", "0", "3", "0", "–", "1.0000"]
    assert [line.split()[::5] for line in (folder / "own.run").read_text("utf-8").splitlines()] == [
        *(["1", "mine"], ["1", "mine"], ["2", "mine"], ["2", "mine"], ["4", "mine"])
    ]


def test_either_file_can_come_from_standard_input(folder: Path) -> None:
    plain = run("eval", "q.tsv", "qrels", cwd=folder).stdout
    piped = (
        run("eval", "-", "qrels", cwd=folder, stdin=QUERIES).stdout,
        run("eval", "q.tsv", "-", cwd=folder, stdin=QRELS).stdout,
    )
    assert piped == (plain, plain)


def test_nothing_found_for_any_query_ends_with_1(folder: Path) -> None:
    done = run("eval", "-", "qrels", "-m", "RR", cwd=folder, stdin="3\tzebra\n")
    assert (done.stdout.splitlines()[-1], done.returncode) == ("mean of 1  0.0000", 1)


def test_settings_of_the_ranking_are_taken(folder: Path) -> None:
    run("eval", "q.tsv", "qrels", "--run", "as.run", cwd=folder)
    run("eval", "q.tsv", "qrels", "--run", "other.run", "--params", "title_weight=9", "--ranker", "bm25", cwd=folder)
    assert (folder / "as.run").read_text("utf-8") != (folder / "other.run").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-", "-"], "only one of queries and judgements can come from standard input"),
        (
            ["q.tsv", "q.tsv"],
            "q.tsv, line 1: 3 columns; a judgement is query, 0, article, relevance and perhaps start, end",
        ),
        (["q.tsv", "qrels", "-m", "P"], "measure P needs a number after it, as in P@10"),
        (["q.tsv", "qrels", "--compare", "nowhere"], "nowhere cannot be read: No such file or directory"),
        (["q.tsv", "qrels", "--compare", "empty"], "empty has none of the queries that are judged"),
        (
            ["q.tsv", "qrels", "--recent", "soon"],
            "query 1 cannot be asked: recent: 'soon' is no age; write 7d, 2w, 3m or 1y",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(folder: Path, args: list[str], message: str) -> None:
    (folder / "empty").touch()
    done = run("eval", *args, cwd=folder)
    assert (done.stderr, done.stdout, done.returncode) == (f"searchkit: {message}\n", "", 2)


def test_an_unknown_setting_is_told_with_those_there_are(folder: Path) -> None:
    done = run("eval", "q.tsv", "qrels", "--params", "k9=1", cwd=folder)
    assert (done.stderr[:66], done.returncode) == (
        "searchkit: there is no ranking setting 'k9'; there are k1, body_b,",
        2,
    )
