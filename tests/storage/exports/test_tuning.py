"""Rows for TRL's trainers and for OpenAI's: the shapes that they document, and no answer that breaks a wish."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from storage.exports import openai_tuning, trl
from storage.exports.format import Format, Line, Origin
from storage.exports.preferred import ALIKE, WORDLESS
from storage.exports.worth import BREAKS
from storage.exports.writing import export
from tests.storage.exports.making import CHEAP, ITEMS, shelf
from tests.storage.exports.talking import Talk, asks, says, shows, wishing


def talk() -> Talk:
    made = Talk()
    made.says("a lamp, not dear", asks(), wishing(CHEAP))
    made.says("any style", shows("l2", "l3", "l4"), wishing(CHEAP))
    made.judged(2, "l2", 3.0, "accept")
    made.judged(2, "l3", 0.0, "dislike")
    made.preferred(2, "l2", "l3")
    return made


def rows(form: Format, made: Talk) -> list[Line]:
    return list(form.rows(made.told, shelf()))


def cells(form: Format, made: Talk) -> list[dict[str, Any]]:
    return [dict(line.row) for line in rows(form, made)]


def origins(form: Format, made: Talk) -> list[Origin]:
    return [line.origin for line in rows(form, made) if line.origin]


ALL = (trl.SFT, trl.DPO, trl.KTO, trl.REWARD, openai_tuning.SFT, openai_tuning.PREFERENCE)


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_rows_are_written_with_where_they_are_from(form: Format, tmp_path: Path) -> None:
    made = talk()
    export(form, [made.told], shelf(), tmp_path / "out", filters={})
    written = [orjson.loads(line) for line in (tmp_path / "out" / "train.jsonl").read_bytes().splitlines()]
    origins = [orjson.loads(line) for line in (tmp_path / "out" / "origins.jsonl").read_bytes().splitlines()]
    assert written == [line.row for line in rows(form, made)]
    assert {one["conversation"] for one in origins} == {"c1"}
    assert len(origins) == len(written)


def test_sft_rows_are_prompts_that_end_with_the_person_and_one_answer() -> None:
    first, second = cells(trl.SFT, talk())
    assert [m["role"] for m in first["prompt"]] == ["system", "user"]
    assert first["completion"][0]["content"].startswith("Which style?")
    assert [m["role"] for m in second["prompt"]] == ["system", "user", "assistant", "user"]
    assert [m["role"] for m in second["completion"]] == ["assistant"]
    assert "Cone" not in second["completion"][0]["content"]


def test_dpo_rows_differ_in_the_item_and_its_facts_alone() -> None:
    (row,) = cells(trl.DPO, talk())
    chosen, rejected = (row[name][0]["content"] for name in ("chosen", "rejected"))
    assert chosen.startswith("I recommend Bell (lamp). ")
    assert rejected.startswith("I recommend Cone (lamp). ")
    assert [one.items for one in origins(trl.DPO, talk())] == [("l2", "l3")]


def test_reward_rows_have_the_whole_talk_in_both() -> None:
    (dpo,), (reward,) = cells(trl.DPO, talk()), cells(trl.REWARD, talk())
    assert reward["chosen"] == [*dpo["prompt"], *dpo["chosen"]]
    assert reward["rejected"] == [*dpo["prompt"], *dpo["rejected"]]


def test_kto_rows_are_true_for_what_was_wanted_and_false_for_what_was_not() -> None:
    made = talk()
    made.judged(2, "l4", 1.0, "click", source="implicit")
    assert [one.items for one in origins(trl.KTO, made)] == [("l2",), ("l3",)]
    assert [one["label"] for one in cells(trl.KTO, made)] == [True, False]


@pytest.mark.parametrize("form", [trl.DPO, trl.KTO, trl.REWARD, openai_tuning.PREFERENCE], ids=lambda form: form.name)
def test_a_better_item_that_breaks_a_wish_is_never_chosen(form: Format) -> None:
    made = Talk()
    made.says("under 100", shows("l1", "l2"), wishing(CHEAP))
    made.judged(1, "l1", 3.0, "accept")
    made.preferred(1, "l1", "l2")
    some = shelf()
    assert list(form.rows(made.told, some)) == []
    assert some.left_out == {BREAKS: 1}


def test_what_was_judged_without_a_word_has_no_prompt_and_is_counted() -> None:
    made = Talk()
    made.says(" ", shows("l2", "l3"))
    made.preferred(1, "l2", "l3")
    some = shelf()
    assert list(trl.DPO.rows(made.told, some)) == []
    assert some.left_out == {WORDLESS: 1}


def test_two_items_that_read_alike_are_no_pair() -> None:
    twin = replace(ITEMS[1], id="l3")
    some = shelf([ITEMS[1], twin])
    assert list(trl.DPO.rows(talk().told, some)) == []
    assert some.left_out == {ALIKE: 1}


def test_items_that_are_gone_give_no_rows() -> None:
    some = shelf([item for item in ITEMS if item.id != "l2"])
    assert [list(form.rows(talk().told, some)) for form in (trl.DPO, trl.REWARD)] == [[], []]
    assert some.gone == {"l2"}


def test_openai_talks_end_with_the_last_answer_that_served_and_learn_from_those_alone() -> None:
    made = Talk()
    made.says("a lamp", asks())
    made.says("any", shows("l3"))
    made.says("others", shows("l2"))
    made.says("thanks", says("Enjoy it."))
    made.judged(3, "l2", 3.0, "accept")
    (row,) = cells(openai_tuning.SFT, made)
    messages = row["messages"]
    assert [m["role"] for m in messages] == ["system"] + ["user", "assistant"] * 3
    assert [m["weight"] for m in messages if m["role"] == "assistant"] == [1, 0, 1]
    assert messages[-1]["content"].startswith("These fit.\n1. Bell")


def test_openai_preferences_have_the_documented_shape() -> None:
    (row,) = cells(openai_tuning.PREFERENCE, talk())
    assert list(row["input"]) == ["messages", "tools", "parallel_tool_calls"]
    for name in ("preferred_output", "non_preferred_output"):
        (message,) = row[name]
        assert set(message) == {"role", "content"}
        assert message["role"] == "assistant"
