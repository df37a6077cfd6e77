"""Workers of these tests import what they do from a folder of its own."""

from types import ModuleType

import pytest

from tests.workers.processes import TASKS


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module `worker_tasks`, importable here and in workers."""
    monkeypatch.syspath_prepend(TASKS)
    import worker_tasks  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    module: ModuleType = worker_tasks
    return module
