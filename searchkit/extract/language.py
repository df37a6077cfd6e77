"""Tells the language of a text that does not say it; only where it is sure.

CLD2 and not another library: of those that were compared it is right most often, needs 4 MB and no time to load, and
takes a twentieth of a millisecond a text. See docs/decisions/language.md.
"""

import re
from functools import cache
from typing import Any

# The first sample is enough for 19 texts of 20, in a third of the time; wider ones look past a table or a quotation.
_SAMPLES_CHARS = (200, 600, 2000)
# Shorter texts are looked at whole: half of one may be in another language.
_SHORT_CHARS = 600
# Shorter texts name the wrong language of a near pair too often: 2 in 100 at 60 letters, 1 in 300 at 100.
_FEWEST_BYTES = 100
_LEAST_PERCENT = 80

_CODES = {"iw": "he", "jw": "jv", "zh-Hant": "zh", "sr-ME": "sr"}
_NOT_IN_PAPERS = {"un", "ia", "ie", "vo", "tlh", "zzp", "xx-Bugi", "xx-Goth"}
# What CLD2 takes for broken text, beside surrogates.
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def language_of(text: str) -> str:
    """The ISO 639 code of the language that nearly all of a text's beginning is in.

    Empty for a short text, for one in several languages, in none or in one that is not surely told, and where
    the detector is not installed. The same for the same text always.
    """
    detector = _detector()
    if detector is None:
        return ""
    if len(text) <= _SHORT_CHARS:
        return _detected(detector, text)
    samples = (text[:size] for size in _SAMPLES_CHARS)
    return next((language for sample in samples if (language := _detected(detector, sample))), "")


@cache
def _detector() -> Any:
    """The library; None where it is not installed."""
    try:
        import pycld2  # noqa: PLC0415 -- not for articles that state their language
    except ImportError:
        return None
    return pycld2


def _detected(detector: Any, sample: str) -> str:
    try:
        is_reliable, letters_bytes, found = detector.detect(_REFUSED.sub(" ", sample))
    except detector.error:
        return ""
    _, code, percent, _ = found[0]
    is_sure = is_reliable and percent >= _LEAST_PERCENT and letters_bytes >= _FEWEST_BYTES
    return _CODES.get(code, code) if is_sure and code not in _NOT_IN_PAPERS else ""
