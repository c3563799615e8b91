"""Cards that a script's words refer to are those that were shown, and what refers to none is told before."""

from collections.abc import Callable
from typing import Final

import pytest

from agents.dialogue import Preference, Profile
from agents.grounding import Verifier
from agents.understanding.vocabulary import Vocabulary
from evals.scripting.cited import filled
from evals.scripting.expectations import checks
from evals.scripting.heard import Heard, Scene, Shown
from evals.scripting.predicates import accepts, predicate
from evals.scripting.reading import Read
from evals.scripting.script import Expect
from evals.scripting.soundness import sound
from retrieval.catalogue import Catalogue, Constraint, Item, Operator

BEFORE: Final = Heard(
    1, "kettles", Profile(), "These.", "recommend", (Shown("k4", "Kettle 4", 1, ""), Shown("k9", "Kettle 9", 2, ""))
)
NOW: Final = Heard(
    2,
    "compare them",
    Profile((Preference(Constraint("price", Operator.LT, 40.0)),)),
    text="Kettle 4 costs €40, less than Kettle 9.",
    move="compare",
    cards=(Shown("k1", "Kettle 1", 1, ""), Shown("k9", "Kettle 9", 2, "")),
    compared=("Kettle 4", "Kettle 9"),
)
TURNS: Final = 'goal = "g"\n[[turn]]\nsay = "hello"\n[[turn]]\nsay = "{}"\nexpect = {{ {} }}\n'


@pytest.fixture
def scene(kettles: Catalogue) -> Scene:
    return Scene(NOW, (BEFORE,), kettles, Verifier(Vocabulary(kettles)))


@pytest.mark.parametrize(
    ("name", "met", "missed", "why"),
    [
        ("says", ["{1.1}", "{last.1.price}", "{2.2}"], "{2.1}", "does not say Kettle 1"),
        ("says_not", "{2.1}", "{last.2}", "says Kettle 9"),
        ("contains", "{1.2}", "{1.1}", "without Kettle 4"),
        ("lacks", "{1.1}", "{last.2}", "on the slate: Kettle 9"),
        ("compares", ["{1.1}", "{last.2}"], "{2.1}", "it compares Kettle 4, Kettle 9"),
        ("rank", {"{1.2}": 2}, {"{1.2}": 1}, "Kettle 9: 2, expected 1"),
        ("none", "title = @1.1", "title = @1.2", "Kettle 9 has title Kettle 9"),
        ("some", "id = @last.2", "id = @last.1", "nothing of Kettle 1, Kettle 9"),
        ("profile", "price < @1.1", "price < @1.2", "without price < @1.2"),
        ("absent", "price < @1.2", "price < @1.1", "with price < @1.1"),
        ("says", "€", "{last.3}", "card 3 of the last slate was never shown"),
    ],
)
def test_what_is_expected_may_refer_to_cards(name: str, met: object, missed: object, why: str, scene: Scene) -> None:
    (good,) = checks(Expect.model_validate({name: met}), scene)
    (bad,) = checks(Expect.model_validate({name: missed}), scene)
    assert good.passed, good.reason
    assert not bad.passed
    assert why in bad.reason


def test_of_several_with_one_title_the_card_that_was_shown_is_meant(scene: Scene, kettles: Catalogue) -> None:
    twin = Item("twin", "Kettle 9", kettles.items[0].values)
    two = Catalogue(kettles.domain, "2", (*kettles.items, twin))
    shown = Scene(
        Heard(2, "more", Profile(), cards=(Shown("twin", "Kettle 9", 1, ""),)), (BEFORE,), two, scene.verifier
    )
    (there,) = checks(Expect.model_validate({"contains": "{1.2}"}), shown)
    assert not there.passed


def test_a_title_may_be_tested_against_a_card(kettles: Catalogue) -> None:
    test = predicate("title != @1.1").constraint(kettles.domain, kettles.items[3])
    assert [item.title for item in kettles.items if not accepts(test, item)] == ["Kettle 3"]


def test_what_is_said_is_filled_in(kettles: Catalogue) -> None:
    said = filled("like {last.2} but under {1.1.price}, {why}", (BEFORE,), kettles)
    assert said == "like Kettle 9 but under 40, {why}"


@pytest.mark.parametrize(
    ("say", "expect", "told"),
    [
        ("like {last2}", "", '"{last2}" refers to no card; write {last.2}, {1.2}, or for a value {1.2.colour}'),
        ("like {2.1}", "", '"{2.1}" refers to a turn that is not there by then; there are 1 at most'),
        ("x", 'says = "{1.1.prise}"', '"prise" is no attribute; there are colour, style, price, whistles'),
        ("x", 'says = "{3.1}"', '"{3.1}" refers to a turn that is not there by then; there are 2 at most'),
        ("x", 'compares = ["{1}"]', '"{1}" refers to no card'),
        ("x", 'every = "price < @2.1"', '"@2.1" refers to a turn that is not there by then; there are 1 at most'),
        ("x", 'profile = "price < @7.1"', '"@7.1" refers to a turn that is not there by then'),
    ],
)
def test_what_can_refer_to_no_card_is_told(
    say: str, expect: str, told: str, script: Callable[[str], Read], kettles: Catalogue
) -> None:
    found = sound(script(TURNS.format(say, expect)), kettles)
    assert len(found.errors) == 1, found.errors
    assert f"one.toml, line {6 if expect else 5}: " in found.errors[0]
    assert told in found.errors[0]
    assert not found.warnings


def test_references_that_can_be_filled_are_sound(script: Callable[[str], Read], kettles: Catalogue) -> None:
    expect = 'says = "{1.1.price}", none = "title = @1.1", contains = "{last.2}", profile = "price < @1.1"'
    found = sound(script(TURNS.format("like {1.1}", expect)), kettles)
    assert found.errors == found.warnings == ()
