"""A simulated person in conversation: hears a reply, judges what is shown by its hidden need, and says the next thing.

Knows nothing of how the assistant understands: only what a person would see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from agents.dialogue import Move, Option, Question, Relaxation, Reply, Strength
from agents.phrasing import ORDINALS
from evals.simulator import templates
from evals.simulator.course import Course
from evals.simulator.drawing import Needs
from evals.simulator.leaks import leaks
from evals.simulator.need import Need, Want
from evals.simulator.personas import Persona
from evals.simulator.voice import Voice
from evals.simulator.wording import forms, vaguely
from retrieval.catalogue import Item, Kind

HOPES, LESS_A_TURN, LEAST = 0.95, 0.04, 0.6
"""Share of the best item's worth that is taken at once; how it falls with each turn; where it ends."""
TAPS = 0.3
"""How often the very words of an offered option are used, where one is what they want."""
TELLS_SEEN = 0.85
"""How often it is said that something shown is known, before anything else is."""
TOO_LITTLE = 0.25
"""How often a reasonless no comes with a wish not told yet."""


@dataclass
class Person:
    need: Need
    persona: Persona
    needs: Needs
    chance: Random
    course: Course = field(default_factory=Course, init=False)
    done: bool = field(default=False, init=False)
    """Took something, or left: what was said last is the last thing said."""
    turns: int = field(default=0, init=False)
    _denied: Want | None = field(default=None, init=False)
    _changes_at: int = field(default=0, init=False)
    _eyed: tuple[Item, Sequence[Item]] | None = field(default=None, init=False)
    """Asked about, and as good as taken; the cards it stood among."""
    _latest: Want | None = field(default=None, init=False)
    """The wish told last, if it was not put in other words since."""

    def __post_init__(self) -> None:
        self.voice = Voice(self.persona, self.need.catalogue.domain, self.chance)
        self._changes_at = self.chance.randint(1, 2) if self.persona.changes else 0

    def begins(self) -> str:
        """The first utterance."""
        count = self.chance.randint(*self.persona.opening)
        if self.persona.contradicts and (said := self._opposite()):
            return said
        wants = list(self.need.wants[:count])
        self.chance.shuffle(wants)
        wants.sort(key=lambda want: want.negative)  # "no horror, comedy" could be heard as two wishes against
        vague = [w for w in wants if self.chance.random() < self.persona.vague]
        self._tell(wants, vague)
        return self._say("open", lambda: self.voice.opening(wants, vague))

    def hears(self, reply: Reply) -> str:
        """What is said to that; read `done` afterwards."""
        cards = self._cards(reply)
        self.course.hear(self.need, reply, cards)
        if self._changes_at and self.turns >= self._changes_at and (said := self._change()):
            return said
        if self._eyed:
            return self._take(*self._eyed)
        if taken := self._good_enough(cards):
            if self.chance.random() < self.persona.curious:
                return self._ask_about(taken, cards)
            return self._take(taken, cards)
        if self.turns >= self.need.patience or self.chance.random() < self.persona.leaves:
            self.done = True
            return self._say("leave", lambda: self.voice.one_of(templates.LEAVES))
        if self._denied is not None:
            want, self._denied = self._denied, None
            return self._tells(want, "revise", templates.ANSWERS)
        if reply.question:
            return self._answer(reply.question)
        if reply.relaxations:
            return self._give_way(reply.relaxations)
        if cards:
            return self._refuse(cards)
        return self._rephrase() if reply.move is Move.CLARIFY else self._go_on()

    # --- judging ------------------------------------------------------------------------------------------------------

    def _cards(self, reply: Reply) -> list[Item]:
        ids = reply.slate.item_ids if reply.slate else ()
        return [item for item_id in ids if (item := self.need.catalogue.find(item_id))]

    def _good_enough(self, cards: Sequence[Item]) -> Item | None:
        least = max(LEAST, HOPES - LESS_A_TURN * (self.turns - 1)) * self.need.best
        best = max(cards, key=self.need.worth_of, default=None)
        return best if best is not None and self.need.worth_of(best) >= max(least, 1e-9) else None

    # --- saying -------------------------------------------------------------------------------------------------------

    def _say(self, intent: str, draft: Callable[[], str]) -> str:
        """Refuses drafts that tell what is not told yet, and looks at what was said once more, for the record."""
        hidden, titles = self._hidden(), self._unshown()
        text = self.voice.speak(draft, hidden, titles)
        self.course.leaked += leaks(text, hidden, titles)
        self.course.intents[intent] += 1
        self.turns += 1
        return text

    def _echo(self, intent: str, option: Option) -> str:
        """Taps an option: what the assistant's own words tell was no secret."""
        self.course.intents[intent] += 1
        self.turns += 1
        return option.utterance

    def _hidden(self) -> list[Want]:
        return [want for want in self.need.wants if want not in self.course.told]

    def _unshown(self) -> list[str]:
        """Titles of what would do and was not shown."""
        shown = {self.need.catalogue.rows[item_id] for item_id in self.course.shown}
        return [self.needs.titles[row] for row in self.need.fits.nonzero()[0] if row not in shown]

    def _tell(self, wants: Sequence[Want], vague: Sequence[Want] = ()) -> None:
        for want in wants:
            self._latest = want
            exact = not (want in vague and vaguely(want, Random(0))) and not forms(want) & self.needs.shared
            self.course.told[want] = exact or self.course.told.get(want, False)

    def _tells(self, want: Want, intent: str, phrases: Sequence[str]) -> str:
        """Once told vaguely, a wish is told in numbers."""
        vague = want not in self.course.told and self.chance.random() < self.persona.vague
        self._tell([want], [want] if vague else [])
        shapes = ("{}",) if self.persona.terse else phrases
        return self._say(intent, lambda: self.voice.one_of(shapes, self.voice.wish(want, vague)))

    def _opposite(self) -> str:
        wants = [w for w in self.need.wants if isinstance(w.constraint.value, str) and not w.negative]
        if not wants:
            return ""
        self._denied = wants[0]
        against = replace(self._denied, strength=self.chance.choice((Strength.NEVER, Strength.AVOID)))
        self._tell([self._denied])
        self.course.told[self._denied] = False
        return self._say("open", lambda: self.voice.opening([against], []))

    def _take(self, item: Item, cards: Sequence[Item]) -> str:
        self.done = True
        self.course.taken = item
        self.course.taken_at = self.course.taken_at or self.turns
        return self._say("accept", lambda: self.voice.one_of(templates.ACCEPTS, self._named(item, cards)))

    def _ask_about(self, item: Item, cards: Sequence[Item]) -> str:
        self._eyed, self.course.taken_at = (item, cards), self.turns
        return self._say("ask", lambda: self.voice.one_of(templates.ABOUT, self._named(item, cards)))

    def _named(self, item: Item, cards: Sequence[Item]) -> str:
        place = cards.index(item)
        return self.chance.choice(
            (item.title, f"the {ORDINALS[place]} one", f"the {ORDINALS[place]}", f"number {place + 1}")
        )

    def _change(self) -> str:
        """Wants something else on one of the wishes that were told; empty where there is nothing else to want."""
        self._changes_at = 0
        told = [w for w in self.need.wants if w in self.course.told and not w.negative]
        for want in self.chance.sample(told, len(told)):
            if fresh := self.needs.another(self.need, want, self.chance):
                wants = tuple(fresh if w is want else w for w in self.need.wants)
                self.need = replace(self.need, wants=wants)
                self.course.rejected.clear()
                return self._tells(fresh, "revise", templates.CHANGES)
        return ""

    def _answer(self, question: Question) -> str:
        wants = self.need.on(question.attribute)
        if not wants:
            return self._say("indifferent", lambda: self.voice.one_of(templates.OPEN_MIND))
        want = wants[0]
        if self.chance.random() < self.persona.dunno:
            return self._say("dunno", lambda: self.voice.one_of(templates.UNSURE))
        if want.attribute.kind is Kind.FLAG:
            self._tell([want])
            return self._say(
                "answer", lambda: self.voice.one_of(templates.YES if want.constraint.value else templates.NO)
            )
        option = _meant(want, question.options)
        if option and self.chance.random() < TAPS:
            self._tell([want])
            return self._echo("answer", option)
        return self._tells(want, "answer", templates.ANSWERS)

    def _give_way(self, offered: Sequence[Relaxation]) -> str:
        """Gives up, or widens, what is not that important to them; else stays firm."""
        for one in offered:
            if one.option and all(self._yields(p.attribute) for p in one.dropped):
                return self._echo("relax", one.option)
        return self._say("stay", lambda: self.voice.one_of(templates.KEEPS))

    def _yields(self, attribute: str) -> bool:
        """What they never asked for was a misunderstanding."""
        return not any(want.hard and want in self.course.told for want in self.need.on(attribute))

    def _refuse(self, cards: Sequence[Item]) -> str:
        missed = [want for item in cards for want in self.need.unmet(item)]
        known = [item for item in cards if item.id in self.need.known]
        if known and self.chance.random() < TELLS_SEEN:
            phrases = templates.OWNED if self.need.catalogue.domain.price else templates.SEEN
            return self._say("seen", lambda: self.voice.one_of(phrases, self._named(known[0], cards)))
        if missed and self.chance.random() < self.persona.reasons:
            return self._because(cards, max(missed, key=lambda want: (want.hard, missed.count(want))))
        if (hidden := self._hidden()) and self.chance.random() < TOO_LITTLE:
            return self._tells(hidden[0], "add", templates.ALSO)
        if self.chance.random() < 0.5:
            return self._say("more", lambda: self.voice.one_of(templates.MORE))
        self.course.rejected |= {item.id for item in cards}
        return self._say("reject", lambda: self.voice.one_of(templates.REJECTS))

    def _because(self, cards: Sequence[Item], want: Want) -> str:
        """Only a plain no to the cards keeps them away."""
        words = self.voice.less(want)
        if words and self.chance.random() < 0.4:
            return self._say("critique", lambda: words)
        if self.chance.random() < 0.5 and not self.persona.terse:
            self.course.rejected |= {item.id for item in cards}
            return self._tells(want, "critique", templates.REFUSED)
        return self._tells(want, "critique", templates.REASONED)

    def _rephrase(self) -> str:
        """Says once more, in other words, what was not understood; after that, something else."""
        if self._latest is None or self._latest not in self.need.wants:
            return self._go_on()
        want = self._latest
        said = self._tells(want, "rephrase", templates.AGAIN)
        self._latest = None
        return said

    def _go_on(self) -> str:
        """After a reply that showed and asked nothing."""
        if hidden := self._hidden():
            return self._tells(hidden[0], "add", templates.ALSO)
        return self._say("nudge", lambda: self.voice.one_of(templates.NUDGES))


def _meant(want: Want, options: Sequence[Option]) -> Option | None:
    value = want.constraint.value
    return next((o for o in options if isinstance(value, str) and o.label == value and not want.negative), None)
