"""A whole article for people at a terminal."""

from collections.abc import Iterator, Sequence

from searchkit.model import Article, Span
from searchkit.paragraphs import Boilerplate, in_places
from searchkit.render.boundaries import columns
from searchkit.render.lines import shown
from searchkit.render.marked import Marked, paragraphs
from searchkit.render.style import Palette, TextStyle
from searchkit.render.wrap import wrap

_LABEL_WIDTH = 10
# Where a date was read says how far it can be trusted; what the source says of itself needs no remark.
_DATE_REMARKS = {
    "path": "from the path",
    "text": "found in the text",
    "mtime": "when the file was written",
}


def article_text(
    article: Article, title_spans: Sequence[Span], body_spans: Sequence[Span], style: TextStyle
) -> Iterator[str]:
    """Title, what is known of the article, and its paragraphs; one chunk each, wrapped, matches marked.

    What was taken out as boilerplate stands in its place, with the reason before it.
    """
    palette = Palette(style.color)
    title = shown(article.title, title_spans, style)
    lines = wrap(title if title.text else Marked("(no title)"), style.measure)
    yield "".join(f"{line.joined(palette.match, palette.title)}\n" for line in lines)
    yield "\n" + "".join(_fact(name, value, style) for name, value in _facts(article))
    for paragraph in in_places(paragraphs(article.body, body_spans), article.boilerplate):
        if isinstance(paragraph, Boilerplate):
            aside = shown(f"[{paragraph.reason}] {paragraph.text}", (), style)
            yield "\n" + "".join(f"{palette.dim(line.text)}\n" for line in wrap(aside, style.measure))
        elif (marked := shown(paragraph.text, paragraph.spans, style)).text:
            yield "\n" + "".join(f"{line.joined(palette.match)}\n" for line in wrap(marked, style.measure))


def _facts(article: Article) -> list[tuple[str, str]]:
    date = str(article.date) if article.date else ""
    remark = _DATE_REMARKS.get(article.date.found_in) if article.date else None
    facts = [
        ("Source", article.source),
        ("Date", f"{date} ({remark})" if remark else date),
        ("Section", article.section),
        ("Authors", ", ".join(article.authors)),
        ("Language", article.language),
        ("URL", article.url),
        ("File", str(article.origin) if article.origin else ""),
        ("ID", article.id),
    ]
    return [(name, value) for name, value in facts if value.strip()]


def _fact(name: str, value: str, style: TextStyle) -> str:
    lines = wrap(shown(value, (), style), style.measure - _LABEL_WIDTH)
    label = Palette(style.color).dim(name) + " " * (_LABEL_WIDTH - columns(name))
    first, *others = [line.text for line in lines] or [""]
    return f"{label}{first}\n" + "".join(f"{' ' * _LABEL_WIDTH}{line}\n" for line in others)
