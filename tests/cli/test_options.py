"""Values of options that no range keeps out."""

import math

import pytest
import typer

from searchkit.cli.options import finite


def test_a_finite_number_is_as_it_was() -> None:
    assert finite(0.5) == 0.5


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_finite_number_is_told(value: float) -> None:
    with pytest.raises(typer.BadParameter, match=f"{value} is not a finite number"):
        finite(value)
