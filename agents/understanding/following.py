"""The same question about something else: "and the third?", "what about the second?", "and the cheapest?"."""

from dataclasses import replace

from agents.dialogue import Ask
from agents.understanding.draft import Draft
from agents.understanding.lexicon import words
from agents.understanding.shape import Shape

BESIDE = words("the then too please one and or , instead")
ABOUT = (("what", "about"), ("how", "about"))
REPEATED = ("value", "why", "why_not")


def is_item_alone(shape: Shape) -> bool:
    """Whether nothing is named but items, pronouns aside."""
    return bool(_named(shape)) and all(symbol in BESIDE | {"REF", "TITLE"} for symbol in _without_about(shape))


def asked_again(draft: Draft, shape: Shape, said: str) -> tuple[Ask, ...]:
    """What was asked of another item just before; of one shown with a question mark behind it, about it at large."""
    scene = draft.scene
    opening = scene.words[: shape.spans[0][0]]
    asks = "?" in scene.words
    pointed = asks or "and" in opening or len(_without_about(shape)) < len(shape.symbols)
    if not pointed or not is_item_alone(shape) or any(reference.problem for reference in shape.references):
        return ()
    items = tuple(dict.fromkeys(i for reference in shape.references for i in reference.item_ids))
    before = tuple(ask for ask in scene.asked_last if ask.topic in REPEATED and ask.item_ids)
    if before:
        whys = all(i in {item.id for item in scene.shown} for i in items)
        return tuple(
            replace(a, item_ids=items, topic="why_not" if a.topic == "why" and not whys else a.topic) for a in before
        )
    shown = asks and scene.shown and "TITLE" not in shape.symbols and not scene.asked
    return (Ask("value", items, words=said),) if shown else ()


def _without_about(shape: Shape) -> tuple[str, ...]:
    return shape.symbols[2:] if shape.symbols[:2] in ABOUT else shape.symbols


def _named(shape: Shape) -> list[str]:
    return [symbol for symbol in shape.symbols if symbol in ("REF", "TITLE")]
