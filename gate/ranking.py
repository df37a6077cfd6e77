"""Do the articles and passages that answer a question come first? On the judged sets of `bench/judged`.

Of every set nDCG@10 and RR. Of the planted answers also how often the first passage of the first article holds one
(`answered`), that of an answering article wherever it is among ten (`best_passage`), and the first of all passages
where passages are ranked (`first_passage`). Nothing is measured where ir-measures is not installed.
"""

import importlib.util
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from bench import judged
from bench.judged import JudgedSet
from bench.relevance_own import opened
from searchkit import Archive, Hit
from searchkit.evaluation import measure_run
from searchkit.model.judging import Judgement

_MEASURES = ("nDCG@10", "RR")


def measure() -> Mapping[str, float]:
    """The measures of the sets in the project, and of the passages of planted answers."""
    found: dict[str, float] = {}
    for names in (("corpus", "corpus-verbose"), ("planted", "planted-verbose")):
        sets = [judged.load(name) for name in names]
        with tempfile.TemporaryDirectory() as folder, opened(sets[0].articles, Path(folder) / "index") as archive:
            for one in sets:
                found |= _of_set(archive, one)
    return found


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The measures of TIME, and of the stories of Reuters-21578 that are to be found by their titles."""
    found: dict[str, float] = {}
    for name in ("time", "reuters-titles"):
        one = judged.load(name, folder)
        with tempfile.TemporaryDirectory() as room, opened(one.articles, Path(room) / "index") as archive:
            found |= _of_set(archive, one)
    return found


def _of_set(archive: Archive, one: JudgedSet) -> dict[str, float]:
    has_answers = one.name.startswith("planted")
    found = {qid: _asked(archive, text, passages=int(has_answers)) for qid, text in one.topics.items()}
    values = _measured(one, found)
    if has_answers:
        values |= _answered(archive, one, found)
    return {f"{one.name}.{name}": value for name, value in values.items()}


def _asked(archive: Archive, question: str, passages: int) -> Sequence[Hit]:
    return archive.search(question, plain=True, match="any", passages=passages).hits


def _measured(one: JudgedSet, found: Mapping[str, Sequence[Hit]]) -> dict[str, float]:
    if importlib.util.find_spec("ir_measures") is None:
        return {}
    judgements = [Judgement(qid, docid, grade) for qid, row in one.qrels.items() for docid, grade in row.items()]
    run = {qid: [(hit.id, hit.score) for hit in hits] for qid, hits in found.items()}
    values = measure_run(run, judgements, _MEASURES)
    return {name: fmean(row[name] for row in values.values()) for name in _MEASURES}


def _answered(archive: Archive, one: JudgedSet, found: Mapping[str, Sequence[Hit]]) -> dict[str, float]:
    """The shares of questions, and of answering articles, whose passage has the answer."""
    answering = {qid: {place.docid for place in places} for qid, places in one.spans.items()}
    passages = {
        qid: archive.search(text, plain=True, match="any", unit="passage", limit=1).hits
        for qid, text in one.topics.items()
    }
    return {
        "answered": fmean(_holds_first(hits, one, qid) for qid, hits in found.items()),
        "best_passage": fmean(
            holds(hit, one, qid) for qid, hits in found.items() for hit in hits if hit.id in answering[qid]
        ),
        "first_passage": fmean(_holds_first(hits, one, qid) for qid, hits in passages.items()),
    }


def _holds_first(hits: Sequence[Hit], one: JudgedSet, qid: str) -> bool:
    return any(holds(hit, one, qid) for hit in hits[:1])


def holds(hit: Hit, one: JudgedSet, qid: str) -> bool:
    """Whether the whole answer stands in the hit's first passage."""
    return any(
        passage.char_start <= place.char_start and place.char_end <= passage.char_end
        for passage in hit.passages[:1]
        for place in one.spans[qid]
        if place.docid == hit.id
    )
