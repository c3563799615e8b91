"""From what a language model wrote to acts: checked against the catalogue and what was shown, never taken on trust."""

from collections.abc import Iterator, Sequence
from typing import get_args

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Change,
    Compare,
    Critique,
    Greet,
    More,
    Other,
    Reject,
    Restart,
    Seen,
    Thank,
    Topic,
    Undo,
)
from agents.understanding.model_linking import Linker
from agents.understanding.model_wire import Changed, Pointed, Said, Wished, Withdrawn, Written
from agents.understanding.model_wishes import WishChecker
from agents.understanding.scene import Scene
from retrieval.catalogue import Item

Checked = tuple[tuple[Act, ...], tuple[str, ...]]
"""The acts, and a sentence for everything that was dropped."""


def check(written: Sequence[Written], scene: Scene, linker: Linker, foreign: bool) -> Checked:
    checker = _Checker(scene, linker, foreign)
    acts = tuple(dict.fromkeys(act for one in written for act in checker.acts(one)))
    return acts, tuple(checker.wishes.dropped)


class _Checker:
    def __init__(self, scene: Scene, linker: Linker, foreign: bool) -> None:
        self.scene = scene
        self.linker = linker
        self.wishes = WishChecker(scene, linker, foreign)

    def acts(self, one: Written) -> Iterator[Act]:
        match one:
            case Wished():
                yield from self.wishes.wishes(one)
            case Withdrawn():
                yield from self.wishes.withdrawn(one)
            case Pointed():
                yield from self._pointed(one)
            case Said():
                yield self._said(one)

    # --- items --------------------------------------------------------------------------------------------------------

    def _pointed(self, one: Pointed) -> Iterator[Act]:
        found: list[Item] = []
        for reference in one.items:
            items = self._items(reference)
            if not items:
                yield self._no_item(reference)
            found += items
        if one.items and not found:
            return
        ids = tuple(dict.fromkeys(item.id for item in found))
        if not ids and not self.scene.shown:
            if one.do == "different":
                return
            yield Other("nothing_shown", one.words)
            return
        yield from self._deed(one, ids)

    def _items(self, reference: int | str) -> list[Item]:
        shown = self.scene.shown
        if isinstance(reference, str) and reference.strip().isdigit():
            reference = int(reference)
        if isinstance(reference, int):
            return [shown[reference - 1]] if 0 < reference <= len(shown) else []
        ids = self.linker.titles(reference)
        items = [item for i in ids if (item := self.scene.vocabulary.catalogue.find(i))]
        return [item for item in items if item in shown] or items[:1]

    def _no_item(self, reference: int | str) -> Act:
        if isinstance(reference, int):
            self.wishes.drop(f"number {reference}", "nothing was shown under it")
            return Other("nothing_shown" if not self.scene.shown else "unclear", f"number {reference}")
        return Other("not_in_catalogue", reference, nearest=self.linker.titles_near(reference))

    def _deed(self, one: Pointed, ids: tuple[str, ...]) -> Iterator[Act]:
        first = ids or self.scene.discussed
        match one.do:
            case "like" | "change" | "different":
                changes = tuple(change for c in one.changes if (change := self._change(c, one.words)))
                yield Critique(ids, changes, one.do == "like" and bool(ids), one.words.strip())
            case "reject":
                yield Reject(ids, one.words.strip())
            case "seen" if ids:
                yield Seen(ids)
            case "take" if first:
                yield Accept(first[0])
            case "compare":
                yield Compare(ids, self._asked(one.on))
            case "why":
                yield Ask("why", first, words=one.words.strip())
            case "ask" if self._asked(one.on):
                yield Ask("value", first, self._asked(one.on), one.words.strip())
            case _:
                self.wishes.drop(f"{one.do} {one.on}", "names nothing that can be found")

    def _asked(self, name: str) -> str:
        attribute = self.linker.attribute(name) if name else None
        return attribute.name if attribute else ""

    def _change(self, one: Changed, words: str) -> Change | None:
        attribute = self.linker.attribute(one.on)
        if attribute is None or (one.how in ("less", "more") and not attribute.numeric):
            self.wishes.drop(f"{one.how} {one.on}", "nothing that can be more or less" if attribute else "no attribute")
            return None
        return Change(attribute.name, one.how, words.strip())

    # --- the rest of talk ---------------------------------------------------------------------------------------------

    def _said(self, one: Said) -> Act:
        text = self.scene.text.strip()[:200]
        acts: dict[str, Act] = {
            "more": More(),
            "undo": Undo(),
            "restart": Restart(),
            "greet": Greet(),
            "thank": Thank(),
            "bye": Other("farewell", text),
            "off_topic": Other("off_topic", text),
        }
        if one.do in get_args(Topic):
            return Ask(one.do, words=text)  # type: ignore[arg-type]  # `in` has just seen to it
        return acts.get(one.do, Other("unclear", text))
