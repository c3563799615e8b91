"""Signals made into feedback: what is new, when it was, and which is the last word."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reacting import Reaction
from app.signals import FromTheFuture, Signal, last_words, received
from storage.records import Card, Feedback
from storage.store import UnknownImpression

SHOWN = datetime(2026, 2, 3, 4, 5, 0, tzinfo=UTC)
NOW = SHOWN + timedelta(minutes=10)
CARDS = {name: Card(name, f"item-{name[0]}", 1, "s1", "", SHOWN) for name in ("a", "b", "a-again")}


def taken(*signals: Signal, before: tuple[Feedback, ...] = (), now: datetime = NOW) -> tuple[Feedback, ...]:
    return tuple(chain(*received("talk", signals, CARDS, before, now).feedback))


def said(*kinds: Reaction, card: str = "a") -> tuple[Feedback, ...]:
    """One tap after the other, as the store would keep them."""
    kept: dict[str, Feedback] = {}
    for second, kind in enumerate(kinds):
        at = NOW + timedelta(seconds=second)
        for one in taken(Signal(card, kind), before=tuple(kept.values()), now=at):
            kept.setdefault(one.id, one)
    return tuple(kept.values())


# --- what is new ------------------------------------------------------------------------------------------------------


def test_saying_it_again_is_nothing_new() -> None:
    assert [one.kind for one in said("like", "like", "click", "like", "seen", "seen")] == ["like", "click", "seen"]


def test_the_last_word_is_kept_however_often_it_was_said_before() -> None:
    assert [one.kind for one in said("like", "dislike", "like")] == ["like", "dislike", "like"]
    kept = said("like", "withdraw", "like", "withdraw", "withdraw")
    assert [one.kind for one in kept] == ["like", "withdraw", "like", "withdraw"]


def test_another_reason_or_other_stars_are_new() -> None:
    first = taken(Signal("a", "dislike", "too long"))
    assert taken(Signal("a", "dislike", "too long"), before=first) == first
    assert taken(Signal("a", "dislike", "too loud"), before=first) != first
    stars = taken(Signal("a", "rating", value=4))
    assert taken(Signal("a", "rating", value=4), before=stars) == stars
    assert taken(Signal("a", "rating", value=5), before=stars)[0].id != stars[0].id


def test_taking_back_a_thumb_takes_back_those_it_replaced_and_no_more() -> None:
    before = said("seen", "like", "dislike", "accept")
    found = taken(Signal("a", "withdraw", "dislike"), before=before)
    assert [(one.kind, one.reason) for one in found] == [("withdraw", "like"), ("withdraw", "dislike")]
    everything = taken(Signal("a", "withdraw"), before=before)
    assert [one.reason for one in everything] == ["seen", "like", "dislike", "accept"]
    assert taken(Signal("b", "withdraw", "dislike"), before=before) == ()
    assert taken(Signal("a", "withdraw", "rating"), before=said("click")) == ()


def test_an_event_with_an_id_is_one_event_and_no_other() -> None:
    one, again, other = taken(Signal("a", "click", id="1"), Signal("a", "click", id="1"), Signal("a", "click", id="2"))
    assert one.id == again.id != other.id
    elsewhere = received("other talk", [Signal("a", "click", id="1")], CARDS, (), NOW).feedback[0][0]
    assert elsewhere.id != one.id


def test_what_is_taken_back_before_it_came_is_kept() -> None:
    early = taken(Signal("a", "withdraw", "like", at=NOW - timedelta(seconds=1), id="2"))
    assert [(one.kind, one.reason) for one in early] == [("withdraw", "like")]
    assert taken(Signal("a", "withdraw", "like", id="2"), before=early) == early
    once = said("like")
    back = taken(Signal("a", "withdraw", "", id="2"), before=once)
    assert taken(Signal("a", "withdraw", "", id="2"), before=(*once, *back)) == back


# --- when it was ------------------------------------------------------------------------------------------------------


def moment(at: datetime | None, sent_at: datetime | None = None) -> datetime:
    ((one,),) = received("talk", [Signal("a", "click", at=at)], CARDS, (), NOW, sent_at).feedback
    return one.at


@pytest.mark.parametrize(
    ("at", "sent_at", "kept"),
    [
        (None, None, NOW),
        (NOW - timedelta(minutes=3), None, NOW - timedelta(minutes=3)),
        # A clock that is a little ahead: nothing happened after now.
        (NOW + timedelta(minutes=4), None, NOW),
        # Nothing happened to a card before it was shown.
        (SHOWN - timedelta(days=1), None, SHOWN),
        # A clock of 1970, known to be wrong by what it says now.
        (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 0, 2, tzinfo=UTC), NOW - timedelta(minutes=2)),
        (datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, 0, 2, tzinfo=UTC), NOW - timedelta(minutes=2)),
        # Set back between the event and its sending.
        (NOW + timedelta(hours=2), NOW, NOW),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), None, SHOWN),
        (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), SHOWN),
    ],
)
def test_a_senders_clock_is_believed_within_reason(
    at: datetime | None, sent_at: datetime | None, kept: datetime
) -> None:
    assert moment(at, sent_at) == kept


def test_the_future_is_refused_with_a_sentence_and_keeps_nothing_else_out() -> None:
    signals = [Signal("a", "click", at=NOW + timedelta(minutes=6)), Signal("nothing", "click"), Signal("b", "click")]
    found = received("talk", signals, CARDS, (), NOW)
    assert [one.impression_id for (one,) in found.feedback] == ["b"]
    assert [(one.index, type(one.error)) for one in found.refused] == [(0, FromTheFuture), (1, UnknownImpression)]
    assert "more than 5 minutes ahead" in str(found.refused[0].error)


moments = st.datetimes(timezones=st.just(UTC)) | st.none()


@given(times=st.lists(moments, max_size=8), sent_at=moments)
def test_what_one_client_sent_is_never_reordered(times: list[datetime | None], sent_at: datetime | None) -> None:
    signals = [Signal("a", "click", at=at, id=str(n)) for n, at in enumerate(times)]
    found = received("talk", signals, CARDS, (), NOW, sent_at)
    kept = [one.at for (one,) in found.feedback]
    assert kept == sorted(kept)
    assert all(SHOWN <= at <= NOW for at in kept)
    assert len(kept) + len(found.refused) == len(times)
    assert sent_at is None or not found.refused


# --- the last word ----------------------------------------------------------------------------------------------------


def words(*found: Feedback, given: tuple[Feedback, ...] = ()) -> list[str]:
    return [one.kind for one in last_words(found, given, CARDS)]


def test_only_the_last_word_changes_the_profile() -> None:
    like, dislike = said("like", "dislike")
    assert words(like, dislike) == ["dislike"]
    # It came late: the dislike was said after it.
    assert words(like, given=(dislike,)) == []
    assert words(dislike, given=(like,)) == ["dislike"]


def test_words_on_another_matter_stand_beside_each_other() -> None:
    assert words(*said("like", "seen", "click", "accept")) == ["like", "seen"]
    (like,), (other,) = said("like"), said("dislike", card="b")
    assert words(like, given=(other,)) == ["like"]


def test_a_word_on_the_same_item_shown_again_counts() -> None:
    (like,), (later,) = said("like"), taken(Signal("a-again", "dislike"), now=NOW + timedelta(hours=1))
    assert words(like, given=(later,)) == []


def test_a_withdrawal_overrules_what_it_takes_back_alone() -> None:
    seen, like = said("seen", "like")
    back = taken(Signal("a", "withdraw", "like"), before=(seen, like), now=NOW + timedelta(minutes=1))
    assert words(like, seen, given=back) == ["seen"]
    assert words(*back, given=(seen, like)) == ["withdraw"]
