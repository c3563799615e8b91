"""Whatever is offered to tap is read as exactly what it was offered for, in every catalogue."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
import pytest

import retrieval
from agents.asking import _option
from agents.dialogue import (
    Act,
    Conversation,
    Critique,
    Explanation,
    More,
    Move,
    Option,
    Preference,
    Profile,
    Question,
    Recommendation,
    Relaxation,
    Reply,
    Retract,
    Reveal,
    Slate,
    Turn,
)
from agents.policy import Plan
from agents.profile import apply
from agents.relaxation import forgetting, relaxations
from agents.saying import suggestions
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator, Value
from retrieval.columns import Columns
from retrieval.domain_file import read_domain
from retrieval.facets import Bucket, facet
from retrieval.scorer import Score

FOLDER = Path(retrieval.__file__).parent / "domains"
AWKWARD = Domain(
    name="awkward",
    title="Awkward",
    card=("price", "size", "age", "time"),
    attributes=(
        Attribute("kind", Kind.CATEGORY, label="kind"),
        Attribute("type", Kind.TAGS, label="type"),
        Attribute("style", Kind.CATEGORY, label="style"),
        Attribute("one", Kind.CATEGORY, label="one"),
        Attribute("colour", Kind.TAGS, label="colour"),
        Attribute("maker", Kind.TAGS, label="Rose King"),
        Attribute("size", Kind.NUMBER, label="size", unit="of 100", lower=("smaller",), higher=("bigger",)),
        Attribute("price", Kind.MONEY, label="price", unit="EUR", lower=("cheaper",), higher=("dearer",)),
        Attribute("weight", Kind.NUMBER, label="weight", unit="SEK/kg"),
        Attribute("time", Kind.DURATION, label="time", unit="min", lower=("quicker",), higher=("slower",)),
        Attribute("age", Kind.YEAR, label="first", lower=("older",), higher=("newer",)),
        Attribute("dry", Kind.FLAG, label="for one"),
    ),
)
VALUES = (
    "type",
    "one",
    "not red",
    "the first",
    "no",
    "any",
    "style or kind",
    "Mia Young",
    "Ben Stone",
    "42",
    "R&B",
    "A+",
)


@cache
def catalogue(name: str) -> Catalogue:
    if name == "awkward":
        return Catalogue(AWKWARD, "1", tuple(_awkward(n) for n in range(48)))
    domain = read_domain(FOLDER / name / "domain.toml")[0]
    rows = map(orjson.loads, (FOLDER / name / "items.jsonl").read_bytes().splitlines())
    items = tuple(
        Item(
            row["id"],
            row["title"],
            {a.name: _value(row[a.column]) for a in domain.attributes if row.get(a.column) is not None},
        )
        for row in rows
    )
    return Catalogue(domain, "1", items)


def _value(cell: object) -> Value:
    match cell:
        case bool() | str():
            return cell
        case list():
            return tuple(map(str, cell))
        case _:
            return float(str(cell))


def _awkward(n: int) -> Item:
    value = VALUES[n % len(VALUES)]
    numbers = {
        "size": 100 + 7.5 * n,
        "price": 9.5 + n,
        "weight": 1000 + 310.0 * n,
        "time": 20 + 5.0 * n,
        "age": 1950.0 + n,
    }
    named: dict[str, Value] = {
        "kind": value,
        "type": (value,),
        "style": value,
        "one": value,
        "colour": (value, "blue"),
        "maker": (value,),
    }
    return Item(str(n), f"Item {n}", {**named, **numbers, "dry": n % 2 == 0})


@cache
def reader(name: str) -> BuiltinReader:
    return BuiltinReader(catalogue(name))


@cache
def columns(name: str) -> Columns:
    return Columns(catalogue(name))


def buckets(name: str) -> Iterator[tuple[Attribute, tuple[Bucket, ...]]]:
    everything = np.ones(len(catalogue(name).items), dtype=np.bool_)
    for attribute in catalogue(name).domain.informable:
        if attribute.kind is not Kind.TEXT:
            yield attribute, facet(columns(name), attribute.name, everything).counts


def asking(name: str, attribute: str, options: tuple[Option, ...]) -> Conversation:
    reply = Reply(Move.ELICIT, "", question=Question(attribute, "Which?", options))
    return Conversation("c", name, (Turn(1, "hello", reply=reply),))


def offering(name: str, profile: Profile, *offers: Relaxation) -> Conversation:
    reply = Reply(Move.RELAX, "", relaxations=offers)
    return Conversation("c", name, (Turn(1, "hello", profile=profile, reply=reply),))


def offer(name: str, *dropped: Preference) -> Relaxation:
    return Relaxation(
        dropped, 1, option=Option("Drop it", forgetting(dropped, Profile(dropped), catalogue(name).domain))
    )


def wished(acts: tuple[Act, ...]) -> list[Constraint]:
    return [act.preference.constraint for act in acts if isinstance(act, Reveal)]


every = pytest.mark.parametrize("name", ["films", "outdoor", "awkward"])


@every
def test_every_option_of_every_question_is_read_as_its_test(name: str) -> None:
    for attribute, found in buckets(name):
        if attribute.kind is Kind.FLAG:
            continue
        options = tuple(_option(attribute, bucket) for bucket in found)
        for bucket, option in zip(found, options, strict=True):
            acts = reader(name).read(option.utterance, asking(name, attribute.name, options))
            assert wished(acts) == [bucket.constraint], option
            assert all(isinstance(act, Reveal) and act.preference.source == "tapped" for act in acts)


@every
def test_yes_to_a_flag_is_its_test(name: str) -> None:
    options = (Option("yes", "yes"), Option("no", "no"))
    for attribute in catalogue(name).domain.informable:
        if attribute.kind is Kind.FLAG:
            acts = reader(name).read("yes", asking(name, attribute.name, options))
            assert wished(acts) == [Constraint(attribute.name, Operator.EQ, True)]


@every
def test_every_relaxation_is_read_as_giving_up_its_wish(name: str) -> None:
    for attribute, found in buckets(name):
        wish = Preference(found[0].constraint)
        conversation = offering(name, Profile((wish,)), offer(name, wish))
        for said in (forgetting((wish,), Profile((wish,)), catalogue(name).domain), "Drop it"):
            assert reader(name).read(said, conversation) == (Retract(attribute.name),)


@every
def test_a_relaxation_of_several_wishes_gives_up_each(name: str) -> None:
    wishes = [Preference(found[0].constraint) for _, found in buckets(name)]
    for pair in pairwise(wishes):
        relaxation = offer(name, *pair)
        conversation = offering(name, Profile(tuple(wishes)), relaxation)
        said = relaxation.option.utterance if relaxation.option else ""
        assert reader(name).read(said, conversation) == tuple(Retract(p.attribute) for p in pair)


@every
def test_what_a_relaxation_says_is_understood_without_the_offer_too(name: str) -> None:
    for attribute, found in buckets(name):
        wish = Preference(found[0].constraint)
        conversation = Conversation("c", name, (Turn(1, "hello", profile=Profile((wish,))),))
        said = forgetting((wish,), Profile((wish,)), catalogue(name).domain)
        if said != "forget the first":  # an item, where no attribute is on offer
            acts = reader(name).read(said, conversation)
            assert [act.attribute for act in acts if isinstance(act, Retract)] == [attribute.name], said


def test_a_relaxation_of_one_of_two_values_leaves_the_other() -> None:
    comedy, drama = (Preference(Constraint("genres", Operator.EQ, v)) for v in ("comedy", "drama"))
    conversation = offering("films", Profile((comedy, drama)), offer("films", comedy))
    assert reader("films").read("forget the genre", conversation) == (Retract("genres", test=comedy.constraint),)
    both = offering("films", Profile((comedy, drama)), offer("films", comedy), offer("films", drama))
    assert reader("films").read("forget the genre", both) == (Retract("genres"),)


def test_either_is_fine_takes_the_first_relaxation() -> None:
    wishes = tuple(Preference(found[0].constraint) for _, found in list(buckets("outdoor"))[:2])
    conversation = offering("outdoor", Profile(wishes), *(offer("outdoor", wish) for wish in wishes))
    assert reader("outdoor").read("either is fine", conversation) == (Retract(wishes[0].attribute),)


@every
def test_every_suggestion_under_a_slate_is_understood(name: str) -> None:
    items = catalogue(name).items[:3]
    ranked = tuple(
        Recommendation(i.id, i.id, n, Score(0.5, {}, "t", "1"), Explanation((), "")) for n, i in enumerate(items, 1)
    )
    slate = Slate("s", "1", ranked)
    conversation = Conversation("c", name, (Turn(1, "hello", reply=Reply(Move.RECOMMEND, "", slate)),))
    offered = suggestions(Move.RECOMMEND, Plan(Move.RECOMMEND), slate, catalogue(name))
    first, *relative, others = [reader(name).read(o.utterance, conversation) for o in offered]
    (like,) = first
    assert isinstance(like, Critique)
    assert (like.item_ids, like.similar, like.changes) == ((items[0].id,), True, ())
    assert others == (More(),)
    for acts, option in zip(relative, offered[1:], strict=False):
        (act,) = acts
        assert isinstance(act, Critique), option
        assert not act.item_ids
        assert len(act.changes) == 1, option


# --- ways out ---------------------------------------------------------------------------------------------------------


def ways_out(name: str, *wishes: Preference) -> tuple[Profile, tuple[Relaxation, ...]]:
    profile = Profile(wishes)
    return profile, relaxations(profile, catalogue(name), columns(name))


def impossible_tent() -> tuple[Profile, tuple[Relaxation, ...]]:
    return ways_out(
        "outdoor",
        Preference(Constraint("type", Operator.EQ, "tent")),
        Preference(Constraint("price", Operator.LT, 60.0)),
        Preference(Constraint("persons", Operator.GE, 4.0)),
        Preference(Constraint("persons", Operator.LT, 6.0)),
    )


@pytest.mark.parametrize("way", range(4))
def test_every_way_out_leaves_what_it_counts_whether_its_label_or_its_words_are_taken(way: int) -> None:
    profile, ways = impossible_tent()
    offered = ways[way % len(ways)]
    assert offered.option is not None
    conversation = offering("outdoor", profile, *ways)
    for said in (offered.option.label, offered.option.utterance):
        acts = reader("outdoor").read(said, conversation)
        after = apply(profile, acts, catalogue("outdoor"), conversation)
        left = [item for item in catalogue("outdoor").items if after.permits(item)]
        assert len(left) == offered.count, (said, acts)
        assert offered.example in {item.title for item in left}
        assert len(after.preferences) == len(profile.preferences) - len(offered.dropped) + len(offered.widened)


def test_a_wider_bound_is_taken_by_a_bit_more() -> None:
    profile, ways = ways_out(
        "outdoor",
        Preference(Constraint("type", Operator.EQ, "tent")),
        Preference(Constraint("price", Operator.LT, 59.0)),
    )
    widest = next(way for way in ways if way.widened and way.widened[0].attribute == "price")
    conversation = offering("outdoor", profile, *ways)
    for said in ("a bit more then", "ok a bit more expensive", "a little more please"):
        acts = reader("outdoor").read(said, conversation)
        assert wished(acts) == [widest.widened[0].constraint], said
        assert acts[0] == Retract("price")


def test_ways_out_are_taken_by_place_and_the_first_by_yes() -> None:
    profile, ways = impossible_tent()
    conversation = offering("outdoor", profile, *ways)
    first, second = (reader("outdoor").read(w.option.label, conversation) for w in ways[:2] if w.option)
    assert reader("outdoor").read("the second one please", conversation) == second
    for said in ("yes", "ok drop it", "sure, do that"):
        assert reader("outdoor").read(said, conversation) == first


def test_one_of_two_bounds_on_offer_is_given_up_alone() -> None:
    profile, ways = impossible_tent()
    offered = next(way for way in ways if way.dropped[0].constraint.operator is Operator.GE and not way.widened)
    assert offered.option is not None
    acts = reader("outdoor").read(offered.option.label, offering("outdoor", profile, *ways))
    assert acts == (Retract("persons", test=offered.dropped[0].constraint),)


def test_one_of_two_bounds_is_forgotten_by_its_words() -> None:
    low, high = (Preference(Constraint("price", o, v)) for o, v in ((Operator.GE, 20.0), (Operator.LT, 90.0)))
    conversation = Conversation("c", "outdoor", (Turn(1, "hello", profile=Profile((low, high))),))
    assert reader("outdoor").read("forget under €90", conversation) == (Retract("price", test=high.constraint),)
    assert reader("outdoor").read("forget the price", conversation) == (Retract("price"),)
