from dataclasses import replace

from agents.dialogue import More, Profile, Reject, Restart, Turn
from storage.exports.context import last_words, query, wishes
from tests.storage.exports.making import SHOWN, WISHES, shelf, told


def test_a_query_is_the_wishes_in_words_and_the_last_words_that_wish() -> None:
    assert query(told(), 1, shelf()) == "at most €100, glass, like Arc. a glass lamp, not too dear"


def test_words_that_wish_for_nothing_are_no_query() -> None:
    turns = (Turn(1, "something red"), Turn(2, "more", (More(),)), Turn(3, "no", (Reject(),)))
    assert last_words(turns, 3) == "something red"


def test_words_from_before_the_talk_started_over_are_forgotten() -> None:
    turns = (Turn(1, "something red"), Turn(2, "start over", (Restart(),)), Turn(3, "more", (More(),)))
    assert last_words(turns, 3) == ""


def test_later_words_are_not_known_yet() -> None:
    assert last_words((Turn(1, "red"), Turn(2, "blue")), 1) == "red"


def test_without_any_wish_any_item_is_wanted() -> None:
    assert wishes(Profile(), shelf()) == ""
    assert query(replace(told(items=()), turns=(Turn(1, "", (), Profile()),)), 1, shelf()) == "any lamp"


def test_an_items_text_is_what_the_product_embeds_in_one_line() -> None:
    lamps = shelf()
    assert lamps.text("l2") == 'Bell. style: glass. Rings a "bell", or two'
    assert lamps.text("gone") == ""
    assert lamps.gone == {"gone"}
    assert all(lamps.text(item) for item in SHOWN)
    assert wishes(WISHES, lamps).endswith("like Arc")
