"""The other policy, as it is written."""

from pathlib import Path

import pytest

from app.settings import Settings
from evals.replaying.policy import BadPolicy, in_force, other, read_weights_file
from retrieval.weights import FUSION, UTILITY

SETTINGS = Settings(tail=0.2, explore=0.1, scorer="utility")


def test_what_is_not_named_is_as_it_is_in_force() -> None:
    found = other(SETTINGS, "", "tail=0.5", None, "")
    assert (found.dials.tail, found.dials.explore, found.scorer) == (0.5, 0.1, "utility")
    assert found.name == "tail=0.5"
    assert other(SETTINGS, "", "", None, "") == in_force(SETTINGS)


def test_a_policy_in_force_that_asks_a_model_is_replayed_without_it() -> None:
    assert in_force(SETTINGS.model_copy(update={"scorer": "llm-grade"})).scorer == "utility"
    assert other(SETTINGS, "llm-grade", "", None, "").asks_a_model


@pytest.mark.parametrize(
    ("scorer", "dials", "ranker", "told"),
    [
        ("oracle", "", "", '"oracle"'),
        ("", "tail=2", "", '"tail=2" should be a number from -1 to 1'),
        ("", "tail=nan", "", '"tail=nan"'),
        ("", "size=5", "", '"size=5" is no dial'),
        ("", "tail", "", '"tail" is no dial'),
        ("", "", "best", '"best"'),
    ],
)
def test_what_cannot_be_meant_is_told(scorer: str, dials: str, ranker: str, told: str) -> None:
    with pytest.raises(BadPolicy) as caught:
        other(SETTINGS, scorer, dials, None, ranker)
    assert told in str(caught.value)


def test_weights_may_name_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[utility]\nquality = 0.5\n")
    found = read_weights_file(file)
    assert found.utility == {**UTILITY, "quality": 0.5}
    assert found.fusion == FUSION
    assert other(SETTINGS, "", "", file, "").name == "weights=mine.toml"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[utility]\nqualiti = 1", '"qualiti" in [utility]'),
        ("[fusion]\ndense = -1", '"dense = -1"'),
        ("[utility]\nquality = true", '"quality = True"'),
        ("utility = 3", '"utility"'),
        ("x = 1", "no table [utility]"),
        ("[utility", "cannot be read"),
        ("[utility]\n" + "\n".join(f"{name} = 0" for name in UTILITY), "All weights in [utility]"),
    ],
)
def test_weights_that_cannot_be_meant_are_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(BadPolicy) as caught:
        read_weights_file(file)
    assert told in str(caught.value)
    assert "mine.toml" in str(caught.value)
