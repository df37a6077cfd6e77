"""Lines of print into paragraphs: where one ends, which hyphen goes, and how columns follow one another."""

import pytest

from searchkit.sources.documents.lines import HYPHEN, Line, joined_lines, paragraphs_of_lines


def printed(*texts: str, left: float = 0, top: float = 0, size: float = 10) -> list[Line]:
    """Lines of a column whose letters are all 5 wide; a blank at the start is an indent of 10."""
    return [
        Line(text.strip(), left + 10 * text.startswith(" "), left + 5 * len(text.rstrip()), top + 12.0 * number, size)
        for number, text in enumerate(texts)
    ]


def test_a_short_line_ends_a_paragraph() -> None:
    lines = printed(
        "The river rose by nine metres", "in one night, its board says.", "Nobody.", "Rain is to follow in the week"
    )
    assert paragraphs_of_lines(lines) == [
        "The river rose by nine metres in one night, its board says. Nobody.",
        "Rain is to follow in the week",
    ]


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = printed(
        "The river rose by nine metres",
        "in one night, its board says.",
        " Rain is to follow within a",
        "week or in the one after that",
    )
    assert paragraphs_of_lines(lines) == [
        "The river rose by nine metres in one night, its board says.",
        "Rain is to follow within a week or in the one after that",
    ]


def test_a_line_set_lower_begins_a_paragraph() -> None:
    first = printed("The river rose by nine metres", "in one night, its board says,", "and in places by ten or more.")
    assert paragraphs_of_lines([*first, *printed("Rain is to follow in the week", top=42)]) == [
        "The river rose by nine metres in one night, its board says, and in places by ten or more.",
        "Rain is to follow in the week",
    ]


def test_lines_of_a_scan_stand_at_uneven_distances() -> None:
    tops = (0, 13, 24, 38, 49, 62)
    words = ("The river rose by nine metres", "in one night, its board says,", "and in places by ten or more,")
    lines = [Line(text, 0, 145, top, 10) for text, top in zip((*words, *words), tops, strict=True)]
    assert len(paragraphs_of_lines(lines)) == 1


def test_letters_of_another_size_begin_a_paragraph() -> None:
    lines = [*printed("Nine metres in one night", size=18), *printed("The river rose by nine metres", top=20)]
    assert paragraphs_of_lines(lines) == ["Nine metres in one night", "The river rose by nine metres"]


def test_items_of_a_list_are_paragraphs() -> None:
    lines = printed(
        "The board names three towns,",
        "• Alden on the upper river",
        "• Brook at its northern arm",
        "(c) and Cole, which has none",
    )
    assert paragraphs_of_lines(lines) == [
        "The board names three towns,",
        "• Alden on the upper river",
        "• Brook at its northern arm",
        "(c) and Cole, which has none",
    ]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    left = printed(
        " The river rose by nine metres", "in one night, its board says,", "and in places by ten or more,", "which is"
    )
    left = [*left[:-1], *printed("which was seen by the people", top=36)]
    right = printed("of three towns, Mr Lee said on", "Monday.", " Rain is to follow in a week.", left=200)
    assert paragraphs_of_lines([*left, *right]) == [
        "The river rose by nine metres in one night, its board says, and in places by ten or more, which was seen by"
        " the people of three towns, Mr Lee said on Monday.",
        "Rain is to follow in a week.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("the govern-", "ment fell", "the government fell"),
        (f"the govern{HYPHEN}", "ment fell", "the government fell"),
        ("the govern\u00ac", "ment fell", "the government fell"),
        ("die Haupt-", "und Nebenstrecke", "die Haupt- und Nebenstrecke"),
        ("the Anglo-", "Saxon king", "the Anglo-Saxon king"),
        ("an F-", "16 landed", "an F-16 landed"),
        ("Model 737–", "9 landed", "Model 737–9 landed"),
        ("he came -", "and went", "he came - and went"),
        ("a long-term loan, no long-", "term plan", "a long-term loan, no long-term plan"),
        ("he left", "early", "he left early"),
    ],
)
def test_a_word_at_a_line_end(before: str, after: str, text: str) -> None:
    assert joined_lines([before, after]) == text


def test_blank_lines_are_nothing() -> None:
    assert paragraphs_of_lines([Line(" ", 0, 5, 0, 10)]) == []
    assert joined_lines(["", "  "]) == ""
