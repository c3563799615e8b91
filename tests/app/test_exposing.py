"""`tastemaker exposure`: the figures as people and programs read them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from agents.dialogue import Explanation, Profile, Recommendation, Slate
from app.commands.exposing import exposure_command
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.scorer import Score
from retrieval.shelf import Shelf
from storage.sql import SqlStore

DOMAIN = Domain("gear", "Gear", (Attribute("fame", Kind.NUMBER),), plural="things", popularity="fame")
ITEMS = tuple(Item(f"i{n}", f"Thing {n}", {"fame": float(n)} if n else {}) for n in range(10))


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    shelf = Shelf(tmp_path / "catalogues")
    shelf.stage(Catalogue(DOMAIN, "v1", ITEMS), Report(len(ITEMS), len(ITEMS)))
    shelf.publish("gear", "v1")
    app = typer.Typer()
    app.command("exposure")(exposure_command)
    return app


async def shown(tmp_path: Path, *item_ids: str) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/tastemaker.db")
    conversation = (await store.open_conversation("gear", "1")).conversation.id
    await store.begin_turn(conversation, 1, "hello")
    cards = tuple(
        Recommendation(f"c{rank}", i, rank, Score(1, {}, "test", "1"), Explanation((), ""))
        for rank, i in enumerate(item_ids, start=1)
    )
    await store.commit_slate(conversation, 1, Slate("s", "1", cards), Profile())
    await store.fail_turn(conversation, 1, "enough")
    await store.close()


async def test_figures_bars_and_the_most_shown(command: typer.Typer, tmp_path: Path) -> None:
    await shown(tmp_path, "i9", "i0", "i9", "i4")
    said = CliRunner().invoke(command, ["gear"]).output
    assert "3 of 10 (30.0%)" in said
    assert "Thing 9 (i9)" in said
    bars = [line for line in said.splitlines() if "█" in line]
    assert len(bars) == 3
    assert bars[0].count("█") == 2 * bars[1].count("█") == 40
    figures = json.loads(CliRunner().invoke(command, ["gear", "--json"]).output)
    assert figures["share"] == 0.3
    assert figures["cold"] == 0.25
    assert figures["most"][0] == ["i9", 2]


def test_a_catalogue_that_was_never_shown_and_one_that_is_not_there(command: typer.Typer) -> None:
    assert "Nothing of “Gear” was shown yet." in CliRunner().invoke(command, ["gear"]).output
    missing = CliRunner().invoke(command, ["wines"])
    assert missing.exit_code != 0
    assert "wines" in str(missing.exception)
