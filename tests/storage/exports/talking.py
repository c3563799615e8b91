"""Longer talks about the same lamps, a turn at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.dialogue import (
    Act,
    Explanation,
    Move,
    Option,
    Preference,
    Profile,
    Question,
    Reply,
    Reveal,
    Turn,
    TurnStatus,
)
from storage.labels.label import Label, LabelSource, Pair
from storage.labels.told import Split, Told
from storage.records import Impression
from tests.storage.exports.making import GLASS, impressions, slate, told

OPEN = Profile()


@dataclass(slots=True)
class Talk:
    """Told so far; `person` and `split` as those of `told`."""

    id: str = "c1"
    split: Split = "train"
    turns: list[Turn] = field(default_factory=list)
    cards: list[Impression] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    def says(
        self, words: str, reply: Reply, profile: Profile = OPEN, acts: Sequence[Act] = (Reveal(GLASS),), edit: str = ""
    ) -> int:
        """The number of the new turn."""
        number = len(self.turns) + 1
        self.turns.append(Turn(number, words, tuple(acts), profile, reply if words else None, edit=edit))
        for card in impressions(self.id, reply.slate.item_ids if reply.slate and words else ()):
            own = f"{self.id}-t{number}-i{card.rank}"
            self.cards.append(replace(card, id=own, turn=number, profile=profile, catalogue_version="v2"))
        return number

    def taps(self, profile: Profile, edit: str = "like") -> int:
        return self.says("", Reply(Move.INFORM, ""), profile, (), edit)

    def fails(self, words: str) -> int:
        number = self.says(words, Reply(Move.INFORM, ""))
        self.turns[-1] = replace(self.turns[-1], reply=None, status=TurnStatus.FAILED)
        return number

    def judged(
        self,
        turn: int,
        item: str,
        relevance: float,
        rule: str = "like",
        reason: str = "",
        source: LabelSource = "explicit",
    ) -> None:
        shown = next((one.id for one in self.cards if one.turn == turn and one.item_id == item), "")
        self.labels.append(Label(self.id, turn, item, shown, relevance, 0.5, source, rule, 1, 0.9, reason))

    def preferred(self, turn: int, better: str, worse: str) -> None:
        self.pairs.append(Pair(self.id, turn, better, worse, "graded", "explicit", 0.5, 2.0))

    @property
    def told(self) -> Told:
        whole = told(self.id, split=self.split, labels=(), pairs=())
        return replace(
            whole,
            turns=tuple(self.turns),
            impressions=tuple(self.cards),
            feedback=(),
            labels=tuple(self.labels),
            pairs=tuple(self.pairs),
        )


def shows(*items: str, text: str = "These fit.", reason: str = "It is cheap.") -> Reply:
    found = slate("s", items)
    cards = tuple(replace(one, explanation=Explanation((), reason)) for one in found.recommendations)
    return Reply(Move.RECOMMEND, text, replace(found, recommendations=cards))


def asks(text: str = "Which style?", attribute: str = "style") -> Reply:
    question = Question(attribute, text, (Option("brass", "brass", 2), Option("glass", "glass", 1)))
    return Reply(Move.ELICIT, text, question=question)


def says(text: str) -> Reply:
    return Reply(Move.INFORM, text)


def wishing(*wishes: Preference, liked: tuple[str, ...] = (), rejected: tuple[str, ...] = ()) -> Profile:
    return Profile(preferences=wishes, liked=liked, rejected=rejected)
