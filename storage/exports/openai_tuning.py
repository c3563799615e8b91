"""Conversations for fine-tuning services that take OpenAI's files (Azure, Fireworks and Together do, too)."""

from collections.abc import Iterator, Mapping

from storage.exports.chat import Message, before
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.preferred import preferred
from storage.exports.shelf import ItemShelf
from storage.exports.trl import ONE_TEMPLATE, WEIGHTS
from storage.exports.worth import Worth, answers
from storage.labels.told import Told

FEWEST = "The service takes files of at least 10 rows."


def _talks(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    """The talk up to its last answer that served, and which of its answers to learn from."""
    found = {worth.turn: worth for worth in answers(told, shelf)}
    if not found:
        return
    last = found[max(found)]
    if not (prompt := before(told, last.turn, shelf)):
        return
    good = frozenset(worth.text for worth in found.values())
    messages = [*_weighed(prompt, good), {"role": "assistant", "content": last.text, "weight": 1}]
    yield Line(told.split, {"messages": messages}, _origin(told, last))


# Of two answers with equal words, both are learned from: they say the same.
def _weighed(messages: list[Message], good: frozenset[str]) -> Iterator[Mapping[str, object]]:
    for one in messages:
        yield {**one, "weight": int(one["content"] in good)} if one["role"] == "assistant" else one


def _origin(told: Told, worth: Worth) -> Origin:
    return Origin(told.id, worth.turn, worth.items, worth.source, worth.rule, worth.weight)


def _preference(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in preferred(told, shelf):
        row = {
            "input": {"messages": one.prompt, "tools": [], "parallel_tool_calls": True},
            "preferred_output": [one.chosen],
            "non_preferred_output": [one.rejected],
        }
        yield Line(told.split, row, one.origin)


SFT = Format(
    name="openai-sft",
    about="a talk up to its last answer that served; answers that did not serve have weight 0",
    consumer="OpenAI: supervised fine-tuning",
    rows=_talks,
    tables=by_split({"messages": "json"}),
    synthetic="never",
    notes=(FEWEST,),
)
PREFERENCE = Format(
    name="openai-preference",
    about="what was said so far, the recommendation of the better item and that of the worse one",
    consumer="OpenAI: direct preference optimisation",
    rows=_preference,
    tables=by_split({"input": "json", "preferred_output": "messages", "non_preferred_output": "messages"}),
    notes=(FEWEST, ONE_TEMPLATE, WEIGHTS),
)
