"""JSON keeps the promises of docs/json-output.md; CSV is what RFC 4180 and spreadsheets expect."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import (
    Article,
    Expansion,
    Explanation,
    Hit,
    Origin,
    Passage,
    ResultPage,
    ScorePart,
    Span,
    Suggestion,
)
from searchkit.render import TextStyle
from searchkit.render.records import CSV_COLUMNS, article_record, csv_page, dumps, json_page, jsonl_page, page_record

DOCS = Path(__file__).parents[2] / "docs" / "json-output.md"
PLAIN = TextStyle()
Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def is_number(value: Any) -> bool:
    return type(value) is float


def is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def is_spans(value: Any) -> bool:
    return isinstance(value, list) and all(len(pair) == 2 and all(map(is_count, pair)) for pair in value)


def or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def record(shape: dict[str, Check]) -> Check:
    """Exactly these keys, in this order, each with a value of its type."""

    def check(value: Any) -> bool:
        assert list(value) == list(shape)
        wrong = [key for key, fits in shape.items() if not fits(value[key])]
        assert wrong == []
        return True

    return check


def records(shape: dict[str, Check]) -> Check:
    return lambda values: isinstance(values, list) and all(map(record(shape), values))


ORIGIN: dict[str, Check] = {"file": is_text, "member": or_null(is_text), "record": or_null(is_count)}
PASSAGE: dict[str, Check] = {
    "ordinal": is_count,
    "char_start": is_count,
    "char_end": is_count,
    "text": is_text,
    "spans": is_spans,
    "score": is_number,
}
HIT: dict[str, Check] = {
    "rank": is_count,
    "score": is_number,
    "id": is_text,
    "title": is_text,
    "title_spans": is_spans,
    "date": or_null(is_text),
    "source": is_text,
    "section": is_text,
    "authors": is_texts,
    "language": is_text,
    "url": is_text,
    "origin": or_null(record(ORIGIN)),
    "passages": records(PASSAGE),
    "matched_fields": is_texts,
}
PART: dict[str, Check] = {"name": is_text, "value": is_number, "formula": is_text}
SUGGESTION: dict[str, Check] = {"word": is_text, "alternatives": is_texts}
PAGE: dict[str, Check] = {
    "query": is_text,
    "interpreted": is_text,
    "relaxed": is_bool,
    "total": is_count,
    "elapsed_ms": is_number,
    "notes": is_texts,
    "hits": records(HIT),
    "suggestions": records(SUGGESTION),
    "did_you_mean": is_text,
    "unit": is_text,
}
EXPANSION: dict[str, Check] = {
    "typed": is_text,
    "field": is_text,
    "kind": is_text,
    "words": records({"word": is_text, "articles": is_count}),
    "total": is_count,
}
EXPLANATION: dict[str, Check] = {
    "interpreted": is_text,
    "dates": is_texts,
    "expansions": records(EXPANSION),
    "undated": is_count,
    "run_as": is_text,
}


def read_strictly(text: str) -> Any:
    """A page as a reader takes it that knows the documented keys and no others."""
    value = json.loads(text)
    record(PAGE)(value)
    return value


def are_promised_spans(spans: list[list[int]], text: str) -> bool:
    """Not empty, inside, sorted, not overlapping."""
    borders = [offset for pair in spans for offset in pair]
    return borders == sorted(borders) and all(0 <= a < b <= len(text) for a, b in spans)


@st.composite
def pages(draw: st.DrawFn) -> ResultPage:
    """Pages as the engine gives them: whatever the texts, the offsets are right."""
    hits = []
    for rank in range(1, draw(st.integers(0, 3)) + 1):
        article = Article(draw(st.text()), draw(st.text()), draw(st.text()), origin=draw(st.none() | origins))
        start, end = sorted((draw(st.integers(0, len(article.body))), draw(st.integers(0, len(article.body)))))
        text = article.body[start:end]
        passage = Passage(rank, start, end, text, draw(spans_in(text)), draw(st.floats(0, 99)))
        hits.append(Hit(rank, draw(st.floats(0, 99)), article, draw(spans_in(article.title)), (passage,)))
    return ResultPage(draw(st.text()), draw(st.text()), len(hits), tuple(hits))


origins = st.builds(Origin, st.text(), st.none() | st.text(), st.none() | st.integers(1))


def spans_in(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    borders = st.sets(st.integers(0, len(text)), max_size=6).map(sorted)
    return borders.map(lambda found: tuple(map(Span, found[::2], found[1::2])))


def test_a_page(page: ResultPage) -> None:
    assert "".join(json_page(page, PLAIN)) == (
        '{"query": "wheat", "interpreted": "wheat", "relaxed": false, "total": 12, "elapsed_ms": 3.142, "notes": [],'
        ' "hits": [\n'
        '{"rank": 1, "score": 12.345679, "id": "ardle-7", "title": "Wheat waits at Ardle", "title_spans": [[0, 5]],'
        ' "date": "2006-01-05T10:00:00+11:00", "source": "Ardle Courier", "section": "business",'
        ' "authors": ["Ada Quill", "Bo Reed"], "language": "en", "url": "https://courier.example/wheat?p=1&q=2",'
        ' "origin": {"file": "news/2006.zip", "member": "jan.jsonl", "record": 3},'
        ' "passages": [{"ordinal": 0, "char_start": 0, "char_end": 87,'
        ' "text": "Growers sold the wheat in May.\\n\\nThe port of Ardle was shut, and the wheat stayed there.",'
        ' "spans": [[17, 22], [68, 73]], "score": 3.25}], "matched_fields": ["title", "body"]},\n'
        '{"rank": 2, "score": 0.5, "id": "zh-1", "title": "小麦出口受阻", "title_spans": [[0, 2]],'
        ' "date": "2006-02", "source": "", "section": "", "authors": [], "language": "zh", "url": "",'
        ' "origin": null, "passages": [], "matched_fields": ["title"]}\n'
        '], "suggestions": [], "did_you_mean": "", "unit": "article"}\n'
    )


def test_the_parts_of_a_score_stand_at_the_end_of_a_hit(page: ResultPage) -> None:
    parts = (ScorePart("word:wheat", 12.0123456789, "idf 3 × 4"), ScorePart("age", 0.3333333))

    value = json.loads("".join(json_page(replace(page, hits=(replace(page.hits[0], parts=parts),)), PLAIN)))

    record(HIT | {"parts": records(PART)})(value["hits"][0])
    assert value["hits"][0]["parts"] == [
        {"name": "word:wheat", "value": 12.012346, "formula": "idf 3 × 4"},
        {"name": "age", "value": 0.333333, "formula": ""},
    ]


def test_a_page_of_passages_says_so(page: ResultPage) -> None:
    assert page_record(replace(page, unit="passage"))["unit"] == "passage"


def test_a_page_with_suggestions_and_an_explanation() -> None:
    page = ResultPage("whaet", "whaet", 0, suggestions=(Suggestion("whaet", ("wheat", "what")),), did_you_mean="wheat")
    expansion = Expansion("expor*", "body", "prefix", (("exports", 120), ("export", 90)), 37)
    explanation = Explanation("whaet", ("2006-01-01 to 2006-01-31",), (expansion,), 2, "body:whaet")

    value = json.loads("".join(json_page(page, PLAIN, explanation)))

    record(PAGE | {"explanation": record(EXPLANATION)})(value)
    assert value == page_record(page, explanation)
    assert (value["suggestions"], value["did_you_mean"], value["explanation"]["expansions"]) == (
        [{"word": "whaet", "alternatives": ["wheat", "what"]}],
        "wheat",
        [
            {
                "typed": "expor*",
                "field": "body",
                "kind": "prefix",
                "words": [{"word": "exports", "articles": 120}, {"word": "export", "articles": 90}],
                "total": 37,
            }
        ],
    )


@given(pages())
def test_promises(page: ResultPage) -> None:
    value = read_strictly("".join(json_page(page, PLAIN)))

    assert value == page_record(page)
    for hit, record_of_hit in zip(page.hits, value["hits"], strict=True):
        assert are_promised_spans(record_of_hit["title_spans"], record_of_hit["title"])
        for passage in record_of_hit["passages"]:
            assert hit.article.body[passage["char_start"] : passage["char_end"]] == passage["text"]
            assert are_promised_spans(passage["spans"], passage["text"])


@given(pages())
def test_a_hit_a_line(page: ResultPage) -> None:
    lines = "".join(jsonl_page(page, PLAIN)).splitlines()

    assert [json.loads(line) for line in lines] == page_record(page)["hits"]


@given(st.text())
def test_json_reads_back_and_is_harmless(text: str) -> None:
    line = dumps(text)

    assert json.loads(line) == text
    assert [char for char in line if char < " " or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029\u202e"] == []


def test_json_of_what_no_utf8_has() -> None:
    assert dumps("half \ud83d") == '"half \ufffd"'
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))


def test_an_article(page: ResultPage) -> None:
    article = page.hits[1].article

    assert article_record(article, (Span(0, 2),)) == {
        "date_found_in": "api",
        "id": "zh-1",
        "title": "小麦出口受阻",
        "body": "港口关闭。",
        "date": "2006-02",
        "source": "",
        "section": "",
        "authors": [],
        "language": "zh",
        "url": "",
        "origin": None,
        "extra": {},
        "boilerplate": [],
        "title_spans": [[0, 2]],
        "body_spans": [],
    }


def test_csv(page: ResultPage) -> None:
    assert "".join(csv_page(page, PLAIN)) == (
        "rank,score,id,title,date,source,section,authors,language,url,file,passage,char_start,char_end,text\r\n"
        "1,12.345679,ardle-7,Wheat waits at Ardle,2006-01-05T10:00:00+11:00,Ardle Courier,business,"
        "Ada Quill; Bo Reed,en,https://courier.example/wheat?p=1&q=2,news/2006.zip!jan.jsonl#3,0,0,87,"
        '"Growers sold the wheat in May.\n\nThe port of Ardle was shut, and the wheat stayed there."\r\n'
        "2,0.5,zh-1,小麦出口受阻,2006-02,,,,zh,,,,,,\r\n"
    )


@given(pages())
def test_csv_has_a_row_a_passage_and_no_formula(page: ResultPage) -> None:
    rows = list(csv.reader(io.StringIO("".join(csv_page(page, PLAIN)), newline="")))

    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row[0] for row in rows[1:]] == [str(hit.rank) for hit in page.hits]
    assert [cell for row in rows for cell in row if cell.strip().startswith(("=", "+", "-", "@"))] == []


def documented_keys(heading: str) -> list[str]:
    """The keys in the table below a heading of the page on JSON."""
    section = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)`", section, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Page", [*PAGE, "explanation"]),
        ("Hit", [*HIT, "parts"]),
        ("Part of a score", list(PART)),
        ("Origin", list(ORIGIN)),
        ("Passage", list(PASSAGE)),
        ("Suggestion", list(SUGGESTION)),
        ("Explanation", list(EXPLANATION)),
        ("Expansion", list(EXPANSION)),
        ("Article", list(article_record(Article()))),
        ("CSV", list(CSV_COLUMNS)),
    ],
)
def test_every_key_is_documented(heading: str, keys: list[str]) -> None:
    assert documented_keys(heading) == keys


def test_the_documented_example_is_read() -> None:
    example = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[0]

    value = read_strictly(example)

    assert [hit["rank"] for hit in value["hits"]] == [1]
