"""What a simulated person says to cards that will not do, and to questions and ways out."""

from collections.abc import Sequence

from agents.dialogue import Option, Question, Relaxation
from evals.simulator import templates
from evals.simulator.need import Want
from evals.simulator.speaker import Speaker
from retrieval.catalogue import Item, Kind

TAPS = 0.3
"""How often the very words of an offered option are used, where one is what they want."""
TELLS_SEEN = 0.85
"""How often it is said that something shown is known, before anything else is."""
INQUIRES, NEUTRAL = 0.12, 0.1
"""How often they ask about a card that will not do, and how often they neither want nor refuse what they see."""
TOO_LITTLE = 0.4
"""How often a reasonless no comes with a wish not told yet."""
PLAIN_NO = 0.7
"""How often a no without a reason is a no, rather than a call for more."""


class Reacting(Speaker):
    """To replies, by the hidden need."""

    def refuse(self, cards: Sequence[Item]) -> str:
        known = [item for item in cards if item.id in self.need.known]
        if known and self.chance.random() < TELLS_SEEN:
            phrases = templates.OWNED if self.need.catalogue.domain.price else templates.SEEN
            return self.says_one_of("seen", phrases, lambda: self.named(known[0], cards))
        missed = [want for item in cards for want in self.need.unmet(item)]
        if missed and self.chance.random() < self.persona.reasons:
            return self._because(cards, max(missed, key=lambda want: (want.hard, missed.count(want))))
        if (hidden := self.hidden()) and self.chance.random() < TOO_LITTLE:
            return self.tells(hidden[0], "add", templates.ALSO)
        if self.chance.random() >= PLAIN_NO:
            return self.says_one_of("more", templates.MORE)
        self.course.rejected |= {item.id for item in cards}
        return self.says_one_of("reject", templates.REJECTS)

    def hesitate(self, cards: Sequence[Item]) -> str:
        """Before they refuse them; empty where they do not."""
        drawn = self.chance.random()
        if drawn < INQUIRES:
            return self.inquire(self.chance.choice(cards), cards)
        return self.says_one_of("neutral", templates.NEUTRAL) if drawn < INQUIRES + NEUTRAL else ""

    def inquire(self, item: Item, cards: Sequence[Item]) -> str:
        """What it is about, or the value of something that the catalogue tells of it."""
        told = [a for a in self.need.catalogue.domain.attributes if a.requestable and a.name in item.values]
        if told and self.chance.random() < 0.4:
            label = self.chance.choice(told).label
            return self.says_one_of("ask", templates.WONDERS, lambda: self.named(item, cards), label)
        return self.says_one_of("ask", templates.ABOUT, lambda: self.named(item, cards))

    def _because(self, cards: Sequence[Item], want: Want) -> str:
        """Only a plain no to the cards keeps them away."""
        words = self.voice.less(want)
        if words and self.chance.random() < 0.4:
            return self.say("critique", lambda: self.voice.whole(words))
        if self.chance.random() < 0.5 and not self.persona.terse:
            self.course.rejected |= {item.id for item in cards}
            self.course.intents["reject"] += 1
            return self.tells(want, "critique", templates.REFUSED)
        return self.tells(want, "critique", templates.REASONED)

    def answer(self, question: Question) -> str:
        wants = self.need.on(question.attribute)
        if not wants:
            return self.says_one_of("indifferent", templates.OPEN_MIND)
        want = wants[0]
        if self.chance.random() < self.persona.dunno:
            return self.says_one_of("dunno", templates.UNSURE)
        if want.attribute.kind is Kind.FLAG:
            self.tell([want])
            return self.says_one_of("answer", templates.YES if want.constraint.value else templates.NO)
        option = _meant(want, question.options)
        if option and self.chance.random() < TAPS:
            self.tell([want])
            return self.echo("answer", option)
        return self.tells(want, "answer", templates.ANSWERS)

    def give_way(self, offered: Sequence[Relaxation]) -> str:
        """Gives up, or widens, what is not that important to them; else stays firm."""
        for one in offered:
            if one.option and all(self._yields(p.attribute) for p in one.dropped):
                return self.echo("relax", one.option)
        return self.says_one_of("stay", templates.KEEPS)

    def _yields(self, attribute: str) -> bool:
        """What they never asked for was a misunderstanding."""
        return not any(want.hard and want in self.course.told for want in self.need.on(attribute))

    def rephrase(self) -> str:
        """Says once more, in other words, what was not understood; after that, something else."""
        if self.latest is None or self.latest not in self.need.wants:
            return self.go_on()
        want = self.latest
        said = self.tells(want, "rephrase", templates.AGAIN)
        self.latest = None
        return said

    def go_on(self) -> str:
        """After a reply that showed and asked nothing."""
        if hidden := self.hidden():
            return self.tells(hidden[0], "add", templates.ALSO)
        return self.says_one_of("nudge", templates.NUDGES)


def _meant(want: Want, options: Sequence[Option]) -> Option | None:
    value = want.constraint.value
    return next((o for o in options if isinstance(value, str) and o.label == value and not want.negative), None)
