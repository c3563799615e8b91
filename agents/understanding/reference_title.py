"""Items by their title, or by distinctive words of it, shown or not."""

from dataclasses import replace

from agents.understanding.lexicon import GRAMMAR, INTERROGATIVE
from agents.understanding.linking import Mention, at_title_cue, is_compared, is_required
from agents.understanding.namesakes import settled
from agents.understanding.reference import NEAREST, Reference, one_of, word_at
from agents.understanding.scene import Scene
from agents.understanding.spelled import NONE, shared
from agents.understanding.titles import titles_like
from agents.understanding.tokens import key
from retrieval.catalogue import Constraint, Item, Kind, Operator


def by_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    mention = mentions.get(at)
    if mention is None or not mention.titles:
        return None
    return _one_titled(scene, mentions, at, mention.end, mention.titles)


def _one_titled(scene: Scene, mentions: dict[int, Mention], at: int, end: int, item_ids: tuple[str, ...]) -> Reference:
    """The one of the items that is meant: by a fact beside the title, else the only one on the table."""
    shown = [i.id for i in scene.shown if i.id in item_ids]
    if len(item_ids) > 1:
        end, item_ids = settled(scene, mentions.values(), at, end, item_ids)
    if len(item_ids) == 1:
        return Reference(at, end, item_ids, title=item_ids[0] not in shown)
    if len(shown) == 1:
        return Reference(at, end, (shown[0],))
    return Reference(at, end, problem="ambiguous", nearest=scene.titles(item_ids)[:NEAREST], title=True)


def by_part_of_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """Distinctive words of a shown title: "the Burrow" for "Burrow 3"."""
    start = at
    at += word_at(scene, at) == "the" and word_at(scene, at + 1) != ""
    if at in mentions and mentions[at].meanings:
        return None  # a whole title is a mention of its own, see titles_whole
    best: list[Item] = []
    length = 0
    for item, title in scene.shown_titles:
        matched = _run(scene, at, title) if scene.words[at : at + 1] and scene.words[at] in title else 0
        if matched > length:
            best, length = [item], matched
        elif matched and matched == length:
            best.append(item)
    return one_of(scene, start, at + length, best) if best else None


def by_unshown_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """A title that was not shown and is misspelt or shortened, before one that the catalogue lacks."""
    misspelt = _misspelt_title(scene, mentions, at)
    if misspelt and misspelt.problem != "not_in_catalogue":
        return misspelt
    return _part_of_unshown(scene, mentions, at) or misspelt


def _part_of_unshown(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "When did Totoro come out?": words of a title that no other item has, in a question or where a title stands."""
    start = at
    at += word_at(scene, at) == "the"
    asked = scene.words[0] in INTERROGATIVE or scene.words[0] == "why"
    if not (asked or at_title_cue(scene, start)) or not word_at(scene, at).isalpha() or is_required(scene, start):
        return None
    end, rows = at, NONE
    while end < len(scene.words):
        having = scene.vocabulary.rows_with(scene.words[end])
        both = shared(rows, having) if end > at else having
        if not len(both):
            break
        end, rows = end + 1, both
    said = scene.words[at:end]
    telling = [w for w in said if len(w) > 3 and w not in scene.vocabulary.common and w not in GRAMMAR]
    linked = any(m.meanings for i, m in mentions.items() if at <= i < end)
    alone = asked or scene.tokens[at].capital
    enough = len(telling) > 1 or (len(telling) == 1 and len(telling[0]) > 4 and not linked and alone)
    if not enough or len(said) > len(telling) + 1 or not 0 < len(rows) <= NEAREST:
        return None
    items = [scene.vocabulary.catalogue.items[int(row)] for row in rows]
    if len({key(item.title) for item in items}) > 1:
        return None
    return _one_titled(scene, mentions, start, end, tuple(item.id for item in items))


def _run(scene: Scene, at: int, title: tuple[str, ...]) -> int:
    """How many words from `at` stand in the title one after the other; 0 where none of them is telling."""
    longest = 0
    for offset in range(len(title)):
        length = 0
        while offset + length < len(title) and word_at(scene, at + length) == title[offset + length]:
            length += 1
        longest = max(longest, length)
    common = scene.vocabulary.common
    several = longest > 1 and bool(set(scene.words[at : at + longest]) - GRAMMAR)
    told = several or any(len(w) > 2 and w not in common and w not in GRAMMAR for w in scene.words[at : at + longest])
    return longest if told and scene.words[at] not in ("of", "in", "and") else 0


def _misspelt_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """A title expected here ("like ...") and nearly, or not at all, in the catalogue."""
    compared = is_compared(scene, at)
    free = at not in mentions or (compared and scene.tokens[at].capital and not mentions[at].titles)
    found = titles_like(scene, at, compared) if free and at_title_cue(scene, at) else None
    if found is None:
        return None
    end, item_ids, nearest = found
    if not item_ids:
        return Reference(at, end, problem="not_in_catalogue", nearest=nearest, title=True)
    return _one_titled(scene, mentions, at, end, item_ids)


def with_value(scene: Scene, mentions: dict[int, Mention], reference: Reference) -> Reference:
    """ "the Scree boots": a value right behind the title that is the item's own belongs to it."""
    mention = mentions.get(reference.end)
    item = scene.vocabulary.catalogue.find(reference.item_ids[0]) if len(reference.item_ids) == 1 else None
    if mention is None or item is None or reference.weak:
        return reference
    kinds = [m for m in mention.meanings if scene.attribute(m.attribute).kind is Kind.CATEGORY]
    own = any(Constraint(m.attribute, Operator.EQ, m.value).accepts(item) for m in kinds if m.role == "value")
    return replace(reference, end=mention.end) if own else reference
