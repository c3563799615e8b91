"""How likely a model says Yes to "does it fit?", one prompt a candidate, all asked together.

The prompts differ only in their last lines, so that a server can compute what comes before them once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from time import perf_counter

from agents.dialogue import ModelCall
from agents.grading import Wanted
from agents.models.model import Choice, LanguageModel, ModelError, Prompt
from agents.prompts import load_prompt
from agents.scorers._asking import call_of
from agents.scorers._judging import Judged
from agents.scorers._prompting import Prompter
from agents.scorers._verdicts import Verdict
from retrieval.catalogue import Item

YESNO = "yesno.v1"
OPTIONS = ("Yes", "No")
MISFIT = 0.1
"""Of the likeliest Yes of the list. Relative, because small models say Yes, or No, to almost anything."""
SHORT = "not one choice a prompt"


class YesNoJudge:
    kind = "llm-yesno"
    part = "likelihood"
    version = YESNO
    together = False

    def __init__(self, model: LanguageModel, prompter: Prompter) -> None:
        self.model = model.name
        self._model = model
        self._prompter = prompter
        self._system = load_prompt(YESNO).substitute(prompter.nouns)

    def version_of(self, items: Sequence[Item]) -> str:
        return self.version

    async def judge(self, items: Sequence[Item], wanted: Wanted, examples: str) -> Judged:
        start = perf_counter()
        prompts = self._prompts(items, wanted, examples)
        try:
            choices = await self._model.choose(prompts, OPTIONS)
            if len(choices) != len(items):
                raise ModelError(SHORT)
        except ModelError as error:
            return Judged({}, (call_of(self._model, YESNO, start, trouble=str(error)),), str(error))
        counted = sum(c.tokens_in for c in choices), sum(c.tokens_out for c in choices)
        return judged(items, choices, call_of(self._model, YESNO, start, *counted))

    def _prompts(self, items: Sequence[Item], wanted: Wanted, examples: str) -> tuple[Prompt, ...]:
        shared = f"{examples}{self._prompter.wanted(wanted)}"
        return tuple(
            Prompt(
                YESNO,
                self._system,
                f"{shared}\n{self._prompter.item(item, wanted.profile)}\nDoes it fit? Yes or No:",
                longest=1,
            )
            for item in items
        )


def judged(items: Sequence[Item], choices: Sequence[Choice], call: ModelCall) -> Judged:
    """Only likelihoods in 0–1 count; an item with another keeps the score it had, and that is told."""
    told = {item.id: (c.likelihoods or (float("nan"),))[0] for item, c in zip(items, choices, strict=True)}
    yes = {item_id: one for item_id, one in told.items() if isfinite(one) and 0 <= one <= 1}
    wrong = next((one for item_id, one in told.items() if item_id not in yes), None)
    trouble = "" if wrong is None else f"a likelihood of {wrong:g}"
    return Judged(verdicts(yes), (call if yes else replace(call, trouble=trouble),), trouble)


def verdicts(yes: Mapping[str, float]) -> dict[str, Verdict]:
    least = MISFIT * max(yes.values(), default=0.0)
    return {item_id: Verdict(one, poor=one < least, misfit=one < least) for item_id, one in yes.items()}


def open_judge(model: LanguageModel, prompter: Prompter) -> YesNoJudge:
    return YesNoJudge(model, prompter)
