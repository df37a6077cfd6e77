"""Small pages of our own writing that the renderers are held against."""

import pytest

from searchkit.model import Article, Hit, Origin, Passage, ResultPage, Span

BODY = "Growers sold the wheat in May.\n\nThe port of Ardle was shut, and the wheat stayed there."


@pytest.fixture
def page() -> ResultPage:
    """Two hits: a full one, and one in Chinese of which only the title matched."""
    full = Article(
        id="ardle-7",
        title="Wheat waits at Ardle",
        body=BODY,
        date="2006-01-05T10:00:00+11:00",
        source="Ardle Courier",
        section="business",
        authors=("Ada Quill", "Bo Reed"),
        language="en",
        url="https://courier.example/wheat?p=1&q=2",
        origin=Origin("news/2006.zip", "jan.jsonl", 3),
    )
    chinese = Article(id="zh-1", title="小麦出口受阻", body="港口关闭。", date="2006-02", language="zh")
    passage = Passage(0, 0, len(BODY), BODY, (Span(17, 22), Span(68, 73)), 3.25)
    hits = (
        Hit(1, 12.3456789, full, (Span(0, 5),), (passage,), ("title", "body")),
        Hit(2, 0.5, chinese, (Span(0, 2),), (), ("title",)),
    )
    return ResultPage("wheat", "wheat", 12, hits, elapsed_ms=3.14159)


@pytest.fixture
def hostile_page() -> ResultPage:
    """One hit whose every text tries to break out of what shows it."""
    text = "=cmd()|x \x1b[2J\x9b31m \u202ewheat\u202c </mark><script>alert(1)</script> **x** [a](b) <!-- `c`"
    start = text.index("wheat")
    article = Article(
        id=text,
        title=text,
        body=text,
        source=text,
        section=text,
        authors=(text,),
        language='en" onload="x',
        url="javascript:alert(1)",
        origin=Origin(text),
    )
    spans = (Span(start, start + 5),)
    hit = Hit(1, 1.0, article, spans, (Passage(0, 0, len(text), text, spans, 1.0),))
    return ResultPage(text, text, 1, (hit,), notes=(text,))
