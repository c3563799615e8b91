import pytest

from evals.simulator.drawing import Needs
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns
from tests.evals.simulator.guessing import tea_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return tea_catalogue()


@pytest.fixture(scope="session")
def needs(catalogue: Catalogue) -> Needs:
    return Needs(catalogue, Columns(catalogue))
