"""A page of results for people at a terminal."""

from collections.abc import Iterator

from searchkit.model import Hit, ResultPage
from searchkit.render.lines import Item, matched_elsewhere, passage_place, shown, shown_ranks, wrapped_items
from searchkit.render.marked import Marked
from searchkit.render.safety import for_terminal
from searchkit.render.scores import score_lines
from searchkit.render.snippets import shown_part
from searchkit.render.style import Palette, TextStyle
from searchkit.render.wrap import wrap

_NAMED_AUTHORS = 3


def text_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """Each hit as rank and title, a line on where it comes from, and its passages; one chunk a hit.

    Matches are coloured, or stand between asterisks where there is no colour. The parts of a score stand below.
    """
    margin = 2 + max((len(str(hit.rank)) for hit in page.hits), default=1)
    language = _common_language(page)
    for number, hit in enumerate(page.hits):
        width = style.measure - margin
        first, *others = [*_passages(hit, width, style)] or [[]]
        head = _head(hit, width, style) + wrapped_items(_meta(page, hit, language, style), width)
        blocks = [head + first, *others, [*score_lines(hit, width, style)]]
        lines = "\n\n".join("\n".join(_indented(block, margin)) for block in blocks if block)
        rank = Palette(style.color).number(f"{hit.rank}.".rjust(margin - 1))
        gap = "\n" if number else ""
        yield f"{gap}{rank} {lines[margin:]}\n"


def _indented(lines: list[str], margin: int) -> list[str]:
    return [" " * margin + line for line in lines]


def _head(hit: Hit, width: int, style: TextStyle) -> list[str]:
    palette = Palette(style.color)
    title = shown(hit.article.title, hit.title_spans, style)
    if not title.text:
        title = Marked("(no title)")
    return [line.joined(palette.match, palette.title) for line in wrap(title, width)]


def _meta(page: ResultPage, hit: Hit, common_language: str, style: TextStyle) -> list[Item]:
    article, palette = hit.article, Palette(style.color)
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
        Item(passage_place(page, hit)),
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
    query, what = for_terminal(page.query).strip(), page.unit
    took = f"({page.elapsed_ms:.0f} ms)" if page.elapsed_ms >= 1 else "(under 1 ms)"
    if page.hits:
        found = f"{shown_ranks(page)} for {query}"
    elif page.total:
        found = f"No more {what}s: {page.total:,} for {query}"
    else:
        found = f"No {what} for {query}"
    for line in wrap(shown(f"{found} {took}", (), style), style.measure):
        yield f"{Palette(style.color).dim(line.text)}\n"


def render_footer(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """How to see more, in one line; nothing if the page ends with the last article."""
    last = page.hits[-1].rank if page.hits else page.total
    if last < page.total:
        hint = f"{page.total - last:,} more: --offset {last}"
        for part in wrap(Marked(hint), style.measure):
            yield f"{Palette(style.color).dim(part.text)}\n"
