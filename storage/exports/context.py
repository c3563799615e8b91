"""What a person wanted at one turn, in words: the query of every text format, the user's side of the chat ones."""

from collections.abc import Sequence

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Greet,
    More,
    Other,
    Profile,
    Reject,
    Restart,
    Seen,
    Thank,
    Turn,
    Undo,
    Waive,
)
from agents.phrasing import wish_words
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

LIKED = 3
"""Liked items that are named, the latest."""

NO_WISH = (Accept, Ask, Compare, Greet, More, Reject, Restart, Seen, Thank, Undo, Waive)
"""Acts that say nothing of what is wanted: "show me more" is no query. Why something was rejected is an act of its own.
"""
OF_WISHES = ("unclear", "not_in_catalogue", "ambiguous")
"""Words that were not understood, and may well be a wish."""


def query(told: Told, number: int, shelf: ItemShelf) -> str:
    """The wishes in words, then the last words that wished for something: `comedy, under 1 h 30 min. something silly`.

    A stop between the two, as between the parts of an item's text. Never empty: without any wish it is `any film`.
    """
    parts = (wishes(profile_at(told, number), shelf), last_words(told.turns, number))
    said = ". ".join(part.rstrip(".") for part in dict.fromkeys(parts) if part)
    return said or f"any {shelf.domain.noun}"


def wishes(profile: Profile, shelf: ItemShelf) -> str:
    """All wishes, as they stand in a sentence, and the items to stay close to; empty if there are none."""
    words = [wish_words(wish, shelf.domain) for wish in profile.preferences]
    liked = [f"like {title}" for one in profile.liked[-LIKED:] if (title := shelf.title(one))]
    return ", ".join(dict.fromkeys((*words, *liked)))


def profile_at(told: Told, number: int) -> Profile:
    """What was known of the person when the turn's items were chosen."""
    shown = next((one.profile for one in told.impressions if one.turn == number), None)
    if shown is not None:
        return shown
    before = [turn.profile for turn in told.turns if turn.number <= number]
    return before[-1] if before else Profile()


def last_words(turns: Sequence[Turn], number: int) -> str:
    """What was last said of what is wanted, up to this turn and since the talk started over; empty if nothing."""
    for turn in reversed([turn for turn in turns if turn.number <= number]):
        if turn.utterance and (not turn.acts or any(_wishes(act) for act in turn.acts)):
            return " ".join(turn.utterance.split())
        if any(isinstance(act, Restart) for act in turn.acts):
            break
    return ""


def _wishes(act: Act) -> bool:
    return act.reason in OF_WISHES if isinstance(act, Other) else not isinstance(act, NO_WISH)
