import json
import math
from pathlib import Path

import pytest

from agents.dialogue import ModelCall, Profile
from agents.prompts import load_prompt
from agents.rewritten import checked
from agents.scorers._codes import read_grades, read_order
from evals.benchmarks import model, model_turns, rival
from evals.benchmarks.model_answers import answer, grade, likelihoods, narrate, prompt_of, ranked, rewrite
from evals.benchmarks.model_figures import crowd_figures, draw, figures
from evals.benchmarks.model_turns import Crowd, Sample, Trip, serial
from evals.benchmarks.model_ways import FIRST, PATHS, read_as, said
from evals.benchmarks.staging import films


def test_figures_are_medians_in_latencies() -> None:
    samples = [Sample(ms, ms + 100, 30, "builtin (openai:double agrees)", ()) for ms in (400.0, 500.0, 900.0)]
    row = figures("agreed", samples, latency=0.4)
    assert (row["cards_p50_ms"], row["reply_p50_ms"], row["cards_in_latencies"]) == (500.0, 600.0, 1.25)
    assert row["understood_by"] == "builtin (openai:double agrees)"
    assert row["reason_after_cards_in_latencies"] is None
    assert draw(row).row_count == 10


def test_what_the_server_saw_is_counted_with_what_was_broken_off() -> None:
    trips = (Trip(0.0, 0.4, 900, 4), Trip(0.01, 0.4, 1_000, 0, hung_up=True), Trip(0.41, 1.0, 1_000, 12))
    sample = Sample(1_000, 2_000, 30, "x", (ModelCall("m", "read.v1"),), reason_ms=1_480.0, trips=trips)
    row = figures("corrected", [sample], latency=0.4)
    assert (row["calls"], row["trips"], row["broken_off"]) == (3, 2, 1)
    assert (row["tokens_in"], row["tokens_out"]) == (2_900, 16)
    assert row["reason_after_cards_in_latencies"] == 1.2


def test_trips_are_serial_only_where_one_waited_for_another() -> None:
    assert serial([]) == 0
    assert serial([Trip(0, 1), Trip(0.1, 1.2), Trip(0.2, 0.9)]) == 1
    assert serial([Trip(0, 1), Trip(0.1, 3), Trip(1, 2), Trip(2.5, 4)]) == 3


def test_a_crowd_is_measured_by_one_alone() -> None:
    def crowd(at_once: int, ms: float, *errors: str) -> Crowd:
        talks = tuple(tuple(Sample(ms / 2, ms, 30, "x") for _ in range(5)) for _ in range(at_once))
        return Crowd(at_once, 0.5 * at_once, talks, errors, (Sample(ms, ms, 30, "x"),))

    alone, many = crowd_figures("x", [crowd(1, 1000.0), crowd(8, 1250.0, "TimeoutError()")])
    assert (alone["of_ideal"], alone["cards_p50_of_one"], alone["turns_per_s"]) == (1.0, 1.0, 1.0)
    assert (many["turns_per_s"], many["of_ideal"], many["cards_p50_of_one"]) == (6.4, 0.8, 1.25)
    assert (many["cpu_ms"], many["burst_cards_p50_ms"], many["turns"]) == (100.0, 1250.0, 40)
    assert many["errors"] == ["TimeoutError()"]


LISTED = "The films:\n<<<\n" + "\n".join(f"{letter}: A film; comedy" for letter in "ABCDEFGHIJKL") + "\n>>>\nThe code:"


def test_what_scorers_and_narrators_are_answered_can_be_read() -> None:
    assert read_grades(grade(LISTED), 12, best=3).grades == {2: 3, 0: 3, 5: 2, 3: 2, 11: 0}
    assert read_order(ranked(LISTED), 12).order == (1, 0, *range(2, 12))
    assert narrate("<<<\n1 Dry: 2 Wet: It is short.\n2 Fog: Set in 1987.\n>>>") == "1|It is short.\n2|Set in 1987."
    texts, dropped = checked(rewrite(""), films(), Profile(), "something else")
    assert len(texts) == 3
    assert not dropped


def test_letters_are_as_likely_as_they_stand_early() -> None:
    system = load_prompt("pick.v1").substitute(noun="film", plural="films")
    told = likelihoods({"messages": [{"content": system}, {"content": LISTED}]})
    assert "".join(sorted(told, key=lambda letter: -told[letter])) == "ABCDEFGHIJKL"
    assert math.isclose(sum(told.values()), 1.0)


def test_every_way_says_something_else_each_time() -> None:
    told = {said(FIRST, number) for number in range(210)}
    assert len(told) == 210
    assert all(read_as(one) == FIRST for one in told)
    assert read_as(FIRST.then) is None


def test_the_double_answers_each_path_its_own_way() -> None:
    form = {"json_schema": {"name": "read_v1"}}
    for path in PATHS:
        messages = [{"content": ""}, {"content": f"Wishes so far: none\nThe message:\n<<<\n{path.utterance}\n>>>"}]
        told = json.loads(answer({"messages": messages, "response_format": form}))
        assert (told["acts"] == "right") is not bool(path.acts)


def test_a_prompt_is_known_by_how_it_begins() -> None:
    begins = "You read what people write to an assistant that recommends films from a catalogue. And so on."
    assert prompt_of({"messages": [{"content": begins}, {"content": "hello"}]}) == "read"
    assert prompt_of({"messages": [{"content": "Something else"}]}) == ""
    assert math.isclose(sum(likelihoods({"messages": [{"content": "hello"}]}).values()), 1.0)


@pytest.mark.slow
def test_every_path_is_walked_and_reported(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(model, "in_new_process", lambda function, *args: function(*args))
    monkeypatch.setattr(model_turns, "WARMING", 0.0)
    monkeypatch.setattr(rival, "missing", lambda: "it is measured in a test of its own")
    model.run(60, turns=1, latency=0.05, rate=1_000, as_json=True, embedder="hash", crowds=((1, 1), (3, 1)))
    out = capsys.readouterr().out
    told = json.loads(out.splitlines()[-1])
    rows = {row["path"]: row for row in told["rows"]}
    assert list(rows)[: len(PATHS)] == [path.name for path in PATHS]
    assert rows["certain"]["calls"] == 0
    assert rows["agreed"]["understood_by"] == "builtin (openai:double agrees)"
    assert (rows["agreed"]["calls"], rows["agreed"]["trips"]) == (1, 1)
    assert rows["corrected"]["understood_by"] == "builtin, corrected by openai:double"
    assert rows["foreign"]["understood_by"] == "openai:double"
    assert (rows["foreign"]["calls"], rows["foreign"]["trips"]) == (2, 2)
    assert all(rows[name]["cards_p50_ms"] >= 50 for name in rows if name != "certain")
    assert not any(row["trouble"] for row in rows.values())
    plain, grade, yesno, order = (
        rows[f"{scorer}, reasons by the model: first turn"]
        for scorer in ("utility", "llm-grade", "llm-yesno", "llm-list")
    )
    assert {row["phrased_by"] for row in (plain, grade, yesno, order)} == {"openai:double"}
    assert [row["calls"] for row in (plain, grade, yesno, order)] == [2, 3, 14, 4]
    assert plain["trips"] == 2, "one before the cards, one after"
    assert all(2 <= row["trips"] <= row["calls"] for row in (grade, yesno, order)), "more on a busy machine"
    assert grade["scored_by"] == "llm-grade (openai:double)"
    assert all(row["reason_after_cards_in_latencies"] >= 1 for row in (plain, grade, yesno, order))
    misread = rows["llm-grade, reasons by the model: corrected"]
    assert misread["understood_by"] == "builtin, corrected by openai:double"
    assert [row["at_once"] for row in told["at_once"]] == [1, 3] * 2
    assert [row["turns"] for row in told["at_once"]] == [2, 6] * 2
    assert all(not row["errors"] for row in told["at_once"])
    assert "cards, p50" in out
