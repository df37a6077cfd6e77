"""One tiny archive that serves the suite."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import searchkit
from searchkit import Archive, Article

# A run in the background is deaf to interruptions, and so would be the programs that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Timings never decide a test: the machine may be busy.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

HAY = (
    Article(
        id="wheat",
        title="Wheat board paid kickbacks",
        body="The wheat board paid kickbacks to Iraq.\n\nThe board denied it. Exports of wheat fell.",
        date="2006-01-16",
        source="Vale Courier",
        section="Business",
        authors=["Ana Novak"],
        language="en",
        url="https://example.org/wheat",
    ),
    Article(
        id="barley",
        title="Barley prices",
        body="A board met. Wheat was not discussed, barley was.",
        date="2006-02",
        source="Harbour Radio",
        section="Markets",
        authors=["Jo Berg", "Li Wei"],
        language="en-AU",
    ),
    Article(
        id="weizen",
        title="Weizenexporte steigen",
        body="Die Ausfuhren von Weizen stiegen im März um 3,5 Prozent. U.S. wheat blieb billig.",
        date="2006-03-05T10:00+01:00",
        source="Auenfelder Tagblatt",
        language="de",
    ),
    Article(
        id="pshenitsa",
        title="Экспорт пшеницы",
        body="Экспорт пшеницы в Ирак вырос. О контракте сообщил О’Брайен.",
        source="Вестник",
        language="ru",
    ),
)


@pytest.fixture(scope="session")
def hay_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hay") / "index"
    with searchkit.create(folder) as archive:
        archive.add(HAY)
    return folder


@pytest.fixture
def hay(hay_folder: Path) -> Iterator[Archive]:
    with searchkit.open(hay_folder) as archive:
        yield archive
