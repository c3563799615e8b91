"""Cards and what was said of them as labels: which get one, and how much it counts."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.labels.attention import Attention, measured
from storage.labels.labelling import labels_of
from storage.labels.weighing import MOST, inverse
from tests.storage.labels.making import card, said

CARDS = (card("a", 1), card("b", 2), card("c", 3))


def test_silence_is_not_dislike() -> None:
    shown = [said(item, "shown") for item in "abc"]
    (label,) = labels_of(CARDS, [*shown, said("b", "like")])
    assert (label.item_id, label.relevance) == ("b", 2)


def test_feedback_on_cards_that_are_not_there_gives_nothing() -> None:
    assert labels_of(CARDS, [said("z", "like")]) == ()


def test_a_label_tells_how_its_weight_came_about() -> None:
    (label,) = labels_of([card("c", 3, propensity=0.5)], [said("c", "like")], Attention({1: 1.0, 3: 0.4}), trust=0.5)
    assert (label.propensity, label.examination, label.trust, label.clipped) == (0.5, 0.4, 0.5, False)
    assert label.weight == pytest.approx(label.confidence * 0.5 / (0.5 * 0.4))


def test_a_no_to_the_whole_slate_counts_less_than_a_no_to_one_card() -> None:
    to_all = [said(item, "dislike", source="words", reason="too long") for item in "abc"]
    assert {label.rule for label in labels_of(CARDS, to_all)} == {"words-dislike-all"}
    assert {label.rule for label in labels_of(CARDS, to_all[:2])} == {"words-dislike"}
    assert {label.rule for label in labels_of(CARDS[:1], to_all[:1])} == {"words-dislike"}


def test_a_no_to_each_card_at_its_own_time_is_none_to_the_whole() -> None:
    each = [said(item, "dislike", source="words", second=number) for number, item in enumerate("abc", start=1)]
    assert {label.rule for label in labels_of(CARDS, each)} == {"words-dislike"}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["shown", "click", "like"])), max_size=8), st.randoms()
)
def test_no_card_without_a_judgement_ever_has_a_label(told: list[tuple[str, str]], chance: Random) -> None:
    given = [said(item, kind, second=number) for number, (item, kind) in enumerate(told)]  # type: ignore[arg-type]
    labels = labels_of(CARDS, given)
    assert {label.item_id for label in labels} == {item for item, kind in told if kind != "shown"}
    chance.shuffle(given)
    assert labels_of(CARDS, given) == labels


# --- weights ----------------------------------------------------------------------------------------------------------

chances = st.floats(0, 1)


@given(chances, chances)
def test_an_inverse_is_between_one_and_the_limit_for_each_of_the_two(propensity: float, examination: float) -> None:
    found, clipped = inverse(propensity, examination)
    assert 1 <= found <= MOST**2
    assert clipped == (propensity * MOST < 1 or examination * MOST < 1)
    if not clipped:
        assert found == pytest.approx(1 / (propensity * examination))


def test_a_low_propensity_does_not_swallow_the_correction_for_the_rank() -> None:
    assert inverse(0.001, 0.2)[0] == pytest.approx(5 * inverse(0.001, 1.0)[0])


def test_no_chance_at_all_is_cut_off() -> None:
    assert inverse(0.0, 1.0) == (MOST, True)
    assert inverse(float("nan"), 1.0) == (MOST, True)


# --- examination ------------------------------------------------------------------------------------------------------


def test_examination_is_measured_where_enough_was_seen() -> None:
    found = measured({1: 98, 2: 98, 3: 3}, {1: 98, 2: 49, 3: 0})
    assert found.at(1) == pytest.approx(0.99)
    assert found.at(2) == pytest.approx(0.5)
    assert found.slates == 98


def test_what_was_not_measured_falls_from_what_was() -> None:
    found = measured({1: 98, 2: 98}, {1: 98, 2: 49})
    assert found.at(8) == pytest.approx(0.5 / 2)
    assert Attention().at(1) == 1
    assert Attention().at(4) == pytest.approx(0.5)


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 500)), st.integers(1, 20))
def test_a_rank_is_always_possible(shown: dict[int, int], rank: int) -> None:
    """So that nothing is divided by 0."""
    assert 0 < measured(shown, {}).at(rank) <= 1
    assert 0 < measured(shown, shown).at(rank) <= 1
