"""Runs all measures, or those that are named, and compares them with the floors: `python -m gate [NAME…]`.

A module `gate/NAME.py` has `measure() -> Mapping[str, float]` for its own set in `gate/data/NAME`, and may have
`measure_outside(folder) -> Mapping[str, float]` for real data in the folder that SEARCHKIT_TEST_DATA names. The
floors are in `gate/floors.json`, under `NAME.metric` and `NAME.outside.metric`. Exit code 1 where one is not held.
"""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import gate

FLOORS = Path(__file__).parent / "floors.json"


def names() -> list[str]:
    """The measures there are."""
    return sorted(module.name for module in pkgutil.iter_modules(gate.__path__) if not module.name.startswith("_"))


def measured(name: str) -> Iterator[tuple[str, float]]:
    """The metrics of one measure, under the names that the floors have."""
    module = importlib.import_module(f"gate.{name}")
    yield from ((f"{name}.{metric}", value) for metric, value in module.measure().items())
    folder = Path(os.environ.get("SEARCHKIT_TEST_DATA", ""))
    if hasattr(module, "measure_outside") and folder != Path() and folder.is_dir():
        yield from ((f"{name}.outside.{metric}", value) for metric, value in module.measure_outside(folder).items())


def main(wanted: list[str]) -> int:
    """Prints each metric with its floor."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    is_held = True
    for name in wanted or names():
        for metric, value in measured(name):
            floor = floors.get(metric)
            holds = floor is not None and value >= floor
            is_held &= holds
            print(f"{metric:48} {value:8.4f}  floor {floor}{'' if holds else '   NOT HELD'}")
    return 0 if is_held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
