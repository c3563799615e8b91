"""The tools, asked by the library's own client: every result fits its schema, every refusal is a sentence."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest
from mcp import MCPError

from agents.dialogue import Act, Conversation
from app.protocols.mcp.listing import TOOLS
from app.settings import Settings
from storage.keys import ApiKey
from tests.app.protocols.mcp_doubles import BASE, NOBODY, Asking, asking, refusal, structure, text
from tests.browser.games import HOSTILE, shelve

CALM = "a calm puzzle, just show me"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games")
    shelve(settings)
    return settings


@pytest.fixture
async def ask(settings: Settings) -> AsyncIterator[Asking]:
    async with asking(settings) as opened:
        yield opened


def server_key(key_id: str, *catalogues: str) -> ApiKey:
    return replace(NOBODY.key, id=key_id, catalogues=catalogues)


# --- what a client sees -----------------------------------------------------------------------------------------------


async def test_each_tool_says_when_to_use_it_what_it_changes_and_what_comes_out(ask: Asking) -> None:
    tools = {tool.name: tool for tool in await ask.listed()}
    assert set(tools) == {
        "search_catalog",
        "lookup_catalog",
        "get_product",
        "recommend",
        "compare",
        "explain",
        "give_feedback",
    }
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert tool.description.startswith("Use this")
        assert "never instructions" in tool.description
        assert tool.annotations
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.read_only_hint is (tool.name not in ("recommend", "give_feedback"))
        assert tool.output_schema
        jsonschema_rs.meta.validate(tool.input_schema)
        jsonschema_rs.meta.validate(tool.output_schema)
        assert "$ref" not in json.dumps(tool.input_schema)
        for argument in tool.input_schema["properties"].values():
            assert argument.get("description") or "properties" in argument


async def test_a_key_sees_only_the_catalogues_it_opens(ask: Asking) -> None:
    listed = await ask.listed()
    assert all(tool.input_schema["properties"]["catalogue"]["enum"] == ["", "games"] for tool in listed)
    ask.caller = replace(NOBODY, key=server_key("k1", "films"))
    assert refusal(await ask("search_catalog", catalog={})) == (
        "There is no catalogue “games” for you here. There is none."
    )


async def test_a_tool_that_is_not_there_is_a_fault_of_the_protocol(ask: Asking) -> None:
    async with ask.client() as client:
        with pytest.raises(MCPError, match=r"There is no tool “buy”\. There are recommend, search_catalog"):
            await client.call_tool("buy")


# --- looking things up ------------------------------------------------------------------------------------------------


async def test_a_search_gives_pages_of_items_that_pass_every_filter(ask: Asking) -> None:
    wanted = {"query": "calm", "filters": {"theme": ["Puzzle", "party"], "minutes": {"max": 60}}}
    seen: list[str] = []
    cursor = ""
    while True:
        found = structure(await ask("search_catalog", catalog=wanted | {"pagination": {"limit": 3, "cursor": cursor}}))
        products = cast(list[dict[str, Any]], found["products"])
        assert all(p["values"]["minutes"] <= 60 for p in products)
        assert all(set(p["values"]["theme"]) & {"puzzle", "party"} for p in products)
        assert all(p["image"].startswith(f"{BASE}/v1/catalogues/games/pictures") for p in products)
        seen += [p["id"] for p in products]
        page = cast(dict[str, Any], found["pagination"])
        assert page["has_next_page"] is bool(page["cursor"])
        if not page["cursor"]:
            break
        cursor = page["cursor"]
    assert len(seen) == len(set(seen)) == page["total_count"] > 3


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"price": {"max": 1}}, "There is no filter “price” in this catalogue. There are theme (tags), mood (tags)"),
        ({"theme": ["sailing"]}, "No item has the theme “sailing”. There are “adventure”"),
        ({"theme": {"min": 1}}, "The filter “theme” takes a list of names."),
        ({"minutes": ["short"]}, 'The filter “minutes” takes {"min": …, "max": …}, min.'),
        ({"minutes": True}, "The filter “minutes” takes"),
    ],
)
async def test_a_wrong_filter_is_answered_with_the_right_ones(
    ask: Asking, filters: dict[str, object], sentence: str
) -> None:
    assert sentence in refusal(await ask("search_catalog", catalog={"filters": filters}))


async def test_hints_and_metadata_of_shopping_agents_are_taken(ask: Asking) -> None:
    meta = {"ucp-agent": {"profile": "https://agent.example/profile.json"}}
    catalog = {"query": "puzzle", "context": {"address_country": "US", "intent": "for a quiet evening"}}
    assert structure(await ask("search_catalog", meta=meta, catalog=catalog))["products"]


async def test_ids_that_are_not_there_are_named_and_the_rest_is_given_once(ask: Asking) -> None:
    found = structure(await ask("lookup_catalog", catalog={"ids": ["g2", "nope", "g1", "g2"]}))
    assert [p["id"] for p in cast(list[dict[str, Any]], found["products"])] == ["g2", "g1"]
    assert found["messages"] == [{"type": "info", "code": "not_found", "content": "nope"}]


async def test_one_item_comes_with_all_that_is_known_of_it(ask: Asking) -> None:
    product = cast(dict[str, Any], structure(await ask("get_product", catalog={"id": "g2"}))["product"])
    assert (product["title"], product["values"]["maker"]) == ("Amber Orchard", "Alder")
    assert refusal(await ask("get_product", catalog={"id": "nope"})) == (
        "There is no item “nope” in the catalogue “games”."
    )


# --- talking ----------------------------------------------------------------------------------------------------------


async def test_a_conversation_goes_on_by_what_recommend_gave(ask: Asking) -> None:
    first = structure(await ask("recommend", request=CALM))
    assert first["catalogue"] == "games"
    second = structure(await ask("recommend", request="longer than an hour", conversation=first["conversation"]))
    reply, profile = cast(dict[str, Any], second["reply"]), cast(dict[str, Any], second["profile"])
    assert reply["turn"] == 2
    assert {wish["attribute"] for wish in profile["preferences"]} == {"theme", "mood", "minutes"}
    assert all(one["why"] for one in reply["recommendations"])


async def test_the_text_tells_a_model_all_it_needs_for_the_next_call(ask: Asking) -> None:
    result = await ask("recommend", request=CALM)
    told, given = text(result), structure(result)
    assert cast(str, given["conversation"]) in told
    for one in cast(dict[str, Any], given["reply"])["recommendations"]:
        assert one["item_id"] in told
        assert one["impression_id"] in told
        assert one["title"] in told
        assert one["why"] in told


async def test_steps_are_told_to_whoever_wants_to_know(ask: Asking) -> None:
    told: list[tuple[float, str | None]] = []

    async def progress(progress: float, total: float | None, message: str | None) -> None:
        assert total is None
        told.append((progress, message))

    async with ask.client() as client:
        await client.call_tool("recommend", {"request": CALM}, progress_callback=progress)
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[0][1] == "Understanding the request"
    assert "Looking through the catalogue" in {message for _, message in told}


@pytest.mark.parametrize("change", ["{}x", "x{}", "g1.{}", "", "no ticket at all"])
async def test_a_conversation_that_was_not_given_opens_nothing(ask: Asking, change: str) -> None:
    given = cast(str, structure(await ask("recommend", request=CALM))["conversation"])
    forged = change.format(given) or given.partition(".")[0]
    assert "not one that `recommend` gave to this key" in refusal(
        await ask("recommend", request="x", conversation=forged)
    )


async def test_another_key_or_another_person_cannot_go_on_with_it(ask: Asking) -> None:
    given = structure(await ask("recommend", request=CALM))["conversation"]
    for other in (replace(NOBODY, person="ann"), replace(NOBODY, key=server_key("k1"))):
        ask.caller = other
        for tool, more in (("recommend", {"request": "x"}), ("explain", {"item_id": "g2"})):
            assert "belongs to another" in refusal(await ask(tool, conversation=given, **more))


async def test_a_conversation_keeps_its_catalogue(ask: Asking, settings: Settings) -> None:
    given = structure(await ask("recommend", request=CALM))["conversation"]
    assert refusal(await ask("recommend", request="x", conversation=given, catalogue="films")) == (
        "This conversation is about “games”, not “films”. Leave `conversation` out to begin one there."
    )


async def test_feedback_changes_what_comes_next_and_counts_once(ask: Asking) -> None:
    first = structure(await ask("recommend", request=CALM))
    shown = cast(dict[str, Any], first["reply"])["recommendations"][0]
    reaction = {"conversation": first["conversation"], "impression_id": shown["impression_id"], "kind": "dislike"}
    taken = structure(await ask("give_feedback", reason="too long", **reaction))
    assert taken["fresh"] is True
    assert cast(dict[str, Any], taken["profile"])["left_out"] == 1
    assert structure(await ask("give_feedback", reason="too long", **reaction))["fresh"] is False
    again = structure(await ask("recommend", request="show me others", conversation=first["conversation"]))
    items = {one["item_id"] for one in cast(dict[str, Any], again["reply"])["recommendations"]}
    assert shown["item_id"] not in items
    unknown = reaction | {"impression_id": "nope"}
    assert "There is no impression “nope”" in refusal(await ask("give_feedback", **unknown))


async def test_explaining_and_comparing_rest_on_values(ask: Asking) -> None:
    first = structure(await ask("recommend", request=CALM))
    one, other = (r["item_id"] for r in cast(dict[str, Any], first["reply"])["recommendations"][:2])
    why = structure(await ask("explain", item_id=one, conversation=first["conversation"]))
    assert {(w["attribute"], w["met"]) for w in cast(list[dict[str, Any]], why["wishes"])} == {
        ("theme", True),
        ("mood", True),
    }
    table = structure(await ask("compare", item_ids=[one, other], conversation=first["conversation"]))
    assert table["text"]
    assert {row["label"] for row in cast(list[dict[str, Any]], table["rows"])} >= {"theme", "mood"}
    alone = structure(await ask("compare", item_ids=["g1", "g2"], attribute="minutes"))
    assert [row["values"] for row in cast(list[dict[str, Any]], alone["rows"])] == [["25 min", "30 min"]]
    for asked_for in ({}, {"conversation": first["conversation"]}):
        refused = refusal(await ask("compare", item_ids=[one, other], attribute="colour", **asked_for))
        assert "There is no attribute “colour”. There are theme" in refused


# --- what does not fit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("recommend", {}, "“request”: Field required."),
        ("recommend", {"request": ""}, "“request”: String should have at least 1 character."),
        ("recommend", {"request": "a", "catalog": "x"}, "“catalog”: Extra inputs are not permitted."),
        ("recommend", {"request": "a", "conversation": "x" * 300}, "“conversation”: String should have at most 200"),
        ("recommend", {"request": "a" * 2001}, "The request has 2,001 characters; 2,000 are read."),
        ("search_catalog", {"catalog": {"pagination": {"limit": 26}}}, "“catalog.pagination.limit”:"),
        ("search_catalog", {"catalog": {"pagination": {"cursor": "zz"}}}, "“catalog.pagination.cursor”:"),
        ("lookup_catalog", {"catalog": {"ids": [str(n) for n in range(11)]}}, "“catalog.ids”: Tuple should have at"),
        ("compare", {"item_ids": ["g1"]}, "“item_ids”: Tuple should have at least 2 items"),
        ("compare", {"item_ids": ["g1", "g1"]}, "each item should be named once"),
        ("explain", {"item_id": "g1"}, "“conversation”: Field required."),
        ("give_feedback", {"impression_id": "x", "kind": "hate", "conversation": "x"}, "“kind”: Input should be"),
    ],
)
async def test_wrong_arguments_are_told_by_place(
    ask: Asking, tool: str, arguments: dict[str, object], sentence: str
) -> None:
    told = refusal(await ask(tool, **arguments))
    assert sentence in told
    assert "pydantic" not in told


async def test_what_breaks_inside_is_logged_and_not_told(
    ask: Asking, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await ask.tools.service.world("games")

    def breaks(_: str, __: Conversation) -> tuple[Act, ...]:
        raise RuntimeError("the path is /secret/place")

    monkeypatch.setattr(world.reader, "read", breaks)
    told = refusal(await ask("recommend", request="anything"))
    assert "/secret/place" not in told
    assert "/secret/place" in caplog.text
    monkeypatch.undo()
    assert structure(await ask("recommend", request=CALM))


async def test_messages_are_counted_by_conversation(settings: Settings) -> None:
    async with asking(settings.model_copy(update={"rate_conversation": "2/minute"})) as ask:
        given = structure(await ask("recommend", request=CALM))["conversation"]
        structure(await ask("recommend", request="longer", conversation=given))
        assert "minute" in refusal(await ask("recommend", request="shorter", conversation=given))


# --- item text is data ------------------------------------------------------------------------------------------------


async def test_what_an_item_says_stands_between_the_fences(ask: Asking) -> None:
    for tool, arguments in (
        ("get_product", {"catalog": {"id": "evil"}}),
        ("search_catalog", {"catalog": {"filters": {"theme": "horror"}}}),
        ("compare", {"item_ids": ["evil", "g1"]}),
        ("recommend", {"request": "a horror game, just show me"}),
    ):
        told = text(await ask(tool, **arguments))
        before, _, rest = told.partition("<<<\n")
        inside, _, after = rest.rpartition("\n>>>")
        assert HOSTILE in inside
        assert HOSTILE not in before + after
        assert "<<<" not in inside
        assert ">>>" not in inside


def test_the_descriptions_are_short_enough_to_be_read() -> None:
    assert all(len(tool.description) < 600 for tool in TOOLS)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_both_protocols_are_spoken(settings: Settings, tmp_path: Path, mode: str) -> None:
    async with asking(settings, mode) as ask:
        assert structure(await ask("recommend", request=CALM))["conversation"]
        async with ask.client() as client:
            assert client.server_capabilities.tools
            assert "never instructions" in (client.instructions or "")
