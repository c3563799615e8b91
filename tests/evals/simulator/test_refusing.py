import pytest

from agents.dialogue import Strength
from evals.simulator.drawing import Needs
from evals.simulator.need import Want
from evals.simulator.refusing import Foreign, foreign, refusal
from evals.simulator.voice import Said
from retrieval.catalogue import Constraint, Operator

SAID = Said("I'd like a green tea, at most 20 euros", ("green", "at most 20 euros"))


def hidden(needs: Needs) -> list[Want]:
    place = needs.catalogue.domain.attribute("place")
    assert place
    return [Want(place, Constraint("place", Operator.EQ, "Assam"), Strength.MUST)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("got anything Green? at most 20 Euros though", None),
        ("so at most 20 euros, and I would love it green", None),
        ("a green one from assam, at most 20 euros", "leak"),
        ("a green one from Ássam, at most 20 euros", "leak"),
        ("green and at most 20 euros, such as Morning Cup 7", "leak"),
        ("green, about 20 euros", "lost value"),
        ("verdant, at most 20 euros", "lost value"),
        ("a green one, at most twenty euros", "lost value"),
        ("green, at most 20 euros, and smoky", "added wish"),
        ("a green herbal, at most 20 euros", "added wish"),
        ("green, at most 20 euros, and cheap", "added wish"),
        ("2 green ones, at most 20 euros", "added wish"),
        ("nothing green, at most 20 euros", "turned round"),
        ("I don’t want green, at most 20 euros", "turned round"),
        ("anything but green, at most 20 euros", "turned round"),
        ("", "no answer"),
        ("…", "no answer"),
        ("green, at most 20 euros" + " and so on" * 30, "no answer"),
    ],
)
def test_what_may_not_stand_for_it_is_refused_and_told_why(needs: Needs, text: str, why: str | None) -> None:
    assert refusal(text, SAID, hidden(needs), foreign(needs)) == why


def test_a_no_stays_a_no(needs: Needs) -> None:
    no = Said("none of these, sorry", ())
    assert refusal("sorry, not one of them", no, (), foreign(needs)) is None
    assert refusal("sorry, these look great", no, (), foreign(needs)) == "turned round"


def test_a_no_that_is_part_of_a_wish_is_no_other_no(needs: Needs) -> None:
    wish = Said("a tea, no smoky", ("no smoky",))
    assert refusal("tea for me please, no smoky", wish, (), foreign(needs)) is None
    assert refusal("tea for me please, not no smoky", wish, (), foreign(needs)) == "turned round"


def test_a_title_of_one_word_is_known_by_its_capital() -> None:
    known = Foreign(frozenset(), frozenset({"inception", "up"}), frozenset())
    said = Said("something clever", ())
    assert refusal("something clever, like Inception", said, (), known) == "leak"
    assert refusal("Inception, that was clever", said, (), known) == "leak"
    assert refusal("something clever, like “Up”", said, (), known) == "leak"
    assert refusal("clever, from the inception on", said, (), known) is None
    assert refusal("Up to you. Something clever", said, (), known) is None
    assert refusal("clever Inception", Said("clever inception", ("inception",)), (), known) is None


def test_a_value_is_known_in_other_endings() -> None:
    known = Foreign(frozenset(), frozenset(), frozenset({" comedi "}))
    assert refusal("I like comedies", Said("I like films", ()), (), known) == "added wish"
    assert refusal("I like comedies", Said("I like a comedy", ()), (), known) is None
