"""The rival, quick and small: what is measured is of no interest here, what is counted is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.benchmarks import rival
from evals.benchmarks.model_answers import prompt_of
from evals.benchmarks.rival_assistant import RECOMMEND, REWRITE
from evals.benchmarks.rival_figures import draw
from evals.benchmarks.rival_requests import ENOUGH, requests
from evals.benchmarks.staging import films


def test_the_double_knows_the_rivals_prompts() -> None:
    assert prompt_of({"messages": [{"content": RECOMMEND}, {"content": "hello"}]}) == "rival answer"
    assert prompt_of({"messages": [{"content": REWRITE}, {"content": "hello"}]}) == "rival query"


def test_some_films_keep_every_request() -> None:
    catalogue = films()
    asked = requests(catalogue, 10)
    assert len({one.utterance for one in asked}) == 10
    for one in asked:
        assert sum(one.kept_by(item) for item in catalogue.items) >= ENOUGH
    assert asked == requests(catalogue, 10), "the same ones each time"


def test_the_rival_is_left_out_with_a_sentence_where_its_packages_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not rival.missing()
    monkeypatch.setattr(rival, "NEEDED", ("no_such_package_at_all",))
    assert "uv pip install" in rival.missing()


ALL_IN_ONE = """
import json, sys
from pathlib import Path
from evals.benchmarks import model, model_turns, rival
rival.in_new_process = lambda function, *args: function(*args)
model_turns.WARMING, rival.AT_ONCE, rival.REQUESTS, rival.STARTS = 0.0, 2, 4, 1
model.build(Path(sys.argv[1]), "hash", 80)
print(json.dumps(rival.measured(Path(sys.argv[1]), "hash", 1, (0.02, 2_000.0))))
"""


@pytest.mark.slow
def test_the_rival_is_measured_beside_us(here: Path) -> None:
    """In a process of its own: LangChain keeps its connections open for as long as there is one."""
    process = subprocess.run([sys.executable, "-c", ALL_IN_ONE, str(here)], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    told = json.loads(process.stdout.splitlines()[-1])
    rows = {row["path"]: row for row in told["rows"]}
    first = rows["prose, first turn"]
    assert (first["calls"], first["trips"]) == (1, 1)
    assert (rows["prose, follow-up"]["calls"], rows["prose, follow-up"]["trips"]) == (2, 2)
    assert (rows["structured, follow-up"]["calls"], rows["structured, follow-up"]["trips"]) == (2, 2)
    assert 100 < first["tokens_out"] < 200
    assert 20 <= first["first_token_p50_ms"] <= first["title_p50_ms"] < first["reply_p50_ms"]
    assert told["wishes"]["ours"]["violations"] == 0
    assert told["wishes"]["ours"]["shown"] > 0
    assert told["wishes"]["rival"]["shown"] == 3 * told["wishes"]["rival"]["requests"]
    assert len(list(draw(told, 0.02))) == len(rows) + 2
