"""TIME: 423 articles of the magazine of 1963 with 83 questions and 324 judgements, by the SMART project at Cornell.

All in capitals, without titles; the questions are whole sentences.
"""

from pathlib import Path

from bench.judged import reading
from bench.judged.judgedset import JudgedSet

FOLDER = "time"


def load(folder: Path) -> JudgedSet:
    """The set in `folder`/time: time.jsonl.gz, time.queries.tsv and time.qrels."""
    articles = tuple(reading.articles([folder / FOLDER / "time.jsonl.gz"]))
    lines = (folder / FOLDER / "time.queries.tsv").read_text("utf-8").splitlines()
    topics = dict(line.split("\t", 1) for line in lines)
    qrels: dict[str, dict[str, int]] = {qid: {} for qid in topics}
    for line in (folder / FOLDER / "time.qrels").read_text("utf-8").splitlines():
        qid, _, docid, grade = line.split()
        qrels[qid][docid] = int(grade)
    return JudgedSet("time", articles, topics, qrels)
