"""`tastemaker people`: shown, handed over, erased."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.dialogue import Turn
from app.commands.people import people_app
from storage.records import Provenance
from storage.sql import SqlStore

SECRET = "something only Ann would say"


@pytest.fixture
def talked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    return tmp_path


async def talk(var: Path, person: str, key: str = "k1") -> None:
    store = await SqlStore.open(f"sqlite:///{var}/tastemaker.db")
    opened = await store.open_conversation("films", "1", Provenance("widget", key, person), "given")
    await store.begin_turn(opened.conversation.id, 1, SECRET)
    await store.finish_turn(opened.conversation.id, Turn(1, SECRET))
    await store.close()


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(people_app, list(arguments), input=typed)
    return result.exit_code, f"{result.output}{result.exception or ''}"


def test_a_person_is_shown_in_figures_and_handed_over_whole(talked: Path) -> None:
    asyncio.run(talk(talked, "ann"))
    code, said = run("show", "ann")
    assert code == 0
    assert "“ann”, key “k1”" in said
    assert "given 1" in said
    assert SECRET not in said
    code, said = run("show", "ann", "--json")
    (told,) = map(json.loads, said.splitlines())
    assert (told["turns"][0]["utterance"], told["consent"], told["provenance"]["person"]) == (SECRET, "given", "ann")


def test_erasing_asks_first_and_leaves_nothing_in_the_files(talked: Path) -> None:
    asyncio.run(talk(talked, "ann"))
    asyncio.run(talk(talked, "bob"))
    files = [path for path in talked.iterdir() if path.name.startswith("tastemaker.db")]
    code, said = run("erase", "ann", typed="n\n")
    assert "Nothing was erased." in said
    assert code == 1
    assert run("show", "ann")[0] == 0
    code, said = run("erase", "ann", "--yes")
    assert (code, said.splitlines()[-1]) == (0, "1 conversation of “ann” erased.")
    assert run("erase", "bob", "--yes")[0] == 0
    assert not [path for path in talked.iterdir() if path in files and SECRET.encode() in path.read_bytes()]
    code, said = run("show", "ann")
    assert (code, "Nothing is stored of “ann”" in said) == (1, True)
    assert run("erase", "ann", "--yes")[0] == 1


def test_people_of_two_sites_are_not_erased_for_one_another(talked: Path) -> None:
    asyncio.run(talk(talked, "ann", "k1"))
    asyncio.run(talk(talked, "ann", "k2"))
    code, said = run("erase", "ann", "--yes")
    assert code == 1
    assert "choose with --key: “k1” (1), “k2” (1)" in said
    assert run("erase", "ann", "--key", "k2", "--yes")[0] == 0
    assert "k1" in run("show", "ann")[1]
