"""One installation for all tests that start processes; each finds it with no process running and no mail owed."""

from collections.abc import Iterator

import pytest

from tests.running.installation import Installation


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("installation"))
    try:
        made.prepare()
        yield made
    finally:
        made.remove()


@pytest.fixture
def installation(prepared: Installation) -> Iterator[Installation]:
    prepared.clear()
    yield prepared
    prepared.kill_all()
