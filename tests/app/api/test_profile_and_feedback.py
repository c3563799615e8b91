"""What is known of the person, mended by hand and by what they make of what is shown."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from pydantic import JsonValue

from app.client import Api, ApiError, Talk
from app.reacting import Reaction
from app.wire import shapes


async def shown(talk: Talk, text: str = "just show me a puzzle") -> tuple[shapes.Recommendation, ...]:
    found = (await talk.say(text)).reply.recommendations
    assert len(found) > 1
    return found


def refused(caught: pytest.ExceptionInfo[ApiError]) -> tuple[int, str]:
    return caught.value.problem.status, caught.value.problem.type.removeprefix("/problems/")


async def test_a_wish_is_a_test_that_programs_can_run(talk: Talk) -> None:
    await talk.say("a calm puzzle under an hour")
    wishes = {wish.attribute: wish for wish in (await talk.profile()).preferences}
    assert (wishes["theme"].operator, wishes["theme"].value, wishes["theme"].strength) == ("=", "puzzle", "must")
    assert (wishes["minutes"].operator, wishes["minutes"].value) == ("<", 60.0)


async def test_a_wish_is_removed_and_brought_back(talk: Talk) -> None:
    before = (await talk.say("a calm puzzle")).profile
    wish = before.preferences[0]
    after = await talk.change(wish, "remove")
    assert wish.words not in [one.words for one in after.preferences]
    assert (await talk.undo()).preferences == before.preferences


async def test_a_wish_that_is_not_there_any_more_is_not_changed(talk: Talk) -> None:
    before = (await talk.say("a calm puzzle")).profile
    for other in ({"index": 7}, {"words": "silly"}):
        with pytest.raises(ApiError) as caught:
            await talk.change(before.preferences[0].model_copy(update=other), "remove")
        assert refused(caught) == (409, "profile-changed")
    assert await talk.profile() == before


async def test_a_repeated_undo_is_done_once(talk: Talk, http: httpx2.AsyncClient) -> None:
    await talk.say("a calm puzzle")
    await talk.say("under an hour")
    headers = {"Authorization": f"Bearer {talk.opened.token}", "Idempotency-Key": "undo-once-0001"}
    path = f"/v1/conversations/{talk.opened.id}/profile/undo"
    one, two = [(await http.post(path, headers=headers)).json() for _ in range(2)]
    assert one == two
    assert {wish["attribute"] for wish in one["preferences"]} == {"theme", "mood"}


async def test_a_like_is_told_once_and_remembered(talk: Talk) -> None:
    first, *_ = await shown(talk)
    given = await talk.feedback(first.impression_id, "like")
    assert given.fresh
    assert [one.item_id for one in given.profile.liked] == [first.item_id]
    again = await talk.feedback(first.impression_id, "like")
    assert not again.fresh
    assert again.profile == given.profile
    (slate,) = await talk.slates()
    assert [one.mark for one in slate.recommendations if one.item_id == first.item_id] == ["liked"]


async def test_the_last_word_counts_however_often_it_was_said_before(talk: Talk) -> None:
    first, *_ = await shown(talk)
    await talk.feedback(first.impression_id, "like")
    disliked = await talk.feedback(first.impression_id, "dislike")
    assert (disliked.profile.liked, disliked.profile.left_out) == ((), 1)
    liked = await talk.feedback(first.impression_id, "like")
    assert ([one.item_id for one in liked.profile.liked], liked.profile.left_out) == ([first.item_id], 0)


async def test_a_reason_is_read(talk: Talk) -> None:
    found = await shown(talk)
    longest = max(found, key=lambda one: len(one.facts) and float(one.facts[-1].value.split()[0]))
    given = await talk.feedback(longest.impression_id, "dislike", "too long")
    assert "minutes" in [wish.attribute for wish in given.profile.preferences]


async def test_seconds_belong_to_a_dwell(talk: Talk) -> None:
    first, *_ = await shown(talk)
    assert (await talk.feedback(first.impression_id, "dwell", value=3.5)).fresh
    for kind, value in (("dwell", None), ("like", 3.5), ("dwell", -1.0)):
        with pytest.raises(ApiError) as caught:
            await talk.feedback(first.impression_id, kind, value=value)  # type: ignore[arg-type]  # a str is a kind
        assert refused(caught) == (422, "invalid")


async def test_an_impression_of_another_conversation_takes_no_feedback(client: Api, talk: Talk) -> None:
    first, *_ = await shown(talk)
    other = await client.open("games")
    with pytest.raises(ApiError) as caught:
        await other.feedback(first.impression_id, "like")
    assert refused(caught) == (404, "not-found")
    assert (await other.profile()).liked == ()


async def test_items_are_compared(talk: Talk) -> None:
    one, two, *_ = await shown(talk)
    table = await talk.compare([one.item_id, two.item_id])
    assert table.titles == (one.title, two.title)
    assert all(len(row.values) == 2 for row in table.rows)
    assert one.title in table.text
    (length,) = (await talk.compare([one.item_id, two.item_id], "minutes")).rows
    assert length.label == "length"


@pytest.mark.parametrize(
    ("ids", "attribute", "refusal"),
    [
        (["g1"], "", (422, "invalid")),
        (["g1", "g1"], "", (422, "invalid")),
        (["g1", "nope"], "", (404, "not-found")),
        (["g1", "g2"], "horsepower", (422, "invalid")),
    ],
)
async def test_what_cannot_be_compared(talk: Talk, ids: list[str], attribute: str, refusal: tuple[int, str]) -> None:
    with pytest.raises(ApiError) as caught:
        await talk.compare(ids, attribute)
    assert refused(caught) == refusal


async def test_why_is_told_as_it_was_when_it_was_shown(talk: Talk) -> None:
    first, *_ = await shown(talk)
    await talk.say("no puzzles, a party game")
    told = await talk.explain(first.item_id)
    assert first.title in told.text
    assert [(wish.wanted, wish.met) for wish in told.wishes if wish.attribute == "theme"] == [("puzzle", True)]


async def test_why_not_names_the_wish_that_is_broken(talk: Talk) -> None:
    await shown(talk)
    party = "g1"
    told = await talk.explain(party, "why_not")
    assert "“puzzle”" in told.text
    assert [wish.met for wish in told.wishes if wish.attribute == "theme"] == [False]
    with pytest.raises(ApiError, match="“nope”"):
        await talk.explain("nope", "why")


async def test_everything_that_leaves_keeps_every_hard_wish(client: Api, talk: Talk) -> None:
    from evals.talking import kept

    checked = 0
    for text in ("a puzzle under an hour", "not silly", "just show me some", "shorter", "more", "at least 30 minutes"):
        answered = await talk.say(text)
        hard = [wish for wish in answered.profile.preferences if wish.strength in ("must", "never")]
        for one in answered.reply.recommendations:
            item = await client.item("games", one.item_id)
            assert all(kept(wish, item) for wish in hard), (text, item)
            checked += len(hard)
    assert checked > 5


async def test_this_is_what_the_person_looks_at(talk: Talk) -> None:
    answered = await talk.say("something like this but shorter", about=["g5", "no-such-item"])
    assert [one.title for one in answered.profile.liked] == ["Brass Meadow"]
    assert (await talk.read()).turns[0].utterance == "something like this but shorter"


# --- taken back, rated, in batches ------------------------------------------------------------------------------------


async def test_a_thumb_is_taken_back(talk: Talk) -> None:
    first, *_ = await shown(talk)
    await talk.feedback(first.impression_id, "dislike")
    back = await talk.feedback(first.impression_id, "withdraw", "dislike")
    assert (back.fresh, back.profile.left_out) == (True, 0)
    assert not (await talk.feedback(first.impression_id, "withdraw", "dislike")).fresh
    again = await talk.feedback(first.impression_id, "dislike")
    assert (again.fresh, again.profile.left_out) == (True, 1)


@pytest.mark.parametrize(("stars", "liked", "left_out"), [(5, 1, 0), (4, 1, 0), (3, 0, 0), (2, 0, 1), (1, 0, 1)])
async def test_stars_are_a_like_or_a_dislike_or_neither(talk: Talk, stars: float, liked: int, left_out: int) -> None:
    first, *_ = await shown(talk)
    await talk.feedback(first.impression_id, "like")
    given = await talk.feedback(first.impression_id, "rating", value=stars)
    assert given.fresh
    assert (len(given.profile.liked), given.profile.left_out) == (liked, left_out)


@pytest.mark.parametrize(
    ("kind", "reason", "value"),
    [("rating", "", None), ("rating", "", 0.5), ("rating", "", 6), ("withdraw", "shown", None), ("like", "", 1)],
)
async def test_what_goes_with_no_kind_is_refused(talk: Talk, kind: Reaction, reason: str, value: float | None) -> None:
    first, *_ = await shown(talk)
    with pytest.raises(ApiError) as caught:
        await talk.feedback(first.impression_id, kind, reason, value)
    assert refused(caught) == (422, "invalid")


async def test_a_batch_is_stored_once_and_what_is_wrong_in_it_is_told(talk: Talk) -> None:
    first, second, *_ = await shown(talk)
    late = datetime.now(UTC) - timedelta(seconds=1)
    events: list[dict[str, JsonValue]] = [
        {"id": "1", "impression_id": first.impression_id, "kind": "shown", "at": late.isoformat()},
        {"id": "2", "impression_id": "nothing", "kind": "shown"},
        {"id": "3", "impression_id": first.impression_id, "kind": "like"},
        {"id": "4", "impression_id": second.impression_id, "kind": "dwell", "value": 2.5, "at": "2099-01-01T00:00:00Z"},
    ]
    given = await talk.feedback_batch(events)
    assert (given.fresh, given.repeated) == (2, 0)
    assert [(one.index, one.id) for one in given.refused] == [(1, "2"), (3, "4")]
    assert "“nothing”" in given.refused[0].detail
    assert "send `sent_at` too" in given.refused[1].detail
    assert [one.item_id for one in given.profile.liked] == [first.item_id]
    again = await talk.feedback_batch(events, datetime(2099, 1, 1, 0, 1, tzinfo=UTC))
    assert (again.fresh, again.repeated, len(again.refused)) == (1, 2, 1)


async def test_a_word_that_comes_late_does_not_overrule_a_later_one(talk: Talk) -> None:
    first, *_ = await shown(talk)
    await talk.feedback(first.impression_id, "dislike")
    like: dict[str, JsonValue] = {
        "id": "1",
        "impression_id": first.impression_id,
        "kind": "like",
        "at": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
    }
    given = await talk.feedback_batch([like])
    assert given.fresh == 1
    assert (given.profile.liked, given.profile.left_out) == ((), 1)


@pytest.mark.parametrize("at", ["2026-02-03T04:05:06", "yesterday", 1_770_000_000, "1770000000", True])
async def test_a_time_is_text_with_its_zone(talk: Talk, at: JsonValue) -> None:
    first, *_ = await shown(talk)
    with pytest.raises(ApiError) as caught:
        await talk.feedback_batch([{"id": "1", "impression_id": first.impression_id, "kind": "click", "at": at}])
    assert refused(caught) == (422, "invalid")


# --- consent ----------------------------------------------------------------------------------------------------------


async def test_consent_is_the_persons_to_change(client: Api, talk: Talk) -> None:
    assert (await talk.read()).consent == "unsaid"
    for consent in ("refused", "given", "unsaid"):
        assert await talk.set_consent(consent) == consent
        assert (await talk.read()).consent == consent
    with pytest.raises(ApiError) as caught:
        await talk.set_consent("perhaps")  # type: ignore[arg-type]  # what is tested
    assert refused(caught) == (422, "invalid")


async def test_who_was_asked_already_opens_with_the_answer(http: httpx2.AsyncClient) -> None:
    sent = {"catalogue": "games", "consent": "given"}
    opened = (await http.post("/v1/conversations", json=sent)).json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    read = (await http.get(f"/v1/conversations/{opened['id']}", headers=headers)).json()
    assert read["consent"] == "given"
    answer = await http.patch(f"/v1/conversations/{opened['id']}", json={"consent": "refused"})
    assert answer.status_code == 401
