"""Topics from files: TREC's, lines of id and text, JSON lines."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from searchkit.errors import EvaluationError
from searchkit.evaluation.lines import AnyPath, Line, lines_of, name_of, trec_id
from searchkit.model.judging import Topic

TopicPart = Literal["title", "desc", "title+desc"]

# Elements are mostly not closed, and begin with a name of their own: `<num> Number: 301`.
_ELEMENT = re.compile(r"<(num|title|desc|narr|/?\w+)(?:\s[^<>]*)?>")
_LABEL = re.compile(r"\s*(?:Number|Topic|Description|Narrative)\s*:", re.IGNORECASE)


def read_topics(path: AnyPath, part: TopicPart = "title") -> list[Topic]:
    """The topics of a file, in its order.

    It holds TREC topics (`<top>`, of which `part` is asked), JSON lines (`{"id": "7", "text": "wheat"}`, BEIR's
    `_id` too), or lines of an id, a tab and the text. Raises EvaluationError with the line that cannot be read.
    """
    lines = list(lines_of(path))
    if not lines:
        raise EvaluationError(f"{name_of(path)} has no queries")
    first = lines[0].text.lstrip()
    if first.startswith("<"):
        found = _trec(lines, part)
    else:
        found = map(_from_json if first.startswith("{") else _from_columns, lines)
    return list(_once(found))


def _once(found: Iterable[tuple[Line, Topic]]) -> Iterator[Topic]:
    seen: dict[str, int] = {}
    for line, topic in found:
        if topic.id in seen:
            raise line.error(f"query {topic.id} stands in line {seen[topic.id]} already")
        if not topic.text:
            raise line.error(f"query {topic.id} has no text")
        seen[topic.id] = line.number
        yield topic


def _from_columns(line: Line) -> tuple[Line, Topic]:
    name, tab, text = line.text.partition("\t")
    if not tab or not name.strip():
        raise line.error("a query is an id, a tab and the text")
    return line, Topic(trec_id(name.strip()), text.strip())


def _from_json(line: Line) -> tuple[Line, Topic]:
    try:
        record: Any = json.loads(line.text)
    except ValueError as error:
        raise line.error(f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise line.error("no object")
    name, text = record.get("id", record.get("_id")), record.get("text")
    if not isinstance(name, str | int) or not str(name).strip() or not isinstance(text, str):
        raise line.error('a query is an object with "id" and "text"')
    return line, Topic(trec_id(str(name).strip()), text.strip())


def _trec(lines: list[Line], part: TopicPart) -> Iterator[tuple[Line, Topic]]:
    block: list[Line] = []
    for line in lines:
        if "<top>" in line.text:
            if block:
                yield _topic(block, part)
            block = [line]
        elif block:
            block.append(line)
        else:
            raise line.error("TREC topics begin with <top>")
    yield _topic(block, part)


def _topic(block: list[Line], part: TopicPart) -> tuple[Line, Topic]:
    start = block[0]
    texts = _elements("\n".join(line.text for line in block))
    if not texts.get("num"):
        raise start.error("this topic has no <num>")
    missing = [name for name in part.split("+") if not texts.get(name)]
    if missing:
        raise start.error(f"topic {texts['num']} has no <{missing[0]}>")
    return start, Topic(trec_id(texts["num"]), " ".join(texts[name] for name in part.split("+")))


def _elements(text: str) -> dict[str, str]:
    """The texts of a topic by their elements' names, with single spaces."""
    _, *pieces = _ELEMENT.split(text)
    return {
        name: " ".join(html.unescape(_LABEL.sub("", piece, count=1)).split())
        for name, piece in zip(pieces[::2], pieces[1::2], strict=True)
    }
