"""A snippet shows the matches, whole, in sentences where it can, the most different ones first."""

from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise

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
    "\ud83d\udc4d",
]
# Some of several words, one that is a part of a grapheme cluster.
FOUND = ("wheat", "小麦", "Mr. Cole", "said.", "a wheat", "港口", "👨")
texts = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


def spans_of(text: str, *words: str) -> tuple[Span, ...]:
    """Where the words stand in the text, in order."""
    found = [Span(i, i + len(word)) for word in words for i in range(len(text)) if text.startswith(word, i)]
    return tuple(sorted(found))


def test_whole_text_on_one_line_if_it_fits() -> None:
    text = " The wheat\n\nis  sold. "

    assert snippet(text, spans_of(text, "wheat", "sold"), 100) == Snippet(
        (Marked("The wheat is sold.", (Span(4, 9), Span(13, 17))),)
    )


def test_a_sentence_with_the_most_different_matches() -> None:
    text = "Wheat, wheat and wheat. It rained for days on end. The wheat left the port. Nobody saw it go."

    part = snippet(text, spans_of(text, "heat", "port"), 30)

    assert part == Snippet((Marked("The wheat left the port.", (Span(5, 9), Span(19, 23))),), True, True)


STORY = (
    "The wheat board met on Monday. It rained for days on end and no ship came in. Nobody spoke of the storm. "
    "In May the port was shut. The men waited on the quay with their bags, day after day. Then wheat was loaded."
)


@pytest.mark.parametrize(
    ("max_chars", "shown"),
    [
        (24, "The [wheat] … [port] …"),
        (70, "The [wheat] board met on Monday. … In May the [port] was shut. …"),
        (
            130,
            "The [wheat] board met on Monday. It rained for days on end and … Nobody spoke of the storm. In May the"
            " [port] was shut. …",
        ),
        (
            200,
            "The [wheat] board met on Monday. … Nobody spoke of the storm. In May the [port] was shut. The men waited"
            " on the quay with their bags, day after day. Then [wheat] was loaded.",
        ),
    ],
)
def test_matches_that_stand_far_apart_get_fragments(max_chars: int, shown: str) -> None:
    assert in_brackets(snippet(STORY, spans_of(STORY, "wheat", "port"), max_chars)) == shown


def test_what_lies_between_two_matches_is_shown_where_there_is_room() -> None:
    sentence = "Wheat was sold by men of whom nobody had heard in all the years since the first ship came to the port."
    text = f"It rained. {sentence}{' It rained.' * 50}"

    part = snippet(text, spans_of(text, "Wheat", "port"), 130)

    assert part == Snippet((Marked(f"{sentence} It rained. It rained.", (Span(0, 5), Span(97, 101))),), True, True)


@pytest.mark.parametrize(
    ("max_chars", "context_chars", "shown"),
    [
        (0, 0, "… [wheat] … [port] … [wheat] …"),
        (0, 7, "The [wheat] board … May the [port] was shut. … day. Then [wheat] was loaded."),
        (30, 7, "… [wheat] … [port] …"),
        (0, 1000, STORY.replace("wheat", "[wheat]").replace("port", "[port]")),
    ],
)
def test_context_of_every_match(max_chars: int, context_chars: int, shown: str) -> None:
    assert in_brackets(snippet(STORY, spans_of(STORY, "wheat", "port"), max_chars, context_chars)) == shown


def test_context_of_a_passage_without_matches_is_its_opening() -> None:
    assert snippet(STORY, (), 0, 20).marked == Marked("The wheat board met on Monday. …")


def in_brackets(part: Snippet) -> str:
    return part.marked.joined(lambda piece: f"[{piece}]")


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

    assert snippet(text, spans_of(text, "小麦"), 14) == Snippet((Marked("小麦还在船上！", (Span(0, 2),)),), True, True)


def test_long_sentence_is_cut_between_words() -> None:
    text = "the men who had loaded the ship with wheat in the night before the storm came went home"

    assert snippet(text, spans_of(text, "wheat"), 34) == Snippet(
        (Marked("ship with wheat in the night", (Span(10, 15),)),), True, True
    )


def test_short_sentence_is_filled_up() -> None:
    text = "Wheat fell. The men who had loaded the ship in the night before the storm came went home."

    assert snippet(text, spans_of(text, "Wheat"), 44) == Snippet(
        (Marked("Wheat fell. The men who had loaded the", (Span(0, 5),)),), False, True
    )


def test_a_span_longer_than_the_window_is_whole() -> None:
    text = "He saw the wheat board of the port of Ardle there."
    start, end = text.index("wheat"), text.index(" there")

    assert snippet(text, [Span(start, end)], 10) == Snippet(
        (Marked(text[start:end], (Span(0, end - start),)),), True, True
    )


def test_ellipses_show_what_is_left_out() -> None:
    parts = (Marked("wheat left", (Span(0, 5),)), Marked("the port", (Span(4, 8),)))

    assert Snippet(parts, True, True).marked == Marked("… wheat left … the port …", (Span(2, 7), Span(19, 23)))


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "." * 100_000, "wheat " * 20_000, "\n" * 100_000, "e" + "\u0301" * 50_000]
)
@pytest.mark.parametrize("arguments", [(100,), (50_000,), (0, 20), (200, 20)])
def test_long_texts_take_no_long_time(text: str, arguments: tuple[int, ...]) -> None:
    part = snippet(text, spans_of(text[:100], "wheat"), *arguments)

    assert all(fragment.text.split() == fragment.text.split(" ") or not fragment.text for fragment in part.fragments)


@given(texts, st.integers(1, 120), st.none() | st.integers(0, 40))
def test_a_snippet_is_made_of_whole_pieces_and_fits(text: str, max_chars: int, context_chars: int | None) -> None:
    spans = spans_of(text, *FOUND)
    folded = fold(text, spans).marked

    part = snippet(text, spans, max_chars, context_chars)

    borders = list(accumulate(map(len, clusters(folded.text)), initial=0))
    whole = [Span(max(b for b in borders if b <= s), min(b for b in borders if b >= e)) for s, e in folded.spans]
    longest = max([0, *(e - s for s, e in [*Marked.of(folded.text, whole).spans, *pairwise(borders)])])
    assert len(part.marked.text) <= max(max_chars, longest + len("…  …"))
    assert_stands_in(folded, part)


@given(texts, st.integers(0, 40))
def test_context_shows_every_match_with_as_much_around_it(text: str, context_chars: int) -> None:
    spans = spans_of(text, *FOUND)
    folded = fold(text, spans).marked

    part = snippet(text, spans, 0, context_chars)

    starts = assert_stands_in(folded, part)
    windows = [(start, start + len(one.text)) for start, one in zip(starts, part.fragments, strict=True)]
    lacking = [
        (start, end)
        for start, end in folded.spans
        if not any(
            low <= start
            and end <= high
            # a space at the edge is not shown
            and not folded.text[max(start - context_chars, 0) : low].strip()
            and not folded.text[high : end + context_chars].strip()
            for low, high in windows
        )
    ]
    assert lacking == []


@given(texts, st.integers(10, 120))
def test_no_window_has_more_different_words(text: str, max_chars: int) -> None:
    spans = spans_of(text, *FOUND[:-1])
    folded = fold(text, spans).marked
    room = max_chars - len("…  …")

    part = snippet(text, spans, max_chars)

    windows = [
        [span for span in folded.spans if start <= span.start and span.end <= start + room] for start, _ in spans
    ]
    shown = words(part.marked.text, part.marked.spans)
    assert len(shown) >= max((len(words(folded.text, window)) for window in windows), default=0)


def words(text: str, spans: Sequence[Span]) -> set[str]:
    return {text[start:end].casefold() for start, end in spans}


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text; the halves of a surrogate pair are one."""
    borders = [b for b in cluster_borders(text, 0, len(text)) if not is_between_surrogates(text, b)]
    return [text[a:b] for a, b in pairwise(borders)]


def is_between_surrogates(text: str, offset: int) -> bool:
    left, right = text[offset - 1 : offset], text[offset : offset + 1]
    return "\ud800" <= left <= "\udbff" and "\udc00" <= right <= "\udfff"


def assert_stands_in(whole: Marked, part: Snippet) -> list[int]:
    """That the fragments stand in the text in this order, with their spans, nothing cut; gives their offsets."""
    borders = set(accumulate(map(len, clusters(whole.text)), initial=0))
    starts: list[int] = []
    done = 0
    for fragment in part.fragments:
        assert fragment.spans or not whole.spans
        start = windows(whole, borders, done, fragment)[0]
        starts.append(start)
        done = start + len(fragment.text)
    # The first and the last fragment may stand in the text more than once.
    first, last = part.fragments[0], part.fragments[-1]
    assert any((i > 0) == part.cut_start for i in windows(whole, borders, 0, first))
    ends = [i + len(last.text) for i in windows(whole, borders, starts[-1], last)]
    assert any((end < len(whole.text)) == part.cut_end for end in ends)
    return starts


def windows(whole: Marked, borders: Collection[int], start: int, fragment: Marked) -> list[int]:
    """Where the fragment stands from `start` on."""
    return [i for i in range(start, len(whole.text) + 1) if is_window(whole, borders, i, fragment)]


def is_window(whole: Marked, borders: Collection[int], start: int, fragment: Marked) -> bool:
    """Whether the fragment stands there, with all spans, no span or cluster cut."""
    end = start + len(fragment.text)
    inside = tuple(Span(s - start, e - start) for s, e in whole.spans if start <= s and e <= end)
    cut = [span for span in whole.spans if span.start < start < span.end or span.start < end < span.end]
    return (
        whole.text[start:end] == fragment.text and not cut and fragment.spans == inside and {start, end} <= set(borders)
    )
