"""Acts found so far, where they stand in the utterance, and the tokens they have used up."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agents.dialogue import Act, Ask, Other, Reject, Reveal, Waive
from agents.understanding.reference import Reference
from agents.understanding.scene import Scene
from agents.understanding.shape import Shape


@dataclass(slots=True)
class Draft:
    scene: Scene
    shape: Shape
    acts: list[tuple[int, Act]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)

    def add(self, at: int, *acts: Act, closes: Iterable[int] = ()) -> None:
        self.acts.extend((at, act) for act in acts)
        self.closed.update(closes)

    def open(self, start: int, end: int) -> bool:
        return not any(i in self.closed for i in range(start, end))

    def items(self, reference: Reference) -> tuple[str, ...] | None:
        """The items it means; None, with the problem as an act, where that cannot be said."""
        if not reference.problem:
            return reference.item_ids
        words = self.scene.said(reference.start, reference.end)
        self.add(reference.start, Other(reference.problem, words, nearest=reference.nearest))
        return None

    def in_order(self) -> tuple[Act, ...]:
        """The acts as they were said, each once."""
        wished = {act.preference.attribute for _, act in self.acts if isinstance(act, Reveal)}
        self.acts = [(at, act) for at, act in self.acts if not isinstance(act, Waive) or act.attribute not in wished]
        found = dict.fromkeys(act for _, act in sorted(self.acts, key=lambda found: found[0]))
        asked = [act for act in found if isinstance(act, Ask) and act.topic == "value"]
        for ask in asked:
            if not ask.attribute and any(a is not ask and a.item_ids == ask.item_ids and a in found for a in asked):
                del found[ask]
        return tuple({_once(act): act for act in reversed(found)}.values())[::-1]


def _once(act: Act) -> object:
    """What makes another act the same one again, however it is put: one insult, one refusal of the slate."""
    match act:
        case Other(reason="abuse" | "off_topic"):
            return act.reason
        case Reject(item_ids=items):
            return ("reject", items)
        case _:
            return act
