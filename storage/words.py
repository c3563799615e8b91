"""What the words of a message say of what was shown before: no, yes, more like it, seen it, take that back. Pure."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from agents.dialogue import (
    Accept,
    Act,
    Conversation,
    Critique,
    Profile,
    Reject,
    Reveal,
    Revise,
    Seen,
    Turn,
    Undo,
)
from storage.records import Card, Feedback, FeedbackKind

TOO_MUCH = "too "
"""How a change begins that finds fault: "too long". "Shorter, please" finds none."""

COMPARED = re.compile(r"\bthan\b", re.I)
"""“Something drier than the first” stays near it and does not praise it."""

Said = tuple[FeedbackKind, str, str]
"""The kind, the impression's id and the reason."""


def says_something(turn: Turn) -> bool:
    """Whether `said` can find anything, known before anything is read for it."""
    return any(isinstance(act, Accept | Reject | Seen | Critique | Undo) for act in turn.acts)


def said(
    before: Conversation, turn: Turn, cards: Mapping[str, Card], given: Sequence[Feedback], at: datetime
) -> tuple[Feedback, ...]:
    """`before` is the conversation without the turn, `cards` (by impression id) and `given` are all there is of it.

    What was named and never shown is no feedback. The ids are the same for the same turn.
    """
    found = dict.fromkeys(_taken_back(before, turn, cards, given))
    for act in turn.acts:
        found |= dict.fromkeys(_said(act, turn.acts, before, cards))
    return tuple(
        Feedback(_id(before.id, turn.number, one), one[1], one[0], at, one[2], source="words") for one in found
    )


def _said(act: Act, acts: Sequence[Act], before: Conversation, cards: Mapping[str, Card]) -> Iterator[Said]:
    match act:
        case Accept(item_id=item_id):
            yield from _of("accept", (item_id,), "", before, cards)
        case Seen(item_ids=item_ids):
            yield from _of("seen", item_ids, "", before, cards)
        case Reject(item_ids=item_ids, reason=reason):
            yield from _of("dislike", item_ids, _fault(acts) or reason, before, cards)
        case Critique(item_ids=item_ids, similar=True, changes=()) if item_ids and not COMPARED.search(act.words):
            yield from _of("like", item_ids, "", before, cards)
        case Critique(item_ids=item_ids, similar=False) if _finds_fault(act) and not _rejects(acts):
            yield from _of("dislike", item_ids, _fault(acts), before, cards)
        case _:
            return


def _of(
    kind: FeedbackKind, item_ids: Sequence[str], reason: str, before: Conversation, cards: Mapping[str, Card]
) -> Iterator[Said]:
    """On the latest card of each item; without items, on the whole of what was shown last."""
    if item_ids:
        latest = {card.item_id: card.impression_id for card in cards.values()}
        named: Iterable[str] = (latest[item] for item in item_ids if item in latest)
    else:
        named = _last_shown(before, cards)
    return ((kind, impression, reason) for impression in named)


def _last_shown(before: Conversation, cards: Mapping[str, Card]) -> Iterator[str]:
    """Both sides of a duel that nobody decided; of a slate that was only gone through again, nothing."""
    return (
        one.impression_id for slate in before.last_slates for one in slate.recommendations if one.impression_id in cards
    )


def _finds_fault(critique: Critique) -> bool:
    return any(change.words.casefold().startswith(TOO_MUCH) for change in critique.changes)


def _rejects(acts: Sequence[Act]) -> bool:
    return any(isinstance(act, Reject) for act in acts)


def _fault(acts: Sequence[Act]) -> str:
    """The words of what is wrong with it: changes that were asked for beside the no, and wishes against something."""
    found: list[str] = []
    for act in acts:
        match act:
            case Critique(changes=changes):
                found += [change.words for change in changes]
            case Reveal(preference=wish) | Revise(preference=wish) if wish.negative:
                found.append(wish.words)
            case _:
                continue
    return "; ".join(dict.fromkeys(filter(None, found)))


def _taken_back(
    before: Conversation, turn: Turn, cards: Mapping[str, Card], given: Sequence[Feedback]
) -> Iterator[Said]:
    """An undo takes back, by words or by tap, whatever made the profile like, reject or know an item."""
    if not any(isinstance(act, Undo) for act in turn.acts):
        return
    gone = _gone(before.profile, turn.profile)
    for one in given:
        card = cards.get(one.impression_id)
        if card and card.item_id in gone.get(one.kind, ()):
            yield "withdraw", one.impression_id, one.kind


def _gone(before: Profile, after: Profile) -> dict[FeedbackKind, frozenset[str]]:
    liked, rejected, seen = (
        frozenset(old) - frozenset(new)
        for old, new in (
            (before.liked, after.liked),
            (before.rejected, after.rejected),
            (before.seen, after.seen),
        )
    )
    return {"like": liked, "dislike": rejected, "rating": liked | rejected, "seen": seen, "accept": seen}


def _id(conversation_id: str, turn: int, said: Said) -> str:
    kind, impression, reason = said
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{conversation_id}/{turn}/{impression}/{kind}/{reason}").hex
