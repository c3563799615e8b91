"""The yardstick on a small world of our own: played to the end, by the rules, and better than chance and fame."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from math import log2
from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks import mcr
from evals.benchmarks.mcr import Result, measure, staged
from evals.benchmarks.mcr_files import Ints, Lists, Session, World, lists, read_sessions, read_world
from evals.benchmarks.mcr_prior import Choice, chances, fit
from evals.benchmarks.mcr_talk import (
    ACTIONS,
    Asked,
    Asker,
    ByValue,
    Listed,
    Person,
    Played,
    candidates,
    hierarchical_dcg,
    opening,
    play,
)

ITEMS, ATTRIBUTES, TYPES, USERS = 400, 40, 5, 40


@pytest.fixture(scope="module")
def world() -> World:
    """Every item has the first attribute and six others; users like four attributes and have items that have them."""
    chance = np.random.default_rng(3)
    items = lists([0, *chance.choice(np.arange(1, ATTRIBUTES), 6, replace=False)] for _ in range(ITEMS))
    likes = lists(chance.choice(np.arange(1, ATTRIBUTES), 4, replace=False) for _ in range(USERS))
    owned = lists(_alike(items, likes[user], chance) for user in range(USERS))
    friends = lists(chance.choice(USERS, 3) for _ in range(USERS))
    return World(items, np.arange(ATTRIBUTES) % TYPES, owned, friends, likes)


@pytest.fixture(scope="module")
def sessions(world: World) -> tuple[Session, ...]:
    chance = np.random.default_rng(4)
    found = []
    for user in range(USERS):
        for _ in range(3):
            wanted = np.setdiff1d(_alike(world.items, world.likes[user], chance), world.owned[user])
            found.append(Session(user, tuple(int(i) for i in chance.permutation(wanted)[: 1 + user % 2])))
    return tuple(found)


def _alike(items: Lists, liked: Ints, chance: np.random.Generator) -> list[int]:
    """Twenty items, likelier the more liked attributes they have."""
    shared = np.array([len(np.intersect1d(items[i], liked)) for i in range(len(items))])
    weights = np.exp(1.5 * shared)
    return [int(i) for i in chance.choice(len(items), 20, replace=False, p=weights / weights.sum())]


@pytest.fixture(scope="module")
def ours(world: World, sessions: tuple[Session, ...]) -> Result:
    return Result(tuple(measure(staged(world), sessions, sessions, 40, 7, 0.0)), "own", 7, 0.0)


@dataclass
class ByChance:
    """Asks about an attribute drawn at random, every third time shows ten of what is left by the rules, at random."""

    world: World
    items: Ints
    chance: np.random.Generator
    actions: int = 0
    asked: set[int] = field(default_factory=set)

    def act(self, turns_left: int) -> Asked | Listed:
        self.actions += 1
        if self.actions % 3 and turns_left > 1:
            return Asked((int(self.chance.choice([a for a in range(ATTRIBUTES) if a not in self.asked])),))
        return Listed(tuple(int(i) for i in self.chance.permutation(self.items)[:10]))

    def hear(self, attribute: int, yes: bool) -> None:
        self.asked.add(attribute)
        if not yes:
            self.items = np.array([i for i in self.items if attribute not in self.world.items[i]])

    def fail(self, items: tuple[int, ...]) -> None:
        self.items = np.setdiff1d(self.items, items)


@dataclass
class ByFame:
    """Shows what most users have, ten at a time, and never asks."""

    world: World
    items: Ints

    def act(self, turns_left: int) -> Listed:
        count = np.bincount(self.world.owned.flat, minlength=len(self.world.items))
        return Listed(tuple(int(i) for i in sorted(self.items, key=lambda item: -count[item])[:10]))

    def hear(self, attribute: int, yes: bool) -> None:
        raise AssertionError

    def fail(self, items: tuple[int, ...]) -> None:
        self.items = np.setdiff1d(self.items, items)


def rival(world: World, sessions: tuple[Session, ...], asker: Callable[[Ints], Asker]) -> Result:
    holders, played = world.items.turned(len(world.types)), []
    for number, session in enumerate(sessions):
        chance = np.random.default_rng(number)
        items = candidates(world, holders, session, opening(world, session, chance), chance)
        has = frozenset(int(a) for target in session.targets for a in world.items[target])
        played.append(play(Person(session.targets, has, 0.0, chance), asker(items)))
    return Result(tuple(played), "own", 7, 0.0)


def test_it_beats_asking_at_random_and_showing_what_is_popular(
    world: World, sessions: tuple[Session, ...], ours: Result
) -> None:
    chance = rival(world, sessions, lambda items: ByChance(world, items, np.random.default_rng(1)))
    fame = rival(world, sessions, lambda items: ByFame(world, items))
    assert ours.success.value >= 0.98
    assert ours.success.value > max(chance.success.value, fame.success.value)
    assert ours.turns.value < min(chance.turns.value, fame.turns.value) - 1
    assert ours.hdcg.value > max(chance.hdcg.value, fame.hdcg.value)


def test_wrong_answers_cost_little(world: World, sessions: tuple[Session, ...], ours: Result) -> None:
    wrong = Result(tuple(measure(staged(world), sessions, sessions, 40, 7, 0.15)), "own", 7, 0.15)
    assert wrong.success.value >= 0.8
    assert wrong.turns.value < ours.turns.value + 3


def test_the_same_seed_plays_the_same(world: World, sessions: tuple[Session, ...]) -> None:
    first, second = (measure(staged(world), sessions, sessions, 10, 5, 0.1) for _ in range(2))
    assert [(one.success, one.turns, one.hdcg) for one in first] == [
        (one.success, one.turns, one.hdcg) for one in second
    ]


def test_nothing_is_asked_twice_nor_beyond_one_type(world: World, sessions: tuple[Session, ...]) -> None:
    chance = np.random.default_rng(1)
    session = sessions[0]
    items = candidates(world, world.items.turned(ATTRIBUTES), session, 0, chance)
    asker = ByValue(world, items, lambda: np.full(len(items), 1 / len(items)), 0)
    heard: list[int] = [0]
    for turns_left in range(ACTIONS, 0, -1):
        done = asker.act(turns_left)
        if isinstance(done, Listed):
            assert len(set(done.items)) == len(done.items) <= 10
            asker.fail(done.items)
            continue
        assert len({int(world.types[a]) for a in done.attributes}) == 1
        assert len(done.attributes) <= 2
        for attribute in done.attributes:
            assert attribute not in heard
            heard.append(attribute)
            asker.hear(attribute, False)
    assert len(heard) > 1


def test_there_are_fourteen_actions_and_a_failure_counts_fifteen(world: World) -> None:
    class Nothing:
        acted = 0

        def act(self, turns_left: int) -> Listed:
            self.acted += 1
            return Listed(())

        def hear(self, attribute: int, yes: bool) -> None: ...

        def fail(self, items: tuple[int, ...]) -> None: ...

    asker = Nothing()
    played = play(Person((1,), frozenset(), 0.0, np.random.default_rng(0)), asker)
    assert asker.acted == 14
    assert (played.success, played.turns, played.hdcg) == (False, 15, 0.0)


def test_a_success_counts_its_action_and_the_place_of_the_first_target_named() -> None:
    class Once:
        def act(self, turns_left: int) -> Listed:
            return Listed((8, 5, 7)) if turns_left == 13 else Listed((9,))

        def hear(self, attribute: int, yes: bool) -> None: ...

        def fail(self, items: tuple[int, ...]) -> None: ...

    played = play(Person((7, 8), frozenset(), 0.0, np.random.default_rng(0)), Once())
    assert (played.success, played.turns) == (True, 2)
    assert played.hdcg == pytest.approx(1 / log2(4) + (1 / log2(3) - 1 / log2(4)) / log2(4))
    assert hierarchical_dcg(1, 1) == pytest.approx(1.0)


def test_people_err_as_often_as_they_are_told_to() -> None:
    person = Person((1,), frozenset({3}), 0.2, np.random.default_rng(0))
    assert sum(person.accepts(3) for _ in range(2_000)) / 2_000 == pytest.approx(0.8, abs=0.03)
    assert sum(person.accepts(4) for _ in range(2_000)) / 2_000 == pytest.approx(0.2, abs=0.03)


def test_the_prior_finds_the_sign_of_a_signal() -> None:
    chance = np.random.default_rng(0)
    choices = []
    for _ in range(400):
        signals = chance.normal(size=(20, 3))
        wanted = chance.choice(20, p=chances(signals @ np.array([1.0, -2.0, 0.0])))
        choices.append(Choice(signals, np.array([wanted])))
    assert fit(choices) == pytest.approx([1.0, -2.0, 0.0], abs=0.25)


def test_results_tell_their_error() -> None:
    played = tuple(Played(n % 2 == 0, 3 if n % 2 == 0 else 15, 0.5, (1.0,), (1.0,)) for n in range(100))
    found = Result(played, "train", 7, 0.0).figures()
    assert (found["sr15"], found["at"], found["hdcg"], found["n"]) == (0.5, 9.0, 0.5, 100)
    assert found["se"] == {"sr15": 0.05, "at": 0.6, "hdcg": 0.0}


def written(folder: Path, world: World, sessions: tuple[Session, ...]) -> Path:
    def many(found: Lists) -> dict[str, list[int]]:
        return {str(n): found[n].tolist() for n in range(len(found))}

    by_user: dict[str, list[list[int]]] = {}
    for session in sessions:
        by_user.setdefault(str(session.user), []).append(list(session.targets))
    friends, likes = many(world.friends), many(world.likes)
    files = {
        "catalogue": {"items": many(world.items), "attribute_type": {str(a): [int(world.types[a])] for a in range(40)}},
        "users": {user: {"friends": friends[user], "likes": likes[user]} for user in friends},
        "interactions_train": many(world.owned),
        "sessions_train": by_user,
        "sessions_test": by_user,
    }
    for name, content in files.items():
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps(content).encode()))
    return folder


def test_files_are_read_as_they_were_meant(tmp_path: Path, world: World, sessions: tuple[Session, ...]) -> None:
    folder = written(tmp_path, world, sessions)
    found = read_world(folder)
    assert found.items.flat.tolist() == world.items.flat.tolist()
    assert found.types.tolist() == world.types.tolist()
    assert found.owned[7].tolist() == world.owned[7].tolist()
    assert read_sessions(folder, "train") == sessions


def test_the_command_ends_with_one_line_of_figures(
    tmp_path: Path, world: World, sessions: tuple[Session, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    mcr.run(written(tmp_path, world, sessions), "test", 5, 7, 0.05, True)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"sr15", "at", "hdcg", "n", "p95_ms", "se"} <= set(found)
    assert (found["n"], found["split"], found["wrong"]) == (5, "test", 0.05)


def test_a_split_without_sessions_is_said(tmp_path: Path, world: World, sessions: tuple[Session, ...]) -> None:
    folder = written(tmp_path, world, sessions)
    with pytest.raises(SystemExit, match="no sessions to play of the split “valid”"):
        mcr.run(folder, "valid", 5, 7, 0.0, False)
    (folder / "users.json.gz").write_bytes(b"not gzip")
    with pytest.raises(SystemExit, match=r"users\.json\.gz” cannot be read"):
        mcr.run(folder, "test", 5, 7, 0.0, False)
