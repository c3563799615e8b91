"""Off-policy estimates in worlds whose truth is known."""

from collections.abc import Callable
from random import Random

import pytest

from agents.dialogue import Conversation, Profile, Turn
from agents.ranking import Pick
from evals.replaying.ranking import Chances, Ranked
from evals.replaying.stored import Card, Shown
from evals.replaying.worth import BEYOND, CERTAIN, DUEL, NEVER, NOT_AGAIN, Ledger, Worth
from retrieval.scorer import Candidate, Score
from storage.labels.estimating import Estimate

EXPLORE = 0.5
ITEMS = tuple("abcdeh")


def shown(cards: tuple[str, ...], propensity: float, accepted: bool, name: str, duel: bool = False) -> Shown:
    last = len(cards)
    return Shown(
        before=Conversation(name, "teas"),
        turn=Turn(1, "tea"),
        profile=Profile(),
        cards=tuple(
            Card(
                item, rank, propensity if rank == last else 1.0, ("accept",) if accepted and rank == last else (), None
            )
            for rank, item in enumerate(cards, 1)
        ),
        version="1",
        scored_by="utility",
        scorer_version="5",
        policy="default",
        duel=duel,
        talk=name,
        person=name,
    )


def ranked(chances: Chances, version: str = "5") -> Ranked:
    ids = (*chances.first, chances.last)
    picks = tuple(Pick(Candidate(n, item, 0.5), Score(0.5, {}, "utility", version)) for n, item in enumerate(ids))
    return Ranked(picks, chances, ())


def chances(*cards: str, scores: dict[str, float] | None = None) -> Chances:
    others = {item: 3 if item == "h" else 1 for item in ITEMS if item not in cards}
    return Chances(cards[:-1], cards[-1], others, scores or {})


class World:
    """Every turn has items of its own worth; the log explores, the other policy shows the best one last."""

    def __init__(self, seed: int, turns: int = 500) -> None:
        self.chance, self.ledger, self.truth = Random(f"world {seed}"), Ledger("1"), 0.0
        drawn = [self._turn(str(number)) for number in range(turns)]
        self.truth = sum(drawn) / turns

    def _turn(self, name: str) -> float:
        appeal = {item: self.chance.random() ** 2 for item in ITEMS}
        scores = {item: min(1.0, max(0.0, appeal[item] + self.chance.gauss(0, 0.2))) for item in ITEMS}
        ours = chances("a", "b", "c", scores=scores)
        best = max(ITEMS[2:], key=scores.__getitem__)
        theirs = chances("a", "b", best, scores=scores)
        items, weights = zip(*ours.all(EXPLORE).items(), strict=True)
        last = self.chance.choices(items, weights)[0]
        taken = self.chance.random() < appeal[last]
        self.ledger.add(shown(("a", "b", last), ours.of(last, EXPLORE), taken, name), ranked(ours), theirs, 0.3)
        return sum(appeal[item] * likely for item, likely in theirs.all(0.3).items())


ESTIMATES: dict[str, Callable[[Worth], Estimate]] = {
    "ips": lambda one: one.ips,
    "snips": lambda one: one.snips,
    "robust": lambda one: one.robust,
}


@pytest.fixture(scope="module")
def worlds() -> list[tuple[Worth, float]]:
    made = [World(seed) for seed in range(25)]
    return [(world.ledger.worth()[0], world.truth) for world in made]


@pytest.mark.parametrize("name", ESTIMATES)
def test_intervals_cover_what_the_other_policy_truly_earns(name: str, worlds: list[tuple[Worth, float]]) -> None:
    found = [(ESTIMATES[name](worth), truth) for worth, truth in worlds]
    assert sum(one.covers(truth) for one, truth in found) >= 22
    assert sum(one.value - truth for one, truth in found) / len(found) == pytest.approx(0, abs=0.03)


def test_what_was_logged_is_no_estimate_of_it_and_a_model_narrows_it(worlds: list[tuple[Worth, float]]) -> None:
    assert all(worth.logged < truth - 0.1 for worth, truth in worlds)
    widths = [(worth.robust.high - worth.robust.low, worth.ips.high - worth.ips.low) for worth, _ in worlds]
    assert sum(robust for robust, _ in widths) < 0.8 * sum(plain for _, plain in widths)


@pytest.mark.parametrize("explore", [0.01, 0.2, 0.5])
def test_chances_sum_to_one_and_tell_how_much_was_explored(explore: float) -> None:
    ours = chances("a", "b", "c")
    likely = ours.all(explore)
    assert sum(likely.values()) == pytest.approx(1)
    assert likely["h"] == pytest.approx(3 * likely["d"])
    assert all(ours.explored(item, of) == pytest.approx(explore) for item, of in likely.items())
    assert ours.explored("z", 0.1) is None
    assert ours.explored("d", 1.0) is None


@pytest.mark.parametrize(
    ("one", "again", "theirs", "explore", "why"),
    [
        (shown(("a", "b", "c"), 0.7, True, "t", duel=True), chances("a", "b", "c"), chances("a", "b", "c"), 0, DUEL),
        (shown(("a", "d", "c"), 0.7, True, "t"), chances("a", "b", "c"), chances("a", "b", "c"), 0, NOT_AGAIN),
        (shown(("a", "b", "d"), 1.0, True, "t"), chances("a", "b", "c"), chances("a", "b", "c"), 0, NOT_AGAIN),
        (shown(("a", "b", "c"), 0.2, True, "t"), chances("a", "b", "c"), chances("a", "b", "c"), 0, NOT_AGAIN),
        (shown(("a", "b", "c"), 1.0, True, "t"), chances("a", "b", "c"), chances("a", "b", "d"), 0, CERTAIN),
        (shown(("a", "b", "c"), 1.0, True, "t"), chances("a", "b", "c"), chances("a", "b", "c"), 0.1, CERTAIN),
        (shown(("a", "b", "c"), 0.7, True, "t"), chances("a", "b", "c"), chances("b", "a", "c"), 0, BEYOND),
        (shown(("a", "b", "c"), 0.7, True, "t"), chances("a", "b", "c"), chances("a", "b", "z"), 0, NEVER),
    ],
)
def test_a_turn_without_support_says_why(one: Shown, again: Chances, theirs: Chances, explore: float, why: str) -> None:
    ledger = Ledger("1")
    ledger.add(one, ranked(again), theirs, explore)
    assert ledger.without == {why: 1}
    assert ledger.worth() == ()
    assert ledger.silence.startswith("No estimate: the log has no support for this policy.")


def test_scores_of_another_making_have_no_support() -> None:
    ledger, same = Ledger("1"), chances("a", "b", "c")
    ledger.add(shown(("a", "b", "c"), 0.7, True, "t"), ranked(same, "4"), same, 0.3)
    assert ledger.without == {NOT_AGAIN: 1}


def test_no_number_where_both_do_the_same_wherever_the_log_can_tell() -> None:
    ledger, same = Ledger("1"), chances("a", "b", "c")
    for number in range(50):
        ledger.add(shown(("a", "b", "c"), 1.0, True, str(number)), ranked(same), same, 0.0)
    ledger.add(shown(("a", "b", "c"), 1.0, True, "x"), ranked(same), chances("a", "b", "d"), 0.0)
    assert "the 50 of 51 turns on which both policies do the same" in ledger.silence
    assert ledger.worth() == ()


def test_no_number_from_too_few() -> None:
    ledger, ours = Ledger("1"), chances("a", "b", "c")
    for number in range(29):
        ledger.add(shown(("a", "b", "c"), 0.7, True, str(number)), ranked(ours), ours, 0.0)
    assert "it takes 30" in ledger.silence
    assert Ledger("1").silence.startswith("No turn was replayed")


def test_nobody_did_anything() -> None:
    ledger, ours = Ledger("1"), chances("a", "b", "c")
    ledger.add(shown(("a", "b", "c"), 0.7, False, "t"), ranked(ours), ours, 0.3)
    assert "nobody accepted" in ledger.silence
