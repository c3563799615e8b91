import pytest

from agents.answering import answer, comparison
from agents.dialogue import (
    Ask,
    Compare,
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
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.columns import Columns
from retrieval.scorer import Score


@pytest.fixture
def shown(films: Catalogue, comedy: Preference) -> Conversation:
    """Dry Season and Wet Season are on the table."""
    profile = Profile((comedy,))
    slate = Slate(
        "s",
        "v1",
        tuple(
            Recommendation(
                f"i{rank}", item.id, rank, Score(0.9, {"wishes": 0.5}, "utility", "1"), why(item, profile, films)
            )
            for rank, item in enumerate(films.items[:2], start=1)
        ),
    )
    return Conversation(
        "c", "films", (Turn(1, "a comedy", profile=profile, reply=Reply(Move.RECOMMEND, "", slate=slate)),)
    )


def why(item: object, profile: Profile, films: Catalogue) -> Explanation:
    from retrieval.catalogue import Item

    assert isinstance(item, Item)
    return explain(item, profile, films.domain)


def told(ask: Ask, talk: Conversation, films: Catalogue, columns: Columns, profile: Profile | None = None) -> str:
    return answer(ask, profile or talk.profile, talk, films, columns)


def test_values_are_read_from_the_catalogue(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert told(Ask("value", ("dry",), "director"), shown, films, columns) == "Dry Season: directed by Ana Ruiz."
    assert "1 h 28 min long" in told(Ask("value", (), "runtime"), shown, films, columns)


def test_what_the_catalogue_lacks_is_said_to_be_lacking(
    films: Catalogue, columns: Columns, shown: Conversation
) -> None:
    from dataclasses import replace

    bare = replace(films, items=(replace(films.items[0], values={}), *films.items[1:]))
    said = answer(Ask("value", ("dry",), "director"), shown.profile, shown, bare, columns)
    assert said == "Dry Season: the catalogue does not say what its director is."


def test_why_names_place_and_wish(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    said = told(Ask("why", ("wet",)), shown, films, columns)
    assert said.startswith("Wet Season is number 2 of 2. It meets 1 wish: comedy.")


def test_why_not_names_the_broken_wish(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert told(Ask("why_not", ("fog",)), shown, films, columns) == (
        "Fog Bank does not keep your wish for comedy. It is thriller."
    )


def test_why_not_names_an_earlier_refusal(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert "turned it down" in told(Ask("why_not", ("jam",)), shown, films, columns, Profile(rejected=("jam",)))


def test_counts_are_exact(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    no_crime = Preference(Constraint("genres", Operator.EQ, "crime"), Strength.NEVER)
    profile = Profile((*shown.profile.preferences, no_crime))
    assert told(Ask("count"), shown, films, columns, profile) == "4 of 12 films fit comedy and not crime."


def test_options_list_what_is_left(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert told(Ask("options", (), "director"), shown, films, columns).startswith(
        "Ana Ruiz (2), Ela Novak (2), Bo Lind (1)"
    )
    assert (
        told(Ask("options", (), "runtime"), shown, films, columns) == "The length goes from 1 h 25 min to 2 h 11 min."
    )


def test_comparing_on_a_number_names_both_ends(films: Catalogue, shown: Conversation) -> None:
    text, table = comparison(Compare((), "runtime"), shown.profile, shown, films)
    assert text == "Shorter: Dry Season (1 h 28 min long). Longer: Wet Season (2 h 11 min long)."
    assert table is not None
    assert table.rows == (("length", ("1 h 28 min", "2 h 11 min")),)


def test_comparing_marks_what_differs(films: Catalogue, shown: Conversation) -> None:
    _, table = comparison(Compare(), shown.profile, shown, films)
    assert table is not None
    differing = {label for (label, _), differs in zip(table.rows, table.differs, strict=True) if differs}
    assert differing == {"genre", "year", "length"}


def test_one_item_cannot_be_compared(films: Catalogue, shown: Conversation) -> None:
    text, table = comparison(Compare(("dry",)), shown.profile, shown, films)
    assert table is None
    assert "two films" in text
