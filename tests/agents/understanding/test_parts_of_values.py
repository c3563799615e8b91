"""A word that is the end of a value's wording, and guesses that are held back."""

import pytest

from agents.dialogue import Conversation, Reveal, Strength
from agents.understanding.builtin import BuiltinReader
from agents.understanding.implied import _tells_little
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

DOMAIN = Domain(
    "bags",
    "Bags",
    (
        Attribute("type", Kind.CATEGORY, label="type"),
        Attribute("material", Kind.TAGS, label="material", aliases=("made of", "filled with")),
    ),
)
FILLS = ("goose down", "goose down", "duck down", "wool", "goose down")
ITEMS = tuple(Item(str(n), f"Bag {n}", {"type": "bag", "material": (fill,)}) for n, fill in enumerate(FILLS))


@pytest.fixture(scope="module")
def reader() -> BuiltinReader:
    return BuiltinReader(Catalogue(DOMAIN, "1", ITEMS))


@pytest.mark.parametrize(
    ("say", "strength"),
    [
        ("not made of down", Strength.NEVER),
        ("no down", Strength.NEVER),
        ("a bag without down", Strength.NEVER),
        ("made of down", Strength.MUST),
        ("the material is down", Strength.MUST),
    ],
)
def test_the_last_word_of_a_value_means_it_where_its_attribute_is_meant(
    reader: BuiltinReader, say: str, strength: Strength
) -> None:
    acts = reader.read(say, Conversation("c", "bags"))
    wishes = [act.preference for act in acts if isinstance(act, Reveal) and act.preference.attribute == "material"]
    assert [(p.strength, p.constraint.value) for p in wishes] == [(strength, "goose down")]


def test_it_means_nothing_elsewhere(reader: BuiltinReader) -> None:
    acts = reader.read("a bag to lay down", Conversation("c", "bags"))
    assert [act.preference.attribute for act in acts if isinstance(act, Reveal)] == ["type"]


def test_one_telling_word_colours_numbers_and_nouns_say_little() -> None:
    assert all(map(_tells_little, ["black and white", "what about a warm", "an old film", "six friends", "in 3 parts"]))
    assert not any(map(_tells_little, ["riding my bike", "lost at sea level", "makes me laugh loud"]))
