from collections.abc import Callable
from pathlib import Path

import pytest

from evals.judging.answers import Asked, Kept
from evals.judging.comparing import Judged, compare
from evals.judging.hand import Agreed, agreed, hand_labels
from evals.judging.questions import SIDES, Side
from evals.judging.rubric import BrokenRubric, read_rubric
from evals.judging.told import agreement_sentences
from tests.evals.judging.doubles import Answers, PaidModelDouble, always_first

RUBRIC, LABELLED = read_rubric(), hand_labels()


def test_the_labels_are_enough_whole_and_even() -> None:
    assert len(LABELLED) == 40
    assert len({one.pair.name for one in LABELLED}) == 40
    for one in LABELLED:
        assert set(one.labels) == set(RUBRIC.names), one.pair.name
    for name in RUBRIC.names:
        assert {one.labels[name] for one in LABELLED} == set(SIDES)


def said(pick: Callable[[Side], Side]) -> list[Judged]:
    swap: dict[Side, Side] = {"first": "second", "second": "first", "same": "same"}
    there = [{name: pick(side) for name, side in one.labels.items()} for one in LABELLED]
    return [
        Judged(one.pair.name, (told, {name: swap[side] for name, side in told.items()}))
        for one, told in zip(LABELLED, there, strict=True)
    ]


def test_who_says_what_we_say_agrees_and_who_says_the_opposite_does_worse_than_chance() -> None:
    alike = agreed(LABELLED, said(lambda side: side), RUBRIC)
    assert alike
    assert alike.whole.kappa
    assert alike.whole.kappa.value == 1
    assert alike.whole.pairs == 160
    assert "too little" not in " ".join(agreement_sentences(alike))
    swap: dict[Side, Side] = {"first": "second", "second": "first", "same": "same"}
    other = agreed(LABELLED, said(lambda side: swap[side]), RUBRIC)
    assert other
    assert other.whole.kappa
    assert other.whole.kappa.value < -0.5


async def by(answers: Answers | str, folder: Path) -> Agreed:
    pairs = [one.pair for one in LABELLED]
    judged = await compare(PaidModelDouble(answers), RUBRIC, pairs, Kept(folder / "a.jsonl"), Asked())
    found = agreed(LABELLED, judged, RUBRIC)
    assert found
    return found


async def test_who_always_says_first_agrees_no_better_than_chance(tmp_path: Path) -> None:
    found = await by(always_first, tmp_path)
    assert found.whole.kappa is None or abs(found.whole.kappa.value) < 0.01
    assert found.unread == 0


async def test_of_who_says_nothing_readable_nothing_is_told(tmp_path: Path) -> None:
    found = await by("well, well", tmp_path)
    assert found.unread == 40
    assert found.whole.kappa is None
    (sentence,) = agreement_sentences(found)
    assert "40 pairs without a readable answer" in sentence
    assert "trust none of this" in sentence


def test_a_rubric_about_something_else_has_no_agreement(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "mine"\n[[criterion]]\nname = "wit"\nasks = "Is it funny?"\nlevels = ["no", "yes"]\n')
    assert agreed(LABELLED, [], read_rubric(file)) is None
    assert "nobody knows" in next(agreement_sentences(None))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name = "x"\n[[criterion]]\nname = "wit"\nask = "?"\nlevels = ["a", "b"]\n', "line 4.*ask.*asks, levels"),
        ('name = "x"\n[[criterion]]\nname = "wit"\nasks = "?"\nlevels = ["a"]\n', "line 5.*levels"),
        ('name = "x"\n[[criterion]\n', "not TOML"),
        ('name = "x"\n' + '[[criterion]]\nname = "wit"\nasks = "?"\nlevels = ["a", "b"]\n' * 2, 'called "wit"'),
    ],
)
def test_a_rubric_with_a_mistake_is_a_sentence_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(BrokenRubric, match=told):
        read_rubric(file)


def test_an_absent_rubric_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrokenRubric, match="There is no rubric"):
        read_rubric(tmp_path / "none.toml")
