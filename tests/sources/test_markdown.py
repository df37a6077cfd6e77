"""Markdown with every kind of front matter."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source, Unreadable
from searchkit.sources.markdown import read, split_front_matter

# The machines of a test service may be slow at any one example.


def read_one(text: str, name: str = "a.md", folders: tuple[str, ...] = (), **options: Any) -> Article | Rejected:
    (found,) = read(Source(io.BytesIO(text.encode()), Origin(name), name, folders, ReadOptions(**options)))
    return found


EXPECTED = Article(
    title="Wheat: the deal",
    body="Rain fell.",
    date="2006-01-05",
    authors=("Ann Roe", "Jo Poe"),
    section="World",
    language="en",
    origin=Origin("a.md"),
    extra={"draft": "no"},
)


@pytest.mark.parametrize(
    "front",
    [
        pytest.param(
            "---\ntitle: 'Wheat: the deal'\ndate: 2006-01-05\nauthors: [Ann Roe, Jo Poe]\n"
            "categories:\n  - World\nlang: en\ndraft: no\nempty: ~\n---\n",
            id="YAML",
        ),
        pytest.param(
            "---\ntitle: Wheat: the deal\ndate: 2006-01-05\nauthor: Ann Roe and Jo Poe\n"
            "section: World\nlang: en\ndraft: no\n---\n",
            id="YAML as people write it",
        ),
        pytest.param(
            "+++\ntitle = 'Wheat: the deal'\ndate = 2006-01-05\nauthors = ['Ann Roe', 'Jo Poe']\n"
            "section = 'World'\nlang = 'en'\ndraft = 'no'\n+++\n",
            id="TOML",
        ),
        pytest.param(
            '{"title": "Wheat: the deal", "date": "2006-01-05", "authors": ["Ann Roe", "Jo Poe"],\n'
            '"section": "World", "lang": "en", "draft": "no"}\n',
            id="JSON",
        ),
        pytest.param(
            "Title: Wheat: the deal\nDate: 2006-01-05\nAuthors: Ann Roe;\n    Jo Poe\n"
            "Category: World\nLang: en\ndraft: no\n",
            id="without fence",
        ),
    ],
)
def test_front_matter(front: str) -> None:
    found = read_one(f"{front}\nRain **fell**.\n")
    assert isinstance(found, Article)
    assert found.to_dict() | {"date_found_in": "api"} == EXPECTED.to_dict()


def test_without_front_matter_the_first_heading_is_the_title_and_the_path_has_the_date() -> None:
    found = read_one("# Wheat\n\nRain fell.\n\n## Later\n\nSun.", "05-wheat.md", ("2006", "01"))
    assert isinstance(found, Article)
    assert (found.title, found.body, str(found.date)) == ("Wheat", "Rain fell.\n\nLater\n\nSun.", "2006-01-05")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nRain fell.\n\n---\n\nSun shone.",
        "---\ntitle: never closed\n",
        "Note: a text\nof two lines.\n\nMore.",
        "{not json} at all",
        "+++\nno toml\n+++\n",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: " + "[" * 30_000,
        "a: " + "{b: " * 10_000,
        "a: !!python/object/apply:os.system [ls]",
    ],
)
def test_hostile_front_matter_is_harmless(front: str) -> None:
    found = read_one(f"---\ntitle: Wheat\n{front}\n---\nRain fell.")
    assert isinstance(found, Article) and (found.title, found.body) == ("Wheat", "Rain fell.")


def test_an_empty_file_is_rejected() -> None:
    assert read_one(" \n\n") == Rejected(Origin("a.md"), "empty", "nothing but blanks")


def test_a_file_past_the_limit_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="more than 10 bytes"):
        read_one("Rain fell on the plain.", max_article_bytes=10)


SAMPLE = "---\ntitle: Wheat\ntags: [a, b]\n---\n# Head\n\n* one\n* [two](http://a.org)\n\n```\ncode\n```\n| a | b |\n"


@given(st.integers(0, 100), st.text(max_size=8), st.integers(0, 10))
def test_broken_markdown_gives_an_article_or_a_rejection(at: int, inserted: str, removed: int) -> None:
    text = (SAMPLE[:at] + inserted + SAMPLE[at + removed :]).encode("utf-8", "replace").decode()
    assert isinstance(read_one(text), Article | Rejected)


TITLE, BODY = "Lock drained after gates jam", "The lower lock was drained"
BOTH = ["Ida Berg", "Tom Hale"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "toml.md",
            {
                "title": TITLE,
                "body": f"{BODY} so that divers could free the gates.\n\nBarges wait.",
                "date": "2016-03-01T14:00:00+01:00",
                "section": "Local",
                "authors": BOTH,
                "extra": {"draft": False},
            },
        ),
        (
            "pelican.md",
            {
                "title": TITLE,
                "body": f"{BODY}. Barges wait.",
                "date": "2016-03-01T14:00:00",
                "section": "Local",
                "authors": BOTH,
                "extra": {"Tags": "river, lock", "Summary": "Divers free the gates."},
            },
        ),
        ("json-front.md", {"title": TITLE, "body": f"{BODY}.", "date": "2016-03-01", "authors": ["Ida Berg"]}),
        (
            "broken-front.md",
            {
                "title": "Lock: drained [again",
                "body": "The fields above are no YAML, and are read all the same.",
                "date": "2016-03-01",
                "extra": {"tags": "[a, b"},
            },
        ),
    ],
)
def test_samples(name: str, expected: dict[str, Any]) -> None:
    text = (Path(__file__).parent.parent / "fixtures" / "formats" / "markdown" / name).read_text("utf-8")
    found = read_one(text, name)
    assert isinstance(found, Article)
    values = found.to_dict() | {"origin": None, "date_found_in": None}
    assert {field: value for field, value in values.items() if value} == expected
