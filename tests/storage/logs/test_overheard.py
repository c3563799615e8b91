"""Overheard wishes are taste: soft, guessed, and nobody takes back what another one said."""

from agents.dialogue import Change, Critique, Greet, Preference, Retract, Reveal, Revise, Strength, Waive
from retrieval.catalogue import Constraint, Operator
from storage.logs.overheard import as_overheard

COMEDY = Preference(Constraint("genre", Operator.EQ, "comedy"))
NO_WAR = Preference(Constraint("genre", Operator.EQ, "war"), Strength.NEVER)


def test_what_is_overheard_rules_nothing_out() -> None:
    comedy, no_war, greeting = as_overheard((Revise(COMEDY), Reveal(NO_WAR), Greet(), Retract("genre"), Waive("genre")))
    assert isinstance(comedy, Reveal)
    assert isinstance(no_war, Reveal)
    assert (comedy.preference.strength, comedy.preference.source) == (Strength.PREFER, "implied")
    assert no_war.preference.strength is Strength.AVOID
    assert greeting == Greet()


def test_a_comparison_says_what_is_liked_and_sets_no_bounds() -> None:
    newer = Change("year", "more", "newer")
    assert as_overheard((Critique(("9",), (newer,)), Critique((), (newer,)))) == (Critique(("9",)),)
