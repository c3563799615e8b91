"""Which of several meanings: what stands beside the words, what was asked, what is wished, what is commoner."""

from collections.abc import Sequence

from agents.understanding.exceptions import exception_end
from agents.understanding.lexicon import ARTICLES, PREPOSITIONS
from agents.understanding.linking import Mention
from agents.understanding.meaning import Meaning
from agents.understanding.scene import Scene

CLEARLY = 2
"""A name's part means the person with at least this many times the items of the next one."""


def choose(scene: Scene, mention: Mention, previous: str = "", wished: bool = False) -> tuple[Meaning, ...]:
    """The meaning in the first place; more than one only where the catalogue cannot tell them apart.

    `previous` is the attribute of a mention that this one is joined to by "or"; `wished` prefers what the profile has.
    """
    meanings = [m for m in mention.meanings if m.role in ("value", "flag")]
    for narrower in (_cued(scene, mention), {previous}, {scene.asked}, _wished(scene, meanings) if wished else set()):
        meanings = [m for m in meanings if m.attribute in narrower] or meanings
    if len({m.value for m in meanings}) > 1 and all(m.rank >= 2 for m in meanings):
        return _person(scene, meanings)
    return tuple(sorted(meanings, key=lambda m: _order(scene, m))[:1])


def _person(scene: Scene, meanings: Sequence[Meaning]) -> tuple[Meaning, ...]:
    ranked = sorted(meanings, key=lambda m: _order(scene, m))
    first, second = ranked[0], next((m for m in ranked if m.value != ranked[0].value), ranked[0])
    if first.rank == 2 and _count(scene, first) >= CLEARLY * _count(scene, second):
        return (first,)
    return tuple(ranked)


def _order(scene: Scene, meaning: Meaning) -> tuple[int, bool, bool, int, int]:
    attribute = scene.attribute(meaning.attribute)
    place = list(scene.vocabulary.attributes).index(meaning.attribute)
    return meaning.rank, not attribute.informable, attribute.subjective, -_count(scene, meaning), place


def _count(scene: Scene, meaning: Meaning) -> int:
    counts = scene.vocabulary.counts.get(meaning.attribute)
    return counts[meaning.value] if counts else 0


def _wished(scene: Scene, meanings: Sequence[Meaning]) -> set[str]:
    wished = {p.attribute: p.constraint.value for p in scene.profile.preferences}
    exact = {m.attribute for m in meanings if wished.get(m.attribute) == m.value}
    return exact or set(wished)


def _cued(scene: Scene, mention: Mention) -> set[str]:
    """Attributes called by name, or pointed at by a preposition, right beside the mention."""
    named = attributes_before(scene, _past_exception(scene, mention.start)) | attributes_after(scene, mention.end)
    if named & {m.attribute for m in mention.meanings}:
        return named
    before = mention.start
    while before > 0 and scene.words[before - 1] in ARTICLES:
        before -= 1
    pointed = _pointed(scene, scene.words[before - 1]) if before else set()
    after = scene.words[mention.end] if mention.end < len(scene.words) else ""
    return pointed | (_pointed(scene, "in") if after in ("speaking", "language", "spoken") else set())


def _past_exception(scene: Scene, at: int) -> int:
    """ "Any language except French": where the words between end."""
    return next((start for start in (at - 2, at - 1) if start > 0 and exception_end(scene, start) == at), at)


def _pointed(scene: Scene, word: str) -> set[str]:
    return set(scene.vocabulary.roles.get(PREPOSITIONS.get(word, ""), ()))


def attributes_before(scene: Scene, at: int) -> set[str]:
    """Attributes whose name ends right before token `at`, articles aside."""
    while at > 0 and scene.words[at - 1] in ARTICLES:
        at -= 1
    return {a for n in (3, 2, 1) if at >= n for a in _named(scene, scene.words[at - n : at])}


def attributes_after(scene: Scene, at: int) -> set[str]:
    return {a for n in (3, 2, 1) for a in _named(scene, scene.words[at : at + n])}


def _named(scene: Scene, phrase: tuple[str, ...]) -> set[str]:
    known = scene.vocabulary.phrases
    plural = (*phrase[:-1], f"{phrase[-1]}s") if phrase else phrase  # "a 4 star ..."
    found = known.get(phrase) or known.get(plural) or []
    return {m.attribute for m in found if m.role == "attribute"}
