import gzip
import json
from pathlib import Path

import pytest

from evals.results import Played, PlayedTurn
from evals.simulator.real import real, simulated

TALKS = [
    {"dialogue_id": "1", "turns": [{"role": "seeker", "text": "any tea?"}, {"role": "recommender", "text": "this"}]},
    {"dialogue_id": "2", "turns": [{"role": "seeker", "text": "one two three"}, {"role": "seeker", "text": "four"}]},
]
INTENDED = {"turns": [{"role": "seeker", "sub_intent": ["IQU", "SEE"]}, {"role": "seeker", "sub_intent": ["REJ"]}]}


def written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "train.norm.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, TALKS)).encode()))
    (folder / "iard_intents.jsonl.gz").write_bytes(gzip.compress(json.dumps(INTENDED).encode()))
    return folder


def test_real_seekers_are_counted_with_what_they_say_in_a_row_as_one(tmp_path: Path) -> None:
    told = real(written(tmp_path / "redial")).figures()
    assert told["conversations"] == 2
    assert told["utterances of a conversation, median"] == 1
    assert told["words of an utterance, median"] == 3
    assert told["share with a question mark"] == 0.5
    assert told["share that asks for a recommendation"] == 0.5
    assert told["share that rejects"] == 0.5


def test_simulated_people_are_counted_by_their_own_intents() -> None:
    turns = tuple(PlayedTurn(n, "a tea", "", "recommend", (), "", (), 1.0, 0, 0) for n in (1, 2))
    told = simulated([Played("a", "teas", "simulated", "plain", 1, turns, (), {"intent.open": 1, "intent.accept": 1})])
    assert told.figures()["share that accepts"] == 0.5
    assert told.figures()["words of an utterance, median"] == 2


def test_absent_and_cut_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="has no dialogues"):
        real(tmp_path)
    folder = written(tmp_path / "redial")
    file = folder / "train.norm.jsonl.gz"
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(ValueError, match="damaged or cut short"):
        real(folder)
