"""Written conversations over HTTP: what is counted, and what is caught."""

from datetime import UTC, datetime
from typing import Literal

import httpx2
import pytest

from app.client import Api
from app.wire import shapes
from evals.talking import Figures, held, kept, lines, scripts


def wish(
    operator: Literal["=", "≤", "not-in"], value: shapes.Value, strength: Literal["must", "never"] = "must"
) -> shapes.Preference:
    attribute = "kind" if isinstance(value, str | tuple) else "minutes"
    return shapes.Preference(
        index=0,
        attribute=attribute,
        label=attribute,
        words=f"{operator} {value}",
        operator=operator,
        value=value,
        strength=strength,
        scope="conversation",
        guess=False,
        why="",
    )


ITEM = shapes.Item(
    id="a/1",
    title="Amber",
    text="",
    image="",
    drawing="",
    link="",
    price="",
    facts=(),
    values={"minutes": 45, "kind": ("party", "word")},
)


@pytest.mark.parametrize(
    ("one", "is_kept"),
    [
        (wish("≤", 60.0), True),
        (wish("≤", 45.0), True),
        (wish("≤", 30.0), False),
        (wish("≤", 30.0, "never"), True),
        (wish("=", "party"), True),
        (wish("=", "party", "never"), False),
        (wish("not-in", ("party",)), False),
    ],
)
def test_a_hard_wish_is_kept_or_not(one: shapes.Preference, is_kept: bool) -> None:
    assert kept(one, ITEM) is is_kept


def test_an_empty_line_begins_another_conversation() -> None:
    text = "# a remark\n\n\nhello\n  a tent \n# between\nlighter\n\n\nbye\n"
    assert list(scripts(text)) == [["hello", "a tent", "lighter"], ["bye"]]
    assert list(scripts("")) == []


def server(item: shapes.Item) -> httpx2.MockTransport:
    """One that recommends the item whatever is said, to a person who wants no more than half an hour."""
    recommended = shapes.Recommendation(
        impression_id="i1",
        item_id=item.id,
        rank=1,
        title=item.title,
        image="",
        drawing="",
        link="",
        text="",
        facts=(),
        price="",
        why="",
        wishes=(),
        score=0.5,
        reject_reasons=(),
        mark="",
    )
    reply = shapes.Reply(
        turn=1,
        move="recommend",
        text="",
        slate_id="s1",
        recommendations=(recommended,),
        question=None,
        relaxations=(),
        comparison=None,
        suggestions=(),
        notices=(),
        understood_by="",
        scored_by="",
        phrased_by="",
    )
    at = datetime(2030, 1, 1, tzinfo=UTC)
    opened = shapes.Opened(
        id="c1", catalogue="games", token="t", refresh_token="r", expires_at=at, welcome="", starters=()
    )
    answers: dict[tuple[str, str], shapes.Shape] = {
        ("POST", "/v1/conversations"): opened,
        ("POST", "/v1/conversations/c1/messages"): shapes.Answered(
            run_id="r1", reply=reply, profile=shapes.Profile(preferences=(wish("≤", 30.0),))
        ),
        ("GET", "/v1/catalogues/games/items/a/1"): item,
    }

    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.method == "DELETE":
            return httpx2.Response(204)
        return httpx2.Response(200, content=answers[request.method, request.url.path].model_dump_json())

    return httpx2.MockTransport(handler)


async def test_what_breaks_a_wish_is_told_with_the_words_that_led_to_it() -> None:
    async with Api("http://t", transport=server(ITEM)) as api:
        told, broken = await held(api, "games", ["a quick one"])
    assert len(told) == 1
    assert broken == ["“a quick one”: Amber is not ≤ 30.0 (must)"]


async def test_what_keeps_it_is_not() -> None:
    quick = ITEM.model_copy(update={"values": {"minutes": 20}})
    async with Api("http://t", transport=server(quick)) as api:
        assert (await held(api, "games", ["a quick one", "another"]))[1] == []


def test_people_read_what_was_broken() -> None:
    figures = Figures(1, 2, 3, ("“a quick one”: Amber is not short",), 12.3, 40.0)
    assert lines(figures) == [
        "1 conversations, 2 turns: p50 12 ms, p95 40 ms",
        "3 recommendations; these break a hard wish:",
        "  “a quick one”: Amber is not short",
    ]
