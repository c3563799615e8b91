"""What is asked of the one item on the table, in whatever sentence: "could I get their phone number and address?"."""

from collections.abc import Iterator

from agents.dialogue import Ask
from agents.understanding.draft import Draft
from agents.understanding.lexicon import INTERROGATIVE, words
from agents.understanding.linking import Mention
from agents.understanding.scene import Scene

REQUESTING = words("get give need tell provide send know have want share their its")
OPENING = INTERROGATIVE | words("may please and also")
WISHING = words("different another other same any in")


def read_requested(draft: Draft) -> None:
    """Sentence by sentence; each of the values asked for is an act of its own."""
    scene = draft.scene
    if not scene.discussed or any(isinstance(act, Ask) for _, act in draft.acts):
        return
    for start, end in _sentences(scene):
        if draft.open(start, end) and (names := tuple(_names(draft, start, end))):
            said = scene.said(start, end)
            acts = (Ask("value", scene.discussed, name, said) for name in dict.fromkeys(names))
            draft.add(start, *acts, closes=range(start, end))


def _sentences(scene: Scene) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(scene.tokens):
        if token.text in ".!?;":
            if start < at:
                yield start, at
            start = at + 1
    if start < len(scene.tokens):
        yield start, len(scene.tokens)


def _names(draft: Draft, start: int, end: int) -> Iterator[str]:
    """The attributes asked for; none where the sentence wishes, names a value or another item."""
    shape = draft.shape.cut(start, end)
    if {"VALUE", "NUMBER", "VAGUE", "REF", "TITLE", "LESS", "MORE"} & set(shape.symbols):
        return
    scene, said = draft.scene, set(draft.scene.words[start:end])
    asks = scene.words[start] in OPENING or bool(said & REQUESTING) or "please" in said
    if not asks or said & WISHING:
        return
    for part in shape.mentions:
        name = _requestable(scene, part)
        informed = name and scene.attribute(name).informable
        if name and (not informed or scene.words[start] in OPENING or said & {"their", "its", "get", "give", "tell"}):
            yield name


def _requestable(scene: Scene, part: Mention) -> str:
    named = (m.attribute for m in part.meanings if m.role == "attribute")
    return next((name for name in named if scene.attribute(name).requestable), "")
