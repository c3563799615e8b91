from agents.dialogue import Conversation, Move, Preference, Profile, Reply, Restart, Reveal, Strength, Turn
from agents.wishes import IMPLIED, plain_wish, query, query_text
from retrieval.catalogue import Constraint, Operator

COMEDY = Preference(Constraint("genres", Operator.EQ, "comedy"))
NO_WAR = Preference(Constraint("genres", Operator.EQ, "war"), Strength.NEVER)
REPLY = Reply(Move.RECOMMEND, "")
TENSE = Preference(Constraint("moods", Operator.EQ, "tense"), Strength.AVOID, source="implied")


def test_hard_wishes_become_tests_and_soft_ones_weights() -> None:
    found = query(Profile((COMEDY, NO_WAR, TENSE)), "", frozenset({"x"}))
    assert found.required == (COMEDY.constraint,)
    assert found.forbidden == (NO_WAR.constraint,)
    assert [(w.constraint, w.weight) for w in found.wishes] == [(TENSE.constraint, -IMPLIED)]
    assert found.exclude == {"x"}


def test_the_text_never_holds_what_is_not_wanted() -> None:
    turns = (
        Turn(1, "a clever heist", (Reveal(COMEDY),), Profile((COMEDY,)), REPLY),
        Turn(2, "no war please", (Reveal(NO_WAR),), Profile((COMEDY, NO_WAR)), REPLY),
    )
    text = query_text(Conversation("c", "films", turns), "", Profile((COMEDY, NO_WAR)))
    assert "clever heist" in text
    assert "comedy" in text
    assert "war" not in text


def test_a_fresh_start_forgets_what_was_said() -> None:
    turns = (
        Turn(1, "a clever heist", (Reveal(COMEDY),), reply=REPLY),
        Turn(2, "start over", (Restart(),), reply=REPLY),
    )
    assert query_text(Conversation("c", "films", turns), "trains", Profile()) == "trains"


def test_an_utterance_is_searched_for_unless_it_wishes_something_away() -> None:
    assert plain_wish((Reveal(COMEDY),), "a comedy with trains") == "a comedy with trains"
    assert plain_wish((), "trains") == "trains"
    assert plain_wish((Reveal(COMEDY), Reveal(NO_WAR)), "a comedy, no war") == ""
