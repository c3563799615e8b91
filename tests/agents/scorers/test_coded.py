"""A code in plain text where that works, in JSON where it does not."""

import pytest

from agents.models.model import ModelError, Prompt
from agents.scorers._coded import CodedQuestion, within
from agents.scorers._codes import read_order
from tests.doubles.scripted_model import ScriptedModel


def question(model: ScriptedModel) -> CodedQuestion:
    return CodedQuestion(model, "list.v1", "system", read_order, "no order", 0.5)


def strict(prompt: Prompt) -> str:
    """A model that chatters unless a schema keeps it from that."""
    return '{"code": "BA"}' if prompt.schema else "Well, I like them all."


async def test_a_model_that_chatters_is_held_to_json_from_then_on() -> None:
    model = ScriptedModel(strict)
    asked = question(model)
    code, call = await asked.ask("user", 2)
    assert (code, call.trouble, model.prompts[0].schema) == (None, "no order", None)
    code, call = await asked.ask("user", 2)
    assert code
    assert (code.order, call.trouble) == ((1, 0), "")
    assert model.prompts[1].schema
    assert model.prompts[1].user.startswith("user\n")


async def test_a_model_that_keeps_to_the_code_is_never_asked_for_json() -> None:
    model = ScriptedModel("AB", ModelError("timeout after 4 s"), "BA")
    asked = question(model)
    for _ in range(3):
        await asked.ask("user", 2)
    assert [prompt.schema for prompt in model.prompts] == [None, None, None]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("CAB", "CAB"),
        ('{"code":"CAB"}', "CAB"),
        ('{ "code" : "CA', "CA"),
        ('{"code":"', ""),
        ('{"co', ""),
        ("{", ""),
        ("", ""),
        ('{"grades":"CAB"}', '{"grades":"CAB"}'),
        ('["CAB"]', '["CAB"]'),
    ],
)
def test_the_code_within_json_as_far_as_it_has_come(said: str, code: str) -> None:
    assert within(said) == code
