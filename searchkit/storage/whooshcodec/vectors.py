"""The terms of one document's field (a term vector of Whoosh) as JSON: texts, weights and plain posting values."""

import base64
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh import formats

from searchkit.errors import IndexDamagedError
from searchkit.storage.whooshcodec.matcher import VectorMatcher
from searchkit.storage.whooshcodec.postingvalues import decoded


def vector_bytes(format_: formats.Format, items: Iterable[tuple[str, float, bytes]]) -> bytes:
    """Texts, weights and values of this process's own encoding; nothing where there are no items."""
    rows = [(text, float(np.float32(weight)), _json_value(decoded(format_, value))) for text, weight, value in items]
    if not rows:
        return b""
    columns = [list(column) for column in zip(*rows, strict=True)]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _json_value(plain: Any) -> Any:
    return base64.b64encode(plain).decode("ascii") if isinstance(plain, bytes) else plain


def vector_matcher(raw: bytes, format_: formats.Format) -> VectorMatcher:
    """A matcher over what `vector_bytes` wrote; IndexDamagedError where the bytes are none of its."""
    try:
        texts, weights, values = json.loads(raw.decode("utf-8", "surrogatepass"))
        if not (len(texts) == len(weights) == len(values) and all(type(text) is str for text in texts)):
            raise ValueError("a list is too short")
        plain = [base64.b64decode(value) if isinstance(value, str) else value for value in values]
        return VectorMatcher(texts, weights, plain, format_)
    except (ValueError, TypeError, RecursionError) as error:
        raise IndexDamagedError(f"a term vector cannot be read ({error}); see searchkit check") from error
