"""Where positions lie in a text: as `tokenize` has it, whose twin this is."""

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Places, tokenize

TEXTS = st.text(st.sampled_from("aBz9 é́ß'’ʼ-._@,&\n東京カﾞไทย한пи\u00ad\u200d½")) | st.text()


@given(text=TEXTS)
def test_places_are_those_of_the_tokens(text: str) -> None:
    tokens = list(tokenize(text))
    places = Places.of(text)
    assert dict(enumerate(places.parts)) == {t.position: (t.char_start, t.char_end) for t in tokens if not t.whole}
    assert places.wholes == {t.position: (t.char_start, t.char_end) for t in tokens if t.whole}
