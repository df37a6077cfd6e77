"""What is kept of an article is JSON as `json` writes it, and is read back as it was."""

import json

from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article
from searchkit.storage.schema import stored_bytes
from searchkit.storage.values import load_values
from searchkit.stored import stored_fields

TEXTS = st.one_of(st.text(max_size=20), st.text('"\\\n\t\r\x00\x1f\x7f\x85\u2028é漢!{:,body', max_size=20))
EXTRAS = st.dictionaries(st.sampled_from(["!a", "body", "n"]), st.one_of(TEXTS, st.integers(), st.none()), max_size=2)


@given(TEXTS, TEXTS, EXTRAS)
def test_stored_fields_are_read_back_as_they_were(title: str, body: str, extra: dict[str, object]) -> None:
    values = stored_fields(Article(id="1", title=title, body=body, extra=extra), "news.jsonl", "00")
    assert load_values(stored_bytes(values)) == values


@given(TEXTS.filter(lambda text: '"!' not in json.dumps(text)), TEXTS)
def test_stored_bytes_are_what_json_writes(title: str, body: str) -> None:
    values = stored_fields(Article(id="1", title=title, body=body), "news.jsonl", "00")
    assert stored_bytes(values) == json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
