from agents.justifying import PARTS, part_in_words
from agents.scorers._verdicts import GRADE
from retrieval.weights import UTILITY


def test_every_part_of_a_score_has_words_that_people_understand() -> None:
    assert {*UTILITY, GRADE, "tail", "misfit"} <= set(PARTS)


def test_a_part_of_a_scorer_not_known_here_keeps_its_name_as_words() -> None:
    assert part_in_words("freshly_made-soup") == "freshly made soup"
