"""Duels end to end, over real SQL: two slates side by side, the pick, and how the talk goes on."""

from collections.abc import AsyncIterator

import pytest

from agents.dialogue import Duel, Reply
from agents.duelling import Duels
from agents.events import CardsReady, Replied
from agents.ranking import Dials
from app.duels import TIE, ChallengerError, DuelDecided, NoDuels, UnknownDuel, UnknownSide, terms
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from storage.records import Opened
from storage.sql import SqlStore

SHARE = 0.4


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from app.commands.preparing import prepare

    var = tmp_path_factory.mktemp("var")
    settings = Settings(var=var, embedder="hash", catalogue="outdoor", duels=SHARE, challenger="tail=1")
    prepare(("outdoor",), settings)
    return settings


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[ChatService]:
    opened = await open_service(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(settings.database_url)
    yield opened
    await opened.close()


async def said(service: ChatService, opened: Opened, utterance: str, duels: Duels = "always") -> Reply:
    events = [e async for e in service.say(opened.conversation.id, opened.token, utterance, duels=duels)]
    last = events[-1]
    assert isinstance(last, Replied)
    ready = [e for e in events if isinstance(e, CardsReady)]
    assert [(e.slate, e.duel) for e in ready] == ([(last.reply.slate, last.reply.duel)] if ready else [])
    return last.reply


async def fought(service: ChatService) -> tuple[Opened, Reply, Duel]:
    """A conversation whose last reply is a duel."""
    opened = await service.start("outdoor")
    reply = await said(service, opened, "a tent under 400 euros, just show me")
    assert reply.slate
    assert reply.duel
    return opened, reply, reply.duel


async def test_both_sides_keep_the_hard_wishes_and_are_recorded_with_their_policies(
    service: ChatService, store: SqlStore
) -> None:
    opened, reply, duel = await fought(service)
    catalogue = (await service.world("outdoor")).catalogue
    assert sorted(duel.policies) == ["default", "tail=1"]
    assert len(reply.slates) == 2
    for slate in reply.slates:
        assert len(slate.item_ids) == 3 == len(set(slate.item_ids))
        for item_id in slate.item_ids:
            item = catalogue.find(item_id)
            assert item
            assert item.values["type"] == "tent"
            assert (item.number("price") or 1e9) <= 400
    shown = await store.impressions_of(opened.conversation.id)
    assert {(one.slate_id, one.policy) for one in shown} == set(
        zip((slate.id for slate in reply.slates), duel.policies, strict=True)
    )
    assert {one.duel for one in shown} == {duel.id}
    assert {(one.slate_id, one.item_id) for one in shown} == {(s.id, i) for s in reply.slates for i in s.item_ids}
    assert all(title not in reply.text for slate in reply.slates for title in slate.item_ids)


async def test_the_talk_goes_on_from_the_slate_that_was_picked(service: ChatService, store: SqlStore) -> None:
    for side in (0, 1):
        opened, reply, duel = await fought(service)
        winner, loser = reply.slates[side], reply.slates[1 - side]
        taken = await service.pick(opened.conversation.id, opened.token, duel.id, winner.id)
        assert taken.fresh
        assert taken.conversation.last_slate == winner
        assert taken.conversation.on_the_table == winner.item_ids
        values = {one.impression_id: one.value for one in await store.feedback_of(opened.conversation.id)}
        assert values == {
            **{one.impression_id: 1.0 for one in winner.recommendations},
            **{one.impression_id: 0.0 for one in loser.recommendations},
        }
        await said(service, opened, "I don't like the second one", "never")
        conversation = await service.resume(opened.conversation.id, opened.token)
        assert conversation.profile.rejected == (winner.item_ids[1],)


async def test_nothing_of_either_side_is_shown_again(service: ChatService) -> None:
    opened = await service.start("outdoor")
    seen: set[str] = set()
    for words in ("a tent, just show me", "show me others", "show me others", "show me others"):
        reply = await said(service, opened, words)
        shown = {item_id for slate in reply.slates for item_id in slate.item_ids}
        assert shown
        assert not shown & seen
        seen |= shown


async def test_a_pick_sent_again_changes_nothing_and_another_one_is_refused(
    service: ChatService, store: SqlStore
) -> None:
    opened, reply, duel = await fought(service)
    key = opened.conversation.id, opened.token
    left, right = reply.slates
    first = await service.pick(*key, duel.id, right.id)
    again = await service.pick(*key, duel.id, right.id)
    assert first.fresh
    assert not again.fresh
    assert again.conversation == first.conversation
    for other in (left.id, TIE):
        with pytest.raises(DuelDecided, match="decided already"):
            await service.pick(*key, duel.id, other)
    assert (await service.resume(*key)).last_slate == right
    assert len(await store.feedback_of(key[0])) == 6


async def test_neither_is_a_tie_and_leaves_both_on_the_table(service: ChatService, store: SqlStore) -> None:
    opened, reply, duel = await fought(service)
    taken = await service.pick(opened.conversation.id, opened.token, duel.id, TIE)
    given = await store.feedback_of(opened.conversation.id)
    assert {(one.value, one.reason) for one in given} == {(0.5, "tie")}
    assert set(taken.conversation.on_the_table) == {i for slate in reply.slates for i in slate.item_ids}


async def test_an_undecided_duel_can_be_talked_about_on_both_sides(service: ChatService) -> None:
    opened, reply, duel = await fought(service)
    catalogue = (await service.world("outdoor")).catalogue
    item = catalogue.find(next(i for i in duel.beside.item_ids if reply.slate and i not in reply.slate.item_ids))
    assert item
    told = await said(service, opened, f"why {item.title}?")
    assert "not among" not in told.text
    assert item.title in told.text
    assert (await service.explain(opened.conversation.id, opened.token, item.id, "why")).evidence


async def test_a_duel_that_there_is_not_and_a_side_that_it_has_not_are_refused_with_a_sentence(
    service: ChatService,
) -> None:
    opened, reply, duel = await fought(service)
    with pytest.raises(UnknownDuel, match="no duel “nothing”"):
        await service.pick(opened.conversation.id, opened.token, "nothing", TIE)
    with pytest.raises(UnknownSide, match=f"{reply.slates[0].id}.*or “tie”"):
        await service.pick(opened.conversation.id, opened.token, duel.id, "left")


async def test_whoever_cannot_show_two_slates_gets_one(service: ChatService, store: SqlStore) -> None:
    for _ in range(6):
        opened = await service.start("outdoor")
        reply = await said(service, opened, "a tent, just show me", "never")
        assert reply.slate
        assert reply.duel is None
        shown = await store.impressions_of(opened.conversation.id)
        assert {(one.policy, one.duel) for one in shown} == {("default", "")}


async def test_the_share_is_that_of_the_owner_and_sides_are_drawn_evenly(service: ChatService) -> None:
    count = 100
    duels: list[Duel] = []
    for _ in range(count):
        opened = await service.start("outdoor")
        reply = await said(service, opened, "a tent under 400 euros, just show me", "share")
        duels += [reply.duel] if reply.duel else []
    assert abs(len(duels) / count - SHARE) < 4 * (SHARE * (1 - SHARE) / count) ** 0.5
    left = sum(duel.policies[0] == "default" for duel in duels)
    assert abs(left / len(duels) - 0.5) < 4 * (0.25 / len(duels)) ** 0.5


async def test_no_duel_is_held_unless_the_owner_says_so(settings: Settings) -> None:
    off = await open_service(settings.model_copy(update={"duels": 0.0}))
    try:
        opened = await off.start("outdoor")
        assert (await said(off, opened, "a tent, just show me", "share")).duel is None
        with pytest.raises(NoDuels):
            await said(off, opened, "show me others", "always")
        assert (await said(off, opened, "show me others", "never")).slate
    finally:
        await off.close()


async def test_where_both_policies_choose_the_same_there_is_no_duel_but_it_is_recorded(
    settings: Settings, store: SqlStore
) -> None:
    same = await open_service(settings.model_copy(update={"challenger": "explore=0.0001"}))
    try:
        opened = await same.start("outdoor")
        reply = await said(same, opened, "a tent, just show me")
        assert reply.slate
        assert reply.duel is None
        shown = await store.impressions_of(opened.conversation.id)
        assert {one.policy for one in shown} == {"default"}
        assert len({one.duel for one in shown}) == 1
        assert all(one.duel for one in shown)
    finally:
        await same.close()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("tail=2", "from -1 to 1"),
        ("tail=far", "should be a number"),
        ("size=5", "is no dial"),
        ("tail", "is no dial"),
        ("scorer=llm-grade", "TASTEMAKER_SCORER=llm-grade"),
        ("scorer=utility", "is the policy in force"),
        ("tail=0", "is the policy in force"),
    ],
)
def test_a_challenger_that_cannot_be_meant_is_refused_with_a_sentence(written: str, told: str) -> None:
    with pytest.raises(ChallengerError, match=told) as refused:
        terms(written, Dials(), "utility")
    assert written in str(refused.value)


def test_a_challenger_is_as_the_policy_in_force_in_all_that_it_does_not_name() -> None:
    found = terms(" tail = 0.5 , scorer=cross-encoder:NAME ", Dials(4, 0.0, 0.2), "utility")
    assert found.dials == Dials(4, 0.5, 0.2)
    assert (found.name, found.scorer) == ("tail=0.5,scorer=cross-encoder:NAME", "cross-encoder:NAME")


@pytest.mark.parametrize(("challenger", "told"), [("", "needs a challenger"), ("scorer=none", "no scorer")])
async def test_a_challenger_that_is_missing_is_told_at_the_start(
    settings: Settings, challenger: str, told: str
) -> None:
    with pytest.raises(ChallengerError, match=told):
        await open_service(settings.model_copy(update={"challenger": challenger}))
