"""Refusals that are said of a thing: "crime is out", "musicals need not apply", "horror's off the table, so is war"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.understanding.cues import AFTER, LONGEST_CUE, PREDICATES, STRESS, Cue
from agents.understanding.judged import Judged, Stance
from agents.understanding.lexicon import NOUNS, words
from agents.understanding.scene import Scene

CLOSING = frozenset(("but", "please", "pls", "plz", "thanks", "then", "now", "though"))
BEHIND = words("tonight today with because since as and so too also this i we at completely")
"""What may stand behind such a sentence, which else must end its clause."""
DENYING = (("is", "not"), ("are", "not"), ("isnt",), ("arent",))
SO = (("so", "is"), ("so", "are"))


def predicate_tokens(scene: Scene) -> frozenset[int]:
    """Tokens of sentences like "is out" and "need not apply", whatever they are said of."""
    spans = (_predicate(scene, at) for at in range(len(scene.words)))
    return frozenset(i for at, (_, end) in enumerate(spans) for i in range(at, end))


def _predicate(scene: Scene, at: int, opening: tuple[str, ...] = ()) -> tuple[Cue | None, int]:
    """The refusal that begins there and where it ends, words of stress left out; it must end its clause.

    `opening`: words that stand before it in another spelling, as the "is" of "horror's out".
    """
    said = [i for i in range(at, min(at + LONGEST_CUE + 2, len(scene.words))) if scene.words[i] not in STRESS]
    if not said or said[0] != at:
        return None, at
    for length in range(min(LONGEST_CUE, len(said)), 0 if opening else 1, -1):
        end = said[length - 1] + 1
        phrase = (*opening, *(scene.words[i] for i in said[:length]))
        if phrase in PREDICATES and _ends_clause(scene, end) and scene.words[end : end + 1] != ("?",):
            return AFTER[phrase], end
    return None, at


def _ends_clause(scene: Scene, at: int) -> bool:
    behind = scene.words[at : at + 2]
    whose = behind[:1] == ("for",) and behind[1:] in (("me",), ("us",), ("my",), ("now",), ("tonight",), ("today",))
    return whose or not behind or not scene.tokens[at].word or behind[0] in CLOSING | BEHIND


def likewise(scene: Scene, judged: Sequence[Judged]) -> Iterator[Judged]:
    """ "Horror is out, so is war", "westerns too": what is said of the one before holds for these."""
    sentences = predicate_tokens(scene)
    before: Judged | None = None
    for one in judged:
        if one.wanted.start in sentences:
            continue
        stance = _as_before(scene, one, before, sentences) if one.stance == "plain" else None
        turned = replace(one, stance=stance) if stance else one
        before = turned if turned.stance in ("never", "avoid") else None
        yield turned


def _as_before(scene: Scene, one: Judged, before: Judged | None, sentences: frozenset[int]) -> Stance | None:
    so = scene.words[max(0, one.wanted.start - 2) : one.wanted.start] in SO
    if before is None:  # "pink is out, so is black", where nothing is pink
        return "never" if so and sentences & {one.wanted.start - 3, one.wanted.start - 4} else None
    also = so or _past_noun(scene, one.wanted.end)[1:] in (("too",), ("also",))
    return before.stance if also and refused_behind(scene, before.wanted.end) else None


def _past_noun(scene: Scene, end: int) -> tuple[str, ...]:
    """The word behind a wish, the noun that it describes aside."""
    end += end < len(scene.words) and scene.words[end] in NOUNS
    return ("", *scene.words[end : end + 1])


def _sentence(scene: Scene, end: int) -> tuple[Cue | None, int]:
    end += end < len(scene.words) and scene.words[end] in NOUNS
    return _predicate(scene, end)


def refused_behind(scene: Scene, end: int) -> Stance | None:
    """ "Crime is out", "musicals need not apply", "horror's out"."""
    cue = _sentence(scene, end)[0] or _is_not(scene, end)
    if cue in ("never", "avoid"):
        return "never" if cue == "never" else "avoid"
    contracted = end and scene.text[: scene.tokens[end - 1].end].endswith(("'s", "’s"))
    cue = _predicate(scene, end, ("is",))[0] if contracted else None
    return "never" if cue == "never" else "avoid" if cue == "avoid" else None


def _is_not(scene: Scene, end: int) -> Stance | None:
    """ "Nylon is fine, cotton is not"."""
    length = next((n for n in (2, 1) if scene.words[end : end + n] in DENYING), 0)
    behind = end + length
    ends = behind == len(scene.words) or scene.words[behind] in (".", ",", ";", "!")
    return "never" if length and ends else None


def subjects(scene: Scene, judged: Sequence[Judged], at: int) -> Iterator[int]:
    """All that the sentence is said of: "horror and war are out"; "a comedy and war is out" is of war alone."""
    yield at
    several = "are" in scene.words[judged[at].wanted.end : judged[at].wanted.end + 2]
    while at and (judged[at].joined == "or" or (several and judged[at].joined in ("and", ","))):
        if judged[at].joined == "," and at + 1 < len(judged) and not judged[at + 1].joined:
            return
        at -= 1
        if scene.words[max(0, judged[at].wanted.start - 1) : judged[at].wanted.start] in (("a",), ("an",)):
            return
        yield at
