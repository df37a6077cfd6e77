"""Runs are written so that every program reads the same order out of them."""

from pathlib import Path

import pytest

from searchkit.evaluation import EvaluationError, read_run, write_run


def test_a_run_is_written_as_trec_has_it(tmp_path: Path) -> None:
    write_run({"7": [("my file#2", 2.5), ("b", 0.5)], "8": []}, tmp_path / "run", tag="mine")
    assert (tmp_path / "run").read_bytes() == b"7 Q0 my%20file#2 1 2.5 mine\n7 Q0 b 2 0.5 mine\n"


def test_the_order_of_equal_scores_is_read_back(tmp_path: Path) -> None:
    write_run({"7": [("a", 2.5), ("b", 2.5), ("c", 2.5 - 1e-12), ("d", 0.0)]}, tmp_path / "run")
    assert [entry for entry, _ in read_run(tmp_path / "run")["7"]] == ["a", "b", "c", "d"]


def test_a_tag_of_two_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="the tag of a run is one word, not 'my run'"):
        write_run({}, tmp_path / "run", tag="my run")


def test_a_run_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be written"):
        write_run({}, tmp_path / "nowhere" / "run")
