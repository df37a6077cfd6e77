"""A text as plain words: no sign in it asks for anything."""

import re

from whoosh import query

from searchkit.query.typed import ANY_TEXT, Words

_CHUNK = re.compile(r'[^\s"()\[\]{}]+')
_LETTER = re.compile(r"\w")
_BEFORE = "-+!=*?~^<>|/\\@#&"
_BEHIND = "*?~^=<>|!:/\\"


def plain_words(text: str) -> Words:
    """Words side by side, as the same words give that are typed without signs; linear in the length.

    Quotation marks and brackets part words, other signs of the query language fall off their ends. Within a word they
    stay, and the analysis parts it there: `e-mail`, `title:wheat` and `10:30` are looked for as words in a row.

    >>> [word.text for word in plain_words('who AND "what?" title: wheat* (C++)').subqueries]
    ['who', 'AND', 'what', 'title', 'wheat', 'C++']
    """
    bare = (chunk.lstrip(_BEFORE).rstrip(_BEHIND) for chunk in _CHUNK.findall(text))
    return Words([query.Term(ANY_TEXT, word) for word in bare if _LETTER.search(word)])
