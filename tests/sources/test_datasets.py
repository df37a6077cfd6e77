"""The data sets and APIs that researchers hold: a record of each, of our own writing, and all that is found in it."""

from pathlib import Path
from typing import Any

import pytest

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import delimited, jsonrecords
from searchkit.sources.base import Source

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats"

TITLE = "Lock drained after gates jam"
LOCK = "The lower lock was drained on Tuesday so that divers could free the gates. Barges wait at the upper basin."
BODY = f"{LOCK}\n\nThe harbour office expects traffic to start again on Friday."

EXPECTED: dict[str, list[Any]] = {
    "json/ap-media.json": [
        {
            "id": "77aa",
            "title": TITLE,
            "body": LOCK,
            "date": "2019-07-03T04:05:12+00:00",
            "source": "AP",
            "section": "Waterways",
            "authors": ["IDA BERG"],
            "language": "en",
            "url": "https://api.example/media/v/content/77aa?qt=request-1",
            "extra": {
                "version": 0,
                "type": "text",
                "urgency": 4,
                "firstcreated": "2019-07-03T03:00:00Z",
                "pubstatus": "usable",
                "title": "Lock-Gates",
                "slugline": "US--Lock-Gates",
                "subject": ["Waterways"],
                "person": ["Ina Loos"],
            },
        },
    ],
    "json/event-registry.json": [
        {
            "id": "7001",
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01T16:58:00+00:00",
            "source": "Example News",
            "authors": ["Ida Berg"],
            "language": "en",
            "url": "https://news.example/lock",
            "extra": {
                "isDuplicate": False,
                "date": "2020-03-01",
                "time": "17:03:00",
                "dateTime": "2020-03-01T17:03:00Z",
                "dataType": "news",
                "sim": 0,
                "image": "https://img.example/1.jpg",
                "sentiment": 0.1,
            },
        },
    ],
    "json/guardian.json": [
        {
            "id": "uk/2020/mar/01/lock",
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01T17:03:00+00:00",
            "source": "The Paper",
            "section": "UK news",
            "authors": ["Ida Berg", "Tom Hale"],
            "url": "https://www.paper.example/uk/2020/mar/01/lock",
            "extra": {
                "type": "article",
                "sectionId": "uk-news",
                "webTitle": "Lock drained – live",
                "apiUrl": "https://api.example/uk/lock",
                "isHosted": False,
                "standfirst": "Divers free the gates",
                "wordcount": "29",
            },
        },
    ],
    "json/json-feed.json": [
        {
            "id": "1",
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01T17:03:00+01:00",
            "source": "The Lock Keeper",
            "authors": ["Ida Berg"],
            "language": "en",
            "url": "https://lock.example/1",
            "extra": {"summary": "Divers free the gates.", "tags": ["river", "lock"]},
        },
        {
            "id": "2",
            "body": "A note without a title. It has text.",
            "date": "2020-03-02T09:00:00+00:00",
            "source": "The Lock Keeper",
            "authors": ["Tom Hale"],
            "language": "en",
            "url": "https://lock.example/2",
        },
    ],
    "json/media-cloud.json": [
        {
            "id": "1510",
            "title": TITLE,
            "date": "2020-03-01T17:03:00",
            "source": "Example News",
            "language": "en",
            "url": "https://news.example/lock",
            "extra": {"media_id": 8, "media_url": "https://news.example", "ap_syndicated": False},
        },
    ],
    "json/nela-gt.json": [
        {
            "id": "examplenews--2020-03-01--Lock",
            "title": TITLE,
            "body": "The lower lock was drained on Tuesday … could free the gates. Barges wait.",
            "date": "2020-03-01T17:03:00",
            "source": "examplenews",
            "authors": ["Ida Berg"],
            "url": "https://news.example/lock",
            "extra": {"date": "2020-03-01", "published_utc": 1583082180, "collection_utc": 1583090000},
        },
    ],
    "json/news-please.json": [
        {
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01T17:03:00",
            "source": "news.example",
            "authors": ["Ida Berg"],
            "language": "en",
            "url": "https://www.news.example/lock",
            "extra": {
                "date_download": "2020-03-02 08:00:00",
                "filename": "https%3A%2F%2Fnews.example%2Flock.json",
                "image_url": "https://img.example/1.jpg",
            },
        },
    ],
    "json/newsapi.json": [
        {
            "title": TITLE,
            "body": f"{LOCK[:100]}… [+1234 chars]",
            "date": "2020-03-01T17:03:00+00:00",
            "source": "Example.com",
            "authors": ["Ida Berg"],
            "url": "https://news.example/lock",
            "extra": {
                "description": "Divers free the gates.",
                "urlToImage": "https://img.example/1.jpg",
                "truncated": True,
            },
        },
        "no text in it: no title or text among the fields: source, author, title, description, url, publishedAt, "
        "content (--map body=NAME)",
    ],
    "json/newspaper4k.json": [
        {
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01T17:03:00",
            "source": "news.example",
            "authors": ["Ida Berg", "Tom Hale"],
            "language": "en",
            "url": "https://news.example/lock",
            "extra": {
                "source_url": "https://news.example",
                "top_image": "https://img.example/1.jpg",
                "images": ["https://img.example/1.jpg"],
                "keywords": ["lock", "gates"],
                "meta_description": "Divers free the gates.",
            },
        },
    ],
    "json/ninjs-1.json": [
        {
            "id": "urn:newsml:agency.example:2016:lock-1",
            "title": TITLE,
            "body": BODY,
            "date": "2016-03-01T14:00:00+01:00",
            "source": "Example Agency",
            "section": "transport",
            "authors": ["Ida Berg"],
            "language": "en",
            "extra": {
                "type": "text",
                "version": "2",
                "firstcreated": "2016-03-01T13:10:00+01:00",
                "pubstatus": "usable",
                "urgency": 4,
                "slugline": "lock-gates",
                "located": "Oxbridge",
                "subject": ["transport", "waterway"],
                "place": ["Oxbridge"],
                "description_text": "Divers free the gates.",
            },
        },
    ],
    "json/ninjs-2.json": [
        {
            "id": "http://agency.example/items/lock-2",
            "title": "Schleuse nach Torschaden geleert",
            "body": "Die Schleuse wurde am Dienstag geleert. Taucher lösten die Tore.",
            "date": "2021-03-02T09:00:00+00:00",
            "source": "Beispiel-Dienst",
            "section": "Verkehr",
            "authors": ["Jörg Öz"],
            "language": "de",
            "url": "http://agency.example/items/lock-2",
            "extra": {
                "type": "text",
                "representationtype": "full",
                "version": "3",
                "pubstatus": "usable",
                "subjects": ["Verkehr"],
                "people": ["Ina Loos"],
            },
        },
    ],
    "json/ninjs-3.json": [
        {
            "id": "http://agency.example/items/lock-3",
            "title": "Slussen tömd",
            "body": "Slussen tömdes i går.\n\nDykare arbetade hela natten.",
            "date": "2023-10-04T08:16:21+02:00",
            "source": "Exempelbyrån",
            "section": "Trafik",
            "authors": ["Eva Ek"],
            "language": "sv",
            "url": "http://agency.example/items/lock-3",
            "extra": {
                "type": "text",
                "version": "1",
                "firstCreated": "2023-10-04T07:00:00+02:00",
                "pubStatus": "usable",
                "copyrightHolder": "Example Agency",
                "subjects": ["Trafik", "Sjöfart"],
            },
        },
        "withdrawn by its publisher: pubstatus canceled",
    ],
    "json/nyt-archive.json": [
        {
            "id": "nyt://article/11",
            "title": "Lock Drained After Gates Jam",
            "body": LOCK,
            "date": "2020-03-01T17:03:00+00:00",
            "source": "The Example Times",
            "section": "New York",
            "authors": ["Ida Berg", "Tom Hale"],
            "url": "https://www.times.example/2020/03/01/lock.html",
            "extra": {
                "uri": "nyt://article/11",
                "abstract": "Divers free the gates.",
                "snippet": "Divers free the gates.",
                "document_type": "article",
                "news_desk": "Metro",
                "keywords": ["Rivers", "Oxbridge"],
                "word_count": 1200,
            },
        },
    ],
    "json/trafilatura.json": [
        {
            "title": TITLE,
            "body": BODY,
            "date": "2020-03-01",
            "source": "The Example News",
            "section": "Local",
            "authors": ["Ida Berg", "Tom Hale"],
            "url": "https://news.example/lock",
            "extra": {
                "hostname": "news.example",
                "fingerprint": "1f3c",
                "pagetype": "article",
                "filedate": "2024-05-05",
                "excerpt": "Divers free the gates.",
                "tags": "lock;river",
            },
        },
    ],
    "jsonl/c4.jsonl": [
        {
            "body": f"{TITLE}\n\n{BODY}",
            "date": "2019-04-25T12:57:54+00:00",
            "source": "news.example",
            "url": "https://news.example/lock",
        },
    ],
    "jsonl/cc-news.jsonl": [
        {
            "title": TITLE,
            "body": BODY,
            "date": "2018-04-02T13:27:26",
            "source": "news.example",
            "url": "https://www.news.example/lock",
            "extra": {"description": "Divers free the gates."},
        },
    ],
    "jsonl/news-category.jsonl": [
        {
            "title": TITLE,
            "body": "Divers free the gates.",
            "date": "2018-05-26",
            "source": "news.example",
            "section": "U.S. NEWS",
            "authors": ["Ida Berg"],
            "url": "https://news.example/entry/lock",
        },
    ],
    "jsonl/realnews.jsonl": [
        {
            "title": TITLE,
            "body": BODY,
            "source": "news.example",
            "authors": ["Ida Berg"],
            "url": "https://news.example/lock",
            "extra": {
                "publish_date": "03-01-2018",
                "status": "success",
                "warc_date": "2019-04-22T00:00:00Z",
                "split": "train",
            },
        },
    ],
    "jsonl/washington-post.jl": [
        {
            "id": "a81",
            "title": TITLE,
            "body": BODY,
            "date": "2016-03-01T14:00:00+00:00",
            "source": "The Example Post",
            "section": "Local",
            "authors": ["Ida Berg", "Tom Hale"],
            "url": "https://post.example/local/2016/03/01/lock.html",
            "extra": {"type": "article"},
        },
        {
            "id": "a82",
            "title": "A blog without a kicker",
            "body": "Only one paragraph & no more of it.",
            "source": "post.example",
            "url": "https://post.example/blogs/2.html",
            "extra": {"type": "blog"},
        },
    ],
    "csv/all-the-news-1.csv": [
        {
            "id": "17283",
            "title": "Lock drained, gates jam",
            "body": 'OXBRIDGE — The lock was drained,\nsaid the "harbour office".\n\nBarges wait.',
            "date": "2016-12-31",
            "source": "Example Times",
            "authors": ["Ida Berg"],
        },
        {
            "id": "17284",
            "title": "Second story",
            "body": "The second story has no date of its own.",
            "date": "2017-02",
            "source": "Example Post",
        },
    ],
    "csv/all-the-news-2.csv": [
        {
            "title": TITLE,
            "body": "The lower lock was drained. Barges wait.",
            "date": "2016-12-09T18:31:00",
            "source": "Example",
            "section": "Local",
            "authors": ["Tom Hale"],
            "url": "https://news.example/lock",
        },
    ],
    "csv/excel-semicolon-cp1252.csv": [
        {
            "title": "Schleuse geleert",
            "body": "Die Schleuse wurde geleert – nun warten Schiffe.",
            "date": "2016-03-01",
            "source": "Süd-Anzeiger",
        },
    ],
    "csv/nexis-tabs-utf16.tsv": [
        {
            "title": "Lock drained",
            "body": "The lock was drained. Barges wait – for days.",
            "date": "2016-03-01",
            "source": "Example",
        },
    ],
}


def found_in(name: str) -> list[Any]:
    """The fields of each article that are not empty; reason and detail of what is turned down."""
    reader = delimited if name.startswith("csv/") else jsonrecords
    with (SAMPLES / name).open("rb") as stream:
        source = Source(stream, Origin(name), Path(name).name, (), ReadOptions())
        return [fields(record) for record in reader.read(source)]


def fields(record: Article | Rejected) -> Any:
    if isinstance(record, Rejected):
        return f"{record.reason}: {record.detail}"
    values = record.to_dict() | {"origin": None, "date_found_in": None}
    return {name: value for name, value in values.items() if value}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_record_of(name: str) -> None:
    assert found_in(name) == EXPECTED[name]
