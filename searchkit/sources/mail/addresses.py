"""Reads header fields of mail: words in any encoding, names and hosts in addresses, moments."""

import re
from collections.abc import Iterable
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate
from searchkit.sources.decode import clean, decode

_LONGEST = 10_000
_ADDRESS_CHARS = 1000
_BRACKETED = re.compile(r"<([^<>\s]+)>")
_VIA = re.compile(r"\s+(?:via|über|durch)\s+.*", re.IGNORECASE)


def words(value: str) -> str:
    """A field as text on one line, its encoded words (RFC 2047) decoded; broken ones stay as they are."""
    value = value[:_LONGEST]
    if "=?" in value:
        with suppress(HeaderParseError, ValueError):
            value = "".join(_decoded(*piece) for piece in decode_header(value))
    return " ".join(clean(value).split())


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    # Between encoded words `email` keeps text so.
    return decode(piece, charset).text if charset else piece.decode("raw-unicode-escape", "replace")


def name_in(value: str) -> str:
    """The name of a person or a list in an address; empty where there is only the address."""
    name = words(parseaddr(value[:_ADDRESS_CHARS])[0]).strip("\"' ")
    name = _VIA.sub("", name)
    return "" if "@" in name else name


def host_in(value: str) -> str:
    """The host of an address, without what only says that it is for mail."""
    _, at, host = parseaddr(value[:_ADDRESS_CHARS])[1].rpartition("@")
    host = host.strip(" .>").lower()
    return re.sub(r"^(?:mail|email|news|www)[0-9]*\.(?=[^.]+\.)", "", host) if at else ""


def bracketed(value: str) -> str:
    """What stands between `<` and `>`; the whole value where nothing does."""
    found = _BRACKETED.search(value[:_ADDRESS_CHARS])
    return found[1] if found else value[:_ADDRESS_CHARS].strip()


def moment_in(values: Iterable[str]) -> PublicationDate | None:
    """The first of these texts that is a date as mail writes it."""
    return next((date for value in values if (date := _moment(value[:_ADDRESS_CHARS]))), None)


def _moment(value: str) -> PublicationDate | None:
    if date := parse_date(value, "header"):
        return date
    try:
        return parse_date(parsedate_to_datetime(value).isoformat(), "header")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
