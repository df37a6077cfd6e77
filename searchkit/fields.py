"""The fields of an article that can be asked for, by name: one table for the index, the language and the CLI."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "names", "exact", "date", "lead", "count"]


@dataclass(frozen=True, slots=True)
class Field:
    """`words` are stemmed and ranked, `names` only folded, `exact` values are whole, `date` is an interval.

    `lead` is a place in other fields, `count` a number of words.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...]
    example: str
    meaning: str


FIELDS = (
    Field("title", "words", ("headline", "head", "hd"), "title:wheat", "words of the headline"),
    Field("body", "words", ("text",), "body:wheat", "words of the article itself"),
    Field("lead", "lead", ("lp",), "lead:wheat", "words of the lead, the first passage of the article"),
    Field("hlp", "lead", ("hlead",), "hlp:wheat", "words of the headline or the lead"),
    Field("authors", "names", ("author", "byline", "by"), "author:novak", "who wrote it"),
    Field("source", "names", ("publication", "sn", "rst"), 'source:"vale courier"', "the paper, site or agency"),
    Field("section", "names", ("se",), "section:business", "the part of the paper"),
    Field("language", "exact", ("lang", "la"), "lang:de", "language by ISO 639-1 code; en is also en-AU"),
    Field(
        "boilerplate",
        "words",
        (),
        "boilerplate:newsletter",
        "what was taken out of the article: link lists, consent texts",
    ),
    Field("url", "exact", ("link",), "url:https*", "address, whole or up to a *"),
    Field("id", "exact", (), "id:1042", "the article's id, whole"),
    Field("file", "exact", (), "file:corpus/wire*", "the source file it was read from"),
    Field("wc", "count", ("length",), "wc>800", "words of the article: wc>800, wc<300, wc:300..800"),
    Field("date", "date", ("on", "pd"), "date:2006-01..2006-03", "published in this interval, both ends included"),
    Field("after", "date", ("since",), "after:2006-01-15", "published on or after"),
    Field("before", "date", (), "before:2006", "published before the start of"),
    Field("until", "date", (), "until:2006-03", "published before the end of"),
    Field("newer", "date", ("newer_than",), "newer:7d", "published in the last days, weeks (w), months (m), years (y)"),
    Field("older", "date", ("older_than",), "older:1y", "published before that"),
)

BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
DEFAULT_FIELDS = ("title", "body")
