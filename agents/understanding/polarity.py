"""How much each wish matters, and whether it is for or against: cues before and after, and how far they reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agents.understanding.cues import ADJOINING, AFTER, CUES, LONGEST_CUE, OF_DEGREE, Cue
from agents.understanding.exceptions import excepts
from agents.understanding.judged import Judged, Stance
from agents.understanding.lexicon import ARTICLES, NOUNS
from agents.understanding.predicates import CLOSING, likewise, predicate_tokens, refused_behind, subjects
from agents.understanding.scene import Scene
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Operator

STOPS = frozenset('.!?;:()…"“”')
JOINERS = frozenset(("and", "or", "nor", "/", "&", "plus"))
RELATIVE = frozenset(("that", "thats", "which", "who", "whos"))
MEANT = (("i", "mean"), ("i", "meant"), ("sorry", "i"))
ANSWERS = frozenset(("yes", "yeah", "no", "nope", "nah"))
CLAUSES = frozenset(["do", "can", "could", "is", "are", "how", "what", "so", "then", "will", "would", "have"])
""" "You don't have that, do you have one that ...": a clause of its own begins."""
OPENERS = frozenset(("rather", "instead", "wait"))
"""Cues only where a clause begins: "something rather funny" revises nothing."""


@dataclass(slots=True)
class _Reach:
    """What the cues so far say about the next wish."""

    stance: Stance = "plain"
    revises: bool = False
    cue_at: int = -1
    used: bool = False
    """Whether a wish has taken the stance already."""
    meant: bool = False
    degree: bool = False
    doubled: bool = False
    """Whether a refusal inside a refused clause takes it back: "nothing that isn't funny"."""

    def reset(self) -> None:
        self.stance, self.cue_at, self.used = "plain", -1, False


def judge(scene: Scene, wanted: Sequence[Wanted], closed: frozenset[int] = frozenset()) -> tuple[Judged, ...]:
    """Wishes with their stances, in order. `closed` are tokens that other acts have used: they end every reach."""
    starts = {w.start: w for w in wanted}
    reach, at = _Reach(), 0
    closed = closed | (predicate_tokens(scene) - set(starts))
    judged: list[Judged] = []
    while at < len(scene.words):
        if at in closed:
            reach.reset()
            reach.revises |= _cue_at(scene, at, starts)[0] == "revise"  # "actually no, a comedy"
            at += 1
        elif at in starts:
            judged.append(_judged(scene, starts[at], reach, judged))
            at = starts[at].end
            reach.used = True
        else:
            at = _step(scene, reach, at, starts, judged)
    return _with_what_follows(scene, judged)


def _judged(scene: Scene, wanted: Wanted, reach: _Reach, before: Sequence[Judged]) -> Judged:
    if reach.meant:  # "a comedy, I mean a drama": takes back what was just said, if that was of the same kind
        again = any(j.wanted.attribute == wanted.attribute for j in before) or scene.profile.on(wanted.attribute)
        reach.revises = bool(again)
    said = reach.cue_at if reach.cue_at >= 0 and not reach.used else wanted.start
    if scene.words[max(0, wanted.start - 1)] in ("or", "also"):
        said = min(said, wanted.start - 1)
    return Judged(wanted, reach.stance, reach.revises, said, _joined(scene, wanted, before))


def _joined(scene: Scene, wanted: Wanted, before: Sequence[Judged]) -> Literal["", "or", "and", ","]:
    at = wanted.start - 1
    while at >= 0 and scene.words[at] in ARTICLES:
        at -= 1
    word = scene.words[at] if at >= 0 else ""
    if not before or STOPS & set(scene.words[before[-1].wanted.end : wanted.start]):
        return ""
    if word in ("or", "/"):
        return "or"
    adjacent = before[-1].wanted.end >= at
    return ("and" if word in ("and", "plus") else "," if word == "," else "") if adjacent else ""


def _step(scene: Scene, reach: _Reach, at: int, starts: Mapping[int, Wanted], judged: list[Judged]) -> int:
    """Takes in one cue, stop, or word that says nothing; gives the next token to look at."""
    word = scene.words[at]
    cue, end = _cue_at(scene, at, starts)
    if excepting := excepts(scene, at, starts):
        cue, end = "never", excepting
    if cue:
        relative = scene.words[at - 1] in RELATIVE or word in ("isnt", "arent") if at else False
        reach.doubled = reach.stance == "never" and not reach.used and relative
        _take(reach, cue, at, judged)
        reach.degree = scene.words[at:end] in OF_DEGREE
        reach.meant = (reach.meant or scene.words[at : at + 2] in MEANT) if cue == "revise" else reach.meant
        return end
    if word in STOPS:
        reach.reset()
        reach.revises = reach.meant = False
    elif (word == "," or word in JOINERS) and not _continues(scene, reach, at, starts):
        reach.reset()
    return at + 1


def _cue_at(scene: Scene, at: int, starts: Mapping[int, Wanted]) -> tuple[Cue | None, int]:
    for length in range(min(LONGEST_CUE, len(scene.words) - at), 0, -1):
        phrase = scene.words[at : at + length]
        if phrase in ADJOINING and not _adjoins(scene, at + length, starts):
            continue
        if phrase in CUES and not any(i in starts for i in range(at, at + length)):
            begins = at == 0 or scene.words[at - 1] in (",", "but", "and", "or", "no") or scene.words[at - 1] in STOPS
            return (CUES[phrase], at + length) if begins or phrase[0] not in OPENERS or length > 1 else (None, at)
    return None, at


def _adjoins(scene: Scene, at: int, starts: Mapping[int, Wanted]) -> bool:
    """Whether a wish stands there, small words aside."""
    while at < len(scene.words) and at not in starts and scene.words[at] in ARTICLES:
        at += 1
    return at in starts


def cue_tokens(scene: Scene) -> Iterator[int]:
    """Tokens of refusals and the like, which are no content."""
    yield from predicate_tokens(scene)
    at = 0
    while at < len(scene.words):
        length = next((n for n in range(LONGEST_CUE, 0, -1) if scene.words[at : at + n] in CUES), 0)
        yield from range(at, min(at + length, len(scene.words)))
        at += max(1, length)


def _take(reach: _Reach, cue: Cue, at: int, judged: list[Judged]) -> None:
    match cue:
        case "plain":
            reach.reset()
        case "revise":
            reach.reset()
            reach.revises = True
        case "never" if reach.doubled:  # "nothing that isn't funny"
            reach.stance = "plain"
        case "never" if reach.stance in ("prefer", "avoid") and not reach.used:
            reach.stance = "avoid"
        case "enough":  # tells something only behind a wish
            pass
        case "instead_of":
            if judged:
                judged[-1] = replace(judged[-1], revises=True)
            reach.stance, reach.cue_at, reach.used = "instead_of", at, False
        case "prefer" if reach.stance in ("never", "avoid") and not reach.used:
            reach.stance = "avoid"
        case _:
            begins_here = reach.cue_at if reach.cue_at >= 0 and not reach.used else at
            reach.stance, reach.cue_at, reach.used = cue, begins_here, False


def _continues(scene: Scene, reach: _Reach, at: int, starts: Mapping[int, Wanted]) -> bool:
    """Whether the stance goes on behind a comma, an "and" or an "or"."""
    if scene.words[at] == ",":
        if scene.words[at + 1 : at + 2] and scene.words[at + 1] in CLAUSES:
            return False
        listed = at + 1 in starts and not starts[at + 1].settled and not starts[at + 1].soft
        if reach.stance == "fine" and not reach.used:
            return False  # "nothing against subtitles, a crime film": subtitles are what is fine
        negative = reach.stance in ("never", "avoid") and not reach.degree
        return (
            negative and listed and _named(starts[at + 1])
            if reach.used
            else scene.words[at - 1] not in ("no", "not", "nah")
        )
    if not reach.used:
        return True
    next_at = at + 1
    while next_at < len(scene.words) and scene.words[next_at] in ARTICLES | {"with", "from", "by", "too"} - {
        "something"
    }:
        next_at += 1
    return next_at in starts and (_named(starts[next_at]) or starts[next_at].soft)


def _named(wanted: Wanted) -> bool:
    return isinstance(wanted.constraint.value, str | bool)


def _with_what_follows(scene: Scene, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Takes in cues that stand behind the wish: "would be nice", "instead", "are fine"."""
    found = list(judged)
    for at, one in enumerate(judged):
        if refusal := refused_behind(scene, one.wanted.end):
            for back in subjects(scene, judged, at):
                found[back] = replace(found[back], stance=refusal) if found[back].stance == "plain" else found[back]
            continue
        cue = _after(scene, one.wanted.end)
        if cue in ("prefer", "must") and one.stance == "never" and scene.words[one.wanted.start - 1] == ",":
            found[at] = replace(
                one, stance="prefer" if cue == "prefer" else "must"
            )  # "I hate pink, blue would be nice"
            continue
        back = at
        while cue and back >= 0:
            wanted = found[back].wanted
            refused = any(j.stance == "never" for j in found[:back]) or _is_refused(scene, wanted)
            refused = refused or _is_beyond(scene, wanted)
            found[back] = _turned(found[back], cue, refused)
            back = back - 1 if judged[back].joined in ("and", "or") and judged[back].stance == one.stance else -1
    return tuple(likewise(scene, found))


def _is_refused(scene: Scene, wanted: Wanted) -> bool:
    """Whether it was refused before, so that "fine" takes that back."""
    return any(p.negative and p.constraint.value == wanted.constraint.value for p in scene.profile.on(wanted.attribute))


def _is_beyond(scene: Scene, wanted: Wanted) -> bool:
    """Whether a vague end lies beyond a bound wished before: "more expensive is ok", after "under £50"."""
    operator = wanted.constraint.operator
    if not wanted.soft or operator not in (Operator.LE, Operator.GE):
        return False
    held = (p.constraint for p in scene.profile.on(wanted.attribute) if not p.negative)
    value = wanted.constraint.bounds[operator is Operator.LE]
    return any(c.bounds[1] < value if operator is Operator.GE else c.bounds[0] > value for c in held)


def _after(scene: Scene, end: int) -> str:
    """The cue behind a wish; one that could as well begin the next clause must end its own."""
    end += end < len(scene.words) and scene.words[end] in NOUNS
    comma = end < len(scene.words) and scene.words[end] == ","
    for length in range(min(LONGEST_CUE, len(scene.words) - end - comma), 0, -1):
        phrase = scene.words[end + comma : end + comma + length]
        if phrase in AFTER and not any(
            scene.words[end : end + n] in CUES for n in range(length + 1, len(scene.words) - end + 1)
        ):
            ends = end + comma + length
            if phrase[0] in ANSWERS and comma:
                return ""
            closed = ends == len(scene.words) or not scene.tokens[ends].word or scene.words[ends] in CLOSING
            return AFTER[phrase] if closed or (length > 1 and not comma) else ""
    return ""


def _turned(one: Judged, cue: str, after_refusal: bool) -> Judged:
    match cue:
        case "revise":
            return replace(one, revises=True)
        case "never":
            return replace(one, stance="never") if one.stance == "plain" else one
        case "fine":
            return replace(one, stance="fine" if after_refusal or one.stance == "fine" else "prefer")
        case "enough" if one.stance in ("never", "avoid"):  # "not funny enough"
            return replace(one, stance="prefer")
        case "prefer" | "must" | "avoid" | "retract" if one.stance in ("plain", "must", "prefer"):
            return replace(one, stance=cue)
        case _:
            return one
