from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import index_builder, open_shelf
from evals.results import Played, load
from evals.simulator import anew, simulating
from evals.simulator.personas import PERSONAS, chosen
from evals.simulator.simulating import Order, as_run, played
from evals.simulator.summary import digest
from retrieval.embedder import silent
from retrieval.importing.report import Report
from tests.evals.simulator.doubles import PaidModelDouble
from tests.evals.simulator.guessing import tea_catalogue

ORDER = Order("teas", 20, 7, PERSONAS)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The teas on a shelf, searched by an embedder that costs nothing."""
    var = tmp_path_factory.mktemp("var")
    found = Settings(var=var, database="", chroma="none", embedder="hash", model="builtin", catalogue="teas")
    shelf, catalogue = open_shelf(found), tea_catalogue()
    shelf.stage(catalogue, Report(len(catalogue.items), len(catalogue.items)))
    index_builder(found)(shelf.load(catalogue.name, catalogue.version), None, silent)
    shelf.publish(catalogue.name, catalogue.version)
    return found


@pytest.fixture(scope="module")
def first(settings: Settings) -> tuple[Played, ...]:
    return played(ORDER, settings)


def test_people_talk_to_the_product_and_mostly_find_something(first: tuple[Played, ...]) -> None:
    assert [one.persona for one in first] == [persona.name for persona in PERSONAS] * 2
    assert sum(one.figures["success"] for one in first) >= 10
    assert not any(one.figures["leaks"] for one in first)


def test_the_same_seed_talks_the_same(settings: Settings, first: tuple[Played, ...]) -> None:
    assert digest(first) == digest(played(ORDER, settings))


def test_another_seed_talks_of_other_things(settings: Settings, first: tuple[Played, ...]) -> None:
    others = played(replace(ORDER, n=5, seed=8), settings)
    said = [[turn.utterance for turn in one.turns] for one in (*first[:5], *others)]
    assert all(one != other for one, other in zip(said[:5], said[5:], strict=True))


def test_a_run_is_kept_with_figures_that_agree_with_its_conversations(first: tuple[Played, ...]) -> None:
    run = as_run(ORDER, first, "teas")
    assert run.figures["conversations"] == 20
    assert run.figures["utterances"] == sum(len(one.turns) for one in first)
    assert run.figures["success@10"] >= run.figures["success@3"] >= run.figures["success@1"]


def test_only_the_personas_that_are_named_talk(settings: Settings) -> None:
    found = played(Order("teas", 3, 7, chosen("plain,terse")), settings)
    assert [one.persona for one in found] == ["plain", "terse", "plain"]


def test_the_command_saves_the_run_and_tells_what_cannot_be_played(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulating, "load_settings", lambda: settings)
    monkeypatch.setattr(simulating, "RUNS", tmp_path)
    simulating.run("teas", 3, 7, "plain", "mine", 1, (), as_json=False)
    assert load(tmp_path / "mine").seed == 7
    assert "Found something:" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="coffees"):
        simulating.run("coffees", 3, 7, "", "", 1, (), as_json=False)
    with pytest.raises(SystemExit, match='no persona "nobody"'):
        simulating.run("teas", 3, 7, "nobody", "", 1, (), as_json=False)


def test_without_a_language_model_nobody_can_speak_in_its_words(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulating, "load_settings", lambda: settings)
    monkeypatch.setattr(simulating, "RUNS", tmp_path)
    with pytest.raises(SystemExit, match="set TASTEMAKER_MODEL"):
        simulating.run("teas", 3, 7, "", "", 1, (), as_json=False, wording="model")
    assert list(tmp_path.iterdir()) == []


def test_in_the_words_of_a_model_one_seed_talks_the_same_however_many_at_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The double never says the same twice; what it said first is what everybody says."""
    times = count()
    model = PaidModelDouble(lambda message, kept: f"{message} {'indeed ' * (next(times) % 7)}then")
    monkeypatch.setattr(simulating, "load_settings", lambda: settings)
    monkeypatch.setattr(simulating, "RUNS", tmp_path)
    monkeypatch.setattr(anew, "open_model", lambda settings: model)
    told = []
    for jobs, label in ((3, ""), (1, "again")):
        simulating.run("teas", 6, 7, "plain,chatty", label, jobs, (), as_json=False, wording="model")
        told.append(" ".join(capsys.readouterr().out.split()))
    first, again = load(tmp_path / "simulated-teas-anew"), load(tmp_path / "again")
    assert digest(first.played) == digest(again.played)
    assert first.figures["model_words.used"] > 10
    assert first.figures["leaks"] == 0
    assert f"{len(model.prompts)} calls" in told[0]
    assert f"{model.name}: the model's words used in {first.figures['model_words.used']:.0f} of" in told[0]
    assert " 0 calls" in told[1]
