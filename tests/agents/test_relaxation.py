from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.conflict import conflict
from agents.correction import correction_sets
from agents.dialogue import Preference, Profile, Strength
from agents.relaxation import dearness, forgetting, relaxations
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns

WAR = Preference(Constraint("genres", Operator.EQ, "war"))
COMEDY = Preference(Constraint("genres", Operator.EQ, "comedy"))
LIND = Preference(Constraint("director", Operator.EQ, "Bo Lind"))
LONG = Preference(Constraint("runtime", Operator.GE, 125.0))
TINY = Preference(Constraint("runtime", Operator.LE, 80.0))
LATE = Preference(Constraint("year", Operator.GE, 2010.0))


def dropped(profile: Profile, films: Catalogue, columns: Columns) -> dict[tuple[str, ...], int]:
    found = relaxations(profile, films, columns)
    return {tuple(p.attribute for p in way.dropped): way.count for way in found if not way.widened}


def test_the_smallest_sets_come_with_their_counts(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    assert dropped(impossible, films, columns) == {("director",): 1, ("runtime",): 1}


def test_two_are_given_up_together_only_when_one_is_not_enough(films: Catalogue, columns: Columns) -> None:
    assert dropped(Profile((WAR, LATE, TINY)), films, columns) == {("year", "runtime"): 1, ("genres", "runtime"): 4}


def test_the_example_matches_and_the_option_forgets_what_is_dropped(
    films: Catalogue, columns: Columns, impossible: Profile
) -> None:
    for way in relaxations(impossible, films, columns):
        kept = Profile((*(p for p in impossible.preferences if p not in way.dropped), *way.widened))
        example = next(i for i in films.items if i.title == way.example)
        assert kept.permits(example)
        assert way.option is not None
        assert way.option.utterance == f"forget the {'director' if way.dropped[0] == LIND else 'length'}"


def test_without_hard_wishes_there_is_nothing_to_give_up(films: Catalogue, columns: Columns) -> None:
    assert relaxations(Profile(), films, columns) == ()


def test_what_was_turned_down_or_seen_frees_nothing(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    assert ("runtime",) not in dropped(replace(impossible, liked=("rat",)), films, columns)
    without_rat = replace(impossible, rejected=("rat",))  # the only comedy by the director
    assert dropped(without_rat, films, columns) == {("director",): 1, ("genres", "runtime"): 2}
    assert dropped(replace(without_rat, seen=("wet",)), films, columns)[("genres", "runtime")] == 2


def test_the_nearest_is_told_where_a_bound_is_given_up(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    given_up = next(way for way in relaxations(impossible, films, columns) if way.dropped == (LONG,))
    assert (given_up.example, given_up.value) == ("Rat Run", "1 h 30 min")


def test_where_all_that_fits_was_shown_new_ones_are_found(films: Catalogue, columns: Columns) -> None:
    found = relaxations(Profile((COMEDY, LIND)), films, columns, gone=frozenset({"rat"}))
    assert {(way.dropped, len(way.widened)): way.count for way in found} == {((COMEDY,), 1): 2, ((LIND,), 0): 4}


def test_a_guess_or_vague_word_goes_before_what_was_said_and_a_never_last(films: Catalogue, columns: Columns) -> None:
    def first(*wishes: Preference) -> str:
        return relaxations(Profile(wishes), films, columns)[0].dropped[0].attribute

    assert first(replace(LIND, source="implied"), COMEDY, LONG) == "director"
    assert first(LIND, COMEDY, replace(LONG, note="“long” read as at least 2 h 5 min")) == "runtime"
    assert first(replace(LIND, words="only by Bo Lind"), COMEDY, LONG) == "runtime"
    no_lind = Preference(Constraint("director", Operator.EQ, "Bo Lind"), Strength.NEVER)
    thriller = Preference(Constraint("genres", Operator.EQ, "thriller"))
    assert first(no_lind, thriller) == "genres"
    assert dearness(no_lind) > dearness(thriller) > dearness(replace(thriller, source="critique"))


# --- wider ---


def test_a_bound_moves_to_the_next_round_number_that_lets_something_match(films: Catalogue, columns: Columns) -> None:
    brief = Preference(Constraint("runtime", Operator.LT, 80.0))
    widest, *_ = relaxations(Profile((COMEDY, brief)), films, columns)
    assert widest.widened[0].constraint == Constraint("runtime", Operator.LE, 90.0)
    assert widest.option is not None
    assert (widest.option.label, widest.option.utterance) == (
        "At most 1 h 30 min instead of under 1 h 20 min",
        "at most 1 h 30 min",
    )
    assert widest.count == 3


def test_a_far_bound_is_given_up_and_not_moved(films: Catalogue, columns: Columns) -> None:
    found = relaxations(Profile((WAR, Preference(Constraint("year", Operator.GE, 2018.0)))), films, columns)
    assert not any(p.attribute == "year" for way in found for p in way.widened)


def test_a_year_is_not_rounded(films: Catalogue, columns: Columns) -> None:
    found = relaxations(Profile((COMEDY, LIND, Preference(Constraint("year", Operator.GE, 2005.0)))), films, columns)
    assert [p.constraint for way in found for p in way.widened if p.attribute == "year"] == [
        Constraint("year", Operator.GE, 2001.0)
    ]


def test_a_name_is_joined_by_the_commonest_other_one(films: Catalogue, columns: Columns) -> None:
    lind = replace(LIND, words="must be by Bo Lind")
    found = relaxations(Profile((lind, Preference(Constraint("genres", Operator.EQ, "romance")))), films, columns)
    assert found[0].widened[0].constraint in (
        Constraint("genres", Operator.IN, ("romance", "thriller")),
        Constraint("genres", Operator.IN, ("romance", "crime")),
    )
    assert found[0].count == 2
    assert not any(p.attribute == "director" for way in found for p in way.widened)


def test_of_a_scale_the_next_value_is_offered() -> None:
    domain = Domain(
        "wines",
        "Wines",
        (
            Attribute("body", Kind.CATEGORY, label="body", order=("light", "medium", "full")),
            Attribute("colour", Kind.CATEGORY, label="colour"),
        ),
    )
    rows = [("light", "red"), ("medium", "white"), ("full", "white"), ("full", "white")]
    items = tuple(Item(str(n), str(n), {"body": body, "colour": colour}) for n, (body, colour) in enumerate(rows))
    wines = Catalogue(domain, "1", items)
    light, white = (Preference(Constraint(a, Operator.EQ, v)) for a, v in (("body", "light"), ("colour", "white")))
    found = [
        way.widened[0].constraint for way in relaxations(Profile((light, white)), wines, Columns(wines)) if way.widened
    ]
    assert Constraint("body", Operator.IN, ("light", "medium")) in found


def test_two_bounds_are_moved_together_where_both_are_in_the_way(films: Catalogue, columns: Columns) -> None:
    wishes = (
        Preference(Constraint("genres", Operator.EQ, "science fiction"), words="only science fiction"),
        Preference(Constraint("runtime", Operator.LE, 120.0)),
        Preference(Constraint("year", Operator.LE, 2017.0)),
    )
    both = next(way for way in relaxations(Profile(wishes), films, columns) if len(way.widened) == 2)
    assert both.option is not None
    assert both.option.utterance == "at most 2 h 10 min and up to 2019"


def test_labels_are_unique_even_for_two_wishes_on_one_attribute(films: Catalogue, columns: Columns) -> None:
    profile = Profile(
        (
            COMEDY,
            Preference(Constraint("genres", Operator.EQ, "thriller")),
            Preference(Constraint("year", Operator.GT, 1950.0)),
        )
    )
    found = relaxations(profile, films, columns)
    said = [way.option.utterance for way in found if way.option]
    assert {"forget comedy", "forget thriller", "comedy or thriller"} <= set(said)
    assert found[0].dropped == profile.preferences[:2]
    assert found[0].count == 7
    assert len({way.option.label for way in found if way.option}) == len(found) == len(set(said))
    assert forgetting(profile.preferences, profile, films.domain) == "forget the genre and forget the year"


# --- against the definition ---

DOMAIN = Domain("bits", "Bits", tuple(Attribute(f"a{n}", Kind.FLAG, label=f"a{n}") for n in range(11)))
rows_of_flags = st.lists(st.integers(0, 2**11 - 1), min_size=1, max_size=12)


@settings(deadline=None)
@given(rows_of_flags, st.integers(1, 11))
def test_the_sets_are_exactly_the_minimal_correction_sets(rows: list[int], size: int) -> None:
    items = tuple(Item(str(n), str(n), {f"a{k}": bool(row >> k & 1) for k in range(11)}) for n, row in enumerate(rows))
    columns = Columns(Catalogue(DOMAIN, "1", items))
    wishes = tuple(Preference(Constraint(f"a{k}", Operator.EQ, True)) for k in range(size))

    def met(kept: tuple[Preference, ...]) -> list[Item]:
        return [item for item in items if all(wish.met_by(item) for wish in kept)]

    enough: list[frozenset[Preference]] = []
    for count in range(1, size + 1):
        for some in map(frozenset, combinations(wishes, count)):
            if not any(less <= some for less in enough) and len(met(tuple(w for w in wishes if w not in some))) > len(
                met(wishes)
            ):
                enough.append(some)
    found = list(correction_sets(wishes, [1.0] * size, columns, columns.mask(())))
    assert {frozenset(way.dropped) for way in found} == set(enough)
    for way in found:
        freed = met(tuple(w for w in wishes if w not in way.dropped))
        assert [items[row] for row in way.rows] == [item for item in freed if item not in met(wishes)]


@settings(deadline=None)
@given(rows_of_flags, st.integers(1, 11))
def test_a_conflict_is_minimal(rows: list[int], size: int) -> None:
    items = tuple(Item(str(n), str(n), {f"a{k}": bool(row >> k & 1) for k in range(11)}) for n, row in enumerate(rows))
    columns = Columns(Catalogue(DOMAIN, "1", items))
    wishes = tuple(Preference(Constraint(f"a{k}", Operator.EQ, True)) for k in range(size))
    found = conflict(wishes, columns)

    def possible(kept: tuple[Preference, ...]) -> bool:
        return any(all(wish.met_by(item) for wish in kept) for item in items)

    assert bool(found) != possible(wishes)
    assert not found or not possible(found)
    assert all(possible(tuple(w for w in found if w != one)) for one in found)


@pytest.mark.parametrize("size", [9, 17, 30])
def test_however_many_wishes_there_are_all_are_considered(size: int) -> None:
    domain = Domain("many", "Many", tuple(Attribute(f"a{n}", Kind.FLAG, label=f"a{n}") for n in range(size)))
    item = Item("x", "X", {f"a{n}": n not in (0, size - 1) for n in range(size)})
    many = Catalogue(domain, "1", (item,))
    wishes = tuple(Preference(Constraint(f"a{n}", Operator.EQ, True)) for n in range(size))
    (way,) = relaxations(Profile(wishes), many, Columns(many))
    assert way.dropped == (wishes[0], wishes[-1])


def test_another_kind_of_thing_is_no_way_out_while_there_is_one() -> None:
    domain = Domain(
        "shop",
        "Shop",
        (
            Attribute("type", Kind.CATEGORY, label="type", askability=0.9),
            Attribute("price", Kind.MONEY, label="price", unit="EUR", askability=0.8),
            Attribute("dry", Kind.FLAG, label="waterproof"),
        ),
    )
    rows = [("tent", 90.0, True), ("mat", 20.0, True), ("tent", 20.0, False), ("mat", 30.0, True)]
    items = tuple(Item(str(n), str(n), {"type": t, "price": p, "dry": d}) for n, (t, p, d) in enumerate(rows))
    shop = Catalogue(domain, "1", items)
    tent = Preference(Constraint("type", Operator.EQ, "tent"))
    cheap = Preference(Constraint("price", Operator.LE, 25.0))
    dry = Preference(Constraint("dry", Operator.EQ, True))
    found = relaxations(Profile((tent, cheap, dry)), shop, Columns(shop))
    assert [way.dropped for way in found] == [(cheap,), (dry,)]
