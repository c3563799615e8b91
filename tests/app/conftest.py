"""One real server for all tests that only talk to it."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.doubles.serving import Served, free_port, serving


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serves the invented games on loopback, where no key is needed; limits are far off."""
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        embedder="hash",
        catalogue="games",
        port=free_port(),
        rate_address="100000/minute",
        rate_key="100000/minute",
        rate_conversation="10000/minute",
    )
    with serving(settings) as served:
        yield served
