"""What a trainer reads of a talk: system first, roles in turn, and nothing that was not said, done or shown."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Duel, Restart
from storage.exports.chat import MOST_TURNS, answer, before, offer, one
from tests.storage.exports.making import CHEAP, GLASS, ITEMS, shelf, slate
from tests.storage.exports.talking import Talk, asks, says, shows, wishing


def test_a_talk_is_told_up_to_the_words_that_are_answered() -> None:
    talk = Talk()
    talk.says("a lamp", asks())
    talk.says("glass", shows("l2"), wishing(GLASS))
    talk.says("thanks", says("Enjoy it."))
    messages = before(talk.told, 2, shelf())
    assert [one["role"] for one in messages] == ["system", "user", "assistant", "user"]
    assert messages[1]["content"] == "a lamp"
    assert messages[2]["content"] == "Which style?\nYou can say: brass, glass."
    assert messages[3]["content"] == "glass"


def test_the_system_message_tells_the_task_and_what_is_known_of_items() -> None:
    talk = Talk()
    talk.says("a lamp", asks())
    text = before(talk.told, 1, shelf())[0]["content"]
    assert "You recommend lamps of the catalogue “Lamps”" in text
    assert "What is known of a lamp: style, price (EUR), dimmable (yes or no)." in text


def test_an_answer_has_its_cards_with_facts_and_reasons() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3", text="Two fit."))
    assert answer(talk.turns[0], talk.told, shelf()).splitlines() == [
        "Two fit.",
        "1. Bell (lamp)",
        "   It is cheap.",
        "2. Cone (lamp)",
        "   It is cheap.",
    ]


def test_a_reason_given_under_another_catalogue_is_worked_out_again() -> None:
    talk = Talk()
    talk.says("glass", shows("l2", reason="It costs 10 euros."), wishing(GLASS))
    talk.cards = [replace(card, catalogue_version="v1") for card in talk.cards]
    text = answer(talk.turns[0], talk.told, shelf())
    assert "10 euros" not in text
    assert "lass" in text.splitlines()[-1]


def test_what_was_tapped_is_told_in_brackets_before_the_next_words() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l1", "l2"), wishing(GLASS))
    talk.taps(wishing(GLASS, liked=("l2",)))
    talk.taps(wishing(CHEAP, liked=("l2",), rejected=("l1",)))
    talk.says("more", shows("l3"), wishing(CHEAP, liked=("l2",)))
    assert before(talk.told, 4, shelf())[-1]["content"].splitlines() == [
        "(likes Bell)",
        "(does not want Arc) (takes back: glass) (wishes: at most €100)",
        "more",
    ]


def test_ids_of_what_was_tapped_are_told_nowhere() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l1"), wishing(GLASS))
    talk.taps(wishing(GLASS), edit="pick 5e55")
    talk.says("more", shows("l3"), wishing(GLASS))
    assert "5e55" not in str(before(talk.told, 3, shelf()))


def test_a_turn_that_failed_is_as_if_it_had_not_been() -> None:
    talk = Talk()
    talk.says("a lamp", asks())
    talk.fails("glass")
    talk.says("glass, please", shows("l2"))
    assert [one["content"] for one in before(talk.told, 3, shelf())[3:]] == ["glass, please"]
    assert before(talk.told, 2, shelf()) == []


def test_nothing_from_before_a_fresh_start_is_told() -> None:
    talk = Talk()
    talk.says("a red lamp", asks())
    talk.says("start over", asks("Anew: which style?"), acts=(Restart(),))
    talk.says("glass", shows("l2"))
    contents = [one["content"] for one in before(talk.told, 3, shelf())]
    assert contents[1] == "start over"
    assert not any("red" in one for one in contents)


def test_of_a_long_talk_the_end_is_told_and_the_wishes_from_before_it() -> None:
    talk = Talk()
    for number in range(MOST_TURNS + 3):
        talk.says(f"words {number}", says("Noted."), wishing(GLASS))
    messages = before(talk.told, MOST_TURNS + 3, shelf())
    assert next(m["content"] for m in messages if m["role"] == "user") == "words 3"
    assert messages[0]["content"].endswith("Wished for so far: glass.")


def test_items_that_are_gone_are_on_no_card() -> None:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3"))
    some = shelf([item for item in ITEMS if item.id != "l2"])
    assert "Bell" not in answer(talk.turns[0], talk.told, some)
    assert "1. Cone" in answer(talk.turns[0], talk.told, some)


def test_both_sides_of_a_duel_are_told_each_item_once() -> None:
    talk = Talk()
    reply = replace(shows("l2", "l3"), duel=Duel("d", slate("t", ("l3", "l4")), ("default", "other")))
    talk.says("a lamp", reply)
    text = answer(talk.turns[0], talk.told, shelf())
    assert [text.count(title) for title in ("Bell", "Cone", "Disc")] == [1, 1, 1]


def test_a_reply_from_elsewhere_is_told_in_its_own_words_alone() -> None:
    talk = Talk()
    talk.says("a lamp", replace(shows("l2", text="Have you seen Bell?"), phrased_by="import"))
    assert answer(talk.turns[0], talk.told, shelf()) == "Have you seen Bell?"


def test_single_recommendations_are_worded_alike_whatever_was_shown() -> None:
    talk = Talk()
    talk.says("glass", shows("l2", "l4", reason="A model said: wonderful!"), wishing(GLASS))
    by_id = {item.id: item for item in ITEMS}
    texts = [one(by_id[item], 1, talk.told, shelf()) for item in ("l2", "l4")]
    assert texts[0].startswith("I recommend Bell (lamp). ")
    assert texts[1].startswith("I recommend Disc (lamp). ")
    assert "wonderful" not in "".join(texts)
    assert offer([by_id["l2"]], 1, talk.told, shelf()).startswith("I would start with Bell.\n1. Bell")


@given(st.lists(st.sampled_from(["talk", "tap", "fail", "silent", "over"]), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_roles_take_turns_and_nothing_is_empty_whatever_happened(steps: list[str]) -> None:
    talk = Talk()
    for step in steps:
        match step:
            case "talk":
                talk.says("words", shows("l2"), wishing(GLASS))
            case "tap":
                talk.taps(wishing(GLASS, liked=("l2",)))
            case "fail":
                talk.fails("words")
            case "silent":
                talk.says("words", says(""))
            case _:
                talk.says("start over", asks(), acts=(Restart(),))
    for turn in talk.turns:
        messages = before(talk.told, turn.number, shelf())
        roles = [one["role"] for one in messages]
        assert all(one["content"].strip() for one in messages)
        assert roles == [] or (roles[0] == "system" and roles[-1] == "user")
        assert roles[1:] == ["user", "assistant"] * (len(roles) // 2 - 1) + ["user"] * bool(roles)
