"""People who recommend to each other: dialogues with the items that each turn names, and the turns that count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evals.benchmarks.yardstick_files import FilesError, find, json_lines, objects

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


def dialogues(
    data: Path, split: str, annotation: Annotation = "items", by_message: bool = False
) -> tuple[Dialogue, ...]:
    """All of a split, messages of one speaker in a row joined, unless each is to count `by_message`.

    Raises AbsentError, naming what is missing, and FilesError for what is not as it should be.
    """
    file = find(data, f"{split}.norm.jsonl", f"dialogues of the split “{split}”")
    read = json_lines(file, ("dialogue_id", "turns"))
    return tuple(_dialogue(row, annotation, by_message, f"“{file}”, line {line}") for line, row in read)


def _dialogue(row: Mapping[str, object], annotation: Annotation, by_message: bool, where: str) -> Dialogue:
    turns = objects(row["turns"], ("role", "text"), f"{where}, “turns”")
    feedback = row.get("item_feedback", {})
    if not isinstance(feedback, dict):
        raise FilesError(f"{where}: “item_feedback” has to be an object, item by item.")
    said = [Said(_role(t["role"], where), str(t["text"]), _ids(t.get(annotation))) for t in turns]
    liked = tuple(item for item, by in feedback.items() if by.get("seeker", {}).get("liked") == 1)
    return Dialogue(str(row["dialogue_id"]), tuple(said if by_message else joined(said)), liked)


def _role(found: object, where: str) -> Role:
    if found in ("seeker", "recommender"):
        return "seeker" if found == "seeker" else "recommender"
    raise FilesError(f"{where}: “{found}” is no role; a turn is the seeker's or the recommender's.")


def _ids(found: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in found)) if isinstance(found, list) else ()


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
