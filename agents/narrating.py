"""Reasons in a language model's words, from the evidence alone, each kept only if nothing in it is invented."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from agents.dialogue import ModelCall, Profile, Slate
from agents.grounding import Grounds, Verifier
from agents.missing import miss
from agents.models.model import Answer, LanguageModel, ModelError, Prompt
from agents.narrated import Card, Lines, Told
from agents.prompts import CLOSE, OPEN, clipped, load_prompt
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Item

Tell = Callable[[str, str], None]
"""Called with an impression's id and its sentence, as soon as that one is whole and verified."""

NARRATE = "narrate.v1"
TONES: Mapping[str, str] = {
    "plain": "plain and friendly",
    "warm": "warm, as to a friend",
    "brief": "as brief as can be, at most 12 words",
    "expert": "matter-of-fact, as one expert to another",
}
LONGEST_TONE = 200
READ_IN = "en"
"""The language that the verifier reads; reasons in another stay the computed ones."""
TOKENS_A_REASON = 50
TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Narration:
    """`sentences` by impression id: those in the model's words. Of all others the computed sentence stands."""

    sentences: Mapping[str, str]
    phrased_by: str
    """`openai:NAME`, `openai:NAME, 1 of 3 by templates`, or `templates (model: timeout after 4 s)`."""
    call: ModelCall | None = None
    cut: tuple[str, ...] = ()
    """What the verifier did not let through, with the reason, one sentence each; for the record."""


class Narrator(Protocol):
    """It never raises: its trouble is in the narration."""

    name: str

    async def narrate(self, slate: Slate, profile: Profile, tell: Tell) -> Narration: ...


class ModelNarrator:
    def __init__(self, model: LanguageModel, vocabulary: Vocabulary, tone: str = "plain") -> None:
        """`tone` is one of `TONES`, or the owner's own words for it, cut after `LONGEST_TONE` characters."""
        self.name = model.name
        self._model = model
        self._catalogue = vocabulary.catalogue
        self._verifier = Verifier(vocabulary)
        self._tone = TONES.get(tone) or clipped(tone, LONGEST_TONE) or TONES["plain"]

    async def narrate(self, slate: Slate, profile: Profile, tell: Tell) -> Narration:
        """One question for the whole slate; each reason is told as soon as its line is whole and true."""
        cards = dict(enumerate(self._cards(slate, profile), 1))
        if not cards or self._catalogue.domain.language != READ_IN:
            return Narration({}, TEMPLATES)
        told, lines = Told(cards, self._verifier), Lines()

        def hear(whole: Iterator[str]) -> None:
            for line in whole:
                if kept := told.take(line):
                    tell(*kept)

        start, answer, trouble = perf_counter(), Answer(""), ""
        try:
            answer = await self._model.ask(self._prompt(cards), lambda piece: hear(lines.feed(piece)))
            hear(lines.rest(answer.text))
        except ModelError as error:
            trouble = str(error)
        ms = round((perf_counter() - start) * 1000, 1)
        call = ModelCall(self.name, NARRATE, answer.tokens_in, answer.tokens_out, ms, trouble)
        return Narration(told.sentences, self._phrased_by(told, trouble), call, tuple(told.cut))

    def _cards(self, slate: Slate, profile: Profile) -> Iterator[Card]:
        shown = [(r, item) for r in slate.recommendations if (item := self._catalogue.find(r.item_id))]
        like = tuple(item for i in profile.liked[-1:] if (item := self._catalogue.find(i)))
        for one, item in shown:
            beside = tuple(other for _, other in shown if other.id != item.id)
            grounds = Grounds(item, profile.preferences, beside, like, one.rank)
            yield Card(one, grounds, tuple(self._misses(item, profile)))

    def _misses(self, item: Item, profile: Profile) -> Iterator[tuple[str, str]]:
        missed = (wish for wish in profile.preferences if not wish.met_by(item))
        yield from ((wish.attribute, miss(wish, item, self._catalogue.domain)) for wish in missed)

    def _prompt(self, cards: Mapping[int, Card]) -> Prompt:
        system = load_prompt(NARRATE).substitute(plural=self._catalogue.domain.plural, tone=self._tone)
        facts = "\n".join(card.line(number) for number, card in cards.items())
        return Prompt(NARRATE, system, f"{OPEN}\n{facts}\n{CLOSE}", longest=TOKENS_A_REASON * len(cards))

    def _phrased_by(self, told: Told, trouble: str) -> str:
        cards, kept = len(told.cards), len(told.sentences)
        if not kept:
            return f"{TEMPLATES} (model: {trouble or 'nothing that it said could be verified'})"
        why = f" ({trouble})" if trouble else ""
        return self.name if kept == cards else f"{self.name}, {cards - kept} of {cards} by templates{why}"
