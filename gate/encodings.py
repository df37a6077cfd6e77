"""How much undeclared text comes out of its bytes exactly right?

The own set: a news item in 28 languages, all of our own writing, in every encoding in which the language was written.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from searchkit.sources.decode import clean, decode

_TEXTS = Path(__file__).parent / "data" / "encodings"
_SHORT_CHARS = 150

_UNICODE = "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32"
_WESTERN = "cp1252 iso8859-1 iso8859-15"
_CENTRAL = "cp1250 iso8859-2"
_CYRILLIC = "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic"
_ENCODINGS = {
    **dict.fromkeys(("en", "fr", "de", "es", "pt", "it", "sv", "da", "fi"), _WESTERN),
    **dict.fromkeys(("pl", "cs", "hu", "ro"), _CENTRAL),
    "tr": "cp1254 iso8859-9",
    "ru": _CYRILLIC,
    "uk": "cp1251 koi8-u",
    "bg": "cp1251 iso8859-5",
    "el": "cp1253 iso8859-7",
    "he": "cp1255 iso8859-8",
    "ar": "cp1256 iso8859-6",
    "lt": "cp1257 iso8859-13",
    "lv": "cp1257 iso8859-13",
    "th": "cp874",
    "ja": "cp932 euc_jp iso2022_jp",
    "zh": "gb2312 gb18030 hz",
    "zh-tw": "big5 cp950",
    "ko": "cp949 euc_kr iso2022_kr johab",
    "vi": "",
}
_TYPEWRITTEN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "€": "EUR", "ё": "е"}
)


def _written(language: str, encoding: str) -> bytes:
    """The item of a language in an encoding; typographic signs that it does not have as a typewriter wrote them."""
    text = (_TEXTS / f"{language}.txt").read_text("utf-8")
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_TYPEWRITTEN).encode(encoding)


def _items() -> Iterator[tuple[str, str, bytes]]:
    for language, encodings in _ENCODINGS.items():
        for encoding in f"{encodings} {_UNICODE}".split():
            yield language, encoding, _written(language, encoding)


def measure() -> Mapping[str, float]:
    """The shares of whole items, of 150 characters of them, and of items encoded twice, that come out exactly right."""
    whole, short, twice = [], [], []
    for _, encoding, data in _items():
        text = data.decode(encoding)
        whole.append(decode(data).text == text)
        start = text.partition("\n\n")[2][:_SHORT_CHARS]
        short.append(decode(start.encode(encoding)).text == start)
    for language in _ENCODINGS:
        text = _written(language, "utf-8").decode()
        twice.append(decode(text.encode().decode("latin-1").encode()).text == text)
    return {"whole": _share(whole), "short": _share(short), "twice": _share(twice)}


# What stands in files of these names if not that alone.
_SUPERSETS = {"GB2312": "gb18030", "EUC-KR": "cp949", "TIS-620": "cp874", "SHIFT_JIS": "cp932"}


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The share of real files, in folders named by their encodings, whose cleaned text comes out exactly right."""
    root = folder / "formats" / "encodings_chardet"
    paths = [path for place in sorted(root.iterdir()) for path in sorted(place.iterdir()) if path.is_file()]
    found = ((decode(path.read_bytes()).text, _truth(path)) for path in paths)
    return {"exact": _share([clean(text) == clean(truth) for text, truth in found])}


def _truth(path: Path) -> str:
    """The text of a file by the name of its folder: an encoding (`KOI8-R`), or that and a language."""
    data, name = path.read_bytes(), path.parent.name
    try:
        return data.decode(name)
    except LookupError:
        return data.decode(name.rpartition("-")[0])
    except UnicodeDecodeError:
        return data.decode(_SUPERSETS.get(name, name), "replace")


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)
