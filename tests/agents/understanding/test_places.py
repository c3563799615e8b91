"""What people say of places: which kind of thing, an item by its name, an offer taken, what does not matter."""

from collections.abc import Callable

import pytest

from agents.dialogue import Accept, Act, Ask, Conversation, Other, Reveal, Revise, Waive
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

HOTELS = Domain(
    "hotels",
    "Hotels",
    noun="hotel",
    plural="hotels",
    attributes=(
        Attribute("type", Kind.CATEGORY, label="type"),
        Attribute("area", Kind.CATEGORY, label="area", aliases=("part of town",)),
        Attribute("stars", Kind.NUMBER, label="stars", better="higher"),
        Attribute("parking", Kind.FLAG, label="parking"),
        Attribute("phone", Kind.TEXT, label="phone", informable=False),
        Attribute("address", Kind.TEXT, label="address", informable=False),
    ),
)
ROWS = (
    ("1", "The Anchor", "hotel", "north", 4.0),
    ("2", "Rose Villa", "guesthouse", "south", 3.0),
    ("3", "Lime Tree Lodge", "guesthouse", "centre", 4.0),
    ("4", "Grand Imperial hotel", "hotel", "centre", 5.0),
)
CATALOGUE = Catalogue(
    HOTELS,
    "hotels-1",
    tuple(Item(i, t, {"type": k, "area": a, "stars": s, "parking": True}) for i, t, k, a, s in ROWS),
)
READER = BuiltinReader(CATALOGUE)
Talk = Callable[..., Conversation]


def wished(acts: tuple[Act, ...]) -> dict[str, object]:
    return {a.preference.attribute: a.preference.constraint.value for a in acts if isinstance(a, Reveal | Revise)}


@pytest.fixture
def read(talk: Talk) -> Callable[..., tuple[Act, ...]]:
    def reading(said: str, **scene: object) -> tuple[Act, ...]:
        return READER.read(said, talk(HOTELS, **scene))

    return reading


Read = Callable[..., tuple[Act, ...]]


@pytest.mark.parametrize(
    "said",
    [
        "I also need a restaurant in the north",
        "find me a train that leaves in the morning",
        "are there any museums in the centre?",
    ],
)
def test_another_kind_of_place_is_no_wish_about_ours(read: Read, said: str) -> None:
    acts = read(said)
    assert not wished(acts)
    assert any(isinstance(act, Other) and act.reason == "off_topic" for act in acts)


def test_what_is_said_of_ours_counts_beside_it(read: Read) -> None:
    assert wished(read("I need a train on Friday and a guesthouse in the south")) == {
        "type": "guesthouse",
        "area": "south",
    }


def test_the_catalogues_own_noun_is_a_wish_only_where_it_is_told_apart(read: Read) -> None:
    assert wished(read("a hotel in the north")) == {"area": "north"}
    assert wished(read("it should be a hotel, in the north")) == {"type": "hotel", "area": "north"}
    assert wished(read("a hotel", question="type")) == {"type": "hotel"}


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("I'm looking for a place called rose villa", "2"),
        ("do you have information on the Lime Tree?", "3"),
        ("a room at the grand imperial please", "4"),
        ("is there one named Rose Vila", "2"),
    ],
)
def test_an_item_called_by_its_name_is_asked_for(read: Read, said: str, item: str) -> None:
    assert Ask("value", (item,), words=said) in read(said)


def test_a_name_that_no_item_has_is_said_to_be_lacking(read: Read) -> None:
    acts = read("a place called Golden Palace")
    assert [a.words for a in acts if isinstance(a, Other) and a.reason == "not_in_catalogue"] == ["Golden Palace"]


@pytest.mark.parametrize(
    "said", ["yes please, book it for 2 people", "sounds great, can you book that for Friday?", "Can you reserve it?"]
)
def test_the_item_offered_is_taken_while_booking(read: Read, said: str) -> None:
    assert Accept("2") in read(said, shown=["2"])


@pytest.mark.parametrize("said", ["no need to book it", "not now, thanks", "which area is it in?"])
def test_and_not_otherwise(read: Read, said: str) -> None:
    assert not any(isinstance(act, Accept) for act in read(said, shown=["2"]))


def test_several_facts_asked_for_are_each_asked(read: Read) -> None:
    acts = read("could I get their phone and address please?", shown=["2"])
    assert [a.attribute for a in acts if isinstance(a, Ask)] == ["phone", "address"]


@pytest.mark.parametrize(
    "said",
    ["the area doesn't matter, but it must have parking", "I don't care about the area", "any part of town is fine"],
)
def test_what_does_not_matter_is_waived(read: Read, said: str) -> None:
    assert Waive("area") in read(said)


@pytest.mark.parametrize("said", ["no, I'm open to suggestions", "not really, just something with parking"])
def test_so_is_what_was_asked(read: Read, said: str) -> None:
    assert Waive("area") in read(said, question="area")


def test_an_answer_is_no_waiver(read: Read) -> None:
    assert wished(read("no, the north please", question="area")) == {"area": "north"}
