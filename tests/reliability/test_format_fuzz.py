"""No file makes a reader raise, hang or grow: mutated samples of every format are read or turned down."""

from tests.reliability.formatfuzz import readings


def test_mutated_samples_are_read_or_turned_down() -> None:
    done = list(readings(1500))
    assert [(reading.name, reading.number) for reading in done if reading.raised] == []
    assert max(reading.grown_mb for reading in done) < 300
