"""From a talk of another system to what the store keeps: turns, slates, impressions and feedback. Pure."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from agents.dialogue import (
    Act,
    Conversation,
    Explanation,
    Move,
    Profile,
    Recommendation,
    Reply,
    Slate,
    Turn,
)
from retrieval.scorer import Score
from storage import words
from storage.logs.brought import ELSEWHERE, HISTORY, SHOWN, Brought, Found, Shown, Source
from storage.logs.listening import Listener
from storage.logs.log import Judged, Step, Talk
from storage.records import Card, Feedback

SCORED_BY = "import"
JUDGING = ("like", "dislike", "accept", "rating")
"""Where the log itself has one of these, words are not asked."""


def bring(talk: Talk, source: Source, found: Found, listener: Listener | None) -> Brought:
    """`listener` reads what the person said; without one, words are kept and not understood."""
    builder = _Builder(talk, source, found, listener)
    for step in talk.steps:
        builder.add(step)
    return builder.brought()


def _overheard(said: Iterable[Feedback]) -> Iterator[Feedback]:
    """What words between people are believed: that something was liked, or seen.

    In ReDial, where people were asked after the talk, 24 of 25 items that words praise were liked, but so were 3 of 4
    that words seem to turn down ("No, I have not seen it"); and a yes there takes nothing.
    """
    for one in said:
        if one.kind in ("like", "accept"):
            yield replace(one, kind="like")
        elif one.kind == "seen":
            yield one


class _Builder:
    def __init__(self, talk: Talk, source: Source, found: Found, listener: Listener | None) -> None:
        self._talk, self._source, self._found, self._listener = talk, source, found, listener
        self._id = source.conversation_id(talk)
        self._told = Conversation(self._id, source.catalogue)
        self._now = talk.at or source.at
        self._opened_at = self._now
        self._times: list[datetime] = []
        self._shown: list[Shown] = []
        self._cards: dict[str, Card] = {}
        self._by_item: dict[str, list[Card]] = defaultdict(list)
        self._said: list[Feedback] = []

    def add(self, step: Step) -> None:
        # The clock of a log may go backwards; the order of what was said does not.
        self._now = max(self._now, step.at or self._now)
        before, number = self._told, len(self._told.turns) + 1
        acts, profile = self._heard(step)
        slate = self._recommended(step, number, profile)
        turn = Turn(number, step.said, acts, _with_shown(profile, slate), _reply(step, slate))
        self._said += _overheard(words.said(before, turn, self._cards, self._said, self._now))
        if slate:
            for card in slate.recommendations:
                self._note(card.impression_id, card.item_id, number, slate.id, self._now)
        self._told = replace(before, turns=(*before.turns, turn))
        self._times.append(self._now)

    def _heard(self, step: Step) -> tuple[tuple[Act, ...], Profile]:
        if not (self._listener and step.said):
            return (), self._told.profile
        return self._listener.hear(self._told, step.said, self._found.all(step.named))

    def _recommended(self, step: Step, number: int, profile: Profile) -> Slate | None:
        cards = {item: card for card in reversed(step.shown) if (item := self._found(card.item))}
        items = [item for item in self._found.all(card.item for card in step.shown) if item in cards]
        if not items:
            return None
        slate = self._slate(f"{number}", [(item, cards[item].propensity) for item in items])
        self._shown.append(Shown(number, slate, profile, self._now, SHOWN))
        return slate

    def _slate(self, place: str, items: Sequence[tuple[str, float]]) -> Slate:
        slate_id = _id(self._id, place)
        return Slate(
            slate_id,
            self._source.catalogue_version,
            tuple(
                Recommendation(_id(slate_id, item), item, rank, UNSCORED, Explanation((), ""), propensity)
                for rank, (item, propensity) in enumerate(items, 1)
            ),
        )

    # --- what was made of the items ---------------------------------------------------------------------------------

    def brought(self) -> Brought:
        given = [one for judged in self._talk.judged if (one := self._given(judged))]
        known = {one.impression_id for one in given if one.kind in JUDGING}
        said = [one for one in self._said if one.impression_id not in known]
        return Brought(
            self._id,
            self._source.person(self._talk),
            self._opened_at,
            self._talk.grows,
            self._told.turns,
            tuple(self._times),
            tuple(self._shown),
            tuple(sorted((*said, *given), key=lambda one: one.at)),
        )

    def _given(self, judged: Judged) -> Feedback | None:
        item = self._found(judged.item)
        if not item:
            return None
        at = max(judged.at or self._times[-1], self._opened_at)
        card = self._card(item, judged.step) or self._own(item, judged.step, at)
        told = f"{judged.kind}/{judged.reason}/{judged.value}/{judged.at.isoformat() if judged.at else ''}"
        return Feedback(
            id=_id(card.impression_id, told),
            impression_id=card.impression_id,
            kind=judged.kind,
            at=max(at, card.shown_at),
            reason=judged.reason,
            value=judged.value,
            source="import",
        )

    def _card(self, item: str, step: int | None) -> Card | None:
        """The first there is of the item; of a given step of a talk, that one's."""
        cards = self._by_item.get(item, ())
        return next((card for card in cards if step is None or self._talk.grows or card.turn == step + 1), None)

    def _own(self, item: str, step: int | None, at: datetime) -> Card:
        """For an item that nobody recommended, in the turn that names it; where none does, in the last."""
        turn = self._turn_naming(item) if step is None else step + 1
        # Of years of ratings each has its own moment; in a talk the item came up when it was said.
        shown_at = at if self._talk.grows else self._times[turn - 1]
        # A history may grow, and then its turns are others; its items are not.
        place = f"{HISTORY}/{item}" if self._talk.grows else f"{HISTORY}/{turn}/{item}"
        slate = self._slate(place, [(item, 1.0)])
        self._shown.append(Shown(turn, slate, self._told.turns[turn - 1].profile, shown_at, HISTORY))
        return self._note(slate.recommendations[0].impression_id, item, turn, slate.id, shown_at)

    def _note(self, impression_id: str, item: str, turn: int, slate_id: str, at: datetime) -> Card:
        card = Card(impression_id, item, turn, slate_id, "", at)
        self._cards[impression_id] = card
        self._by_item[item].append(card)
        return card

    def _turn_naming(self, item: str) -> int:
        steps = enumerate(self._talk.steps, 1)
        return next((turn for turn, step in steps if item in self._found.all(step.named)), len(self._times))


UNSCORED = Score(0.0, {}, SCORED_BY, "1")
"""Nobody here scored it."""


def _with_shown(profile: Profile, slate: Slate | None) -> Profile:
    shown = slate.item_ids if slate else ()
    return replace(profile, shown=(*(i for i in profile.shown if i not in shown), *shown))


def _reply(step: Step, slate: Slate | None) -> Reply | None:
    if not (step.reply or slate):
        return None
    move = Move.RECOMMEND if slate else Move.INFORM
    return Reply(move, step.reply, slate, scored_by=SCORED_BY if slate else "", phrased_by="import")


def _id(*parts: str) -> str:
    return uuid.uuid5(ELSEWHERE, "/".join(parts)).hex
