"""What is taken for boilerplate: repeated in distinct stories of a source, never the first, never most of it."""

from collections.abc import Iterable

import pytest

from searchkit.extract.boilerplate import (
    BoilerplateTable,
    TableFormatError,
    table_from_bytes,
    table_to_bytes,
    traits_of,
)
from searchkit.extract.boilerplate.counts import SeenOnce
from searchkit.extract.boilerplate.fingerprints import fingerprint, fingerprints, templates, word_count
from searchkit.model import Article
from searchkit.paragraphs import Boilerplate, paragraphs_of, put_back, set_aside

WORDS = "harbour mill ferry barley council bridge winter letter engine market river school".split()


def sentence(number: int, words: int = 12) -> str:
    """A sentence that no other number gives."""
    digits = [(number >> 2 * place) % 4 for place in range(words)]
    return " ".join(WORDS[(place + 3 * digit) % 12] for place, digit in enumerate(digits)) + "."


def story(number: int, *between: str, source: str = "Harrow Echo", id: str = "") -> Article:
    """Five paragraphs of its own, with others before the last one."""
    own = [sentence(5 * number + place) for place in range(5)]
    return Article(id=id or f"{source} {number}", body=[*own[:4], *between, own[4]], source=source)


def marks(articles: Iterable[Article], last: Article) -> list[tuple[int, str]]:
    table = table_of([*articles, last])
    return [(mark.place, mark.reason) for mark in table.marks(traits_of(last))]


def table_of(articles: Iterable[Article]) -> BoilerplateTable:
    table = BoilerplateTable()
    for article in articles:
        table.count(traits_of(article))
    return table


LINE = "Write to the editor by noon today"


def test_a_paragraph_in_three_stories_of_a_source_is_repeated() -> None:
    assert marks([story(1, LINE), story(2, LINE.upper() + "!")], story(3, LINE)) == [(4, "repeated")]


def test_one_in_two_stories_is_not() -> None:
    assert marks([story(1, LINE)], story(3, LINE)) == []


def test_stories_of_other_sources_do_not_count() -> None:
    others = [story(number, LINE, source="Vale Courier") for number in range(9)]
    assert marks([*others, *map(story, range(20, 60))], story(3, LINE)) == []


def test_a_story_that_is_printed_again_counts_once() -> None:
    again = [story(1, LINE, id=f"copy {number}") for number in range(9)]
    assert marks(again, story(1, LINE)) == []


def test_an_article_that_is_read_again_counts_once_however_it_was_changed() -> None:
    updates = [Article(id="1", body=[sentence(900 + hour), *story(1).body.split("\n\n")]) for hour in range(9)]
    assert marks(updates[:8], updates[8]) == []


def test_a_line_of_figures_differs_by_its_digits() -> None:
    tables = [story(number, f"Net profit {number}00,000 vs {number}50,000") for number in range(1, 30)]
    assert marks(tables[1:], tables[0]) == []


def test_a_time_does_not_make_a_line_another_one() -> None:
    lines = [f"Updated at {number}:15 on {number} March 2024" for number in range(10, 20)]
    assert marks(
        [story(number, line) for number, line in enumerate(lines)], story(40, "Updated at 21:00 on 9 March 2023")
    ) == [(4, "repeated")]


def test_short_lines_must_be_frequent() -> None:
    subheads = [story(number, "What next") for number in range(4)]
    assert marks([*subheads, *map(story, range(20, 120))], story(9, "What next")) == []
    assert marks(map(story, range(20, 80)), story(9, "Anzeige")) == []
    assert marks([story(number, "Anzeige") for number in range(10)], story(19, "Anzeige")) == [(4, "repeated")]


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("Also in the Echo: {}", "label"),
        ("ALSO TODAY The {}", "label"),
        ("{} [WEATHER]", "tag"),
        ("(Text von {})", "opening"),
        ("In other news\n{}\nThe second line", "heading"),
    ],
)
def test_templates_that_are_filled_in(form: str, reason: str) -> None:
    filled = [story(number, form.format(sentence(700 + number, 6).rstrip("."))) for number in range(9)]
    assert marks(filled[1:], filled[0]) == [(4, reason)]


@pytest.mark.parametrize(
    "form",
    ["Ana Novak said: “{}”", "NOTE: {}.", "Ana Novak: {}?", "At 10:30 the {}", "See https://example.org/{}"],
)
def test_what_people_say_fills_no_template(form: str) -> None:
    filled = [story(number, form.format(sentence(700 + number, 6).rstrip("."))) for number in range(30)]
    assert marks(filled[1:], filled[0]) == []


def test_a_label_of_many_paragraphs_is_a_speaker() -> None:
    talk = [
        story(number, *(f"ECHO: {sentence(700 + 9 * number + turn, 7).rstrip('.')}" for turn in range(5)))
        for number in range(30)
    ]
    assert marks(talk[1:], talk[0]) == []


def test_the_first_paragraph_stays() -> None:
    heads = [Article(id=str(n), body=[LINE, *story(n).body.split("\n\n")], source="Echo") for n in range(9)]
    assert marks(heads[1:], heads[0]) == []


def test_never_more_than_half_of_an_article() -> None:
    common = [sentence(800 + place) for place in range(9)]
    copies = [Article(id=str(n), body=[sentence(n), *common], source="Echo") for n in range(5)]
    assert marks(copies[1:], copies[0]) == []


def test_what_is_more_certain_goes_all_the_same() -> None:
    common = [sentence(800 + place) for place in range(9)]
    others = [story(number, LINE) for number in range(20, 40)]
    copies = [Article(id=str(n), body=[sentence(n), *common, LINE], source="Harrow Echo") for n in range(5)]
    assert marks([*others, *copies[1:]], copies[0]) == [(10, "repeated")]


def test_a_long_paragraph_must_stand_in_ten_stories() -> None:
    long = " ".join(sentence(600 + place) for place in range(6))
    body = [sentence(place) for place in range(20)]

    def articles(count: int) -> list[Article]:
        return [Article(id=str(n), body=[sentence(1000 + n), *body[n:], long], source="Echo") for n in range(count)]

    assert (6, "repeated") not in [(place, reason) for place, reason in marks(articles(9)[:8], articles(9)[8])]
    found = [
        Article(id=str(n), body=[sentence(50 * n + p) for p in range(9)] + [long], source="Echo") for n in range(10)
    ]
    assert marks(found[1:], found[0]) == [(9, "repeated")]


def test_small_sources_ask_the_whole_archive() -> None:
    papers = [story(number, LINE, source=f"Paper {number % 4}") for number in range(8)]
    assert marks(papers[1:], papers[0]) == [(4, "repeated")]


def test_an_agency_that_three_papers_print_is_not_boilerplate() -> None:
    papers = [story(number, LINE, source=f"Paper {number}") for number in range(5)]
    assert marks(papers[1:], papers[0]) == []


def test_a_host_or_a_folder_stands_for_a_source() -> None:
    def page(number: int) -> Article:
        return Article(id=str(number), body=story(number, LINE).body, url=f"https://www.echo.example/{number}")

    assert traits_of(page(1)).source == "echo.example"
    assert marks([page(1), page(2)], page(3)) == [(4, "repeated")]


def test_decisions_overrule_all_else() -> None:
    table = table_of(story(number, LINE, "READ MORE: The mill") for number in range(9))
    last = traits_of(story(3, LINE, "READ MORE: The mill"))
    assert [mark.place for mark in table.marks(last)] == [4, 5]
    table.overrule(LINE, "keep")
    table.overrule("READ MORE: The mill", "keep", "Vale Courier")
    table.overrule(sentence(15), "drop", "Harrow Echo")
    assert [(mark.place, mark.reason) for mark in table.marks(last)] == [(0, "decided"), (5, "links")]
    table.overrule(LINE, None)
    table.overrule(f"{fingerprint(sentence(15)):016x}", None, "harrow echo")
    assert [mark.place for mark in table.marks(last)] == [4, 5]


def test_a_rule_is_overruled_by_its_key() -> None:
    table = table_of([story(1, "READ MORE: The mill")])
    table.note_example(table.marks(traits_of(story(1, "READ MORE: The mill")))[0], "READ MORE: The mill")
    (learnt,) = table.learnt()
    assert (learnt.source, learnt.reason, learnt.stories, learnt.example) == (
        "harrow echo",
        "links",
        1,
        "READ MORE: The mill",
    )
    table.overrule(learnt.key, "keep")
    assert table.marks(traits_of(story(1, "READ MORE: The mill"))) == ()


def test_a_table_comes_back_from_its_bytes() -> None:
    table = table_of(story(number, LINE, source="Échos") for number in range(3))
    table.overrule(LINE, "keep", "Échos")
    again = table_from_bytes(table_to_bytes(table))
    assert (again.counts.counts, again.counts.stories) == (table.counts.counts, table.counts.stories)
    assert (again.overrules, again.examples) == (table.overrules, table.examples)
    assert table_to_bytes(again) == table_to_bytes(table)
    again.count(traits_of(story(1, LINE, source="Échos")))
    assert again.counts.counts == table.counts.counts  # it knows what it has counted


def test_bytes_of_a_stranger_are_no_table() -> None:
    good = table_to_bytes(table_of(story(number, LINE) for number in range(3)))
    head, _, packed = good.partition(b"\n")
    bad = [
        b"",
        b"{}\n",
        b"[" * 100_000,
        head,
        good[:-9],
        head.replace(b'"counts": ', b'"counts": 9') + b"\n" + packed,
        head.replace(b'"once": [131072]', b'"once": [1311072]') + b"\n" + packed,
        head.replace(b'"harrow echo": 3', b'"harrow echo": "3"') + b"\n" + packed,
        head.replace(b'"overrules": []', b'"overrules": [["", 1, "burn"]]') + b"\n" + packed,
    ]
    for data in bad:
        with pytest.raises(TableFormatError):
            table_from_bytes(data)


def test_seen_once_forgets_when_it_is_full_and_never_before() -> None:
    seen = SeenOnce()
    keys = [fingerprint(sentence(number)) for number in range(300)]
    assert not any(map(seen.add, keys))
    assert all(map(seen.add, keys))
    assert all(map(SeenOnce(seen.tables()).add, keys))


def test_many_fingerprints_are_those_of_each() -> None:
    texts = ["The board met.", "Совет собрался в 10:30", "Net 5 vs 7", "***", "a\0b", "水門が故障した", "Café à l’abri"]
    assert fingerprints(texts[:4]) == list(map(fingerprint, texts[:4]))
    assert fingerprints(texts) == list(map(fingerprint, texts))


def test_words_of_scripts_without_spaces() -> None:
    assert [word_count(text) for text in ("two words", "この記事は会員限定です。", "a" * 40)] == [2, 5, 1]


def test_no_template_of_a_long_paragraph() -> None:
    assert templates("Also: " + "mill " * 30, 31) == ()


@pytest.mark.parametrize("body", ["a\n\nb\n\nc", "a\nb", "a", "", " a \n \n b\n\n\n\nc\n", "a\nb\n\nc"])
def test_paragraphs_are_set_aside_and_put_back(body: str) -> None:
    paragraphs = paragraphs_of(body)
    reasons = dict.fromkeys(range(1, len(paragraphs), 2), "links")
    rest, aside = set_aside(body, reasons)
    assert aside == tuple(Boilerplate(place, paragraphs[place], "links") for place in reasons)
    assert put_back(rest, aside) == ("\n\n".join(paragraphs) if reasons else body)
