from random import Random

import pytest

from agents.dialogue import Strength
from evals.simulator.drawing import Needs
from evals.simulator.leaking import listen
from evals.simulator.leaks import leaks, looked_for
from evals.simulator.need import Want
from evals.simulator.personas import PERSONAS, Persona
from evals.simulator.templates import OPENERS
from evals.simulator.voice import SILENT, Voice
from retrieval.catalogue import Constraint, Operator


def want(needs: Needs, attribute: str, operator: Operator, value: str | float | tuple[float, float]) -> Want:
    found = needs.catalogue.domain.attribute(attribute)
    assert found
    return Want(found, Constraint(attribute, operator, value), Strength.MUST)


@pytest.mark.parametrize(
    "text",
    ["a Green tea, please", "something VERDANT", "the greens", "(green)", "Hi. I had a long day. It's green."],
)
def test_a_value_is_found_by_its_name_its_synonyms_and_in_any_writing(needs: Needs, text: str) -> None:
    assert list(leaks(text, [want(needs, "kind", Operator.EQ, "green")]))


def test_a_part_of_a_word_is_no_leak(needs: Needs) -> None:
    assert not list(leaks("I drink evergreenish things", [want(needs, "kind", Operator.EQ, "green")]))


@pytest.mark.parametrize("text", ["up to 1500", "1,500 at most", "under €1,500", "something cheap"])
def test_a_number_is_found_as_people_write_it_and_by_its_vague_word(needs: Needs, text: str) -> None:
    assert list(leaks(text, [want(needs, "price", Operator.LE, 1500.0)]))


def test_decades_are_found_and_other_years_are_not(needs: Needs) -> None:
    decade = want(needs, "picked", Operator.BETWEEN, (2010.0, 2019.0))
    assert list(leaks("from the 2010s", [decade]))
    assert not list(leaks("from 2012", [decade]))


def test_a_title_of_several_words_is_found_and_one_of_a_single_word_is_not_looked_for() -> None:
    titles = looked_for(["Morning Cup 7", "Her"])
    assert list(leaks("give me morning cup 7!", [], titles))
    assert not list(leaks("a gift for her", [], titles))


def test_a_voice_drops_a_draft_that_leaks_and_rather_says_nothing(needs: Needs) -> None:
    voice = Voice(Persona("any", "", filler=0.0, terse=True), needs.catalogue.domain, Random(1))
    hidden = [want(needs, "kind", Operator.EQ, "green")]
    drafts = iter(["green please", "verdant", "tea please"])
    assert voice.speak(lambda: next(drafts), hidden, ()).lower() == "tea please"
    assert voice.refused == 2
    assert voice.speak(lambda: "green", hidden, ()) == SILENT


def test_openings_vary_widely(needs: Needs) -> None:
    voice = Voice(Persona("any", ""), needs.catalogue.domain, Random(1))
    wish = [want(needs, "place", Operator.EQ, "Assam")]
    said = {voice.opening(wish, []) for _ in range(500)}
    assert len(said) > 400
    assert all("{" not in one for one in said)
    assert len(OPENERS) == len(set(OPENERS))


def test_many_utterances_are_listened_to_and_nothing_slips_out(needs: Needs) -> None:
    heard = listen(needs, 800, 5, PERSONAS)
    assert heard.utterances >= 800
    assert heard.conversations > 50
    assert heard.leaks == []
    assert listen(needs, 800, 5, PERSONAS) == heard


def test_what_slips_out_is_told(needs: Needs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "speak", lambda voice, draft, hidden, titles: "green, black, white or herbal from Assam")
    assert any('tells "green" of kind before it is due' in leak for leak in listen(needs, 200, 5, PERSONAS).leaks)
