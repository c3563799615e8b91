"""Wishes that meet earlier wishes, and the ways back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.dialogue import (
    Accept,
    Act,
    Change,
    Conversation,
    Critique,
    Greet,
    More,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Reveal,
    Revise,
    Scope,
    Seen,
    Strength,
    Turn,
    Undo,
    Waive,
)
from agents.phrasing import wish_words
from agents.profile import apply, remove, toggle, undo, with_feedback
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator

MUST, PREFER, AVOID, NEVER = Strength.MUST, Strength.PREFER, Strength.AVOID, Strength.NEVER
EQ, IN, LT, LE, GT, GE = Operator.EQ, Operator.IN, Operator.LT, Operator.LE, Operator.GT, Operator.GE
BETWEEN = Operator.BETWEEN
DOMAIN = Domain(
    "tiny",
    "Tiny",
    (
        Attribute("genres", Kind.TAGS, label="genre"),
        Attribute("country", Kind.TAGS, label="country"),
        Attribute("type", Kind.CATEGORY, label="type"),
        Attribute("year", Kind.YEAR, label="year"),
        Attribute("runtime", Kind.DURATION, label="runtime", unit="min"),
        Attribute("price", Kind.MONEY, label="price", unit="GBP"),
        Attribute("dry", Kind.FLAG, label="waterproof"),
    ),
)
ITEMS = (
    Item("a", "A", {"genres": ("comedy", "drama"), "country": ("France",), "runtime": 100.0, "price": 50.0}),
    Item("b", "B", {"genres": ("horror",), "country": ("Italy",), "runtime": 80.0, "price": 20.0}),
    Item("c", "C", {"genres": ("war", "drama"), "country": ("France",), "runtime": 150.0, "price": 90.0}),
)
TINY = Catalogue(DOMAIN, "1", ITEMS)
NOBODY = Conversation("c", "tiny")


def wish(attribute: str, operator: Operator, value: object, strength: Strength = MUST, words: str = "") -> Preference:
    return Preference(Constraint(attribute, operator, value), strength, words=words)  # type: ignore[arg-type]


def after(*acts: Act, start: Profile | None = None, conversation: Conversation = NOBODY) -> Profile:
    return apply(start or Profile(), acts, TINY, conversation)


def said(*wishes: Preference) -> Profile:
    return after(*map(Reveal, wishes))


def kept(profile: Profile) -> list[tuple[str, Operator, object, Strength]]:
    return [(p.attribute, p.constraint.operator, p.constraint.value, p.strength) for p in profile.preferences]


# --- names ---


def test_tags_gather() -> None:
    profile = said(wish("genres", EQ, "comedy"), wish("genres", EQ, "drama"))
    assert kept(profile) == [("genres", EQ, "comedy", MUST), ("genres", EQ, "drama", MUST)]


def test_a_later_must_replaces_a_never_on_the_same_value_only() -> None:
    profile = said(wish("genres", EQ, "horror", NEVER), wish("genres", EQ, "war", NEVER), wish("genres", EQ, "horror"))
    assert kept(profile) == [("genres", EQ, "war", NEVER), ("genres", EQ, "horror", MUST)]


def test_a_later_never_takes_its_value_out_of_a_choice() -> None:
    profile = said(wish("genres", IN, ("comedy", "war")), wish("genres", EQ, "war", NEVER))
    assert kept(profile) == [("genres", EQ, "comedy", MUST), ("genres", EQ, "war", NEVER)]


def test_a_second_category_replaces_the_first_unless_it_is_added() -> None:
    assert kept(said(wish("type", EQ, "tent"), wish("type", EQ, "mat"))) == [("type", EQ, "mat", MUST)]
    added = said(wish("type", EQ, "tent"), wish("type", EQ, "mat", words="or a mat"))
    assert kept(added) == [("type", IN, ("tent", "mat"), MUST)]


def test_tags_that_items_have_one_of_are_replaced_like_a_category() -> None:
    assert kept(said(wish("country", EQ, "France"), wish("country", EQ, "Italy"))) == [("country", EQ, "Italy", MUST)]


def test_saying_it_again_changes_its_strength() -> None:
    assert kept(said(wish("genres", EQ, "war", PREFER), wish("genres", EQ, "war"))) == [("genres", EQ, "war", MUST)]


def test_a_guess_never_stands_against_what_was_said() -> None:
    guess = Preference(Constraint("genres", EQ, "horror"), PREFER, source="implied")
    assert kept(after(Reveal(wish("genres", EQ, "horror", NEVER)), Reveal(guess))) == [("genres", EQ, "horror", NEVER)]


def test_the_later_word_on_a_flag_wins() -> None:
    profile = said(wish("dry", EQ, True), wish("dry", EQ, True, NEVER))
    assert kept(profile) == [("dry", EQ, True, NEVER)]


def test_an_attribute_the_catalogue_lacks_is_left_out() -> None:
    assert said(wish("colour", EQ, "red")) == Profile()


# --- numbers ---


def test_bounds_on_two_sides_become_a_range() -> None:
    assert kept(said(wish("runtime", GE, 80.0), wish("runtime", LE, 120.0))) == [
        ("runtime", BETWEEN, (80.0, 120.0), MUST)
    ]


def test_a_strict_bound_stays_strict() -> None:
    profile = said(wish("runtime", GE, 80.0), wish("runtime", LT, 100.0))
    assert kept(profile) == [("runtime", GE, 80.0, MUST), ("runtime", LT, 100.0, MUST)]
    assert not profile.permits(ITEMS[0])


def test_a_bound_on_the_same_side_is_replaced() -> None:
    assert kept(said(wish("runtime", LE, 95.0, PREFER), wish("runtime", LT, 120.0))) == [("runtime", LT, 120.0, MUST)]


def test_a_new_bound_moves_one_end_of_a_range() -> None:
    profile = said(wish("price", BETWEEN, (20.0, 30.0)), wish("price", LE, 50.0))
    assert kept(profile) == [("price", BETWEEN, (20.0, 50.0), MUST)]


@pytest.mark.parametrize(
    "later", [wish("year", GE, 1990.0), wish("year", BETWEEN, (1995.0, 1999.0)), wish("year", EQ, 2001.0)]
)
def test_a_contradicting_number_replaces(later: Preference) -> None:
    assert said(wish("year", LT, 1980.0), later).preferences == (later,)


def test_a_refused_range_stays_beside_a_bound_that_leaves_something() -> None:
    refused = wish("year", BETWEEN, (1990.0, 1999.0), NEVER)
    assert len(said(refused, wish("year", GE, 1980.0)).preferences) == 2
    assert kept(said(refused, wish("year", EQ, 1995.0))) == [("year", EQ, 1995.0, MUST)]


numbers = st.floats(0, 300).map(round)
bounds = st.one_of(
    st.tuples(st.sampled_from([LT, LE, GT, GE, EQ]), numbers.map(float)),
    st.tuples(st.just(BETWEEN), st.tuples(numbers, numbers).map(lambda p: (float(min(p)), float(max(p))))),
)


@given(st.lists(st.tuples(bounds, st.sampled_from(list(Strength))), max_size=8))
def test_positive_numbers_always_leave_something(wishes: Sequence[tuple[tuple[Operator, object], Strength]]) -> None:
    profile = said(*(wish("runtime", operator, value, strength) for (operator, value), strength in wishes))
    wanted = [p.constraint for p in profile.preferences if not p.negative]
    probes = [n / 2 for n in range(-2, 604)]
    within = [Item("x", "x", {"runtime": n}) for n in probes]
    assert not wanted or any(all(c.accepts(item) for c in wanted) for item in within)


# --- taking back ---


def test_revising_replaces_everything_on_the_attribute() -> None:
    profile = after(
        Revise(wish("genres", EQ, "war")), start=said(wish("genres", EQ, "comedy"), wish("runtime", LT, 100.0))
    )
    assert kept(profile) == [("runtime", LT, 100.0, MUST), ("genres", EQ, "war", MUST)]


def test_retracting_takes_back_a_value_or_all() -> None:
    start = said(wish("genres", IN, ("comedy", "war")), wish("runtime", LT, 100.0))
    assert kept(after(Retract("genres", "war"), start=start))[-1] != ("genres", IN, ("comedy", "war"), MUST)
    assert ("genres", EQ, "comedy", MUST) in kept(after(Retract("genres", "war"), start=start))
    assert kept(after(Retract("genres"), start=start)) == [("runtime", LT, 100.0, MUST)]


def test_waiving_drops_wishes_and_a_new_wish_ends_it() -> None:
    waived = after(Waive("genres"), start=said(wish("genres", EQ, "war")))
    assert (waived.preferences, waived.waived) == ((), frozenset({"genres"}))
    assert after(Reveal(wish("genres", EQ, "war")), start=waived).waived == frozenset()
    assert after(Waive("")).hurry


def test_starting_over_forgets_wishes_but_not_what_was_seen_or_rejected() -> None:
    start = Profile((wish("genres", EQ, "war"),), liked=("a",), rejected=("b",), seen=("c",), hurry=True)
    assert after(Restart(), start=start) == Profile(rejected=("b",), seen=("c",))


def talk(*profiles_and_acts: tuple[Profile, tuple[Act, ...]]) -> Conversation:
    turns = tuple(Turn(n, "…", acts, profile) for n, (profile, acts) in enumerate(profiles_and_acts, start=1))
    return Conversation("c", "tiny", turns)


def test_undo_goes_one_change_back_each_time() -> None:
    one, two = said(wish("genres", EQ, "war")), said(wish("genres", EQ, "war"), wish("runtime", LT, 100.0))
    history: list[tuple[Profile, tuple[Act, ...]]] = [(one, ()), (two, ()), (two, ())]
    assert undo(two, talk(*history)) == one
    history.append((one, (Undo(),)))
    assert undo(one, talk(*history)) == Profile()
    history.append((Profile(), (Undo(),)))
    assert undo(Profile(), talk(*history)) == Profile()
    three = said(wish("price", LT, 10.0))
    history.append((three, ()))
    assert undo(three, talk(*history)) == Profile()


def test_undo_keeps_what_was_asked_and_shown() -> None:
    one = Profile((wish("genres", EQ, "war"),), asked=frozenset({"genres"}), shown=("a",))
    undone = undo(one, talk((one, ())))
    assert (undone.preferences, undone.asked, undone.shown) == ((), frozenset({"genres"}), ("a",))


# --- items ---


def test_items_liked_rejected_seen_and_accepted() -> None:
    profile = after(Critique(("a",)), Seen(("b",)), Reject(("c",)), Accept("b"))
    assert (profile.liked, profile.seen, profile.rejected) == (("a",), ("b",), ("c",))
    assert after(Reject(("a",)), start=profile).liked == ()


def test_a_critique_becomes_a_wish_with_a_number() -> None:
    profile = after(Critique(("a",), (Change("price", "less", "cheaper"),)))
    assert kept(profile) == [("price", LT, 50.0, MUST)]
    assert profile.liked == ("a",)


def test_feedback_by_thumb() -> None:
    assert with_feedback(Profile(rejected=("a",)), "like", "a") == Profile(liked=("a",))
    assert with_feedback(Profile(liked=("a",)), "dislike", "a") == Profile(rejected=("a",))
    assert with_feedback(Profile(), "seen", "a") == Profile(seen=("a",))


# --- chips ---


def test_chips_are_removed_and_toggled_by_place() -> None:
    profile = said(wish("genres", EQ, "war"), wish("runtime", LT, 100.0, NEVER))
    assert remove(profile, 0).preferences == profile.preferences[1:]
    assert [p.strength for p in toggle(toggle(profile, 0), 1).preferences] == [PREFER, AVOID]
    assert toggle(toggle(profile, 0), 0).preferences[0].strength is MUST
    assert remove(profile, 9) == profile == toggle(profile, -1)


@pytest.mark.parametrize(
    ("preference", "text"),
    [
        (wish("genres", EQ, "comedy"), "comedy"),
        (wish("genres", EQ, "horror", NEVER), "not horror"),
        (wish("genres", IN, ("comedy", "war")), "comedy or war"),
        (wish("runtime", LT, 100.0), "under 1 h 40 min"),
        (wish("year", BETWEEN, (1990.0, 1999.0)), "the 1990s"),
        (wish("price", BETWEEN, (20.0, 30.0)), "£20 to £30"),
        (wish("dry", EQ, True), "waterproof"),
        (wish("dry", EQ, True, NEVER), "not waterproof"),
        (wish("dry", EQ, False, NEVER), "waterproof"),
    ],
)
def test_a_wish_in_words(preference: Preference, text: str) -> None:
    assert wish_words(preference, DOMAIN) == text


# --- another category -------------------------------------------------------------------------------------------------

KINDS = (
    Item("t1", "Tent 1", {"type": "tent", "price": 90.0, "runtime": 3.0}),
    Item("t2", "Tent 2", {"type": "tent", "price": 40.0, "runtime": 2.0}),
    Item("s1", "Bag 1", {"type": "sleeping bag", "price": 120.0}),
)
TYPE = Attribute("type", Kind.CATEGORY, label="type", askability=0.9)
SHOP = Catalogue(replace(DOMAIN, attributes=(TYPE, *(a for a in DOMAIN.attributes if a.name != "type"))), "1", KINDS)


def in_shop(*acts: Act, start: Profile) -> Profile:
    return apply(start, acts, SHOP, NOBODY)


def test_a_bound_from_shown_items_goes_with_their_category() -> None:
    tents = in_shop(Reveal(wish("type", EQ, "tent")), start=Profile())
    cheaper = in_shop(Critique(("t1",), (Change("price", "less"),), similar=False), start=tents)
    assert kept(cheaper)[-1] == ("price", LT, 90.0, MUST)
    for act in (Reveal(wish("type", EQ, "sleeping bag")), Revise(wish("type", EQ, "sleeping bag"))):
        assert kept(in_shop(act, start=cheaper)) == [("type", EQ, "sleeping bag", MUST)]
    assert len(kept(in_shop(Reveal(wish("type", EQ, "tent")), start=cheaper))) == 2


def test_a_bound_that_was_said_outlives_the_category_unless_none_of_the_new_one_has_the_attribute() -> None:
    start = in_shop(
        Reveal(wish("type", EQ, "tent")),
        Reveal(wish("price", LE, 130.0)),
        Reveal(wish("runtime", GE, 3.0)),
        start=Profile(),
    )
    found = in_shop(Reveal(wish("type", EQ, "sleeping bag")), start=start)
    assert kept(found) == [("price", LE, 130.0, MUST), ("type", EQ, "sleeping bag", MUST)]


def test_a_category_added_or_refused_replaces_none() -> None:
    start = in_shop(Reveal(wish("type", EQ, "tent")), Reveal(wish("runtime", GE, 3.0)), start=Profile())
    added = in_shop(Reveal(wish("type", EQ, "sleeping bag", words="or a sleeping bag")), start=start)
    refused = in_shop(Reveal(wish("type", EQ, "sleeping bag", NEVER)), start=start)
    assert ("runtime", GE, 3.0, MUST) in kept(added)
    assert ("runtime", GE, 3.0, MUST) in kept(refused)


# --- bounds, opinions, scopes -----------------------------------------------------------------------------------------


def test_one_of_two_bounds_is_taken_back() -> None:
    start = said(wish("runtime", GE, 80.0), wish("runtime", LT, 100.0))
    assert kept(after(Retract("runtime", test=Constraint("runtime", LT, 100.0)), start=start)) == [
        ("runtime", GE, 80.0, MUST)
    ]
    assert after(Retract("runtime", test=Constraint("runtime", LT, 90.0)), start=start) == start


def test_taking_back_what_was_not_wished_changes_nothing() -> None:
    start = said(wish("runtime", LT, 100.0))
    assert after(Retract("genres"), Retract("genres", "war"), start=start) == start


def test_a_must_stays_beside_a_preference_within_it() -> None:
    assert kept(said(wish("runtime", LT, 120.0), wish("runtime", LE, 95.0, PREFER))) == [
        ("runtime", LT, 120.0, MUST),
        ("runtime", LE, 95.0, PREFER),
    ]
    looser = said(wish("runtime", LT, 90.0), wish("runtime", LE, 95.0, PREFER))
    assert kept(looser) == [("runtime", LE, 95.0, PREFER)]


def test_a_wish_for_one_turn_is_gone_after_it_and_what_it_stood_in_for_is_back() -> None:
    tent = said(wish("type", EQ, "tent"))
    once = Preference(Constraint("type", EQ, "mat"), MUST, Scope.TURN, turn=2)
    conversation = talk((tent, ()))
    during = after(Reveal(once), start=tent, conversation=conversation)
    assert kept(during) == [("type", EQ, "mat", MUST)]
    later = talk((tent, ()), (during, ()))
    assert after(More(), start=during, conversation=later) == during
    assert kept(after(Greet(), start=during, conversation=later)) == [("type", EQ, "tent", MUST)]
    assert kept(after(Reveal(wish("type", EQ, "rope")), start=during, conversation=later)) == [
        ("type", EQ, "rope", MUST)
    ]


def test_a_wish_for_good_outlives_a_fresh_start() -> None:
    always = Preference(Constraint("genres", EQ, "horror"), NEVER, Scope.ALWAYS)
    start = after(Reveal(always), Reveal(wish("type", EQ, "tent")))
    assert after(Restart(), start=start).preferences == (always,)


def test_a_change_of_mind_takes_along_only_the_opinions_voiced_with_what_it_replaces() -> None:
    domain = replace(
        DOMAIN, attributes=(*DOMAIN.attributes, Attribute("moods", Kind.TAGS, label="mood", subjective=True))
    )
    moody = Catalogue(domain, "1", ITEMS)

    def at(turn: int, one: Preference) -> Reveal:
        return Reveal(replace(one, turn=turn))

    start = apply(
        Profile(),
        [
            at(1, wish("genres", EQ, "comedy")),
            at(1, wish("moods", EQ, "light", PREFER)),
            at(1, wish("runtime", LT, 100.0)),
            at(2, wish("moods", EQ, "warm", PREFER)),
        ],
        moody,
        NOBODY,
    )
    revised = apply(start, [Revise(replace(wish("genres", EQ, "war"), turn=3))], moody, NOBODY)
    assert kept(revised) == [
        ("runtime", LT, 100.0, MUST),
        ("moods", EQ, "warm", PREFER),
        ("genres", EQ, "war", MUST),
    ]


def test_undo_goes_behind_what_was_for_once() -> None:
    tent = said(wish("type", EQ, "tent"))
    once = after(
        Reveal(Preference(Constraint("type", EQ, "mat"), MUST, Scope.TURN, turn=2)),
        start=tent,
        conversation=talk((tent, ())),
    )
    history: list[tuple[Profile, tuple[Act, ...]]] = [(tent, ()), (once, ())]
    assert kept(undo(once, talk(*history))) == [("type", EQ, "tent", MUST)]
    history.append((tent, ()))  # it was over
    assert kept(undo(tent, talk(*history))) == [("type", EQ, "tent", MUST)]
    rope = said(wish("type", EQ, "rope"))
    assert kept(undo(rope, talk(*history, (rope, ())))) == [("type", EQ, "tent", MUST)]


def test_one_more_value_that_is_fine_too_loosens_no_must(films: Catalogue) -> None:
    wanted = Preference(Constraint("genres", Operator.EQ, "comedy"))
    too = Preference(Constraint("genres", Operator.EQ, "war"), Strength.PREFER, words="war is fine too")
    after = apply(Profile((wanted,)), [Reveal(too)], films, Conversation("c", "films"))
    (both,) = after.preferences
    assert both.constraint.value == ("comedy", "war")
    assert both.strength is Strength.MUST


def test_another_country_is_no_other_kind_of_thing() -> None:
    country = Attribute("country", Kind.CATEGORY, label="country", askability=0.4)
    domain = replace(DOMAIN, attributes=(TYPE, country, *(a for a in DOMAIN.attributes if a.kind is Kind.MONEY)))
    wines = Catalogue(domain, "1", (Item("a", "A", {"type": "red", "country": "Chile", "price": 9.0}),))
    chilean = wish("country", EQ, "Chile")
    critique = Critique(("a",), (Change("price", "less"),), similar=False)
    start = apply(Profile((wish("country", EQ, "France"),)), [critique], wines, NOBODY)
    assert kept(apply(start, [Reveal(chilean)], wines, NOBODY)) == [
        ("price", LT, 9.0, MUST),
        ("country", EQ, "Chile", MUST),
    ]
