"""The stability bench: its tau, and that it tells a steady model from one that looks where an item stands."""

from math import isnan

import pytest

from agents.models.model import ModelError, Prompt
from agents.scorers import kinds
from evals.benchmarks import stability
from evals.benchmarks.stability import Scene, Stub, kendall_tau, measure, scenes
from evals.benchmarks.staging import films
from retrieval.catalogue import Catalogue
from tests.doubles.scripted_model import ScriptedModel


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return films()


@pytest.fixture
async def asked(catalogue: Catalogue) -> tuple[Scene, ...]:
    return await scenes(catalogue, stability.SAID[:2])


@pytest.mark.parametrize(
    ("one", "other", "tau"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        ([1, 2, 3, 4, 5], [3, 4, 1, 2, 5], 0.2),  # 6 pairs agree, 4 do not
        ([1, 2, 2, 3], [1, 3, 2, 2], 2 / 5),  # 3 agree, 1 does not, 5 and 5 untied
    ],
)
def test_kendalls_tau(one: list[float], other: list[float], tau: float) -> None:
    assert kendall_tau(one, other) == pytest.approx(tau)


def test_without_any_difference_there_is_no_tau() -> None:
    assert isnan(kendall_tau([1, 1, 1], [1, 2, 3]))


@pytest.mark.parametrize("kind", kinds())
async def test_the_stub_is_steady_and_says_what_it_is(
    catalogue: Catalogue, asked: tuple[Scene, ...], kind: str
) -> None:
    found = await measure(kind, Stub(), catalogue, asked, 3, 7)
    assert set(found.taus) == {1.0}
    assert (len(found.taus), found.gradings, found.failed, found.alike) == (6, 6, 0, 0)
    assert found.model == "stub: mechanics only"


def standing_first(prompt: Prompt) -> str:
    letters = "".join(line[0] for line in prompt.user.splitlines() if line[1:3] == ": ")
    return letters if prompt.name == "list.v1" else "3ABC0KL"


async def test_a_model_that_grades_places_is_found_out(catalogue: Catalogue, asked: tuple[Scene, ...]) -> None:
    found = await measure("llm-grade", ScriptedModel(standing_first), catalogue, asked, 4, 7)
    assert sum(found.taus) / len(found.taus) < 0.4
    listed = await measure("llm-list", ScriptedModel(standing_first), catalogue, asked, 4, 7)
    assert (listed.taus, listed.alike) == ((), 12)  # two orders cancel its liking out: nothing is left to rank by


async def test_a_model_that_is_no_help_is_counted(catalogue: Catalogue, asked: tuple[Scene, ...]) -> None:
    found = await measure("llm-grade", ScriptedModel(ModelError("no")), catalogue, asked, 2, 7)
    assert (found.gradings, found.failed, found.taus) == (4, 4, ())


def test_it_runs_without_a_model(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_MODEL", "builtin")
    stability.run(2, 1, as_json=True, wanted=("llm-grade",))
    told = capsys.readouterr().out
    assert "mechanics only" in told
    assert '"tau":1.0' in told.splitlines()[-1]
