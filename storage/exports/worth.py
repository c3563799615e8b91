"""Which answers are worth imitating, by what people did after them; the others are counted with the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.dialogue import Critique, Other, Question, Reveal, Revise, Turn, TurnStatus, Undo
from retrieval.catalogue import Item
from storage.exports.chat import answer, offer, shown
from storage.exports.context import profile_at
from storage.exports.preferring import WANTED
from storage.exports.shelf import ItemShelf
from storage.labels.label import Label, LabelSource
from storage.labels.told import Told

BREAKS = "answers that break a wish"
UNWANTED = "recommendations of which nothing was wanted"
UNANSWERED = "questions that were not answered"
NOWHERE = "answers that led to nothing wanted"

ANSWERED, ON_THE_WAY = "answered", "on the way"
"""Rules of answers that are no recommendation: a question, and what else was said before something was wanted."""


@dataclass(frozen=True, slots=True)
class Worth:
    """An answer to imitate."""

    turn: int
    text: str
    items: tuple[str, ...] = ()
    source: LabelSource = "implicit"
    rule: str = ON_THE_WAY
    weight: float = 1.0


def keeps_wishes(item: Item, number: int, told: Told) -> bool:
    """Whether it keeps every must and never that was known at that turn, by its values of today."""
    return profile_at(told, number).permits(item)


def answers(told: Told, shelf: ItemShelf) -> Iterator[Worth]:
    """In the order of the talk."""
    last = max((label.turn for label in told.labels if label.relevance >= WANTED), default=0)
    done = [turn for turn in told.turns if turn.status is TurnStatus.DONE and turn.utterance.strip() and turn.reply]
    for turn in done:
        after = next((one for one in told.turns if one.number > turn.number), None)
        recommends = turn.reply and shown(turn.reply)
        found = _recommended(turn, told, shelf) if recommends else _said(turn, after, last, told, shelf)
        if isinstance(found, Worth):
            yield found
        else:
            shelf.left_out[found] += 1


def _recommended(turn: Turn, told: Told, shelf: ItemShelf) -> Worth | str:
    """The reply as it was; or, in other words, its cards that were not unwanted and break no wish; or why not."""
    labels = _by_item(turn.number, told)
    cards = shown(turn.reply) if turn.reply else ()
    items = {one.item_id: item for one in cards if (item := shelf.find(one.item_id))}
    fit = [one for one in cards if one.item_id in items and keeps_wishes(items[one.item_id], turn.number, told)]
    kept = [one for one in fit if one.item_id not in labels or labels[one.item_id].relevance > 0]
    wanted = [label for one in kept if (label := labels.get(one.item_id)) and label.relevance >= WANTED]
    if not wanted:
        return BREAKS if len(fit) < len(items) else UNWANTED
    best = max(wanted, key=lambda label: (label.relevance, label.weight))
    whole = len(kept) == len(cards) and not (turn.reply and turn.reply.duel) and not _unclear(turn)
    text = answer(turn, told, shelf) if whole else offer([items[one.item_id] for one in kept], turn.number, told, shelf)
    ids = tuple(one.item_id for one in kept)
    return Worth(turn.number, text, ids, best.source, best.rule, round(best.weight, 6))


def _by_item(number: int, told: Told) -> Mapping[str, Label]:
    return {label.item_id: label for label in told.labels if label.turn == number and label.source != "synthetic"}


def _said(turn: Turn, after: Turn | None, last: int, told: Told, shelf: ItemShelf) -> Worth | str:
    question = turn.reply.question if turn.reply else None
    if question:
        text = answer(turn, told, shelf)
        return Worth(turn.number, text, rule=ANSWERED) if after and _answers(after, question) else UNANSWERED
    if turn.number > last or _unclear(turn) or (after and _complains(after)):
        return NOWHERE
    return Worth(turn.number, answer(turn, told, shelf))


def _answers(after: Turn, question: Question) -> bool:
    """Whether a wish came of it: on what was asked, or, as people do, on something else."""
    return any(isinstance(act, Reveal | Revise | Critique) for act in after.acts) and not _complains(after)


def _complains(after: Turn) -> bool:
    return _unclear(after) or any(isinstance(act, Undo) for act in after.acts)


def _unclear(turn: Turn) -> bool:
    """Whether its words were not understood, and what the reply says of them is nothing to learn."""
    return any(isinstance(act, Other) and act.reason == "unclear" for act in turn.acts)
