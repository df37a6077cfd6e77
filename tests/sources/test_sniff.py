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
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt", "PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.txt", "JPEG image"),
        (
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8" + bytes(43) + b"\x80\0\0\0\x0e\x1f\xba\x0e",
            "a.txt",
            "program (Windows)",
        ),
        (b'<?xml version="1.0"?>\n<catalogue>', "a.xml", "XML with root element catalogue"),
        (
            b" CDX N b a m s k r M S V g\norg,port)/ 2014",
            "a",
            "CDX index: where pages stand in a web archive, without their text",
        ),
        (
            b'org,port)/ 20140126200624 {"url": "x"}',
            "a.cdxj",
            "CDX index: where pages stand in a web archive, without their text",
        ),
        (
            b"1230000001\t20240301\t202403\t2024\t2024.1644\tCAN\t",
            "a.csv",
            "GDELT table: what articles are about and their addresses, without their text",
        ),
        (
            b"20240301000000-T1\t20240301000000\t1\tport.example\t",
            "a.csv",
            "GDELT table: what articles are about and their addresses, without their text",
        ),
        (
            b"name,type,description\nGKGRECORDID,STRING,The number of it.\n",
            "a.csv",
            "names of GDELT's columns, without any text",
        ),
        (
            b"name,type,description\nDATE,INTEGER,The day of it.\n",
            "a.csv",
            "names of GDELT's columns, without any text",
        ),
        (
            b'<?xml version="1.0"?><urlset xmlns="s"><url><news:title>Harbour</news:title></url></urlset>',
            "a.xml",
            "sitemap: addresses of pages, without their text",
        ),
        (b"<sitemapindex xmlns='s'><sitemap/></sitemapindex>", "a.xml", "list of sitemaps, without any text"),
        (
            b'<opml version="1.0"><body><outline/></body></opml>',
            "a.opml",
            "OPML outline: addresses of feeds, without their entries",
        ),
        (
            b"<didl:DIDL xmlns:didl='d'>",
            "a.xml",
            "DIDL XML: the files of an issue, whose texts are files of their own",
        ),
        (b"<XMD-PAGE PRXML_VER='2.2'>", "a.xml", "Olive XML: the layout of a page"),
        (
            b"<XMD-entity ENTITY_TYPE='Article'>",
            "a.xml",
            "Olive XML: the words of an article by their place on the page",
        ),
        (b'{"format": "json-pages-1.0", "id": "pages"}\n', "pages.jsonl", "page list of a WACZ web archive"),
        (b"<!-- nothing but this -->", "a.xml", "XML without an element"),
        (b"body { color: red }", "page_files/site.css", "style sheet"),
        (bytes(range(256)) * 4, "a.txt", ""),
    ],
)
def test_what_has_no_reader_is_named(head: bytes, name: str, seems: str) -> None:
    assert (sniff(Head(head, name)), describe(Head(head, name))) == ("", seems)
