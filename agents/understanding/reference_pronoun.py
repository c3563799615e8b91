"""Items by a pronoun, or by what they are: "it", "these", "the other one", "that film", "the hotel"."""

from agents.understanding.lexicon import GRAMMAR, NOUNS
from agents.understanding.reference import NEAREST, Problem, Reference, noun_end, word_at
from agents.understanding.scene import Scene
from agents.understanding.tokens import key


def by_pronoun(scene: Scene, at: int) -> Reference | None:
    word = word_at(scene, at)
    if word in ("that", "this") and noun_end(scene, at + 1) > at + 1:
        return _this(scene, at, at + 2, weak=False)
    if word == "that" and at and _is_relative(scene, at):
        return None
    if word == "other" and scene.words[max(0, at - 1) : at] == ("the",) and noun_end(scene, at + 1) > at + 1:
        return _other(scene, at - 1, at + 2)
    if named := _named_by_kind(scene, at):
        return named
    if word in ("it", "this", "that") and (not _noun_follows(scene, at) or _asked_of(scene, at)):
        return _this(scene, at, at + 1, weak=True)
    if word in ("they", "them", "these", "those") and (scene.shown or scene.discussed):
        meant = tuple(i.id for i in scene.shown) or scene.discussed
        return Reference(at, noun_end(scene, at + 1), meant, weak=True)
    return None


def _named_by_kind(scene: Scene, at: int) -> Reference | None:
    """ "the hotel", "that museum", where one is being talked about."""
    word = word_at(scene, at)
    meant = _pointed_at(scene, word) if word in ("the", "that", "this") else ()
    item = scene.vocabulary.catalogue.find(meant[0]) if meant else None
    if item is None:
        return None
    noun = (word_at(scene, at + 1),)
    own = {(w,) for name in item.values for tag in item.tags(name) for w in key(tag)} & scene.vocabulary.kind_values
    called = noun == key(scene.vocabulary.catalogue.domain.noun) or noun in own
    return Reference(at, at + 2, meant, weak=True) if called else None


def _pointed_at(scene: Scene, word: str) -> tuple[str, ...]:
    """ "This" is what the person looks at, if we are told; "it" and "that" are what the talk is about, before that."""
    return scene.looked_at or scene.discussed if word == "this" else scene.discussed or scene.looked_at


def _asked_of(scene: Scene, at: int) -> bool:
    """ "Is this waterproof?" is not about a waterproof something, where there is one thing to ask about."""
    return at == 1 and scene.words[0] in ("is", "was") and bool(_pointed_at(scene, scene.words[at]))


def _other(scene: Scene, start: int, end: int) -> Reference:
    """ "the other one": of two, the one that was not talked about."""
    rest = [i for i in scene.shown if i.id not in scene.discussed]
    if scene.shown and len(rest) == 1:
        return Reference(start, end, (rest[0].id,))
    problem: Problem = "ambiguous" if scene.shown else "nothing_shown"
    return Reference(start, end, problem=problem, nearest=scene.titles([i.id for i in rest[:NEAREST]]))


def _is_relative(scene: Scene, at: int) -> bool:
    """ "a film that is not ...", "something that ..."."""
    before = scene.words[at - 1]
    return (
        before in NOUNS
        or before in ("something", "anything", "stuff", "films", "one")
        or (before not in GRAMMAR and before.isalpha())
    )


def _noun_follows(scene: Scene, at: int) -> bool:
    return word_at(scene, at) != "it" and word_at(scene, at + 1).isalpha() and word_at(scene, at + 1) not in GRAMMAR


def _this(scene: Scene, start: int, end: int, *, weak: bool) -> Reference:
    if meant := _pointed_at(scene, scene.words[start]):
        return Reference(start, end, meant, weak=weak)
    if not scene.shown:
        return Reference(start, end, problem="nothing_shown", weak=weak)
    if scene.words[start - 1 : start] == ("like",) and "more" in scene.words[max(0, start - 4) : start]:
        return Reference(start, end, tuple(i.id for i in scene.shown), weak=weak)  # "more like that", of all of it
    nearest = scene.titles([i.id for i in scene.shown[:NEAREST]])
    return Reference(start, end, problem="ambiguous", nearest=nearest, weak=weak)


def same_item(scene: Scene, found: Reference, before: Reference | None) -> Reference:
    """ "Not the first, I've seen it": a pronoun behind the one item named means that item."""
    if not found.weak or before is None or len(before.item_ids) != 1 or scene.words[found.start] not in ("it", "that"):
        return found
    return Reference(found.start, found.end, before.item_ids, weak=True)
