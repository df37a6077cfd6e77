"""A page of results as one HTML file that needs nothing else and runs nothing."""

from collections.abc import Iterator, Sequence

from searchkit.model import Hit, Passage, ResultPage, Span
from searchkit.render.lines import matched_elsewhere, passage_place, shown_ranks
from searchkit.render.marked import Marked
from searchkit.render.safety import for_html, for_terminal, language_tag, web_address
from searchkit.render.scores import figure
from searchkit.render.snippets import shown_part
from searchkit.render.style import TextStyle

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b1b1f; --faint: #61616b; --paper: #fdfdfb; --rule: #dedede;
  --link: #1a4fa3; --mark: #ffe58a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e6e3; --faint: #a3a2a0; --paper: #17181a;
  --rule: #37383b; --link: #9dbdf5; --mark: #6b5510; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Georgia, "Times New Roman", "Noto Serif", serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
mark { background: var(--mark); color: inherit; border-radius: .15em; padding: 0 .1em; }
ol { list-style: none; margin: 1.5rem 0 0; padding: 0; }
li { padding: 1.1rem 0 1.2rem 2.75rem; border-top: 1px solid var(--rule); position: relative; }
.rank, .about, .found, .note { font-family: system-ui, "Segoe UI", sans-serif; color: var(--faint); }
.rank { position: absolute; left: 0; top: 1.3rem; font-size: .9rem; font-variant-numeric: tabular-nums; }
.about { margin: .2rem 0 .6rem; font-size: .85rem; overflow-wrap: anywhere; }
.found, .note { margin: .35rem 0 0; font-size: .9rem; }
bdi, time { display: inline-block; max-width: 100%; }
blockquote { margin: .6rem 0 0; overflow-wrap: anywhere; }
details { margin: .6rem 0 0; font: .85rem/1.5 system-ui, "Segoe UI", sans-serif; color: var(--faint); }
summary { cursor: pointer; }
table { border-collapse: collapse; }
td { padding: .1rem .75rem .1rem 0; vertical-align: top; overflow-wrap: anywhere; }
.value { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
@media (max-width: 30rem) { li { padding-left: 0; } .rank { position: static; } }
@media print { :root { --paper: #fff; --ink: #000; } li { break-inside: avoid; } }
"""


def html_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """A whole document in UTF-8, light or dark as the reader's system; matches are in `<mark>`."""
    query = for_html(page.query).strip()
    yield f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{query}</title>
<style>
{_STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">{query}</h1>
<p class="found">{_found(page)}</p>
"""
    notes = [*page.notes, *([f"did you mean: {page.did_you_mean}"] if page.did_you_mean else [])]
    yield "".join(f'<p class="note" dir="auto">{for_html(note)}</p>\n' for note in notes)
    yield "<ol>\n"
    for hit in page.hits:
        yield _hit(page, hit, style)
    yield "</ol>\n</main>\n</body>\n</html>\n"


def _found(page: ResultPage) -> str:
    if page.hits:
        return shown_ranks(page)
    return f"{page.total:,} {page.unit}s" if page.total else f"No {page.unit}"


def _hit(page: ResultPage, hit: Hit, style: TextStyle) -> str:
    article = hit.article
    title = _marked(article.title, hit.title_spans) if for_terminal(article.title).strip() else "(no title)"
    if address := web_address(article.url):
        title = f'<a href="{for_html(address)}" rel="noopener noreferrer">{title}</a>'
    language = language_tag(article.language)
    lang = f' lang="{language}"' if language else ""
    passages = "".join(_quotation(passage, style) for passage in hit.passages)
    return f"""<li{lang}>
<span class="rank">{hit.rank}</span>
<h2 dir="auto">{title}</h2>
<p class="about">{_about(page, hit)}</p>
{passages}{_score(hit)}</li>
"""


def _score(hit: Hit) -> str:
    """What the score consists of, to be unfolded; empty where that was not asked for."""
    if not hit.parts:
        return ""
    cells = [(figure(part.value), for_html(part.name), for_html(part.formula)) for part in hit.parts]
    rows = "".join(
        f'<tr><td class="value">{value}</td><td>{name}</td><td>{how}</td></tr>\n' for value, name, how in cells
    )
    return f"<details>\n<summary>score {figure(hit.score)}</summary>\n<table>\n{rows}</table>\n</details>\n"


def _about(page: ResultPage, hit: Hit) -> str:
    article = hit.article
    moment = str(article.date) if article.date else ""
    date = f'<time datetime="{moment}">{moment[:10]}</time>' if moment else ""
    texts = [article.section, ", ".join(article.authors), article.language, f"{hit.score:.2f}", article.id]
    texts += [passage_place(page, hit), matched_elsewhere(hit)]
    items = [_isolated(article.source), date, *map(_isolated, texts)]
    return " · ".join(item for item in items if item)


def _isolated(text: str) -> str:
    """The text kept from turning its neighbours around, should it be written from right to left."""
    return f"<bdi>{for_html(text)}</bdi>" if text.strip() else ""


def _quotation(passage: Passage, style: TextStyle) -> str:
    part = shown_part(passage, style)
    return f'<blockquote dir="auto">{_marked(part.text, part.spans)}</blockquote>\n'


def _marked(text: str, spans: Sequence[Span]) -> str:
    return Marked.of(text, spans).joined(lambda piece: f"<mark>{for_html(piece)}</mark>", for_html)
