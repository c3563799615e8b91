"""A model's labels stand only where no person's do, and are always told apart."""

from datetime import UTC, datetime, timedelta

from agents.dialogue import Explanation, Profile
from storage.judgements import Judgement, judgement_id
from storage.labels.label import VERSION, Label
from storage.labels.synthetic import CONFIDENCE, synthetic_labels
from storage.records import Impression

NOW = datetime(2026, 2, 3, tzinfo=UTC)


def judged(turn: int, item_id: str, relevance: float, days: int = 0, judge: str = "openai:big") -> Judgement:
    name = judgement_id("c1", turn, item_id, judge, "judge.v1")
    return Judgement(name, "c1", turn, item_id, relevance, judge, "judge.v1", NOW + timedelta(days), 60, 0.0)


def shown(turn: int, item_id: str, name: str) -> Impression:
    why = Explanation((), "")
    return Impression(
        name, "c1", turn, f"s{turn}", 1, item_id, "films", "v7", 0.5, {}, "utility", "3", 0.25, why, NOW, Profile()
    )


def given(turn: int, item_id: str) -> Label:
    return Label("c1", turn, item_id, f"i-{item_id}", 0.0, 1.0, "explicit", "dislike", VERSION, 1.0)


def test_a_judgement_becomes_a_marked_label() -> None:
    (label,) = synthetic_labels([judged(1, "f1", 2.5)], [shown(1, "f1", "i1")], [])
    assert label == Label(
        "c1", 1, "f1", "i1", 2.5, CONFIDENCE, "synthetic", "judge.v1", VERSION, CONFIDENCE, reason="openai:big"
    )


def test_an_item_that_was_not_shown_has_a_label_without_an_impression() -> None:
    (label,) = synthetic_labels([judged(2, "f1", 1.0)], [shown(1, "f1", "i1")], [])
    assert (label.turn, label.impression_id) == (2, "")


def test_what_a_person_said_of_the_item_in_that_turn_leaves_no_room_for_the_model() -> None:
    labels = synthetic_labels([judged(1, "f1", 3.0), judged(2, "f1", 3.0), judged(1, "f2", 3.0)], [], [given(1, "f1")])
    assert [(label.turn, label.item_id) for label in labels] == [(1, "f2"), (2, "f1")]


def test_the_latest_of_several_judgements_counts() -> None:
    old, new = judged(1, "f1", 3.0), judged(1, "f1", 1.0, days=1, judge="openai:bigger")
    for order in ((old, new), (new, old)):
        (label,) = synthetic_labels(order, [], [])
        assert (label.relevance, label.reason) == (1.0, "openai:bigger")


def test_in_the_context_of_somebody_who_is_not_trusted_it_counts_less() -> None:
    (label,) = synthetic_labels([judged(1, "f1", 3.0)], [], [], trust=0.1)
    assert label.weight == CONFIDENCE * 0.1
    assert label.trust == 0.1


def test_of_an_item_shown_twice_in_a_turn_it_is_the_first_impression() -> None:
    (label,) = synthetic_labels([judged(1, "f1", 3.0)], [shown(1, "f1", "i1"), shown(1, "f1", "i2")], [])
    assert label.impression_id == "i1"
