"""English spellings of one and of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query import describe, parse
from searchkit.query.inflection import plural_forms, singular_forms

PAIRS = (
    "wheat wheats, city cities, day days, tax taxes, church churches, dish dishes, boss bosses, bus buses, "
    "virus viruses, house houses, case cases, cause causes, size sizes, wave waves, wife wives, man men, "
    "woman women, child children, German Germans, analysis analyses, criterion criteria, hero heroes, shoe shoes, "
    "photo photos, quiz quizzes, movie movies, headache headaches, stomach stomachs, politics politics, "
    "species species, Iraqi Iraqis, area areas, business businesses, campus campuses, excuse excuses, "
    "passer-by passers-by, businessman businessmen, epoch epochs"
)


@pytest.mark.parametrize("pair", PAIRS.split(", "))
def test_either_number_gives_both(pair: str) -> None:
    one, many = pair.split()
    assert (singular_forms(one), singular_forms(many)) == ([one.lower()], [one.lower()])
    assert (plural_forms(one), plural_forms(many)) == ([many.lower()], [many.lower()])


def test_some_words_have_two() -> None:
    assert (plural_forms("index"), singular_forms("axes")) == (["indexes", "indices"], ["axis", "axe"])


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("PLURAL(City)", "=cities"),
        ("singular(cities)^2", "=city^2"),
        ("PLURAL(roof)", "=roofs"),
        ("PLURAL(index)", "(=indexes OR =indices)"),
        ("CAPS(PLURAL(=City))", "CAPS(=cities)"),
        ("PLURAL(expor* OR city)", "(expor* OR =cities)"),
        ('title:SINGULAR("wheat boards")', 'title:"wheat =board"'),
    ],
)
def test_they_are_looked_for_as_written(typed: str, understood: str) -> None:
    assert describe(parse(typed).tree) == understood


@given(st.text(min_size=1))
def test_any_word_has_both(word: str) -> None:
    assert all(singular_forms(word) + plural_forms(word))
