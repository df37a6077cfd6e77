"""Resolves the entities of HTML in a text, each of them once."""

import html
import re
from functools import lru_cache

# As `html.unescape` finds them.
_REFERENCE = re.compile(r"(&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?))")
_resolved = lru_cache(4096)(html.unescape)


def unescaped(text: str) -> str:
    """As `html.unescape`, in half the time or less where the text is made of references, as in another script."""
    if "&" not in text:
        return text
    pieces = _REFERENCE.split(text)
    pieces[1::2] = map(_resolved, pieces[1::2])
    return "".join(pieces)
