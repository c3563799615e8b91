"""A stored conversation as a script: it plays, and passes, as long as the product does the same."""

import asyncio
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.dialogue import Conversation
from app.catalogues import import_catalogue
from app.settings import Settings
from app.wiring import index_builder, open_house, open_shelf
from evals.scripting import recording
from evals.scripting.playing import played
from evals.scripting.reading import Read, read
from retrieval.catalogue import Catalogue

Talk = tuple[Conversation, Catalogue]


@pytest.fixture
async def talk(script: Callable[[str], Read], settings: Settings) -> Talk:
    """Three messages, a dislike and a wish taken out by hand, in the owner's own database."""
    brought = script('goal = "g"\n[[turn]]\nsay = "x"\n').brought
    assert brought is not None
    shelf = open_shelf(settings)
    import_catalogue(brought, name="kettles", shelf=shelf, index_builder=index_builder(settings))
    house = await open_house(settings)
    try:
        opened = await house.service.start("kettles")
        key = (opened.conversation.id, opened.token)
        for text in ("a red one, not rustic", "cheaper than the third", "compare the first two"):
            async for _ in house.service.say(*key, text):
                pass
        now = await house.service.resume(*key)
        slate = now.last_slate
        assert slate is not None
        await house.service.react(*key, slate.recommendations[0].impression_id, "dislike", "too expensive")
        await house.service.edit(*key, "remove", 0)
        return await house.service.resume(*key), shelf.load("kettles")
    finally:
        await house.close()


async def test_what_was_recorded_plays_and_passes(talk: Talk, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "again.toml"
    path.write_text(recording.script_text(*talk), encoding="utf-8")
    done = await played([read(path)], settings)
    assert [str(check) for check in done.played[0].failures] == []
    assert len(done.played[0].checks) > 12
    assert [turn.utterance for turn in done.played[0].turns] == [
        "a red one, not rustic",
        "cheaper than the third",
        "compare the first two",
        "(dislike: too expensive)",
        "(remove colour)",
    ]


async def test_what_it_did_stands_as_what_is_expected(talk: Talk) -> None:
    written = tomllib.loads(recording.script_text(*talk))
    first, *_, removed = written["turn"]
    assert first["say"] == "a red one, not rustic"
    assert first["expect"]["move"] == "recommend"
    assert "must colour = red" in first["expect"]["profile"]
    assert len(first["expect"]["contains"]) > 0
    assert removed["do"] == "remove colour"


async def test_the_command_writes_it_out_and_tells_of_a_conversation_there_is_none_of(
    talk: Talk, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recording, "load_settings", lambda: settings)
    await asyncio.to_thread(recording.run, talk[0].id)
    assert tomllib.loads(capsys.readouterr().out)["domain"] == "kettles"
    with pytest.raises(SystemExit, match="nowhere"):
        await asyncio.to_thread(recording.run, "nowhere")
