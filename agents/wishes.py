"""From a profile to what retrieval understands: tests, weighted wishes, a text, and what to leave out."""

from agents.dialogue import Act, Conversation, Other, Preference, Profile, Restart, Reveal, Revise, Scope, Turn
from retrieval.catalogue import Constraint
from retrieval.scorer import Query, Wish

IMPLIED = 0.4
"""Weight of a guess beside a wish said in so many words."""
UNLIKE = 0.3
"""Weight of each of the values that something different had better not have: together they outweigh no wish."""
TURNS_OF_TEXT = 3
LIKED = 8
"""Liked items that others are likened to; earlier ones hardly count (`retrieval.kinship.FADES`)."""


def tests(preferences: tuple[Preference, ...]) -> tuple[tuple[Constraint, ...], tuple[Constraint, ...]]:
    """The hard ones as (required, forbidden)."""
    hard = [p for p in preferences if p.hard]
    return tuple(p.constraint for p in hard if not p.negative), tuple(p.constraint for p in hard if p.negative)


def query(profile: Profile, text: str, exclude: frozenset[str], limit: int = 200) -> Query:
    required, forbidden = tests(profile.preferences)
    return Query(
        text=text,
        required=required,
        forbidden=forbidden,
        wishes=tuple(Wish(p.constraint, weight(p)) for p in profile.preferences if not p.hard),
        like=profile.liked[-LIKED:],
        exclude=exclude,
        limit=limit,
    )


def weight(preference: Preference) -> float:
    size = IMPLIED if preference.source == "implied" else 1.0
    if preference.source == "critique" and preference.scope is Scope.TURN:
        size = UNLIKE
    return -size if preference.negative else size


def query_text(conversation: Conversation, utterance: str, profile: Profile) -> str:
    """What to look for in words: the wanted values and the last wishes as they were said.

    Negation does not survive an embedding ("not with zombies" is close to zombies), so an utterance that wishes
    something away, or that only answers or refers, is left out; the values it wanted still stand in the profile.
    """
    said = [plain_wish(t.acts, t.utterance) for t in _since_restart(conversation.turns) if t.reply]
    wanted = [_value_words(p) for p in profile.preferences if not p.negative]
    return " ".join(dict.fromkeys(text for text in (*wanted, *said[-TURNS_OF_TEXT:], utterance) if text))


def _since_restart(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    starts = [place for place, turn in enumerate(turns) if any(isinstance(act, Restart) for act in turn.acts)]
    return turns[starts[-1] + 1 :] if starts else turns


def plain_wish(acts: tuple[Act, ...], utterance: str) -> str:
    """The utterance if it may be searched for as it stands, else the empty string."""
    return utterance if all(_searchable(act) for act in acts) else ""


def _searchable(act: Act) -> bool:
    if isinstance(act, Reveal | Revise):
        return not act.preference.negative
    return isinstance(act, Other) and act.reason == "unclear"


def _value_words(preference: Preference) -> str:
    value = preference.constraint.value
    match value:
        case str():
            return value
        case tuple() if all(isinstance(v, str) for v in value):
            return " ".join(str(v) for v in value)
        case _:
            return ""
