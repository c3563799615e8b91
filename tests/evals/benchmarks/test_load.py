"""The bench of many people at once, small, against a server of the test's own."""

import json

import pytest

from app.settings import Settings
from evals.benchmarks import load
from evals.benchmarks.load_people import Crowd, gather
from tests.doubles.streams import streams


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    settings = Settings(
        var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="films", rate_conversation="10000/minute"
    )
    prepare(("films",), settings)
    return settings


async def test_a_crowd_has_its_turns_and_tells_how_they_went(settings: Settings) -> None:
    async with streams(settings) as there:
        crowd = await gather(there.base, "films", Crowd(3, 0.01), 12)
    figures = crowd.figures()
    assert crowd.errors == []
    assert figures["turns"] == 12
    assert figures["errors"] == 0
    assert 0 < len(crowd.cards_ms) < 12
    assert crowd.cards_ms[0] <= max(crowd.turns_ms)


async def test_what_fails_is_an_error_and_no_turn(settings: Settings) -> None:
    async with streams(settings) as there:

        async def breaks(*_: object) -> None:
            raise ZeroDivisionError

        world = await there.house.service.world("films")
        patch = pytest.MonkeyPatch()
        patch.setattr(type(world.recorder), "finish_turn", breaks)
        crowd = await gather(there.base, "films", Crowd(2, 0), 4)
        patch.undo()
    assert len(crowd.errors) == 4
    assert crowd.figures()["turns"] == 0


def test_what_is_told_in_the_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    async def measured(base: str, catalogue: str, streams: int, turns: int, pause: float) -> load.Crowds:
        assert (base, catalogue, turns, pause) == ("http://there", "films", 100, 2)
        crowds = Crowd(1, 0), Crowd(streams, pause), Crowd(streams, 0)
        for place, one in enumerate(crowds, 1):
            one.cards_ms, one.turns_ms, one.seconds = [100.0 * place], [200.0 * place] * 4, 2.0
        return crowds

    monkeypatch.setattr(load, "measure", measured)
    load.run(7, 100, 2, 10, as_json=True, url="http://there/")
    *drawn, last = capsys.readouterr().out.strip().splitlines()
    told = json.loads(last)
    assert told["streams"] == 7
    assert told["paced"]["first_card_p95_ms"] == 200
    assert told["crowd"] == {
        "streams": 7,
        "pause_s": 0,
        "first_card_p50_ms": 300.0,
        "first_card_p95_ms": 300.0,
        "turn_p50_ms": 600.0,
        "turn_p95_ms": 600.0,
        "turns": 4,
        "turns_per_s": 2.0,
        "errors": 0,
    }
    assert any("missed" in line for line in drawn), "2 turns a second are too few"
