"""The gate itself, and that it closes. `make test` holds the product to what was accepted here."""

import json
from pathlib import Path

import pytest

from agents.dialogue import Act, Conversation, Reveal
from agents.understanding.builtin import BuiltinReader
from app.settings import Settings
from evals import gate, results
from evals.gating import keeping
from evals.gating.keeping import accepted, keep
from evals.gating.playing import LABEL, scripts
from evals.gating.verdict import judged
from evals.results import Run
from tests.evals.reporting.made import played, run

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are saved aside; what is accepted stays as it is."""
    monkeypatch.setattr(results, "RUNS", tmp_path / "runs")


# --- what it is for ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_got_worse_since_it_was_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails with a sentence for each thing that did, and with how to accept it on purpose."""
    monkeypatch.chdir(ROOT)
    gate.run(accept=False, jobs=2, as_json=False)


# --- that it can fail -------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what is accepted stands, in this test."""
    folder = tmp_path / "accepted"
    monkeypatch.setattr(gate, "ACCEPTED", folder)
    monkeypatch.setattr(keeping, "ACCEPTED", folder)
    monkeypatch.setattr(gate, "accepted", lambda: accepted(folder))
    monkeypatch.setattr(gate, "keep", lambda done: keep(done, folder))
    return folder


def plays(monkeypatch: pytest.MonkeyPatch, done: Run) -> None:
    monkeypatch.setattr(gate, "played", lambda jobs: done)


WELL = run(LABEL, [played("films/one"), played("films/two", passed=False, known="hard")])
BROKEN = run(LABEL, [played("films/one", passed=False), played("films/two")])


@pytest.mark.usefixtures("kept")
def test_it_ends_with_status_1_and_tells_what_got_worse_and_how_to_accept_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, WELL)
    gate.run(accept=True, jobs=1, as_json=False)
    assert "Nothing is accepted yet" in capsys.readouterr().out
    gate.run(accept=False, jobs=1, as_json=False)
    assert "Nothing got worse." in capsys.readouterr().out
    plays(monkeypatch, BROKEN)
    with pytest.raises(SystemExit) as stopped:
        gate.run(accept=False, jobs=1, as_json=True)
    assert stopped.value.code == 1
    told = capsys.readouterr().out
    assert "WORSE  films/one passed when accepted and fails now" in told
    assert "better  films/two failed when accepted and passes now" in told
    assert "tastemaker eval gate --accept" in told
    assert len(json.loads(told.splitlines()[-1])["worse"]) == 1
    assert results.load(results.RUNS / LABEL).played == BROKEN.played


@pytest.mark.usefixtures("kept")
def test_accepting_tells_what_changes_and_opens_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, WELL)
    gate.run(accept=True, jobs=1, as_json=False)
    plays(monkeypatch, run(LABEL, [played("films/one", passed=False, known="given up"), played("films/two")]))
    gate.run(accept=True, jobs=1, as_json=False)
    assert "WORSE  films/one" in capsys.readouterr().out
    gate.run(accept=False, jobs=1, as_json=False)
    assert "Nothing got worse." in capsys.readouterr().out


def test_what_is_damaged_stops_it_with_status_2_and_accepting_mends_it(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, WELL)
    keep(WELL, kept)
    (kept / "scripts.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        gate.run(accept=False, jobs=1, as_json=False)
    assert stopped.value.code == 2
    assert 'scripts.jsonl", line 1: ' in capsys.readouterr().err
    gate.run(accept=True, jobs=1, as_json=False)
    gate.run(accept=False, jobs=1, as_json=False)


# --- with a fault in the product --------------------------------------------------------------------------------------


def kettles(folder: Path) -> Path:
    """A script about kettles, a third of them red, with a catalogue of its own."""
    rows = [f"k{n},Kettle {n},{('red', 'blue', 'green')[n % 3]},{20 + 5 * n}.00 EUR" for n in range(12)]
    folder.mkdir()
    (folder / "catalogue.csv").write_text("\n".join(["id,title,colour,price", *rows]) + "\n", encoding="utf-8")
    (folder / "red.toml").write_text(
        'goal = "A red one"\n[[turn]]\nsay = "a red kettle, just show me"\nexpect = { every = "colour = red" }\n',
        encoding="utf-8",
    )
    return folder


def test_a_product_that_drops_a_hard_wish_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(var=tmp_path / "var", embedder="hash", chroma="none")
    place = kettles(tmp_path / "kettles")
    keep(run(LABEL, scripts(settings, (place,))), tmp_path / "accepted")
    held_to = accepted(tmp_path / "accepted")
    assert held_to is not None
    assert held_to.run.played[0].passed
    assert judged(held_to, run(LABEL, scripts(settings, (place,)))).worse == ()

    read = BuiltinReader.read

    def deaf(reader: BuiltinReader, utterance: str, conversation: Conversation) -> tuple[Act, ...]:
        return tuple(act for act in read(reader, utterance, conversation) if not isinstance(act, Reveal))

    monkeypatch.setattr(BuiltinReader, "read", deaf)
    (told,) = judged(held_to, run(LABEL, scripts(settings, (place,)))).worse
    assert told.startswith(
        'kettles/red passed when accepted and fails now: turn 1, "a red kettle, just show me", every'
    )
