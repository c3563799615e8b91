"""Talk beside wishes: short answers that lead back, never the same one three times in a row."""

from typing import get_args

import pytest

from agents.beside import clarify, close
from agents.dialogue import Accept, Other, OtherReason, Preference, Profile, Thank
from retrieval.catalogue import Catalogue

TALK: tuple[OtherReason, ...] = tuple(r for r in get_args(OtherReason) if r not in ("ambiguous", "farewell"))


@pytest.mark.parametrize("reason", TALK)
def test_three_answers_in_a_row_are_never_the_same(reason: OtherReason, films: Catalogue) -> None:
    said = [clarify(Other(reason, "blah"), films, number)[0] for number in (1, 2, 3)]
    assert len(set(said)) > 1
    assert all(len(text) < 160 for text in said)


@pytest.mark.parametrize("reason", TALK)
def test_every_answer_leads_back_with_something_to_tap(
    reason: OtherReason, films: Catalogue, comedy: Preference
) -> None:
    text, options = clarify(Other(reason, "blah"), films, 1)
    assert options[0].utterance in (*films.domain.starters, "just show me")
    text, options = clarify(Other(reason, "blah"), films, 1, Profile((comedy,), shown=("dry",)))
    assert "So far you want comedy; what else?" in text
    assert options[0].utterance == "show me others"


def test_only_the_latest_of_many_wishes_are_said_back(films: Catalogue, comedy: Preference, short: Preference) -> None:
    said = clarify(Other("unclear", "blah"), films, 1, Profile((short, comedy, short, comedy)))[0]
    assert "So far you want among other things comedy, at most 1 h 32 min and comedy; what else?" in said


def test_what_is_quoted_is_cut(films: Catalogue) -> None:
    text, _ = clarify(Other("unclear", "x" * 10_000), films, 1)
    assert len(text) < 160


def test_what_holds_no_word_is_not_called_a_wish(films: Catalogue) -> None:
    assert clarify(Other("unclear", "🦄"), films, 2)[0].startswith("I cannot read “🦄” as a wish")


def test_ambiguity_asks_with_the_options(films: Catalogue) -> None:
    text, options = clarify(Other("ambiguous", "season", nearest=("Dry Season", "Wet Season")), films)
    assert text == "Which one do you mean: Dry Season or Wet Season?"
    assert [o.label for o in options] == ["Dry Season", "Wet Season"]


def test_the_nearest_names_can_be_tapped(films: Catalogue) -> None:
    text, options = clarify(Other("not_in_catalogue", "Bob Lind", "director", ("Bo Lind",)), films)
    assert "Bo Lind" in text
    assert [o.utterance for o in options] == ["Bo Lind"]


def test_accepting_names_the_item(films: Catalogue) -> None:
    assert close([Accept("dry")], films).startswith("Dry Season it is.")
    assert "welcome" in close([Thank()], films)
