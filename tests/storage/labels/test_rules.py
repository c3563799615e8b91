"""What the feedback on one card says of its item."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.labels.rules import STRENGTH, TAKEN, judged, standing
from storage.records import Feedback, FeedbackKind, FeedbackSource

START = datetime(2026, 5, 1, tzinfo=UTC)
KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
SOURCES: tuple[FeedbackSource, ...] = get_args(FeedbackSource)


def signals(*written: str) -> list[Feedback]:
    """A second apart: "rating 4", "words dislike: too long", "withdraw: like"."""
    return [_signal(number, one) for number, one in enumerate(written, start=1)]


def _signal(number: int, written: str) -> Feedback:
    told, _, reason = written.partition(": ")
    words = told.split()
    source: FeedbackSource = "words" if words[0] == "words" else "tap"
    kind, *value = words[1:] if source == "words" else words
    at = START + timedelta(seconds=number)
    stars = float(value[0]) if value else None
    return Feedback(f"f{number}", "card", kind, at, reason, stars, source, at, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "relevance", "rule"),
    [
        (["accept"], 3, "accept"),
        (["rating 5"], 3, "rating"),
        (["rating 3"], 1.5, "rating"),
        (["rating 1"], 0, "rating"),
        (["like"], 2, "like"),
        (["dislike"], 0, "dislike"),
        (["words dislike: too long"], 0, "words-dislike"),
        (["click"], 1, "click"),
        (["click", "dwell 12"], 1.5, "dwell"),
        (["click", "dwell 9"], 1, "click"),
        (["dwell 60", "click"], 1, "click"),
    ],
)
def test_one_judgement(written: list[str], relevance: float, rule: str) -> None:
    found = judged(signals("shown", *written))
    assert found
    assert (found.relevance, found.rule) == (relevance, rule)


@pytest.mark.parametrize(
    "written",
    [
        [],
        ["shown"],
        ["shown", "dwell 60"],
        ["seen"],
        ["duel 1"],
        ["rating"],
        ["rating nan"],
        ["withdraw"],
        ["dwell 60", "shown"],
    ],
)
def test_what_says_nothing_of_the_item(written: list[str]) -> None:
    assert judged(signals(*written)) is None


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        # the latest decides whether it is wanted ...
        (["like", "dislike"], "dislike"),
        (["dislike", "like"], "like"),
        (["accept", "dislike"], "dislike"),
        (["rating 5", "rating 2"], "rating"),
        # ... and what agrees with it may say it better
        (["accept", "like"], "accept"),
        (["like", "accept"], "accept"),
        (["rating 4", "like"], "rating"),
        (["rating 1", "dislike"], "rating"),
        # but not from before somebody changed their mind
        (["accept", "dislike", "like"], "like"),
        # taps before words, words of acceptance beside taps that agree
        (["like", "words dislike"], "like"),
        (["words accept", "dislike"], "dislike"),
        (["like", "words accept"], "words-accept"),
        (["words accept", "words dislike"], "words-dislike"),
        # what was said before what was done
        (["click", "dwell 60", "dislike"], "dislike"),
        (["words dislike", "click"], "words-dislike"),
        # what was taken back
        (["like", "accept", "withdraw: accept"], "like"),
        (["click", "dislike", "withdraw: dislike"], "click"),
        (["dislike", "withdraw", "like"], "like"),
        (["withdraw", "dislike"], "dislike"),
    ],
)
def test_what_disagrees_is_settled_by_the_written_order(written: list[str], rule: str) -> None:
    found = judged(signals(*written))
    assert found
    assert found.rule == rule


def test_the_latest_of_two_ratings_counts() -> None:
    found = judged(signals("rating 5", "rating 4", "like"))
    assert found
    assert found.relevance == 2.25


def test_a_reason_is_kept_and_what_was_said_of_all_counts_less() -> None:
    given = signals("words dislike: too long")
    alone, to_all = judged(given), judged(given, {"f1"})
    assert alone
    assert to_all
    assert alone.reason == "too long"
    assert (to_all.rule, to_all.relevance) == ("words-dislike-all", 0)
    assert to_all.confidence < alone.confidence


# --- any feedback -----------------------------------------------------------------------------------------------------

moments = st.integers(0, 5).map(lambda seconds: START + timedelta(seconds=seconds))


@st.composite
def feedback(draw: st.DrawFn) -> list[Feedback]:
    found = draw(
        st.lists(
            st.builds(
                Feedback,
                id=st.text("abc", min_size=1, max_size=3),
                impression_id=st.just("card"),
                kind=st.sampled_from(KINDS),
                at=moments,
                reason=st.sampled_from(["", "too long", "like", "dislike", "accept"]),
                value=st.none() | st.floats(),
                source=st.sampled_from(SOURCES),
            ),
            max_size=12,
            unique_by=lambda one: one.id,
        )
    )
    return [replace(one, number=number) for number, one in enumerate(found)]


@given(feedback(), st.randoms())
def test_the_order_in_which_events_arrive_changes_nothing(given: list[Feedback], chance: Random) -> None:
    shuffled = list(given)
    chance.shuffle(shuffled)
    assert judged(shuffled) == judged(given)


@given(feedback())
def test_taking_everything_back_leaves_nothing(given: list[Feedback]) -> None:
    last = Feedback("last", "card", "withdraw", START + timedelta(hours=1))
    assert judged([*given, last]) is None
    assert {one.kind for one in standing([*given, last])} <= {"shown"}


@given(feedback())
def test_a_verdict_is_on_the_scale_and_has_a_signal_behind_it(given: list[Feedback]) -> None:
    found = judged(given)
    if found is None:
        return
    kind = found.rule.removeprefix("words-").removesuffix("-all")
    assert 0 <= found.relevance <= TAKEN
    assert 0 < found.confidence <= 1
    assert kind in {one.kind for one in standing(given)}
    assert (found.source == "explicit") == (kind in STRENGTH)


@given(feedback(), st.sampled_from(["shown", "seen", "duel"]))
def test_what_judges_nothing_never_changes_a_verdict(given: list[Feedback], kind: FeedbackKind) -> None:
    more = Feedback("more", "card", kind, START + timedelta(hours=1), value=1.0)
    assert judged([*given, more]) == judged(given)
