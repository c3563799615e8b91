"""What was shown, by place, pronoun, value or title: "the second", "it", "the French one", "the cheaper of the two"."""

from collections.abc import Iterator, Sequence

from agents.understanding.linking import Mention
from agents.understanding.reference import Reference
from agents.understanding.reference_place import by_number, by_place, several
from agents.understanding.reference_pronoun import by_pronoun, same_item
from agents.understanding.reference_title import by_part_of_title, by_title, by_unshown_title, with_value
from agents.understanding.reference_value import by_extreme, by_value
from agents.understanding.scene import Scene


def find_references(scene: Scene, mentions: Sequence[Mention]) -> tuple[Reference, ...]:
    by_start = {m.start: m for m in mentions}
    return tuple(_walk(scene, by_start))


def _walk(scene: Scene, mentions: dict[int, Mention]) -> Iterator[Reference]:
    at = 0
    before: Reference | None = None
    while at < len(scene.words):
        found = (
            by_value(scene, mentions, at)
            or by_extreme(scene, mentions, at)
            or several(scene, at)
            or by_place(scene, at, mentions)
            or by_number(scene, at)
            or by_title(scene, mentions, at)
            or by_part_of_title(scene, mentions, at)
            or by_unshown_title(scene, mentions, at)
            or by_pronoun(scene, at)
        )
        found = with_value(scene, mentions, found) if found else None
        if found:
            found = same_item(scene, found, before)
            before = before if found.weak else found
            yield found
        skipped = mentions[at].end if at in mentions else at + 1
        at = found.end if found else skipped
