"""What the rows of each text format say."""

from dataclasses import replace

from storage.exports.format import Format, Line
from storage.exports.lists import LISTS
from storage.exports.pairs import LABELLED, PAIRS
from storage.exports.teacher import MARGINS, TEACHER
from storage.exports.triplets import TRIPLETS
from storage.labels.label import Pair
from storage.labels.told import Told
from tests.storage.exports.making import impressions, label, shelf, told

QUERY = "at most €100, glass, like Arc. a glass lamp, not too dear"
BELL, CONE = 'Bell. style: glass. Rings a "bell", or two', "Cone. style: steel. Plain"


def lines(form: Format, talk: Told) -> list[Line]:
    return list(form.rows(talk, shelf()))


def test_a_pair_is_a_query_with_an_item_that_was_wanted() -> None:
    assert [line.row for line in lines(PAIRS, told())] == [{"anchor": QUERY, "positive": BELL}]


def test_every_judged_item_has_its_grade() -> None:
    talk = told(labels=[label("c1", "l2", 3), label("c1", "l3", 0), label("c1", "l4", 1.5)])
    assert [line.row["label"] for line in lines(LABELLED, talk)] == [1.0, 0.0, 0.5]


def test_what_was_shown_and_not_judged_is_in_no_row() -> None:
    texts = [str(line.row) for form in (PAIRS, LABELLED, LISTS, TRIPLETS) for line in lines(form, told())]
    assert texts
    assert not any("Disc" in text for text in texts)


def test_a_triplet_holds_the_preferred_item_and_the_other() -> None:
    (line,) = lines(TRIPLETS, told())
    assert line.row == {"anchor": QUERY, "positive": BELL, "negative": CONE}
    assert line.origin
    assert (line.origin.items, line.origin.rule) == (("l2", "l3"), "graded")


def test_a_models_grades_make_triplets_with_peoples_and_never_contradict_a_pair() -> None:
    said = Pair("c1", 1, "l3", "l2", "duel", "explicit", 0.5, 1.0)
    talk = told(labels=[label("c1", "l2", 3), label("c1", "l3", 0, "synthetic", "judge.v1")], pairs=[said])
    assert [line.origin.rule for line in lines(TRIPLETS, talk) if line.origin] == ["duel"]
    found = [line.origin for line in lines(TRIPLETS, replace(talk, pairs=())) if line.origin]
    assert [(one.items, one.source) for one in found] == [(("l2", "l3"), "synthetic")]


def test_a_list_has_all_that_was_judged_then_unless_it_is_of_one_grade() -> None:
    (line,) = lines(LISTS, told())
    assert line.row == {"query": QUERY, "docs": [BELL, CONE], "labels": [3.0, 0.0]}
    assert line.origin
    assert line.origin.rule == "mixed"
    assert lines(LISTS, told(labels=[label("c1", "l2", 3), label("c1", "l3", 3)])) == []


def test_a_teacher_says_the_scores_that_items_were_ranked_by() -> None:
    rows = [line.row for line in lines(TEACHER, told(labels=[]))]
    assert [(row["passage"], row["score"]) for row in rows][:2] == [(BELL, 0.9), (CONE, 0.8)]
    assert len(rows) == 3


def test_margins_are_of_one_slate_and_one_teacher_and_never_nothing() -> None:
    assert [line.row["score"] for line in lines(MARGINS, told())] == [0.1, 0.2, 0.1]
    shown = impressions("c1")
    other = (shown[0], replace(shown[1], scored_by="llm-grade"), replace(shown[2], score=shown[0].score))
    assert lines(MARGINS, replace(told(), impressions=other)) == []
