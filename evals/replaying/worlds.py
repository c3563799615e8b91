"""The catalogue opened twice: with the policy in force and with the other one. Nothing of them can write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from agents.dialogue import Act, Conversation, Duel, Profile, Slate, Turn
from agents.models.model import LanguageModel
from agents.scorers import FIRST, first_scorer, load_second_scorer
from agents.world import World
from app.settings import Settings
from app.wiring import blocked, indexes, open_embedder, open_shelf
from evals.replaying.policy import Policy, Ranker
from evals.replaying.scorers import PLAIN_SCORERS
from retrieval.blocklist import FILE
from retrieval.columns import Columns
from retrieval.embedder import Progress, silent
from retrieval.indexing import open_index
from retrieval.quality import standing
from retrieval.retriever import Retriever
from retrieval.scorer import Scorer
from retrieval.scorers import load_scorer
from retrieval.scorers.utility import Utility
from retrieval.weights import Weights, weights_in_force


class Untouched:
    """Stands where a turn is read and recorded: a replay does neither."""

    name = "nobody"

    def read(self, utterance: str, conversation: Conversation) -> tuple[Act, ...]:
        raise RuntimeError("a replay reads nothing again")

    async def commit_slate(
        self, conversation_id: str, turn_number: int, slate: Slate, profile: Profile, policy: str = "", duel: str = ""
    ) -> None:
        raise RuntimeError("a replay writes nothing")

    async def commit_duel(
        self, conversation_id: str, turn_number: int, slate: Slate, duel: Duel, profile: Profile
    ) -> None:
        raise RuntimeError("a replay writes nothing")

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None:
        raise RuntimeError("a replay writes nothing")


@dataclass(frozen=True, slots=True)
class Bench:
    """A policy, ready to rank."""

    world: World
    ranker: Ranker = "varied"


Opener = Callable[[Policy], Bench]


def opener(settings: Settings, name: str, model: LanguageModel | None = None, progress: Progress = silent) -> Opener:
    """Opens the catalogue once for all policies. Raises ShelfError, and ValueError for a scorer that needs a model.

    Without the likes of others: those there are now tell what people did after the turns that are replayed.
    """
    shelf, embedder = open_shelf(settings), open_embedder(settings, progress)
    catalogue = shelf.load(name)
    columns = Columns(catalogue)
    index = open_index(catalogue, embedder, indexes(settings), None)
    now, _ = weights_in_force(shelf.home(name), name, catalogue.version)
    out, fame = blocked(shelf.home(name) / FILE, columns), standing(columns)

    @cache
    def ours(tail: float) -> Retriever:
        return Retriever(catalogue, columns, index.vectors, embedder, index.lexical, weights=now, tail=tail)

    def searching(policy: Policy) -> Retriever:
        """The same one for policies that search alike."""
        tail, weights = policy.dials.tail, policy.weights
        if weights is None:
            return ours(tail)
        return Retriever(catalogue, columns, index.vectors, embedder, index.lexical, weights=weights, tail=tail)

    def opened(policy: Policy) -> Bench:
        weights = policy.weights or now
        world = World(
            catalogue=catalogue,
            columns=columns,
            reader=NOBODY,
            retriever=searching(policy),
            scorer=_scorer(first_scorer(policy.scorer), columns, weights, policy.dials.tail),
            recorder=NOBODY,
            standing=fame,
            second_scorer=load_second_scorer(policy.scorer, model, catalogue),
            dials=policy.dials,
            blocked=out,
        )
        return Bench(world, policy.ranker)

    return opened


NOBODY = Untouched()


def _scorer(spec: str, columns: Columns, weights: Weights, tail: float) -> Scorer:
    if spec == FIRST:
        return Utility(columns, weights, tail)
    return PLAIN_SCORERS[spec](columns) if spec in PLAIN_SCORERS else load_scorer(spec, columns)
