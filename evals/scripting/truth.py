"""Whether a reply, its reasons aside, is so: cards that it names, wishes that it repeats, values that it compares."""

import re
from collections.abc import Iterator

from agents.dialogue import Move
from agents.phrasing import wish_words
from evals.scripting.heard import Scene
from retrieval.catalogue import Attribute, Item
from retrieval.wording import in_words

HEARD = "Got it: "
"""How a reply begins to repeat wishes; one in other words is not looked at."""
NOT_GIVEN = "not given"


def untrue(scene: Scene) -> Iterator[str]:
    """A sentence for each thing that is not as the reply says."""
    yield from _unnamed(scene)
    yield from _unwished(scene)
    yield from _miscompared(scene)


def _unnamed(scene: Scene) -> Iterator[str]:
    """What is shown is what the text offers."""
    for card in scene.now.cards if scene.now.move == Move.RECOMMEND else ():
        if card.title not in scene.now.text:
            yield f'{card.title} is shown, but what is said is "{scene.now.text}"'


def _unwished(scene: Scene) -> Iterator[str]:
    """ "Got it: tent and under €50." names wishes that stand, and nothing else."""
    _, found, told = scene.now.text.partition(HEARD)
    standing = [wish_words(one, scene.catalogue.domain) for one in scene.now.profile.preferences]
    words = "|".join(re.escape(one) for one in sorted(standing, key=len, reverse=True)) or "(?!)"
    if found and not re.match(rf"(?:{words})(?:(?:, | and )(?:{words}))*\.", told):
        yield f'the reply repeats "{told}"; the wishes are {"; ".join(standing) or "none"}'


def _miscompared(scene: Scene) -> Iterator[str]:
    """Each cell is the value of the item that its column is headed by."""
    labels = {attribute.label: attribute for attribute in scene.catalogue.domain.attributes}
    for label, cells in scene.now.table:
        for item_id, cell in zip(scene.now.compared_ids, cells, strict=False):
            item, attribute = scene.catalogue.find(item_id), labels.get(label)
            right = _cells(item, attribute) if item and attribute else ()
            if cell not in right:
                title = item.title if item else item_id
                yield f"the comparison says {label} {cell} of {title}, which has {right[0] if right else 'none'}"


def _cells(item: Item, attribute: Attribute) -> tuple[str, ...]:
    """What may stand there; of a list only the first are shown."""
    value = item.values.get(attribute.name)
    if value is None:
        return (NOT_GIVEN,)
    few = value[:4] if isinstance(value, tuple) else value
    return in_words(attribute, value), in_words(attribute, few)
