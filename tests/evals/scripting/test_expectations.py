"""Every expectation passes where it should, fails where it should, and says why."""

from dataclasses import replace
from typing import Final

import pytest

from agents.dialogue import Preference, Profile, Strength
from agents.grounding import Verifier
from agents.understanding.vocabulary import Vocabulary
from evals.scripting.expectations import JUDGES, checks
from evals.scripting.heard import Heard, Scene, Shown
from evals.scripting.laws import whole_checks
from evals.scripting.recorded import Stored
from evals.scripting.script import Expect, Whole
from retrieval.catalogue import Catalogue, Constraint, Operator

PROFILE: Final = Profile(
    (
        Preference(Constraint("price", Operator.LE, 40.0)),
        Preference(Constraint("colour", Operator.EQ, "green"), Strength.NEVER),
    ),
    waived=frozenset({"whistles"}),
)


def card(number: int, rank: int, why: str = "") -> Shown:
    return Shown(f"k{number}", f"Kettle {number}", rank, why)


NAMED: Final = ", ".join(f"Kettle {n}" for n in (*range(12), 99))
BEFORE: Final = Heard(1, "kettles", Profile(), f"These: {NAMED}.", "recommend", (card(4, 1), card(9, 2)), turn=1)
NOW: Final = Heard(
    2,
    "cheaper ones, not green",
    PROFILE,
    text=f"Three kettles cost 40 EUR or less: {NAMED}.",
    move="recommend",
    cards=(card(0, 1, "Red, for €20."), card(1, 2, "Blue."), card(3, 3, "Red.")),
    question="style",
    options=("Modern", "Rustic"),
    relaxed=("price",),
    compared=("Kettle 0", "Kettle 1"),
    notices=("A guess.",),
    ms=120.0,
    calls=2,
    tokens=300,
    turn=2,
)
STORED: Final = [(1, 1, "k4"), (1, 2, "k9"), (2, 1, "k0"), (2, 2, "k1"), (2, 3, "k3")]

WORDS: Final = {1: BEFORE.text, 2: NOW.text}


@pytest.fixture
def scene(kettles: Catalogue) -> Scene:
    return Scene(NOW, (BEFORE,), kettles, Verifier(Vocabulary(kettles)))


CASES: Final[list[tuple[str, object, object, str]]] = [
    ("move", ["recommend", "inform"], "elicit", "it was recommend, not elicit"),
    ("asked", "style", "colour", "it asked about style"),
    ("asked", ["style", "colour"], False, "it asked about style"),
    ("profile", ["price <= 40", "never colour = green"], ["price <= 40", "style = modern"], "without style = modern"),
    ("absent", "style", "price", "with price"),
    ("waived", "whistles", "price", "anything goes on whistles"),
    ("every", "price <= 40", "colour = red", "Kettle 1 has colour blue; the test is colour = red"),
    ("every", "price < @last.1", "price > @last.1", "Kettle 0 has price 20"),
    ("every", "price < @1.2", "price < @1.3", "refers to a card that was not shown"),
    ("some", ["colour = red", "price = 35"], ["colour = blue", "price = 35"], "nothing of Kettle 0"),
    ("none", "colour = green", "colour = blue", "Kettle 1 has colour blue"),
    ("first", "price = 20", "price = 25", "Kettle 0 has price 20"),
    ("count", 3, "<= 2", "3 cards; expected at most 2"),
    ("contains", ["Kettle 0", "k3"], ["Kettle 0", "k4"], "without k4"),
    ("lacks", "Kettle 4", "Kettle 3", "on the slate: Kettle 3"),
    ("rank", {"Kettle 0": 1, "k3": ">= 2"}, {"Kettle 0": 2}, "Kettle 0: 1, expected 2"),
    ("relaxes", "price", "colour", "give up or widen price"),
    ("fits", 4, 5, "4 kettles keep every hard wish; expected 5"),
    ("compares", ["Kettle 0", "k1"], ["k2"], "it compares Kettle 0, Kettle 1"),
    ("options", "modern", "baroque", "without baroque"),
    ("says", ["three", "40 EUR"], ["four"], "does not say four"),
    ("says_not", "four", "three", "says three"),
    ("notices", 1, 0, "1 notices: A guess.; expected 0"),
    ("ms", 200, 100, "it took 120 ms; expected at most 100"),
    ("calls", 2, 1, "2 questions to a model"),
    ("tokens", "<= 300", 299, "300 tokens"),
]


@pytest.mark.parametrize(("name", "met", "missed", "reason"), CASES)
def test_an_expectation_is_met_or_missed(name: str, met: object, missed: object, reason: str, scene: Scene) -> None:
    (good,) = checks(Expect.model_validate({name: met}), scene)
    (bad,) = checks(Expect.model_validate({name: missed}), scene)
    assert (good.passed, bad.passed) == (True, False)
    assert good.reason
    assert reason in bad.reason
    assert good.turn == bad.turn == 2


def test_no_repeats_and_grounded_look_at_the_cards(scene: Scene) -> None:
    expect = Expect(grounded=True, no_repeats=True)
    assert [one.passed for one in checks(expect, scene)] == [True, True]
    cards = (card(4, 1, "Red, for €20."), *NOW.cards[1:])
    grounded, repeated = checks(expect, replace(scene, now=replace(NOW, cards=cards)))
    assert not grounded.passed
    assert "of Kettle 4" in grounded.reason
    assert not repeated.passed
    assert "Kettle 4 was shown in turn 1" in repeated.reason


def test_every_expectation_has_its_judge_and_its_case() -> None:
    assert set(JUDGES) == set(Expect.model_fields)
    assert {name for name, *_ in CASES} | {"grounded", "no_repeats"} == set(JUDGES)


@pytest.mark.parametrize("name", ["every", "none", "first"])
def test_nothing_shown_proves_nothing(name: str, scene: Scene) -> None:
    empty = replace(scene, now=replace(NOW, cards=()))
    (told,) = checks(Expect.model_validate({name: "price <= 40"}), empty)
    assert (told.passed, told.reason) == (False, "there are no cards; it was recommend")


def test_what_a_door_does_not_tell_is_not_judged(scene: Scene) -> None:
    silent = replace(scene, now=replace(NOW, calls=None, tokens=None))
    assert not list(checks(Expect.model_validate({"calls": 0, "tokens": 0}), silent))


# --- the laws ---------------------------------------------------------------------------------------------------------


def broken(
    scene: Scene,
    stored: list[tuple[int, int, str]] | None = None,
    whole: Whole | None = None,
    words: dict[int, str] | None = None,
) -> list[str]:
    first = replace(scene, now=BEFORE, before=())
    cards = STORED if stored is None else stored
    found = whole_checks(whole or Whole(), [first, scene], Stored(cards, words or WORDS))
    return [f"{one.name}: {one.reason}" for one in found if not one.passed]


def changed(scene: Scene, **values: object) -> Scene:
    return replace(scene, now=replace(NOW, **values))  # type: ignore[arg-type]


def test_an_honest_conversation_breaks_no_law(scene: Scene) -> None:
    assert broken(scene) == []


def test_each_law_is_caught_where_it_is_broken(scene: Scene) -> None:
    dear = changed(scene, cards=(card(10, 1),))
    assert broken(dear, [*STORED[:2], (2, 1, "k10")]) == ["kept: Kettle 10 has price 70; the wish is must price <= 40"]
    invented = changed(scene, cards=(card(0, 1, "Blue, for €20."), *NOW.cards[1:]))
    assert [one.split(":")[0] for one in broken(invented)] == ["grounded"]
    unheard = changed(scene, cards=(Shown("k99", "Kettle 99", 1, ""),))
    assert broken(unheard, [*STORED[:2], (2, 1, "k99")])[0] == "kept: Kettle 99 (k99) is not in the catalogue"
    asked = replace(BEFORE, question="style")
    twice = whole_checks(Whole(), [replace(scene, now=asked, before=()), scene], Stored(STORED, WORDS))
    assert [one.reason for one in twice if not one.passed] == ["style was asked in turn 1 already"]
    assert broken(changed(scene, question="price")) == ["asked_once: price was asked, though that is settled"]


def test_what_was_put_away_must_not_come_back(scene: Scene) -> None:
    away = replace(BEFORE, profile=Profile(rejected=("k0",)))
    assert broken(replace(scene, before=(away,))) == ["left_out: Kettle 0 is shown again, though it was put away"]
    seen = changed(scene, cards=(replace(NOW.cards[0], mark="seen"), *NOW.cards[1:]))
    assert broken(seen) == ["left_out: Kettle 0 is shown again, though it was seen"]


def test_what_is_stored_must_be_what_was_shown(scene: Scene) -> None:
    swapped = [*STORED[:2], (2, 2, "k0"), (2, 1, "k1"), (2, 3, "k3")]
    assert broken(scene, swapped) == ["recorded: shown were 1. k0, 2. k1, 3. k3; stored are 1. k1, 2. k0, 3. k3"]
    missing = broken(scene, STORED[:4])
    assert missing == ["recorded: shown were 1. k0, 2. k1, 3. k3; stored are 1. k0, 2. k1"]
    ranks = changed(scene, cards=(replace(NOW.cards[0], rank=2), *NOW.cards[1:]))
    assert any("the cards have the ranks 2, 2, 3" in one for one in broken(ranks))


def test_what_is_stored_must_be_what_was_said(scene: Scene) -> None:
    assert broken(scene, words={1: BEFORE.text}) == [f'recorded: said was "{NOW.text}"; stored is "nothing"']


def test_laws_can_be_turned_off_and_numbers_asked_for(scene: Scene) -> None:
    whole = Whole.model_validate(
        {"recorded": False, "turns": 3, "questions": 0, "finds": "price = 75", "never": "colour = blue", "ms": 100}
    )
    assert broken(scene, [], whole) == [
        "turns: 2 turns; expected 3",
        "questions: 1 questions; expected 0",
        "ms: 120 ms; expected at most 100",
        "finds: no card: price = 75",
        "never: Kettle 4 in turn 1: colour = blue",
    ]
