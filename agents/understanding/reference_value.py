"""Shown items by a value: "the French one", "the cheaper of the two"."""

from agents.understanding.lexicon import PREPOSITIONS
from agents.understanding.linking import Mention
from agents.understanding.reference import Reference, noun_end, one_of, word_at
from agents.understanding.reference_place import several
from agents.understanding.scene import Scene
from retrieval.catalogue import Constraint, Item, Operator

_OF = (("of", "the", "two"), ("of", "them"), ("of", "these"), ("of", "those"), ("of", "the", "three"), ("of", "both"))


def by_value(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "the French one", "that horror film": a value that picks from what was shown."""
    if word_at(scene, at) not in ("the", "that") or not scene.shown:
        return None
    behind = noun_end(scene, at + 1)
    linked = behind > at + 1 and word_at(scene, behind) in PREPOSITIONS
    mention = mentions.get(behind + 1 if linked else at + 1)
    if mention is None or not mention.has("value"):
        return None
    end = mention.end if linked else noun_end(scene, mention.end)
    if end == mention.end and not linked:
        return None
    tests = [Constraint(m.attribute, Operator.EQ, m.value) for m in mention.meanings if m.role == "value"]
    items = [i for i in scene.shown if any(t.accepts(i) for t in tests)]
    return one_of(scene, at, end, items) if items else None


def by_extreme(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "the cheapest one", "the cheaper of the two"."""
    mention = mentions.get(at + 1)
    if word_at(scene, at) != "the" or len(scene.shown) < 2 or mention is None:
        return None
    end = noun_end(scene, mention.end)
    inner = several(scene, end + 1) if word_at(scene, end) == "of" else None
    of = inner.end - end if inner else next((n for n in (3, 2) if scene.words[end : end + n] in _OF), 0)
    meaning = next((m for m in mention.meanings if m.role in ("lowest", "highest", "lower", "higher")), None)
    if meaning is None or (meaning.role in ("lower", "higher") and not of and end == mention.end):
        return None
    among = [i for i in scene.shown if inner is None or i.id in inner.item_ids]
    among = [i for i in among if of or _is_such(scene, mentions, end, i)]
    known = [(i.number(meaning.attribute), i) for i in among]
    rated = [(n, i) for n, i in known if n is not None]
    if not rated:
        return None
    end_value = (min if meaning.role.startswith("low") else max)(n for n, _ in rated)
    return one_of(scene, at, end + of, [i for n, i in rated if n == end_value])


def _is_such(scene: Scene, mentions: dict[int, Mention], at: int, item: Item) -> bool:
    """Whether it is what the superlative is of: not a jacket in "the cheapest backpack"."""
    at += word_at(scene, at) in ("by", "from", "with", "in")
    mention = mentions.get(at)
    values = [m for m in mention.meanings if m.role == "value"] if mention else []
    return not values or any(m.value in item.tags(m.attribute) for m in values)
