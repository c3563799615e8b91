"""`tastemaker tune`: weights from stored likes, in force only if they are better, and undone on demand."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import typer
from orjson import loads
from typer.testing import CliRunner

from agents.dialogue import Explanation, Profile, Recommendation, Slate
from app.commands.tuning import tune_command
from app.settings import Settings
from app.tuning import tune
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.scorer import Score
from retrieval.scorers.utility import Utility, shared_out
from retrieval.shelf import Shelf
from retrieval.weights import FILE, UTILITY
from storage.choices import likes, slates_with_feedback
from storage.engine import open_engine
from storage.records import Feedback
from storage.sql import SqlStore

DOMAIN = Domain("gear", "Gear", (Attribute("price", Kind.MONEY),))
ITEMS = tuple(Item(f"i{n}", f"Thing {n}", {"price": float(n)}) for n in range(9))
PARTS = ("wishes", "quality")
CLI = typer.Typer()
CLI.command()(tune_command)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    shelf = Shelf(tmp_path / "catalogues")
    shelf.stage(Catalogue(DOMAIN, "v1", ITEMS), Report(len(ITEMS), len(ITEMS)))
    shelf.publish("gear", "v1")
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    return Settings(var=tmp_path)


def remember(settings: Settings, by: str, talks: int, version: str = Utility.version) -> None:
    """Conversations of one slate each, of which people like what has most of a part, more or less."""
    asyncio.run(_remember(settings, by, talks, version))


async def _remember(settings: Settings, by: str, talks: int, version: str) -> None:
    draw = np.random.default_rng(5)
    shares = shared_out(UTILITY, PARTS)
    store = await SqlStore.open(settings.database_url)
    for _ in range(talks):
        conversation = (await store.open_conversation("gear", "v1")).conversation.id
        worth = draw.random((3, len(PARTS)))
        scores = [
            Score(0.5, {n: float(shares[n] * w) for n, w in zip(PARTS, row, strict=True)}, "utility", version)
            for row in worth
        ]
        cards = tuple(
            Recommendation(f"{conversation}-{rank}", f"i{rank}", rank, score, Explanation((), ""))
            for rank, score in enumerate(scores, start=1)
        )
        await store.begin_turn(conversation, 1, "more")
        await store.commit_slate(conversation, 1, Slate(conversation, "v1", cards), Profile())
        await store.fail_turn(conversation, 1, "shown is shown")
        liked = int(np.argmax(8 * worth[:, PARTS.index(by)] + draw.gumbel(size=3)))
        given = Feedback(f"f-{conversation}", cards[liked].impression_id, "like", datetime.now(UTC))
        await store.add_feedback(given)
    await store.close()


def test_what_people_go_by_is_learned_and_can_be_undone(settings: Settings) -> None:
    remember(settings, "quality", 120)
    file = settings.var / "catalogues" / "gear" / FILE
    dry = tune("gear", settings, dry_run=True)
    assert dry.learned is not None
    assert not dry.in_force
    assert not file.exists()
    ran = CliRunner().invoke(CLI, ["gear", "--json"])
    assert ran.exit_code == 0, ran.output
    figures = loads(ran.output.splitlines()[-1])
    assert figures["in_force"] is True
    assert figures["weights"]["quality"] > figures["before"]["quality"]
    assert figures["conversations"] == 120
    assert file.exists()
    undone = CliRunner().invoke(CLI, ["gear", "--undo"])
    assert "are back" in undone.output
    assert not file.exists()
    assert "already" in CliRunner().invoke(CLI, ["gear", "--undo"]).output


def test_too_little_changes_nothing(settings: Settings) -> None:
    remember(settings, "quality", 3)
    ran = CliRunner().invoke(CLI, ["gear"])
    assert ran.exit_code == 0, ran.output
    assert "Too little to learn from" in ran.output
    assert not (settings.var / "catalogues" / "gear" / FILE).exists()


def test_slates_scored_by_others_are_left_aside_and_told(settings: Settings) -> None:
    remember(settings, "quality", 4, version="of another time")
    found = tune("gear", settings)
    assert found.skipped == 4
    assert found.learned is None


def test_a_catalogue_that_there_is_not_is_a_sentence(settings: Settings) -> None:
    for arguments in (["teas"], ["teas", "--undo"]):
        ran = CliRunner().invoke(CLI, arguments)
        assert ran.exit_code == 1
        assert 'There is no catalogue "teas"' in str(ran.exception) + ran.output


def test_likes_are_found_by_conversation(settings: Settings) -> None:
    remember(settings, "wishes", 2)
    engine = open_engine(settings.database_url)
    slates = slates_with_feedback(engine, "gear")
    together, other = likes(engine, "gear"), likes(engine, "films")
    engine.dispose()
    assert [len(slate.cards) for slate in slates] == [3, 3]
    assert [sum(card.taken for card in slate.cards) for slate in slates] == [1, 1]
    assert {one.conversation: (card.item_id,) for one in slates for card in one.cards if card.taken} == dict(together)
    assert not other
