"""The person's side of a turn in words: what was typed, or what was done by hand, which only the profile tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from agents.dialogue import Preference, Profile, Turn
from agents.phrasing import join, wish_words
from storage.exports.shelf import ItemShelf
from storage.exports.wording import chat_wording
from storage.labels.told import Told

T = TypeVar("T")


def words_of(told: Told, shelf: ItemShelf) -> Mapping[int, str]:
    """By turn; empty where there is nothing to say, as of a side picked in a duel."""
    found, known = {}, Profile()
    for turn in told.turns:
        found[turn.number] = turn.utterance.strip() or " ".join(_done(turn, known, shelf))
        known = turn.profile
    return found


def _done(turn: Turn, known: Profile, shelf: ItemShelf) -> Iterator[str]:
    """What changed by hand: "(likes Arc)", "(takes back: under €40)"."""
    words, after = chat_wording(), turn.profile
    for template, new in (
        (words.liked, _new(known.liked, after.liked)),
        (words.disliked, _new(known.rejected, after.rejected)),
        (words.seen, _new(known.seen, after.seen)),
    ):
        if titles := [title for one in new if (title := shelf.title(one))]:
            yield template.format(titles=join(titles))
    if gone := _wishes(_new(after.preferences, known.preferences), shelf):
        yield words.withdrawn.format(wishes=gone)
    if wished := _wishes(_new(known.preferences, after.preferences), shelf):
        yield words.wished.format(wishes=wished)


def _new(before: Sequence[T], after: Sequence[T]) -> list[T]:
    return [one for one in after if one not in before]


def _wishes(preferences: list[Preference], shelf: ItemShelf) -> str:
    return ", ".join(dict.fromkeys(wish_words(one, shelf.domain) for one in preferences))
