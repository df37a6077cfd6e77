"""How a query was understood, line by line."""

from searchkit.model import Expansion, Explanation
from searchkit.render import explanation_lines


def test_all_that_there_is_to_say() -> None:
    explanation = Explanation(
        "wheat AND date:2006-01",
        ("2006-01-01 to 2006-01-31",),
        (
            Expansion("wheat", "title", "stem", (("wheat", 1200), ("wheats", 3)), 2),
            Expansion("expor*", "body", "prefix", (("exports", 120), ("export", 90)), 37),
            Expansion("zepelin~", "body", "fuzzy", (), 0),
            Expansion("@grains", "", "set", (("barley", 4),), 1),
        ),
        1204,
        "body:wheat",
    )

    assert list(explanation_lines(explanation)) == [
        "understood as: wheat AND date:2006-01",
        "dates: 2006-01-01 to 2006-01-31",
        "wheat (title): wheat 1,200, wheats 3",
        "expor* (body): exports 120, export 90 … 37 words",
        "zepelin~ (body): no word of the archive",
        "@grains: barley 4",
        "left out: 1,204 articles without a date",
        "run as: body:wheat",
    ]


def test_nothing_but_the_query() -> None:
    assert list(explanation_lines(Explanation("wheat", undated=1))) == [
        "understood as: wheat",
        "left out: 1 article without a date",
    ]
