"""Mailboxes, telegrams and SGML of 16 MB each: memory holds one record of them."""

import io
import tracemalloc

import pytest

from searchkit.model import Article, Origin
from searchkit.settings import ReadOptions
from searchkit.sources.base import Reader, Source
from searchkit.sources.mail import mbox
from searchkit.sources.wires import iptc7901, trec
from tests.sources.repeating import Repeating

STORY = b"The lock gates at Westbridge were shut. " * 1000
RECORDS: dict[str, tuple[Reader, bytes]] = {
    "mbox": (mbox.read, b"From a@b Thu Jan  5 10:00:00 2006\nFrom: a@b.example\nSubject: S\n\n" + STORY + b"\n\n"),
    "trec": (trec.read, b"<DOC>\n<DOCNO> AP890101-0001 </DOCNO>\n<TEXT>\n" + STORY + b"\n</TEXT>\n</DOC>\n"),
    "iptc7901": (iptc7901.read, b"\x01abc0123 4 i 9  abc 1\r\n\x02Title =\r\n\n" + STORY + b"\r\n\x03\x04"),
}
TIMES = 400
MOST_BYTES = 6 << 20
"""What decides the encoding of SGML is a megabyte of it, which is held twice while it is cut."""


@pytest.mark.parametrize("name", RECORDS)
def test_memory_holds_one_record(name: str) -> None:
    reader, record = RECORDS[name]
    stream = io.BufferedReader(Repeating(record, TIMES))
    tracemalloc.start()
    try:
        found = reader(Source(stream, Origin("m"), "m", (), ReadOptions()))
        count = sum(isinstance(each, Article) for each in found)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (count, peak < MOST_BYTES) == (TIMES, True), f"{peak:,} bytes"
