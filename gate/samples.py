"""Do real files give the articles that a person finds in them? Only with the samples of archives at hand.

`gate/data/samples/expected.tsv` tells for each sample file how many articles a person found in it when looking, 0 where
there is none to find. Measured is the share of files that give so many; of files without articles every record must
have told why not. `python -m gate.samples FOLDER` prints what each file gives, as that table has it.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from searchkit.inspecting import inspect
from searchkit.model import Article, Rejected

EXPECTED = Path(__file__).parent / "data" / "samples" / "expected.tsv"
_MEASURED_ELSEWHERE = ("html_benchmark_scrapinghub", "encodings_chardet")


def measure() -> Mapping[str, float]:
    """Nothing without the samples."""
    return {}


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The share of sample files that give as many articles as a person found."""
    expected = dict(line.rsplit("\t", 1) for line in EXPECTED.read_text("utf-8").splitlines())
    found = {name: str(articles) for name, articles, _ in counted(folder / "formats")}
    right = sum(found.get(name) == count for name, count in expected.items())
    return {"right": right / len(expected)}


def counted(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Each sample file with the number of its articles, and why it gives none."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(_MEASURED_ELSEWHERE):
            yield name, *_count(path)


def _count(path: Path) -> tuple[int, str]:
    articles, reasons = 0, []
    for source in inspect([path]):
        for record in [source] if isinstance(source, Rejected) else source.records:
            if isinstance(record, Article):
                articles += 1
            else:
                reasons.append(f"{record.reason}: {record.detail}")
    return articles, "" if articles else reasons[0] if reasons else "nothing is told"


if __name__ == "__main__":
    for name, articles, why in counted(Path(sys.argv[1])):
        print(name, articles, why, sep="\t")
