"""A real model compares conversations. It is far too small to do it well: its agreement is told as what it is."""

from pathlib import Path

import pytest

from agents.models import Access
from agents.models.transformers import open_model
from evals.judging.answers import Asked, Kept
from evals.judging.comparing import compare
from evals.judging.hand import agreed, hand_labels
from evals.judging.rubric import read_rubric
from evals.judging.told import agreement_sentences
from tests.llm.conftest import MODEL, PATIENCE

pytestmark = pytest.mark.llm


async def test_every_answer_is_a_verdict_or_counted_and_a_repeat_costs_nothing(tmp_path: Path) -> None:
    rubric, labelled, asked = read_rubric(), hand_labels()[:2], Asked()
    pairs = [one.pair for one in labelled]
    model = open_model(str(MODEL), Access(timeout=PATIENCE))
    judged = await compare(model, rubric, pairs, Kept(tmp_path / "answers.jsonl"), asked, at_once=1)
    assert asked.stopped or asked.calls + asked.troubles.total() == 4
    assert asked.calls == 0 or asked.tokens_in > 1_000
    found = agreed(labelled, judged, rubric)
    assert found
    assert found.unread + found.whole.conversations == 2
    print("\n", judged, *agreement_sentences(found), sep="\n")  # noqa: T201
    again = Asked()
    kept = Kept(tmp_path / "answers.jsonl")
    if not asked.troubles:  # a machine may be too slow for any answer
        assert await compare(model, rubric, pairs, kept, again, at_once=1) == judged
        assert (again.calls, again.known) == (0, 4)
    await model.close()
