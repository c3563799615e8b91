"""A conversation as messages: what the system is told, what the person said, what was answered."""

from collections.abc import Iterator, Mapping, Sequence

from agents.dialogue import Comparison, Explanation, Recommendation, Reply, Restart, Turn, TurnStatus
from agents.explaining import explain
from agents.phrasing import join
from retrieval.catalogue import Item
from storage.exports.context import profile_at, wishes
from storage.exports.shelf import ItemShelf
from storage.exports.spoken import words_of
from storage.exports.wording import chat_wording, told_attributes, told_facts
from storage.labels.told import Told

Message = Mapping[str, str]
"""`role` (system, user or assistant) and `content`."""

ELSEWHERE = "import"
"""Who worded the replies of talks that were brought in."""
MOST_TURNS = 12
"""Turns that are told before the one that matters; trainers cut what is longer, at its end."""


def before(told: Told, number: int, shelf: ItemShelf) -> list[Message]:
    """All that was said until the turn is answered: system first, the person's words last, roles in turn.

    From where the talk last started over. Empty if the person said nothing at that turn.
    """
    turns = [turn for turn in told.turns if turn.number <= number and turn.status is not TurnStatus.FAILED]
    since = _since_restart(turns)
    kept = since[-MOST_TURNS:]
    if not kept or kept[-1].number != number or not kept[-1].utterance.strip():
        return []
    said = words_of(told, shelf)
    messages = [system(shelf, since[-MOST_TURNS - 1] if len(since) > MOST_TURNS else None)]
    for turn in kept[:-1]:
        messages += [message("user", said[turn.number]), message("assistant", answer(turn, told, shelf))]
    return alternating([*messages, message("user", said[number])])


def _since_restart(turns: Sequence[Turn]) -> Sequence[Turn]:
    first = max((n for n, turn in enumerate(turns) if any(isinstance(a, Restart) for a in turn.acts)), default=0)
    return turns[first:]


def system(shelf: ItemShelf, last: Turn | None = None) -> Message:
    """`last`: the last turn that is not told, of which the wishes are."""
    words, domain = chat_wording(), shelf.domain
    text = words.system.format(
        plural=domain.plural,
        noun=domain.noun,
        catalogue=domain.title or domain.name,
        attributes=told_attributes(domain),
    )
    known = wishes(last.profile, shelf) if last else ""
    return message("system", "\n".join([text, *([words.known.format(wishes=known)] if known else [])]))


def message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def alternating(messages: Sequence[Message]) -> list[Message]:
    """Without empty messages; of one role after another, as one. Many chat templates demand it."""
    found: list[Message] = []
    for one in messages:
        if not one["content"].strip():
            continue
        if found and found[-1]["role"] == one["role"]:
            found[-1] = message(one["role"], f"{found[-1]['content']}\n{one['content']}")
        else:
            found.append(one)
    return found


# --- answers ----------------------------------------------------------------------------------------------------------


def answer(turn: Turn, told: Told, shelf: ItemShelf) -> str:
    """The reply as text, with all that was on its cards; empty if there was none.

    What came from elsewhere had no cards: its words are all that was said.
    """
    if turn.reply is None:
        return ""
    if turn.reply.phrased_by == ELSEWHERE and turn.reply.text.strip():
        return turn.reply.text.strip()
    found = [(one, item) for one in shown(turn.reply) if (item := shelf.find(one.item_id))]
    cards = _cards([(item, _reason(item, one.explanation, turn.number, told, shelf)) for one, item in found], shelf)
    return "\n".join([turn.reply.text.strip(), *_under(turn.reply, shelf), *cards])


def shown(reply: Reply) -> tuple[Recommendation, ...]:
    """Of both slates of a duel, each item once."""
    found = {one.item_id: one for slate in reversed(reply.slates) for one in slate.recommendations}
    order = dict.fromkeys(one for slate in reply.slates for one in slate.item_ids)
    return tuple(found[one] for one in order)


def offer(items: Sequence[Item], number: int, told: Told, shelf: ItemShelf) -> str:
    """These items of a reply alone: without its words and reasons, which may be about the others."""
    start = chat_wording().offer.format(titles=join([item.title for item in items]))
    return "\n".join([start, *_cards([(item, why(item, number, told, shelf)) for item in items], shelf)])


def one(item: Item, number: int, told: Told, shelf: ItemShelf) -> str:
    """A single recommendation, in words that are the same for every item."""
    reason, facts = why(item, number, told, shelf), told_facts(item, shelf.domain)
    return chat_wording().one.format(title=item.title, facts=facts, reason=reason).strip()


def why(item: Item, number: int, told: Told, shelf: ItemShelf) -> str:
    """The reason that its values give under the wishes of that turn, whatever stood beside it."""
    return explain(item, profile_at(told, number), shelf.domain).sentence


def _cards(found: Sequence[tuple[Item, str]], shelf: ItemShelf) -> Iterator[str]:
    """A line each, and one for its reason."""
    words = chat_wording()
    for rank, (item, reason) in enumerate(found, 1):
        yield words.card.format(rank=rank, title=item.title, facts=told_facts(item, shelf.domain))
        if reason:
            yield words.reason.format(reason=reason)


def _reason(item: Item, given: Explanation, number: int, told: Told, shelf: ItemShelf) -> str:
    """As it was given, if the catalogue still is the one it was true of; else worked out again."""
    card = next((one for one in told.impressions if one.turn == number and one.item_id == item.id), None)
    if card is None or card.catalogue_version == shelf.catalogue.version or not given.sentence:
        return given.sentence
    return why(item, number, told, shelf)


def _under(reply: Reply, shelf: ItemShelf) -> Iterator[str]:
    if reply.question and reply.question.options:
        yield chat_wording().options.format(options=", ".join(option.label for option in reply.question.options))
    if reply.comparison:
        yield from _table(reply.comparison, shelf)


def _table(compared: Comparison, shelf: ItemShelf) -> Iterator[str]:
    yield " | ".join(["", *(shelf.title(one) for one in compared.item_ids)]).strip()
    for label, cells in compared.rows:
        yield f"{label}: {' | '.join(cells)}"
