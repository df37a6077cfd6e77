"""The judged sets: the same everywhere, and as they say they are."""

import hashlib
from pathlib import Path

import pytest

from bench import judged
from bench.judged import reuters_stories
from bench.judged.judgedset import JudgedSet, drawn, half_of
from bench.judged.reuters_leads import first_sentence_cut
from bench.measure import BenchError
from searchkit import Article


def body_of(one: JudgedSet, docid: str) -> str:
    (article,) = [article for article in one.articles if article.id == docid]
    return article.body


def test_the_planted_archive_is_the_same_on_every_machine_and_in_every_version_of_python() -> None:
    one = judged.load("planted")
    written = "\n".join(f"{article.id} {article.title} {article.body}" for article in one.articles)
    asked = "\n".join(f"{qid} {text}" for qid, text in one.topics.items())
    assert hashlib.sha256(f"{written}\n{asked}".encode()).hexdigest()[:16] == "b2633f3bceb49fac"


def test_every_planted_question_has_an_article_that_answers_it_and_knows_where() -> None:
    one = judged.load("planted")
    answering = {qid: {docid for docid, grade in row.items() if grade == 2} for qid, row in one.qrels.items()}
    assert {qid: {place.docid for place in places} for qid, places in one.spans.items()} == answering
    assert len(one.topics) >= 200
    assert all(answering.values())


def test_a_planted_span_holds_the_words_of_the_answer() -> None:
    one = judged.load("planted")
    place = one.spans["how-many-jobs-01"][0]
    assert body_of(one, place.docid)[place.char_start : place.char_end] == "486 jobs"


def test_verbose_questions_are_about_the_same_archive() -> None:
    short, verbose = judged.load("planted"), judged.load("planted-verbose")
    assert short.articles is verbose.articles
    assert short.qrels == verbose.qrels
    assert all(len(verbose.topics[qid].split()) > len(text.split()) for qid, text in short.topics.items())


def test_the_words_that_answer_stand_in_the_sample_corpus() -> None:
    one = judged.load("corpus")
    (place,) = one.spans["beef-rotterdam"]
    assert body_of(one, place.docid)[place.char_start : place.char_end] == "beef was diverted to Rotterdam"
    assert len(one.topics) >= 40


def test_the_halves_of_a_set_have_each_question_once() -> None:
    one = judged.load("corpus")
    fit, test = one.half("fit"), one.half("test")
    assert sorted([*fit.topics, *test.topics]) == sorted(one.topics)
    assert fit.qrels.keys() == fit.topics.keys() == fit.spans.keys()
    assert fit.articles is one.articles


def test_a_question_stays_in_its_half() -> None:
    assert [half_of(qid) for qid in ("1", "2", "tuba", "who-found-03")] == ["fit", "test", "test", "test"]


def test_what_is_drawn_does_not_depend_on_the_order_of_what_it_is_drawn_from() -> None:
    letters = list("abcdefghij")
    assert sorted(drawn(letters, 4, str)) == sorted(drawn(letters[::-1], 4, str))


def test_real_data_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="time needs SEARCHKIT_TEST_DATA to name a folder with time"):
        judged.load("time", tmp_path)
    assert judged.present(tmp_path) == judged.OWN


def test_reprints_count_fully_and_updates_half() -> None:
    told = "The port of Alden was closed on Monday as dockers walked out over pay and night shifts in the rain"
    story, reprint, update, other = (
        Article(id=name, title=name, body=body)
        for name, body in {
            "story": told,
            "reprint": told.upper() + ".",
            "update": told + ", police said",
            "other": "The port of Alden was open again on Tuesday.",
        }.items()
    )
    found = reuters_stories.copies([story], [story, reprint, update, other])
    assert found == {"story": {"story": 2, "reprint": 2, "update": 1}}


@pytest.mark.parametrize(
    ("lead", "rest"),
    [
        ("The U.S. Federal Reserve said on Monday it would act.", "Dealers shrugged."),
        ("Lowland Mills Co. Ltd. said its sales fell by a tenth.", "It blamed rain."),
        ("", "Nothing tells where a sentence of these words may end"),
    ],
)
def test_the_first_sentence_is_cut_off(lead: str, rest: str) -> None:
    assert first_sentence_cut(f"{lead}\n\n{rest}".strip()) == (lead, rest)
