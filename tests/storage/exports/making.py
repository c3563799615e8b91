"""Small conversations about lamps, made by hand: nothing is stored, nothing is computed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from agents.dialogue import Explanation, Move, Preference, Profile, Recommendation, Reply, Reveal, Slate, Turn
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.scorer import Score
from storage.exports.shelf import ItemShelf
from storage.labels.label import Label, LabelSource, Pair
from storage.labels.told import Split, Told
from storage.records import Feedback, Impression

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOMAIN = Domain(
    name="lamps",
    title="Lamps",
    noun="lamp",
    plural="lamps",
    attributes=(
        Attribute("style", Kind.TAGS, label="style"),
        Attribute("price", Kind.MONEY, label="price", unit="EUR"),
        Attribute("dimmable", Kind.FLAG, label="dimmable"),
    ),
)
ITEMS = (
    Item("l1", "Arc", {"style": ("brass", "floor"), "price": 120.0, "dimmable": True}, "It leans over a sofa."),
    Item("l2", "Bell", {"style": ("glass",), "price": 40.0, "dimmable": False}, 'Rings a "bell",\tor two.'),
    Item("l3", "Cone", {"style": ("steel",), "price": 25.5}, "Plain."),
    Item("l4", "Disc", {"style": ("paper", "floor"), "price": 60.0}, "Folds flat."),
)
CHEAP = Preference(Constraint("price", Operator.LE, 100.0))
GLASS = Preference(Constraint("style", Operator.EQ, "glass"))
WISHES = Profile(preferences=(CHEAP, GLASS), waived=frozenset({"dimmable", "style"}), liked=("l1",))
SHOWN = ("l2", "l3", "l4")


def shelf(items: Sequence[Item] = ITEMS) -> ItemShelf:
    return ItemShelf(Catalogue(DOMAIN, "v2", tuple(items)))


def impressions(talk: str, items: Sequence[str] = SHOWN, at: datetime = BEGIN) -> tuple[Impression, ...]:
    return tuple(
        Impression(
            id=f"{talk}-i{rank}",
            conversation_id=talk,
            turn=1,
            slate_id=f"{talk}-s",
            rank=rank,
            item_id=item,
            catalogue="lamps",
            catalogue_version="v1",
            score=1 - rank / 10,
            parts={"wishes": 0.5, "fame": 0.25},
            scored_by="utility",
            scorer_version="3",
            propensity=1.0,
            explanation=Explanation((), "It is cheap."),
            shown_at=at,
            profile=WISHES,
        )
        for rank, item in enumerate(items, 1)
    )


def label(talk: str, item: str, relevance: float, source: LabelSource = "explicit", rule: str = "like") -> Label:
    place = SHOWN.index(item) + 1 if item in SHOWN else 0
    shown = f"{talk}-i{place}" if place and source != "synthetic" else ""
    return Label(talk, 1, item, shown, relevance, 0.5, source, rule, 1, 0.9)


def slate(talk: str, items: Sequence[str] = SHOWN) -> Slate:
    score = Score(0.9, {"wishes": 0.5}, "utility", "3")
    cards = tuple(
        Recommendation(f"{talk}-i{rank}", item, rank, score, Explanation((), "It is cheap."))
        for rank, item in enumerate(items, 1)
    )
    return Slate(f"{talk}-s", "v1", cards)


def told(
    talk: str = "c1",
    person: str = "a1",
    split: Split = "train",
    labels: Sequence[Label] | None = None,
    pairs: Sequence[Pair] | None = None,
    said: str = "a glass lamp, not too dear",
    items: Sequence[str] = SHOWN,
    day: int = 0,
) -> Told:
    at = BEGIN + timedelta(days=day)
    if pairs is None:
        pairs = () if labels is not None else (Pair(talk, 1, "l2", "l3", "graded", "explicit", 0.5, 3.0),)
    if labels is None:
        labels = (label(talk, "l2", 3.0, rule="accept"), label(talk, "l3", 0.0, rule="dislike"))
    turn = Turn(1, said, (Reveal(GLASS),), WISHES, Reply(Move.RECOMMEND, "Here are three.", slate(talk, items)))
    given = tuple(
        Feedback(f"{one.impression_id}-f", one.impression_id, "like", at + timedelta(seconds=number), number=number)
        for number, one in enumerate(labels, 1)
        if one.impression_id
    )
    return Told(
        id=talk,
        person=person,
        catalogue="lamps",
        opened_at=at,
        channel="page",
        consent="given",
        split=split,
        turns=(turn,),
        impressions=impressions(talk, items, at),
        feedback=given,
        labels=tuple(labels),
        pairs=tuple(pairs),
    )


def talks(count: int) -> list[Told]:
    """Of as many people, no two alike in words; every fifth to validate on, every seventh to test on."""
    return [
        told(
            talk=f"c{number}",
            person=f"a{number:02x}",
            split="valid" if number % 5 == 0 else "test" if number % 7 == 0 else "train",
            said=f"lamp number {number}",
            day=number,
        )
        for number in range(1, count + 1)
    ]
