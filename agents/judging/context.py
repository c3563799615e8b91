"""What a judge knows of the person: wishes and words until the turn in which items were shown, and nothing later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.dialogue import Profile, Restart, Turn, TurnStatus

EARLIER = 3
"""Messages before the last one that are told."""


@dataclass(frozen=True, slots=True)
class Context:
    conversation: str
    turn: int
    profile: Profile
    """As it was before anybody could react to what was shown in this turn."""
    utterance: str
    before: tuple[str, ...] = ()
    """What they said earlier in the same talk, oldest first."""


def context_of(
    conversation: str, turns: Sequence[Turn], number: int, profile: Profile, scrub: Callable[[str], str]
) -> Context:
    """`turns` are those of the conversation; `scrub` takes out of people's words what identifies anybody."""
    until = _since_restart([turn for turn in turns if turn.number <= number and turn.status is not TurnStatus.FAILED])
    said = [scrub(turn.utterance) for turn in until if turn.utterance.strip() and turn.number < number]
    last = next((scrub(turn.utterance) for turn in turns if turn.number == number), "")
    return Context(conversation, number, profile, last, tuple(said[-EARLIER:]))


def _since_restart(turns: Sequence[Turn]) -> Sequence[Turn]:
    starts = [place for place, turn in enumerate(turns) if any(isinstance(act, Restart) for act in turn.acts)]
    return turns[starts[-1] :] if starts else turns
