"""A record becomes an article, whatever its fields are called."""

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.mapping import article_of
from searchkit.sources.names import language_tag
from searchkit.sources.values import authors_of, label_of, language_of, plain_text, source_of, split_byline

# The machines of a test service may be slow at any one example.

HERE = Origin("a.json", record=1)


def mapped(record: dict[str, Any], **field_map: str) -> dict[str, Any]:
    """What was found in a record; empty fields left out."""
    found = article_of(record, HERE, ReadOptions(field_map=field_map))
    assert isinstance(found, Article)
    fields = found.to_dict() | {"origin": None, "date_found_in": None}
    return {name: value for name, value in fields.items() if value}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            {"Headline": "Wheat", "Body_Text": "Rain fell.", "Pub Date": "2006-01-05", "By": "By Ann Roe and Jo Poe"},
            {"title": "Wheat", "body": "Rain fell.", "date": "2006-01-05", "authors": ["Ann Roe", "Jo Poe"]},
            id="names are folded",
        ),
        pytest.param(
            {"Überschrift": "Weizen", "Inhalt": "Es regnete.", "Datum": "5.1.2006", "Ressort": "Wirtschaft"},
            {"title": "Weizen", "body": "Es regnete.", "date": "2006-01-05", "section": "Wirtschaft"},
            id="German column names",
        ),
        pytest.param(
            {"": "0", "id": "17", "title": "T", "publication": "The Daily", "year": "2016.0", "month": "12.0"},
            {"id": "17", "title": "T", "source": "The Daily", "date": "2016-12"},
            id="a table of floats with an index column",
        ),
        pytest.param(
            {
                "headline": {"main": "Wheat"},
                "byline": {"original": "By Ann Roe", "person": []},
                "abstract": "Rain fell.",
                "pub_date": "2006-01-05T10:00:00+0000",
                "web_url": "https://a.org/x",
            },
            {
                "title": "Wheat",
                "body": "Rain fell.",
                "date": "2006-01-05T10:00:00+00:00",
                "authors": ["Ann Roe"],
                "url": "https://a.org/x",
                "source": "a.org",
            },
            id="New York Times API",
        ),
        pytest.param(
            {"webTitle": "Wheat", "sectionName": "World", "fields": {"bodyText": "Rain.", "byline": "Ann Roe"}},
            {"title": "Wheat", "section": "World", "body": "Rain.", "authors": ["Ann Roe"]},
            id="Guardian API",
        ),
        pytest.param(
            {"title": "T", "source": {"id": "d", "name": "The Daily"}, "content": "Rain fell… [+1234 chars]"},
            {
                "title": "T",
                "source": "The Daily",
                "body": "Rain fell… [+1234 chars]",
                "extra": {"truncated": True},
            },
            id="NewsAPI says that it cuts",
        ),
        pytest.param(
            {
                "id": "w1",
                "title": "T",
                "published_date": 1472713234000,
                "contents": [
                    {"type": "kicker", "content": "Politics"},
                    {"type": "title", "content": "T"},
                    None,
                    {"type": "sanitized_html", "content": "One <b>and</b> two."},
                    {"type": "image", "fullcaption": "A caption."},
                    {"type": "sanitized_html", "content": "Three."},
                ],
            },
            {
                "id": "w1",
                "title": "T",
                "date": "2016-09-01T07:00:34+00:00",
                "section": "Politics",
                "body": "One and two.\n\nThree.",
            },
            id="Washington Post collection",
        ),
        pytest.param(
            {"title": "T", "text": "Rain.", "source": "https://a.org/x", "source-hostname": "The Daily"},
            {"title": "T", "body": "Rain.", "source": "The Daily", "url": "https://a.org/x"},
            id="trafilatura: source is the address",
        ),
        pytest.param(
            {
                "headlines": [{"role": "short", "value": "W"}, {"role": "main", "value": "Wheat"}],
                "bodies": [{"contenttype": "text/html", "value": "<p>x"}, {"contenttype": "text/plain", "value": "y"}],
            },
            {"title": "Wheat", "body": "y"},
            id="ninjs: the main headline, the plain body",
        ),
        pytest.param(
            {"title": {"rendered": "Wheat &#8211; deal"}, "content": {"rendered": "<p>One.</p><p>Two.</p>"}},
            {"title": "Wheat – deal", "body": "One.\n\nTwo."},
            id="WordPress API",
        ),
        pytest.param(
            {"_id": {"$oid": "5f"}, "title": "T", "paragraphs": ["One.", "Two."], "date": {"$date": "2006-01-05"}},
            {"id": "5f", "title": "T", "body": "One.\n\nTwo.", "date": "2006-01-05"},
            id="MongoDB export",
        ),
        pytest.param(
            {"haber": "Bugün yağmur yağdı ve her yer ıslandı. Sonra güneş açtı.", "no": "7"},
            {"body": "Bugün yağmur yağdı ve her yer ıslandı. Sonra güneş açtı.", "extra": {"no": "7"}},
            id="the longest prose is the body",
        ),
        pytest.param(
            {"title": "T", "authors": [{"name": "Ann Roe"}, {"name": "https://a.org/jo"}], "language": "en-US"},
            {"title": "T", "authors": ["Ann Roe"], "language": "en"},
            id="an address is no author",
        ),
        pytest.param(
            {"title": "T", "tags": ["a", 1], "note": "n", "long": "x" * 1001, "nested": {"a": 1}, "ok": True},
            {"title": "T", "extra": {"tags": ["a", 1], "note": "n", "ok": True}},
            id="short fields stay in extra",
        ),
        pytest.param(
            {"title": "T", "date": "05/01/2006", "url": "no address"},
            {"title": "T", "extra": {"date": "05/01/2006", "url": "no address"}},
            id="values that fail their test stay in extra",
        ),
        pytest.param(
            {"title": "Wheat deal", "body": "Wheat Deal\n\nRain fell."},
            {"title": "Wheat deal", "body": "Rain fell."},
            id="the title does not open the body",
        ),
    ],
)
def test_known_shapes(record: dict[str, Any], expected: dict[str, Any]) -> None:
    assert mapped(record) == expected


@pytest.mark.parametrize("path", ["story.lines.0.x", "kop"])
def test_the_field_map_goes_before_the_names(path: str) -> None:
    record = {"title": "not this", "story": {"lines": [{"x": "Wheat"}]}, "KOP": "Wheat"}
    assert mapped(record, title=path)["title"] == "Wheat"


def test_what_is_kept_beside_the_fields_is_plain_text() -> None:
    record = {"title": "T", "tags": ["Secrets &amp; Lies", "<b>Wheat</b>", "R&D", "a < b"]}
    assert mapped(record)["extra"] == {"tags": ["Secrets & Lies", "Wheat", "R&D", "a < b"]}


def test_a_record_without_title_and_text_is_rejected() -> None:
    expected = Rejected(HERE, "no text in it", "no title or text among the fields: id, n (--map body=NAME)")
    assert article_of({"id": 7, "n": None}, HERE, ReadOptions()) == expected


def test_dates_with_slashes_are_read_as_told() -> None:
    found = article_of({"title": "T", "date": "05/01/2006"}, HERE, ReadOptions(), day_first=True)
    assert isinstance(found, Article) and str(found.date) == "2006-01-05"


WRAPPED = " ".join(["rain fell on the fields of wheat and barley all day long,"] * 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", "one\n\ntwo"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("a &amp; b", "a & b"),
        ("\n".join(["rain fell on the fields of wheat and barley all day long,"] * 4), WRAPPED),
    ],
)
def test_plain_text_comes_in_paragraphs(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Ann Roe, Jo Poe and Max Moe", ("Ann Roe", "Jo Poe", "Max Moe")),
        ("BY ANN ROE", ("ANN ROE",)),
        ("Roe, Ann; Poe, Jo", ("Roe, Ann", "Poe, Jo")),
        ("Von Ann Roe", ("Ann Roe",)),
        ("Byron Smith", ("Byron Smith",)),
        ("ann@a.org (Ann Roe)", ("Ann Roe",)),
        ("https://a.org/ann", ()),
        ("Ann \ud800Roe", ("Ann ?Roe",)),
    ],
)
def test_bylines_are_split_into_names(byline: str, expected: tuple[str, ...]) -> None:
    assert split_byline(byline) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("en-US", "en"), ("de_DE", "de"), ("Deutsch", "de"), ("ENGLISH", "en"), ("12", "")]
)
def test_languages_become_primary_tags(name: str, expected: str) -> None:
    assert language_tag(name) == expected


NAMES = st.sampled_from(
    ["title", "body", "date", "author", "source", "section", "url", "id", "lang", "contents", "x", ""]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=3),
)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_any_record_is_an_article_that_can_be_stored_or_rejected(record: dict[str, Any]) -> None:
    found = article_of(record, HERE, ReadOptions())
    assert isinstance(found, Rejected) or Article.from_dict(found.to_dict()) == found


def test_records_of_the_same_keys_may_fill_others_of_them() -> None:
    records: list[dict[str, Any]] = [
        {"headline": "One", "title": None, "text": "A."},
        {"headline": "", "title": "Two", "text": "B."},
    ]
    assert [mapped(record)["title"] for record in records] == ["One", "Two"]


def test_a_record_of_very_many_keys_is_mapped_as_any_other() -> None:
    record: dict[str, Any] = {f"column {number}": None for number in range(500)} | {
        f"x{number}": {} for number in range(500)
    }
    assert mapped(record | {"title": "T", "text": "A."}) == {"title": "T", "body": "A."}


@pytest.mark.parametrize("read", [authors_of, label_of, source_of, language_of])
@pytest.mark.parametrize("size", [1, 100, 101, 250, 251, 2000])
def test_names_give_the_same_again_of_any_length(read: Callable[[Any], object], size: int) -> None:
    text = "de" * size
    assert [read(text), read([text]), read([text, text])] == [read(text)] * 3


def test_a_text_that_belongs_to_a_document_is_not_kept() -> None:
    class Part(str):
        """As a parser gives it: text that holds its document."""

    part = Part("By Ann Roe")
    found, alive = (authors_of(part), source_of([part])), weakref.ref(part)
    del part
    gc.collect()
    assert (found, alive()) == ((("Ann Roe",), "By Ann Roe"), None)
