"""A page of results for programs: JSON, JSON Lines and CSV, as docs/json-output.md promises."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from searchkit.model import Article, Expansion, Explanation, Hit, Origin, Passage, ResultPage, ScorePart, Span
from searchkit.render.safety import for_csv
from searchkit.render.style import TextStyle

_HIT_COLUMNS = ("rank", "score", "id", "title", "date", "source", "section", "authors", "language", "url", "file")
CSV_COLUMNS = (*_HIT_COLUMNS, "passage", "char_start", "char_end", "text")

# Valid in JSON as they are, but not harmless: some split lines, some command terminals, some turn text around.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any) -> str:
    """One line of JSON in plain characters, those escaped that could do harm on a terminal; no NaN (ValueError)."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", _LONE_SURROGATE.sub("\ufffd", text))


def page_record(page: ResultPage, explanation: Explanation | None = None) -> dict[str, Any]:
    """The whole page as JSON values; the explanation has a key only where there is one."""
    return _page_head(page) | {"hits": [hit_record(hit) for hit in page.hits]} | _page_tail(page, explanation)


def _page_head(page: ResultPage) -> dict[str, Any]:
    return {
        "query": page.query,
        "interpreted": page.interpreted,
        "relaxed": page.relaxed,
        "total": page.total,
        "elapsed_ms": round(float(page.elapsed_ms), 3),
        "notes": list(page.notes),
    }


def _page_tail(page: ResultPage, explanation: Explanation | None) -> dict[str, Any]:
    suggestions = [{"word": one.word, "alternatives": list(one.alternatives)} for one in page.suggestions]
    tail: dict[str, Any] = {"suggestions": suggestions, "did_you_mean": page.did_you_mean, "unit": page.unit}
    return tail | ({} if explanation is None else {"explanation": explanation_record(explanation)})


def explanation_record(explanation: Explanation) -> dict[str, Any]:
    """How a query was understood, as JSON values."""
    return {
        "interpreted": explanation.interpreted,
        "dates": list(explanation.dates),
        "expansions": [_expansion_record(expansion) for expansion in explanation.expansions],
        "undated": explanation.undated,
        "run_as": explanation.run_as,
    }


def _expansion_record(expansion: Expansion) -> dict[str, Any]:
    return {
        "typed": expansion.typed,
        "field": expansion.field,
        "kind": expansion.kind,
        "words": [{"word": word, "articles": articles} for word, articles in expansion.words],
        "total": expansion.total,
    }


def hit_record(hit: Hit) -> dict[str, Any]:
    """One hit as JSON values; the parts of its score have a key only where they were asked for."""
    article = hit.article
    record = {
        "rank": hit.rank,
        "score": _score(hit.score),
        "id": article.id,
        "title": article.title,
        "title_spans": _pairs(hit.title_spans),
        "date": str(article.date) if article.date else None,
        "source": article.source,
        "section": article.section,
        "authors": list(article.authors),
        "language": article.language,
        "url": article.url,
        "origin": _origin_record(article.origin),
        "passages": [_passage_record(passage) for passage in hit.passages],
        "matched_fields": list(hit.matched_fields),
    }
    return record | ({"parts": [_part_record(part) for part in hit.parts]} if hit.parts else {})


def _part_record(part: ScorePart) -> dict[str, Any]:
    return {"name": part.name, "value": _score(part.value), "formula": part.formula}


def _passage_record(passage: Passage) -> dict[str, Any]:
    return {
        "ordinal": passage.ordinal,
        "char_start": passage.char_start,
        "char_end": passage.char_end,
        "text": passage.text,
        "spans": _pairs(passage.spans),
        "score": _score(passage.score),
    }


def article_record(
    article: Article, title_spans: Sequence[Span] = (), body_spans: Sequence[Span] = ()
) -> dict[str, Any]:
    """A whole article as JSON values: what `Article.to_dict` gives, and the spans of title and body."""
    record = {"date_found_in": None} | article.to_dict()
    return record | {"title_spans": _pairs(title_spans), "body_spans": _pairs(body_spans)}


def _score(score: float) -> float:
    return round(float(score), 6)


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[int(start), int(end)] for start, end in spans]


def _origin_record(origin: Origin | None) -> Mapping[str, Any] | None:
    return None if origin is None else {"file": origin.file, "member": origin.member, "record": origin.record}


def json_page(page: ResultPage, style: TextStyle, explanation: Explanation | None = None) -> Iterator[str]:
    """The page as one JSON object, each hit on a line of its own; the style changes nothing."""
    yield f'{dumps(_page_head(page))[:-1]}, "hits": ['
    for number, hit in enumerate(page.hits):
        yield f"{',' if number else ''}\n{dumps(hit_record(hit))}"
    yield ("\n], " if page.hits else "], ") + f"{dumps(_page_tail(page, explanation))[1:]}\n"


def jsonl_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """Each hit as one line of JSON; the style changes nothing."""
    for hit in page.hits:
        yield f"{dumps(hit_record(hit))}\n"


def csv_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """A header, then a row for each passage (one without passage for a hit that has none), as RFC 4180.

    Lines end in CR LF: write them to a stream that leaves line ends alone. Cells are made safe for
    spreadsheets, so text may differ from the article's; JSON has it as it is.
    """
    yield _csv_line(CSV_COLUMNS)
    for hit in page.hits:
        for passage in hit.passages or (None,):
            yield _csv_line([*_hit_cells(hit), *_passage_cells(passage)])


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _hit_cells(hit: Hit) -> list[str]:
    article = hit.article
    texts = [
        article.id,
        article.title,
        str(article.date) if article.date else "",
        article.source,
        article.section,
        "; ".join(article.authors),
        article.language,
        article.url,
        str(article.origin) if article.origin else "",
    ]
    return [str(hit.rank), str(_score(hit.score)), *map(for_csv, texts)]


def _passage_cells(passage: Passage | None) -> list[str]:
    if passage is None:
        return [""] * 4
    return [str(passage.ordinal), str(passage.char_start), str(passage.char_end), for_csv(passage.text)]
