"""A model is shown what one person wanted and a few items, in an order that tells nothing, and grades each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.grading import Wanted
from agents.judging.context import Context
from agents.judging.wire import GRADES, expected, form, read, schema
from agents.models.model import LanguageModel, ModelError, Prompt
from agents.prompts import clipped, load_prompt
from agents.scorers._prompting import LETTERS, LONGEST_MESSAGE, Prompter, block
from agents.scorers.llm_list import shuffled
from retrieval.catalogue import Catalogue, Item
from retrieval.scorer import Query

JUDGE = "judge.v1"
LIKELIHOODS = f"{JUDGE} (likelihoods)"
MOST = 8
"""Items in one question: enough to share out what telling the context costs, few enough to look at each."""
LONGEST = 120
"""Tokens of an answer: eight letters with their grades, and what a model may put around them."""
LONGEST_TEXT = 300
"""Characters of an item's text: a judge has more time than a turn."""
HELD = 3
"""Answers without grades, in a row, after which a model is asked for likelihoods alone."""
NOTHING = "an answer without grades"


@dataclass(frozen=True, slots=True)
class Graded:
    """`grades` by item id, 0–3, of those that the model graded. `trouble` says why there are none, or not all."""

    grades: Mapping[str, float] = field(default_factory=dict)
    prompt: str = JUDGE
    tokens_in: int = 0
    tokens_out: int = 0
    trouble: str = ""


class Judge:
    """A model that cannot keep to a form is asked an item at a time for one digit, if it tells how likely each is."""

    def __init__(self, model: LanguageModel, catalogue: Catalogue, scrub: Callable[[str], str]) -> None:
        """`scrub` is applied to all that the person said or wished."""
        self.name = model.name
        self._model = model
        self._prompter = Prompter(catalogue)
        self._scrub = scrub
        self._system = load_prompt(JUDGE).substitute(self._prompter.nouns)
        self._missed = 0
        self._tells = True

    async def grade(self, context: Context, items: Sequence[Item]) -> Graded:
        """At most `MOST` items. Raises ModelError where the next question would fare the same."""
        order = shuffled(items)
        spelt = Graded()
        if self._missed < HELD or not self._tells:
            spelt = await self._spelt(context, order)
            self._missed = 0 if spelt.grades else self._missed + 1
        if spelt.grades or not self._tells:
            return spelt
        likely = await self._likely(context, order)
        used = spelt.tokens_in + likely.tokens_in, spelt.tokens_out + likely.tokens_out
        return replace(likely if likely.grades else spelt, tokens_in=used[0], tokens_out=used[1])

    async def _spelt(self, context: Context, items: Sequence[Item]) -> Graded:
        prompt = self._prompt(context, items)
        try:
            answer = await self._model.ask(prompt)
        except ModelError as error:
            if error.unavailable:
                raise
            return Graded(trouble=str(error))
        found = {items[place].id: grade for place, grade in read(answer.text, len(items)).items()}
        missing = len(items) - len(found)
        trouble = "" if not missing else f"no grade for {missing} of {len(items)}" if found else NOTHING
        return Graded(found, JUDGE, answer.tokens_in, answer.tokens_out, trouble)

    async def _likely(self, context: Context, items: Sequence[Item]) -> Graded:
        prompts = [self._digit_prompt(context, item) for item in items]
        try:
            choices = await self._model.choose(prompts, GRADES)
        except ModelError as error:
            if error.unavailable:
                raise
            self._tells, self._missed = False, 0
            return Graded(trouble=str(error))
        told = {item.id: expected(choice.likelihoods) for item, choice in zip(items, choices, strict=True)}
        found = {item_id: grade for item_id, grade in told.items() if grade is not None}
        used = sum(choice.tokens_in for choice in choices), sum(choice.tokens_out for choice in choices)
        return Graded(found, LIKELIHOODS, *used, "" if len(found) == len(items) else NOTHING)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _prompt(self, context: Context, items: Sequence[Item]) -> Prompt:
        lines = (f"{letter}: {self._facts(item, context)}" for letter, item in zip(LETTERS, items, strict=False))
        listed = f"The {self._prompter.nouns['plural']}:\n{block(lines)}"
        user = f"{self._wanted(context)}\n{listed}\n{form(len(items))}"
        return Prompt(JUDGE, self._system, user, schema(len(items)), LONGEST)

    def _digit_prompt(self, context: Context, item: Item) -> Prompt:
        noun = self._prompter.nouns["noun"]
        told = f"The {noun}:\n{block([self._facts(item, context)])}"
        user = f"{self._wanted(context)}\n{told}\nThe grade, one digit from 0 to 3:"
        return Prompt(JUDGE, self._system, user, longest=1)

    def _wanted(self, context: Context) -> str:
        wanted = self._prompter.wanted(Wanted(context.profile, Query(""), context.utterance))
        earlier = block(clipped(said, LONGEST_MESSAGE) for said in context.before)
        told = f"What they said before:\n{earlier}\n{wanted}" if context.before else wanted
        return self._scrub(told)

    def _facts(self, item: Item, context: Context) -> str:
        """Never its rank, its score, or whether it was shown."""
        facts = self._prompter.facts(replace(item, text=""), context.profile)
        return f"{facts}; {clipped(item.text, LONGEST_TEXT)}" if item.text.strip() else facts
