from dataclasses import replace

from agents.dialogue import Accept, Move, Other, Preference, Profile, Restart, Reveal, Strength
from agents.policy import Plan
from agents.saying import clarify, close, lead, regret
from retrieval.catalogue import Catalogue, Constraint, Operator


def test_what_is_new_is_said_and_vague_words_say_how_they_were_read(
    films: Catalogue, comedy: Preference, short: Preference
) -> None:
    said = lead([Reveal(comedy)], Profile(), Profile((comedy, short)), films)
    assert said == "Got it: comedy. “short” read as at most 1 h 32 min."


def test_saying_it_again_in_other_words_is_no_news(films: Catalogue, comedy: Preference) -> None:
    again = replace(comedy, words="comedies", turn=2)
    assert lead([Reveal(again)], Profile((comedy,)), Profile((again,)), films) == ""


def test_what_is_replaced_or_dropped_is_said(films: Catalogue, comedy: Preference, short: Preference) -> None:
    war = Preference(Constraint("genres", Operator.EQ, "war"))
    assert lead([Reveal(war)], Profile((comedy,)), Profile((war,)), films) == "That replaces comedy. Got it: war."
    assert lead([], Profile((comedy, short)), Profile((comedy,)), films) == "I dropped at most 1 h 32 min."


def test_a_fresh_start_does_not_list_what_is_gone(films: Catalogue, comedy: Preference) -> None:
    assert lead([Restart()], Profile((comedy,)), Profile(), films) == "A fresh start."


def test_a_name_the_catalogue_lacks_comes_with_the_nearest(films: Catalogue) -> None:
    act = Other("not_in_catalogue", "Bob Lind", "director", ("Bo Lind",))
    assert (
        lead([act], Profile(), Profile(), films)
        == "This catalogue has nothing on “Bob Lind”. The closest I have: Bo Lind."
    )
    text, options = clarify(act, films)
    assert "Bo Lind" in text
    assert [o.utterance for o in options] == ["Bo Lind"]


def test_ambiguity_asks_with_the_options(films: Catalogue) -> None:
    text, options = clarify(Other("ambiguous", "season", nearest=("Dry Season", "Wet Season")), films)
    assert text == "Which one do you mean: Dry Season or Wet Season?"
    assert [o.label for o in options] == ["Dry Season", "Wet Season"]


def test_nothing_fits_is_said_plainly(films: Catalogue) -> None:
    no_war = Preference(Constraint("genres", Operator.EQ, "war"), Strength.NEVER)
    said = regret(Plan(Move.RELAX), Profile((no_war,)), films)
    assert said == "There is no film here that is not war. Shall we start over?"


def test_accepting_names_the_item(films: Catalogue) -> None:
    assert close([Accept("dry")], films).startswith("Dry Season it is.")
