"""A value that is also what the catalogue's things are called: "a hotel" where the others are guesthouses."""

from agents.understanding.cues import CUES
from agents.understanding.lexicon import ARTICLES, words
from agents.understanding.linking import Mention
from agents.understanding.scene import Scene
from agents.understanding.tokens import key
from retrieval.catalogue import Kind

CONTRASTING = words("be prefer preferably rather actual actually specifically as not no only just type kind")
""" "it should be a hotel", "a hotel rather", "I'd prefer a hotel", "hotel type"."""
BEHIND = words("type types rather instead preferably preferred specifically style only")


def is_generic(scene: Scene, mention: Mention) -> bool:
    """Whether it only names the kind of thing; it is a wish where it is asked for, contrasted, or told apart."""
    domain = scene.vocabulary.catalogue.domain
    said = scene.words[mention.start : mention.end]
    if said not in (key(domain.noun), key(domain.plural)):
        return False
    attributes = {m.attribute for m in mention.meanings if m.role == "value"}
    if scene.words[max(0, mention.start - 1) : mention.start] == ("of",):
        return True  # "a guesthouse type of hotel"
    if not attributes or scene.asked in attributes or _is_subject(scene, mention, attributes):
        return False
    return not (_contrasted(scene, mention) or any(_among_others(scene, name) for name in attributes))


def _is_subject(scene: Scene, mention: Mention, attributes: set[str]) -> bool:
    """ "Books about books": the second ones are what the first are about."""
    return scene.words[max(0, mention.start - 1) : mention.start] == ("about",) and bool(
        attributes & scene.vocabulary.roles["about"]
    )


def _contrasted(scene: Scene, mention: Mention) -> bool:
    start = mention.start
    while start and scene.words[start - 1] in ARTICLES:
        start -= 1
    before = scene.words[max(0, start - 1) : start]
    behind = scene.words[mention.end : mention.end + 1]
    refused = any(CUES.get(scene.words[max(0, start - n) : start]) in ("never", "instead_of") for n in (1, 2, 3))
    return refused or bool(set(before) & CONTRASTING or set(behind) & BEHIND)


def _among_others(scene: Scene, name: str) -> bool:
    """Whether another value of the attribute is wished or said, so that this one is said in its stead."""
    if scene.attribute(name).kind is not Kind.CATEGORY:
        return False  # "a book about doubles" stands beside its subject
    if scene.profile.on(name):
        return True
    domain = scene.vocabulary.catalogue.domain
    nouns = {key(domain.noun), key(domain.plural)}
    found = (
        scene.vocabulary.phrases.get(scene.words[at : at + n], ()) for at in range(len(scene.words)) for n in (1, 2)
    )
    return any(m.attribute == name and m.role == "value" and key(m.value) not in nouns for ms in found for m in ms)
