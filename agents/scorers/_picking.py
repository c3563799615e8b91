"""A whole order from one token: how likely each letter is as the answer to "which one is best?".

The likelihoods of the first token rank a list about as well as the list written out, for a twelfth of the time that
writing takes (FIRST, Reddy et al. 2024, arXiv 2406.15657). Not every server tells them.
"""

from collections.abc import Sequence
from time import perf_counter

from agents.dialogue import ModelCall
from agents.models.model import NO_LIKELIHOODS, LanguageModel, ModelError, Prompt
from agents.prompts import load_prompt
from agents.scorers._asking import call_of
from agents.scorers._prompting import LETTERS, Prompter

PICK = "pick.v1"
HALF = 0.5
"""Of the letters at least must have a likelihood; of fewer there is no order to speak of."""

Ranks = tuple[float, ...]
"""One a place of the list, 0 the best; those that are level share the mean of their ranks."""


class Picker:
    def __init__(self, model: LanguageModel, prompter: Prompter) -> None:
        self._model = model
        self._system = load_prompt(PICK).substitute(prompter.nouns)
        self.useful = True
        """False once the model has told no likelihoods of letters; it is not asked for them again."""

    async def ask(self, user: str, count: int) -> tuple[Ranks, ModelCall]:
        """Without ranks, and with a call that has `trouble`, where the model told nothing of use."""
        start = perf_counter()
        prompt = Prompt(PICK, self._system, f"{user}\nThe letter:", longest=1)
        try:
            (choice,) = await self._model.choose((prompt,), tuple(LETTERS[:count]))
        except ModelError as error:
            self.useful = self.useful and str(error) != NO_LIKELIHOODS
            return (), call_of(self._model, PICK, start, trouble=str(error))
        found = ranked(choice.likelihoods) if len(choice.likelihoods) == count else ()
        self.useful = self.useful and bool(found)
        trouble = "" if found else NO_LIKELIHOODS
        return found, call_of(self._model, PICK, start, choice.tokens_in, choice.tokens_out, trouble)


def ranked(likelihoods: Sequence[float]) -> Ranks:
    """Empty where they order nothing: all level, too few above 0, or one outside 0–1."""
    known = sum(one > 0 for one in likelihoods)
    if not all(0 <= one <= 1 for one in likelihoods) or known < HALF * len(likelihoods) or len({*likelihoods}) < 2:
        return ()
    return tuple(
        sum(other > one for other in likelihoods) + (sum(other == one for other in likelihoods) - 1) / 2
        for one in likelihoods
    )
