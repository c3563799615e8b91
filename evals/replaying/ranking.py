"""One stored turn, ranked again: the same state, the catalogue in force, and any policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.dialogue import Preference, Profile
from agents.grading import MOST, Wanted
from agents.policy import excluded
from agents.ranking import TICKETS, Choice, Dials, Pick
from agents.recommending import Judged, chosen, scored
from agents.wishes import plain_wish, query, query_text
from agents.world import World
from evals.replaying.stored import Shown
from evals.replaying.worlds import Bench
from retrieval.catalogue import Item
from retrieval.scorer import Candidate, Query


class CannotReplay(ValueError):
    """Why a turn cannot be ranked again, as what is counted."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What a policy might have shown on a turn: its first cards are certain, the last may be drawn."""

    first: tuple[str, ...]
    last: str
    """The card that stands last by its own merit; empty where nothing is shown."""
    tickets: Mapping[str, int] = field(default_factory=dict)
    """Of each other item that might be drawn in its place."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """0–1, of all of these, as the policy's scorer has them."""

    def of(self, item_id: str, explore: float) -> float:
        """How likely the item is to stand last, where that share of slates is explored."""
        return self.all(explore).get(item_id, 0.0)

    def all(self, explore: float) -> dict[str, float]:
        """Everything that may stand last, with how likely it does."""
        if not self.tickets or not explore:
            return {self.last: 1.0}
        total = sum(self.tickets.values())
        drawn = {item: explore * tickets / total for item, tickets in self.tickets.items()}
        return {self.last: 1 - explore, **drawn}

    def explored(self, item_id: str, propensity: float) -> float | None:
        """The share of slates that must have been explored for the item to have this propensity; None: none does."""
        if item_id == self.last:
            return 1 - propensity
        if item_id not in self.tickets or propensity >= 1:
            return None
        return propensity * sum(self.tickets.values()) / self.tickets[item_id]


@dataclass(frozen=True, slots=True)
class Ranked:
    picks: tuple[Pick, ...]
    """What would be shown, drawn as it was then."""
    chances: Chances
    violations: tuple[str, ...]
    """Sentences: cards that break a hard wish, or that are not to be shown."""
    trouble: str = ""
    """Why a language model was no help, where one was asked."""

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(pick.candidate.item_id for pick in self.picks)


def wanted(shown: Shown, world: World) -> Query:
    """What was looked for on the turn, as the product puts it together. Raises CannotReplay."""
    known, turn = shown.profile, shown.turn
    text = query_text(shown.before, plain_wish(turn.acts, turn.utterance), known)
    try:
        return query(known, text, excluded(known, turn.acts, world.catalogue, world.columns, world.blocked))
    except (ValueError, TypeError, KeyError) as error:
        raise CannotReplay("turns with a wish that the catalogue in force cannot test") from error


async def candidates(shown: Shown, world: World) -> tuple[Query, tuple[Candidate, ...]]:
    """Raises CannotReplay."""
    looked_for = wanted(shown, world)
    try:
        return looked_for, await world.retriever.retrieve(looked_for)
    except (ValueError, TypeError, KeyError) as error:
        raise CannotReplay("turns with a wish that the catalogue in force cannot test") from error


async def ranked(shown: Shown, bench: Bench, looked_for: Query, found: tuple[Candidate, ...]) -> Ranked:
    world = _sized(bench.world, len(shown.cards))
    judged, trouble = await _judged(shown, world, looked_for, found)
    picks, choice = _choices(shown, bench, world, looked_for, judged)
    chances = _chances(choice, judged, world) if bench.ranker == "varied" else _certain(picks)
    broken = tuple(violations(picks, shown.profile, looked_for, world))
    return Ranked(picks, chances, broken, trouble)


def _sized(world: World, cards: int) -> World:
    """A slate is never shorter than it was; where it was, few may have been left."""
    size = max(world.dials.size, cards)
    return world if size == world.dials.size else replace(world, dials=replace(world.dials, size=size))


async def _judged(shown: Shown, world: World, looked_for: Query, found: tuple[Candidate, ...]) -> tuple[Judged, str]:
    before = await scored(world, looked_for, found)
    if not world.second_scorer or not before:
        return Judged(before), ""
    asked = Wanted(shown.profile, looked_for, shown.turn.utterance, shown.before.id)
    best, scores = zip(*before[:MOST], strict=True)
    grading = await world.second_scorer.grade(asked, best, scores)
    graded = zip(best, grading.scores, strict=False)
    return Judged((*graded, *before[MOST:]), grading), grading.trouble


def _choices(
    shown: Shown, bench: Bench, world: World, looked_for: Query, judged: Judged
) -> tuple[tuple[Pick, ...], Choice]:
    """What is shown, drawn by the turn's own seed, and what stands there by merit alone."""
    if bench.ranker == "plain":
        everything = replace(world, dials=replace(world.dials, size=max(1, len(judged.scored)), explore=0.0))
        choice = chosen(everything, looked_for, shown.profile, judged, shown.seed).choice
        best = sorted(choice.picks, key=lambda one: (-one.score.value, -one.candidate.fused, one.candidate.row))
        return tuple(best[: world.dials.size]), choice
    drawn = chosen(world, looked_for, shown.profile, judged, shown.seed).choice
    if not world.dials.explore:
        return drawn.picks, drawn
    still = replace(world, dials=replace(world.dials, explore=0.0))
    return drawn.picks, chosen(still, looked_for, shown.profile, judged, shown.seed).choice


def _certain(picks: Sequence[Pick]) -> Chances:
    ids = tuple(pick.candidate.item_id for pick in picks)
    return Chances(ids[:-1], ids[-1] if ids else "")


def _chances(choice: Choice, judged: Judged, world: World) -> Chances:
    """As `agents.ranking.choose_slate` draws: from all that may be shown and was not chosen, misfits aside."""
    sure = _certain(choice.picks)
    misfits = judged.grading.misfits if judged.grading else frozenset()
    out = {*sure.first, sure.last, *misfits, *(one.item_id for one in choice.dropped)}
    others = [one for one, _ in judged.scored if one.item_id not in out]
    return replace(
        sure,
        tickets={one.item_id: TICKETS if world.standing.cold[one.row] else 1 for one in others},
        scores={one.item_id: score.value for one, score in judged.scored},
    )


def violations(picks: Sequence[Pick], known: Profile, looked_for: Query, world: World) -> list[str]:
    """Sentences: what is wrong with cards, looked at beside the gatekeeper, on the values themselves."""
    told = []
    for pick in picks:
        item = world.catalogue.items[pick.candidate.row]
        told += [f"“{item.title}” breaks the wish “{_words(wish)}”." for wish in known.hard if not _keeps(wish, item)]
        if item.id in looked_for.exclude or item.id in (*known.rejected, *known.seen):
            told.append(f"“{item.title}” was not to be shown.")
    return told


def _keeps(wish: Preference, item: Item) -> bool:
    try:
        return wish.met_by(item)
    except (ValueError, TypeError):
        return False


def _words(wish: Preference) -> str:
    test = wish.constraint
    return f"{wish.strength} {test.attribute} {test.operator} {test.value}"


def explores(dials: Dials, ranker: str) -> float:
    return dials.explore if ranker == "varied" else 0.0
