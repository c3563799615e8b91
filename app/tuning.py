"""Learning the ranking's weights for one catalogue from its stored conversations, and putting them in force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.settings import Settings
from app.warming import logged_choices
from app.wiring import open_shelf
from retrieval.embedder import Progress, silent
from retrieval.learning.choice import Choice
from retrieval.learning.tuning import FEWEST, Learned, choice, learn
from retrieval.scorers.utility import Utility
from retrieval.weights import DEFAULT, Fitted, Weights, weights_in_force, write_weights
from storage.choices import ShownSlate, slates_with_feedback
from storage.engine import open_engine

IN_FORCE = "They are better, and in force from the next start on."
NO_BETTER = "That is no more than chance would give: the weights stay as they are."
DRY = "Nothing was changed: this was a dry run."


@dataclass(frozen=True, slots=True)
class Tuned:
    catalogue: str
    on: str
    """What was learned from, for people."""
    skipped: int
    """Slates whose scores cannot be taken apart: from other weights, or from a language model."""
    now: Mapping[str, float]
    """The weights that were in force."""
    learned: Learned | None
    """None where there was too little."""
    in_force: bool
    outcome: str
    trouble: str = ""
    """Why a file of learned weights was left aside."""
    fewest: int = FEWEST

    def figures(self) -> dict[str, object]:
        found = self.learned
        return {
            "catalogue": self.catalogue,
            "learned_from": self.on,
            "in_force": self.in_force,
            "before": dict(self.now),
            "weights": dict(found.weights) if found else None,
            "gain": round(found.gain.mean, 5) if found else None,
            "se": round(found.gain.error, 5) if found else None,
            "choices": found.gain.choices if found else 0,
            "conversations": found.gain.groups if found else 0,
        }


def tune(name: str, settings: Settings, dry_run: bool = False, progress: Progress = silent) -> Tuned:
    """Raises ShelfError for a catalogue that there is not, StoreUnavailable."""
    shelf = open_shelf(settings)
    catalogue = shelf.load(name)
    now, trouble = weights_in_force(shelf.home(name), name, catalogue.version)
    engine = open_engine(settings.database_url)
    try:
        slates = slates_with_feedback(engine, name)
        logged = logged_choices(engine, catalogue, now, settings, progress)
    finally:
        engine.dispose()
    progress("learning", 0, 1)
    choices = [*_choices(slates, now), *logged]
    found = learn(choices, now.utility)
    progress("learning", 1, 1)
    groups = len({one.group for one in choices})
    on = f"{len(choices):,} choices in {groups:,} conversations"
    if logged:
        on += f", {len(logged):,} of them in imported logs"
    better = found is not None and found.gain.sure
    if found and better and not dry_run:
        origin = _origin(name, catalogue.version, on, found)
        write_weights(shelf.home(name), Weights(utility=found.weights, fitted=origin))
    outcome = NO_BETTER if not better else DRY if dry_run else IN_FORCE
    skipped = sum(not _readable(slate, now) for slate in slates)
    return Tuned(name, on, skipped, now.utility, found, better and not dry_run, outcome, trouble)


def _origin(name: str, version: str, on: str, found: Learned) -> Fitted:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Fitted(name, version, on, round(found.gain.mean, 5), round(found.gain.error, 5), at)


def _choices(slates: Sequence[ShownSlate], now: Weights) -> Iterator[Choice]:
    """One for every item taken, among those of the slate that were not."""
    for slate in slates:
        weights = _weights(slate, now)
        if weights is None:
            continue
        left = [card for card in slate.cards if not card.taken]
        for card in slate.cards:
            if card.taken and left:
                cards = sorted((card, *left), key=lambda one: one.rank)
                parts = [one.parts for one in cards]
                yield choice(slate.conversation, parts, cards.index(card), weights.utility)


def _readable(slate: ShownSlate, now: Weights) -> bool:
    return _weights(slate, now) is not None


def _weights(slate: ShownSlate, now: Weights) -> Weights | None:
    """Those that the slate was scored with; None where that cannot be told."""
    versions = {(card.scored_by, card.scorer_version) for card in slate.cards}
    known = {(Utility.name, version_of(weights)): weights for weights in (DEFAULT, now)}
    return known.get(versions.pop()) if len(versions) == 1 else None


def version_of(weights: Weights) -> str:
    """As a `Utility` with these weights calls itself."""
    return f"{Utility.version} ({weights.version})" if weights.fitted else Utility.version
