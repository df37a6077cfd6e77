"""How good is a ranking? Topics are asked, and what is found is measured against judgements."""

from searchkit.errors import EvaluationError
from searchkit.evaluation.asking import DEPTH, evaluate
from searchkit.evaluation.comparing import compare
from searchkit.evaluation.judgements import read_judgements
from searchkit.evaluation.measures import MEASURES, measure_run
from searchkit.evaluation.passages import passage_of
from searchkit.evaluation.runs import read_run, write_run
from searchkit.evaluation.topics import read_topics
from searchkit.model import passage_id
from searchkit.model.judging import Comparison, Evaluation, Judgement, LeftOut, Run, Topic

__all__ = [
    "DEPTH",
    "MEASURES",
    "Comparison",
    "Evaluation",
    "EvaluationError",
    "Judgement",
    "LeftOut",
    "Run",
    "Topic",
    "compare",
    "evaluate",
    "measure_run",
    "passage_id",
    "passage_of",
    "read_judgements",
    "read_run",
    "read_topics",
    "write_run",
]
