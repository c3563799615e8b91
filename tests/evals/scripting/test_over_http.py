"""The same script over real HTTP: the same conversation, and the same verdicts."""

from collections.abc import Callable, Iterator

import pytest

from app.catalogues import import_catalogue
from app.settings import Settings
from app.wiring import index_builder, open_shelf
from evals.results import Played
from evals.scripting.playing import played, played_over
from evals.scripting.reading import Read, ScriptError
from tests.doubles.serving import Served, free_port, serving

SCRIPT = """
goal = "A red kettle"
[expect]
grounded = true
[[turn]]
say = "a red one, not rustic"
expect = { profile = ["colour = red", "not style = rustic"], every = "colour = red" }
[[turn]]
say = "show me blue ones"
[[turn]]
do = "dislike 1: too expensive"
expect = { profile = "price" }
[[turn]]
do = "remove price"
expect = { absent = "price" }
[[turn]]
do = "undo"
[[turn]]
say = "anything under 5 euros"
expect = { fits = 0, move = "relax", relaxes = "price" }
"""


@pytest.fixture
def one(script: Callable[[str], Read]) -> Read:
    return script(SCRIPT)


@pytest.fixture
def served(one: Read, settings: Settings) -> Iterator[Served]:
    there = settings.model_copy(update={"port": free_port()})
    assert one.brought is not None
    import_catalogue(one.brought, name="kettles", shelf=open_shelf(there), index_builder=index_builder(there))
    with serving(there, shelved=True) as running:
        yield running


def outcome(one: Played) -> object:
    turns = [(t.utterance, t.text, t.move, t.question, t.wishes, t.cards) for t in one.turns]
    return turns, [(c.name, c.passed, c.reason, c.turn) for c in one.checks]


async def test_over_http_it_is_the_same_conversation(one: Read, settings: Settings, served: Served) -> None:
    inside = await played([one], settings)
    outside = await played_over([one], settings, served.base, "")
    assert [str(check) for check in inside.played[0].failures] == [], inside.played[0].turns
    assert outcome(outside.played[0]) == outcome(inside.played[0])


async def test_a_server_that_is_not_there_or_lacks_the_catalogue_is_told(
    script: Callable[[str], Read], settings: Settings, served: Served
) -> None:
    with pytest.raises(ScriptError, match="Nobody answers at"):
        await played_over([script(SCRIPT)], settings, f"http://127.0.0.1:{free_port()}", "")
    with pytest.raises(ScriptError, match=r'has no catalogue "pots"; there are kettles'):
        await played_over([script('domain = "pots"\n' + SCRIPT)], settings, served.base, "")
