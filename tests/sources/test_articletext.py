"""Article texts of the KB: fields, the day of the issue, and broken ones."""

import io
from pathlib import Path

from searchkit.model import Article, Origin, PublicationDate
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source
from searchkit.sources.wires import articletext

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "kb"


def read(name: str, folders: tuple[str, ...] = ()) -> Article:
    content = (SAMPLES / name).read_bytes()
    (found,) = articletext.read(Source(io.BytesIO(content), Origin("t"), name, folders, ReadOptions()))
    assert isinstance(found, Article)
    return found


def test_an_article() -> None:
    assert read("DDD_000000001_0002_articletext.xml", ("kb", "1813-11-16")) == Article(
        title="VERKOOPING VAN HOUT.",
        body=[
            "Op woensdag zal in de herberg publiek worden verkocht eene partij eiken planken & balken.",
            "De goederen zijn te zien des morgens van tien ure.",
        ],
        date=PublicationDate.from_iso("1813-11-16", "path"),
        origin=Origin("t"),
    )


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    found = read("broken_articletext.xml")
    assert (found.title, found.body) == (
        "VERKOOPING &van; HOUT.",
        "Op woensdag zal in de herberg publiek worden verkoc",
    )
