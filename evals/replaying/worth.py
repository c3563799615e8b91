"""What the other policy would have earned, where the log can tell: off-policy estimates of a slate's reward.

Each turn is taken for itself, a contextual bandit whose action is the whole slate. Under either policy all cards but
the last are certain, so a turn has support where these are the same ones, and the log might have shown, in the last
place, whatever the other policy might. Its weight is then the ratio of the two chances of the last card.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from evals.replaying.modelling import predictions, signals
from evals.replaying.ranking import Chances, Ranked
from evals.replaying.stored import Card, Shown
from storage.labels.estimating import Estimate, Log, doubly_robust, ips, snips

Reward = Literal["accept", "click", "label"]
REWARDS: Mapping[Reward, str] = {
    "accept": "share of slates of which a card was accepted",
    "click": "share of slates of which a card was clicked",
    "label": "best label on a slate, 0 to 3",
}
DUEL = "stood beside another slate, in a duel"
NOT_AGAIN = "cannot be made again as they were, so that it is unknown what else might have been shown"
CERTAIN = "were shown for certain (propensity 1), and the other policy shows something else"
BEYOND = "might have had another last card, and the other policy's cards differ before it"
NEVER = "could never have had the last card that the other policy might show"
WAYS_OUT: Mapping[str, str] = {
    DUEL: "Duels are judged by whose slate was picked: tastemaker duels (docs/duels.md).",
    NOT_AGAIN: "Replay with the settings, weights and catalogue that they were made with.",
    CERTAIN: "With TASTEMAKER_EXPLORE, such as 0.1, later logs can tell more (docs/slates.md).",
    BEYOND: "Only a duel or an experiment can tell how that fares (docs/duels.md).",
    NEVER: "Only a duel or an experiment can tell how that fares (docs/duels.md).",
}
MOST_EXPLORED = 0.5 + 1e-6
NEAR = 1e-9
FEWEST = 30
"""Turns, and effective turns, below which a number would only mislead."""


def reward(kind: Reward, cards: Sequence[Card]) -> float:
    if kind == "label":
        return max((card.relevance or 0.0 for card in cards), default=0.0)
    return float(any(kind in card.did for card in cards))


def made_again(shown: Shown, again: Ranked, version: str) -> float | None:
    """The share of slates that the log explored, if the policy in force accounts for the slate; None if it doesn't.

    `version` is that of the catalogue in force.
    """
    then, ours = [card.item_id for card in shown.cards], again.chances
    made = {(version, pick.score.scored_by, pick.score.version) for pick in again.picks}
    if made != {(shown.version, shown.scored_by, shown.scorer_version)}:
        return None
    if tuple(then[:-1]) != ours.first or any(card.propensity < 1 for card in shown.cards[:-1]):
        return None
    explore = ours.explored(then[-1], shown.cards[-1].propensity)
    return explore if explore is not None and -NEAR <= explore <= MOST_EXPLORED else None


def supported(ours: Chances, explored: float, theirs: Chances, explore: float) -> bool:
    """Whether the log might have shown whatever the other policy might."""
    if ours.first != theirs.first:
        return False
    return all(ours.of(item, explored) > NEAR for item, chance in theirs.all(explore).items() if chance > 0)


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one reward, over the turns with support."""

    reward: Reward
    logged: float
    """The mean that the log earned on these turns."""
    ips: Estimate
    snips: Estimate
    robust: Estimate
    """Doubly robust, with the model of `evals.replaying.modelling`."""


@dataclass(slots=True)
class Ledger:
    """The log of the turns that have support, and why others have none."""

    version: str
    """Of the catalogue in force."""
    turns: int = 0
    without: Counter[str] = field(default_factory=Counter)
    """Turns that say nothing, by the reason."""
    unlike: int = 0
    """Turns with support on which the two policies' chances differ."""
    chances: list[float] = field(default_factory=list)
    targets: list[float] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    shown: list[tuple[float, ...]] = field(default_factory=list)
    hoped: list[tuple[float, ...]] = field(default_factory=list)
    """Signals of what was shown, and of what the other policy shows."""
    rewards: dict[Reward, list[float]] = field(default_factory=lambda: {kind: [] for kind in REWARDS})

    def add(self, shown: Shown, again: Ranked, theirs: Chances, explore: float) -> None:
        """`again`: the turn under the policy in force. `explore`: the share of slates that the other one explores."""
        self.turns += 1
        if shown.duel:
            self.without[DUEL] += 1
            return
        ours, explored = again.chances, made_again(shown, again, self.version)
        if explored is None:
            self.without[NOT_AGAIN] += 1
        elif not supported(ours, explored, theirs, explore):
            same = ours.first == theirs.first
            self.without[CERTAIN if explored <= NEAR else NEVER if same else BEYOND] += 1
        else:
            self._keep(shown, ours, theirs, explore)

    def _keep(self, shown: Shown, ours: Chances, theirs: Chances, explore: float) -> None:
        last, chance = shown.cards[-1].item_id, shown.cards[-1].propensity
        target = theirs.of(last, explore)
        self.shown.append(signals(ours, {last: 1.0}))
        self.hoped.append(signals(ours, theirs.all(explore)))
        self.unlike += abs(target - chance) > NEAR
        self.chances.append(chance)
        self.targets.append(target)
        self.groups.append(shown.person)
        for kind, found in self.rewards.items():
            found.append(reward(kind, shown.cards))

    @property
    def support(self) -> float:
        return len(self.chances) / self.turns if self.turns else 0.0

    def worth(self) -> tuple[Worth, ...]:
        """Of every reward that was ever earned on these turns; nothing where the log cannot tell (`silence`)."""
        return () if self.silence else tuple(self._worth(kind) for kind, got in self.rewards.items() if any(got))

    def _worth(self, kind: Reward) -> Worth:
        log = Log(self.rewards[kind], self.chances, self.targets, self.groups)
        model = predictions(self.shown, self.hoped, log.rewards, self.groups)
        robust = doubly_robust(log, model[0].tolist(), model[1].tolist())
        return Worth(kind, float(np.mean(log.rewards)), ips(log), snips(log), robust)

    @property
    def effective(self) -> float:
        """Kish's effective sample size, in turns."""
        weights = np.divide(self.targets, self.chances)
        squares = float((weights**2).sum())
        return float(weights.sum()) ** 2 / squares if squares else 0.0

    @property
    def silence(self) -> str:
        """Why there is no number, as a sentence; empty where there is one."""
        count = len(self.chances)
        if not self.turns:
            return "No turn was replayed, so there is nothing to estimate from."
        if not count:
            return f"No estimate: the log has no support for this policy. {self._way_out()}"
        if count < self.turns and not self.unlike:
            told = f"the {count:,} of {self.turns:,} turns on which both policies do the same"
            return f"No estimate: the log can only tell of {told}. {self._way_out()}"
        if not any(map(any, self.rewards.values())):
            return f"No estimate: nobody accepted, clicked or judged anything on the {count:,} turns with support."
        if self.unlike and self.effective < FEWEST:
            return (
                f"No estimate: the {count:,} turns with support tell no more than {self.effective:.0f} of the other "
                f"policy's own would, and it takes {FEWEST}."
            )
        return ""

    def _way_out(self) -> str:
        """Of the commonest reason."""
        return WAYS_OUT[self.without.most_common(1)[0][0]]
