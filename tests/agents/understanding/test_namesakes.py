"""Items of one title: told apart in what is asked back, and by what is said beside the title."""

import pytest

from agents.dialogue import Act, Ask, Compare, Conversation, Critique, Move, Other, Profile, Reply, Turn
from agents.namesakes import told_apart
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

DOMAIN = Domain(
    "books",
    "Books",
    (
        Attribute("author", Kind.TAGS, label="author", aliases=("by", "written by"), phrase="by {}"),
        Attribute("year", Kind.YEAR, label="year", lower=("older",), higher=("newer",)),
        Attribute("pages", Kind.NUMBER, label="pages", unit="pages", lower=("shorter",), higher=("longer",)),
    ),
    card=("author", "year"),
)
ITEMS = (
    Item("old", "The Harbour", {"author": ("Olga Brandt",), "year": 1911.0, "pages": 180.0}),
    Item("new", "The Harbour", {"author": ("Luis Ferro",), "year": 1999.0, "pages": 320.0}),
    Item("own", "Quarterlight", {"author": ("Luis Ferro",), "year": 2004.0, "pages": 210.0}),
)
CATALOGUE = Catalogue(DOMAIN, "1", ITEMS)
LABELS = ("The Harbour (Olga Brandt, 1911)", "The Harbour (Luis Ferro, 1999)")
EMPTY = Conversation("c", "books")


@pytest.fixture(scope="module")
def reader() -> BuiltinReader:
    return BuiltinReader(CATALOGUE)


def after(reader: BuiltinReader, said: str) -> Conversation:
    return Conversation("c", "books", (Turn(1, said, reader.read(said, EMPTY), Profile(), Reply(Move.CLARIFY, "")),))


def meant(acts: tuple[Act, ...]) -> list[str]:
    return [i for act in acts if isinstance(act, Ask | Critique | Compare) for i in act.item_ids]


def test_only_items_of_one_title_are_told_apart() -> None:
    assert told_apart(ITEMS, DOMAIN) == (*LABELS, "Quarterlight")
    assert told_apart(ITEMS[:1], DOMAIN) == ("The Harbour",)


def test_the_facts_are_the_fewest_that_differ() -> None:
    same_author = (ITEMS[0], Item("later", "The Harbour", {"author": ("Olga Brandt",), "year": 1920.0}))
    assert told_apart(same_author, DOMAIN) == ("The Harbour (1911)", "The Harbour (1920)")
    only_pages = (ITEMS[0], Item("long", "The Harbour", {**ITEMS[0].values, "pages": 400.0}))
    assert told_apart(only_pages, DOMAIN) == ("The Harbour (180 pages)", "The Harbour (400 pages)")
    alike = (ITEMS[0], Item("twin", "The Harbour", ITEMS[0].values))
    assert told_apart(alike, DOMAIN) == ("The Harbour", "The Harbour")


@pytest.mark.parametrize("said", ["who wrote The Harbour?", "how long is The Harbour?", "tell me about The Harbour"])
def test_which_one_is_asked_by_facts(reader: BuiltinReader, said: str) -> None:
    acts = reader.read(said, EMPTY)
    assert [act.nearest for act in acts if isinstance(act, Other)] == [LABELS]


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("how long is The Harbour by Ferro?", "new"),
        ("how long is The Harbour by Olga Brandt?", "old"),
        ("how long is The Harbour (Luis Ferro, 1999)?", "new"),
        ("how long is The Harbour from 1911?", "old"),
        ("something like The Harbour by Brandt but longer", "old"),
        ("The Harbour by Luis Ferro, how long is it?", "new"),
    ],
)
def test_a_fact_beside_the_title_settles_it(reader: BuiltinReader, said: str, item: str) -> None:
    acts = reader.read(said, EMPTY)
    assert set(meant(acts)) == {item}
    assert all(isinstance(act, Ask | Critique) for act in acts), "the fact is no wish"


def test_both_are_compared(reader: BuiltinReader) -> None:
    acts = reader.read("compare The Harbour by Brandt and The Harbour by Ferro", EMPTY)
    assert acts == (Compare(("old", "new")),)


@pytest.mark.parametrize(
    ("answer", "item"),
    [
        (LABELS[1], "new"),
        ("the one by Brandt", "old"),
        ("Ferro", "new"),
        ("the second", "new"),
        ("the first one", "old"),
        ("the older one", "old"),
        ("not the one by Ferro", "old"),
        ("The Harbour by Ferro", "new"),
    ],
)
def test_the_question_is_answered_once_it_is_known_which(reader: BuiltinReader, answer: str, item: str) -> None:
    acts = reader.read(answer, after(reader, "how long is The Harbour?"))
    assert [(act.item_ids, act.attribute) for act in acts if isinstance(act, Ask)] == [((item,), "pages")]


@pytest.mark.parametrize("answer", ["something else by Ferro", "Quarterlight", "show me some"])
def test_other_answers_stay_what_they_are(reader: BuiltinReader, answer: str) -> None:
    acts = reader.read(answer, after(reader, "how long is The Harbour?"))
    assert "new" not in meant(acts)
    assert "old" not in meant(acts)
