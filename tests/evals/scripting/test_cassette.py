"""A model's answers, recorded once and told again without it; a question that was not recorded fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.models.model import ModelError, Prompt
from app.settings import Settings
from evals.results import Played
from evals.scripting import playing
from evals.scripting.cassette import PLAYING, Tape, Taped, blank, load, path_of
from evals.scripting.reading import Read, ScriptError
from evals.scripting.running import failed
from tests.doubles.scripted_model import ScriptedModel

SCRIPT = """
goal = "Something for the kitchen"
[[turn]]
say = "something for a calm morning"
[[turn]]
say = "just show me a red one, please"
"""
READ = Prompt("read.v1", "Read.", "a red one")
OTHER = Prompt("read.v1", "Read.", "a blue one")


@pytest.fixture
def one(script: Callable[[str], Read]) -> Read:
    return script(SCRIPT)


async def test_what_was_answered_is_answered_again_in_its_order(one: Read) -> None:
    tape = blank(one, "openai:scripted")
    PLAYING.set(tape)
    model = Taped("openai:scripted", ScriptedModel("first", "second", chooses=lambda prompt: (0.75, 0.25)))
    assert [(await model.ask(READ)).text for _ in range(2)] == ["first", "second"]
    chosen = await model.choose([READ, OTHER], ["yes", "no"])
    tape.save()

    again = load(one)
    PLAYING.set(again)
    replayed, heard = Taped(again.model), list[str]()
    assert replayed.name == "openai:scripted"
    assert [(await replayed.ask(READ, heard.append)).text for _ in range(3)] == ["first", "second", "second"]
    assert heard == ["first", "second", "second"]
    assert await replayed.choose([READ, OTHER], ["yes", "no"]) == chosen
    assert again.missed == []


async def test_trouble_is_recorded_too(one: Read) -> None:
    tape = blank(one, "openai:scripted")
    PLAYING.set(tape)
    with pytest.raises(ModelError):
        await Taped("openai:scripted", ScriptedModel(ModelError("timeout after 4 s", unavailable=True))).ask(READ)
    tape.save()
    PLAYING.set(load(one))
    with pytest.raises(ModelError, match="timeout after 4 s") as caught:
        await Taped("openai:scripted").ask(READ)
    assert caught.value.unavailable


async def test_a_question_that_is_not_on_it_is_a_miss(one: Read) -> None:
    tape = Tape(Path("x.jsonl"), "s", "m")
    PLAYING.set(tape)
    with pytest.raises(ModelError, match="not on the cassette"):
        await Taped("m").ask(READ)
    assert tape.missed[0].startswith('the question "read.v1" is not on x.jsonl, which knows no question only; record')


# --- whole scripts ----------------------------------------------------------------------------------------------------


def outcome(one: Played) -> object:
    return [(t.utterance, t.text, t.move, t.wishes, [c.item_id for c in t.cards], t.calls, t.tokens) for t in one.turns]


@pytest.fixture
def modelled(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With a model that reads nothing into what is said."""
    monkeypatch.setattr(playing, "open_model", lambda settings: ScriptedModel('{"acts": []}'))
    return settings


async def test_a_script_plays_from_its_cassette_as_it_did_with_the_model(
    one: Read, modelled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await playing.played([one], modelled, cassette="record")
    assert live.played[0].figures["calls"] > 0
    assert live.model == "openai:scripted"
    monkeypatch.setattr(playing, "open_model", lambda settings: pytest.fail("a model was opened"))
    replayed = await playing.played([one], modelled, cassette="replay")
    assert outcome(replayed.played[0]) == outcome(live.played[0])
    assert replayed.played[0].passed
    assert replayed.model == "openai:scripted"


async def test_a_changed_script_misses_and_fails(script: Callable[[str], Read], one: Read, modelled: Settings) -> None:
    await playing.played([one], modelled, cassette="record")
    changed = script(SCRIPT.replace("a calm morning", "a stormy evening"))
    done = await playing.played([changed], modelled, cassette="replay")
    (missed, *_) = done.played[0].failures
    assert missed.name == "cassette"
    assert "is not on" in missed.reason
    assert "record it again with" in missed.reason
    assert len(failed(done)) == 1


# --- what can be wrong with one ---------------------------------------------------------------------------------------


def saved(one: Read) -> list[str]:
    tape = blank(one, "m")
    tape.save()
    return path_of(one).read_text(encoding="utf-8").splitlines()


def test_one_that_is_not_there_is_told(one: Read) -> None:
    with pytest.raises(ScriptError, match="There is no cassette of"):
        load(one)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"cassette": 2, "script": "s", "model": "m"}', '{"end": 0}'], "line 1: recorded by another version"),
        (['{"cassette": 1, "script": "s", "model": "m"}'], "line 1: the cassette is cut short"),
        (['{"cassette": 1, "script": "s", "model": "m"}', '{"key": "x", "pro'], "line 2: the cassette is cut short"),
        (['{"cassette": 1, "script": "s", "model": "m"}', '{"end": 3}'], "line 2: lines of the cassette are missing"),
        (['{"cassette": 1, "script": "s", "model": "m"}', "{}", '{"end": 1}'], "line 2: this is no line"),
        ([], "line 1: this is no line"),
    ],
)
def test_a_damaged_one_is_told_with_its_line(one: Read, lines: list[str], said: str) -> None:
    saved(one)
    path_of(one).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ScriptError, match=said):
        load(one)


def test_a_saved_one_is_plain_json_lines(one: Read) -> None:
    assert [json.loads(line) for line in saved(one)] == [
        {"cassette": 1, "script": "kettles/one", "model": "m"},
        {"end": 0},
    ]


async def test_nothing_can_be_recorded_without_a_model(one: Read, settings: Settings) -> None:
    with pytest.raises(ScriptError, match="There is no model to record"):
        await playing.played([one], settings, cassette="record")
