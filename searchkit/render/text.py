"""A page of results for people at a terminal."""

from collections.abc import Iterator

from searchkit.model import Hit, ResultPage
from searchkit.render.lines import Item, matched_elsewhere, shown, shown_ranks, wrapped_items
from searchkit.render.marked import Marked
from searchkit.render.safety import for_terminal
from searchkit.render.snippets import shown_part
from searchkit.render.style import Palette, TextStyle
from searchkit.render.wrap import wrap

_NAMED_AUTHORS = 3


def text_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """Each hit as rank and title, a line on where it comes from, and its passages; one chunk a hit.

    Matches are coloured, or stand between asterisks where there is no colour.
    """
    margin = 2 + max((len(str(hit.rank)) for hit in page.hits), default=1)
    language = _common_language(page)
    for number, hit in enumerate(page.hits):
        first, *others = [*_passages(hit, style.measure - margin, style)] or [[]]
        blocks = [_head(hit, margin, language, style) + first, *others]
        lines = "\n\n".join("\n".join(_indented(block, margin)) for block in blocks)
        rank = Palette(style.color).number(f"{hit.rank}.".rjust(margin - 1))
        gap = "\n" if number else ""
        yield f"{gap}{rank} {lines[margin:]}\n"


def _indented(lines: list[str], margin: int) -> list[str]:
    return [" " * margin + line for line in lines]


def _head(hit: Hit, margin: int, common_language: str, style: TextStyle) -> list[str]:
    palette = Palette(style.color)
    width = style.measure - margin
    title = shown(hit.article.title, hit.title_spans, style)
    if not title.text:
        title = Marked("(no title)")
    lines = [line.joined(palette.match, palette.title) for line in wrap(title, width)]
    return lines + wrapped_items(_meta(hit, common_language, palette), width)


def _meta(hit: Hit, common_language: str, palette: Palette) -> list[Item]:
    article = hit.article
    named = ", ".join(article.authors[:_NAMED_AUTHORS])
    more = len(article.authors) - _NAMED_AUTHORS
    items = [
        Item(article.source, palette.place),
        Item(str(article.date)[:10] if article.date else ""),
        Item(article.section),
        Item(f"{named} and {more} more" if more > 0 else named),
        Item("" if article.language == common_language else article.language),
        Item(f"{hit.score:.2f}", palette.dim),
        Item(hit.id, palette.dim),
        Item(matched_elsewhere(hit)),
    ]
    return [item for item in items if item.text.strip()]


def _common_language(page: ResultPage) -> str:
    """The language of all hits, which goes without saying; empty if they differ."""
    languages = {hit.article.language for hit in page.hits}
    return languages.pop() if len(languages) == 1 else ""


def _passages(hit: Hit, width: int, style: TextStyle) -> Iterator[list[str]]:
    palette = Palette(style.color)
    for passage in hit.passages:
        part = shown_part(passage, style)
        yield [line.joined(palette.match) for line in wrap(shown(part.text, part.spans, style), width)]


def render_header(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """What was found, as one line for the person, not for a pipe; the page's notes are not in it."""
    query = for_terminal(page.query).strip()
    took = f"({page.elapsed_ms:.0f} ms)" if page.elapsed_ms >= 1 else "(under 1 ms)"
    if page.hits:
        found = f"{shown_ranks(page)} for {query}"
    elif page.total:
        found = f"No more articles: {page.total:,} for {query}"
    else:
        found = f"No article for {query}"
    for line in wrap(shown(f"{found} {took}", (), style), style.measure):
        yield f"{Palette(style.color).dim(line.text)}\n"


def render_footer(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """How to see more, in one line; nothing if the page ends with the last article."""
    last = page.hits[-1].rank if page.hits else page.total
    if last < page.total:
        hint = f"{page.total - last:,} more: --offset {last}"
        for part in wrap(Marked(hint), style.measure):
            yield f"{Palette(style.color).dim(part.text)}\n"
