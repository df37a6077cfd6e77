"""A snippet shows the matches, whole, in sentences where it can."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Span
from searchkit.render.boundaries import cluster_borders, sentence_ends
from searchkit.render.marked import Marked, fold
from searchkit.render.snippets import Snippet, snippet

WORDS = [
    "wheat",
    "a",
    "U.S.",
    "Mr. Cole",
    "said.",
    " ",
    " ",
    " ",
    "\n\n",
    "\n",
    "e\u0301",
    "👨\u200d👩\u200d👧",
    "🇦🇺",
    "小麦。",
    "港口",
    "x" * 30,
    "\x1b[",
]
texts = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


def spans_of(text: str, *words: str) -> tuple[Span, ...]:
    """Where the words stand in the text, in order."""
    found = [Span(i, i + len(word)) for word in words for i in range(len(text)) if text.startswith(word, i)]
    return tuple(sorted(found))


def test_whole_text_on_one_line_if_it_fits() -> None:
    text = " The wheat\n\nis  sold. "

    assert snippet(text, spans_of(text, "wheat", "sold"), 100) == Snippet(
        "The wheat is sold.", (Span(4, 9), Span(13, 17))
    )


def test_sentences_with_most_different_matches() -> None:
    text = "Wheat, wheat and wheat. It rained for days on end. The wheat left the port. Nobody saw it go."

    part = snippet(text, spans_of(text, "heat", "port"), 30)

    assert part == Snippet("The wheat left the port.", (Span(5, 9), Span(19, 23)), True, True)


def test_abbreviations_end_no_sentence() -> None:
    text = "It rained. Mr. Cole of the U.S. Senate met Dr. J. Reed on Sept. 5. They spoke of wheat! “No more.” 3.5 tons"

    ends = sentence_ends(text)

    assert [text[a:b].strip() for a, b in zip([0, *ends], ends, strict=False)] == [
        "It rained.",
        "Mr. Cole of the U.S. Senate met Dr. J. Reed on Sept. 5.",
        "They spoke of wheat!",
        "“No more.”",
        "3.5 tons",
    ]


def test_chinese_sentences() -> None:
    text = "港口昨天关闭了。小麦还在船上！没有人知道什么时候开放。"

    assert snippet(text, spans_of(text, "小麦"), 10) == Snippet("小麦还在船上！", (Span(0, 2),), True, True)


def test_long_sentence_is_cut_between_words() -> None:
    text = "the men who had loaded the ship with wheat in the night before the storm came went home"

    assert snippet(text, spans_of(text, "wheat"), 30) == Snippet(
        "ship with wheat in the night", (Span(10, 15),), True, True
    )


def test_short_sentence_is_filled_up() -> None:
    text = "Wheat fell. The men who had loaded the ship in the night before the storm came went home."

    assert snippet(text, spans_of(text, "Wheat"), 40) == Snippet(
        "Wheat fell. The men who had loaded the", (Span(0, 5),), False, True
    )


def test_a_span_longer_than_the_window_is_whole() -> None:
    text = "He saw the wheat board of the port of Ardle there."
    start, end = text.index("wheat"), text.index(" there")

    assert snippet(text, [Span(start, end)], 10) == Snippet(text[start:end], (Span(0, end - start),), True, True)


def test_ellipses_show_the_cuts() -> None:
    assert Snippet("wheat left", (Span(0, 5),), True, True).marked == Marked("… wheat left …", (Span(2, 7),))


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "." * 100_000, "wheat " * 20_000, "\n" * 100_000, "e" + "\u0301" * 50_000]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    part = snippet(text, spans_of(text[:100], "wheat"), 100)

    assert part.text.split() == part.text.split(" ") or part.text == ""


@given(texts, st.integers(1, 80))
def test_a_snippet_is_a_window(text: str, max_chars: int) -> None:
    spans = spans_of(text, "wheat", "小麦", "Cole")
    folded = fold(text, spans).marked

    part = snippet(text, spans, max_chars)

    longest = max([max_chars, *(e - s for s, e in folded.spans), *(len(c) for c in clusters(folded.text))])
    assert len(part.text) <= longest
    starts = [i for i in range(len(folded.text) + 1) if folded.text.startswith(part.text, i)]
    assert any(is_window(folded, start, part) for start in starts)


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text."""
    borders = cluster_borders(text, 0, len(text))
    return [text[a:b] for a, b in pairwise(borders)]


def is_window(whole: Marked, start: int, part: Snippet) -> bool:
    """Whether the snippet is what stands there, with its spans and cuts, no span or cluster cut."""
    end = start + len(part.text)
    inside = tuple(Span(s - start, e - start) for s, e in whole.spans if start <= s and e <= end)
    cut = [span for span in whole.spans if span.start < start < span.end or span.start < end < span.end]
    borders = set(cluster_borders(whole.text, 0, len(whole.text)))
    return (
        not cut
        and part.spans == inside
        and {start, end} <= borders
        and part.cut_start == (start > 0)
        and part.cut_end == (end < len(whole.text))
        and (bool(inside) or not whole.spans)
    )
