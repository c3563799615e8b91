"""Conversations about the invented games, with what people said of some cards, and a judge that reads titles."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from agents.dialogue import Explanation, Move, Preference, Profile, Recommendation, Reply, Reveal, Slate, Turn
from app.settings import Settings
from evals.benchmarks.openai_double import Request
from retrieval.catalogue import Constraint, Operator
from retrieval.scorer import Score
from storage.judgements import Judgement, judgements_of
from storage.records import Channel, Consent, Feedback, FeedbackKind, Provenance
from storage.sql import SqlStore
from tests.browser.games import shelve

PUZZLES = Profile((Preference(Constraint("theme", Operator.EQ, "puzzle")),))
LINE = re.compile(r"^([A-Z]): ([A-Z]\w+ [A-Z]\w+);", re.MULTILINE)
AT = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="session")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", model_retries=0)
    shelve(settings)
    return settings


@pytest.fixture
def settings(shelved: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database of its own beside the shelf of all."""
    folder = tmp_path_factory.mktemp("database")
    return shelved.model_copy(update={"database": f"sqlite:///{folder}/tastemaker.db"})


@dataclass
class Shop:
    """What was said there so far."""

    store: SqlStore
    talks: list[str] = field(default_factory=list)

    async def talk(
        self,
        *slates: Sequence[str],
        said: str = "a puzzle",
        consent: Consent = "unsaid",
        channel: Channel = "page",
        catalogue: str = "games",
    ) -> str:
        """One turn a slate of item ids."""
        opened = await self.store.open_conversation(catalogue, "v1", Provenance(channel), consent)
        name = opened.conversation.id
        self.talks.append(name)
        for number, items in enumerate(slates, start=1):
            await self._turn(name, number, items, said)
        return name

    async def _turn(self, name: str, number: int, items: Sequence[str], said: str) -> None:
        why, score = Explanation((), ""), Score(0.5, {"wishes": 0.5}, "utility", "3")
        cards = [Recommendation(f"{name}/{number}/{i}", i, rank, score, why) for rank, i in enumerate(items, start=1)]
        slate = Slate(f"{name}/{number}", "v1", tuple(cards))
        reply = Reply(Move.RECOMMEND, "Here.", slate)
        await self.store.begin_turn(name, number, said)
        await self.store.commit_slate(name, number, slate, PUZZLES)
        turn = Turn(number, said, (Reveal(PUZZLES.preferences[0]),), PUZZLES, reply)
        await self.store.finish_turn(name, turn)

    async def react(
        self, talk: str, item_id: str, kind: FeedbackKind, turn: int = 1, value: float | None = None
    ) -> None:
        shown = f"{talk}/{turn}/{item_id}"
        given = Feedback(f"{kind} {shown}", shown, kind, datetime.now(UTC) + timedelta(seconds=1), value=value)
        await self.store.add_feedback(given, talk)

    async def judgements(self) -> tuple[Judgement, ...]:
        return await self.store._in(lambda c: judgements_of(c, self.talks))


@pytest.fixture
async def shop(settings: Settings) -> AsyncIterator[Shop]:
    store = await SqlStore.open(settings.database_url)
    yield Shop(store)
    await store.close()


def asked(request: Request) -> dict[str, str]:
    """Titles by letter."""
    messages = request["messages"]
    assert isinstance(messages, list)
    return dict(LINE.findall(messages[-1]["content"]))


def by_title(request: Request) -> str:
    """3 for what is amber, 0 for all else."""
    return json.dumps({letter: 3 if title.startswith("Amber") else 0 for letter, title in asked(request).items()})
