"""A turn with a language model beside the built-in reader: over real HTTP, to a double that does as it is told."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import pytest
from pydantic import SecretStr

from agents.dialogue import Conversation, Move, Reading, Reply, TurnStatus
from agents.events import CardsReady, Event, Replied, StepStarted, Understood, Words
from agents.models import ModelSpecError
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, Request, running
from storage.records import Opened

RIGHT = '{"acts":"right"}'


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled outdoor catalogue, built once."""
    from app.commands.preparing import prepare

    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="outdoor")
    prepare(("outdoor",), settings)
    return settings


@dataclass
class Talk:
    service: ChatService
    opened: Opened
    double: OpenAIDouble

    async def events(self, utterance: str) -> list[Event]:
        return [e async for e in self.service.say(self.opened.conversation.id, self.opened.token, utterance)]

    async def say(self, utterance: str) -> Reply:
        last = (await self.events(utterance))[-1]
        assert isinstance(last, Replied)
        return last.reply

    async def stored(self) -> Conversation:
        return await self.service.resume(self.opened.conversation.id, self.opened.token)

    async def reading(self) -> Reading:
        found = (await self.stored()).turns[-1].reading
        assert found is not None
        return found


@asynccontextmanager
async def talking(settings: Settings, *behaviours: Behaviour, patience: float = 3.0) -> AsyncIterator[Talk]:
    with running(*behaviours) as double:
        asked = {
            "model": "openai:tiny",
            "model_url": double.url,
            "model_timeout": patience,
            "model_retries": 0,
            "phrasing": "templates",
        }
        service = await open_service(settings.model_copy(update=asked))
        try:
            world = await service.world("outdoor")
            assert world.second_reader is not None
            await _warm(service)
            yield Talk(service, await service.start("outdoor"), double)
        finally:
            await service.close()


async def _warm(service: ChatService) -> None:
    """The client is there before a turn's time is counted."""
    model = service._model
    assert model is not None
    model.warm()


def reads(*acts: Mapping[str, object], language: str = "en", translation: str = "") -> Callable[[Request], str]:
    """Answers a reading, and where a translation is asked for, that."""

    def answer(request: Request) -> str:
        told = json.dumps(request["messages"])
        return translation if "You translate" in told else json.dumps({"language": language, "acts": acts})

    return answer


def wants(on: str, value: object, words: str, test: str = "is") -> dict[str, object]:
    return {"do": "want", "on": on, "test": test, "value": value, "words": words}


async def test_a_confirmed_reading_is_not_worked_on_twice(settings: Settings) -> None:
    async with talking(settings, Behaviour(lambda _: RIGHT)) as talk:
        events = await talk.events("a tent under 300 euros, show me")
        reading = await talk.reading()
    steps = [e.name for e in events if isinstance(e, StepStarted)]
    assert len(steps) == len(set(steps))
    last = events[-1]
    assert isinstance(last, Replied)
    assert last.reply.understood_by == "builtin (openai:tiny agrees)"
    assert reading.verdict == "agreed"
    assert reading.builtin == reading.model
    (call,) = reading.calls
    assert (call.model, call.prompt) == ("openai:tiny", "read.v1")
    assert call.tokens_in > 100
    assert call.ms > 0
    assert len(talk.double.requests) == 1


async def test_the_path_goes_on_while_the_model_reads_and_only_the_cards_wait(settings: Settings) -> None:
    async with talking(settings, Behaviour(lambda _: RIGHT, first_token=0.6)) as talk:
        await talk.say("undo")
        start = perf_counter()
        at: dict[str, float] = {}
        async for event in talk.service.say(talk.opened.conversation.id, talk.opened.token, "a tent, just show me"):
            name = event.name if isinstance(event, StepStarted) else type(event).__name__
            at.setdefault(name, perf_counter() - start)
    assert at["score"] < 0.5
    assert 0.55 < at["CardsReady"] < 1.2
    assert at["Understood"] < 0.5


async def test_what_the_model_adds_is_kept_on_the_cards(settings: Settings) -> None:
    act = wants("price", [200], "my wallet survives", "at most")
    async with talking(settings, Behaviour(reads(wants("type", ["tent"], "a tent"), act))) as talk:
        events = await talk.events("just show me a tent that my wallet survives")
        world = await talk.service.world("outdoor")
        reading, stored = await talk.reading(), await talk.stored()
    steps = [e.name for e in events if isinstance(e, StepStarted)]
    assert steps.count("profile") == 2
    assert [type(e) for e in events if isinstance(e, Understood | CardsReady)] == [Understood, Understood, CardsReady]
    assert reading.verdict == "corrected"
    assert reading.builtin != reading.model
    assert stored.turns[-1].acts != reading.builtin
    assert [p.constraint.value for p in stored.profile.on("price")] == [200.0]
    last = events[-1]
    assert isinstance(last, Replied)
    assert last.reply.understood_by == "builtin, corrected by openai:tiny"
    assert last.reply.slate is not None
    items = [world.catalogue.find(i) for i in last.reply.slate.item_ids]
    assert all(item and item.values["type"] == "tent" for item in items)


@pytest.mark.parametrize("utterance", ["undo", "start over", "just show me", "hi", "👍", ""])
async def test_where_the_reading_is_certain_nobody_is_asked(settings: Settings, utterance: str) -> None:
    async with talking(settings) as talk:
        reply = await talk.say(utterance)
        reading = await talk.reading()
    assert reply.understood_by == "builtin"
    assert reading.verdict == "unasked"
    assert talk.double.requests == []


async def test_a_tapped_option_or_suggestion_asks_nobody(settings: Settings) -> None:
    async with talking(settings, Behaviour(lambda _: RIGHT)) as talk:
        first = await talk.say("hello")
        assert first.question is not None
        second = await talk.say(first.question.options[0].utterance)
        for option in second.suggestions[:1]:
            await talk.say(option.utterance)
    assert talk.double.requests == []


FAULTS = {
    "slow": (Behaviour(first_token=30), "timeout after 0.7 s"),
    "down": (Behaviour(status=503), "status 503"),
    "limited": (Behaviour(status=429, headers={"retry-after": "30"}), "too many requests (status 429)"),
    "broken": (Behaviour(status=500), "status 500"),
    "wrong key": (Behaviour(status=401), "the key is refused (status 401)"),
    "cut off": (Behaviour(drops=True), "the connection broke off"),
    "no JSON": (Behaviour(lambda _: "A tent? What a good idea!"), "an answer that is no reading"),
    "another schema": (Behaviour(lambda _: '{"intent": "buy", "slots": {}}'), "an answer that is no reading"),
    "empty": (Behaviour(lambda _: ""), "empty answer"),
    "too long": (Behaviour(lambda _: "tent " * 9_000), "answer over 20,000 characters"),
    "nonsense without end": (Behaviour(endless=True), "answer over 80 kB"),
    "no completion": (Behaviour(body=b"<html>"), "no chat completion in the response"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_leaves_the_built_in_reading_and_says_so(settings: Settings, fault: str) -> None:
    behaviour, reason = FAULTS[fault]
    # What is not a timeout is not to become one on a busy machine.
    patience = 0.7 if fault == "slow" else 15.0
    async with talking(settings, behaviour, patience=patience) as talk:
        start = perf_counter()
        reply = await talk.say("just show me a tent under 300 euros")
        took = perf_counter() - start
        reading, stored = await talk.reading(), await talk.stored()
    assert took < 12, "neither the model's 30 s nor its own were waited for"
    assert reply.understood_by == f"builtin (model: {reason})"
    assert reply.move is Move.RECOMMEND
    assert reply.slate is not None
    assert reply.notices == (), "the built-in reading was sure; nobody need be told"
    assert reading.verdict == "failed"
    assert reading.calls[0].trouble == reason
    assert stored.turns[-1].status is TurnStatus.DONE
    assert stored.profile.on("type")


async def test_in_doubt_the_person_is_told_that_the_model_was_no_help(settings: Settings) -> None:
    async with talking(settings, Behaviour(status=503)) as talk:
        reply = await talk.say("je voudrais une tente pour deux personnes")
    assert reply.notices == ("The language model was no help this time (status 503), so I went by my own reading.",)


async def test_values_that_do_not_exist_come_to_nothing(settings: Settings) -> None:
    invented = (wants("type", ["spaceship"], "a tent"), wants("warp", [9], "a tent"), wants("price", [5], "gratis"))
    async with talking(settings, Behaviour(reads(*invented))) as talk:
        await talk.say("just show me a tent")
        stored = await talk.stored()
        reading = await talk.reading()
    assert [p.constraint.value for p in stored.profile.preferences] == ["tent"]
    assert any("warp" in ruling for ruling in reading.rulings)
    assert any("no words of the message" in ruling for ruling in reading.rulings)


async def test_a_dead_model_does_not_cost_every_turn_its_time(settings: Settings) -> None:
    async with talking(settings, Behaviour(first_token=30), patience=0.3) as talk:
        for _ in range(3):
            assert (await talk.say("a tent for the alps")).understood_by == "builtin (model: timeout after 0.3 s)"
        asked = len(talk.double.requests)
        paused = await talk.say("a tent for the alps")
        assert len(talk.double.requests) == asked
    assert paused.understood_by.startswith("builtin (model: paused for ")
    assert paused.understood_by.endswith("after 3 failures)")


async def test_a_client_that_goes_away_hangs_up_on_the_model_too(settings: Settings) -> None:
    async with talking(settings, Behaviour(first_token=30), patience=30) as talk:
        for leave_at in ("decide", "settle"):
            stream = talk.service.say(talk.opened.conversation.id, talk.opened.token, "a tent for the alps")
            async for event in stream:
                if event == StepStarted(leave_at):
                    break
            await _until(lambda: bool(talk.double.requests))
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator, typed as the iterator it is used as
            hung_up = 1 if leave_at == "decide" else 2
            await _until(lambda hung_up=hung_up: talk.double.hung_up == hung_up)  # type: ignore[misc]
            talk.double.requests.clear()
        assert {t.status for t in (await talk.stored()).turns} == {TurnStatus.FAILED}


async def _until(true: Callable[[], bool]) -> None:
    import asyncio

    for _ in range(300):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


# --- other languages --------------------------------------------------------------------------------------------------

TENT = wants("type", ["tent"], "une tente")
ASKED = "montrez-moi une tente"


async def test_the_reply_is_in_the_language_of_the_person_and_cards_come_first(settings: Settings) -> None:
    translated: dict[str, str] = {}

    def answer(request: Request) -> str:
        told = json.dumps(request["messages"], ensure_ascii=False)
        if "You translate" not in told:
            return reads({"do": "any", "on": "", "value": []}, TENT, language="fr")(request)
        messages = request["messages"]
        assert isinstance(messages, list)
        text = str(messages[1]["content"]).split("<<<\n")[1].split("\n>>>")[0]
        translated["text"] = "Voilà : " + text
        return translated["text"]

    async with talking(settings, Behaviour(answer)) as talk:
        events = await talk.events(ASKED)
        reading = await talk.reading()
        tapped = await talk.say("undo")
    last = events[-1]
    assert isinstance(last, Replied)
    assert last.reply.text.startswith("Voilà : ")
    assert "[[" in translated["text"]
    assert "[[" not in last.reply.text
    assert last.reply.phrased_by == "openai:tiny"
    assert last.reply.understood_by == "openai:tiny"
    assert reading.language == "fr"
    assert [c.prompt for c in reading.calls] == ["read.v1", "translate.v1"]
    kinds = [type(e) for e in events]
    assert kinds.index(CardsReady) < kinds.index(Words)
    assert tapped.phrased_by == "openai:tiny", "a tap says nothing of the language, so it stays"


@pytest.mark.parametrize(
    ("translation", "lost"),
    [
        ("Voilà une tente pour vous.", "the translation lost “"),
        ("", "empty answer"),
        ("blah " * 800, "the translation says more than the text"),
    ],
)
async def test_a_translation_that_loses_a_fact_is_not_said(settings: Settings, translation: str, lost: str) -> None:
    acts = ({"do": "any", "on": "", "value": []}, TENT)
    async with talking(settings, Behaviour(reads(*acts, language="fr", translation=translation))) as talk:
        reply = await talk.say(ASKED)
        reading = await talk.reading()
    assert reply.slate is not None
    assert "tent" in reply.text
    assert reply.phrased_by.startswith(f"templates (translation: {lost}")
    assert any(notice.startswith("I could not put this into your language") for notice in reply.notices)
    assert reading.calls[-1].trouble.startswith(lost)


async def test_plain_english_stays_english_whatever_a_model_says(settings: Settings) -> None:
    acts = (wants("type", ["tent"], "a tent"),)
    async with talking(settings, Behaviour(reads(*acts, language="es"))) as talk:
        reply = await talk.say("please show me a tent for the two of us")
        assert (await talk.reading()).language == "en"
    assert reply.phrased_by == "templates"


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "openai:gpt-5-mini"}, "TASTEMAKER_MODEL_KEY"),
        ({"model": "openai:", "model_url": "http://127.0.0.1:1"}, "Which model"),
        ({"model": "langchain:x:y"}, "knows no provider"),
        ({"model": "builtin", "scorer": "llm-grade"}, "set TASTEMAKER_MODEL too"),
        ({"model": "openai:x", "model_url": "127.0.0.1:11434"}, "is no address"),
        ({"model": "openai:x", "model_key": SecretStr("schlüssel")}, "copy it once more"),
    ],
)
async def test_a_model_that_cannot_be_is_a_sentence_at_the_start(
    settings: Settings, given: dict[str, object], said: str
) -> None:
    with pytest.raises(ModelSpecError, match=said):
        await open_service(settings.model_copy(update=given))


def test_the_key_is_no_part_of_what_settings_show() -> None:
    given = Settings(model="openai:x", model_key=SecretStr("sk-very-secret"))
    assert "sk-very-secret" not in repr(given) + str(given) + given.model_dump_json()
