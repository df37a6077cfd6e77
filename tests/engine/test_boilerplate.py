"""Boilerplate in an archive: taken out when files are indexed, kept, searchable, and overruled for good."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit import Article, Boilerplate, IndexOptions
from searchkit.archive import index
from searchkit.extract.boilerplate import BoilerplateTable
from searchkit.lookahead import LookAhead
from searchkit.storage import newest
from tests.extract.test_boilerplate import sentence, story

LINE = "Write to the newsletter by noon today"
LINKS = "READ MORE: The ferry of last year"


def write(path: Path, articles: list[Article]) -> None:
    records = [{"id": one.id, "title": f"Story {one.id}", "text": one.body, "source": one.source} for one in articles]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    """Nine stories of one paper: each with the line, the first with a link, too."""
    write(tmp_path / "echo.jsonl", [story(0, LINE, LINKS, id="0"), *(story(n, LINE, id=str(n)) for n in range(1, 9))])
    return tmp_path / "echo.jsonl"


def test_what_repeats_is_out_of_the_body_and_kept(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    with searchkit.open(tmp_path / "ix") as archive:
        article = archive.article("0")
        assert article.boilerplate == (Boilerplate(4, LINE, "repeated"), Boilerplate(5, LINKS, "links"))
        assert article.body == story(0).body
        assert article.whole_body == story(0, LINE, LINKS).body
        assert Article.from_dict(article.to_dict()) == article
        assert Article.from_dict(article.to_dict()).content_hash == article.content_hash


def test_it_is_searched_in_a_field_of_its_own(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    with searchkit.open(tmp_path / "ix") as archive:
        assert archive.search("newsletter", match="all").total == 0
        assert archive.search("boilerplate:newsletters").total == 9  # stemmed, as the body is
        page = archive.search('boilerplate:"ferry of last"')
        assert [(hit.id, hit.matched_fields) for hit in page] == [("0", ("boilerplate",))]
        assert archive.search("boilerplate:* AND id:1").total == 1
        assert archive.search("wc:60").total == archive.search("wc:60 AND NOT wc>60").total == 9
        assert "newsletter" not in page.hits[0].passages[0].text


def test_the_switch_leaves_it_in(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo], IndexOptions(keep_boilerplate=True))
    with searchkit.open(tmp_path / "ix") as archive:
        assert archive.article("0").body == story(0, LINE, LINKS).body
        assert archive.boilerplate() == []
        assert archive.index([echo]).updated == 9
        assert archive.article("0").body == story(0).body


def test_what_was_learnt_is_listed(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    with searchkit.open(tmp_path / "ix") as archive:
        found = [(one.source, one.reason, one.stories, one.example, one.verdict) for one in archive.boilerplate()]
    assert found == [("harrow echo", "repeated", 9, LINE, ""), ("harrow echo", "links", 1, LINKS, "")]


def test_a_decision_holds_from_the_next_run_on(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    with searchkit.open(tmp_path / "ix") as archive:
        archive.overrule(LINE, "keep")
        assert archive.article("1").body == story(1).body
        summary = archive.index([echo])
        assert (summary.updated, summary.unchanged) == (9, 0)
        assert archive.article("1").body == story(1, LINE).body
        assert archive.index([echo]).unchanged == 9
    summary = index(tmp_path / "ix", [echo], IndexOptions(rebuild=True))
    with searchkit.open(tmp_path / "ix") as archive:
        assert archive.article("0").boilerplate == (Boilerplate(5, LINKS, "links"),)
        archive.overrule(LINE, None)
        assert archive.index([echo]).updated == 9


def test_stories_of_a_later_run_are_judged_by_those_before(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    write(tmp_path / "late.jsonl", [story(40, LINE, id="late")])
    index(tmp_path / "ix", [tmp_path / "late.jsonl"])
    with searchkit.open(tmp_path / "ix") as archive:
        assert archive.article("late").boilerplate == (Boilerplate(4, LINE, "repeated"),)


def test_a_file_that_grows_makes_no_boilerplate_of_itself(tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    for count in range(30, 36):
        write(papers, [story(number, id=str(number)) for number in range(count)])
        index(tmp_path / "ix", [papers])
    with searchkit.open(tmp_path / "ix") as archive:
        assert (archive.count(), archive.boilerplate()) == (35, [])


def test_articles_that_are_given_are_taken_as_they_are(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "ix") as archive:
        archive.add([story(number, LINE, id=str(number)) for number in range(9)])
        assert archive.article("1").body == story(1, LINE).body
        aside = story(50).marked({1: "links"})
        archive.add([aside])
        assert archive.article(aside.id).boilerplate == (Boilerplate(1, sentence(251), "links"),)
        assert archive.add([archive.article(aside.id)]).unchanged == 1


def test_several_processes_make_the_same(tmp_path: Path) -> None:
    write(
        tmp_path / "big.jsonl",
        [story(n, LINE, *map(sentence, range(90_000 + 40 * n, 90_040 + 40 * n)), id=str(n)) for n in range(1600)],
    )
    stored: list[list[str]] = []
    for jobs in (1, 2):
        index(tmp_path / f"ix{jobs}", [tmp_path / "big.jsonl"], IndexOptions(jobs=jobs))
        with searchkit.open(tmp_path / f"ix{jobs}") as archive:
            stored.append(sorted(str(hit.article) for hit in archive.search("*", limit=2000)))
            assert archive.article("7").boilerplate == (Boilerplate(4, LINE, "repeated"),)
            manifest = newest(tmp_path / f"ix{jobs}")
            assert manifest.boilerplate is not None
            stored[-1].append(manifest.boilerplate.digest)
    assert stored[0] == stored[1]


def test_a_window_is_held_back_and_no_more() -> None:
    taken: list[int] = []

    def reading() -> Iterator[Article]:
        for number in range(6):
            taken.append(number)
            yield story(number, LINE, id=str(number))

    files = LookAhead(BoilerplateTable(), most_articles=3).files([("a", reading()), ("b", iter([story(9, LINE)]))])
    found = [
        (name, len(taken), len(one.boilerplate))
        for name, records in files
        for one in records
        if isinstance(one, Article)
    ]
    assert found == [("a", 4, 1), ("a", 5, 1), ("a", 6, 1), ("a", 6, 1), ("a", 6, 1), ("a", 6, 1), ("b", 6, 1)]


def test_a_damaged_table_is_found_and_repaired(echo: Path, tmp_path: Path) -> None:
    index(tmp_path / "ix", [echo])
    manifest = newest(tmp_path / "ix")
    assert manifest.boilerplate is not None
    table = tmp_path / "ix" / manifest.boilerplate.name
    raw = bytearray(table.read_bytes())
    raw[50] ^= 1
    table.write_bytes(raw)
    assert [problem.file for problem in searchkit.check(tmp_path / "ix").problems] == [table.name]
    with searchkit.open(tmp_path / "ix") as archive:
        assert archive.search("mill").total > 0
        with pytest.raises(searchkit.IndexDamagedError, match="its checksum is wrong"):
            archive.boilerplate()
    repaired = searchkit.repair(tmp_path / "ix")
    assert repaired.notes == ("what was learnt and decided of boilerplate is lost; --rebuild learns it anew",)
    with searchkit.open(tmp_path / "ix") as archive:
        assert (archive.count(), archive.boilerplate()) == (9, [])
