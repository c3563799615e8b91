"""Utterances said anew by a language model: asked once a text, checked by code, and refused where they would not do."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from string import Template

from agents.models import ModelSpecError
from agents.models.costs import Budget
from agents.models.model import Answer, LanguageModel, Prompt
from agents.models.spending import Budgeted
from agents.prompts import fenced
from app.settings import Settings
from app.wiring import budget, open_model
from evals.judging.answers import Asked, Kept, ask_all
from evals.judging.told import spent_sentence
from evals.simulator.drawing import Needs
from evals.simulator.leaks import leaks
from evals.simulator.person import Person
from evals.simulator.refusing import REFUSALS, Foreign, foreign, refusal
from evals.simulator.voice import Said
from retrieval.catalogue import Catalogue
from storage.spending import SqlLedger
from storage.sql import SqlStore

PROMPT = "anew.v1"
LONGEST_MESSAGE, LONGEST_ANSWER = 400, 120
"""Characters of what is said anew; tokens of what comes back."""
PATIENCE = 60.0
"""Seconds that a question may take at least: nobody waits for its answer."""
NO_MODEL = (
    "To be said in a language model's words there must be one: set TASTEMAKER_MODEL, for example to openai:NAME "
    "with TASTEMAKER_MODEL_KEY (docs/models.md)."
)


class Rewording:
    """Conversations may go on side by side: the same text is asked about once, and is the same in all of them."""

    def __init__(self, model: LanguageModel, kept: Kept, prices: Budget) -> None:
        self.used = 0
        self.refused: Counter[str] = Counter()
        self.asked = Asked()
        self._model = model
        self._kept = kept
        self._prices = prices
        self._answers: dict[Prompt, asyncio.Task[Answer | None]] = {}
        self._foreign: tuple[Catalogue, Foreign] | None = None

    async def put(self, person: Person, utterance: str) -> str:
        """What is said instead: the utterance itself where it is an option's, or the model's words may not be said."""
        said = person.voice.last
        if said is None:
            return utterance
        answer = await self._answer(_prompt(person, said))
        text = " ".join(answer.text.split()).strip('<>"“” ') if answer else ""
        typed = person.voice.typed(text, Random(f"{person.persona.name} {text}"))
        why = refusal(text, said, person.hidden(), self._of(person.needs)) or _slip(typed, person)
        if why:
            self.refused[why] += 1
            return utterance
        self.used += 1
        person.course.leaks(leaks(typed, person.hidden(), person.unshown()))
        return typed

    def figures(self) -> Mapping[str, float]:
        """Utterances, by what became of them, and what was asked for them now."""
        counts = {why.replace(" ", "_"): self.refused[why] for why in REFUSALS}
        tokens = {"tokens_in": self.asked.tokens_in, "tokens_out": self.asked.tokens_out}
        told = {"used": self.used, **counts, "calls": self.asked.calls, **tokens}
        return {f"model_words.{name}": float(count) for name, count in told.items()}

    def sentence(self) -> str:
        refused = ", ".join(f"{why} {self.refused[why]:,}" for why in REFUSALS)
        return (
            f"{self._model.name}: the model's words used in {self.used:,} of {self.used + self.refused.total():,} "
            f"utterances; refused: {refused}. {spent_sentence(self.asked, self._prices)}"
        )

    async def _answer(self, prompt: Prompt) -> Answer | None:
        if prompt not in self._answers:
            self._answers[prompt] = asyncio.create_task(self._ask(prompt))
        return await self._answers[prompt]

    async def _ask(self, prompt: Prompt) -> Answer | None:
        (answer,) = await ask_all(self._model, [prompt], self._kept, self.asked)
        return answer

    def _of(self, needs: Needs) -> Foreign:
        if self._foreign is None or self._foreign[0] is not needs.catalogue:
            self._foreign = needs.catalogue, foreign(needs)
        return self._foreign[1]


def opened(settings: Settings) -> LanguageModel:
    """Not connected yet. Raises ModelSpecError where there is none."""
    model = open_model(settings.model_copy(update={"model_timeout": max(settings.model_timeout, PATIENCE)}))
    if model is None:
        raise ModelSpecError(NO_MODEL)
    return model


@asynccontextmanager
async def rewording(settings: Settings, file: Path) -> AsyncIterator[Rewording]:
    """By the model of the settings, on its budget; answers are kept in the file. Raises ModelSpecError."""
    model = opened(settings)
    prices = budget(settings)
    store = await SqlStore.open(settings.database_url)
    try:
        allowed = Budgeted(model, prices, SqlLedger(store))
        try:
            yield Rewording(allowed, Kept(file), prices)
        finally:
            await allowed.close()
    finally:
        await store.close()


def _slip(typed: str, person: Person) -> str:
    """A typing error may make it tell what it did not."""
    return "leak" if any(leaks(typed, person.hidden(), person.unshown())) else ""


def _prompt(person: Person, said: Said) -> Prompt:
    system = _template().substitute(plural=person.need.catalogue.domain.plural, persona=person.persona.told)
    kept = "\n".join(f"- {part}" for part in said.kept) or "- (none)"
    user = (
        f"The message:\n{fenced(said.clean, LONGEST_MESSAGE)}\nParts that stay as they are:\n{kept}\nThe message anew:"
    )
    return Prompt(PROMPT, system, user, None, LONGEST_ANSWER)


def _template() -> Template:
    return Template((Path(__file__).parent / f"{PROMPT}.md").read_text(encoding="utf-8").strip())
