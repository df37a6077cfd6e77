"""An article that travelled is stored as one that did not."""

import pickle

import pytest

from searchkit.model import Article, Origin
from searchkit.stored import pack, stored_fields, unpacked


@pytest.mark.parametrize(
    "article",
    [
        Article(),
        Article(
            id='7 "\\', title="Snow \U0001f600", body="雪.\n\n\0", date="2006-01", origin=Origin("a/b.zip", "c!d", 4)
        ),
        Article(date="2006-01-05T10:00:00+05:30", authors=["Jo", "Li"], language="en-AU", url="https://example.org"),
        Article(id="x", origin=Origin("other"), extra={"!date": "no date", "b": [1, 2.5, None, {"!": 1 << 70}]}),
    ],
)
@pytest.mark.parametrize(("id", "owner"), [("", ""), ("a\ud83d\n", "b.jsonl"), ("7", 'q"')])
def test_the_same_is_stored(article: Article, id: str, owner: str) -> None:
    whole = article.with_id(id)
    came = pickle.loads(pickle.dumps(pack(article))).with_id(id)
    assert list(unpacked(came.owned_by(owner)).items()) == list(stored_fields(whole, owner, whole.content_hash).items())
    assert (came.id, came.origin, came.content_hash) == (whole.id, str(whole.origin), whole.content_hash)
