"""What a conversation answers, task by task: the question's parts, and the answer that people gave."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from agents.dialogue import Accept, Critique, Reject, Turn
from retrieval.catalogue import Item
from storage.exports.chat import why
from storage.exports.context import profile_at, query
from storage.exports.format import Origin
from storage.exports.pairs import origin
from storage.exports.preferring import WANTED, by_turn
from storage.exports.shelf import ItemShelf
from storage.exports.wording import told_facts
from storage.exports.worth import BREAKS, keeps_wishes
from storage.labels.label import Label
from storage.labels.told import Told

Task = Literal["rating", "liking", "ranking", "next-item", "explanation", "review-summary"]

FEWEST_WORDS = 4
"""In a reason that was tapped or typed, for it to be a review: "too long" is one already summed up."""


@dataclass(frozen=True, slots=True)
class Example:
    task: Task
    given: Mapping[str, str]
    answer: str
    origin: Origin


Judged = tuple[Label, Item]


def examples(told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """Of every task, in the order of the labels."""
    known = [(label, item) for label in told.labels if (item := shelf.find(label.item_id))]
    for judged in known:
        for task in SINGLE:
            yield from task(judged, told, shelf)
    for _, labels in by_turn(told):
        yield from _ranking([(label, item) for label, item in known if label in labels], told, shelf)
    yield from _next_items(known, told, shelf)


def _about(label: Label, item: Item, told: Told, shelf: ItemShelf) -> dict[str, str]:
    """With all that the answer depends on among the facts: what is on the card, and what was wished about."""
    facts = told_facts(item, shelf.domain, _wished(told, label.turn))
    return {"wishes": query(told, label.turn, shelf), "title": item.title, "facts": facts}


def _wished(told: Told, number: int) -> Iterator[str]:
    return (one.attribute for one in profile_at(told, number).preferences)


# --- of one item ------------------------------------------------------------------------------------------------------


def stars(label: Label) -> float | None:
    """1–5; None where the judgement was no rating."""
    return 1 + label.relevance * 4 / 3 if label.rule in ("rating", "words-rating") else None


def _rating(judged: Judged, told: Told, shelf: ItemShelf) -> Iterator[Example]:
    label, item = judged
    if (given := stars(label)) is not None:
        yield Example("rating", _about(label, item, told, shelf), f"{round(given, 1):g}", origin(told, label))


def _liking(judged: Judged, told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """Only where it is clear: liked or taken, or unwanted."""
    label, item = judged
    wanted = label.relevance >= WANTED
    if wanted and not keeps_wishes(item, label.turn, told):
        shelf.left_out[BREAKS] += 1
    elif wanted or label.relevance <= 0:
        yield Example("liking", _about(label, item, told, shelf), "yes" if wanted else "no", origin(told, label))


def _explanation(judged: Judged, told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """Of items that were wanted, the reason as the facts in the question give it: nothing of what stood beside it."""
    label, item = judged
    if label.relevance >= WANTED and keeps_wishes(item, label.turn, told):
        reason = why(item, label.turn, told, shelf)
        yield Example("explanation", _about(label, item, told, shelf), reason, origin(told, label))


def _summary(judged: Judged, told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """What was said of the item in a message, or written beside a tap, in short."""
    label, item = judged
    said = _said(label, told.turns)
    words = said or (label.reason if len(label.reason.split()) >= FEWEST_WORDS else "")
    if words and label.source == "explicit" and (short := _in_short(label, bool(said))):
        given = {"title": item.title, "facts": told_facts(item, shelf.domain), "words": " ".join(words.split())}
        yield Example("review-summary", given, short, origin(told, label))


def _in_short(label: Label, said: bool) -> str:
    why = f": {label.reason}" if said and label.reason else ""
    if (given := stars(label)) is not None:
        return f"{round(given, 1):g} of 5 stars{why}."
    if label.relevance <= 0:
        return f"Not wanted{why}."
    return f"Taken{why}." if label.relevance > WANTED else f"Liked{why}."


def _said(label: Label, turns: Sequence[Turn]) -> str:
    """The first words after the item was shown that judge it, if it was words that the label comes from."""
    if not label.rule.startswith("words-"):
        return ""
    after = (turn for turn in turns if turn.number > label.turn)
    return next((turn.utterance for turn in after if any(_judges(act, label.item_id) for act in turn.acts)), "")


def _judges(act: object, item_id: str) -> bool:
    match act:
        case Accept(item_id=one):
            return one == item_id
        case Reject(item_ids=some) | Critique(item_ids=some):
            return not some or item_id in some
        case _:
            return False


SINGLE: tuple[Callable[[Judged, Told, ItemShelf], Iterator[Example]], ...] = (_rating, _liking, _explanation, _summary)


# --- of several -------------------------------------------------------------------------------------------------------


def _ranking(judged: Sequence[Judged], told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """One item a grade: between equals there is no order."""
    best: dict[float, Judged] = {}
    for label, item in sorted(judged, key=lambda one: (-one[0].weight, one[0].item_id)):
        best.setdefault(label.relevance, (label, item))
    ordered = [best[grade] for grade in sorted(best, reverse=True)]
    if len(ordered) < 2 or len({item.title for _, item in ordered}) < len(ordered):
        return
    top, first = ordered[0]
    if not keeps_wishes(first, top.turn, told):
        shelf.left_out[BREAKS] += 1
        return
    mixed = sorted(ordered, key=lambda one: _shuffled(told.id, one[0]))
    wished = tuple(_wished(told, top.turn))
    lines = [f"- {item.title} ({told_facts(item, shelf.domain, wished)})" for _, item in mixed]
    given = {"wishes": query(told, top.turn, shelf), "candidates": "\n".join(lines)}
    found = origin(told, top)
    items = tuple(label.item_id for label, _ in ordered)
    yield Example("ranking", given, _listed([item for _, item in ordered]), _of_all(found, items, ordered))


def _of_all(found: Origin, items: tuple[str, ...], ordered: Sequence[Judged]) -> Origin:
    """Of all its labels: no surer than the least sure, as people's only if all are."""
    label = min((label for label, _ in ordered), key=lambda one: one.weight)
    sources = {label.source for label, _ in ordered}
    source = next(one for one in ("synthetic", "implicit", "explicit") if one in sources)
    return Origin(found.conversation, found.turn, items, source, found.rule, round(label.weight, 6))


def _shuffled(talk: str, label: Label) -> bytes:
    return sha256(f"{talk}/{label.turn}/{label.item_id}".encode()).digest()


def _listed(items: Sequence[Item]) -> str:
    return "\n".join(f"{number}. {item.title}" for number, item in enumerate(items, 1))


def _next_items(judged: Sequence[Judged], told: Told, shelf: ItemShelf) -> Iterator[Example]:
    """The best of each turn, after those of the turns before it."""
    wanted = [one for one in judged if one[0].relevance >= WANTED and one[0].source != "synthetic"]
    history: list[Item] = []
    for turn in sorted({label.turn for label, _ in wanted}):
        here = [one for one in wanted if one[0].turn == turn]
        label, item = max(here, key=lambda one: (one[0].relevance, one[0].weight))
        if history and item not in history and keeps_wishes(item, turn, told):
            given = {"wishes": query(told, turn, shelf), "history": _listed(history)}
            yield Example("next-item", given, item.title, origin(told, label))
        history += [one for _, one in here if one not in history]
