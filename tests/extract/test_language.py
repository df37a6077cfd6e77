"""Which language a text is in, where that can be told."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract import language
from searchkit.extract.language import language_of

pytest.importorskip("pycld2", reason="no detector for this platform")

ENGLISH = "The harbour opened again on Tuesday morning after two days of storm, and the ships came in one by one. "
GERMAN = "Der Hafen wurde am Dienstagmorgen nach zwei Tagen Sturm wieder geöffnet, und die Schiffe liefen ein. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH * 2, "en"),
        (ENGLISH.upper() * 2, "en"),
        (GERMAN * 2, "de"),
        (ENGLISH * 20 + GERMAN, "en"),
        ("הנמל נפתח מחדש ביום שלישי בבוקר אחרי יומיים של סערה. האוניות שחיכו בחוץ נכנסו בזו אחר זו.", "he"),
        ("暴風雨過後，港口於星期二早上重新開放，在外面等候的船隻一艘接一艘地駛入，人們站在碼頭上觀看。", "zh"),
        (ENGLISH[:60], ""),
        (ENGLISH * 2 + GERMAN * 2, ""),
        ("12 345 67 890 1,234.5 88 77 66 " * 20, ""),
        ("", ""),
    ],
)
def test_a_language_is_told_where_nearly_all_of_a_text_is_in_it(text: str, expected: str) -> None:
    assert language_of(text) == expected


def test_a_table_at_the_head_is_looked_past() -> None:
    table = "\n".join(f"AB{row} {row}.5 {row}.7 +0.{row}" for row in range(25))
    assert language_of(f"{table}\n\n{ENGLISH * 12}") == "en"


def test_what_the_detector_refuses_as_text_does_not_stop_it() -> None:
    assert language_of("\x1b\x00\x7f\ufffe\ud800" + ENGLISH * 2) == "en"


@given(st.text(max_size=3000))
def test_any_text_has_the_same_language_each_time(text: str) -> None:
    assert language_of(text) == language_of(text)


def test_without_the_detector_no_language_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pycld2", None)
    language._detector.cache_clear()
    try:
        assert language_of(ENGLISH * 2) == ""
    finally:
        language._detector.cache_clear()
