"""The values of a result page: spans looked for once and late, and no trouble with pickle or hash."""

import copy
import pickle
from dataclasses import replace

from searchkit.model import Article, Explanation, Hit, Passage, ResultPage, SearchRequest, Span, Suggestion

BODY = "Growers sold the wheat in May. The port was shut, and the wheat stayed."
SPANS = (Span(17, 22), Span(58, 63))


class Finder:
    """What an engine gives a hit: finds the spans, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> tuple[Span, ...]:
        self.asked += 1
        return SPANS


def hit_of(finder: Finder | None) -> Hit:
    article = Article("ardle-7", "Wheat", BODY)
    return Hit(1, 2.5, article, (), (Passage(0, 31, 71, BODY[31:], (Span(27, 32),)),), ("body",), finder)


def test_all_spans_are_looked_for_once_and_late() -> None:
    finder = Finder()
    hit = hit_of(finder)

    asked = [finder.asked, hit.spans, hit.spans, finder.asked]

    assert asked == [0, SPANS, SPANS, 1]


def test_without_a_finder_the_spans_are_those_of_the_passages() -> None:
    assert hit_of(None).spans == (Span(58, 63),)


def test_a_hit_is_shown_and_compared_without_looking_for_spans() -> None:
    finder = Finder()
    hit = hit_of(finder)

    assert (hit == hit_of(None), "spans=" in repr(hit).replace("title_spans=", ""), finder.asked) == (True, True, 0)


def test_a_pickled_hit_has_its_spans() -> None:
    again = pickle.loads(pickle.dumps(hit_of(Finder())))

    assert (again, again.spans) == (hit_of(None), SPANS)


def test_a_changed_copy_still_finds_its_spans() -> None:
    assert replace(hit_of(Finder()), rank=2).spans == SPANS
    assert copy.copy(hit_of(Finder())).spans == SPANS


def test_requests_with_saved_sets_have_a_hash_and_differ() -> None:
    plain, with_sets = SearchRequest("@grains"), SearchRequest("@grains", sets={"grains": ("wheat", "barley")})

    assert len({plain, with_sets, SearchRequest("@grains")}) == 2


def test_what_is_new_on_a_page_is_empty_where_nobody_fills_it() -> None:
    page = ResultPage("wheat", "wheat", 0)

    assert (page.suggestions, page.did_you_mean, Explanation("wheat").expansions) == ((), "", ())
    assert Suggestion("whaet", ("wheat",)).alternatives == ("wheat",)
