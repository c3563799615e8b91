"""What people say in a language model's words: used where it tells the same, else dropped, and counted either way."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from agents.models.costs import Budget
from agents.models.model import ModelError
from evals.judging.answers import Kept
from evals.results import Played
from evals.simulator.anew import Rewording
from evals.simulator.drawing import Needs
from evals.simulator.personas import PERSONAS, Persona
from evals.simulator.playing import hold, people
from tests.evals.simulator.doubles import Answers, PaidModelDouble, good, leaking, losing, silent
from tests.evals.simulator.guessing import Guessing

PEOPLE = 20


def words(answers: Answers | ModelError, file: Path) -> tuple[Rewording, PaidModelDouble]:
    model = PaidModelDouble(answers)
    return Rewording(model, Kept(file), Budget(price_in=2.0, price_out=8.0)), model


async def talks(
    needs: Needs, by: Rewording | None = None, n: int = PEOPLE, personas: Sequence[Persona] = PERSONAS
) -> list[Played]:
    """With an assistant that minds no word."""
    found = []
    for number, one in enumerate(people(needs, range(n), 5, personas)):
        talk = Guessing(needs.catalogue, Random(number))
        found.append(await hold(talk, one, str(number), 5, by.put if by else None))
    return found


def said(played: Sequence[Played]) -> list[str]:
    return [turn.utterance for one in played for turn in one.turns]


async def test_the_words_of_a_good_model_are_used_and_a_repeat_costs_nothing(needs: Needs, tmp_path: Path) -> None:
    by, model = words(good, tmp_path / "answers.jsonl")
    first = await talks(needs, by)
    assert by.used > 0.9 * len(said(first))
    assert sum("you see" in one.lower() for one in said(first)) > 0.7 * by.used  # some mistype it
    assert sum(one.figures["leaks"] for one in first) == 0
    assert by.asked.calls == len(model.prompts) == len(set(model.prompts))  # a text is asked about once
    again, silenced = words(ModelError("nobody home", unavailable=True), tmp_path / "answers.jsonl")
    assert said(await talks(needs, again)) == said(first)
    assert silenced.prompts == []
    assert f"used in {again.used:,} of {again.used + again.refused.total():,} utterances" in again.sentence()
    assert "0 calls, 0 tokens in and 0 out, 0 in your currency" in again.sentence()


async def test_a_model_sees_the_message_the_person_and_what_must_stay_but_never_the_need(
    needs: Needs, tmp_path: Path
) -> None:
    by, model = words(good, tmp_path / "answers.jsonl")
    await talks(needs, by, 5)
    terse = [prompt for prompt in model.prompts if "a word or two at a time" in prompt.system]
    assert terse
    (one,) = people(needs, [0], 5)
    one.begins()
    while not one.course.told:
        one.begins()
    by, model = words(good, tmp_path / "others.jsonl")
    await by.put(one, "anything")
    last = model.prompts[-1]
    told = last.system + last.user
    assert one.voice.last
    assert all(f"- {part}" in last.user for part in one.voice.last.kept)
    assert not [w for w in one.hidden() if isinstance(w.constraint.value, str) and w.constraint.value in told]


@pytest.mark.parametrize("double", [leaking, silent])
async def test_a_model_that_gives_something_away_or_says_nothing_changes_nothing(
    needs: Needs, tmp_path: Path, double: Answers
) -> None:
    by, _ = words(double, tmp_path / "answers.jsonl")
    played = await talks(needs, by)
    assert by.used == 0
    assert said(played) == said(await talks(needs))
    assert sum(one.figures["leaks"] for one in played) == 0
    if double is silent:
        assert set(by.refused) == {"no answer"}
    else:
        assert by.refused["leak"] > 20
        assert set(by.refused) == {"leak", "added wish"}
    assert f"refused: leak {by.refused['leak']}, lost value 0" in by.sentence()


async def test_a_model_that_loses_a_wish_is_used_only_where_there_was_none(needs: Needs, tmp_path: Path) -> None:
    by, model = words(losing, tmp_path / "answers.jsonl")
    played = await talks(needs, by)
    assert not [one for one in said(played) if "something nice" in one.lower()]
    assert by.refused["lost value"] > 20
    assert by.used > 0
    assert by.figures()["model_words.lost_value"] == by.refused["lost value"]
    assert any("- (none)" in prompt.user for prompt in model.prompts)


async def test_a_model_that_is_down_is_asked_no_more_and_templates_speak(needs: Needs, tmp_path: Path) -> None:
    by, model = words(ModelError("timeout after 4 s", unavailable=True), tmp_path / "answers.jsonl")
    played = await talks(needs, by)
    assert said(played) == said(await talks(needs))
    assert len(model.prompts) == 1
    assert by.used == 0
    assert "Stopped: timeout after 4 s. What was answered is kept" in by.sentence()


async def test_nothing_slips_out_whatever_a_model_makes_of_it(needs: Needs, tmp_path: Path) -> None:
    """Checked by plain values, apart from the check that is tested."""
    chance = Random(3)
    values = [str(v) for name in ("kind", "place", "notes") for v in needs.columns.values(name)]

    def wild(message: str, kept: Sequence[str]) -> str:
        return " ".join(
            chance.sample([message, *kept, *values, "no", "Morning Cup 3", "20", "ok"], chance.randint(1, 4))
        )

    by, _ = words(wild, tmp_path / "answers.jsonl")
    heard = 0
    for number, one in enumerate(people(needs, range(60), 11)):
        talk = Guessing(needs.catalogue, Random(number))
        drafted = one.begins()
        while True:
            heard += 1
            text = await by.put(one, drafted)
            brought = [v for v in values if v.lower() in text.lower() and one.voice.last and text != drafted]
            assert all(v.lower() in one.voice.last.clean.lower() for v in brought if one.voice.last), text
            if one.done:
                break
            drafted = one.hears((await talk.say(text)).reply)
        assert not one.course.leaked
    assert heard > 250
    assert by.used > 0


async def test_an_option_is_tapped_and_one_who_mistypes_mistypes_the_models_words_too(
    needs: Needs, tmp_path: Path
) -> None:
    misspelling = next(persona for persona in PERSONAS if persona.name == "misspelling")
    by, _ = words(lambda message, kept: f"{message}, wonderful recommendations altogether", tmp_path / "answers.jsonl")
    played = await talks(needs, by, 10, [misspelling])
    assert any("wonderful recommendations altogether" not in one.lower() for one in said(played))
    (one,) = people(needs, [0], 5)
    one.begins()
    one.voice.last = None  # as after a tap
    assert await by.put(one, "green") == "green"
