"""What articles contain must not harm what shows them: terminals, spreadsheets, web pages."""

import html
import re
import unicodedata
from urllib.parse import urlsplit

# Zero-width and format characters that hide or reorder text. ZWNJ and ZWJ stay: Persian, Indic scripts
# and emoji need them; so do the variation selectors of emoji.
_UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029"
_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_UNSEEN}]")
_HARMFUL_IN_CELL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_UNSEEN}]")
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠﹢﹣﹦﹫−]")
_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&]")
_MARKDOWN_LINE_START = re.compile(r"(?P<sign>[-+=:])|(?P<number>\d{1,9})(?P<dot>[.)])")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def for_terminal(text: str) -> str:
    """Without anything that moves a cursor or deceives a reader, on one line.

    Line ends and tabs become spaces, other control characters their picture (ESC is `␛`) or U+FFFD;
    characters that cannot be seen or that turn the direction of text are left out. Each character is
    changed by itself, so that a part of a text gives the part of its result.
    """
    return _HARMFUL.sub(_neutral, text)


def _neutral(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SPACES:
        return " "
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "" if unicodedata.category(char) in ("Cf", "Cn") else "\ufffd"


def for_csv(cell: str) -> str:
    """A text cell that no spreadsheet takes for a formula: one that might be gets a leading apostrophe.

    Control characters are shown as for a terminal; tabs and line ends stay.
    """
    safe = _HARMFUL_IN_CELL.sub(_neutral, cell)
    return f"'{safe}" if _FORMULA.match(safe) else safe


def for_html(text: str) -> str:
    """Text for an HTML element or a quoted attribute."""
    return html.escape(for_terminal(text))


def for_markdown(text: str) -> str:
    """Text inside a line of Markdown (CommonMark, with GitHub's tables and strike-through), read back as itself."""
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", for_terminal(text))


def for_markdown_start(line: str) -> str:
    """A line that went through `for_markdown` and starts a block: made no list, heading or rule."""
    match = _MARKDOWN_LINE_START.match(line)
    if not match:
        return line
    return f"\\{line}" if match["sign"] else f"{match['number']}\\{line[match.start('dot') :]}"


def web_address(url: str) -> str:
    """The URL if it is an http or https one, else an empty string (`javascript:` and the like must be no link)."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", url) or for_terminal(url) != url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def language_tag(language: str) -> str:
    """The language if it has the shape of a BCP 47 tag, else an empty string."""
    return language if _LANGUAGE_TAG.fullmatch(language) else ""
