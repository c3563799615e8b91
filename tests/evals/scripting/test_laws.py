"""What a reply says beside its reasons, and what is stored of it, is held against what was shown and tapped."""

from dataclasses import replace
from typing import Final

import pytest

from agents.dialogue import Preference, Profile
from agents.grounding import Verifier
from agents.understanding.vocabulary import Vocabulary
from evals.scripting.heard import Heard, Scene, Shown
from evals.scripting.recorded import Stored, otherwise
from evals.scripting.truth import untrue
from retrieval.catalogue import Catalogue, Constraint, Operator

WISHES: Final = Profile(
    (Preference(Constraint("colour", Operator.EQ, "red")), Preference(Constraint("price", Operator.LE, 40.0)))
)
CARDS: Final = (Shown("k0", "Kettle 0", 1, ""), Shown("k3", "Kettle 3", 2, ""))
NOW: Final = Heard(
    1, "red ones", WISHES, "Got it: red and at most €40. Kettle 0 and Kettle 3.", "recommend", CARDS, turn=1
)
STORED: Final = Stored([(1, 1, "k0"), (1, 2, "k3")], {1: NOW.text}, given=[])
TABLE: Final = (("price", ("€20", "€35")), ("style", ("modern", "rustic")))
COMPARED: Final = replace(NOW, move="compare", compared_ids=("k0", "k3"), table=TABLE)


@pytest.fixture
def scene(kettles: Catalogue) -> Scene:
    return Scene(NOW, (), kettles, Verifier(Vocabulary(kettles)))


def test_an_honest_reply_is_true_and_stored(scene: Scene) -> None:
    assert [*untrue(scene), *untrue(replace(scene, now=COMPARED)), *otherwise([scene], STORED)] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Got it: red. Kettle 0 and Kettle 4.", "Kettle 3 is shown, but what is said is"),
        ("Got it: red and under €1. Kettle 0 and Kettle 3.", "the wishes are red; at most €40"),
        ("Got it: blue. Kettle 0 and Kettle 3.", "the reply repeats"),
    ],
)
def test_a_reply_that_names_something_else_is_caught(text: str, why: str, scene: Scene) -> None:
    (told,) = untrue(replace(scene, now=replace(NOW, text=text)))
    assert why in told


def test_swapped_columns_and_what_nobody_gave_are_caught(scene: Scene) -> None:
    swapped = replace(COMPARED, table=(("price", ("€35", "€20")), ("style", ("not given", "rustic"))))
    told = list(untrue(replace(scene, now=swapped)))
    assert told[0] == "the comparison says price €35 of Kettle 0, which has €20"
    assert told[-1] == "the comparison says style not given of Kettle 0, which has modern"
    assert len(told) == 3


def test_an_item_shown_twice_and_a_card_left_to_chance_are_caught(scene: Scene) -> None:
    twice = replace(NOW, cards=(CARDS[0], replace(CARDS[0], rank=2)))
    stored = replace(STORED, cards=[(1, 1, "k0"), (1, 2, "k0")], by_chance=[(1, "k0", 0.5)])
    told = [reason for _, reason in otherwise([replace(scene, now=twice)], stored)]
    assert told == [
        "an item stands on the slate twice: 1. k0, 2. k0",
        "nothing is left to chance; k0 is stored with a propensity of 0.5",
    ]


def test_feedback_belongs_to_the_item_that_was_meant(scene: Scene) -> None:
    tapped = Heard(2, "(like)", WISHES, tapped=("like", "k0"))
    seen = Heard(3, "I have the second", replace(WISHES, seen=("k3",)), "Noted.", "inform", turn=3)
    scenes = [
        scene,
        replace(scene, now=tapped, before=(NOW,)),
        replace(scene, now=seen, before=(NOW, tapped)),
    ]
    words = {1: NOW.text, 3: seen.text}
    right = replace(STORED, words=words, given=[("like", "k0"), ("seen", "k3")])
    wrong = replace(STORED, words=words, given=[("like", "k3"), ("seen", "k0")])
    assert list(otherwise(scenes, right)) == []
    assert [number for number, _ in otherwise(scenes, wrong)] == [2, 3, 3]
    forgotten = [scene, scenes[1], replace(scenes[2], now=replace(seen, profile=WISHES))]
    assert [reason for _, reason in otherwise(forgotten, right)] == [
        "k3 was seen, as is stored, and is not kept in mind"
    ]
    assert list(otherwise(scenes, replace(wrong, given=None))) == []  # a door that does not tell
