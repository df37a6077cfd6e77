"""Text that was encoded twice: it is mended where all of it was, is left alone otherwise, and says so."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin
from searchkit.settings import ReadOptions
from searchkit.sources import delimited, jsonrecords, read_stream, text
from searchkit.sources.base import Reader, Source
from searchkit.sources.decode import Decoded, decode
from searchkit.sources.mending import mended


def twice(text: str, codec: str) -> str:
    """UTF-8 taken for a codec; a byte that the codec does not have became a control."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1251"])
@pytest.mark.parametrize(
    "text",
    [
        "Le café était fermé – « l’été ».",
        "Привет, ИИИ",
        "昨日、港に新しい桟橋が開きました",
        "“Hello,” he said",
        "été",
        "Größe",
    ],
)
def test_what_was_encoded_twice_or_three_times_is_mended(text: str, codec: str) -> None:
    once_more = twice(text, codec)
    assert (mended(text), mended(once_more), mended(twice(once_more, codec))) == (text, text, text)


@pytest.mark.parametrize(
    "text",
    [
        'it shows as "Ã©" on screen',
        "NÃO É SÃO",
        "50 Â£",
        "ÂÊÎ",
        "às 10 – São João",
        "Ã©",
        "Größe, not GrÃ¶ÃŸe",
        "Рс",
        "вЂ",
    ],
)
def test_text_that_may_be_meant_so_is_left_alone(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet=st.sampled_from("aé ÃÂ©â€™Ð¿РїСЂ—\u0098\ufffd"), max_size=8) | st.text(max_size=20))
def test_text_of_any_kind_is_taken(text: str) -> None:
    assert isinstance(mended(text), str)


def test_a_decoded_text_says_that_it_was_mended_and_a_forced_one_is_not() -> None:
    data = twice("Café fermé", "cp1252").encode()
    assert decode(data) == Decoded("Café fermé", "utf-8", "utf-8, double encoding mended")
    assert decode(data, forced="utf-8") == Decoded("CafÃ© fermÃ©", "utf-8", "forced")


CAFE, HARM = "Le café était fermé.", "Le cafÃ© Ã©tait fermÃ©."
SAID = "utf-8, utf-8, double encoding mended"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        pytest.param("a.txt", f"Fermé\n\n{HARM}".encode(), [(f"Fermé\n\n{HARM}", None)], id="half of a text"),
        pytest.param("a.txt", twice(f"Fermé\n\n{CAFE}", "cp1252").encode(), [(f"Fermé\n\n{CAFE}", SAID)], id="text"),
        pytest.param(
            "a.jsonl",
            "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in (CAFE, HARM, CAFE)).encode(),
            [(CAFE, None), (CAFE, SAID), (CAFE, None)],
            id="one of three lines",
        ),
        pytest.param(
            "a.json", json.dumps([{"text": HARM}, {"text": "x."}]).encode(), [(CAFE, SAID), ("x.", None)], id="escaped"
        ),
        pytest.param(
            "a.csv", f"title;text\r\nA;{HARM}\r\nB;{CAFE}\r\n".encode(), [(CAFE, SAID), (CAFE, None)], id="a row"
        ),
    ],
)
def test_articles_say_which_were_mended(name: str, data: bytes, expected: list[tuple[str, str | None]]) -> None:
    found = [each for each in read_stream(io.BytesIO(data), name, ReadOptions()) if isinstance(each, Article)]
    texts = [f"{each.title}\n\n{each.body}" if name == "a.txt" else each.body for each in found]
    assert list(zip(texts, (each.extra.get("encoding") for each in found), strict=True)) == expected


LATIN = {"text": "Größe überall."}


@pytest.mark.parametrize(
    ("read", "data", "expected"),
    [
        (jsonrecords.read, b'{"text": "a"}\n{"text": "b"}\n', [("utf-8", "utf-8")] * 2),
        (
            jsonrecords.read,
            json.dumps(LATIN).encode()
            + b"\n"
            + json.dumps(LATIN, ensure_ascii=False).encode("cp1252")
            + b'\n{"text": "a"}\n',
            [("Windows-1252", "detected")] * 3,
        ),
        (
            jsonrecords.read,
            json.dumps(LATIN, ensure_ascii=False).encode() * 1
            + b"\n"
            + (json.dumps({"text": "ЁЛКА " * 20}, ensure_ascii=False) + "\n").encode() * 3
            + json.dumps(LATIN, ensure_ascii=False).encode("cp1252")
            + b"\n"
            + json.dumps(LATIN, ensure_ascii=False).encode(),
            [("utf-8", "utf-8")] * 4 + [("Windows-1252", "detected"), ("utf-8", "utf-8")],
        ),
        (delimited.read, "title;text\nA;Größe\n".encode("utf-16"), [("utf-16", "bom")]),
        (
            delimited.read,
            "title;text\nA;Größe überall, hier wie dort.\n".encode("cp1252"),
            [("Windows-1252", "detected")],
        ),
        (text.read, b"A title\n\nAnd a body.", [("utf-8", "utf-8")]),
    ],
    ids=["plain lines", "lines in another encoding", "a line in another encoding", "UTF-16", "CSV", "text"],
)
def test_each_record_says_how_it_was_decoded(read: Reader, data: bytes, expected: list[tuple[str, str]]) -> None:
    source = Source(io.BytesIO(data), Origin("a"), "a", (), ReadOptions())
    noted = [(source.decoding.encoding, source.decoding.how) for _ in read(source)]
    assert noted == expected


def test_mending_other_text_costs_next_to_nothing() -> None:
    longest = "é" * 1_000_000
    assert mended(longest) is longest
