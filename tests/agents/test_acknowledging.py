"""What a reply says about what was understood."""

from dataclasses import replace

from agents.acknowledging import lead
from agents.dialogue import (
    Act,
    Change,
    Conversation,
    Critique,
    Greet,
    Other,
    Preference,
    Profile,
    Restart,
    Retract,
    Reveal,
    Revise,
    Scope,
    Strength,
    Turn,
)
from agents.profile import apply
from retrieval.catalogue import Attribute, Catalogue, Constraint, Kind, Operator

WAR = Preference(Constraint("genres", Operator.EQ, "war"))


def test_what_is_new_is_said_and_vague_words_say_how_they_were_read(
    films: Catalogue, comedy: Preference, short: Preference
) -> None:
    said = lead([Reveal(comedy)], Profile(), Profile((comedy, short)), films)
    assert said == "Got it: comedy. “short” read as at most 1 h 32 min."


def test_a_greeting_beside_a_wish_comes_first(films: Catalogue, comedy: Preference) -> None:
    assert lead([Greet(), Reveal(comedy)], Profile(), Profile((comedy,)), films) == "Hello! Got it: comedy."
    assert lead([Greet()], Profile(), Profile(), films) == ""


def test_saying_it_again_in_other_words_is_no_news(films: Catalogue, comedy: Preference) -> None:
    again = replace(comedy, words="comedies", turn=2)
    assert lead([Reveal(again)], Profile((comedy,)), Profile((again,)), films) == ""


def test_what_is_replaced_or_dropped_is_said(films: Catalogue, comedy: Preference, short: Preference) -> None:
    assert lead([Reveal(WAR)], Profile((comedy,)), Profile((WAR,)), films) == "War then, in place of comedy."
    assert lead([], Profile((comedy, short)), Profile((comedy,)), films) == "I dropped at most 1 h 32 min."


def test_a_contradiction_is_told(films: Catalogue, comedy: Preference) -> None:
    no_comedy = Reveal(replace(comedy, strength=Strength.NEVER))
    after = apply(Profile((comedy,)), [no_comedy], films, Conversation("c", "films"))
    assert (
        lead([no_comedy], Profile((comedy,)), after, films)
        == "Not comedy then, though you wished for the opposite before."
    )


def test_a_bound_tightened_or_a_range_closed_replaces_nothing(films: Catalogue) -> None:
    def bound(operator: Operator, value: float) -> Preference:
        return Preference(Constraint("runtime", operator, value))

    def said(old: Preference, new: Preference) -> str:
        before = Profile((old,))
        return lead([Reveal(new)], before, apply(before, [Reveal(new)], films, Conversation("c", "films")), films)

    assert said(bound(Operator.LT, 100), bound(Operator.LT, 90)) == "Got it: under 1 h 30 min."
    assert said(bound(Operator.GE, 80), bound(Operator.LE, 100)) == "Got it: 1 h 20 min to 1 h 40 min."
    assert (
        said(bound(Operator.LT, 90), bound(Operator.LT, 100)) == "Under 1 h 40 min then, in place of under 1 h 30 min."
    )


def test_a_name_added_replaces_nothing(films: Catalogue, comedy: Preference) -> None:
    either = Preference(Constraint("genres", Operator.IN, ("comedy", "war")))
    assert lead([Reveal(either)], Profile((comedy,)), Profile((either,)), films) == "Got it: comedy or war."


def test_taking_back_what_was_never_wished_is_told(films: Catalogue, comedy: Preference) -> None:
    def said(act: Act) -> str:
        before = Profile((comedy,))
        return lead([act], before, apply(before, [act], films, Conversation("c", "films")), films)

    assert said(Retract("director")) == "You had no wish about the director."
    assert said(Retract("genres", "war")) == "You had not wished for war."
    assert said(Retract("genres")) == "I dropped comedy."


def test_a_fresh_start_does_not_list_what_is_gone_but_what_stays(films: Catalogue, comedy: Preference) -> None:
    assert lead([Restart()], Profile((comedy,)), Profile(), films) == "A fresh start."
    no_war = replace(WAR, strength=Strength.NEVER, scope=Scope.ALWAYS)
    before = Profile((comedy, no_war))
    after = apply(before, [Restart()], films, Conversation("c", "films"))
    assert lead([Restart()], before, after, films) == "A fresh start, still not war."


def test_a_change_of_mind_says_which_opinions_go_and_which_stand(films: Catalogue, comedy: Preference) -> None:
    def mood(value: str, turn: int) -> Preference:
        return Preference(Constraint("moods", Operator.EQ, value), Strength.PREFER, turn=turn)

    domain = replace(
        films.domain, attributes=tuple(replace(a, subjective=a.name == "moods") for a in films.domain.attributes)
    )
    opinionated = replace(films, domain=domain)
    before = Profile((replace(comedy, turn=1), mood("funny", 1), mood("dark", 2)))
    revised = Revise(replace(WAR, turn=3))
    after = apply(before, [revised], opinionated, Conversation("c", "films"))
    assert [p.constraint.value for p in after.preferences] == ["dark", "war"]
    assert lead([revised], before, after, opinionated) == "War then, in place of comedy and funny. Still dark."


def test_a_wish_for_once_is_told_so_and_what_it_stood_in_for_comes_back(films: Catalogue, comedy: Preference) -> None:
    once = Reveal(replace(WAR, scope=Scope.TURN, turn=2, strength=Strength.MUST))
    never = Reveal(Preference(Constraint("genres", Operator.EQ, "comedy"), Strength.NEVER, Scope.TURN, turn=2))
    before = Profile((replace(comedy, turn=1),))
    talk = Conversation("c", "films", (Turn(1, "a comedy", profile=before),))
    during = apply(before, [once, never], films, talk)
    assert "Just this once: war and not comedy" in lead([once, never], before, during, films)
    later = replace(talk, turns=(*talk.turns, Turn(2, "war for once", profile=during)))
    long = Reveal(Preference(Constraint("runtime", Operator.GE, 100.0), turn=3))
    after = apply(during, [long], films, later)
    said = lead([long], during, after, films)
    assert said == "War and not comedy was for that once. Back to comedy. Got it: at least 1 h 40 min."


def test_a_name_the_catalogue_lacks_comes_with_the_nearest(films: Catalogue) -> None:
    act = Other("not_in_catalogue", "Bob Lind", "director", ("Bo Lind",))
    said = lead([act], Profile(), Profile(), films)
    assert said == "This catalogue has nothing on “Bob Lind”. The closest I have: Bo Lind."


def test_a_change_that_cannot_be_made_is_told(films: Catalogue, comedy: Preference) -> None:
    rated = Attribute("body", Kind.CATEGORY, label="body", order=("light", "full"), lower=("lighter",))
    domain = replace(films.domain, attributes=(*films.domain.attributes, rated))
    scaled = replace(films, domain=domain)

    def said(attribute: str, words: str) -> str:
        known = Profile((comedy,))
        return lead([Critique((), (Change(attribute, "less", words),), False)], known, known, scaled)

    assert said("body", "lighter") == "Nothing here is lighter than that."
    assert said("runtime", "shorter") == "The catalogue does not give the length of those."
    assert said("moods", "moodless") == "I cannot tell more from less of “moodless”."


def test_what_is_lacking_is_told_once_in_the_longest_words(films: Catalogue) -> None:
    acts = [Other("not_in_catalogue", "bigger"), Other("not_in_catalogue", "bigger name")]
    assert lead(acts, Profile(), Profile(), films) == "This catalogue has nothing on “bigger name”."


def test_no_problem_answers_a_shrug_and_not_a_request(films: Catalogue) -> None:
    assert lead([Other("undecided")], Profile(), Profile(), films) == "No problem."
    assert lead([Other("undecided", "I want to see a film")], Profile(), Profile(), films) == "Gladly."
