"""What the person is looking at elsewhere, as the site says: "this" means it, and nothing else changes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agents.acknowledging import lead
from agents.dialogue import (
    Act,
    Ask,
    Change,
    Conversation,
    Critique,
    Move,
    Other,
    Preference,
    Profile,
    Reply,
    Reveal,
    Turn,
)
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from agents.understanding.model_prompt import Prompter
from agents.understanding.scene import Scene
from agents.understanding.tokens import tokenise
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator

DOMAIN = Domain(
    "tents",
    "Camping",
    noun="product",
    plural="products",
    attributes=(
        Attribute("type", Kind.CATEGORY, label="type"),
        Attribute("price", Kind.MONEY, label="price", unit="EUR", lower=("cheaper",), higher=("more expensive",)),
        Attribute("weight", Kind.NUMBER, label="weight", unit="g", low_words=("light",), high_words=("heavy",)),
        Attribute("waterproof", Kind.FLAG, label="waterproof"),
    ),
)
ROWS = (
    ("dome", "Sandpiper Dome", "tent", 300.0, 2400.0),
    ("ridge", "Heron Ridge", "tent", 180.0, 3100.0),
    ("wisp", "Wisp", "tent", 420.0, 900.0),
    ("down", "Eider Down", "sleeping bag", 210.0, 1100.0),
)
ITEMS = tuple(Item(i, t, {"type": k, "price": p, "weight": w, "waterproof": k == "tent"}) for i, t, k, p, w in ROWS)
CATALOGUE = Catalogue(DOMAIN, "tents-1", ITEMS)
READER = BuiltinReader(CATALOGUE)
CHEAPER = Change("price", "less", "cheaper")
Read = Callable[..., tuple[Act, ...]]


@pytest.fixture
def read(talk: Callable[..., Conversation]) -> Read:
    def reading(said: str, *looking_at: str, shown: tuple[str, ...] = ()) -> tuple[Act, ...]:
        return READER.read(said, replace(talk(DOMAIN, shown=shown), looking_at=looking_at))

    return reading


@pytest.mark.parametrize("said", ["something like this but cheaper", "like this one, but cheaper", "cheaper"])
@pytest.mark.parametrize("shown", [(), ("ridge", "wisp")])
def test_this_is_what_they_look_at(read: Read, said: str, shown: tuple[str, ...]) -> None:
    (act,) = read(said, "dome", shown=shown)
    assert isinstance(act, Critique)
    assert act.changes == (CHEAPER,)
    if said != "cheaper" or not shown:
        assert act.item_ids == ("dome",)
        assert act.similar
    else:  # of what was shown: nobody pointed elsewhere
        assert act.item_ids == ()


def test_the_wish_is_worked_out_from_it(read: Read, talk: Callable[..., Conversation]) -> None:
    conversation = replace(talk(DOMAIN), looking_at=("dome",))
    profile = apply(conversation.profile, READER.read("like this but cheaper", conversation), CATALOGUE, conversation)
    assert [item.id for item in ITEMS if profile.permits(item)] == ["ridge"]
    assert profile.liked == ("dome",)


@pytest.mark.parametrize("said", ["how heavy is this?", "how heavy is it?", "what does this weigh?"])
def test_it_can_be_asked_about(read: Read, said: str) -> None:
    (act,) = read(said, "dome")
    assert isinstance(act, Ask)
    assert (act.item_ids, act.attribute) == (("dome",), "weight")


@pytest.mark.parametrize("said", ["is this waterproof?", "is it waterproof?", "is this tent waterproof?"])
def test_a_question_about_it_is_no_wish(read: Read, said: str) -> None:
    (act,) = read(said, "dome")
    assert isinstance(act, Ask)
    assert act.item_ids == ("dome",)


def test_without_it_the_same_words_wish(read: Read) -> None:
    assert not any(isinstance(act, Ask) for act in read("is this waterproof?"))
    assert not any(isinstance(act, Critique) for act in read("something like this but cheaper"))


def test_what_is_shown_is_still_pointed_at_by_place(read: Read) -> None:
    (act,) = read("the second but cheaper", "dome", shown=("ridge", "wisp"))
    assert isinstance(act, Critique)
    assert act.item_ids == ("wisp",)


def test_it_means_what_the_talk_is_about_before_what_they_look_at(read: Read) -> None:
    (act,) = read("how heavy is it?", "dome", shown=("ridge",))
    assert isinstance(act, Ask)
    assert act.item_ids == ("ridge",)


def test_of_several_none_is_meant_by_this(read: Read) -> None:
    (act,) = read("is this one waterproof?", "dome", "wisp")
    assert isinstance(act, Other)
    assert act.nearest == ("Sandpiper Dome", "Wisp")


def test_a_wish_is_a_wish_wherever_they_look(read: Read) -> None:
    (act,) = read("a sleeping bag", "dome")
    assert isinstance(act, Reveal)
    assert act.preference.constraint.value == "sleeping bag"


def test_a_language_model_is_told_of_it(talk: Callable[..., Conversation]) -> None:
    def prompt(looking_at: tuple[str, ...]) -> str:
        there = replace(talk(DOMAIN, shown=("ridge", "wisp")), looking_at=looking_at)
        scene = Scene(there, READER.vocabulary, "like this", tokenise("like this"))
        return Prompter(READER.vocabulary).prompt(scene, ()).user

    assert "Sandpiper Dome" in prompt(("dome",))
    assert "Sandpiper Dome" not in prompt(())


def test_like_this_but_cheaper_never_raises_what_they_would_pay(talk: Callable[..., Conversation]) -> None:
    def after(said: str, conversation: Conversation) -> Conversation:
        profile = apply(conversation.profile, READER.read(said, conversation), CATALOGUE, conversation)
        turn = Turn(len(conversation.turns) + 1, said, profile=profile, reply=Reply(Move.ELICIT, ""))
        return replace(conversation, turns=(*conversation.turns, turn))

    frugal = after("under 200 euros", talk(DOMAIN))
    cheaper = after("something like this but cheaper", replace(frugal, looking_at=("wisp",)))
    assert [item.id for item in ITEMS if cheaper.profile.permits(item)] == ["ridge"]
    assert cheaper.profile.liked == ("wisp",)
    lower = after("something like this but cheaper", replace(frugal, looking_at=("ridge",)))
    assert [item.id for item in ITEMS if lower.profile.permits(item)] == []


def test_what_stands_anyway_is_told_as_such(talk: Callable[..., Conversation]) -> None:
    said = "something like this but cheaper"
    frugal = Profile((Preference(Constraint("price", Operator.LT, 200.0), words="under 200 euros"),))
    conversation = replace(talk(DOMAIN, profile=frugal), looking_at=("wisp",))
    acts = READER.read(said, conversation)
    after = apply(frugal, acts, CATALOGUE, conversation)
    assert lead(acts, frugal, after, CATALOGUE) == "Like Wisp: tent. Starting from Wisp. Still under €200."
