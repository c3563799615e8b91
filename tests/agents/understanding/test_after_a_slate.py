"""What is said of what was shown: neither yes nor no, a no to all of it, which one is more, misspelt places."""

from collections.abc import Callable

import pytest

from agents.dialogue import Accept, Ask, Compare, Conversation, Other, Reject, Reveal, Seen
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

DOMAIN = Domain(
    "huts",
    "Huts",
    (
        Attribute("area", Kind.CATEGORY, label="area"),
        Attribute(
            "way",
            Kind.NUMBER,
            label="way from the lake",
            unit="km",
            aliases=("from the lake",),
            lower=("closer", "nearer"),
            higher=("farther",),
            low_words=("near the lake",),
            high_words=("far out",),
            low=1,
            high=5,
        ),
        Attribute("built", Kind.YEAR, label="built", lower=("older",), higher=("newer",)),
        Attribute("price", Kind.MONEY, label="price", unit="EUR", lower=("cheaper",), higher=("dearer",)),
    ),
    noun="hut",
    plural="huts",
    card=("area", "way"),
)
ITEMS = tuple(
    Item(key, title, {"area": area, "way": way, "built": built, "price": price})
    for key, title, area, way, built, price in (
        ("elm", "Elm Lodge", "Upper Vale", 0.5, 1950.0, 40.0),
        ("oak", "Oak Cabin", "Lower Vale", 3.0, 1999.0, 90.0),
        ("fir", "Clover Inn", "Lower Vale", 6.0, 2010.0, 60.0),
    )
)
SHOWN = ("elm", "oak", "fir")


@pytest.fixture(scope="module")
def reader() -> BuiltinReader:
    return BuiltinReader(Catalogue(DOMAIN, "1", ITEMS))


@pytest.fixture
def shown(talk: Callable[..., Conversation]) -> Conversation:
    return talk(DOMAIN, SHOWN)


@pytest.mark.parametrize(
    "said",
    [
        "I haven't heard of any of those",
        "I've never heard of any of these",
        "I don't know any of these",
        "never came across them before",
        "none of them rings a bell",
        "I'm not sure about these",
        "I'm not really sure about any of them",
        "not sure yet",
        "maybe",
        "hm",
        "Hmm, maybe",
        "they look okay I guess",
        "they're all right, I suppose",
        "these are fine I guess",
        "not bad",
        "could be, I'd have to think about it",
        "not sure about the third",
    ],
)
def test_neither_yes_nor_no(reader: BuiltinReader, shown: Conversation, said: str) -> None:
    assert reader.read(said, shown) == (Other("undecided"),)


@pytest.mark.parametrize("said", ["maybe", "hm", "they look okay I guess"])
def test_before_anything_is_shown_it_says_nothing(reader: BuiltinReader, said: str) -> None:
    assert Other("undecided") not in reader.read(said, Conversation("c", "huts"))


@pytest.mark.parametrize("said", ["maybe something in Upper Vale", "hm, Upper Vale"])
def test_a_wish_behind_it_is_heard(reader: BuiltinReader, shown: Conversation, said: str) -> None:
    (act,) = reader.read(said, shown)
    assert isinstance(act, Reveal)
    assert act.preference.constraint.value == "Upper Vale"


@pytest.mark.parametrize(
    "said",
    [
        "no to all three",
        "no to all of them",
        "let me see, no to all of these",
        "no to both",
        "I'm not in the mood for any of these",
    ],
)
def test_no_to_all_of_it(reader: BuiltinReader, shown: Conversation, said: str) -> None:
    assert [type(act) for act in reader.read(said, shown)] == [Reject]


def test_no_to_all_with_a_wish_behind(reader: BuiltinReader, shown: Conversation) -> None:
    acts = reader.read("no to all of them: in Upper Vale please", shown)
    assert {type(act) for act in acts} == {Reject, Reveal}


@pytest.mark.parametrize(
    ("said", "attribute"),
    [
        ("which one is closer to the lake?", "way"),
        ("which is the nearest?", "way"),
        ("which of them is nearer to the water?", "way"),
        ("which one is farther out?", "way"),
        ("which is newer?", "built"),
        ("which is cheaper?", "price"),
    ],
)
def test_which_one_is_more(reader: BuiltinReader, shown: Conversation, said: str, attribute: str) -> None:
    assert reader.read(said, shown) == (Compare(SHOWN, attribute),)


def test_a_bound_is_no_comparison(reader: BuiltinReader, shown: Conversation) -> None:
    acts = reader.read("which ones are cheaper than 50?", shown)
    assert not any(isinstance(act, Compare) for act in acts)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("I'll take the thrid", Accept("fir")),
        ("let's go with the firsst one", Accept("elm")),
        ("the scond one looks good, I'll take it", Accept("oak")),
        ("nubmer 2 it is", Accept("oak")),
        ("seen the fisrt before", Seen(("elm",))),
        ("perfect, elm lodgge", Accept("elm")),
    ],
)
def test_misspelt_places_and_titles(reader: BuiltinReader, shown: Conversation, said: str, act: object) -> None:
    assert act in reader.read(said, shown)


@pytest.mark.parametrize(
    ("said", "attribute"),
    [
        ("where is Oak Cabin?", "area"),
        ("where is Oak Cabin located?", "area"),
        ("where exactly is the second located?", "area"),
        ("could you tell me where Oak Cabin is?", "area"),
        ("what's the address of Oak Cabin?", ""),
        ("give me the address of the second", ""),
        ("I need the phone number of Oak Cabin", ""),
        ("give me the price of the second", "price"),
        ("is Oak Cabin far from the lake?", "way"),
        ("how far is the second?", "way"),
    ],
)
def test_a_question_about_an_item_is_no_wish(
    reader: BuiltinReader, shown: Conversation, said: str, attribute: str
) -> None:
    (act,) = reader.read(said, shown)
    assert isinstance(act, Ask)
    assert (act.item_ids, act.attribute) == (("oak",), attribute)


def test_a_title_is_not_respelt(reader: BuiltinReader) -> None:
    (act,) = reader.read("where is Clover Inn?", Conversation("c", "huts"))
    assert isinstance(act, Ask)
    assert act.item_ids == ("fir",)


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("why is the first before the second?", ("elm", "oak")),
        ("why is the third behind number 2?", ("fir", "oak")),
        ("why did you put Oak Cabin above Clover Inn?", ("oak", "fir")),
        ("why is the second ahead of the third", ("oak", "fir")),
    ],
)
def test_why_one_stands_before_another(
    reader: BuiltinReader, shown: Conversation, said: str, items: tuple[str, ...]
) -> None:
    (act,) = reader.read(said, shown)
    assert isinstance(act, Ask)
    assert (act.topic, act.item_ids) == ("why", items)


@pytest.mark.parametrize(
    "said", ["which one would you pick?", "which of these would you take?", "which would you choose"]
)
def test_what_it_would_take_is_the_first(reader: BuiltinReader, shown: Conversation, said: str) -> None:
    (act,) = reader.read(said, shown)
    assert isinstance(act, Ask)
    assert (act.topic, act.item_ids) == ("why", ("elm",))


@pytest.mark.parametrize("said", ["I'll look elsewhere", "I'll leave it there", "leave it, thank you for trying"])
def test_leaving(reader: BuiltinReader, shown: Conversation, said: str) -> None:
    assert Other("farewell") in reader.read(said, shown)
