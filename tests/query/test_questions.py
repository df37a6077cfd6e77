"""Stop and question words of long questions count less; those of short queries, of names and with signs do not."""

from collections.abc import Iterator

import pytest

import searchkit
from searchkit import Archive, Article
from searchkit.model import Ranking
from searchkit.query import describe, parse, weighted

HALF = Ranking(stop_weight=0.5, long_query=3)


def understood(typed: str, *languages: str) -> str:
    return describe(weighted(parse(typed).tree, languages, HALF)).replace(" AND ", " ")


@pytest.mark.parametrize(
    ("typed", "weighed"),
    [
        ("who paid the wheat board?", "who^0.5 paid the^0.5 wheat board"),
        ("who paid the board?", "who paid the board"),
        ("the who tour", "the who tour"),
        ("wheat board kickbacks iraq", "wheat board kickbacks iraq"),
        ("what do to be or not", "what do to be or not"),
        ("find reports of looting in Baghdad museums", "find^0.5 reports^0.5 of^0.5 looting in^0.5 Baghdad museums"),
        (
            "a relevant document will discuss acid rain damage",
            "a^0.5 relevant^0.5 document^0.5 will^0.5 discuss^0.5 acid rain damage",
        ),
        ("information technology exports of India", "information technology exports of^0.5 India"),
        ("letters in which articles on wheat appeared", "letters in^0.5 which^0.5 articles on^0.5 wheat appeared"),
        ("TROOPS OF THE WEST IN SOUTH VIET NAM", "TROOPS OF^0.5 THE^0.5 WEST IN^0.5 SOUTH VIET NAM"),
        ("what the WHO said about flu in Asia", "what^0.5 the^0.5 WHO said about^0.5 flu in^0.5 Asia"),
        ("films with Will Smith in New York. The list", "films with^0.5 Will Smith in^0.5 New York. The^0.5 list"),
        ('+the wheat board =of canada what^2 "the who"', '+the wheat board =of canada what^2 "the who"'),
        ("title:the wheat board of canada", "title:the wheat board of^0.5 canada"),
        ("wheat board canada iraq (the OR of) -the", "wheat board canada iraq (the OR of) NOT the"),
        ("wheat board iraq the date:2006", "wheat board iraq the^0.5 date:[2006-01-01 TO 2007-01-01}"),
        ("wheat board the date:2006", "wheat board the date:[2006-01-01 TO 2007-01-01}"),
        ("who paid W/5 the wheat board", "who^0.5 (paid W/5 the) wheat board"),
    ],
)
def test_words_of_an_english_question(typed: str, weighed: str) -> None:
    assert understood(typed, "en") == weighed


@pytest.mark.parametrize(
    ("typed", "languages", "weighed"),
    [
        ("wer hat die Wahl in Bremen gewonnen", ("de",), "wer^0.5 hat^0.5 die^0.5 Wahl in^0.5 Bremen gewonnen"),
        ("qui a gagné l'élection à Lyon hier", ("fr",), "qui^0.5 a^0.5 gagné l'élection à^0.5 Lyon hier"),
        ("кто выиграл выборы президента Украины", ("ru",), "кто^0.5 выиграл выборы президента Украины"),
        ("causes of the war in Iraq and Iran", ("de", "en"), "causes of^0.5 the^0.5 war in^0.5 Iraq and^0.5 Iran"),
        ("in wheat board exports of in", ("de", "en"), "in^0.5 wheat board exports of^0.5 in^0.5"),
        ("war wheat board exports", ("de", "en"), "war wheat board exports"),
        ("the price of wheat board exports", ("xx",), "the price of wheat board exports"),
    ],
)
def test_words_count_less_in_the_language_of_the_question(typed: str, languages: tuple[str, ...], weighed: str) -> None:
    assert understood(typed, *languages) == weighed


def test_a_weight_of_one_changes_nothing() -> None:
    tree = parse("who paid the wheat board").tree
    assert weighted(tree, ["en"], Ranking(stop_weight=1.0)) is tree


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with searchkit.create(tmp_path_factory.mktemp("questions") / "index") as archive:
        archive.add(
            [
                Article("asks", body="What, oh what, and who is he? What is it, who is it?", language="en"),
                Article("tells", body="The mill sold barley to the port of Kerch last year.", language="en"),
                Article("other", body="Oats were sold for less last year.", language="en"),
            ]
        )
        yield archive


@pytest.mark.parametrize(("setting", "first"), [("stop_weight=0.1", "tells"), ("stop_weight=3", "asks")])
def test_the_setting_counts_in_the_ranking(archive: Archive, setting: str, first: str) -> None:
    page = archive.search("what is it who sold barley port", match="any", ranking=Ranking().changed(setting))
    assert page.hits[0].id == first


def test_plain_bm25_weighs_no_words(archive: Archive) -> None:
    assert "^" not in archive.search("what is it who sold barley port", ranker="bm25").interpreted


def test_the_weights_are_printed(archive: Archive) -> None:
    found = archive.explain("who sold barley in Kerch", ranking=HALF)
    assert found.interpreted == "who^0.5 AND sold AND barley AND in^0.5 AND Kerch"
