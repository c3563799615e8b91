"""People who recommend to each other: dialogues with the items that each turn names, and the turns that count."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

Role = Literal["seeker", "recommender"]
Annotation = Literal["items", "items_v2"]


@dataclass(frozen=True, slots=True)
class Said:
    """All that one speaker said before the other did."""

    role: Role
    text: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    said: tuple[Said, ...]
    liked: tuple[str, ...] = ()
    """Items that the seeker said, when asked after the talk, to like."""


@dataclass(frozen=True, slots=True)
class Case:
    """A recommender's turn that names items, before it is said: what came before it, and what it names."""

    dialogue: str
    context: tuple[Said, ...]
    truths: tuple[str, ...]
    fresh: frozenset[str] = field(default=frozenset())
    """Those of the truths that neither side had named."""


def dialogues(data: Path, split: str, annotation: Annotation = "items") -> tuple[Dialogue, ...]:
    """All of a split, messages of one speaker in a row joined. Raises FileNotFoundError, naming what is missing."""
    file = data / f"{split}.norm.jsonl.gz"
    if not file.exists():
        raise FileNotFoundError(f"“{data}” has no dialogues of the split “{split}”: no “{file.name}”.")
    with gzip.open(file) as lines:
        return tuple(_dialogue(orjson.loads(line), annotation) for line in lines)


def _dialogue(row: dict[str, object], annotation: Annotation) -> Dialogue:
    turns = row["turns"]
    feedback = row.get("item_feedback", {})
    if not isinstance(turns, list) or not isinstance(feedback, dict):
        raise ValueError(f"The dialogue “{row.get('dialogue_id')}” has no list of turns.")
    said = [Said(t["role"], str(t["text"]), tuple(t.get(annotation) or ())) for t in turns]
    liked = tuple(item for item, by in feedback.items() if by.get("seeker", {}).get("liked") == 1)
    return Dialogue(str(row["dialogue_id"]), tuple(joined(said)), liked)


def joined(said: Sequence[Said]) -> Iterator[Said]:
    """With what one speaker said in a row as one turn; an item named twice in it counts once."""
    together: list[Said] = []
    for one in said:
        if together and together[-1].role == one.role:
            last = together.pop()
            together.append(Said(one.role, f"{last.text} {one.text}", (*last.items, *one.items)))
        else:
            together.append(one)
    for one in together:
        yield Said(one.role, one.text, tuple(dict.fromkeys(one.items)))


def cases(dialogue: Dialogue) -> Iterator[Case]:
    """The turns that count: the recommender's that name items, with something said before them."""
    named: set[str] = set()
    for place, one in enumerate(dialogue.said):
        if place and one.items and one.role == "recommender":
            yield Case(dialogue.id, dialogue.said[:place], one.items, frozenset(one.items) - named)
        named.update(one.items)
