"""What the nodes of one turn may use; everything is passed in, nothing is looked up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.dialogue import Act, Conversation, Duel, Profile, Slate, Turn
from agents.grading import SecondScorer
from agents.narrating import Narrator
from agents.policy import Questions
from agents.ranking import PLAIN, Dials
from agents.rewriting import Rewriter
from agents.translating import Translator
from agents.understanding.settling import ModelReading
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns
from retrieval.quality import Standing
from retrieval.retriever import Retriever
from retrieval.scorer import Scorer


class Reader(Protocol):
    name: str

    def read(self, utterance: str, conversation: Conversation) -> tuple[Act, ...]: ...


class SecondReader(Protocol):
    """A language model that reads the same acts. It never raises: its trouble is in the reading."""

    name: str

    async def read(self, utterance: str, conversation: Conversation, draft: Sequence[Act] = ()) -> ModelReading: ...


class Recorder(Protocol):
    """Where a turn is remembered. The slate is durable when `commit_slate` returns: only then do its cards leave."""

    async def commit_slate(
        self,
        conversation_id: str,
        turn_number: int,
        slate: Slate,
        profile: Profile,
        policy: str = "default",
        duel: str = "",
    ) -> None: ...

    async def commit_duel(
        self, conversation_id: str, turn_number: int, slate: Slate, duel: Duel, profile: Profile
    ) -> None: ...

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    """One catalogue, opened, with the parts that serve it."""

    catalogue: Catalogue
    columns: Columns
    reader: Reader
    retriever: Retriever
    scorer: Scorer
    recorder: Recorder
    standing: Standing
    """How well known each item is."""
    trouble: Callable[[], str] = lambda: ""
    """What works less well than it should, as a sentence; empty while all is well. It is shown with every slate."""
    second_reader: SecondReader | None = None
    translator: Translator | None = None
    second_scorer: SecondScorer | None = None
    narrator: Narrator | None = None
    rewriter: Rewriter | None = None
    questions: Questions = "normal"
    dials: Dials = PLAIN
    blocked: frozenset[str] = frozenset()
    """Ids of items that the owner keeps out."""
    challenger: "Challenger | None" = None


@dataclass(frozen=True, slots=True)
class Challenger:
    """The other policy of a duel (docs/duels.md)."""

    name: str
    """As the owner wrote it: "tail=0.5"."""
    world: World
    """As this policy has it: with its own retriever, scorer and dials."""
    share: float
    """0–1, of the recommending turns of whoever can be shown a duel."""
    scores: bool
    """Whether it has a scorer of its own; if not, a language model's grades are its grades too."""
