"""From the vocabulary of the dialogue to what goes over the wire."""

from dataclasses import replace

import pytest

from agents.dialogue import (
    Conversation,
    Evidence,
    Explanation,
    Move,
    Option,
    Preference,
    Profile,
    Recommendation,
    Relaxation,
    Reply,
    Slate,
    Strength,
    Turn,
    TurnStatus,
)
from app.wire import shapes, views
from app.wire.views import Pictures
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.scorer import Score

DOMAIN = Domain(
    "wines",
    "Cellar",
    noun="wine",
    plural="wines",
    card=("colour", "price"),
    price="price",
    attributes=(
        Attribute("colour", Kind.CATEGORY, label="colour"),
        Attribute("price", Kind.MONEY, label="price", unit="EUR"),
        Attribute("grapes", Kind.TAGS, label="grape"),
    ),
)
ITEM = Item(
    "r/1 ü",
    "Amber",
    {"colour": "red", "price": 12.0, "grapes": ("merlot", "malbec")},
    image="https://elsewhere.example/a.png",
    link="javascript:alert(1)",
)
CATALOGUE = Catalogue(DOMAIN, "w1", (ITEM, Item("w2", "Basalt", {"colour": "white"}, link="https://shop.example/2")))
OURS = Pictures("https://chat.example")
DRAWING = "https://chat.example/v1/catalogues/wines/pictures?item=r%2F1%20%C3%BC"
RED = Preference(Constraint("colour", Operator.EQ, "red"), words="red")
CHEAP = Preference(Constraint("price", Operator.LE, 15.0), Strength.PREFER, words="cheap", source="implied")


def slate(score: float = 0.5) -> Slate:
    evidence = (
        Evidence("colour", "red", "red", met=True, weight=2.0),
        Evidence("price", "at most €5", "€12", False, 1),
    )
    shown = Recommendation("i1", ITEM.id, 1, Score(score, {}, "test", "1"), Explanation(evidence, "Red."))
    gone = replace(shown, impression_id="i2", item_id="sold", rank=2)
    return Slate("s1", "w0", (shown, gone))


def card(score: float = 0.5, profile: Profile | None = None, pictures: Pictures = OURS) -> shapes.Recommendation:
    (one,) = views.recommendations(slate(score), profile or Profile(), CATALOGUE, pictures)
    return one


def test_a_card_holds_facts_and_what_it_meets_and_misses() -> None:
    one = card()
    assert (one.impression_id, one.item_id, one.title, one.price, one.why) == ("i1", ITEM.id, "Amber", "€12", "Red.")
    assert [(fact.label, fact.value) for fact in one.facts] == [("colour", "red"), ("price", "€12")]
    assert [(wish.wanted, wish.met) for wish in one.wishes] == [("red", True), ("at most €5", False)]


def test_only_web_addresses_are_links() -> None:
    assert card().link == ""
    assert views.item(CATALOGUE.items[1], CATALOGUE, OURS).link == "https://shop.example/2"


@pytest.mark.parametrize(
    ("pictures", "image"),
    [(OURS, DRAWING), (Pictures("https://chat.example", remote=True), "https://elsewhere.example/a.png")],
)
def test_another_host_is_asked_for_pictures_only_if_the_owner_says_so(pictures: Pictures, image: str) -> None:
    assert (card(pictures=pictures).image, card(pictures=pictures).drawing) == (image, DRAWING)


@pytest.mark.parametrize(("score", "told"), [(1.3, 1.0), (-0.2, 0.0), (0.4, 0.4)])
def test_a_score_stays_within_its_range(score: float, told: float) -> None:
    assert card(score).score == told


@pytest.mark.parametrize(
    ("profile", "mark"),
    [
        (Profile(liked=(ITEM.id,)), "liked"),
        (Profile(liked=(ITEM.id,), seen=(ITEM.id,)), "seen"),
        (Profile(seen=(ITEM.id,), rejected=(ITEM.id,)), "rejected"),
        (Profile(), ""),
    ],
)
def test_a_card_says_what_they_made_of_it(profile: Profile, mark: str) -> None:
    assert card(profile=profile).mark == mark


def test_a_profile_tells_each_wish_with_its_test() -> None:
    gone = Preference(Constraint("smell", Operator.EQ, "oak"))
    told = views.profile(Profile((gone, RED, CHEAP), liked=(ITEM.id, "sold"), rejected=("x",)), CATALOGUE)
    red, cheap = told.preferences
    assert (red.index, red.words, red.operator, red.value, red.strength, red.guess) == (
        1,
        "red",
        "=",
        "red",
        "must",
        False,
    )
    assert (cheap.index, cheap.operator, cheap.value, cheap.strength, cheap.guess) == (2, "≤", 15.0, "prefer", True)
    assert cheap.why == "A guess from “cheap”."
    assert [one.title for one in told.liked] == ["Amber"]
    assert (told.left_out, told.can_undo) == (1, True)
    assert shapes.Profile.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize(
    "constraint",
    [
        Constraint("price", Operator.BETWEEN, (10.0, 20.0)),
        Constraint("grapes", Operator.IN, ("merlot", "malbec")),
        Constraint("grapes", Operator.NE, "merlot"),
    ],
)
def test_a_test_comes_back_from_the_wire_as_it_was(constraint: Constraint) -> None:
    told = views.profile(Profile((Preference(constraint),)), CATALOGUE).model_dump_json()
    (wish,) = shapes.Profile.model_validate_json(told).preferences
    assert Constraint(wish.attribute, Operator(wish.operator), wish.value) == constraint


def test_what_a_relaxation_offers_is_not_offered_twice() -> None:
    way = Option("any colour", "any colour", 7)
    reply = Reply(
        Move.RELAX,
        "Nothing fits.",
        relaxations=(Relaxation((RED,), 7, "Basalt", way),),
        suggestions=(way, Option("start over", "start over")),
    )
    told = views.reply(reply, 3, Profile(), CATALOGUE, OURS)
    (relaxation,) = told.relaxations
    assert (relaxation.dropped, relaxation.widened, relaxation.count, relaxation.example) == (("red",), (), 7, "Basalt")
    assert [one.label for one in told.suggestions] == ["start over"]
    assert (told.turn, told.move, told.recommendations, told.slate_id) == (3, "relax", (), "")


def test_slates_are_told_in_order_those_of_failed_turns_too() -> None:
    failed = Turn(2, "and?", reply=Reply(Move.RECOMMEND, "", slate()), status=TurnStatus.FAILED)
    told = Conversation("c", "wines", (Turn(1, "hello", reply=Reply(Move.ELICIT, "Hm?")), failed))
    (found,) = views.slates(told, CATALOGUE, OURS).slates
    assert (found.turn, found.catalogue_version, len(found.recommendations)) == (2, "w0", 1)
    assert [turn.status for turn in views.conversation(told, CATALOGUE, OURS, "unsaid").turns] == ["done", "failed"]


def test_a_catalogue_tells_what_can_be_wished_and_asked() -> None:
    told = views.catalogue(CATALOGUE, "Hello.", (Option("red", "red"),), 2000)
    assert (told.name, told.version, told.items, told.welcome) == ("wines", "w1", 2, "Hello.")
    assert [(a.name, a.kind, a.unit) for a in told.attributes][1] == ("price", "money", "EUR")
