"""A simulated person in conversation: hears a reply, judges what is shown by its hidden need, and says the next thing.

Knows nothing of how the assistant understands: only what a person would see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.dialogue import Move, Reply, Strength
from evals.simulator import templates
from evals.simulator.need import Want
from evals.simulator.reacting import Reacting
from retrieval.catalogue import Item

HOPES, LESS_A_TURN, LEAST = 0.95, 0.04, 0.6
"""Share of the best item's worth that is taken at once; how it falls with each turn; where it ends."""


@dataclass
class Person(Reacting):
    done: bool = field(default=False, init=False)
    """Took something, or left: what was said last is the last thing said."""
    _greeted: bool = field(default=False, init=False)
    """Said hello, and not yet what they are here for."""
    _denied: Want | None = field(default=None, init=False)
    _changes_at: int = field(default=0, init=False)
    _eyed: tuple[Item, Sequence[Item]] | None = field(default=None, init=False)
    """Asked about, and as good as taken; the cards it stood among."""
    _looked_at: Sequence[Item] = field(default=(), init=False)
    """Cards that were asked about, or wondered at, and not judged yet."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._changes_at = self.chance.randint(1, 2) if self.persona.changes else 0

    def begins(self) -> str:
        """The first utterance."""
        if self.chance.random() < self.persona.social:
            self._greeted = True
            return self.chats("greet", templates.GREETINGS)
        return self._open()

    def hears(self, reply: Reply) -> str:
        """What is said to that; read `done` afterwards."""
        cards = self._cards(reply)
        self.course.heard_replies += 1
        if self._greeted:
            self._greeted = False
            return self._after_hello(cards)
        if self.course.taken:
            self.done = True
            return self.chats("thank", templates.PARTINGS)
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
            return self.says_one_of("leave", templates.LEAVES)
        return self._react(reply, cards)

    # --- judging ------------------------------------------------------------------------------------------------------

    def _cards(self, reply: Reply) -> list[Item]:
        ids = reply.slate.item_ids if reply.slate else ()
        return [item for item_id in ids if (item := self.need.catalogue.find(item_id))]

    def _good_enough(self, cards: Sequence[Item]) -> Item | None:
        least = max(LEAST, HOPES - LESS_A_TURN * (self.turns - 1)) * self.need.best
        best = max(cards, key=self.need.worth_of, default=None)
        return best if best is not None and self.need.worth_of(best) >= max(least, 1e-9) else None

    # --- saying -------------------------------------------------------------------------------------------------------

    def _react(self, reply: Reply, cards: Sequence[Item]) -> str:
        """To what will not do."""
        earlier, self._looked_at = self._looked_at, ()
        if self._denied is not None:
            want, self._denied = self._denied, None
            return self.tells(want, "revise", templates.ANSWERS)
        if reply.question:
            return self.answer(reply.question)
        if reply.relaxations:
            return self.give_way(reply.relaxations)
        if cards or earlier:
            return self._judge(cards, earlier)
        return self.rephrase() if reply.move is Move.CLARIFY else self.go_on()

    def _judge(self, cards: Sequence[Item], earlier: Sequence[Item]) -> str:
        if cards and not self.persona.terse and (said := self.hesitate(cards)):
            self._looked_at = cards
            return said
        return self.refuse(cards or earlier)

    def _after_hello(self, cards: Sequence[Item]) -> str:
        """They may well take what somebody shows who asked nothing; else they say why they are here, first of all."""
        taken = self._good_enough(cards)
        return self._take(taken, cards) if taken else self._open()

    def _open(self) -> str:
        count = self.chance.randint(*self.persona.opening)
        if self.persona.contradicts and (said := self._opposite()):
            return said
        wants = list(self.need.wants[:count])
        wants += self.entangled(wants)
        self.chance.shuffle(wants)
        wants.sort(key=lambda want: want.negative)  # "no horror, comedy" could be heard as two wishes against
        vague = [w for w in wants if self.chance.random() < self.persona.vague]
        self.tell(wants, vague)
        return self.say("open", lambda: self.voice.opening(wants, vague))

    def _opposite(self) -> str:
        wants = [w for w in self.need.wants if isinstance(w.constraint.value, str) and not w.negative]
        if not wants:
            return ""
        self._denied = wants[0]
        against = replace(self._denied, strength=self.chance.choice((Strength.NEVER, Strength.AVOID)))
        self.tell([self._denied])
        self.course.told[self._denied] = False
        return self.say("open", lambda: self.voice.opening([against], []))

    def _take(self, item: Item, cards: Sequence[Item]) -> str:
        self.done = self.chance.random() >= self.persona.social
        self.course.taken = item
        self.course.taken_at = self.course.taken_at or max(1, self.turns)
        return self.says_one_of("accept", templates.ACCEPTS, lambda: self.named(item, cards))

    def _ask_about(self, item: Item, cards: Sequence[Item]) -> str:
        self._eyed, self.course.taken_at = (item, cards), self.turns
        return self.inquire(item, cards)

    def _change(self) -> str:
        """Wants something else on one of the wishes that were told; empty where there is nothing else to want."""
        self._changes_at = 0
        told = [w for w in self.need.wants if w in self.course.told and not w.negative]
        for want in self.chance.sample(told, len(told)):
            if fresh := self.needs.another(self.need, want, self.chance):
                wants = tuple(fresh if w is want else w for w in self.need.wants)
                self.need = replace(self.need, wants=wants)
                self.course.rejected.clear()
                return self.tells(fresh, "revise", templates.CHANGES)
        return ""
