"""What the page is answered, without a browser."""

import shutil
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from agents.dialogue import Profile
from app.service import ChatService, NotYours
from app.settings import Settings
from app.ui.page import ChatPage, SayView, told
from app.ui.view import profile_view
from app.wiring import index_builder, open_service, open_shelf
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import version_of

DOMAIN = Domain(
    name="teas",
    title="The tea drawer",
    noun="tea",
    plural="teas",
    attributes=(
        Attribute("kind", Kind.CATEGORY, label="kind", askability=0.9, question="Which kind of tea?"),
        Attribute("taste", Kind.TAGS, label="taste", askability=0.7, question="How should it taste?"),
    ),
    card=("kind", "taste"),
    starters=("A smoky black tea",),
)
KINDS = ("black", "green", "white", "oolong")
TASTES = ("smoky", "floral", "malty")
ITEMS = tuple(
    Item(
        f"t{n}",
        f"Tea number {n}",
        {"kind": KINDS[n % 4], "taste": (TASTES[n % 3],)},
        image=f"{'http' if n % 3 else 'https'}://elsewhere.example/{n}.png",
        link="javascript:alert(1)" if n % 2 else "https://teas.example/1",
    )
    for n in range(24)
)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[ChatService]:
    settings = Settings(var=tmp_path, embedder="hash", catalogue="teas")
    catalogue = Catalogue(DOMAIN, version_of(DOMAIN, ITEMS), ITEMS)
    shelf = open_shelf(settings)
    shelf.stage(catalogue, Report(len(ITEMS), len(ITEMS)))
    index_builder(settings)(catalogue, None, lambda step, done, total: None)
    shelf.publish("teas", catalogue.version)
    opened = await open_service(settings)
    yield opened
    await opened.close()


@pytest.fixture
def page(service: ChatService) -> ChatPage:
    return ChatPage(service, "teas", lambda: {"teas": "The tea drawer"}, lambda world: [["Scorer", "x"]], 2000)


async def said(page: ChatPage, words: str, key: object = None, request: str = "") -> list[SayView]:
    sent = {"request": request or uuid.uuid4().hex, "utterance": words, "catalogue": "teas"}
    return [view async for view in page.say(sent | ({"key": key} if key else {}))]


async def opened(page: ChatPage, words: str) -> tuple[dict[str, str], list[SayView]]:
    views = await said(page, words)
    found = views[0]["opened"]
    assert found is not None
    return {"id": found["id"], "token": found["token"]}, views


async def test_an_empty_page_greets_and_offers_starters(page: ChatPage) -> None:
    hello = await page.hello({})
    assert hello["catalogue"] == "teas"
    assert "24 teas" in hello["welcome"]
    assert [s["say"] for s in hello["starters"]] == ["A smoky black tea"]
    assert hello["bubbles"] == []
    assert hello["current"] == ""


async def test_the_key_comes_before_the_answer_and_the_last_view_is_done(page: ChatPage) -> None:
    _, views = await opened(page, "black, just show me")
    assert views[0]["bubble"]["text"] == ""
    assert [view["done"] for view in views] == [False] * (len(views) - 1) + [True]
    with_cards = next(n for n, view in enumerate(views) if view["bubble"]["cards"])
    with_words = next(n for n, view in enumerate(views) if view["bubble"]["text"])
    assert with_cards < with_words
    assert views[-1]["bubble"]["cards"] == views[with_cards]["bubble"]["cards"]


async def test_pictures_and_links_ask_nothing_of_other_machines(page: ChatPage) -> None:
    _, views = await opened(page, "just show me")
    cards = views[-1]["bubble"]["cards"]
    assert cards
    assert all(card["image"].startswith("data:image/") for card in cards)
    assert all(card["drawing"] == "" for card in cards)
    assert {card["link"] for card in cards} <= {"", "https://teas.example/1"}


async def test_remote_images_are_kept_if_they_are_set_and_encrypted_with_a_drawing_to_fall_back_on(
    service: ChatService,
) -> None:
    page = ChatPage(service, "teas", lambda: {"teas": "The tea drawer"}, lambda world: [], 2000, remote_images=True)
    key, views = await opened(page, "smoky or floral, just show me")
    cards = views[-1]["bubble"]["cards"]
    for card in cards:
        encrypted = int(card["item"][1:]) % 3 == 0
        assert card["image"].startswith("https://elsewhere.example/" if encrypted else "data:image/svg+xml")
        assert card["drawing"].startswith("data:image/svg+xml") == encrypted
    assert {bool(card["drawing"]) for view in views for card in view["bubble"]["cards"]} == {True, False}
    assert (await page.hello({"current": key}))["bubbles"][1]["cards"] == cards


async def test_a_conversation_is_resumed_as_it_was_shown(page: ChatPage) -> None:
    key, views = await opened(page, "black, just show me")
    hello = await page.hello({"current": key, "mine": [key]})
    assert [bubble["who"] for bubble in hello["bubbles"]] == ["you", "it"]
    assert hello["bubbles"][1] == views[-1]["bubble"]
    assert hello["profile"] == views[-1]["profile"]
    assert [one["words"] for one in hello["mine"]] == ["black, just show me"]


async def test_a_wrong_token_opens_nothing(page: ChatPage) -> None:
    key, _ = await opened(page, "black")
    wrong = key | {"token": "guessed"}
    hello = await page.hello({"current": wrong, "mine": [wrong]})
    assert (hello["current"], hello["bubbles"], hello["mine"]) == ("", [], [])
    last = (await said(page, "green", wrong))[-1]
    assert last["gone"]
    assert "token" in last["error"]
    answer = await told(page.edit)({"key": wrong, "edit": "undo"})
    assert "error" in answer


async def test_a_catalogue_without_its_index_is_a_sentence_without_paths(page: ChatPage, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "indexes")
    answer = await told(page.hello)({})
    assert "importing it again" in str(answer["error"])  # type: ignore[typeddict-item]
    last = (await said(page, "green"))[-1]
    assert "importing it again" in last["error"]
    assert str(tmp_path) not in last["error"]


async def test_the_same_request_twice_is_one_turn(page: ChatPage) -> None:
    key, _ = await opened(page, "black")
    request = uuid.uuid4().hex
    first = await said(page, "just show me", key, request)
    second = await said(page, "just show me", key, request)
    assert second[-1]["bubble"] == first[-1]["bubble"]
    assert len((await page.hello({"current": key}))["bubbles"]) == 4


async def test_a_chip_is_removed_only_if_it_is_still_the_one_meant(page: ChatPage) -> None:
    key, views = await opened(page, "black")
    profile = views[-1]["profile"]
    assert profile is not None
    assert [chip["words"] for chip in profile["chips"]] == ["black"]
    stale = await page.edit({"key": key, "edit": "remove", "index": 0, "words": "green"})
    assert [chip["words"] for chip in stale["profile"]["chips"]] == ["black"]
    gone = await page.edit({"key": key, "edit": "remove", "index": 0, "words": "black"})
    assert gone["profile"]["chips"] == []
    back = await page.edit({"key": key, "edit": "undo"})
    assert [chip["words"] for chip in back["profile"]["chips"]] == ["black"]


async def test_a_reaction_marks_the_card_for_good(page: ChatPage) -> None:
    key, views = await opened(page, "black, just show me")
    card = views[-1]["bubble"]["cards"][0]
    answer = await page.react({"key": key, "impression": card["impression"], "kind": "seen"})
    assert answer["profile"]["left_out"] == 1
    hello = await page.hello({"current": key})
    assert hello["bubbles"][1]["cards"][0]["mark"] == "seen"


async def test_a_deleted_conversation_is_gone(page: ChatPage) -> None:
    key, _ = await opened(page, "black")
    await page.forget({"key": key})
    assert (await page.hello({"current": key}))["current"] == ""


@pytest.mark.parametrize(
    "sent", [None, {}, {"request": "short", "utterance": "x"}, {"request": "12345678", "utterance": "x", "more": 1}]
)
async def test_what_is_not_understood_is_a_sentence(page: ChatPage, sent: object) -> None:
    views = [view async for view in page.say(sent)]
    assert "Reload the page" in views[-1]["error"]


def test_an_empty_profile_has_nothing_to_undo() -> None:
    view = profile_view(Profile(), Catalogue(DOMAIN, "v", ITEMS))
    assert view == {"chips": [], "waived": [], "liked": [], "left_out": 0, "undo": False}


# --- what is told of cards, and consent -------------------------------------------------------------------------------


async def test_a_thumb_is_taken_back_and_stars_are_a_rating(page: ChatPage, service: ChatService) -> None:
    key, views = await opened(page, "black, just show me")
    first, second, *_ = views[-1]["bubble"]["cards"]
    for kind, reason, left_out in (("dislike", "", 1), ("withdraw", "dislike", 0)):
        sent = {"key": key, "impression": first["impression"], "kind": kind, "reason": reason}
        assert (await page.react(sent))["profile"]["left_out"] == left_out
    rated = await page.react({"key": key, "impression": second["impression"], "kind": "rating", "stars": 5})
    assert rated["profile"]["liked"] == [second["title"]]
    for wrong in ({"kind": "rating"}, {"kind": "like", "stars": 3}, {"kind": "rating", "stars": 6}):
        with pytest.raises(ValidationError):
            await page.react({"key": key, "impression": first["impression"], **wrong})


async def test_what_the_browser_noticed_is_stored_once(page: ChatPage) -> None:
    key, views = await opened(page, "black, just show me")
    now = datetime.now(UTC).isoformat()
    impressions = [card["impression"] for card in views[-1]["bubble"]["cards"]]
    cards = (*impressions, "nothing")
    events: list[dict[str, object]] = [{"id": "shown", "impression": one, "kind": "shown", "at": now} for one in cards]
    events.append({"id": "1", "impression": impressions[0], "kind": "dwell", "seconds": 4.5, "at": now})
    assert await page.notice({"key": key, "events": events, "sent_at": now}) == {"fresh": len(impressions) + 1}
    assert await page.notice({"key": key, "events": events, "sent_at": now}) == {"fresh": 0}


async def test_consent_is_shown_changed_and_taken_along_into_a_new_conversation(page: ChatPage) -> None:
    assert (await page.hello({}))["consent"] == "unsaid"
    sent = {"request": uuid.uuid4().hex, "utterance": "black", "catalogue": "teas", "consent": "refused"}
    views = [view async for view in page.say(sent)]
    assert views[0]["opened"]
    key = dict(views[0]["opened"])
    assert (await page.hello({"current": key}))["consent"] == "refused"
    assert await page.allow({"key": key, "consent": "given"}) == {"consent": "given"}
    assert (await page.hello({"current": key}))["consent"] == "given"
    with pytest.raises(NotYours):
        await page.allow({"key": {**key, "token": "wrong"}, "consent": "given"})
