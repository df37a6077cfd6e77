"""Generated articles as source files, in each of the formats that are read."""

import csv
import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.articles import write_jsonl
from searchkit import Article

Articles = Sequence[Article]

_MENU = "".join(f'<li><a href="/section-{n}">Section {n}</a></li>' for n in range(30))
_TEASER = '<div class="teaser"><a href="/story-{0}"><img src="/{0}.jpg" alt=""><h4>Teaser {0}</h4></a></div>'
_TEASERS = "".join(map(_TEASER.format, range(20)))
_SCRIPT = "<script>window.pageSettings = {tracking: true, slots: [1, 2, 3]};</script>" * 10


def _text(some: Articles, folder: Path) -> None:
    for article in some:
        _write(folder / f"{article.date}-{article.id}.txt", f"{article.title}\n\n{article.body}\n")


def _markdown(some: Articles, folder: Path) -> None:
    for article in some:
        front = f'---\ntitle: "{article.title}"\ndate: {article.date}\nsource: {article.source}\n---\n'
        _write(folder / f"{article.id}.md", f"{front}\n{article.body}\n")


def _html(some: Articles, folder: Path) -> None:
    for article in some:
        _write(folder / f"{article.id}.html", _page(article))


def _page(article: Article) -> str:
    """A page with what surrounds an article on the web: menu, teasers, scripts, footer."""
    title, source = html.escape(article.title), html.escape(article.source)
    linked = {"@type": "NewsArticle", "headline": article.title, "datePublished": str(article.date)}
    return (
        f'<!DOCTYPE html><html lang="{article.language}"><head><meta charset="utf-8"><title>{title} | {source}</title>'
        f'<meta property="og:site_name" content="{source}">{_SCRIPT}'
        f'<script type="application/ld+json">{json.dumps(linked)}</script></head>'
        f"<body><nav><ul>{_MENU}</ul></nav><main><article><h1>{title}</h1>{_marked_up(article.body)}</article></main>"
        f"<aside>{_TEASERS}</aside><footer><p>All rights reserved.</p></footer></body></html>"
    )


def _marked_up(body: str) -> str:
    return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in body.split("\n\n"))


def _jsonl(some: Articles, folder: Path) -> None:
    write_jsonl(some, folder / "articles.jsonl")


def _csv(some: Articles, folder: Path) -> None:
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "date", "source", "text"])
        writer.writerows([a.id, a.title, str(a.date), a.source, a.body] for a in some)


def _sgml(some: Articles, folder: Path) -> None:
    """As Reuters-21578 has them: what is not ASCII becomes a character reference."""
    stories = ['<!DOCTYPE lewis SYSTEM "lewis.dtd">\n']
    for number, article in enumerate(some, 1):
        date = f"{article.date.start:%d-%b-%Y}".upper() if article.date else ""
        title, body = html.escape(article.title), html.escape(article.body).replace("\n\n", "\n    ")
        stories.append(
            f'<REUTERS TOPICS="NO" OLDID="{number}" NEWID="{number}">\n<DATE>{date} 10:00:00.00</DATE>\n<TEXT>\n'
            f"<TITLE>{title}</TITLE>\n<BODY>    {body}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
        )
    (folder / "articles.sgm").write_bytes("".join(stories).encode("ascii", "xmlcharrefreplace"))


def _rss(some: Articles, folder: Path) -> None:
    items = (
        f"<item><title>{html.escape(a.title)}</title><guid>{a.id}</guid><pubDate>{_rfc822(a)}</pubDate>"
        f"<content:encoded><![CDATA[{_marked_up(a.body)}]]></content:encoded></item>\n"
        for a in some
    )
    opening = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title>'
    _write(folder / "feed.rss", f'<?xml version="1.0"?>\n{opening}\n{"".join(items)}</channel></rss>\n')


def _rfc822(article: Article) -> str:
    return f"{article.date.start:%d %b %Y} 10:00:00 GMT" if article.date else ""


def _write(path: Path, content: str) -> None:
    path.write_text(content, "utf-8", newline="\n")


WRITERS: dict[str, Callable[[Articles, Path], None]] = {
    "text": _text,
    "Markdown": _markdown,
    "HTML": _html,
    "JSON lines": _jsonl,
    "CSV": _csv,
    "Reuters SGML": _sgml,
    "RSS": _rss,
}
"""Each writes the articles into a folder: one file an article, or all in one."""
