"""What counts, how often, and at which place: the protocol of the recommendation yardsticks."""

import gzip
import os
from pathlib import Path

import numpy as np
import orjson
import pytest

from evals.benchmarks.recommending_dialogues import Dialogue, Said, cases, dialogues, joined
from evals.benchmarks.recommending_figures import Hit, figures, interval, place, recall, standard_error
from evals.benchmarks.recommending_published import (
    JOINED,
    POPULARITY,
    Counts,
    agreement,
    baselines,
    counted,
    within,
)
from evals.benchmarks.recommending_rows import naive, popularity
from retrieval.catalogue import Catalogue, Domain, Item
from storage.logs.mentions import without_titles


def test_messages_of_one_speaker_are_one_turn_and_an_item_counts_once_in_it() -> None:
    said = [Said("seeker", "hi", ()), Said("recommender", "this", ("a",)), Said("recommender", "that", ("a", "b"))]
    assert tuple(joined(said)) == (Said("seeker", "hi", ()), Said("recommender", "this that", ("a", "b")))


def test_only_the_recommenders_turns_with_items_and_a_context_count() -> None:
    talk = Dialogue(
        "d",
        (
            Said("recommender", "first", ("a",)),
            Said("seeker", "I liked b", ("b",)),
            Said("recommender", "then", ("b", "c")),
            Said("seeker", "no", ()),
            Said("recommender", "bye", ()),
        ),
    )
    (only,) = cases(talk)
    assert only.truths == ("b", "c")
    assert only.fresh == {"c"}
    assert [one.text for one in only.context] == ["first", "I liked b"]


def test_counts_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    """Joined: [a, b] after "s", then [a, c, d]. By message: [a, b], [b], [a], [c, d]. The first turn is none."""
    said = [
        ("recommender", ["z"]),  # nothing before it: no case
        ("seeker", ["s"]),
        ("recommender", ["a", "b", "a"]),
        ("recommender", ["b"]),
        ("seeker", []),
        ("seeker", ["d"]),  # the seeker's never count, but what they name is no longer fresh
        ("recommender", ["a"]),
        ("recommender", ["c", "d"]),
        ("recommender", []),
    ]
    row = {"dialogue_id": "1", "turns": [{"role": role, "text": "", "items": items} for role, items in said]}
    (tmp_path / "valid.norm.jsonl").write_bytes(orjson.dumps(row) + b"\n")
    assert counted(dialogues(tmp_path, "valid")) == Counts(turns=2, pairs=5, fresh_turns=2, fresh_pairs=3)
    by_message = counted(dialogues(tmp_path, "valid", by_message=True))
    assert by_message == Counts(turns=4, pairs=6, fresh_turns=2, fresh_pairs=3)


def test_counts_are_held_against_the_published() -> None:
    found = agreement(Counts(1, 3823, 1, 3544), "redial", "valid", JOINED)
    assert [verdict for *_, verdict in found] == ["", "agrees", "", "agrees"]
    assert agreement(Counts(1, 3822, 1, 3544), "redial", "valid", JOINED)[1] == ("pairs", 3822, 3823, "differs")
    assert {verdict for *_, verdict in agreement(Counts(1, 2, 3, 4), "redial", "train", JOINED)} == {""}


def test_a_baseline_is_held_against_the_published_row_with_both_errors() -> None:
    assert within(0.060, 0.004, 0.061, 4975)
    assert within(0.070, 0.004, 0.061, 4975)
    assert not within(0.073, 0.004, 0.090, 4975)
    figure = figures([Hit(str(n), True, 1 if n % 100 == 0 else 20) for n in range(1000)])
    found = baselines("redial", {POPULARITY: figure, "the product": figure})
    assert list(found) == [POPULARITY]
    assert found[POPULARITY]["r1"] == [0.01, 0.012, True]
    assert found[POPULARITY]["r50"] == [1.0, 0.179, False]


def test_intervals_draw_dialogues() -> None:
    alike = [Hit(str(n % 10), True, 1.0 if n % 10 < 5 else 99.0) for n in range(100)]
    apart = [Hit(str(n), True, 1.0 if n % 2 else 99.0) for n in range(100)]
    wide, narrow = interval(alike)["r10"], interval(apart)["r10"]
    assert wide[0] < narrow[0] < 0.5 < narrow[1] < wide[1]


def test_tied_items_take_their_expected_place_and_what_is_left_out_none() -> None:
    scores = np.array([0.5, 2.0, 0.5, 0.5, -np.inf])
    assert place(scores, 1) == 1
    assert place(scores, 0) == 3
    assert place(scores, 4) == np.inf


def test_the_error_counts_dialogues_and_not_turns() -> None:
    one_talk = [Hit("d", True, 1.0 if n % 2 else 99.0) for n in range(100)]
    apart = [Hit(str(n), True, 1.0 if n % 2 else 99.0) for n in range(100)]
    alike = [Hit(str(n % 10), True, 1.0 if n % 10 < 5 else 99.0) for n in range(100)]
    assert recall(one_talk) == {"r1": 0.5, "r10": 0.5, "r50": 0.5}
    assert standard_error(apart)["r10"] == pytest.approx(0.05)
    assert standard_error(alike)["r10"] == pytest.approx(0.5 / 10**0.5, abs=1e-3)
    assert standard_error(one_talk)["r10"] == 0.0


def test_figures_have_the_yardsticks_keys() -> None:
    found = figures([Hit("d", True, 1), Hit("d", False, 20)])
    assert found["all"] == {"r1": 0.5, "r10": 0.5, "r50": 1.0}
    assert found["fresh"] == {"r1": 1.0, "r10": 1.0, "r50": 1.0}
    assert (found["n_all"], found["n_fresh"]) == (2, 1)


def test_a_split_is_read_with_either_annotation(tmp_path: Path) -> None:
    turns = [{"role": "seeker", "text": "hi", "items": [], "items_v2": ["x"]}]
    row = {"dialogue_id": "1", "turns": turns, "item_feedback": {"x": {"seeker": {"liked": 1}}}}
    with gzip.open(tmp_path / "valid.norm.jsonl.gz", "w") as file:
        file.write(orjson.dumps(row))
    assert dialogues(tmp_path, "valid")[0].said[0].items == ()
    (corrected,) = dialogues(tmp_path, "valid", "items_v2")
    assert corrected.said[0].items == ("x",)
    assert corrected.liked == ("x",)
    with pytest.raises(FileNotFoundError, match="train"):
        dialogues(tmp_path, "train")


def test_a_linked_title_is_no_words_to_be_read() -> None:
    films = Catalogue(Domain("films", "Films", ()), "1", (Item("1", "Home", {}), Item("2", "Home Alone", {})))
    said = "I liked Home Alone (1990) and home (2015), at home (1999)"
    assert without_titles(said, ("1", "2"), films) == "I liked and , at"
    assert without_titles("a homely film", ("1",), films) == "a homely film"
    assert without_titles("Home again", (), films) == "Home again"


REDIAL = Path(os.environ.get("TASTEMAKER_YARDSTICKS", "")) / "redial"


@pytest.mark.skipif(not (REDIAL / "valid.norm.jsonl.gz").exists(), reason="needs the yardstick's files")
def test_as_many_pairs_count_as_are_published() -> None:
    found = [case for talk in dialogues(REDIAL, "valid") for case in cases(talk)]
    assert sum(len(case.truths) for case in found) == 3823
    assert sum(len(case.fresh) for case in found) == 3544


@pytest.mark.skipif(not (REDIAL / "valid.norm.jsonl.gz").exists(), reason="needs the yardstick's files")
def test_popularity_and_repeating_get_what_is_published() -> None:
    talks = dialogues(REDIAL, "valid")
    assert popularity(REDIAL, talks)["all"] == pytest.approx({"r1": 0.011, "r10": 0.065, "r50": 0.172}, abs=6e-4)
    assert popularity(REDIAL, talks)["fresh"] == pytest.approx({"r1": 0.010, "r10": 0.064, "r50": 0.168}, abs=6e-4)
    assert naive(REDIAL, talks)["all"] == pytest.approx({"r1": 0.033, "r10": 0.073, "r50": 0.073}, abs=6e-4)
