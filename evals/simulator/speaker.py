"""How a simulated person says things: nothing before it is due, and with a note of what was told."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from agents.dialogue import Option
from agents.phrasing import ORDINALS, join
from evals.simulator.course import Course
from evals.simulator.drawing import Needs
from evals.simulator.leaks import leaks
from evals.simulator.need import Need, Want
from evals.simulator.personas import Persona
from evals.simulator.voice import Voice
from evals.simulator.wording import forms, fragment, vaguely
from retrieval.catalogue import Item

SOCIAL = ("greet", "thank")
COURTESY = re.compile(r"\b(hi|hello|hey|thanks|thank you|sorry|good (morning|evening)|bye)\b", re.IGNORECASE)
"""What is said to be polite, beside what an utterance is for."""

WORDINGS = 6
"""Draws of a wish's wordings that are looked at."""


@dataclass
class Speaker:
    need: Need
    persona: Persona
    needs: Needs
    chance: Random
    course: Course = field(default_factory=Course, init=False)
    turns: int = field(default=0, init=False)
    """Utterances so far, but for small talk."""
    latest: Want | None = field(default=None, init=False)
    """The wish told last, if it was not put in other words since."""

    def __post_init__(self) -> None:
        self.voice = Voice(self.persona, self.need.catalogue.domain, self.chance)

    def say(self, intent: str, draft: Callable[[], str]) -> str:
        """Refuses drafts that tell what is not told yet, and looks at what was said once more, for the record."""
        hidden, titles = self.hidden(), self.unshown()
        text = self.voice.speak(lambda: self.voice.around(intent, draft()), hidden, titles)
        self.course.leaks(leaks(text, hidden, titles))
        self.course.intents[intent] += 1
        self.course.intents["courtesy"] += intent not in SOCIAL and bool(COURTESY.search(text))
        self.turns += 1
        return text

    def says_one_of(
        self, intent: str, phrases: Sequence[str], filling: Callable[[], str] = str, label: str = ""
    ) -> str:
        """`filling` is drawn anew for every draft: a title may tell too much where a place does not."""
        return self.say(intent, lambda: self.voice.one_of(phrases, filling(), label))

    def chats(self, intent: str, phrases: Sequence[str]) -> str:
        """Small talk: no turn that anybody counts, or loses patience over."""
        self.turns -= 1
        self.course.social += 1
        return self.says_one_of(intent, phrases)

    def echo(self, intent: str, option: Option) -> str:
        """Taps an option: what the assistant's own words tell was no secret."""
        self.course.intents[intent] += 1
        self.turns += 1
        self.voice.last = None
        return option.utterance

    def hidden(self) -> list[Want]:
        return [want for want in self.need.wants if want not in self.course.told]

    def unshown(self) -> list[str]:
        """Titles of what would do and was not shown."""
        shown = {self.need.catalogue.rows[item_id] for item_id in self.course.shown}
        return [self.needs.titles[row] for row in self.need.fits.nonzero()[0] if row not in shown]

    def tell(self, wants: Sequence[Want], vague: Sequence[Want] = ()) -> None:
        for want in wants:
            self.latest = want
            exact = not (want in vague and vaguely(want, Random(0))) and not forms(want) & self.needs.shared
            self.course.told[want] = exact or self.course.told.get(want, False)

    def tells(self, want: Want, intent: str, phrases: Sequence[str]) -> str:
        """Once told vaguely, a wish is told in numbers."""
        vague = want not in self.course.told and self.chance.random() < self.persona.vague
        wants = [want, *self.entangled([want])]
        self.tell(wants, [want] if vague else [])
        self.latest = want
        shapes = ("{}",) if self.persona.terse else phrases
        wishes = self.voice.wish
        return self.say(
            intent,
            lambda: self.voice.one_of(shapes, join([wishes(one, vague and one is want) for one in wants])),
        )

    def entangled(self, wants: Sequence[Want]) -> list[Want]:
        """Hidden wishes that these cannot be told without: "trekking poles" tells that they are for trekking."""
        others = [one for one in self.hidden() if one not in wants]
        return [one for one in others if any(self._tells_too(want, one) for want in wants)]

    def _tells_too(self, want: Want, other: Want) -> bool:
        """Whether every wording of the one tells the other."""
        wordings = {fragment(want, Random(number)) for number in range(WORDINGS)}
        return all(any(leaks(words, [other])) for words in wordings)

    def named(self, item: Item, cards: Sequence[Item]) -> str:
        place = cards.index(item)
        """Its title, or its place among them."""
        return self.chance.choice(
            (item.title, f"the {ORDINALS[place]} one", f"the {ORDINALS[place]}", f"number {place + 1}")
        )
