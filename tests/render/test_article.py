"""A whole article on a terminal."""

from searchkit.model import Article, Origin, PublicationDate, ResultPage, Span
from searchkit.paragraphs import Boilerplate
from searchkit.render import TextStyle, article_text


def test_an_article(page: ResultPage) -> None:
    hit = page.hits[0]

    assert "".join(article_text(hit.article, hit.title_spans, hit.passages[0].spans, TextStyle(40))) == (
        "*Wheat* waits at Ardle\n"
        "\n"
        "Source    Ardle Courier\n"
        "Date      2006-01-05T10:00:00+11:00\n"
        "Section   business\n"
        "Authors   Ada Quill, Bo Reed\n"
        "Language  en\n"
        "URL       https://courier.example/wheat?\n"
        "          p=1&q=2\n"
        "File      news/2006.zip!jan.jsonl#3\n"
        "ID        ardle-7\n"
        "\n"
        "Growers sold the *wheat* in May.\n"
        "\n"
        "The port of Ardle was shut, and the\n"
        "*wheat* stayed there.\n"
    )


def test_in_colors_without_title_with_a_guessed_date() -> None:
    date = PublicationDate.from_iso("2006-01", "path")
    article = Article("a", "", "One\x1b[2J wheat.\n \n \nTwo.", date, origin=Origin("a.txt"))

    assert "".join(article_text(article, (), (Span(8, 13),), TextStyle(60, color=True))) == (
        "\x1b[1m(no title)\x1b[0m\n"
        "\n"
        "\x1b[2mDate\x1b[0m      2006-01 (from the path)\n"
        "\x1b[2mFile\x1b[0m      a.txt\n"
        "\x1b[2mID\x1b[0m        a\n"
        "\n"
        "One␛[2J \x1b[1;31mwheat\x1b[0m.\n"
        "\n"
        "Two.\n"
    )


def test_boilerplate_stands_in_its_place() -> None:
    article = Article(
        "a", "Ferry", "It stayed.\n\nThe crew left.", boilerplate=[Boilerplate(1, "More:\nThe mill", "links")]
    )
    lines = [line for chunk in list(article_text(article, (), (), TextStyle(60)))[2:] for line in chunk.splitlines()]

    assert lines == ["", "It stayed.", "", "[links] More: The mill", "", "The crew left."]
