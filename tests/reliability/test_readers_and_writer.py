"""Eight readers and one writer, in processes of their own: every reader sees whole commits only, in order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import searchkit
from tests.reliability import readers
from tests.reliability.programs import PATIENCE_S, ROOT, environment, require_clean

SECONDS = 60 if "SEARCHKIT_TEST_LONG" in os.environ else 6
READERS = ["refresh"] * 4 + ["reopen"] * 3 + ["check"]


def start(role: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.reliability.readers", role, str(folder), str(SECONDS)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_readers_see_whole_commits_while_a_writer_writes(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    searchkit.create(folder).close()
    readers.publish(folder, 1)
    programs = [start(role, folder) for role in ["write", *READERS]]
    ends = [(*program.communicate(timeout=SECONDS + PATIENCE_S), program.returncode) for program in programs]
    for _, errors, code in ends:
        assert (errors, code) == ("", 0)
    version, *looks = (json.loads(output) for output, _, _ in ends)
    print(f"{version} versions; rounds and versions of the readers: {looks}")
    assert version > 1
    assert all(rounds for rounds, _ in looks)
    with searchkit.open(folder) as archive:
        assert readers.require_whole(archive) == version
    copies = range(readers.COPIES)
    ledger = [f"ledger{number}" for number in range(1, version + 1)]
    require_clean(folder, [*ledger, *(f"e{n}" for n in copies), *(f"b{version}-{n}" for n in copies)])
