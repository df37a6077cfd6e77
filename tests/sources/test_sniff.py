"""Recognising formats by content first and by name second."""

import pytest

from searchkit.sources.head import Head
from searchkit.sources.sniff import describe, sniff

HTML = "<!DOCTYPE html>\n<html><head><title>Harbour</title></head><body><p>Open.</p></body></html>"
CSV = 'title,body,date\nHarbour opens,"Ships, boats and all.\nMore.",2006-01-05\nWheat falls,It fell.,2006-01-06\n'


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (HTML, "a.txt", "html"),
        ("<!-- saved from url=(0014)about:internet -->\n<html lang=en>", "a", "html"),
        ("<article><h1>Harbour</h1></article>", "a", "html"),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="z">', "a.xml", "html"),
        ("Harbour <b>opens</b>", "a.html", "html"),
        ('<?xml version="1.0" encoding="utf-8"?>\n<!-- a > b -->\n<rss version="2.0">', "a.xml", "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom" title="a > b">', "a.xml", "feed"),
        ('<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/">', "a.rdf", "feed"),
        ('<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS NEWID="1">', "a.sgm", "reuters21578"),
        ('<DATA>\n<REUTERS TOPICS="NO" NEWID="1">', "a.sgm", "reuters21578"),
        ('{"title": "Harbour"}', "a", "json"),
        ('[{"title": "Harbour"}]', "a.txt", "json"),
        ('{"title": "a"}\n{"title": "b"}\n', "a.jsonl", "jsonl"),
        ("broken first line\n{}\n", "a.ndjson", "jsonl"),
        ("[REPORT] The harbour opens\n\nShips came.", "a.txt", "text"),
        ("{sic} he wrote, and went.", "a.txt", "text"),
        ("---\ntitle: Harbour\n---\nShips came.", "a", "markdown"),
        ('+++\ntitle = "Harbour"\n+++\nShips came.', "a", "markdown"),
        ("Title: Harbour\nDate: 2006-01-05\n\nShips came.", "a.txt", "markdown"),
        ("# Harbour\n\nSee [the port](https://port.example).\n", "a.txt", "markdown"),
        ("Ships came.", "a.md", "markdown"),
        ("# of ships in port: 3\n\nShips came.", "a.txt", "text"),
        ("--- that was all, she said.\n\nShips came.", "a.txt", "text"),
        (CSV, "a", "csv"),
        (CSV.replace(",", ";"), "a.txt", "csv"),
        ("Ships, boats and barges came, and went.\nThen, at noon, others came, too.\n", "a.txt", "text"),
        ("Title, text and date, he said,\nare what he wants, and he, too, said so.\n", "a.txt", "text"),
        ("a,b\n1,2\n", "a.csv", "csv"),
        ("Harbour opens\n\nShips came.", "a.txt", "text"),
        ("<3 is what they call it\n\nShips came.", "a.txt", "text"),
        ("Harbour opens\n\nShips came.", "README", "text"),
        ("MZ is what they call it.\n\nShips came.", "a.txt", "text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_known_formats(text: str, name: str, expected: str, encoding: str) -> None:
    assert sniff(Head(text.encode(encoding), name)) == expected


@pytest.mark.parametrize(
    ("head", "name", "seems"),
    [
        (b"%PDF-1.7\n", "a.txt", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt", "PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.txt", "JPEG image"),
        (
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8" + bytes(43) + b"\x80\0\0\0\x0e\x1f\xba\x0e",
            "a.txt",
            "program (Windows)",
        ),
        (b"SQLite format 3\0\x10\0", "a.db", "SQLite database"),
        (b"{\\rtf1\\ansi Harbour}", "a.txt", "RTF document"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "a.gz", "WARC web archive"),
        (b'<?xml version="1.0"?><nitf><head/></nitf>', "a.xml", "NITF XML"),
        (b"<n:NewsML xmlns:n='x'>", "a.xml", "NewsML XML"),
        (b'<?xml version="1.0"?>\n<catalogue>', "a.xml", "XML with root element catalogue"),
        (b"<DOC>\n<DOCNO> AB1 </DOCNO>", "a", "TREC SGML"),
        (b"From: Ann <a@b.example>\nTo: Tom\nSubject: Harbour\n\nShips came.", "a.txt", "e-mail"),
        (b"From a@b.example Thu Jan  5 10:00:00 2006\nFrom: a\n", "a.txt", "mailbox (mbox)"),
        (b"  1 of 20 DOCUMENTS\n\nThe Paper\n", "a.txt", "LexisNexis export"),
        (b"\x01abc0123 4 i 211  xyz 0045\r\n\n", "a.txt", "ANPA or IPTC 7901 wire"),
        (b'{"format": "json-pages-1.0", "id": "pages"}\n', "pages.jsonl", "page list of a WACZ web archive"),
        (b"<html><!-- LXNComment 12:34 --><body>", "a.html", "LexisNexis export"),
        (b"<!DOCTYPE html>\n<html><title>Factiva</title>", "a.html", "Factiva export"),
        (b'<html><body><span class="DocPublicationName">', "a.html", "Europresse export"),
        (b"<!-- nothing but this -->", "a.xml", "XML without an element"),
        (b"body { color: red }", "page_files/site.css", "style sheet"),
        (bytes(range(256)) * 4, "a.txt", ""),
    ],
)
def test_what_has_no_reader_is_named(head: bytes, name: str, seems: str) -> None:
    assert (sniff(Head(head, name)), describe(Head(head, name))) == ("", seems)
