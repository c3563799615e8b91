"""Talks held through the service, with exploration, in a database of their own."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import open_service

EXPLORE = 0.3
TALKS: tuple[tuple[str, ...], ...] = (
    ("a tent under 400 euros, just show me", "I'll take the first"),
    ("a jacket under 300 euros, just show me", "show me others", "I'll take the second"),
    ("a tent, just show me", "show me others. I am ana.ruiz@example.com", "not the first, too expensive"),
    ("a backpack for hiking, just show me", "like the second, but cheaper", "I'll take the first"),
    ("something for the winter, just show me", "show me others", "no, too heavy"),
)
REFUSED = "a red tent for my secret trip, just show me"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    var = tmp_path_factory.mktemp("replaying")
    settings = Settings(var=var, embedder="hash", catalogue="outdoor", explore=EXPLORE, chroma="none")
    prepare(("outdoor",), settings)
    asyncio.run(_talk(settings, 4))
    return settings


@pytest.fixture(scope="session")
def certain(settings: Settings) -> Settings:
    """The same talks, where nothing was left to chance."""
    plain = settings.model_copy(update={"explore": 0.0, "database": f"sqlite:///{settings.var / 'certain.db'}"})
    asyncio.run(_talk(plain, 1))
    return plain


async def _talk(settings: Settings, times: int) -> None:
    service = await open_service(settings)
    try:
        for talk in [*(TALKS * times), (REFUSED,)]:
            opened = await service.start("outdoor")
            for utterance in talk:
                async for _ in service.say(opened.conversation.id, opened.token, utterance):
                    pass
            if talk == (REFUSED,):
                await service.set_consent(opened.conversation.id, opened.token, "refused")
    finally:
        await service.close()


@pytest.fixture
def altered(settings: Settings, tmp_path: Path) -> Settings:
    """As if the catalogue had been imported again since, without one of the items that were shown."""
    file = tmp_path / "altered.db"
    with sqlite3.connect(settings.var / "tastemaker.db") as source, sqlite3.connect(file) as copy:
        source.backup(copy)
        copy.execute("UPDATE slates SET catalogue_version = 'before'")
        copy.execute(
            "UPDATE impressions SET item_id = 'vanished' WHERE id IN (SELECT impressions.id FROM impressions "
            "JOIN slates ON slates.id = slate_id JOIN conversations ON conversations.id = conversation_id "
            "WHERE rank = 2 AND consent <> 'refused' ORDER BY opened_at LIMIT 1)"
        )
    source.close()
    copy.close()
    return settings.model_copy(update={"database": f"sqlite:///{file}"})
