"""Instructions: answers are what people did, prompts hold the facts and not the answer, held-out wordings stay out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.dialogue import Accept, Reject
from storage.exports.asking import Example, examples
from storage.exports.format import Origin
from storage.exports.instructions import ASKED, GIVEN, INSTRUCTIONS, as_template, chosen, templates
from storage.exports.wording import BadTemplate, chat_wording, check
from storage.exports.worth import BREAKS
from storage.labels.told import Split
from tests.storage.exports.making import CHEAP, GLASS, shelf
from tests.storage.exports.talking import Talk, says, shows, wishing


def found(talk: Talk, task: str) -> list[Example]:
    return [one for one in examples(talk.told, shelf()) if one.task == task]


def shown() -> Talk:
    talk = Talk()
    talk.says("a lamp", shows("l2", "l3", "l4"), wishing(CHEAP))
    return talk


def test_a_rating_is_asked_for_in_stars_and_only_where_stars_were_given() -> None:
    talk = shown()
    talk.judged(1, "l2", 2.25, "rating")
    talk.judged(1, "l3", 0.0, "dislike")
    (one,) = found(talk, "rating")
    assert one.answer == "4"
    assert one.given["title"] == "Bell"


def test_liking_is_yes_or_no_where_it_is_clear() -> None:
    talk = shown()
    talk.judged(1, "l2", 2.0)
    talk.judged(1, "l3", 0.0, "dislike")
    talk.judged(1, "l4", 1.0, "click", source="implicit")
    assert [(one.given["title"], one.answer) for one in found(talk, "liking")] == [("Bell", "yes"), ("Cone", "no")]


def test_what_was_wished_about_stands_among_the_facts() -> None:
    talk = shown()
    talk.judged(1, "l2", 2.0)
    assert found(talk, "liking")[0].given["facts"] == "price: €40"


def test_a_ranking_has_one_item_a_grade_best_first_and_shuffled_candidates() -> None:
    talk = shown()
    talk.judged(1, "l3", 0.0, "dislike")
    talk.judged(1, "l2", 3.0, "accept")
    talk.judged(1, "l4", 0.0, "dislike")
    (one,) = found(talk, "ranking")
    assert one.answer == "1. Bell\n2. Cone"
    assert sorted(one.given["candidates"].splitlines()) == ["- Bell (price: €40)", "- Cone (price: €25.50)"]
    assert one.origin.items == ("l2", "l3")


def test_equals_have_no_order() -> None:
    talk = shown()
    talk.judged(1, "l3", 2.0)
    talk.judged(1, "l2", 2.0)
    assert found(talk, "ranking") == []


def test_the_next_item_comes_after_those_of_earlier_turns() -> None:
    talk = shown()
    talk.says("another", shows("l1", "l4"), wishing(CHEAP, liked=("l2",)))
    talk.judged(1, "l2", 2.0)
    talk.judged(2, "l4", 3.0, "accept")
    (one,) = found(talk, "next-item")
    assert (one.given["history"], one.answer) == ("1. Bell", "Disc")


def test_a_reason_names_nothing_that_the_prompt_does_not() -> None:
    talk = Talk()
    talk.says("glass", shows("l2", reason="33 min longer than Arc."), wishing(GLASS))
    talk.judged(1, "l2", 3.0, "accept")
    (one,) = found(talk, "explanation")
    assert "Arc" not in one.answer
    assert "glass" in one.answer.casefold()
    assert "style: glass" in one.given["facts"]


def test_what_was_said_of_an_item_is_summed_up() -> None:
    talk = shown()
    talk.says("no, too tall for us", shows("l1"), acts=(Reject(("l2",)),))
    talk.says("I take the third", says("Enjoy it."), acts=(Accept("l4"),))
    talk.judged(1, "l2", 0.0, "words-dislike", "too tall")
    talk.judged(1, "l4", 3.0, "words-accept")
    talk.judged(1, "l3", 0.0, "dislike", "not my taste")
    assert [(one.given["words"], one.answer) for one in found(talk, "review-summary")] == [
        ("no, too tall for us", "Not wanted: too tall."),
        ("I take the third", "Taken."),
    ]


@pytest.mark.parametrize("task", ["liking", "ranking"])
def test_an_item_that_breaks_a_wish_is_no_good_answer(task: str) -> None:
    talk = Talk()
    talk.says("under 100", shows("l1", "l2"), wishing(CHEAP))
    talk.judged(1, "l1", 3.0, "accept")
    talk.judged(1, "l2", 0.0, "dislike")
    some = shelf()
    answers = [one.answer for one in examples(talk.told, some) if one.task == task]
    assert not any("yes" in one or "Arc" in one for one in answers)
    assert some.left_out[BREAKS] == 2


@given(st.sampled_from(sorted(GIVEN)), st.text(max_size=6), st.integers(1, 50))
@settings(max_examples=100)
def test_to_train_on_no_held_out_template_is_ever_chosen(task: str, talk: str, turn: int) -> None:
    known = next(one for one in GIVEN if one == task)
    example = Example(known, {}, "", Origin(talk, turn))
    assert not chosen(example, "train").held_out
    assert chosen(example, "train") == chosen(example, "train")


def test_all_templates_are_used_and_rows_tell_which() -> None:
    used: dict[Split, set[str]] = {"train": set(), "valid": set(), "test": set()}
    for split, names in used.items():
        for number in range(60):
            names |= {chosen(Example(task, {}, "", Origin(f"c{number}", 1)), split).name for task in GIVEN}
    everything = {one.name: one for some in templates().values() for one in some}
    assert used["valid"] == used["test"] == set(everything)
    assert used["train"] == {name for name, one in everything.items() if not one.held_out}


@pytest.mark.parametrize("split", ["train", "valid"])
def test_rows_are_prompt_and_completion_with_their_template(split: Split) -> None:
    talk = shown()
    talk.split = split
    talk.judged(1, "l2", 3.0, "accept")
    talk.judged(1, "l3", 0.0, "dislike")
    rows = [line.row for line in INSTRUCTIONS.rows(talk.told, shelf())]
    assert {row["task"] for row in rows} == {"liking", "explanation", "ranking"}
    by_name = {one.name: one for some in templates().values() for one in some}
    assert all(by_name[str(row["template"])].held_out is row["held_out"] for row in rows)
    assert all("{" not in f"{row['prompt']}{row['completion']}" for row in rows)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"task": "poetry"}, "“poetry” is no task"),
        ({"prompt": "{title}: {stars} stars, or?"}, "“{stars}” is not filled in there"),
        ({"completion": "{title}"}, "“{title}” is not filled in there, only stars"),
        ({"prompt": "{wishes"}, "in “{wishes”"),
        ({"name": None}, "“name” is missing"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(change: dict[str, str | None], said: str) -> None:
    entry = {"task": "rating", "name": "r", "prompt": "{wishes} {title}", "completion": "{stars}"} | change
    with pytest.raises(BadTemplate, match=r"p5\.v1\.toml") as caught:
        as_template({name: value for name, value in entry.items() if value is not None})
    assert said in str(caught.value)


def test_every_template_in_the_box_can_be_filled_in_and_keeps_its_answer_to_itself() -> None:
    assert set(templates()) == set(ASKED)
    for some in templates().values():
        assert len({one.prompt for one in some}) == len(some) >= 5
        assert not any(f"{{{ASKED[one.task]}}}" in one.prompt for one in some)
    assert chat_wording().version == "chat.v1"
    with pytest.raises(BadTemplate, match="only a, b"):
        check("{c}", ("a", "b"), "x.toml")
