"""A language model that grades and rewords: what waits for it, what does not, and what comes of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

import pytest

from agents.dialogue import Act, Conversation, ModelCall, Profile, Slate
from agents.events import CardsReady, Event, ReasonReady, Replied, StepStarted, Understood, Words
from agents.grading import MOST, Grading, Wanted
from agents.narrating import Narration, Tell
from agents.rewriting import Rewrites
from agents.rewritten import Rewriting
from agents.understanding.settling import ModelReading
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from retrieval.scorer import Candidate, Score
from storage.records import Opened

CALL = ModelCall("openai:tiny", "grade.v1", 700, 8, 400.0)


@dataclass
class ScriptedScorer:
    """Likes the candidates in the opposite order, after a while."""

    name: str = "llm-grade (openai:tiny)"
    seconds: float = 0.0
    misfits: frozenset[str] = frozenset()
    begun: int = 0
    cancelled: int = 0
    seen: list[Wanted] = field(default_factory=list)

    async def grade(self, wanted: Wanted, candidates: Sequence[Candidate], scores: Sequence[Score]) -> Grading:
        self.begun += 1
        self.seen.append(wanted)
        assert len(candidates) == len(scores) <= MOST
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        graded = tuple(Score((1 + n) / 20, {"grade": (1 + n) / 20}, "llm-grade", "1") for n in range(len(candidates)))
        return Grading(graded, self.name, (CALL,), self.misfits)


@dataclass
class ScriptedNarrator:
    name: str = "openai:tiny"
    seconds: float = 0.0

    async def narrate(self, slate: Slate, profile: Profile, tell: Tell) -> Narration:
        await asyncio.sleep(self.seconds)
        first = slate.recommendations[0].impression_id
        tell(first, "In other words.")
        call = ModelCall(self.name, "narrate.v1", 400, 60, 500.0)
        return Narration({first: "In other words."}, "openai:tiny, 2 of 3 by templates", call, ("Cut: “the best”.",))


@dataclass
class ScriptedReader:
    """A model's reading that comes after a while; `acts` in place of what the built-in reader found."""

    seconds: float = 0.3
    acts: tuple[Act, ...] | None = None
    language: str = "en"
    name: str = "openai:tiny"

    async def read(self, utterance: str, conversation: Conversation, draft: Sequence[Act] = ()) -> ModelReading:
        await asyncio.sleep(self.seconds)
        call = ModelCall(self.name, "read.v1")
        if self.acts is None:
            return ModelReading(call, tuple(draft), agrees=True, language=self.language)
        return ModelReading(call, self.acts, language=self.language)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="outdoor")
    prepare(("outdoor",), settings)
    return settings


@dataclass
class Talk:
    service: ChatService
    opened: Opened

    async def events(self, utterance: str) -> list[tuple[float, Event]]:
        start = perf_counter()
        said = self.service.say(self.opened.conversation.id, self.opened.token, utterance)
        return [(perf_counter() - start, event) async for event in said]

    async def stored(self) -> Conversation:
        return await self.service.resume(self.opened.conversation.id, self.opened.token)


@asynccontextmanager
async def talking(settings: Settings, **parts: object) -> AsyncIterator[Talk]:
    service = await open_service(settings)
    try:
        world = await service.world("outdoor")
        service._worlds._open["outdoor"] = replace(world, **parts)  # type: ignore[arg-type]  # parts of a world, by name
        talk = Talk(service, await service.start("outdoor"))
        await talk.events("hello")
        yield talk
    finally:
        await service.close()


def only(events: Sequence[tuple[float, Event]], kind: type[Event]) -> list[Event]:
    return [event for _, event in events if isinstance(event, kind)]


def last(events: Sequence[tuple[float, Event]]) -> Replied:
    end = events[-1][1]
    assert isinstance(end, Replied)
    return end


async def test_the_grades_decide_the_slate_and_say_so(settings: Settings) -> None:
    scorer = ScriptedScorer()
    async with talking(settings, second_scorer=scorer) as talk:
        reply = last(await talk.events("a tent, just show me")).reply
        stored = (await talk.stored()).turns[-1].reply
    assert reply.slate is not None
    assert reply.scored_by == "llm-grade (openai:tiny)"
    assert reply.slate.recommendations[0].score.parts.keys() >= {"grade"}
    assert reply.calls == (CALL,)
    assert stored == reply
    assert scorer.seen[0].utterance == "a tent, just show me"


async def test_reading_and_grading_are_waited_for_together(settings: Settings) -> None:
    parts = {"second_scorer": ScriptedScorer(seconds=0.5), "second_reader": ScriptedReader(0.5)}
    async with talking(settings, **parts) as talk:
        events = await talk.events("a tent for two, just show me please")
    cards = next(at for at, event in events if isinstance(event, CardsReady))
    assert 0.5 <= cards < 0.9
    assert last(events).reply.understood_by == "builtin (openai:tiny agrees)"


async def test_another_reading_breaks_the_grading_off_and_begins_one_anew(settings: Settings) -> None:
    from agents.dialogue import Preference, Reveal
    from retrieval.catalogue import Constraint, Operator

    dear = Reveal(Preference(Constraint("price", Operator.LE, 200.0), words="my wallet survives"))
    scorer, narrator = ScriptedScorer(seconds=1.0), ScriptedNarrator()
    parts = {"second_scorer": scorer, "second_reader": ScriptedReader(0.1, (dear,)), "narrator": narrator}
    async with talking(settings, **parts) as talk:
        events = await talk.events("just show me a tent that my wallet survives")
    assert len(only(events, Understood)) == 2
    assert (scorer.begun, scorer.cancelled) == (2, 1)
    assert any(p.attribute == "price" for p in scorer.seen[-1].profile.preferences)
    assert not only(events, ReasonReady), "three questions are enough for one turn"
    assert last(events).reply.phrased_by == "templates"


async def test_reasons_come_in_other_words_after_the_cards_and_are_stored(settings: Settings) -> None:
    async with talking(settings, narrator=ScriptedNarrator(seconds=0.3)) as talk:
        events = await talk.events("a tent, just show me")
        stored = (await talk.stored()).turns[-1].reply
    order = [type(event).__name__ for _, event in events if not isinstance(event, StepStarted)]
    assert order.index("CardsReady") < order.index("Words") < order.index("ReasonReady") < order.index("Replied")
    at = {type(event): at for at, event in reversed(events)}
    assert at[CardsReady] < 0.3 <= at[ReasonReady]
    assert at[Words] < 0.3
    reply = last(events).reply
    assert reply.slate is not None
    told = [one.explanation.sentence for one in reply.slate.recommendations]
    assert told[0] == "In other words."
    assert told[1] != "In other words."
    assert reply.phrased_by == "openai:tiny, 2 of 3 by templates"
    assert reply.cut == ("Cut: “the best”.",)
    assert [call.prompt for call in reply.calls] == ["narrate.v1"]
    assert stored == reply


async def test_what_needs_no_cards_is_not_narrated(settings: Settings) -> None:
    async with talking(settings, narrator=ScriptedNarrator()) as talk:
        events = await talk.events("thanks")
    assert not only(events, ReasonReady)
    assert last(events).reply.phrased_by == "templates"


async def test_whoever_leaves_breaks_the_grading_off(settings: Settings) -> None:
    scorer = ScriptedScorer(seconds=5)
    async with talking(settings, second_scorer=scorer) as talk:
        stream = talk.service.say(talk.opened.conversation.id, talk.opened.token, "a tent, just show me")
        async for event in stream:
            if event == StepStarted("rank"):
                break
        start = perf_counter()
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator, typed as the iterator it is used as
        assert perf_counter() - start < 1
        await asyncio.sleep(0.05)
        assert scorer.cancelled == 1


@dataclass
class ScriptedRewriter:
    name: str = "openai:tiny"
    begun: int = 0

    async def rewrite(self, profile: Profile, text: str) -> Rewrites:
        self.begun += 1
        call = ModelCall(self.name, "rewrite.v1", 150, 20, 300.0)
        return Rewrites((Rewriting("same", "warm sleeping bag"),), call, ("Dropped: “tent”.",))


async def test_where_words_find_little_other_words_are_searched_for_in_the_same_trip(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.nodes.thin", lambda *_: True)  # when that is so, `tests/agents/test_rewriting.py` says
    scorer = ScriptedScorer()
    parts = {"second_scorer": scorer, "second_reader": ScriptedReader(0.0), "rewriter": ScriptedRewriter()}
    async with talking(settings, **parts) as talk:
        done = last(await talk.events("a tent for two, just show me please")).reply
    assert [call.prompt for call in done.calls] == ["rewrite.v1"]
    assert not scorer.begun
    assert done.scored_by == "utility"
    assert "warm sleeping bag" in done.notices[0]
    assert done.cut == ("Dropped: “tent”.",)
    assert done.slate is not None
