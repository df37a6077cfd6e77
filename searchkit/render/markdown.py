"""A page of results, and an article, in Markdown (CommonMark)."""

from collections.abc import Iterator, Sequence

from searchkit.model import Article, Hit, ResultPage, Span
from searchkit.render.lines import matched_elsewhere, passage_place
from searchkit.render.marked import Marked, fold, paragraphs
from searchkit.render.safety import for_markdown, for_markdown_start, for_terminal, web_address
from searchkit.render.scores import figure
from searchkit.render.snippets import shown_part
from searchkit.render.style import TextStyle

_IN_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "(": "%28", ")": "%29", "`": "%60"})


def markdown_page(page: ResultPage, style: TextStyle) -> Iterator[str]:
    """Each hit as a heading, a line on where it comes from, and its passages as quotations; matches are bold.

    The parts of a score are a list.
    """
    for number, hit in enumerate(page.hits):
        blocks = [_heading(hit), _origin_line(page, hit)]
        for passage in hit.passages:
            part = shown_part(passage, style)
            blocks.append(f"> {markdown_line(part.text, part.spans)}")
        if hit.parts:
            blocks.append(f"{figure(hit.score)} \\=\n\n" + "\n".join(_parts(hit)))
        gap = "\n" if number else ""
        yield gap + "\n\n".join(block for block in blocks if block) + "\n"


def markdown_line(text: str, spans: Sequence[Span] = ()) -> str:
    """One paragraph of Markdown that reads as the text, its spans bold."""
    neutral = Marked.of(text, spans).each(for_terminal)
    marked = fold(neutral.text, neutral.spans).marked
    return for_markdown_start(marked.joined(_bold, for_markdown))


def _bold(text: str) -> str:
    """Between asterisks where CommonMark takes them for emphasis, else (section 6.2, beside punctuation) in a tag."""
    sign = ("**", "**") if text[0].isalnum() and text[-1].isalnum() else ("<strong>", "</strong>")
    return for_markdown(text).join(sign)


def _heading(hit: Hit) -> str:
    title = hit.article.title if for_terminal(hit.article.title).strip() else "(no title)"
    return f"### {hit.rank}. {markdown_line(title, hit.title_spans)}"


def _parts(hit: Hit) -> Iterator[str]:
    for part in hit.parts:
        told = f"{part.name}: {part.formula}" if part.formula else part.name
        yield f"- {figure(part.value)} {markdown_line(told)}"


def _origin_line(page: ResultPage, hit: Hit) -> str:
    article = hit.article
    date = str(article.date)[:10] if article.date else ""
    items = [article.source, date, article.section, ", ".join(article.authors), article.language]
    shown = [markdown_line(item) for item in items if item.strip()]
    found = [f"score {hit.score:.2f}", f"id {markdown_line(article.id)}", passage_place(page, hit)]
    found.append(markdown_line(matched_elsewhere(hit)))
    return " · ".join(filter(None, [*shown, *_link(article.url), *found]))


def _link(url: str) -> list[str]:
    """A link if the address is one of the web, its text else."""
    address = web_address(url)
    if not address:
        return [markdown_line(url)] if url.strip() else []
    return [f"[link](<{address.translate(_IN_ADDRESS)}>)"]


def article_markdown(
    article: Article, title_spans: Sequence[Span] = (), body_spans: Sequence[Span] = ()
) -> Iterator[str]:
    """The whole article: heading, a list of what is known of it, its paragraphs; matches are bold."""
    title = article.title if for_terminal(article.title).strip() else "(no title)"
    yield f"# {markdown_line(title, title_spans if title == article.title else ())}\n\n"
    facts = {
        "Source": article.source,
        "Date": str(article.date) if article.date else "",
        "Section": article.section,
        "Authors": ", ".join(article.authors),
        "Language": article.language,
        "File": str(article.origin) if article.origin else "",
        "ID": article.id,
    }
    lines = [f"- {name}: {markdown_line(value)}\n" for name, value in facts.items() if value.strip()]
    yield "".join([*lines, *(f"- URL: {link}\n" for link in _link(article.url))])
    for paragraph in paragraphs(article.body, body_spans):
        yield f"\n{markdown_line(paragraph.text, paragraph.spans)}\n"
