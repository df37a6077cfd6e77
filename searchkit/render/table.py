"""A page of results as a table, a line a hit, that fits the terminal."""

from collections.abc import Iterator, Mapping, Sequence

from searchkit.model import Hit, ResultPage
from searchkit.render.boundaries import columns
from searchkit.render.grid import GAP, HEADER_PADDING, grid
from searchkit.render.lines import matched_elsewhere, passage_place, shown
from searchkit.render.marked import Marked
from searchkit.render.scores import score_lines
from searchkit.render.snippets import snippet
from searchkit.render.style import Palette, TextStyle
from searchkit.render.wrap import cut

_HEADERS = {"rank": "#", "score": "Score", "date": "Date", "source": "Source", "title": "Title", "passage": "Passage"}
_CHOICES: tuple[tuple[str, ...], ...] = (
    ("rank", "score", "date", "source", "title", "passage"),
    ("rank", "score", "date", "source", "title"),
    ("rank", "date", "title"),
    ("rank", "title"),
)
_TEXTS = ("title", "passage")
_LEAST_TEXT = 16
_WIDEST_SOURCE = 18
_TITLE_SHARE = 0.45
# Asterisks come on top of a snippet: so many lengths are tried before the cell is cut instead.
_TRIES = 10


def table_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """Rank, score, date, source, title and best passage; a narrow terminal gets fewer columns, down to rank and title.

    One chunk: the widths are known only when all hits are. The parts of the scores stand below, hit by hit.
    """
    if not page.hits:
        return
    cells = {name: [_cell(hit, name, style) for hit in page.hits] for name in _HEADERS}
    widths = _widths({name: _natural(name, column) for name, column in cells.items()}, style.columns)
    if "passage" in widths:
        cells["passage"] = [_best_passage(hit, widths["passage"], style) for hit in page.hits]
    painted = [[_painted(cell, width, style) for cell in cells[name]] for name, width in widths.items()]
    yield grid(list(zip(*painted, strict=True)), [_HEADERS[name] for name in widths], right=("#", "Score"))
    yield from (_scores(page, hit, style) for hit in page.hits if hit.parts)


def _scores(page: ResultPage, hit: Hit, style: TextStyle) -> str:
    """The rank, and the parts of the score."""
    place = passage_place(page, hit)
    lines = [f"#{hit.rank}{f' {place}' if place else ''}", *score_lines(hit, style.measure, style)]
    return "\n" + "".join(f"{line}\n" for line in lines)


def _cell(hit: Hit, name: str, style: TextStyle) -> Marked:
    if name == "title":
        return shown(hit.article.title or "(no title)", hit.title_spans, style)
    if name == "passage":
        cell = shown(hit.passages[0].text, hit.passages[0].spans, style) if hit.passages else Marked("")
        remark = matched_elsewhere(hit)
        return Marked(f"({remark}) {cell.text}".rstrip()) if remark else cell
    date = str(hit.article.date)[:10] if hit.article.date else ""
    plain = {"rank": str(hit.rank), "score": f"{hit.score:.2f}", "date": date, "source": hit.article.source}
    return shown(plain[name], (), style)


def _natural(name: str, cells: Sequence[Marked]) -> int:
    """The columns that all of it would take."""
    width = max(columns(_HEADERS[name]) + HEADER_PADDING, *(columns(cell.text) for cell in cells))
    return min(width, _WIDEST_SOURCE) if name == "source" else width


def _widths(natural: Mapping[str, int], room: int) -> dict[str, int]:
    """The columns shown and their widths, which with the gaps between add up to `room` at most."""
    for choice in _CHOICES:
        texts = [name for name in choice if name in _TEXTS]
        left = room - GAP * (len(choice) - 1) - sum(natural[name] for name in choice if name not in _TEXTS)
        if choice == _CHOICES[-1] or left >= sum(min(natural[name], _LEAST_TEXT) for name in texts):
            break
    widths = {name: natural[name] for name in choice}
    if len(texts) == 1:
        return widths | {"title": min(natural["title"], left)}
    title = min(natural["title"], max(int(left * _TITLE_SHARE), left - natural["passage"]))
    return widths | {"title": title, "passage": min(natural["passage"], left - title)}


def _best_passage(hit: Hit, width: int, style: TextStyle) -> Marked:
    """The passage cut around its matches, so that these are not what the column's width cuts off."""
    whole = _cell(hit, "passage", style)
    if columns(whole.text) <= width or not hit.passages or matched_elsewhere(hit):
        return whole
    passage = hit.passages[0]
    most = width * len(whole.text) // columns(whole.text)
    for max_chars in range(most, max(1, most - _TRIES), -1):
        part = snippet(passage.text, passage.spans, max_chars).marked
        cell = shown(part.text, part.spans, style)
        if columns(cell.text) <= width:
            return cell
    return cell


def _painted(cell: Marked, width: int, style: TextStyle) -> str:
    return cut(cell, width).joined(Palette(style.color).match)
