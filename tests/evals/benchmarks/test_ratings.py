"""Ratings as a yardstick on a few of our own: what is held back, what comes out as labels, and who stands how."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from app.settings import load_settings
from evals.benchmarks import ratings, ratings_world
from evals.benchmarks.ratings_figures import MEASURES, best, estimates, standing
from evals.benchmarks.ratings_files import Rated, divided, read_ratings
from evals.benchmarks.ratings_gains import gains
from evals.benchmarks.ratings_product import asked_of, ranked, tuned
from evals.benchmarks.ratings_world import open_world
from retrieval.weights import DEFAULT

PEOPLE, ITEMS = 24, 40
KINDS = ("Horror", "Comedy")


def stars(person: int, item: int) -> float:
    """People of even numbers like horror, which items of even numbers are."""
    return 5.0 if person % 2 == item % 2 else 1.5


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_EMBEDDER", "hash")
    folder = tmp_path / "ml"
    folder.mkdir()
    films = [f"{i},Quiet Hill {i} (19{50 + i}),{KINDS[i % 2]}" for i in range(ITEMS)]
    (folder / "movies.csv").write_text("\n".join(["movieId,title,genres", *films, ""]))
    chance = np.random.default_rng(1)
    rows = [
        f"{person},{item},{stars(person, int(item))},{1_000_000_000 + 100 * at}"
        for person in range(PEOPLE)
        for at, item in enumerate(chance.choice(ITEMS, 20, replace=False))
    ]
    (folder / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *rows, ""]))
    return folder


def rated(person: str, *items: str) -> list[Rated]:
    return [Rated(person, item, 4.0, at) for at, item in enumerate(items)]


def test_the_last_tenth_of_each_person_is_held_back_and_the_one_before_is_to_choose_by() -> None:
    parts = divided([*rated("a", *"0123456789abcdefghij"), *rated("b", "x", "y", "z"), *rated("c", "x", "y")])
    held = {part: [(one.person, one.item) for one in some] for part, some in parts.items()}
    assert held["test"] == [("a", "i"), ("a", "j"), ("b", "z")]
    assert held["valid"] == [("a", "g"), ("a", "h"), ("b", "y")]
    assert ("c", "y") in held["train"]
    assert len(held["train"]) == 16 + 1 + 2


def test_of_an_item_rated_twice_the_latest_counts() -> None:
    first, last = Rated("a", "x", 1.0, 0), Rated("a", "x", 5.0, 9)
    parts = divided([last, first, *rated("a", "y", "z")])
    assert parts["test"] == (last,)
    assert sum(map(len, parts.values())) == 3


def test_times_are_read_as_both_data_sets_write_them(tmp_path: Path) -> None:
    (tmp_path / "wines.csv").write_text("WineID,WineName\n7,Red\n")
    (tmp_path / "ratings.csv").write_text(
        "RatingID,UserID,WineID,Vintage,Rating,Date\n1,5,7,2001,4.5,1970-01-02 00:00:01\n"
    )
    (one,) = read_ratings(tmp_path).known
    assert one == Rated("5", "7", 4.5, 86_401)


def test_gains_are_those_worked_out_by_hand() -> None:
    assert gains(["a", "b", "c"], frozenset("a")) == [1.0, 1.0]
    ndcg, recall = gains(["x", "a", "y"], frozenset("ab"))
    assert ndcg == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert recall == 0.5
    assert gains([f"x{n}" for n in range(10)] + ["a"], frozenset("a")) == [0.0, 0.0]


def test_the_error_is_over_ratings_and_the_interval_over_people() -> None:
    found = {"a": [4.0, 2.0, 1.0], "b": [0.0, 0.0, 3.0]}
    told = estimates(found, MEASURES["rating"], 7)
    assert told["rmse"].value == 1.0
    assert told["mae"].value == 0.5
    assert (told["rmse"].low, told["rmse"].high) == (0.0, 2.0)


def test_pairs_tell_apart_what_intervals_alone_would_not() -> None:
    chance = np.random.default_rng(0)
    theirs = {str(n): [float(chance.random()), 0.0] for n in range(200)}
    ours = {person: [value[0] - 0.05, 0.0] for person, value in theirs.items()}
    assert standing(ours, "theirs", theirs, "ranking", "ndcg@10", 7).verdict == "worse"
    assert standing(theirs, "ours", ours, "ranking", "ndcg@10", 7).verdict == "better"
    assert standing(ours, "ours", ours, "ranking", "ndcg@10", 7).verdict == "level"
    errors = {"good": {"a": [1.0, 1.0, 1.0]}, "bad": {"a": [4.0, 2.0, 1.0]}}
    assert best(errors, "rmse", "rating") == "good"
    assert standing(errors["good"], "bad", errors["bad"], "rating", "rmse", 7).verdict == "better"


def test_labels_come_out_as_the_stars_that_went_in(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_ratings(data)
    world = open_world(whole, load_settings())
    lines = ratings.write_labels(whole, world, tmp_path / "labels.csv").read_text().splitlines()[1:]
    raw = ratings.write_raw(whole, tmp_path / "raw.csv").read_text().splitlines()[1:]
    assert sorted(lines) == sorted(raw)

    def never(*_: object) -> None:
        raise AssertionError("brought in again")

    monkeypatch.setattr(ratings_world, "bring_logs", never)
    assert open_world(whole, load_settings()).people == world.people


def test_who_liked_horror_is_recommended_horror(data: Path) -> None:
    whole = read_ratings(data)
    world = open_world(whole, load_settings())
    asked = asked_of(whole)
    assert all(len(one.seen) == 18 for one in asked)
    plain, learned = ranked(world, asked, [DEFAULT, tuned(world)])
    mean = sum(one[0] for one in plain.values()) / len(plain)
    assert mean > 0.3  # 22 are left, of which 12 or so are of the kind, and one or two are to be found
    assert learned.keys() == plain.keys() == {one.person for one in asked}


def test_only_so_many_people_are_judged_and_all_are_learned_from(data: Path) -> None:
    whole = read_ratings(data)
    some = ratings.judging(whole, 5, 7)
    assert len({one.person for one in some.parts["test"]}) == 5
    assert some.known == whole.known
    assert ratings.judging(whole, 0, 7).parts["test"] == whole.parts["test"]


def test_a_run_ends_with_the_figures(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library's side is made up: it runs in an environment of its own."""

    def learned(file: Path, seed: int, chosen: list[str]) -> Mapping[str, ratings.Found]:
        people = sorted({one.person for one in read_ratings(data).parts["test"]})
        good, bad = {p: [0.5, 0.5, 2.0] for p in people}, {p: [8.0, 4.0, 2.0] for p in people}
        rating = {
            "mean": {"chosen": "", "trials": 1, "people": bad},
            "mf": {"chosen": "8", "trials": 3, "people": good},
        }
        ranking = {"EASE": {"chosen": "50", "trials": 3, "people": {p: [0.0, 0.0] for p in people}}}
        if chosen:
            assert json.loads(Path(chosen[0]).read_text()) == {"rating": {"mf": "8"}, "ranking": {"EASE": "50"}}
            rating.pop("mean")
        return {"rating": rating, "ranking": ranking}

    monkeypatch.setattr(ratings, "_learned", learned)
    monkeypatch.setattr(ratings, "TRAINERS", data)
    ratings.run(data, 0, 7, True)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["rating"]["rows"]["mf"]["rmse"] == [0.5, 0.5, 0.5, PEOPLE]
    assert found["rating"]["beside"]["mf from our labels"]["verdict"] == "level"
    assert found["rating"]["chosen"]["mf"] == ["8", 3]
    assert found["ranking"]["beside"]["the product"] == {
        "measure": "ndcg@10",
        "baseline": "EASE",
        "difference": found["ranking"]["rows"]["the product"]["ndcg@10"][:3],
        "verdict": "better",
    }


def test_without_the_library_there_is_a_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratings, "TRAINERS", data / "none")
    with pytest.raises(SystemExit, match=r"LensKit, .*is not installed: .*scripts/trainers.sh"):
        ratings.run(data, 0, 7, False)


def test_the_catalogue_has_what_the_known_ratings_say(data: Path, tmp_path: Path) -> None:
    whole = read_ratings(data)
    rows = ratings_world.write_items(whole, tmp_path / "items.csv").read_text().splitlines()
    assert rows[0] == "movieId,title,genres,rating,votes"
    given = [one.stars for one in whole.known if one.item == "3"]
    assert rows[4] == f"3,Quiet Hill 3 (1953),Comedy,{sum(given) / len(given):.3f},{len(given)}"
