from dataclasses import replace

from agents.asking import best_question
from agents.dialogue import (
    Ask,
    Conversation,
    Greet,
    More,
    Move,
    Other,
    Preference,
    Profile,
    Reject,
    Reply,
    Reveal,
    Slate,
    Thank,
    Turn,
    Waive,
)
from agents.policy import decide, excluded
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.columns import Columns

TALK = Conversation("c", "films")


def asked(times: int) -> Conversation:
    """A conversation in which the assistant did nothing but ask."""
    from agents.dialogue import Question

    reply = Reply(Move.ELICIT, "?", question=Question("genres", "?", ()))
    return Conversation("c", "films", tuple(Turn(n + 1, "hm", reply=reply) for n in range(times)))


def test_a_greeting_is_answered_with_the_most_telling_question(films: Catalogue, columns: Columns) -> None:
    plan = decide([Greet()], Profile(), TALK, films, columns, "normal")
    assert plan.move is Move.ELICIT
    assert plan.question is not None
    assert plan.question.attribute in ("genres", "moods")
    assert all(option.count for option in plan.question.options)


def test_nothing_is_asked_twice_nor_about_what_is_known(films: Catalogue, columns: Columns, comedy: Preference) -> None:
    profile = Profile((comedy,), waived=frozenset({"moods"}), asked=frozenset({"year", "runtime"}))
    plan = decide([Reveal(comedy)], profile, TALK, films, columns, "normal")
    assert plan.question is None
    everything = columns.mask((), ())
    question = best_question(profile, films, columns, everything, price=-9.0)
    assert question is not None
    assert question.attribute == "director"


def test_asking_for_more_is_never_answered_with_a_question(films: Catalogue, columns: Columns) -> None:
    assert decide([More()], Profile(), TALK, films, columns, "normal").move is Move.RECOMMEND


def test_hurry_and_the_owners_dial_stop_questions(films: Catalogue, columns: Columns) -> None:
    assert decide([Greet()], Profile(hurry=True), TALK, films, columns, "normal").move is Move.RECOMMEND
    assert decide([Greet()], Profile(), TALK, films, columns, "none").move is Move.RECOMMEND


def test_an_owner_who_wants_few_questions_gets_fewer(films: Catalogue, columns: Columns) -> None:
    reveal = Reveal(Preference(Constraint("year", Operator.GE, 1900.0)))
    assert decide([reveal], Profile(), TALK, films, columns, "normal").move is Move.ELICIT
    assert decide([reveal], Profile(), TALK, films, columns, "few").move is Move.RECOMMEND


def test_someone_who_never_knows_is_shown_something_soon(films: Catalogue, columns: Columns) -> None:
    """Every answer is "any is fine": each waives what was asked, no slot is asked about again, and slates come."""
    talk, profile = TALK, Profile()
    moves: list[Move] = []
    asked_about: list[str] = []
    for number in range(1, 9):
        acts = [Waive(asked_about[-1])] if asked_about and moves[-1] is Move.ELICIT else [Greet()]
        plan = decide(acts, profile, talk, films, columns, "normal")
        moves.append(plan.move)
        if plan.question:
            asked_about.append(plan.question.attribute)
            known = profile.waived | {plan.question.attribute}
            profile = replace(profile, asked=profile.asked | {plan.question.attribute}, waived=known)
        slate = Slate("s", "v1", ()) if plan.move is Move.RECOMMEND else None
        reply = Reply(plan.move, "", slate=slate, question=plan.question)
        talk = replace(talk, turns=(*talk.turns, Turn(number, "dunno", reply=reply)))
    assert moves[0] is Move.ELICIT
    assert Move.RECOMMEND in moves[:3]
    assert len(asked_about) == len(set(asked_about))


def test_what_was_shown_is_not_counted_where_others_are_asked_for(
    films: Catalogue, columns: Columns, comedy: Preference, short: Preference
) -> None:
    """Of the five comedies three are short; one of each is shown, and then others are asked for."""
    profile = Profile((comedy, short), shown=("dry", "wet"))
    before = decide([Reveal(short)], profile, TALK, films, columns, "none")
    assert (before.left, before.perfect) == (5, 3)
    after = decide([More()], profile, TALK, films, columns, "none")
    assert (after.left, after.perfect) == (3, 2)
    turned_down = decide([Reject(("dry",))], replace(profile, rejected=("dry",)), TALK, films, columns, "none")
    assert (turned_down.left, turned_down.perfect) == (3, 2)


def test_questions_in_a_row_become_too_dear(films: Catalogue, columns: Columns) -> None:
    acts = [Other("unclear", "hm")]
    reveal = Reveal(Preference(Constraint("year", Operator.GE, 1900.0)))
    moves = [decide([reveal], Profile(), asked(n), films, columns, "normal").move for n in range(5)]
    assert moves[0] is Move.ELICIT
    assert moves[-1] is Move.RECOMMEND
    assert moves == sorted(moves, key=[Move.ELICIT, Move.RECOMMEND].index)
    assert decide(acts, Profile(), TALK, films, columns, "normal").move is Move.CLARIFY


def test_words_that_nothing_was_read_from_are_searched_for_if_they_are_about_items(
    films: Catalogue, columns: Columns
) -> None:
    acts = [Other("unclear", "a train and a murder")]
    assert decide(acts, Profile(), TALK, films, columns, "normal", closeness=0.5).move is Move.RECOMMEND
    assert decide(acts, Profile(), TALK, films, columns, "normal", closeness=0.2).move is Move.CLARIFY
    off_topic = [Other("off_topic", "what is the capital of France")]
    assert decide(off_topic, Profile(), TALK, films, columns, "normal", closeness=0.5).move is Move.CLARIFY


def test_when_nothing_matches_it_says_what_would(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    plan = decide([Reveal(impossible.preferences[0])], impossible, TALK, films, columns, "normal")
    assert plan.move is Move.RELAX
    assert plan.relaxations
    for way in plan.relaxations:
        kept = tuple(p for p in impossible.preferences if p not in way.dropped)
        matching = [i for i in films.items if Profile(kept).permits(i)]
        assert len(matching) == way.count > 0


def test_matches_that_are_all_used_up_are_not_shown_again(
    films: Catalogue, columns: Columns, comedy: Preference
) -> None:
    comedies = tuple(i.id for i in films.items if comedy.met_by(i))
    profile = Profile((comedy,), seen=comedies)
    plan = decide([Reveal(comedy)], profile, TALK, films, columns, "normal")
    assert plan.move is Move.RELAX
    assert plan.exhausted


def test_shown_items_come_back_for_a_new_wish_but_not_for_more(
    films: Catalogue, columns: Columns, comedy: Preference
) -> None:
    profile = Profile(shown=("dry",), rejected=("wet",))
    assert excluded(profile, [Reveal(comedy)], films, columns) == {"wet"}
    assert excluded(profile, [More()], films, columns) == {"wet", "dry"}


def test_a_refusal_that_leaves_only_shown_items_shows_them_again(
    films: Catalogue, columns: Columns, comedy: Preference
) -> None:
    comedies = tuple(i.id for i in films.items if comedy.met_by(i))
    profile = Profile((comedy,), shown=comedies, rejected=comedies[:1])
    assert excluded(profile, [Reject(comedies[:1])], films, columns) == set(comedies[:1])
    assert decide([Reject(comedies[:1])], profile, TALK, films, columns, "normal").move is Move.RECOMMEND
    assert decide([More()], profile, TALK, films, columns, "normal").exhausted


def test_questions_about_items_change_nothing(films: Catalogue, columns: Columns) -> None:
    slate = Slate("s", "v1", ())
    talk = replace(TALK, turns=(Turn(1, "x", reply=Reply(Move.RECOMMEND, "", slate=slate)),))
    assert decide([Ask("value", ("dry",), "runtime")], Profile(), talk, films, columns, "normal").move is Move.INFORM
    assert decide([Ask("why", ("dry",))], Profile(), talk, films, columns, "normal").move is Move.EXPLAIN
    assert decide([Thank()], Profile(), talk, films, columns, "normal").move is Move.CLOSE


SHRUG = Other("undecided", "dunno")


def test_a_shrug_is_answered_with_a_question_and_a_waived_question_with_others(
    films: Catalogue, columns: Columns
) -> None:
    plan = decide([SHRUG], Profile(), TALK, films, columns, "normal")
    assert plan.move is Move.ELICIT
    known = Profile(shown=("dry",), asked=frozenset({"genres"}))
    assert excluded(known, [SHRUG], films, columns) == {"dry"}
    assert excluded(known, [Waive("genres")], films, columns) == {"dry"}
    assert excluded(known, [Waive("year")], films, columns) == frozenset()


def test_a_shrug_after_a_slate_is_asked_something_else(films: Catalogue, columns: Columns) -> None:
    shown = Conversation("c", "films", (Turn(1, "go", reply=Reply(Move.RECOMMEND, "x", slate=Slate("s", "v", ()))),))
    assert decide([SHRUG], Profile(), shown, films, columns, "normal").move is Move.ELICIT
    assert decide([Waive("genres")], Profile(), shown, films, columns, "normal").move is Move.RECOMMEND


def test_what_is_not_understood_where_nothing_fits_hears_again_what_would_help(
    films: Catalogue, columns: Columns, comedy: Preference
) -> None:
    impossible = replace(comedy, constraint=Constraint("year", Operator.GT, 3000.0))
    plan = decide([Other("unclear", "come on")], Profile((comedy, impossible)), TALK, films, columns, "normal")
    assert plan.move is Move.RELAX
    assert plan.relaxations
    assert (
        decide([Other("unclear", "come on")], Profile((comedy,)), TALK, films, columns, "normal").move is Move.CLARIFY
    )


def test_thanks_and_goodbye_close(films: Catalogue, columns: Columns, comedy: Preference) -> None:
    impossible = replace(comedy, constraint=Constraint("year", Operator.GT, 3000.0))
    plan = decide([Thank(), Other("farewell")], Profile((impossible,)), TALK, films, columns, "normal")
    assert plan.move is Move.CLOSE
