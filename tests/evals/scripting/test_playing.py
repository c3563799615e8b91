"""Scripts, played through the real service over a small catalogue that they bring."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings
from evals.results import Played
from evals.scripting.playing import played
from evals.scripting.reading import Read, ScriptError, read_all
from evals.scripting.running import failed, lines

Script = Callable[[str], Read]
Write = Callable[..., Path]

WHOLE = """
goal = "A red kettle that is not dear"
[expect]
turns = 4
[[turn]]
say = "a red one"
expect = { profile = "colour = red", every = "colour = red" }
[[turn]]
repeat = 3
[[turn.when]]
move = "elicit"
say = "just show me"
[turn.expect]
asked = false
[[turn]]
say = "cheaper than {last.3}"
expect = { every = "price < @last.3", calls = 0 }
[[turn]]
do = "remove colour"
expect = { absent = "colour" }
[[turn]]
say = "how many are there?"
expect = { move = "inform" }
"""


def outcome(one: Played) -> object:
    turns = [(t.utterance, t.text, t.move, t.question, t.wishes, [c.item_id for c in t.cards]) for t in one.turns]
    return turns, [(c.name, c.passed, c.turn) for c in one.checks]


async def test_a_script_is_played_and_judged_the_same_twice(script: Script, settings: Settings) -> None:
    one = script(WHOLE)
    first, again = await played([one], settings), await played([one], settings)
    assert [str(check) for check in first.played[0].failures] == [], first.played[0].turns
    assert len(first.played[0].turns) == 4
    assert outcome(first.played[0]) == outcome(again.played[0])
    assert "cheaper than Kettle" in first.played[0].turns[1].utterance
    assert (first.figures["scripts"], first.figures["passed"], first.figures["calls"]) == (1.0, 1.0, 0.0)


async def test_conversations_at_once_do_not_meet(write: Write, settings: Settings) -> None:
    text = 'goal = "g"\n[[turn]]\nsay = "{0}"\n[[turn]]\nsay = "just show me"\nexpect = {{ every = "colour = {0}" }}\n'
    paths = [write(text.format(colour), colour) for colour in ("red", "blue", "green")]
    done = await played(read_all(paths), settings, jobs=3)
    assert [one.name for one in done.played] == ["kettles/red", "kettles/blue", "kettles/green"]
    assert [str(check) for one in done.played for check in one.failures] == []


async def test_what_fails_is_told_with_the_turn_and_the_reason(write: Write, settings: Settings) -> None:
    text = 'goal = "g"\n{}[[turn]]\nsay = "a red one"\nexpect = {{ profile = "colour = blue" }}\n'
    broken = 'goal = "g"\n[[turn]]\nsay = "like {last.1}"\n'
    paths = [write(text.format(""), "a"), write(text.format('known = "a reason"\n'), "b"), write(broken, "c")]
    done = await played(read_all(paths), settings)
    told = "\n".join(lines(done))
    assert "FAILED  kettles/a" in told
    reason = "profile: the wishes are must colour = red, without colour = blue"
    assert f'    turn 1, "a red one"\n        {reason}\n' in told
    assert told.count(reason) == 1
    assert "known   kettles/b: a reason" in told
    assert "    turn 1\n        answered: card 1 of the last slate was never shown" in told
    assert told.endswith("tastemaker eval report scripts")
    assert [one.name for one in failed(done)] == ["kettles/a", "kettles/c"]
    assert done.figures["known"] == 1.0


async def test_nothing_is_played_where_a_script_is_wrong(script: Script, settings: Settings) -> None:
    wrong = script('goal = "g"\n[[turn]]\nsay = "x"\nexpect = { every = "colour = redd" }')
    with pytest.raises(ScriptError, match='did you mean "red"'):
        await played([wrong], settings)


async def test_a_catalogue_that_cannot_be_imported_is_told(script: Script, settings: Settings) -> None:
    one = script('goal = "g"\n[[turn]]\nsay = "x"')
    assert one.brought is not None
    one.brought.write_text("", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"catalogue\.csv"):
        await played([one], settings)
