"""Which items of a turn a judge is asked about: those shown and met with silence, and some that could have been."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from agents import recommending
from agents.dialogue import Conversation, Profile, Turn
from agents.judging.context import Context, context_of
from agents.judging.judge import JUDGE, MOST
from agents.wishes import plain_wish, query, query_text
from agents.world import World
from app.judging.plan import Plan
from retrieval.catalogue import Item
from storage.judgements import judgement_id
from storage.scrubbing import scrub
from storage.unjudged import Talk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    context: Context
    items: tuple[Item, ...]
    beside: frozenset[str]
    """Ids of those that people judged."""


@dataclass(slots=True)
class Picker:
    """Goes from the latest talk to the oldest, and counts what is left to ask about."""

    world: World
    plan: Plan
    judge: str
    sampled: int = 0
    """Pairs, of this run and those before, that both people and this judge judged."""
    asked: int = 0

    @property
    def left(self) -> int:
        return self.plan.most - self.asked

    async def questions(self, talk: Talk) -> Sequence[Question]:
        """Nothing that this judge was asked about before."""
        found = []
        for number, group in groupby(talk.impressions, key=lambda one: one.turn):
            cards = list(group)
            shown = tuple(dict.fromkeys(card.item_id for card in cards))
            question = await self._question(talk, number, cards[0].profile, shown)
            found += list(_parts(question))
        return found

    async def _question(self, talk: Talk, number: int, profile: Profile, shown: Sequence[str]) -> Question:
        people = {label.item_id: label.source for label in talk.labels if label.turn == number}
        explicit = [item for item in shown if people.get(item) == "explicit"]
        known = {one.id for one in talk.judgements}
        judged = {item for item in shown if self._id(talk, number, item) in known}
        self.sampled += sum(item in judged for item in explicit)
        silent = [item for item in shown if item not in people and item not in judged]
        again = [item for item in explicit if item not in judged][: max(0, self.plan.sample - self.sampled)]
        others = await self._others(talk, number, profile, shown) if self.left > len(silent) + len(again) else ()
        picked = self._there((*silent, *again, *others))[: max(0, self.left)]
        beside = frozenset(item.id for item in picked) & frozenset(again)
        self.sampled += len(beside)
        self.asked += len(picked)
        return Question(context_of(talk.id, talk.turns, number, profile, scrub), picked, beside)

    async def _others(self, talk: Talk, number: int, profile: Profile, shown: Sequence[str]) -> Sequence[str]:
        """Found as in the turn itself, without what was shown or ruled out."""
        theirs = [one for one in talk.judgements if one.turn == number]
        done = {one.item_id for one in theirs if one.id == self._id(talk, number, one.item_id)}
        wanted = self.plan.retrieved - len(done - set(shown))
        if wanted < 1:
            return ()
        turn = next((turn for turn in talk.turns if turn.number == number), Turn(number, ""))
        earlier = Conversation(talk.id, talk.catalogue, tuple(t for t in talk.turns if t.number < number))
        text = query_text(earlier, plain_wish(turn.acts, turn.utterance), profile)
        ruled_out = {*profile.rejected, *profile.seen, *profile.liked, *shown, *done}
        asked = query(profile, text, self.world.blocked | ruled_out)
        found = await recommending.scored(self.world, asked, await self.world.retriever.retrieve(asked))
        return [candidate.item_id for candidate, _ in spread(found, wanted)]

    def _id(self, talk: Talk, number: int, item_id: str) -> str:
        return judgement_id(talk.id, number, item_id, self.judge, JUDGE)

    def _there(self, item_ids: Sequence[str]) -> tuple[Item, ...]:
        """What the catalogue no longer has cannot be told about."""
        found = (self.world.catalogue.find(item_id) for item_id in dict.fromkeys(item_ids))
        return tuple(item for item in found if item)


def spread(found: Sequence[T], count: int) -> Sequence[T]:
    """`count` of them from the first to the last at even distances: a ranker learns from easy cases and hard ones."""
    if count >= len(found):
        return found
    return [found[place * (len(found) - 1) // max(1, count - 1)] for place in range(count)]


def _parts(question: Question) -> Iterator[Question]:
    """No more items a question than a judge takes, in parts of about the same size."""
    items = question.items
    count = -(-len(items) // MOST)
    for part in range(count):
        some = items[part::count]
        yield Question(question.context, some, question.beside & {item.id for item in some})
