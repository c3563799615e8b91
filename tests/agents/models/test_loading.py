"""Which models there are, said in sentences, and what keeps a dead one from costing every turn its timeout."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agents.models import Access, ModelSpecError, kinds, load_model
from agents.models.model import Answer, Choice, ModelError, Prompt
from agents.models.patience import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Patient

ASK = Prompt("read.v1", "", "")


def test_builtin_is_no_model() -> None:
    assert load_model("builtin", Access()) is None


def test_a_kind_is_loaded_by_its_name() -> None:
    model = load_model("openai:vendor/name:tag", Access())
    assert model is not None
    assert model.name == "openai:vendor/name:tag"
    assert kinds() == ("langchain", "openai", "transformers")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("openai", "Which model"),
        ("openai:", "Which model"),
        ("transformers:folder", "There is no model in the folder"),
        ("oracle:x", 'no model "oracle:x"'),
        ("model:x", 'no model "model:x"'),
        ("builtin:x", 'no model "builtin:x"'),
        ("", 'no model ""'),
        ("../x:y", "no model"),
    ],
)
def test_what_there_is_not_is_refused_in_a_sentence(spec: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_model(spec, Access())


class Moody:
    """A double: answers or fails as it is told."""

    name = "moody"

    def __init__(self) -> None:
        self.error: ModelError | None = None
        self.asked = 0

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        self.asked += 1
        if self.error:
            raise self.error
        return Answer("fine")

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        await self.ask(prompts[0])
        return (Choice((1.0, 0.0)),)

    def warm(self) -> None: ...

    async def close(self) -> None: ...


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def fails(patient: Patient) -> str:
    with pytest.raises(ModelError) as caught:
        await patient.ask(ASK)
    return str(caught.value)


async def test_after_failures_in_a_row_it_is_left_alone_for_longer_and_longer() -> None:
    moody, clock = Moody(), Clock()
    patient = Patient(moody, clock)
    moody.error = ModelError("timeout after 4 s", unavailable=True)
    for _ in range(FAILURES):
        assert await fails(patient) == "timeout after 4 s"
    assert await fails(patient) == f"paused for {FIRST_PAUSE:g} s after {FAILURES} failures"
    assert moody.asked == FAILURES
    clock.now += FIRST_PAUSE
    assert await fails(patient) == "timeout after 4 s"
    clock.now += FIRST_PAUSE
    assert "paused for 15 s" in await fails(patient)
    for _ in range(30):
        clock.now += LONGEST_PAUSE
        await fails(patient)
    clock.now += LONGEST_PAUSE
    moody.error = None
    assert (await patient.ask(ASK)).text == "fine"
    moody.error = ModelError("timeout after 4 s", unavailable=True)
    assert await fails(patient) == "timeout after 4 s", "one answer makes up for all"
    assert await fails(patient) == "timeout after 4 s"


async def test_choosing_and_asking_share_their_failures() -> None:
    moody = Moody()
    patient = Patient(moody, Clock())
    assert (await patient.choose([ASK], ["Yes", "No"]))[0].likelihoods == (1.0, 0.0)
    moody.error = ModelError("cannot be reached", unavailable=True)
    for _ in range(FAILURES):
        with pytest.raises(ModelError, match="cannot be reached"):
            await patient.choose([ASK], ["Yes", "No"])
    assert "paused for" in await fails(patient)


async def test_a_silly_answer_is_no_failure() -> None:
    moody = Moody()
    patient = Patient(moody, Clock())
    moody.error = ModelError("empty answer")
    for _ in range(10):
        assert await fails(patient) == "empty answer"


def test_the_client_is_imported_only_when_it_is_used() -> None:
    loaded = "import sys, agents.models.openai; sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr("agents.models.transformers.find_spec", lambda _: None)
    with pytest.raises(ModelSpecError, match=r'needs the extra "local" \(torch, transformers\)'):
        load_model(f"transformers:{tmp_path}", Access())


def test_a_model_in_process_imports_nothing_before_it_is_used() -> None:
    loaded = "import sys, agents.models.transformers; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
