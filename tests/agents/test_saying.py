from dataclasses import replace

from agents.dialogue import (
    Conversation,
    Explanation,
    Move,
    Preference,
    Profile,
    Recommendation,
    Reply,
    Slate,
    Strength,
    Turn,
)
from agents.explaining import explain
from agents.policy import Plan
from agents.relaxation import relaxations
from agents.saying import offer, regret
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.columns import Columns
from retrieval.scorer import Score


def slate(films: Catalogue, profile: Profile, *item_ids: str) -> Slate:
    found = [item for i in item_ids if (item := films.find(i))]
    explained: list[Explanation] = [explain(item, profile, films.domain) for item in found]
    ranked = zip(found, explained, strict=True)
    return Slate(
        "s",
        "v1",
        tuple(Recommendation(i.id, i.id, n, Score(0.5, {}, "t", "1"), e) for n, (i, e) in enumerate(ranked, 1)),
    )


def test_nothing_fits_is_said_plainly(films: Catalogue, columns: Columns) -> None:
    no_war = Preference(Constraint("genres", Operator.EQ, "war"), Strength.NEVER)
    said = regret(Plan(Move.RELAX), Profile((no_war,)), films)
    assert said == "There is no film here that is not war. Shall we start over?"


def test_the_wishes_that_collide_are_named_with_what_would_help(
    films: Catalogue, columns: Columns, impossible: Profile
) -> None:
    early = Preference(Constraint("year", Operator.LE, 2015.0))
    profile = Profile((early, *impossible.preferences))
    plan = Plan(Move.RELAX, relaxations=relaxations(profile, films, columns))
    assert regret(plan, profile, films, columns) == (
        "No film here combines “directed by Bo Lind” with “at least 2 h 5 min”. "
        "Without “Bo Lind” there is 1: Wet Season; without “at least 2 h 5 min” 1: Rat Run (1 h 30 min)."
    )


def test_a_wider_bound_is_told_with_what_it_gives(films: Catalogue, columns: Columns, comedy: Preference) -> None:
    profile = Profile((comedy, Preference(Constraint("runtime", Operator.LT, 80.0))))
    said = regret(Plan(Move.RELAX, relaxations=relaxations(profile, films, columns)), profile, films, columns)
    assert "“at most 1 h 30 min” instead of “under 1 h 20 min” gives 3, such as " in said


def test_what_is_left_beside_earlier_ones_is_called_other(
    films: Catalogue, comedy: Preference, short: Preference
) -> None:
    known = Profile((comedy, short), shown=("dry",))
    excluded = frozenset({"dry"})
    three = slate(films, known, "jam", "wet", "pen")
    said = offer(three, Plan(Move.RECOMMEND, left=4, perfect=1), known, films, excluded)
    assert said.startswith("Of the others, only Jam Tomorrow meets every wish")
    none = offer(slate(films, known, "wet", "pen"), Plan(Move.RECOMMEND, left=2), known, films, excluded)
    assert none == "No other film meets every wish; closest come Wet Season and The Pen Friend."
    one = offer(slate(films, known, "jam"), Plan(Move.RECOMMEND, left=1, perfect=1), known, films, excluded)
    assert one == "One other film fits: Jam Tomorrow."


def test_nothing_is_other_where_none_was_left_out(films: Catalogue, comedy: Preference) -> None:
    known = Profile((comedy,), shown=("fog",))
    said = offer(slate(films, known, "jam", "wet"), Plan(Move.RECOMMEND, left=5), known, films, frozenset({"fog"}))
    assert said == "5 films fit. I would start with Jam Tomorrow and Wet Season."


def test_the_same_way_out_is_not_told_twice(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    ways = relaxations(impossible, films, columns)
    plan = Plan(Move.RELAX, relaxations=ways)
    talk = Conversation("c", "films", (Turn(1, "…", reply=Reply(Move.RELAX, "…", relaxations=ways)),))
    said = regret(plan, impossible, films, columns, talk)
    assert said == "Still no film fits; what would help is the same as before."
    fresh = replace(talk, turns=(replace(talk.turns[0], reply=Reply(Move.RELAX, "…", relaxations=ways[:1])),))
    assert regret(plan, impossible, films, columns, fresh).startswith("No film here combines")


def test_what_is_used_up_is_named_where_it_is_little(films: Catalogue, columns: Columns, comedy: Preference) -> None:
    war = Profile((Preference(Constraint("genres", Operator.EQ, "war")),))
    used_up = Plan(Move.RELAX, left=1, exhausted=True)
    assert regret(used_up, war, films, columns).startswith(
        "Only Tin Soldiers fits, and you have been shown it already."
    )
    assert regret(used_up, replace(war, rejected=("tin",)), films, columns).startswith("No other film fits.")
    many = Plan(Move.RELAX, left=5, exhausted=True)
    said = regret(many, Profile((comedy,)), films, columns)
    assert said.startswith("You have been through the 5 that fit comedy.")
