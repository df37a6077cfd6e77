"""A line a hit, as many columns as fit."""

from searchkit.model import ResultPage
from searchkit.render import TextStyle
from searchkit.render.table import table_page


def test_wide(page: ResultPage) -> None:
    assert "".join(table_page(page, TextStyle(100))) == (
        "  #    Score  Date        Source         Title                   Passage\n"
        "---  -------  ----------  -------------  ----------------------  ----------------------------------\n"
        "  1    12.35  2006-01-05  Ardle Courier  *Wheat* waits at Ardle  Growers sold the *wheat* in May. …\n"
        "  2     0.50  2006-02                    *小麦*出口受阻          (matched in: title)\n"
    )


def test_middling(page: ResultPage) -> None:
    assert "".join(table_page(page, TextStyle(60))) == (
        "  #    Score  Date        Source         Title\n"
        "---  -------  ----------  -------------  -------------------\n"
        "  1    12.35  2006-01-05  Ardle Courier  *Wheat* waits at A…\n"
        "  2     0.50  2006-02                    *小麦*出口受阻\n"
    )


def test_narrow(page: ResultPage) -> None:
    assert "".join(table_page(page, TextStyle(40))) == (
        "  #  Date        Title\n"
        "---  ----------  ----------------------\n"
        "  1  2006-01-05  *Wheat* waits at Ardle\n"
        "  2  2006-02     *小麦*出口受阻\n"
    )
