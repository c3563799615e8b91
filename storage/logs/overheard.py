"""What people say to each other is no order to an assistant that listens: what they wish, it takes as a liking.

Told "a comedy, no zombies", an assistant keeps to it. Overheard, the same words are taste: "I like comedies" rules
nothing out, and a film that somebody names with its year does not ask for films of that year.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.dialogue import Act, Critique, Retract, Reveal, Revise, Strength, Waive

SOFTER = {Strength.MUST: Strength.PREFER, Strength.NEVER: Strength.AVOID}


def as_overheard(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The acts with every wish as a soft guess, added to those there are: nobody takes back what another one said.

    Of "like the second but newer" the liking stays; "newer", which would set a bound, goes.
    """
    return tuple(kept for act in acts if (kept := _softened(act)))


def _softened(act: Act) -> Act | None:
    match act:
        case Retract() | Waive():
            return None
        case Critique():
            return replace(act, changes=()) if act.item_ids else None
        case Reveal() | Revise():
            wish = act.preference
            return Reveal(replace(wish, strength=SOFTER.get(wish.strength, wish.strength), source="implied"))
        case _:
            return act
