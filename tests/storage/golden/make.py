"""Writes the golden index of format 2 and what it must answer: `python -m tests.storage.golden.make`.

To be run anew only while no version of the format has been released, or for a new format into a new folder.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import searchkit
from searchkit import Archive, Article, Filters, IndexOptions
from searchkit.engines.embedded import BulkWriter
from searchkit.paragraphs import Boilerplate
from searchkit.storage.layout import LOCK, STOCK_LOCK
from searchkit.storage.opening import open_commit
from searchkit.storage.segment import Segment
from searchkit.storage.sourcerecords import SourceRecord

FOLDER = Path(__file__).parent / "format-2"
EXPECTED = Path(__file__).parent / "format-2.json"

FIRST = (
    Article(
        id="ferry",
        title="Ferry strike ends at Port Alden",
        body=[
            "The ferry crews of Port Alden went back to work. U.S. wheat had waited on the quay for nine days.",
            "“We did not win,” said Mara O'Neill, the crews’ speaker. The port-side offices stayed shut.",
        ],
        boilerplate=[Boilerplate(1, "READ MORE: The night ferry", "links")],
        date="2024-03-05T10:30:15+01:00",
        source="Vale Courier",
        section="Harbour",
        authors=["Ana Novak", "Li Wei"],
        language="en",
        url="https://example.org/ferry",
    ),
    Article(id="gate", title="Sluice gate fails", body="The gate failed at dawn. US crews came.", date="2024-02-12"),
    Article(id="month", title="A month of rain", body="It rained in Harrow all month. Wheat rotted.", date="2024-02"),
    Article(id="year", title="The year of the flood", body="The river rose three times that year.", date="1953"),
    Article(
        id="deich",
        title="Deiche werden erhöht",
        body="Die Deiche am Fluss werden um einen halben Meter erhöht. Straßen bleiben gesperrt.",
        date="2024-03-06T08:00",
        source="Auenfelder Tagblatt",
        language="de",
    ),
    Article(
        id="gone",
        title="An article that is replaced",
        body="Nobody finds the kestrel.",
        date="2024-01-01",
        language="en",
    ),
)
SECOND = (
    Article(
        id="reka",
        title="Река вышла из берегов",
        body="Река вышла из берегов у деревни. Экспорт пшеницы остановлен.",
        date="2024-03-07",
        source="Вестник",
        language="ru",
    ),
    Article(
        id="suimon",
        title="水門が故障",
        body="水門の発電機が故障した。",
        date="2024-03-08",
        language="ja",
    ),
    Article(id="undated", title="Without a date", body="Wheat, barley and the wheat board.", source="Vale Courier"),
    Article(
        id="gone",
        title="The heron came back",
        body="A heron stood in the flooded field.",
        date="2024-01-02",
        language="en",
    ),
    Article(id="eleve", title="À l’abri", body="Les élèves de l’école sont à l’abri.", date="2024-03", language="fr"),
)

QUERIES: dict[str, dict[str, Any]] = {
    "words": {"query": "wheat port"},
    "any": {"query": "ferry OR gate OR heron"},
    "phrase": {"query": '"port alden"'},
    "slop": {"query": '"crews work"~8'},
    "not": {"query": "wheat -ferry"},
    "form": {"query": "=US"},
    "form with stops": {"query": "=U.S."},
    "prefix": {"query": "fl*"},
    "fuzzy": {"query": "rivr~"},
    "inflected": {"query": "fails"},
    "german": {"query": "Deich Strasse"},
    "russian": {"query": "пшеница"},
    "japanese": {"query": "発電機"},
    "french": {"query": "eleve ecole"},
    "replaced": {"query": "kestrel"},
    "field": {"query": "title:year"},
    "boilerplate": {"query": "boilerplate:night"},
    "author": {"query": "author:novak"},
    "dates": {"query": "wheat after:2024-02-15"},
    "in a month": {"query": "*", "filters": Filters(since="2024-02", until="2024-03"), "sort": "oldest"},
    "newest": {"query": "*", "sort": "newest", "limit": 20},
}


RECORD = SourceRecord("wire.jsonl", "/news/wire.jsonl", 1234, 5678, "abcd", "plain", len(SECOND), {"empty": 1})


def make(folder: Path) -> None:
    """Ten articles in two segments: one of the first is deleted, those of the second are of a file."""
    with searchkit.create(folder) as archive:
        archive.add(FIRST)
    writer = BulkWriter(folder, IndexOptions(jobs=1))
    for article in SECOND:
        writer.put(article, RECORD.name, article.content_hash)
    writer.settle()
    writer.commit([RECORD], last=True)
    writer.close()
    for name in (LOCK, STOCK_LOCK):
        (folder / name).unlink()


def answers(archive: Archive) -> dict[str, Any]:
    """What a reader is told, as JSON values; without the size on disk, which depends on the compressor."""
    pages = {name: _page(archive, request) for name, request in QUERIES.items()}
    ids = sorted({article.id for article in (*FIRST, *SECOND)})
    articles = {key: _article(archive.article(key)) for key in ids}
    stats = archive.stats().to_dict()
    del stats["size_bytes"]
    found: dict[str, Any] = {"pages": pages, "articles": articles, "stats": stats}
    found["sources"] = [asdict(record) for record in archive.sources().values()]
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain


def _page(archive: Archive, request: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {"passages": 2, "ranker": "bm25", **request}
    page = archive.search(**asked)
    return {"total": page.total, "relaxed": page.relaxed, "hits": [_hit(hit) for hit in page.hits]}


def _hit(hit: searchkit.Hit) -> dict[str, Any]:
    passages = [
        [passage.char_start, passage.char_end, [list(span) for span in passage.spans]] for passage in hit.passages
    ]
    return {"id": hit.id, "title": [list(span) for span in hit.title_spans], "passages": passages}


def _article(article: Article) -> dict[str, Any]:
    values = {name: value for name, value in asdict(article).items() if not name.startswith("_")}
    return values | {"date": str(article.date)}


def contents(folder: Path) -> list[dict[str, Any]]:
    """All arrays of each segment. Documents and forms as they are read: blocks depend on the compressor, and the
    order of a term's forms on what else the process has analysed.
    """
    opened = open_commit(folder)
    found = [dict(_arrays(segment)) for segment in opened.segments]
    opened.close()
    return found


def _arrays(segment: Segment) -> Iterable[tuple[str, Any]]:
    yield "meta", segment.file.meta
    yield "documents", [segment.stored(number) for number in range(segment.doc_count)]
    yield "deleted", None if segment.deleted is None else segment.deleted.tolist()
    for name, field in segment.fields.items():
        if field.has_forms:
            yield name, [[field.forms(term)[one] for one in field.form_ids(term)] for term in range(field.term_count)]
    for name in segment.file.names():
        if not name.startswith("documents.") and not _FORMS.intersection(name.split(".")):
            yield name, (segment.file.get(name).dtype.str, segment.file.get(name).tolist())


_FORMS = frozenset(("form_ids", "forms", "form_text_ends"))


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    make(FOLDER)
    with searchkit.open(FOLDER) as written:
        EXPECTED.write_text(json.dumps(answers(written), ensure_ascii=False, indent=1) + "\n", "utf-8")
