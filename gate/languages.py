"""How often the language of a text is told, and how often what is told is right."""

import gzip
import json
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from searchkit.extract.language import language_of

_DATA = Path(__file__).parent / "data" / "languages" / "texts.tsv"
# What the truth has by another name: Nigerian Pidgin has no code of two letters, and is written with English words.
_SAME = {"zh-Hant": "zh", "pcm": "en"}
_SAMPLES_CHARS = {"chars_200": 200, "chars_500": 500, "whole": None}


def measure() -> Mapping[str, float]:
    """`told`: the share of texts in one language that get it; `right`: of all that get one, the right ones.

    Nothing where no detector is.
    """
    if find_spec("pycld2") is None:
        return {}
    lines = (line for line in _DATA.read_text("utf-8").splitlines() if not line.startswith("#"))
    told, right = _shares((truth, text) for truth, text in (line.split("\t") for line in lines))
    return {"told": told, "right": right}


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The same of real articles, of their first 200 and 500 characters, and of all of them."""
    with gzip.open(folder / "languages.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    figures: dict[str, float] = {}
    for name, size in _SAMPLES_CHARS.items():
        samples = ((_SAME.get(article["lang"], article["lang"]), article["body"][:size]) for article in articles)
        figures[f"{name}.told"], figures[f"{name}.right"] = _shares(samples)
    return figures


def _shares(texts: Iterable[tuple[str, str]]) -> tuple[float, float]:
    in_one = told = right = 0
    for truth, text in texts:
        language = language_of(text)
        in_one += truth != "-"
        told += language != ""
        right += language == truth
    return right / in_one, right / told
