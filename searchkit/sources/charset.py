"""Which encoding are these bytes in? The order of evidence: forced, mark, UTF-8, declared, NULs, statistics."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from searchkit.sources.base import UNREADABLE, Unreadable

# chardet takes 2 ms for a page and seconds for many MB; it reads no more than 200,000 bytes in any case.
_SAMPLE_BYTES = 1 << 18
_SAMPLE_LINE_BYTES = 1 << 14

# Left out of detection: on short Western texts these win over windows-125x and are wrong (measured on
# 70 snippets of 150 characters: 68 right with them, 70 without). --encoding reads real DOS or Mac archives.
_EXCLUDED = (
    *("cp437", "cp850", "cp858", "cp860", "cp861", "cp863", "cp865", "cp775", "cp852", "cp857", "cp737", "cp869"),
    *("cp720", "cp1006", "cp856", "cp864", "cp862", "hp-roman8", "mac-roman", "mac-latin2", "mac-iceland"),
    *("mac-turkish", "mac-greek", "cp037", "cp500", "cp1026", "cp1140", "cp273", "cp424", "cp875", "utf-7"),
)

# The declared name means this larger set in practice (WHATWG Encoding Standard, section 4.2).
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
# Codecs that are no character encodings of documents, and one (UTF-7) that hides ASCII in ASCII.
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
WIDE = ("utf-16", "utf-32")
MULTIBYTE = ("gb", "big5", "euc", "shift", "cp932", "cp949", "cp950", "johab", "hz", "iso2022")

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPACING = "\t\n\v\f\r\x1b"
_NO_LETTERS = ("Cc", "Cn", "Co", "Cs")
_ESCAPES = re.compile(rb"\x1b[$(.]|\x0e|~\{(?:[\x21-\x77][\x21-\x7e]){2,1000}~\}")
# What one of those has, or UTF-16 of ASCII alone.
_NOT_PLAIN = (b"\x1b", b"\x0e", b"~{", b"\0")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_PRINTABLE = re.compile(rb"[\t\n\r\x20-\x7e]")
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A codec and why it was taken; `strict` if the bytes it was chosen by decode without a fault."""

    encoding: str
    how: str
    strict: bool = True


def choose_encoding(data: bytes, declared: str = "", forced: str = "", by_lines: bool = False) -> Choice:
    """The codec for `data`: forced, BOM, NUL pattern, UTF-8 with non-ASCII bytes, declared, UTF-8, detection.

    With `by_lines` UTF-8 is also taken when it fits most lines, for the others can be decoded by themselves.
    """
    if forced:
        name = _forced_codec(forced)
        return Choice(name, "forced", decodes(data, name))
    if not declared and _is_plain(data):
        return Choice("utf-8", "utf-8")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return Choice(encoding, "bom", decodes(data, encoding))
    if wide := wide_encoding(data):
        return Choice(wide, "nul pattern")
    name = _codec_name(declared)
    is_utf8 = decodes(data, "utf-8")
    if is_utf8 and _utf8_beats(data, name):
        return Choice("utf-8", "utf-8")
    if name and decodes(data, name):
        return Choice(name, "declared")
    if is_utf8 and not _ESCAPES.search(data):
        return Choice("utf-8", "utf-8")
    if not is_utf8 and (_nearly_utf8(data) or (by_lines and _mostly_utf8_lines(data))):
        return Choice("utf-8", "utf-8", False)
    detected = _detect(data)
    return Choice(detected, "detected", decodes(data, detected))


def _is_plain(data: bytes) -> bool:
    """Whether bytes are ASCII and cannot be anything else; told in a tenth of the time that all encodings take."""
    return data.isascii() and not any(mark in data for mark in _NOT_PLAIN)


def _forced_codec(forced: str) -> str:
    name = _codec_name(forced)
    if not name:
        raise Unreadable(UNREADABLE, f"unknown encoding {forced!r} (--encoding); try utf-8, cp1252 or cp850")
    return name


def _codec_name(name: str) -> str:
    """The codec to use for a declared name; empty where there is none."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    return "" if codec.name in _NEVER or not codec._is_text_encoding else _SUPERSETS.get(codec.name, codec.name)


def decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _utf8_beats(data: bytes, declared: str) -> bool:
    """Whether valid UTF-8 overrules a declaration: always, but for very short multi-byte texts."""
    if data.isascii():
        return declared.startswith(WIDE)
    few = 16
    return not declared.startswith(MULTIBYTE) or len(_HIGH_BYTES.findall(data[:_SAMPLE_BYTES])) >= few


def _nearly_utf8(data: bytes) -> bool:
    """Whether `data` is UTF-8 with a few faults: hardly any other encoding has so many valid sequences."""
    text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return sum(len(run) for run in re.findall("[^\x00-\x7f]+", text)) > 20 * faults


def _mostly_utf8_lines(data: bytes) -> bool:
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    return 2 * sum(decodes(line, "utf-8") for line in lines) >= len(lines)


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the NULs stand; empty where they tell nothing."""
    sample = data[: 1 << 14]
    sample = sample[: len(sample) // 4 * 4] or sample[: len(sample) // 2 * 2]
    if b"\0" not in sample:
        return ""
    nuls = [sample[i::4].count(0) for i in range(4)]
    quarter = len(sample) / 4
    for encoding, wide, other in (("utf-32-le", nuls[2:], nuls[0]), ("utf-32-be", nuls[:2], nuls[3])):
        if min(wide) > 0.9 * quarter and other < 0.1 * quarter and _is_text(sample, encoding):
            return encoding
    is_latin = max(nuls[0] + nuls[2], nuls[1] + nuls[3]) >= quarter
    if not is_latin and _is_narrow(sample.replace(b"\0", b"")):
        return ""
    # The half of each letter that says its script has fewer values than the other half.
    encoding, high = min(("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2]), key=lambda pair: len(set(pair[1])))
    return encoding if b"\0" in high and _is_text(sample, encoding) else ""


def _is_narrow(sample: bytes) -> bool:
    """Whether bytes among which few NULs stood are text of one byte a letter, or UTF-8, and the NULs are strays.

    In UTF-16 without a Latin letter every second byte is a control, a sign above ASCII or any of 256.
    """
    if len(_PRINTABLE.findall(sample)) > 0.9 * len(sample):
        return True
    end = next((i for i in range(1, 4) if sample[-i : -i + 1 or None] >= b"\xc0"), 0)
    return not _CONTROLS.search(sample) and decodes(sample[:-end] if end else sample, "utf-8")


def _is_text(sample: bytes, encoding: str) -> bool:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    faults = sum(c == "\ufffd" or (c not in _SPACING and unicodedata.category(c) in _NO_LETTERS) for c in text)
    return faults * 100 < len(text)


def _detect(data: bytes) -> str:
    import chardet  # noqa: PLC0415  (0.1 s to import, needed for few files)

    # Without NULs: UTF-16 has been ruled out, and chardet takes one stray NUL for it.
    found = chardet.detect(_sample(data).replace(b"\0", b""), exclude_encodings=_EXCLUDED, prefer_superset=False)
    name = found["encoding"] or "cp1252"
    # Of the supersets only these: chardet tells Shift_JIS from CP932 and TIS-620 from CP874 by itself.
    if name.lower() in ("iso-8859-1", "gb2312"):
        return _codec_name(name)
    return name if _codec_name(name) else "cp1252"


def _sample(data: bytes) -> bytes:
    """At most 256 KiB of `data`: its lines that are not plain ASCII, for ASCII says nothing."""
    if len(data) <= _SAMPLE_BYTES or data.isascii():
        return data[:_SAMPLE_BYTES]
    lines: list[bytes] = []
    room = _SAMPLE_BYTES
    for line in data.split(b"\n"):
        if found := _HIGH_BYTES.search(line):
            start = max(0, found.start() - 80)
            lines.append(line[start : start + _SAMPLE_LINE_BYTES])
            room -= len(lines[-1]) + 1
            if room <= 0:
                break
    return b"\n".join(lines)[:_SAMPLE_BYTES]
