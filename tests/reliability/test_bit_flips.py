"""A thousand bits of a segment turned over, one at a time: a reader is told the same, or an error, or `check` knows."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.reliability.programs import ROOT, environment

BITS, SEED = (10_000, 2) if "SEARCHKIT_TEST_LONG" in os.environ else (1_000, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of memory as POSIX has it")
def test_a_flipped_bit_is_harmless_or_found(tmp_path: Path) -> None:
    # a logarithm of what has become less than nothing makes NumPy warn
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore::RuntimeWarning",
            "-m",
            "tests.reliability.flips",
            tmp_path,
            str(BITS),
            str(SEED),
        ],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = [tuple(one) for one in json.loads(done.stdout)]
    print(Counter((kind, is_found, is_padding) for _, kind, is_found, is_padding in found))
    assert len(found) == BITS
    assert [bit for bit, kind, is_found, _ in found if kind != "equal" and not is_found] == []
    assert [bit for bit, _, is_found, is_padding in found if is_found == is_padding] == []
