"""What the index keeps of an article beside its terms, and the article as it travels to where it is stored."""

import pickle
from typing import Any, NamedTuple

from searchkit.model import Article

PLAIN_FIELDS = ("id", "title", "body", "source", "section", "url")
"""Fields whose values are kept under their own names; all others stand under `article`."""


def stored_fields(article: Article, owner: str, digest: str) -> dict[str, Any]:
    """What is kept of an article beside its terms, less what is empty: its values, content hash and owner.

    `article` holds the values that no field of the schema keeps as they are.
    """
    stored: dict[str, Any] = {name: value for name in PLAIN_FIELDS if (value := getattr(article, name))}
    rest: dict[str, Any] = {}
    if article.date is not None:
        rest |= {"date": str(article.date), "date_found_in": article.date.found_in}
    if article.authors:
        rest["authors"] = list(article.authors)
    if article.language:
        rest["language"] = article.language
    if article.origin is not None:
        origin = article.origin
        rest["origin"] = {"file": origin.file, "member": origin.member, "record": origin.record}
    if article.extra:
        rest["extra"] = article.extra
    stored["article"], stored["hash"] = rest, digest
    if owner:
        stored["owner"] = owner
    return stored


Packed = tuple[str, str, bytes]
"""The id, the owner and the pickled other values of an article."""


class PackedArticle(NamedTuple):
    """Stands for an article that another process has read: what an indexing run must know of it, and the rest.

    `origin` is its text; `values` the pickle of what `stored_fields` gives, all but id and owner.

    >>> wheat = pack(Article(id="1", title="Wheat"))
    >>> unpacked(wheat.with_id("2").owned_by("a.jsonl"))["title"]
    'Wheat'
    """

    id: str
    origin: str
    content_hash: str
    values: bytes

    def with_id(self, id: str) -> "PackedArticle":
        """The same article under this id."""
        return self if id == self.id else self._replace(id=Article(id=id).id)

    def owned_by(self, owner: str) -> Packed:
        """What `unpacked` takes."""
        return self.id, owner, self.values


def pack(article: Article) -> PackedArticle:
    """All that can be done of it before its id is known."""
    digest = article.content_hash
    values = stored_fields(article, "", digest)
    values.pop("id", None)
    packed = pickle.dumps(values, pickle.HIGHEST_PROTOCOL)
    return PackedArticle(article.id, str(article.origin), digest, packed)


def unpacked(packed: Packed) -> dict[str, Any]:
    """What `stored_fields` gives of the article."""
    key, owner, rest = packed
    values: dict[str, Any] = {"id": key} if key else {}
    values |= pickle.loads(rest)
    if owner:
        values["owner"] = owner
    return values
