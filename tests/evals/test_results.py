from pathlib import Path

import pytest

from evals.results import BrokenRun, Card, Check, Played, PlayedTurn, Run, load, save

TURN = PlayedTurn(1, "short ones", "Here:", "recommend", (Card("a", "Ä", 1, "short"),), "", ("must x <= 3",), 1.5, 0, 0)
PLAYED = Played("one", "films", "script", "", 7, (TURN,), (Check("move", False, "it was elicit", 1),), {"turns": 1.0})
RUN = Run("main", "1.0 abc", "builtin", "utility", 7, (PLAYED, PLAYED), {"passed": 0.5})


def test_a_run_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    save(RUN, tmp_path / "main")
    assert load(tmp_path / "main") == RUN
    assert not RUN.played[0].passed


def test_an_absent_run_a_cut_one_and_a_damaged_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BrokenRun, match="There is no saved run"):
        load(tmp_path)
    save(RUN, tmp_path)
    played = tmp_path / "played.jsonl"
    whole = played.read_text(encoding="utf-8")
    played.write_text(whole.splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(BrokenRun, match="cut short: it holds 1 conversations"):
        load(tmp_path)
    played.write_text(whole[:-40], encoding="utf-8")
    with pytest.raises(BrokenRun, match="line 2: not a conversation"):
        load(tmp_path)
