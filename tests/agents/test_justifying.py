import re
from pathlib import Path

import agents.scorers
from agents.justifying import PARTS, part_in_words
from retrieval.weights import UTILITY


def test_every_part_of_a_score_has_words_that_people_understand() -> None:
    judges = Path(agents.scorers.__file__).parent.glob("llm_*.py")
    judged = {name for file in judges for name in re.findall(r'part = "(\w+)"', file.read_text(encoding="utf-8"))}
    assert {*UTILITY, *judged, "cross_encoder", "tail", "misfit"} <= set(PARTS)


def test_a_part_of_a_scorer_not_known_here_keeps_its_name_as_words() -> None:
    assert part_in_words("freshly_made-soup") == "freshly made soup"
