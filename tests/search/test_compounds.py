"""A compound counts as one word or as its parts, however it is spelled, and reaches over all of these."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit import Archive, Article
from searchkit.analysis import tokenize
from searchkit.analysis.tokens import width_of

BODIES = {
    "points": "So the U.S. Senate has it.",
    "capitals": "So the US Senate has it.",
    "hyphens": "Ask the e-mail list or e-mail lists.",
    "joined": "Ask the email list or email lists.",
    "apart": "Ask the e mail list.",
    "number": "Up 3.5 percent, or 3.5 of percents.",
    "part": "All wheat-s board.",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One article for each spelling."""
    folder: Path = tmp_path_factory.mktemp("compounds") / "index"
    with searchkit.create(folder) as made:
        made.add([Article(name, "", body, language="en") for name, body in BODIES.items()])
        yield made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"US Senate"', {"points": ["U.S. Senate"], "capitals": ["US Senate"]}),
        ('"U.S. Senate"', {"points": ["U.S. Senate"], "capitals": ["US Senate"]}),
        ('"the us senate has"', {"points": ["the U.S. Senate has"], "capitals": ["the US Senate has"]}),
        ('"so the U.S."', {"points": ["So the U.S"], "capitals": ["So the US"]}),
        ('="US Senate"', {"capitals": ["US Senate"]}),
        ('="U.S. Senate"', {"points": ["U.S. Senate"]}),
        ('"=U.S. senat*"', {"points": ["U.S. Senate"]}),
        ('"email list"', {"hyphens": ["e-mail list", "e-mail lists"], "joined": ["email list", "email lists"]}),
        (
            '"e-mail list"',
            {
                "hyphens": ["e-mail list", "e-mail lists"],
                "joined": ["email list", "email lists"],
                "apart": ["e mail list"],
            },
        ),
        ('"mail list"', {"hyphens": ["mail list", "mail lists"], "apart": ["mail list"]}),
        ('"=e-mail list*"', {"hyphens": ["e-mail list", "e-mail lists"]}),
        ('"ema* list"', {"hyphens": ["e-mail list", "e-mail lists"], "joined": ["email list", "email lists"]}),
        ("=e-mail ADJ lists", {"hyphens": ["e-mail", "list", "e-mail", "lists"]}),
        ("=e-mail ADJ =lists", {"hyphens": ["e-mail", "lists"]}),
        ("=e-mail W/1 mail", {}),
        ("email NOT W/1 list", {}),
        ("ema* NOT PRE/1 =list", {"hyphens": ["e-mail"], "joined": ["email"]}),
        ('"3.5 percent"', {"number": ["3.5 percent"]}),
        ('"3.5 perc*"', {"number": ["3.5 percent"]}),
        ("3.5 W/1 percent", {"number": ["3.5", "percent"]}),
        ("3.5 PRE/2 percent", {"number": ["3.5", "percent", "3.5", "percents"]}),
        ('"5 percent"', {"number": ["5 percent"]}),
        ("ATLEAST2(wheat)", {}),
        ("wheat ADJ board", {"part": ["wheat-s", "board"]}),
        ("wheat ADJ s", {"part": ["wheat", "s"]}),
        ("U.S. /F3/", {"capitals": ["US"]}),
        ("(U.S. senate) /F4/", {"capitals": ["US", "Senate"]}),
    ],
)
def test_both_spellings_are_found_and_marked(archive: Archive, typed: str, found: dict[str, list[str]]) -> None:
    hits = archive.search(f"body:({typed})", match="all").hits
    assert {hit.id: [BODIES[hit.id][start:end] for start, end in hit.spans] for hit in hits} == found


@pytest.mark.parametrize("typed", ['"US Senate"', '"e-mail list"', "3.5 W/1 percent", '"=e-mail list*"', "wheat ADJ s"])
def test_marks_are_the_same_from_the_text_alone(archive: Archive, typed: str) -> None:
    for hit in archive.search(typed).hits:
        assert archive.highlights(hit.article, typed) == (hit.title_spans, hit.spans)


@given(text=st.text("aé1-.'’_ \u00ad\u0301s", max_size=40))
def test_a_compound_is_as_wide_as_its_parts_are_many(text: str) -> None:
    tokens = list(tokenize(text))
    parts = [token for token in tokens if not token.whole]
    counted = {
        (token.position, token.whole): sum(
            token.char_start <= part.char_start and part.char_end <= token.char_end for part in parts
        )
        for token in tokens
    }
    assert {(token.position, token.whole): width_of(token.form) for token in tokens} == counted
