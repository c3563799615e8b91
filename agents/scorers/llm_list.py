"""All candidates put in order by a model, twice at the same time: shuffled, and the other way round.

What a model likes for standing early or late in the list cancels out in the mean of the two ranks: a Borda count, as
in permutation self-consistency (Tang et al. 2023, arXiv 2310.07712).
"""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256
from random import Random

from agents.dialogue import ModelCall
from agents.grading import Wanted
from agents.models.model import NO_LIKELIHOODS, LanguageModel
from agents.prompts import load_prompt
from agents.scorers._asking import troubles
from agents.scorers._coded import CodedQuestion
from agents.scorers._codes import read_order
from agents.scorers._judging import Judged
from agents.scorers._picking import PICK, Picker
from agents.scorers._prompting import Prompter
from agents.scorers._verdicts import Verdict
from retrieval.catalogue import Item

LIST = "list.v1"
HALF = 0.5
"""Of the letters at least are an order."""
NO_ORDER = "an answer that is no order"

Ranks = Mapping[str, float]
"""Item id to its place in one pass, 0 the best."""


class ListJudge:
    kind = "llm-list"
    part = "place"
    version = LIST
    together = True

    def __init__(self, model: LanguageModel, prompter: Prompter) -> None:
        self.model = model.name
        self._prompter = prompter
        self._picker = Picker(model, prompter)
        self._question = CodedQuestion(
            model, LIST, load_prompt(LIST).substitute(prompter.nouns), read_order, NO_ORDER, HALF
        )

    def version_of(self, items: Sequence[Item]) -> str:
        return f"{PICK if self._picker.useful else LIST} seed {seed_of(items)}"

    async def judge(self, items: Sequence[Item], wanted: Wanted, examples: str) -> Judged:
        if len(items) == 1:
            return Judged({items[0].id: None})
        one = shuffled(items)
        passes = [self._pass(order, wanted, examples) for order in (one, one[::-1])]
        told = await asyncio.gather(*passes)
        calls, ranks = tuple(call for _, made in told for call in made), [found for found, _ in told if found]
        return Judged(verdicts(items, ranks) if ranks else {}, calls, troubles([made[-1] for _, made in told]))

    async def _pass(self, items: Sequence[Item], wanted: Wanted, examples: str) -> tuple[Ranks, tuple[ModelCall, ...]]:
        """Its last call is the one that counts: that the model tells no likelihoods is no trouble."""
        user = f"{examples}{self._prompter.wanted(wanted)}\n{self._prompter.items(items, wanted.profile)}"
        calls: tuple[ModelCall, ...] = ()
        if self._picker.useful:
            ranks, call = await self._picker.ask(user, len(items))
            if ranks or call.trouble != NO_LIKELIHOODS:
                return {item.id: rank for item, rank in zip(items, ranks, strict=False)}, (call,)
            calls = (call,)
        code, call = await self._question.ask(user, len(items))
        return {items[place].id: rank for rank, place in enumerate(code.order if code else ())}, (*calls, call)


def seed_of(items: Sequence[Item]) -> int:
    """The same for the same items in whatever order: 32 bits."""
    ids = "\n".join(sorted(item.id for item in items))
    return int.from_bytes(sha256(ids.encode("utf-8", "surrogatepass")).digest()[:4], "big")


def shuffled(items: Sequence[Item]) -> list[Item]:
    """The order of the first pass; it owes nothing to the order that they come in, which a model might lean on."""
    order = sorted(items, key=lambda item: item.id)
    Random(seed_of(items)).shuffle(order)
    return order


def verdicts(items: Sequence[Item], passes: Sequence[Ranks]) -> dict[str, Verdict | None]:
    """1 for the mean rank 0, 0 for the last place; None for an item that no pass named."""
    found: dict[str, Verdict | None] = {}
    for item in items:
        ranks = [ranks[item.id] for ranks in passes if item.id in ranks]
        found[item.id] = Verdict(1 - sum(ranks) / len(ranks) / (len(items) - 1)) if ranks else None
    return found


def open_judge(model: LanguageModel, prompter: Prompter) -> ListJudge:
    return ListJudge(model, prompter)
