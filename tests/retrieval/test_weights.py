"""Learned weights stand in a file beside the catalogue; one that does not fit is told and left aside."""

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.weights import (
    DEFAULT,
    FILE,
    FUSION,
    UTILITY,
    Fitted,
    Weights,
    WeightsError,
    read_weights,
    remove_weights,
    weights_in_force,
    write_weights,
)

ORIGIN = Fitted("shop", "v1", "90 choices in 40 conversations", 0.12, 0.03, "2026-01-02T03:04:05+00:00")
LEARNED = Weights(utility={**UTILITY, "wishes": 0.9}, fitted=ORIGIN)


def test_without_a_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert read_weights(tmp_path, "shop", "v1") is DEFAULT
    assert DEFAULT.version == "default"


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_weights(tmp_path, LEARNED)
    found = read_weights(tmp_path, "shop", "v1")
    assert found.utility["wishes"] == 0.9
    assert dict(found.fusion) == dict(FUSION)
    assert found.fitted == ORIGIN
    assert found.version == ORIGIN.at
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_the_defaults_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="remove the file"):
        write_weights(tmp_path, DEFAULT)


def test_undoing_puts_the_defaults_back(tmp_path: Path) -> None:
    write_weights(tmp_path, LEARNED)
    assert remove_weights(tmp_path)
    assert not remove_weights(tmp_path)
    assert read_weights(tmp_path, "shop", "v1") is DEFAULT


def test_weights_of_another_version_are_left_aside(tmp_path: Path) -> None:
    write_weights(tmp_path, LEARNED)
    with pytest.raises(WeightsError, match="version v1, and this is “shop” at v2"):
        read_weights(tmp_path, "shop", "v2")
    weights, trouble = weights_in_force(tmp_path, "shop", "v2")
    assert weights is DEFAULT
    assert "left aside" in trouble


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format = 1", "format = 9", "format is 9"),
        ("wishes = 0.9", "wishes = -0.9", "below 0"),
        ("wishes = 0.9", 'wishes = "much"', "'much' is no number"),
        ("wishes = 0.9", "wishes = nan", "nan is no number"),
        ("wishes = 0.9", "", "weight for each of"),
        ("[utility]", "[utilities]", "'utility'"),
        ("gain = 0.12", "", "'gain'"),
        ("[utility]", "[[[", "cannot be read"),
    ],
)
def test_a_broken_file_is_told_and_left_aside(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = write_weights(tmp_path, LEARNED)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    weights, trouble = weights_in_force(tmp_path, "shop", "v1")
    assert weights is DEFAULT
    assert told in trouble
    assert str(path) in trouble


def test_the_default_weights_add_up_to_one() -> None:
    assert sum(UTILITY.values()) == pytest.approx(1)
    assert replace(DEFAULT).utility == UTILITY
