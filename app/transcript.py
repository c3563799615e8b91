"""A conversation as text: for the terminal, for transcripts to read, for the README."""

from collections.abc import Iterator

from agents.dialogue import Reading, Recommendation, Reply, Turn
from agents.explaining import facts
from app.how import how
from retrieval.catalogue import Catalogue

PERSON, ASSISTANT = "You", "Tastemaker"


def transcript(turns: tuple[Turn, ...], catalogue: Catalogue) -> str:
    """Every turn with its cards, options and suggestions, as plain lines."""
    return "\n\n".join("\n".join(lines(turn, catalogue)) for turn in turns)


def lines(turn: Turn, catalogue: Catalogue) -> Iterator[str]:
    yield f"{PERSON}: {turn.utterance}" if turn.utterance else f"({turn.edit})"
    if turn.reply:
        yield from reply_lines(turn.reply, catalogue, turn.reading)


def reply_lines(reply: Reply, catalogue: Catalogue, reading: Reading | None = None) -> Iterator[str]:
    yield f"{ASSISTANT}: {reply.text}"
    for one in reply.slate.recommendations if reply.slate else ():
        yield from _card(one, catalogue)
    if reply.comparison:
        titles = [item.title for i in reply.comparison.item_ids if (item := catalogue.find(i))]
        yield f"    {'':<14}{' | '.join(titles)}"
        for label, cells in reply.comparison.rows:
            yield f"    {label:<14}{' | '.join(cells)}"
    if reading or reply.calls:
        yield from (f"    ({line})" for line in (*reply.notices, *how(reply, reading)))
    options = (*(reply.question.options if reply.question else ()), *reply.suggestions)
    if options:
        yield "    " + "  ".join(f"[{o.label}{'' if o.count is None else f' · {o.count:,}'}]" for o in options)


def _card(one: Recommendation, catalogue: Catalogue) -> Iterator[str]:
    item = catalogue.find(one.item_id)
    if item is None:
        return
    known = " · ".join(value for _, value in facts(item, catalogue.domain))
    yield f"  {one.rank}. {item.title} ({known})"
    yield f"     {one.explanation.sentence}"
