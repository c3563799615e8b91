"""Values that two attributes share, and words that only together look like another value."""

import pytest

from agents.dialogue import Conversation, Reveal
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

DOMAIN = Domain(
    "drinks",
    "Drinks",
    (
        Attribute("type", Kind.CATEGORY, label="type"),
        Attribute("pairing", Kind.TAGS, label="pairing"),
        Attribute("mood", Kind.TAGS, label="mood", synonyms={"amusing": "funny"}),
        Attribute("style", Kind.CATEGORY, label="style"),
    ),
)
ROWS = (
    ("white", ("fish", "dessert"), ("funny",), "musical"),
    ("red", ("lamb",), ("calm",), "quiet"),
    ("dessert", ("cheese",), ("calm",), "quiet"),
    ("dessert", ("cheese",), ("funny",), "musical"),
)
ITEMS = tuple(
    Item(str(n), f"Bottle {n}", {"type": kind, "pairing": pairing, "mood": mood, "style": style})
    for n, (kind, pairing, mood, style) in enumerate(ROWS)
)


@pytest.mark.parametrize(
    ("say", "wished"),
    [
        ("a white for dessert", [("type", "white"), ("pairing", "dessert")]),
        ("a dessert bottle", [("type", "dessert")]),
        ("something for dessert", [("type", "dessert")]),
        ("a white or dessert", [("type", ("white", "dessert"))]),
        ("a musical", [("style", "musical")]),
        ("an amusing one", [("mood", "funny")]),
    ],
)
def test_a_value_is_of_the_attribute_that_it_can_be_of(say: str, wished: list[tuple[str, object]]) -> None:
    acts = BuiltinReader(Catalogue(DOMAIN, "1", ITEMS)).read(say, Conversation("c", "drinks"))
    wishes = [act.preference.constraint for act in acts if isinstance(act, Reveal)]
    assert [(c.attribute, c.value) for c in wishes] == wished
