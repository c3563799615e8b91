"""The parts of the MCP door that are pure: tickets, filters, and text whose fences hold."""

import string

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as st

from app.protocols.mcp import told
from app.protocols.mcp.asked import Range
from app.protocols.mcp.filters import WrongFilter, constraints
from app.protocols.mcp.given import Looked, LookedUp, Product, Recommended
from app.protocols.mcp.tickets import TicketRefused, Tickets
from app.security.caller import Caller
from app.wire import shapes
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from tests.app.protocols.mcp_doubles import NOBODY

TICKETS = Tickets(b"s" * 32)


# --- tickets ----------------------------------------------------------------------------------------------------------


def test_a_ticket_gives_back_its_conversation_and_is_short() -> None:
    ticket = TICKETS.give("1030752a-c559-4b1f-86d1-9979fa1550ed", NOBODY)
    assert TICKETS.take(f" {ticket}\n", NOBODY) == "1030752a-c559-4b1f-86d1-9979fa1550ed"
    assert len(ticket) < 64


@supposing(st.text(max_size=80))
def test_nothing_made_up_is_a_ticket(words: str) -> None:
    with pytest.raises(TicketRefused):
        TICKETS.take(words, NOBODY)


@supposing(st.integers(0, 38), st.sampled_from(string.ascii_letters + string.digits + "-_."))
def test_no_letter_of_a_ticket_can_be_changed(place: int, letter: str) -> None:
    ticket = TICKETS.give("0123456789abcdef", NOBODY)
    changed = ticket[:place] + letter + ticket[place + 1 :]
    if changed != ticket:
        with pytest.raises(TicketRefused):
            TICKETS.take(changed, NOBODY)


def test_another_secret_signs_otherwise() -> None:
    with pytest.raises(TicketRefused):
        Tickets(b"t" * 32).take(TICKETS.give("id", NOBODY), NOBODY)


def test_a_name_with_a_line_break_is_not_taken_for_key_and_person() -> None:
    one, other = Caller(NOBODY.key, "", "", "a\nb"), Caller(NOBODY.key, "", "", "b")
    with pytest.raises(TicketRefused):
        TICKETS.take(TICKETS.give("id\na", other), one)
    with pytest.raises(TicketRefused):
        TICKETS.take(TICKETS.give("id", one), other)


# --- filters ----------------------------------------------------------------------------------------------------------

DOMAIN = Domain(
    name="tents",
    title="Tents",
    attributes=(
        Attribute("colour", Kind.CATEGORY, label="colour", synonyms={"crimson": "Red"}),
        Attribute("cost", Kind.MONEY, label="price", unit="EUR"),
        Attribute("light", Kind.FLAG, label="light"),
        Attribute("story", Kind.TEXT, label="story"),
    ),
)
ITEMS = (
    Item("a", "A", {"colour": "Red", "cost": 100.0, "light": True}),
    Item("b", "B", {"colour": "Blue", "cost": 200.0, "light": False}),
    Item("c", "C", {}),
)
COLUMNS = Columns(Catalogue(DOMAIN, "1", ITEMS))


def passing(**filters: Range | bool | tuple[str, ...]) -> list[str]:
    tests = constraints(filters, DOMAIN, COLUMNS)
    return [item.id for item in ITEMS if all(test.accepts(item) for test in tests)]


def test_filters_are_tests_on_values() -> None:
    assert passing(colour=("red",)) == ["a"]
    assert passing(colour=("crimson", "blue")) == ["a", "b"]
    assert passing(cost=Range(min=100, max=150)) == ["a"]
    assert passing(price=Range(min=150)) == ["b"]
    assert passing(light=False) == ["b"]
    assert passing(cost=Range()) == ["a", "b", "c"]
    assert constraints({"cost": Range(max=5)}, DOMAIN, COLUMNS) == (Constraint("cost", Operator.LE, 5.0),)


def test_texts_cannot_be_filtered_by_and_ranges_need_numbers() -> None:
    with pytest.raises(WrongFilter, match=r"There are colour \(category\), cost \(money, EUR\), light \(flag\)\."):
        passing(story=("x",))
    with pytest.raises(WrongFilter, match="The filter “light” takes true or false"):
        passing(light=("yes",))


# --- text -------------------------------------------------------------------------------------------------------------

WILD = st.text(
    st.sampled_from("<>") | st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\x0b\u2028"), max_size=60
)


def parts(text: str) -> tuple[str, str]:
    """(what stands outside of the fences, what stands inside)."""
    outside: list[str] = []
    inside: list[str] = []
    within = False
    for line in text.split("\n"):
        if line in ("<<<", ">>>"):
            assert within is (line == ">>>")
            within = not within
        else:
            (inside if within else outside).append(line)
    assert not within
    return "\n".join(outside), "\n".join(inside)


@supposing(WILD, WILD, WILD)
def test_nothing_an_item_says_gets_out_of_its_fence(title: str, words: str, value: str) -> None:
    item = shapes.Item(
        id="ID" + title,
        title=title,
        text=words,
        image="",
        drawing="",
        link="",
        price="",
        facts=(shapes.Fact(label="f", value=value),),
        values={},
    )
    told_alone = told.product(Product(catalogue="c", messages=(), product=item))
    outside, _ = parts(told_alone)
    assert outside == told.MATERIAL
    outside, _ = parts(told.looked_up(LookedUp(catalogue="c", messages=(), products=(item, item))))
    assert outside == f"2 found in “c”. {told.MATERIAL}"


@supposing(WILD, WILD)
def test_a_reply_is_fenced_but_for_our_own_words(words: str, option: str) -> None:
    asked = shapes.Question(
        attribute="a", text=words, why=words, options=(shapes.Option(label=option, utterance=option, count=None),)
    )
    reply = shapes.Reply(
        turn=1,
        move="elicit",
        text=words,
        slate_id="",
        recommendations=(),
        question=asked,
        relaxations=(),
        comparison=None,
        suggestions=asked.options,
        notices=(words,),
        understood_by="",
        scored_by="",
        phrased_by="",
    )
    answer = Recommended(run_id="r", reply=reply, profile=shapes.Profile(), conversation="TICKET", catalogue="c")
    outside, _ = parts(told.recommended(answer))
    assert outside.split("\n") == [
        told.MATERIAL,
        "Put the question to the person, who may skip it; send the answer as `request`.",
        "conversation: TICKET",
        "Pass it to the next call, unchanged.",
    ]


def test_long_texts_are_cut_in_lists_and_less_when_asked_for_alone() -> None:
    item = shapes.Item(
        id="i", title="T", text="word " * 2000, image="", drawing="", link="", price="", facts=(), values={}
    )
    alone = told.product(Product(catalogue="c", messages=(), product=item))
    listed = told.looked_up(LookedUp(catalogue="c", messages=(), products=(item,)))
    assert 3000 < len(alone) < 5000
    assert len(listed) < 700
    assert alone.count("…") == listed.count("…") == 1


def test_every_list_of_what_was_looked_up_says_what_was_not_there() -> None:
    assert "messages" in Looked.model_json_schema()["required"]
