from dataclasses import replace

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
    bare = replace(films, items=(replace(films.items[0], values={}), *films.items[1:]))
    said = answer(Ask("value", ("dry",), "director"), shown.profile, shown, bare, columns)
    assert said == "Dry Season: the catalogue does not say what its director is."


def test_why_names_place_and_wish(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    said = told(Ask("why", ("wet",)), shown, films, columns)
    assert said.startswith("Wet Season is number 2 of 2. It meets 1 wish: comedy.")


def test_why_not_names_the_broken_wish(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert told(Ask("why_not", ("fog",)), shown, films, columns) == ("Fog Bank breaks your wish “comedy” (thriller).")


def test_why_not_names_an_earlier_refusal(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert "turned it down" in told(Ask("why_not", ("jam",)), shown, films, columns, Profile(rejected=("jam",)))


def test_counts_are_exact(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    no_crime = Preference(Constraint("genres", Operator.EQ, "crime"), Strength.NEVER)
    profile = Profile((*shown.profile.preferences, no_crime))
    assert told(Ask("count"), shown, films, columns, profile) == "4 of 12 films fit comedy and not crime."


def test_options_list_what_is_left(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    assert told(Ask("options", (), "director"), shown, films, columns).startswith(
        "With your other wishes: Ana Ruiz (2), Ela Novak (2), Bo Lind (1)"
    )
    assert (
        told(Ask("options", (), "runtime"), shown, films, columns)
        == "With your other wishes: the length goes from 1 h 25 min to 2 h 11 min."
    )


def test_comparing_on_a_number_names_both_ends(films: Catalogue, shown: Conversation) -> None:
    text, table = comparison(Compare((), "runtime"), shown.profile, shown, films)
    assert text == "Shorter: Dry Season (1 h 28 min). Longer: Wet Season (2 h 11 min)."
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


def test_of_more_than_two_the_ends_are_superlatives(films: Catalogue, shown: Conversation) -> None:
    text, _ = comparison(Compare(("dry", "wet", "fog"), "runtime"), shown.profile, shown, films)
    assert text == "Shortest: Dry Season (1 h 28 min). Longest: Wet Season (2 h 11 min)."


def test_what_one_of_the_compared_lacks_is_said(films: Catalogue, shown: Conversation) -> None:
    bare = replace(films, items=(*films.items[:2], replace(films.items[2], values={}), *films.items[3:]))
    text, _ = comparison(Compare(("dry", "wet", "fog"), "runtime"), shown.profile, shown, bare)
    assert text.endswith("The catalogue does not say for Fog Bank.")


def test_why_says_what_sets_it_apart_from_the_second(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    slate = shown.last_slate
    assert slate is not None
    first, second = slate.recommendations
    ahead = replace(first, score=Score(0.9, {"wishes": 0.5, "likeness": 0.4}, "utility", "1"))
    behind = replace(second, score=Score(0.6, {"wishes": 0.5, "likeness": 0.1}, "utility", "1"))
    reply = Reply(Move.RECOMMEND, "", slate=replace(slate, recommendations=(ahead, behind)))
    talk = replace(shown, turns=(replace(shown.turns[0], reply=reply),))
    of_first, of_second = (told(Ask("why", (i,)), talk, films, columns) for i in ("dry", "wet"))
    assert of_first.endswith("What puts it before Wet Season: its likeness to what you liked.")
    assert of_second.endswith("What puts Dry Season before it: its likeness to what you liked.")
    assert told(Ask("why", ("wet",)), shown, films, columns).endswith("Dry Season scores about the same.")


def test_why_not_says_what_the_wish_would_have_to_be(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    brief = Profile((Preference(Constraint("runtime", Operator.LT, 90.0)),))
    said = told(Ask("why_not", ("owl",)), shown, films, columns, brief)
    assert (
        said
        == "The Owl Report breaks your wish “under 1 h 30 min” (1 h 32 min). Say “at most 1 h 35 min” and it is in."
    )
    two = Profile((*brief.preferences, Preference(Constraint("genres", Operator.EQ, "war"), Strength.MUST)))
    assert told(Ask("why_not", ("owl",)), shown, films, columns, two) == (
        "The Owl Report breaks your wishes “under 1 h 30 min” (1 h 32 min) and “war” (documentary)."
    )


def test_why_not_of_one_that_fits_names_what_it_misses(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    funny = Profile((Preference(Constraint("moods", Operator.EQ, "funny"), Strength.PREFER),))
    said = told(Ask("why_not", ("fog",)), shown, films, columns, funny)
    assert said.startswith("Fog Bank would do, but it ranks lower as it misses “funny” (tense).")


def test_what_was_wished_is_told_with_the_words_it_came_from(
    films: Catalogue, columns: Columns, shown: Conversation, short: Preference
) -> None:
    known = Profile(
        (*shown.profile.preferences, short), waived=frozenset({"director"}), rejected=("fog",), seen=("ice",)
    )
    assert told(Ask("wishes"), shown, films, columns, known) == (
        "You wished for comedy and at most 1 h 32 min if possible (from “short”). Any director will do. "
        "You turned down Fog Bank. You know Thin Ice. Take back what is wrong: “forget the …”."
    )
    nothing = told(Ask("wishes"), shown, films, columns, Profile())
    assert nothing == "You have told me nothing about the film yet. What are you after?"


def test_options_that_nothing_leaves_are_those_of_the_catalogue(
    films: Catalogue, columns: Columns, shown: Conversation, impossible: Profile
) -> None:
    none = Preference(Constraint("year", Operator.GE, 2050.0))
    said = told(Ask("options", (), "genres"), shown, films, columns, Profile((*impossible.preferences, none)))
    assert said.startswith("Nothing is left under your wishes; in the whole catalogue: comedy (5), ")


def test_counts_leave_out_what_was_turned_down(films: Catalogue, columns: Columns, shown: Conversation) -> None:
    known = replace(shown.profile, rejected=("dry",))
    assert told(Ask("count"), shown, films, columns, known) == "4 of 12 films fit comedy."


def test_a_yes_or_no_question_is_answered_as_far_as_the_catalogue_says(
    films: Catalogue, columns: Columns, shown: Conversation
) -> None:
    def asked(attribute: str, words: str) -> str:
        return told(Ask("value", ("dry",), attribute, words), shown, films, columns)

    assert asked("moods", "is it funny") == "Yes, Dry Season: funny."
    assert asked("moods", "is it dark") == "Not that the catalogue says: Dry Season is funny and witty."
    assert asked("", "is it in black and white").startswith(
        "The catalogue does not say that. What it says: Dry Season."
    )
    assert asked("", "tell me about it").startswith("Dry Season.")


def ordered(films: Catalogue, values: tuple[float, float], profile: Profile | None = None) -> Conversation:
    """Dry Season and A Map of Nowhere on the table, in this order, with these scores."""
    known = profile or Profile()
    picked = [item for item in films.items if item.id in ("dry", "map")]
    slate = Slate(
        "s",
        "v1",
        tuple(
            Recommendation(
                f"i{rank}",
                item.id,
                rank,
                Score(value, {"relevance": value, "quality": 0.1}, "utility", "1"),
                why(item, known, films),
            )
            for rank, (item, value) in enumerate(zip(picked, values, strict=True), start=1)
        ),
    )
    return Conversation("c", "films", (Turn(1, "", profile=known, reply=Reply(Move.RECOMMEND, "", slate=slate)),))


def test_why_one_stands_before_another_is_told_by_the_score(films: Catalogue, columns: Columns) -> None:
    ask = Ask("why", ("dry", "map"), words="why is the first before the second")
    said = told(ask, ordered(films, (0.9, 0.5)), films, columns)
    assert said.startswith("Dry Season is number 1 and A Map of Nowhere number 2.")
    assert "What puts Dry Season before A Map of Nowhere: how close its description is" in said


def test_a_wish_that_only_one_meets_is_told(films: Catalogue, columns: Columns, comedy: Preference) -> None:
    ask = Ask("why", ("dry", "map"), words="why is the first above the second")
    said = told(ask, ordered(films, (0.9, 0.5), Profile((comedy,))), films, columns)
    assert "Dry Season meets comedy, A Map of Nowhere does not." in said


@pytest.mark.parametrize(
    ("items", "words", "turned"),
    [
        (("map", "dry"), "why is the second before the first", True),
        (("dry", "map"), "why is the first behind the second", True),
        (("map", "dry"), "why is the second behind the first", False),
        (("dry", "map"), "why is the first ahead of the second", False),
    ],
)
def test_an_order_asked_the_wrong_way_round_is_put_right(
    films: Catalogue, columns: Columns, items: tuple[str, str], words: str, turned: bool
) -> None:
    said = told(Ask("why", items, words=words), ordered(films, (0.9, 0.5)), films, columns)
    assert said.startswith("It is the other way round") is turned


def test_a_later_card_that_scores_higher_or_the_same_is_owned_up_to(films: Catalogue, columns: Columns) -> None:
    ask = Ask("why", ("dry", "map"), words="why is the first before the second")
    assert "A Map of Nowhere alone scores higher" in told(ask, ordered(films, (0.4, 0.6)), films, columns)
    assert "They score about the same." in told(ask, ordered(films, (0.5, 0.5)), films, columns)


def test_items_of_one_title_are_compared_by_their_labels(films: Catalogue) -> None:
    twins = tuple(replace(item, title="Season") for item in films.items[:2])
    catalogue = replace(films, items=(*twins, *films.items[2:]))
    talk = Conversation("c", "films")
    text, _ = comparison(Compare(("dry", "wet")), Profile(), talk, catalogue)
    assert text.startswith("Season (1994) and Season (1999): they differ")
    text, _ = comparison(Compare(("dry", "wet"), "runtime"), Profile(), talk, catalogue)
    assert text.startswith("Shorter: Season (1994) (1 h 28 min). Longer: Season (1999)")


def test_an_address_that_the_catalogue_lacks_is_said_to_be(
    films: Catalogue, columns: Columns, shown: Conversation
) -> None:
    said = told(Ask("value", ("dry",), words="I need the phone number of Dry Season"), shown, films, columns)
    assert said.startswith("The catalogue does not say that.")


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("more central", "farther out"), ("Most central", "Farthest out")),
        (("fewer stars", "more stars"), ("Fewest stars", "Most stars")),
        (("shorter", "longer"), ("Shortest", "Longest")),
        (("worse rated", "better"), ("Worst rated", "Best")),
    ],
)
def test_of_three_it_says_the_most(films: Catalogue, words: tuple[str, str], ends: tuple[str, str]) -> None:
    runtime = films.domain.attribute("runtime")
    assert runtime is not None
    other = replace(runtime, lower=(words[0],), higher=(words[1],))
    attributes = tuple(other if a.name == "runtime" else a for a in films.domain.attributes)
    catalogue = replace(films, domain=replace(films.domain, attributes=attributes))
    compared = Compare(("dry", "wet", "fog"), "runtime")
    text, _ = comparison(compared, Profile(), Conversation("c", "films"), catalogue)
    assert text.startswith(f"{ends[0]}: Dry Season")
    assert f"{ends[1]}: Wet Season" in text
