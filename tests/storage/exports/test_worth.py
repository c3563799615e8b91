"""Only answers that served are imitated, and none that breaks a wish; what is left out is counted."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Duel, Other, Preference, Strength, Undo
from storage.exports.worth import (
    BREAKS,
    NOWHERE,
    UNANSWERED,
    UNWANTED,
    Worth,
    answers,
    keeps_wishes,
)
from tests.storage.exports.making import CHEAP, GLASS, ITEMS, shelf, slate
from tests.storage.exports.talking import Talk, asks, says, shows, wishing


def found(talk: Talk) -> list[Worth]:
    return list(answers(talk.told, shelf()))


def test_a_slate_with_something_wanted_is_imitated_as_it_was() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3", text="Two fit."))
    talk.judged(1, "l2", 3.0, "accept")
    (one,) = found(talk)
    assert one.text.startswith("Two fit.\n1. Bell")
    assert (one.items, one.source, one.rule, one.weight) == (("l2", "l3"), "explicit", "accept", 0.5)


def test_an_unwanted_card_is_left_out_of_it_and_the_words_about_it() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3", text="Bell and Cone fit."))
    talk.judged(1, "l2", 2.0)
    talk.judged(1, "l3", 0.0, "dislike")
    (one,) = found(talk)
    assert "Cone" not in one.text
    assert one.items == ("l2",)


def test_a_slate_of_which_nothing_was_wanted_is_counted_and_left_out() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3"))
    talk.judged(1, "l2", 0.0, "dislike")
    some = shelf()
    assert list(answers(talk.told, some)) == []
    assert some.left_out == {UNWANTED: 1}


def test_a_card_that_breaks_a_wish_is_never_imitated_though_it_was_taken() -> None:
    talk = Talk()
    talk.says("under 100", shows("l1"), wishing(CHEAP))
    talk.judged(1, "l1", 3.0, "accept")
    some = shelf()
    assert list(answers(talk.told, some)) == []
    assert some.left_out == {BREAKS: 1}


def test_what_a_model_judged_makes_no_answer_worth_imitating() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2"))
    talk.judged(1, "l2", 3.0, "judge", source="synthetic")
    assert found(talk) == []


def test_a_question_is_imitated_if_a_wish_came_of_it() -> None:
    talk = Talk()
    talk.says("a lamp", asks())
    talk.says("glass", asks("Which price?"))
    talk.says("hm", says("Sorry?"), acts=(Other("unclear"),))
    some = shelf()
    assert [(one.turn, one.rule) for one in answers(talk.told, some)] == [(1, "answered")]
    assert some.left_out == {UNANSWERED: 1, NOWHERE: 1}


def test_what_is_said_on_the_way_to_something_wanted_is_imitated_and_what_comes_after_is_not() -> None:
    talk = Talk()
    talk.says("what is glass?", says("It is see-through."))
    talk.says("glass", shows("l2"))
    talk.says("thanks", says("Enjoy it."))
    talk.judged(2, "l2", 3.0, "accept")
    assert [(one.turn, one.rule) for one in found(talk)] == [(1, "on the way"), (2, "accept")]


def test_an_answer_that_was_undone_next_is_not_imitated() -> None:
    talk = Talk()
    talk.says("what is glass?", says("Noted: glass."))
    talk.says("undo that", says("Undone."), acts=(Undo(),))
    talk.says("a lamp", shows("l2"))
    talk.judged(3, "l2", 3.0, "accept")
    assert [one.turn for one in found(talk)] == [2, 3]


def test_of_words_that_were_not_understood_only_the_cards_are_imitated() -> None:
    talk = Talk()
    talk.says("lmap", shows("l2", text="I know no wish like “lmap”."), acts=(Other("unclear"),))
    talk.judged(1, "l2", 3.0, "accept")
    (one,) = found(talk)
    assert "lmap" not in one.text
    assert "Bell" in one.text


def test_of_a_duel_what_was_wanted_of_either_side_is_told_as_one_offer() -> None:
    talk = Talk()
    reply = replace(shows("l2", text="Left or right?"), duel=Duel("d", slate("t", ("l3",)), ("default", "other")))
    talk.says("a lamp", reply)
    talk.judged(1, "l3", 3.0, "accept")
    talk.judged(1, "l2", 0.0, "dislike")
    (one,) = found(talk)
    assert one.text.startswith("I would start with Cone.")


wishes = st.lists(
    st.sampled_from([CHEAP, GLASS, replace(GLASS, strength=Strength.NEVER), replace(CHEAP, strength=Strength.AVOID)]),
    max_size=3,
)
judgements = st.dictionaries(st.sampled_from(["l1", "l2", "l3", "l4"]), st.sampled_from([0.0, 1.0, 2.0, 3.0]))


@given(wishes, judgements)
@settings(max_examples=80, deadline=None)
def test_no_imitated_card_breaks_a_wish_or_was_unwanted(wished: list[Preference], judged: dict[str, float]) -> None:
    talk = Talk()
    talk.says("a lamp", shows("l1", "l2", "l3", "l4"), wishing(*wished))
    for item, relevance in judged.items():
        talk.judged(1, item, relevance)
    by_id = {item.id: item for item in ITEMS}
    for one in found(talk):
        assert all(keeps_wishes(by_id[item], 1, talk.told) for item in one.items)
        assert not any(judged.get(item) == 0 for item in one.items)
        assert any(judged.get(item, 0) >= 2 for item in one.items)
