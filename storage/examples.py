"""How people took items of a catalogue, as examples for a language model that grades: ids and tests, nobody's words.

What people typed (messages, reasons, the words of their wishes) is not read, and of a wish's values a prompt names only
those that the item itself has (`agents.scorers`): another person's words never enter a prompt. What was taken back is
no example, nor is anything of a conversation whose person refused to be learned from.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import cast

from sqlalchemy import select

from agents.dialogue import Preference, Profile
from agents.grading import Example, Taken
from storage.rows import ALLOWED, STANDS, Found, Query
from storage.sql import SqlStore
from storage.store import StoreError
from storage.tables import conversations, feedback, impressions, slates, turns

MOST = 8
REFRESHED = 600.0
"""Seconds for which examples are kept; as long may those of an erased conversation be used."""
READ = 8
"""Signals read for each example that is wanted: several may be of one conversation."""
TAKEN: dict[str, Taken] = {"accept": "accepted", "like": "liked", "dislike": "disliked"}

log = logging.getLogger(__name__)


class StoredExamples:
    """Implements `agents.grading.Examples` for one catalogue."""

    def __init__(
        self, store: SqlStore, catalogue: str, most: int = MOST, clock: Callable[[], float] = monotonic
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._most = most
        self._clock = clock
        self._kept: tuple[Example, ...] = ()
        self._due = float("-inf")

    async def __call__(self) -> Sequence[Example]:
        if self._clock() >= self._due:
            self._due = self._clock() + REFRESHED  # before it waits: nobody else needs to read them, too
            try:
                self._kept = await read_examples(self._store, self._catalogue, self._most)
            except StoreError as error:
                log.warning("No new examples for grading: %s", error)
            except asyncio.CancelledError:
                self._due = float("-inf")
                raise
        return self._kept


async def read_examples(store: SqlStore, catalogue: str, most: int = MOST) -> tuple[Example, ...]:
    """At most `most`, the latest first: one a conversation, and as many liked as disliked while there are both."""
    found = await store._in(lambda c: c.execute(_signals(catalogue, most * READ)).all())
    return balanced(latest(found), most)


def _signals(catalogue: str, most: int) -> Query:
    return (
        select(feedback.c.kind, impressions.c.item_id, slates.c.conversation_id, slates.c.profile)
        .select_from(feedback.join(impressions).join(slates).join(turns).join(conversations))
        .where(conversations.c.catalogue == catalogue, feedback.c.kind.in_(TAKEN), STANDS, ALLOWED)
        .order_by(feedback.c.at.desc(), feedback.c.number.desc(), feedback.c.id)
        .limit(most)
    )


def latest(found: Iterable[Found]) -> list[Example]:
    """Of each conversation the latest signal; nobody's taste fills the prompt."""
    by_conversation: dict[str, Example] = {}
    for row in found:
        wishes = tuple(_wordless(wish) for wish in cast(Profile, row.profile).preferences)
        by_conversation.setdefault(
            row.conversation_id, Example(row.conversation_id, row.item_id, TAKEN[row.kind], wishes)
        )
    return list(by_conversation.values())


def balanced(examples: Sequence[Example], most: int) -> tuple[Example, ...]:
    """Liked ones and disliked ones in turn; where one kind is used up, the rest of the other."""
    good = [e for e in examples if e.taken != "disliked"]
    bad = [e for e in examples if e.taken == "disliked"]
    paired = [e for pair in zip(good, bad, strict=False) for e in pair]
    return (*paired, *good[len(bad) :], *bad[len(good) :])[:most]


def _wordless(wish: Preference) -> Preference:
    return Preference(wish.constraint, wish.strength, wish.scope)
