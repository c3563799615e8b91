"""A talk that was had elsewhere, gone through once more: the built-in reader alone, nothing stored, nobody shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.dialogue import Conversation, Duel, Profile, Slate, Turn
from agents.graph import TurnGraph
from agents.meanwhile import Meanwhile
from agents.state import TurnState
from agents.world import World


@dataclass(slots=True)
class _Nowhere:
    """A recorder that keeps the turns to itself, and what they showed not at all."""

    turns: list[Turn] = field(default_factory=list)

    async def commit_slate(
        self,
        conversation_id: str,
        turn_number: int,
        slate: Slate,
        profile: Profile,
        policy: str = "default",
        duel: str = "",
    ) -> None:
        return

    async def commit_duel(
        self, conversation_id: str, turn_number: int, slate: Slate, duel: Duel, profile: Profile
    ) -> None:
        return

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None:
        self.turns.append(turn)


async def recalled(
    world: World, graph: TurnGraph, conversation: Conversation, utterances: Sequence[str]
) -> tuple[Turn, ...]:
    """The turns that would follow the conversation's, in the order of the utterances. No language model is asked."""
    recorder = _Nowhere()
    quiet = _without_models(world, recorder)
    for utterance in utterances:
        known = replace(conversation, turns=(*conversation.turns, *recorder.turns))
        state: TurnState = {
            "conversation": known,
            "number": len(known.turns) + 1,
            "utterance": utterance,
            "timings": {},
            "meanwhile": Meanwhile(),
        }
        await graph.ainvoke(state, context=quiet)
    return tuple(recorder.turns)


def _without_models(world: World, recorder: _Nowhere) -> World:
    return replace(
        world,
        recorder=recorder,
        second_reader=None,
        second_scorer=None,
        translator=None,
        narrator=None,
        rewriter=None,
        dials=replace(world.dials, explore=0.0),
    )
