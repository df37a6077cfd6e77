"""`searchkit similar` and `searchkit terms`, as a person runs them."""

import json
from pathlib import Path

import pytest

import searchkit
from searchkit import Article
from tests.cli.running import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("similar") / "index"
    bodies = {"quay": "Ships wait at the quay.", "port": "At the quay ships unload.", "crane": "A crane at the quay."}
    with searchkit.create(folder) as archive:
        archive.add(
            [Article(name, body=body, date=f"2006-01-0{n}") for n, (name, body) in enumerate(bodies.items(), 1)]
        )
        archive.add([Article(f"rain{number}", body="Rain fell.") for number in range(9)])
    return folder


@pytest.mark.parametrize(
    ("args", "output", "code"),
    [
        (["quay"], "port\ncrane\n", 0),
        (["quay", "-n", "1"], "port\n", 0),
        (["quay", "--before-date"], "", 1),
        (["crane", "--before", "2006-01-02"], "quay\n", 0),
        (["--text", "-"], "crane\nport\nquay\n", 0),
    ],
)
def test_similar_prints_ids_best_first(folder: Path, args: list[str], output: str, code: int) -> None:
    done = run("similar", *args, "-l", "--index", folder, stdin="A crane fell on the quay")
    assert (done.stdout, done.returncode) == (output, code)


def test_similar_shows_passages_with_marks(folder: Path) -> None:
    done = run("similar", "quay", "-n", "1", "--index", folder, "--explain")
    assert "At the *quay* *ships* unload." in done.stdout
    assert "quay^1: quay 3" in done.stderr


def test_similar_of_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("A crane for the ships", "utf-8")
    done = run("similar", "--text", tmp_path / "draft.txt", "-f", "json", "--index", folder)
    assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ["crane", "port", "quay"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "searchkit: give either the id of an article or --text FILE\n"),
        (["quay", "--text", "-"], "searchkit: give either the id of an article or --text FILE\n"),
        (["--text", "-"], "searchkit: standard input holds no text\n"),
        (["--text", "nowhere.txt"], "searchkit: nowhere.txt cannot be read: No such file or directory\n"),
        (["ship"], "searchkit: no article has the id 'ship'; searchkit query -l lists ids\n"),
        (["rain1", "--before-date"], "searchkit: the article has no date, so that none can be told to be of before\n"),
    ],
)
def test_similar_says_what_is_wrong(folder: Path, args: list[str], message: str) -> None:
    done = run("similar", *args, "--index", folder, stdin=" ")
    assert (done.stderr, done.returncode) == (message, 2)


def test_terms_are_a_table(folder: Path) -> None:
    done = run("terms", "ships", "--index", folder)
    assert done.stdout.splitlines() == [
        "Word      G2    Inside      %    Outside     %",
        "------  ----  --------  -----  ---------  ----",
        "quay     7.0         2  100.0          1  10.0",
    ]


def test_terms_are_data(folder: Path) -> None:
    done = run("terms", "ships", "--index", folder, "-f", "json")
    [found] = json.loads(done.stdout)
    assert found == {
        "term": "quay",
        "word": "quay",
        "score": 6.994384,
        "inside": 2,
        "all_inside": 2,
        "outside": 1,
        "all_outside": 10,
    }
    done = run("terms", "ships", "--index", folder, "-f", "csv")
    assert done.stdout.splitlines() == [
        "term,word,score,inside,all_inside,outside,all_outside",
        "quay,quay,6.994384,2,2,1,10",
    ]


def test_no_terms_are_nothing_found(folder: Path) -> None:
    done = run("terms", "nowhere", "--index", folder)
    assert (done.stdout, done.returncode) == ("", 1)
