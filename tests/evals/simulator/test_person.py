from dataclasses import replace
from random import Random

import numpy as np
import pytest

from agents.dialogue import Move, Question, Reply, Strength
from evals.simulator.checking import checks
from evals.simulator.course import Noted
from evals.simulator.drawing import Needs
from evals.simulator.need import Need, Want
from evals.simulator.person import Person
from evals.simulator.personas import PERSONAS, Persona, chosen
from evals.simulator.playing import hold, people
from evals.simulator.summary import digest, figures, found_by
from evals.simulator.voice import Voice
from retrieval.catalogue import Attribute, Constraint, Item, Kind, Operator
from tests.evals.simulator.guessing import Guessing, shown

PLAIN = replace(PERSONAS[0], social=0.0, curious=0.0, dunno=0.0, reasons=1.0)


def person(needs: Needs, persona: Persona = PLAIN, seed: int = 3) -> Person:
    chance = Random(seed)
    return Person(needs.draw(chance, 8), persona, needs, chance)


def rows(need: Need, *, good: bool) -> list[Item]:
    """Three items that would do best, or three that break a hard wish."""
    if good:
        order = np.argsort(-np.where(need.fits, need.worth, -1.0))
        return [need.catalogue.items[int(row)] for row in order[:3]]
    hard = [w for w in need.wants if w.hard]
    return [i for i in need.catalogue.items if not all(w.tolerated_in(i) for w in hard)][:3]


def test_the_best_is_taken_at_once_without_regret(needs: Needs) -> None:
    one = person(needs)
    one.begins()
    one.hears(shown(rows(one.need, good=True)))
    told = one.course.figures(one.need, 2)
    assert one.done
    assert told["success"] == 1
    assert told["regret"] == 0
    assert told["turns"] == 1
    assert told["satisfaction"] > 0.9


def test_what_breaks_a_hard_wish_is_never_taken_however_long_it_goes_on(needs: Needs) -> None:
    one = person(needs)
    one.begins()
    while not one.done:
        one.hears(shown(rows(one.need, good=False)))
    told = one.course.figures(one.need, one.turns)
    assert one.course.taken is None
    assert told["regret"] == 1
    assert told["satisfaction"] == 0
    assert one.turns == one.need.patience + 1


def test_what_they_know_is_not_taken(needs: Needs) -> None:
    one = person(needs)
    best = rows(one.need, good=True)
    one.need = replace(one.need, known=one.need.known | {item.id for item in best})
    one.begins()
    one.hears(shown(best))
    assert not one.done


def test_a_card_that_breaks_what_was_said_is_noted_and_one_that_breaks_what_was_not_is_not(needs: Needs) -> None:
    kind, place = needs.catalogue.domain.attributes[:2]
    wants = (
        Want(kind, Constraint("kind", Operator.EQ, "green"), Strength.MUST),
        Want(place, Constraint("place", Operator.EQ, "Assam"), Strength.MUST),
    )
    one = person(needs, replace(PLAIN, opening=(1, 1)))
    one.need = Need(needs.catalogue, needs.columns, wants, frozenset(), 8, 1)
    one.begins()
    black = next(i for i in needs.catalogue.items if i.values["kind"] == "black")
    elsewhere = next(i for i in needs.catalogue.items if i.values["kind"] == "green" and i.values["place"] != "Assam")
    one.hears(shown([black, elsewhere]))
    assert one.course.broken == [Noted(1, f"{black.title} breaks what was said of kind (green): black")]


def test_a_word_that_stands_for_two_things_holds_nobody_to_either(needs: Needs) -> None:
    kind = needs.catalogue.domain.attributes[0]
    green = Want(kind, Constraint("kind", Operator.EQ, "green"), Strength.MUST)
    colour = Attribute("colour", Kind.CATEGORY, label="colour", synonyms={"verdant": "pale"})
    domain = replace(needs.catalogue.domain, attributes=(*needs.catalogue.domain.attributes, colour))
    twofold = replace(needs, catalogue=replace(needs.catalogue, domain=domain))
    for known, held in ((needs, True), (twofold, False)):
        one = Person(Need(needs.catalogue, needs.columns, (green,), frozenset(), 8, 1), PLAIN, known, Random(1))
        one.begins()
        assert one.course.told == {green: held}


def test_what_comes_back_after_a_plain_no_and_a_question_asked_again_annoy(needs: Needs) -> None:
    one = person(needs, replace(PLAIN, reasons=0.0))
    bad = rows(one.need, good=False)
    one.course.rejected = {bad[0].id}
    one.begins()
    one.hears(shown(bad))
    assert one.course.repeated == [Noted(1, f"{bad[0].title} came back after a no")]
    asked = Reply(Move.ELICIT, "", question=Question("sold", "How many?", ()))
    one.hears(asked)
    one.hears(asked)
    assert one.course.asked_again == [Noted(3, "sold was asked about before")]
    assert one.course.wasted == 2
    assert one.course.annoyances >= 2


def test_a_question_about_a_wish_not_told_yet_is_not_wasted_and_is_answered(needs: Needs) -> None:
    one = person(needs, replace(PLAIN, opening=(0, 0)))
    one.begins()
    want = one.need.wants[0]
    one.hears(Reply(Move.ELICIT, "", question=Question(want.attribute.name, "Which?", ())))
    assert one.course.wasted == 0
    assert want in one.course.told
    assert one.course.intents["answer"] == 1


def test_one_who_changes_their_mind_wants_something_else_after(needs: Needs) -> None:
    changed = 0
    for seed in range(20):
        one = person(needs, replace(PLAIN, changes=True, opening=(2, 2)), seed)
        before = one.need.wants
        one.begins()
        one.hears(shown(rows(one.need, good=False)))
        one.hears(shown(rows(one.need, good=False)))
        changed += one.need.wants != before and one.course.intents["revise"] == 1
    assert changed > 15


def test_one_who_contradicts_says_the_opposite_first_and_the_wish_itself_next(needs: Needs) -> None:
    for seed in range(20):
        one = person(needs, replace(PLAIN, contradicts=True), seed)
        one.begins()
        if one.course.told:
            want = next(iter(one.course.told))
            assert one.course.told[want] is False
            one.hears(shown(rows(one.need, good=False)))
            assert one.course.told[want] is True
            assert one.course.intents["revise"] == 1
            return
    raise AssertionError("nobody contradicted themselves")


def test_small_talk_is_no_turn_and_what_they_want_comes_after_it(needs: Needs) -> None:
    one = person(needs, replace(PLAIN, social=1.0))
    one.begins()
    assert not one.course.told
    assert one.turns == 0
    one.hears(Reply(Move.ELICIT, "", question=Question("sold", "How many?", ())))
    assert one.course.told
    assert one.course.asked == []  # a hello was no wish to be asked about
    one.hears(shown(rows(one.need, good=True)))
    assert one.course.taken
    one.course.settle(True)
    one.hears(Reply(Move.CLOSE, ""))
    one.course.settle(False)
    assert one.done
    assert one.course.heard
    told = one.course.figures(one.need, 4)
    assert told["turns"] == 1
    assert told["social"] == 2
    assert told["misheard"] == 0


def test_what_was_only_wondered_at_is_judged_after_whatever_is_answered(needs: Needs) -> None:
    for seed in range(40):
        one = person(needs, PLAIN, seed)
        one.begins()
        one.hears(shown(rows(one.need, good=False)))
        hesitated = one.course.intents["ask"] + one.course.intents["neutral"]
        one.hears(Reply(Move.INFORM, ""))
        if hesitated:
            assert one.course.intents["critique"] + one.course.intents["seen"] == 1
            assert one.course.intents["nudge"] + one.course.intents["add"] == 0
            return
    raise AssertionError("nobody hesitated")


async def test_nothing_is_told_before_it_is_due_in_a_thousand_utterances(needs: Needs) -> None:
    """Checked here by the plain values, apart from the check that people make of themselves."""
    said = 0
    for number, one in enumerate(people(needs, range(250), 11)):
        talk = Guessing(needs.catalogue, Random(number))
        utterance = one.begins()
        while True:
            said += 1
            untold = [w for w in one.need.wants if w not in one.course.told and isinstance(w.constraint.value, str)]
            words = utterance.lower().replace(",", " ").replace(".", " ").split()
            assert not [w for w in untold if str(w.constraint.value).lower() in words], utterance
            if one.done:
                break
            utterance = one.hears((await talk.say(utterance)).reply)
        assert not one.course.leaked
    assert said > 1000


async def test_one_seed_plays_the_same_and_another_seed_others(needs: Needs) -> None:
    async def played(seed: int, numbers: range) -> list[str]:
        found = []
        for number, one in zip(numbers, people(needs, numbers, seed), strict=True):
            found.append(digest([await hold(Guessing(needs.catalogue, Random(number)), one, str(number), seed)]))
        return found

    whole = await played(5, range(30))
    assert whole == await played(5, range(30))
    assert whole[10:20] == await played(5, range(10, 20))
    assert whole != await played(6, range(30))


async def test_a_better_assistant_has_better_figures(needs: Needs) -> None:
    async def measured(asks: bool, best: bool) -> dict[str, float]:
        found = []
        for number, one in enumerate(people(needs, range(60), 2)):
            shows = tuple(rows(one.need, good=True)) if best else ()
            found.append(await hold(Guessing(needs.catalogue, Random(number), shows, asks), one, str(number), 2))
        return figures(found)

    knowing, guessing = await measured(False, True), await measured(True, False)
    assert knowing["success"] > guessing["success"] + 0.2
    assert knowing["satisfaction"] > guessing["satisfaction"] + 0.2
    assert knowing["regret"] < guessing["regret"]
    assert knowing["turns"] < guessing["turns"]
    assert knowing["wasted"] == 0 < guessing["wasted"]


async def test_what_is_played_tells_what_was_found_and_why_not(needs: Needs) -> None:
    one = person(needs)
    talk = Guessing(needs.catalogue, Random(1), tuple(rows(one.need, good=False)), asks=False)
    played = await hold(talk, one, "plain-1", 3)
    assert played.kind == "simulated"
    assert played.persona == "plain"
    assert len(played.turns) == one.turns
    assert [turn.utterance for turn in played.turns] == talk.heard
    found = next(check for check in played.checks if check.name == "found")
    assert not found.passed
    assert found.reason.startswith("left after")
    assert "(must)" in found.reason
    assert found.turn == 0
    assert found_by([played], 10) == 0
    assert all(check.reason for check in played.checks)


async def test_what_is_wrong_stands_at_the_turn_where_it_was(needs: Needs) -> None:
    wrong = 0
    for number, one in enumerate(people(needs, range(40), 2)):
        talk = Guessing(needs.catalogue, Random(number), tuple(rows(one.need, good=False)))
        played = await hold(talk, one, str(number), 2)
        for check in played.failures:
            if check.turn == 0:
                assert check.name == "found"
                continue
            turn = played.turns[check.turn - 1]
            wrong += 1
            match check.name:
                case "keeps what was said" | "nothing comes back":
                    assert any(card.title in check.reason for card in turn.cards)
                case "asks once":
                    assert turn.question in check.reason
                    assert turn.question in [earlier.question for earlier in played.turns[: check.turn - 1]]
                case "hears what is taken":
                    assert one.course.taken
        figure = sum(played.figures[name] for name in ("broken", "repeated", "asked_again"))
        assert bool(figure) == bool({check.name for check in played.failures} - {"found", "hears what is taken"})
    assert wrong > 40


def test_a_leak_stands_at_the_turn_of_what_gave_it_away(needs: Needs, monkeypatch: pytest.MonkeyPatch) -> None:
    one = person(needs)
    one.begins()
    monkeypatch.setattr(Voice, "speak", lambda voice, draft, hidden, titles: "green, black, white, herbal or Assam")
    one.hears(shown(rows(one.need, good=False)))
    one.hears(shown(rows(one.need, good=False)))
    found = [
        check for check in checks(one.course, one.need, one.course.figures(one.need, 3)) if check.name == "no leak"
    ]
    assert found
    assert all(check.turn in (2, 3) and "before it is due" in check.reason for check in found)


def test_many_cards_at_once_are_counted(needs: Needs) -> None:
    one = person(needs)
    one.course.broken = [Noted(4, f"Tea {number} breaks it") for number in range(5)]
    (found,) = (c for c in checks(one.course, one.need, one.course.figures(one.need, 4)) if not c.passed and c.turn)
    assert found.turn == 4
    assert found.reason == "Tea 0 breaks it; Tea 1 breaks it; Tea 2 breaks it; and 2 more"


def test_a_persona_that_there_is_not_is_told_of_with_those_there_are() -> None:
    with pytest.raises(ValueError, match='There is no persona "vauge"; there are: plain, vague'):
        chosen("vauge")
    assert [p.name for p in chosen("terse, vague")] == ["terse", "vague"]
    assert chosen("") == PERSONAS
