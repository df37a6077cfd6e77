"""From bytes to text: every encoding a news archive has, declared or not, right or wrong."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.sources.base import Unreadable
from searchkit.sources.decode import Decoded, LineDecoder, clean, decode, looks_binary, text_lines

RUSSIAN = "Вчера в порту открыли новый причал. Первые суда пришли утром, сообщил начальник порта Иван Ильин.\n"
JAPANESE = "昨日、港に新しい桟橋が開きました。最初の船は朝に着いたと港長は語った。ニュースはすぐに広まった。\n"
FRENCH = "Le port a ouvert hier une nouvelle jetée ; « c’est l’été », a déclaré le maire, très ému.\n"
GERMAN = "Der Hafen öffnete gestern für größere Schiffe; der Bürgermeister hält das für überfällig.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso2022_jp"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (GERMAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (RUSSIAN, "utf-32-le"),
    ],
)
def test_undeclared_encodings_are_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        (FRENCH.encode(), "iso-8859-1", Decoded(FRENCH, "utf-8", "utf-8")),
        (FRENCH.encode("cp1252"), "iso-8859-1", Decoded(FRENCH, "cp1252", "declared")),
        (FRENCH.encode("cp1252"), "utf-8", Decoded(FRENCH, "Windows-1252", "detected")),
        ("价格—上涨".encode("gb18030"), "gb2312", Decoded("价格—上涨", "gb18030", "declared")),
        ("①～".encode("cp932"), "Shift_JIS", Decoded("①～", "cp932", "declared")),
        ("联通".encode("gbk"), "gbk", Decoded("联通", "gb18030", "declared")),
        (b"plain", "utf-16", Decoded("plain", "utf-8", "utf-8")),
        (b"plain", "no-such-thing", Decoded("plain", "utf-8", "utf-8")),
        (b"+AGE-", "utf-7", Decoded("+AGE-", "utf-8", "utf-8")),
        (b"x", "hex", Decoded("x", "utf-8", "utf-8")),
        (b"", "", Decoded("", "utf-8", "utf-8")),
    ],
)
def test_a_declaration_counts_where_it_fits(data: bytes, declared: str, expected: Decoded) -> None:
    assert decode(data, declared) == expected


def test_a_forced_encoding_is_obeyed() -> None:
    assert decode("Été".encode("cp850"), "utf-8", forced="cp850") == Decoded("Été", "cp850", "forced")
    assert decode(b"a\xffb", forced="utf-8") == Decoded("a\ufffdb", "utf-8", "forced, replaced")


def test_an_unknown_forced_encoding_is_refused_with_advice() -> None:
    with pytest.raises(Unreadable, match=r"unknown encoding 'klingon' \(--encoding\); try utf-8"):
        decode(b"x", forced="klingon")


def test_utf8_with_a_fault_stays_utf8() -> None:
    assert decode(RUSSIAN.encode() + b"\xff") == Decoded(RUSSIAN + "\ufffd", "utf-8", "utf-8, replaced")


def test_the_sample_of_a_large_text_holds_its_few_foreign_letters() -> None:
    text = "plain words only\n" * 40_000 + RUSSIAN * 4
    assert decode(text.encode("cp1251")).text == text


@given(
    st.binary(max_size=300), st.sampled_from(["", "utf-8", "cp1252", "utf-16", "big5", "iso-2022-jp", "\0", "x" * 99])
)
def test_no_bytes_raise(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared).text, str)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32-be", "cp1251", "koi8-r"])
def test_lines_of_a_long_stream(encoding: str) -> None:
    lines = [f"{number} {RUSSIAN}" for number in range(9_000)]
    stream = io.BytesIO("".join(lines).encode(encoding))
    assert list(text_lines(stream, 1 << 20)) == lines


def test_a_line_in_another_encoding_costs_no_other_line() -> None:
    stream = io.BytesIO((FRENCH * 20).encode() + RUSSIAN.encode("cp1251") + FRENCH.encode())
    assert list(text_lines(stream, 1 << 20)) == [FRENCH] * 20 + [RUSSIAN, FRENCH]


def test_utf8_lines_among_more_of_another_encoding_are_kept() -> None:
    stream = io.BytesIO(FRENCH.encode() + RUSSIAN.encode("cp1251") * 3)
    assert list(text_lines(stream, 1 << 20)) == [FRENCH, *[RUSSIAN] * 3]


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("title,text\nA,b\0c\n" + "D,ef gh\n" * 20, "ascii", "utf-8"),
        (FRENCH + "\0" + FRENCH, "utf-8", "utf-8"),
        (RUSSIAN + "\0" + RUSSIAN, "utf-8", "utf-8"),
        (GERMAN[:50] + "\0" + GERMAN[50:], "cp1252", "windows-1252"),
    ],
)
def test_a_stray_nul_makes_no_utf16(text: str, encoding: str, expected: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding.lower()) == (text, expected)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [RUSSIAN, JAPANESE * 2, FRENCH, "新しい桟橋\n\n" + JAPANESE * 3, "부두가 새로 열렸다.\n" * 3]
)
def test_utf16_without_a_mark_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == Decoded(text, encoding, "nul pattern")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_beyond_the_limit_is_passed_over_without_being_held(encoding: str) -> None:
    text = "one\n" + "x" * 3_000_000 + "\nthree\n" + "y" * 500
    assert list(text_lines(io.BytesIO(text.encode(encoding)), 400)) == ["one\n", None, "three\n", None]


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_lines_put_together_are_the_text(text: str, encoding: str) -> None:
    assert "".join(filter(None, text_lines(io.BytesIO(text.encode(encoding)), 1 << 20, forced=encoding))) in (
        text,
        text.removeprefix("\ufeff"),
    )


def test_a_prefix_decides_the_encoding() -> None:
    assert LineDecoder(RUSSIAN.encode("koi8-r")).encoding == "KOI8-R"


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("a\r\nb\rc\u2028d\x85e\vf", "a\nb\nc\nd\ne\nf"),
        ("one\ftwo", "one\n\ntwo"),
        ("\ufeffa\0b\x7fc\ufeff", "abc"),
        ("reute\x1fd\x02\tx", "reute d \tx"),
        ("don\x92t \x93go\x94", "don’t “go”"),
        ("e\u0301 \ufdd0", "e\u0301 \ufdd0"),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(st.text())
def test_clean_leaves_no_control_and_changes_nothing_twice(text: str) -> None:
    once = clean(text)
    assert not [c for c in once if (c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f"]
    assert clean(once) == once


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"Plain text.\n", False),
        (RUSSIAN.encode("cp1251"), False),
        (JAPANESE.encode("iso2022_jp"), False),
        (GERMAN.encode("utf-16-le"), False),
        (GERMAN.encode("utf-32"), False),
        (b"A text padded with zeros" + bytes(4000), False),
        (bytes(range(256)) * 8, True),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0>\0\x01\0\0\0", True),
        (b"\0\0\0\x18\x01\x02\x03a\0\0\x01", True),
    ],
)
def test_looks_binary(head: bytes, expected: bool) -> None:
    assert looks_binary(head) is expected


@given(st.text(st.sampled_from([*map(chr, range(160)), "\ufeff", "\u2028", "é"]), max_size=20))
def test_plain_ascii_is_cleaned_as_any_other_text(text: str) -> None:
    assert clean(text) + "é" == clean(text + "é")


def test_chinese_in_seven_bits_is_found() -> None:
    text = "运河船闸重新开放。管理员刚刚升起栏杆。\n"
    assert decode(text.encode("hz")).text == text
    assert decode(b"a ~{b}~} c ~{") == Decoded("a ~{b}~} c ~{", "utf-8", "utf-8")
