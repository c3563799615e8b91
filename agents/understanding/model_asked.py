"""When a language model is asked to read too, and what it is shown of the built-in reading."""

from collections.abc import Sequence

from agents.dialogue import Act, Conversation, Greet, More, Other, Restart, Reveal, Revise, Thank, Undo, Waive
from agents.understanding.builtin import THUMBS
from agents.understanding.settling import FINAL

COMMANDS = (Undo, Restart, More, Greet, Thank)
SHORT = 6
"""Words up to which a message that is a command and nothing else cannot be anything more."""


def certain(acts: Sequence[Act], utterance: str, conversation: Conversation) -> bool:
    """Whether a model could add nothing: something tapped, a thumb, or a short command, greeting or thanks."""
    if utterance.strip() in THUMBS or _offered(utterance, conversation):
        return True
    wishes = [act.preference for act in acts if isinstance(act, Reveal | Revise)]
    if wishes and len(wishes) == len(acts):
        return all(wish.source == "tapped" for wish in wishes)
    if any(isinstance(act, Other) and act.reason in FINAL for act in acts):
        return len(acts) == 1
    commands = all(isinstance(act, COMMANDS) or act == Waive("") for act in acts)
    return bool(acts) and commands and len(utterance.split()) <= SHORT


def _offered(utterance: str, conversation: Conversation) -> bool:
    """Whether the last reply offered these very words to tap."""
    last = next((t.reply for t in reversed(conversation.turns) if t.reply), None)
    if last is None:
        return False
    asked = last.question.options if last.question else ()
    ways = (r.option for r in last.relaxations if r.option)
    said = utterance.strip().casefold()
    return any(said in (o.utterance.casefold(), o.label.casefold()) for o in (*asked, *last.suggestions, *ways))


def to_check(acts: Sequence[Act]) -> tuple[Act, ...]:
    """What a model is asked to confirm: a reading that found something, and holds no guess. Else it reads afresh."""
    guessed = any(isinstance(act, Reveal | Revise) and act.preference.source == "implied" for act in acts)
    return () if guessed or any(isinstance(act, Other) for act in acts) else tuple(acts)
