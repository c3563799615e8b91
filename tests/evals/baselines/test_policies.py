from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import index_builder, open_shelf
from evals.baselines.policies import POLICIES, checked
from evals.compare import compared
from evals.results import Run
from evals.simulator import simulating
from evals.simulator.personas import PERSONAS
from evals.simulator.simulating import Order, as_run, played
from retrieval.embedder import silent
from retrieval.importing.report import Report
from tests.evals.simulator.guessing import tea_catalogue

PEOPLE = 10


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The same people with every policy, over teas that are searched by an embedder that costs nothing."""
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        database="",
        chroma="none",
        embedder="hash",
        model="builtin",
        catalogue="teas",
    )
    shelf, catalogue = open_shelf(settings), tea_catalogue()
    shelf.stage(catalogue, Report(len(catalogue.items), len(catalogue.items)))
    index_builder(settings)(shelf.load(catalogue.name, catalogue.version), None, silent)
    shelf.publish(catalogue.name, catalogue.version)
    orders = [Order("teas", PEOPLE, 7, PERSONAS, policy) for policy in POLICIES]
    return {order.policy: as_run(order, played(order, settings), order.label) for order in orders}


def test_the_same_people_meet_each_policy(runs: dict[str, Run]) -> None:
    openings = {name: [one.turns[0].utterance for one in run.played] for name, run in runs.items()}
    assert all(told == openings["product"] for told in openings.values())
    assert all(compared(run, runs["product"]).pairs == PEOPLE for run in runs.values())
    assert {run.label for run in runs.values()} >= {"simulated-teas", "popularity-teas", "no-dialogue-teas"}


def test_the_product_adds_something_to_each_of_them(runs: dict[str, Run]) -> None:
    satisfied = {name: run.figures["satisfaction"] for name, run in runs.items()}
    assert max(satisfied, key=lambda name: satisfied[name]) == "product"


def test_lists_never_ask_and_show_nothing_twice(runs: dict[str, Run]) -> None:
    for name in ("popularity", "embedding", "random"):
        assert runs[name].figures["questions"] == runs[name].figures["repeated"] == 0
        for one in runs[name].played:
            cards = [card.item_id for turn in one.turns for card in turn.cards]
            assert len(cards) == len(set(cards))


def test_a_list_is_not_judged_by_whether_it_hears_what_is_taken(runs: dict[str, Run]) -> None:
    assert "misheard" in runs["product"].figures
    assert "misheard" not in runs["popularity"].figures
    assert not any("misheard" in one.figures for one in runs["popularity"].played)


def test_without_a_dialogue_no_wish_outlives_its_turn(runs: dict[str, Run]) -> None:
    def longest(run: Run) -> float:
        return sum(len(turn.wishes) for one in run.played for turn in one.turns[1:])

    assert longest(runs["no-dialogue"]) < longest(runs["product"])


def test_a_policy_that_there_is_not_is_told_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match='"popularty"; did you mean "popularity"'):
        checked("popularty")
    monkeypatch.setattr(simulating, "RUNS", tmp_path)
    with pytest.raises(SystemExit, match='There is no policy "nobody"; there are product'):
        simulating.run("teas", 3, 7, "", "", 1, (), as_json=False, policy="nobody")
