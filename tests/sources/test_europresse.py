"""Exports of Europresse: its older page of tables, its newer one of articles, and what is left of them as text."""

import io
import time
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import NO_TEXT, TOO_LARGE, Source
from searchkit.sources.exports import europresse
from searchkit.sources.head import Head

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "europresse"

PAGE = """<article><header><span class="DocPublicationName">{paper}</span><br>
<span class="DocHeader">{header}</span><p class="titreArticleVisu">{title}</p>{behind}</header>
<section><p>{body}</p></section><footer><p>Numéro de document : news·20060314·CC·0q1</p>
<p>Ce certificat est émis à X.</p></footer></article>
"""


def read(data: bytes | str, options: ReadOptions | None = None, name: str = "x.html") -> list[Article | Rejected]:
    content = data.encode() if isinstance(data, str) else data
    stream = io.BufferedReader(io.BytesIO(content))
    return list(europresse.read(Source(stream, Origin(name), name, (), options or ReadOptions())))


def sample(name: str) -> list[Article]:
    records = read((SAMPLES / name).read_bytes(), name=name)
    assert all(isinstance(record, Article) for record in records)
    return [record for record in records if isinstance(record, Article)]


def page(**values: str) -> str:
    usual = {"paper": "Le Courrier", "header": "mardi 14 mars 2006", "title": "La vase", "behind": "", "body": "Elle."}
    return PAGE.format_map(usual | values)


def only(text: str) -> Article:
    (record,) = read(text)
    assert isinstance(record, Article)
    return record


def test_a_whole_article_of_the_newer_page() -> None:
    first, second = sample("articles.html")

    assert first == Article(
        id="news·20060314·CC·0q1503_1256056",
        title="La péniche de vase part",
        body=["La péniche a fait son premier voyage.", "Elle est rentrée à vide."],
        date=PublicationDate.from_iso("2006-03-14T12:01:00+01:00"),
        source="Le Courrier du Canal (site web)",
        section="Économie",
        authors=("DUBOIS Claire",),
        origin=Origin("articles.html", record=1),
        extra={
            "illustration": "La péniche au quai.",
            "kicker": "TRANSPORTS",
            "length": "346 mots",
            "page": "p. 16",
            "rights": "© 2006 Le Courrier. Tous droits réservés.",
        },
    )
    assert (second.id, second.title, second.section, str(second.date), second.extra) == (
        "news·20060314·CW·0q1403",
        "Silt barge sails",
        "News",
        "2006-03-14",
        {"page": "p. A4"},
    )


def test_a_whole_article_of_the_older_page() -> None:
    first, second = sample("tables-latin1.html")

    assert first == Article(
        id="news·20121004·CC·2040056000",
        title="Des portes neuves",
        body=["Les portes de chêne ont été levées samedi. Les neuves sont là.", "Elles pèsent quatre tonnes."],
        date=PublicationDate.from_iso("2012-10-04"),
        source="Le Courrier du Canal",
        section="Région",
        authors=("Claire Dubois", "Jean Petit"),
        origin=Origin("tables-latin1.html", record=1),
        extra={
            "kicker": "Écluses",
            "issue": "no. 412",
            "page": "p. 03",
            "rights": "© 2012 Le Courrier. Tous droits réservés.",
        },
    )
    assert (second.title, second.body) == (
        "Le bac passe chaque heure",
        "Le bac passera à chaque heure jusqu'à la fin de mars.",
    )


@pytest.mark.parametrize("name", ["saved.docx", "saved.rtf"])
def test_a_page_saved_by_a_word_processor(name: str) -> None:
    (found,) = sample(name)

    assert (found.title, found.source, str(found.date), found.authors) == (
        "Le bac passe chaque heure",
        "Le Courrier du Canal",
        "2012-10-05",
        ("Jean Petit",),
    )
    assert found.body.split("\n\n") == [
        "Le bac passera à chaque heure jusqu’à la fin de mars.",
        "Il s’arrête à midi.",
    ]


def test_a_page_saved_as_text() -> None:
    first, second = sample("saved.txt")

    assert (first.title, first.source, first.section) == (
        "Des portes neuves à l'écluse haute",
        "Le Courrier du Canal",
        "Région",
    )
    assert first.body.split("\n\n") == ["Les portes de chêne ont été levées samedi.", "Elles pèsent quatre tonnes."]
    assert (second.id, second.source, str(second.date)) == (
        "news·20121005·CC·2040056001",
        "Le Courrier du Canal",
        "2012-10-05",
    )


@pytest.mark.parametrize(
    ("header", "section", "date", "rest"),
    [
        ("Politique, mardi 14 mars 2006, p. 16", "Politique", "2006-03-14", {"page": "p. 16"}),
        ("mardi 14 mars 2006", "", "2006-03-14", {}),
        ("World News, Tuesday, March 14, 2006, p. A1", "World News", "2006-03-14", {"page": "p. A1"}),
        ("Arts, Livres, mardi 14 mars 2006 512 mots, p. 3", "Arts, Livres", "2006-03-14", {"length": "512 mots"}),
    ],
)
def test_what_stands_in_the_header(header: str, section: str, date: str, rest: dict[str, str]) -> None:
    found = only(page(header=header))

    assert (found.section, str(found.date)) == (section, date)
    assert rest.items() <= found.extra.items()


def test_a_first_paragraph_is_no_byline() -> None:
    found = only(page(behind="", body="Elle est là."))

    assert (found.authors, found.body) == ((), "Elle est là.")


def test_nothing_of_the_certificate_is_text() -> None:
    assert only(page()).body == "Elle."


def test_an_article_beyond_the_limit_costs_itself() -> None:
    first, second = read(page(body="Mot. " * 1000) + page(), ReadOptions(max_article_bytes=1000))

    assert first == Rejected(Origin("x.html", record=1), TOO_LARGE, "more than 1,000 characters (--max-article-size)")
    assert isinstance(second, Article)


def test_a_page_of_a_million_nested_elements() -> None:
    text = '<span class="DocPublicationName">x' + "<span>" * 1_000_000

    assert read(text) == [Rejected(Origin("x.html"), NO_TEXT, "an export without documents")]


@pytest.mark.parametrize("bait", ["a" + " " * 200_000 + "b", "1," * 100_000, "no. 1, " * 50_000, "(c)" * 100_000])
def test_text_that_baits_patterns_takes_no_longer_than_other_text(bait: str) -> None:
    started = time.process_time()
    read(f"{bait}\n\nNuméro de document : news·20060314·CC·0q1\n", name="x.txt")
    read(page(paper=bait, header=bait, title=bait, body=bait))

    assert time.process_time() - started < 10  # a second at most, where quadratic time is minutes


@pytest.mark.parametrize("text", ["<p>Europresse, news of Europe</p>", "Numéro de document : 12\n\nUn texte."])
def test_text_that_only_looks_so_is_left_to_others(text: str) -> None:
    assert not europresse.recognises(Head(text.encode(), "a.html"))
