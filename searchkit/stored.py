"""What the index keeps of an article beside its terms, and the article as it travels to where it is stored."""

import pickle
from collections.abc import Mapping
from typing import Any, NamedTuple

from searchkit.model import VERSION, Article, marked_hash
from searchkit.paragraphs import set_aside

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
    if article.boilerplate:
        rest["boilerplate"] = [one.to_dict() for one in article.boilerplate]
    stored["article"], stored["hash"] = rest, digest
    if owner:
        stored["owner"] = owner
    return stored


Reasons = tuple[tuple[int, str], ...]
"""Which paragraphs of an article, by place, are boilerplate, and why."""

Packed = tuple[str, str, bytes, Reasons]
"""The id, the owner and the pickled other values of an article, and what is still to be taken out of its body."""


class PackedArticle(NamedTuple):
    """Stands for an article that another process has read: what an indexing run must know of it, and the rest.

    `origin` is its text; `values` the pickle of what `stored_fields` gives, all but id and owner. `boilerplate` is
    still in the body there.

    >>> wheat = pack(Article(id="1", title="Wheat"))
    >>> unpacked(wheat.with_id("2").owned_by("a.jsonl"))["title"]
    'Wheat'
    """

    id: str
    origin: str
    content_hash: str
    values: bytes
    boilerplate: Reasons = ()
    version: int = 0

    def with_id(self, id: str) -> "PackedArticle":
        """The same article under this id."""
        return self if id == self.id else self._replace(id=Article(id=id).id)

    def marked(self, reasons: Mapping[int, str]) -> "PackedArticle":
        """The same article with these paragraphs as boilerplate."""
        return self._replace(boilerplate=tuple(reasons.items()), content_hash=marked_hash(self.content_hash, reasons))

    def owned_by(self, owner: str) -> Packed:
        """What `unpacked` takes."""
        return self.id, owner, self.values, self.boilerplate


def pack(article: Article) -> PackedArticle:
    """All that can be done of it before its id is known."""
    digest = article.content_hash
    values = stored_fields(article, "", digest)
    values.pop("id", None)
    packed = pickle.dumps(values, pickle.HIGHEST_PROTOCOL)
    return PackedArticle(article.id, str(article.origin), digest, packed, version=version_of(article))


def version_of(article: Article | PackedArticle) -> int:
    """Which version of its story an article is; 0 where it has none that could be told from others by its id."""
    if isinstance(article, PackedArticle):
        return article.version
    version = article.extra.get(VERSION)
    return version if type(version) is int and version > 0 and article.id else 0


def unpacked(packed: Packed) -> dict[str, Any]:
    """What `stored_fields` gives of the article."""
    key, owner, rest, reasons = packed
    values: dict[str, Any] = {"id": key} if key else {}
    values |= pickle.loads(rest)
    if reasons:
        places = dict(reasons)
        values["body"], aside = set_aside(values["body"], places)
        values["article"]["boilerplate"] = [one.to_dict() for one in aside]
        values["hash"] = marked_hash(values["hash"], places)
    if owner:
        values["owner"] = owner
    return values
