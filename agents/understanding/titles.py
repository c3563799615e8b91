"""Titles that are nearly, or not at all, the catalogue's: found by spelling, only where a title is expected."""

from agents.understanding.lexicon import GRAMMAR, LIKE, phrases
from agents.understanding.scene import Scene
from agents.understanding.tokens import key

SMALL = frozenset(["of", "the", "and", "in", "a", "an", "to", "for", "on", "at", "with", "or", "from", "by"])
VERBS = phrases("i like, i love, i liked, i loved, love, loved, liked, enjoyed, such as, based on, close to")
"""Cues that go with titles and with anything else."""
LONGEST = 8
SURE = 80.0
SURE_UNCAPITALISED = 88.0
NEAREST = 3
CLOSE = 60.0

Found = tuple[int, tuple[str, ...], tuple[str, ...]]
"""Where it ends, the item it means (or none), and the titles that come closest."""


def titles_like(scene: Scene, at: int, compared: bool = False) -> Found | None:
    """`compared`: it stands beside another title, from which "and" and the like part it."""
    end = _up_to_joint(scene, at) if compared else _end(scene, at)
    if end == at:
        return None
    capital = any(t.capital for t in scene.tokens[at:end] if t.text not in SMALL)
    phrase = " ".join(scene.words[at:end])
    best = scene.vocabulary.title_like(phrase, SURE if capital else SURE_UNCAPITALISED)
    if best:
        return end, best, ()
    cue = compared or any(scene.words[max(0, at - n) : at] in LIKE - VERBS for n in (1, 2, 3))
    if not capital or not cue:
        return None
    nearest = scene.titles(scene.vocabulary.titles_near(phrase, CLOSE, NEAREST))
    return end, (), tuple(dict.fromkeys(nearest))


def titled(scene: Scene) -> tuple[str, ...] | None:
    """Titles that come closest to an utterance that is written as a title and is none; None if it isn't."""
    telling = [t for t in scene.tokens if t.word and t.text not in SMALL]
    if not 2 <= len(telling) <= LONGEST or not all(t.capital for t in telling) or all(t.upper for t in telling):
        return None
    if all(t.text in GRAMMAR for t in telling):
        return None
    phrase = " ".join(t.text for t in scene.tokens if t.word)
    return scene.titles(scene.vocabulary.titles_near(phrase, CLOSE, NEAREST))


JOINTS = frozenset(("and", "or", "with", "to", "vs", "versus"))


def _up_to_joint(scene: Scene, at: int) -> int:
    end = _end(scene, at)
    return next((i for i in range(at + 1, end) if scene.words[i] in JOINTS), end)


def _end(scene: Scene, at: int) -> int:
    """Past the words that may be a title: the capitalised ones with small words between, else up to a stop."""
    capital = scene.tokens[at].capital or (
        scene.words[at] in ("the", "a") and at + 1 < len(scene.tokens) and scene.tokens[at + 1].capital
    )
    if scene.words[at] in SMALL - {"the", "a", "an"}:
        return at
    end = at
    while end < len(scene.tokens) and end - at < LONGEST and scene.tokens[end].word and scene.words[end] != "but":
        token = scene.tokens[end]
        if capital and not (token.capital or token.text in SMALL or token.text.isdigit() or end == at):
            break
        end += 1
    while end > at and (scene.words[end - 1] in SMALL or (not capital and scene.words[end - 1] in GRAMMAR)):
        end -= 1
    return end if any(w not in GRAMMAR for w in scene.words[at:end]) and key(scene.words[at]) else at
