"""From judged wishes to acts: strengths, vague words turned round, and lists joined by "or"."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from agents.dialogue import Act, Preference, Retract, Reveal, Revise, Scope, Strength, Waive
from agents.understanding.cues import FOR_EVER, FOR_NOW
from agents.understanding.families import narrower
from agents.understanding.judged import Judged
from agents.understanding.lexicon import words
from agents.understanding.numbers import read_as
from agents.understanding.scene import Scene
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Constraint, Kind, Operator

ONE_SIDED = frozenset((Operator.LT, Operator.LE, Operator.GT, Operator.GE))
NEGATIVE = ("never", "avoid")
CONCEDING = words("is are would be fine ok okay good works work do alright possible")


def wish_acts(scene: Scene, judged: Sequence[Judged]) -> Iterator[tuple[int, Act]]:
    """The acts with the token they stand at. One revision an attribute: what follows it on the same one is added."""
    revised: set[str] = set()
    said: set[tuple[Constraint, str]] = set()
    kept = {j.wanted.constraint for j in judged if j.stance not in NEGATIVE}
    whole = chain.from_iterable(map(_each, _joined(scene, judged)))
    for one in chain.from_iterable(_kinds_of(scene, one, kept) for one in whole):
        act = _act(scene, one, revised)
        if one.stance == "instead_of" and one.wanted.attribute in revised:
            continue  # what is revised replaces it
        if act and (test := (one.wanted.constraint, one.stance)) not in said:
            said.add(test)
            yield one.wanted.start, act


def _each(one: Judged) -> Iterator[Judged]:
    """All that the words ask for; of "no rom-coms" only the first, as comedies and romances are not refused."""
    yield replace(one, wanted=replace(one.wanted, also=()))
    if one.stance not in NEGATIVE:
        yield from (replace(one, wanted=replace(one.wanted, constraint=test, also=())) for test in one.wanted.also)


def _kinds_of(scene: Scene, one: Judged, kept: Collection[Constraint]) -> Iterator[Judged]:
    """The wish; refused, also what is a kind of it, but what is wished in so many words."""
    yield one
    test = one.wanted.constraint
    if one.stance in NEGATIVE and test.operator is Operator.EQ and isinstance(test.value, str):
        for value in narrower(scene.vocabulary, test.attribute, test.value):
            kind = replace(test, value=value)
            if kind not in kept:
                yield replace(one, wanted=replace(one.wanted, constraint=kind))


def _act(scene: Scene, one: Judged, revised: set[str]) -> Act | None:
    wanted = one.wanted
    if one.stance in ("retract", "instead_of", "fine"):
        return _withdrawn(scene, one)
    preference = _preference(scene, one)
    if one.revises and not preference.negative and wanted.attribute not in revised:
        revised.add(wanted.attribute)
        return Revise(preference)
    return Reveal(preference)


def _withdrawn(scene: Scene, one: Judged) -> Act | None:
    """A wish taken back; one that is only "fine" takes back a refusal, and is no wish of its own."""
    constraint = one.wanted.constraint
    value = constraint.value if isinstance(constraint.value, str) else ""
    held = [p for p in scene.profile.on(constraint.attribute) if value in ("", p.constraint.value)]
    if one.stance == "fine":
        return _tolerated(one, value, any(p.negative for p in held))
    if one.stance == "instead_of" and not held:
        return Reveal(replace(_preference(scene, one), strength=Strength.AVOID))
    return Retract(constraint.attribute, value)


def _tolerated(one: Judged, value: str, refused: bool) -> Act | None:
    """ "I don't mind": takes back a refusal; of a vague word or number, it says that anything goes."""
    if refused:
        return Retract(one.wanted.attribute, value)
    return Waive(one.wanted.attribute) if one.wanted.constraint.operator in ONE_SIDED else None


def _past_too(scene: Scene, end: int) -> int:
    """ "North is fine too": the word that says that it comes beside what is wished already is part of the wish."""
    at = end
    while at < len(scene.words) and scene.words[at] in CONCEDING:
        at += 1
    if scene.words[at : at + 1] == ("too",):
        return at + 1
    return at + 2 if scene.words[at : at + 2] == ("as", "well") else end


def _preference(scene: Scene, one: Judged) -> Preference:
    wanted = _turned(scene, one)
    strength = _strength(one, scene.attribute(wanted.attribute).subjective)
    said = scene.said(one.said, _past_too(scene, one.wanted.end))
    return Preference(
        wanted.constraint,
        strength,
        scope=_scope(scene, one, strength),
        words=said,
        turn=scene.turn,
        source=wanted.source,
        note=wanted.note,
    )


def _scope(scene: Scene, one: Judged, strength: Strength) -> Scope:
    """How long it holds, by words of its sentence: "for now", "never ever"."""
    start, end = scene.sentence(one.wanted.start)
    said = [scene.words[at : at + n] for at in range(start, end) for n in (1, 2, 3) if at + n <= end]
    if any(phrase in FOR_NOW for phrase in said):
        return Scope.TURN
    for_ever = strength is Strength.NEVER and any(phrase in FOR_EVER for phrase in said)
    return Scope.ALWAYS if for_ever else Scope.CONVERSATION


def _strength(one: Judged, subjective: bool) -> Strength:
    wanted, stance = one.wanted, one.stance
    bound = wanted.constraint.operator in ONE_SIDED
    if stance == "must":
        return Strength.MUST
    if stance in NEGATIVE and not bound:
        soft = stance == "avoid" or wanted.soft or wanted.compared
        return Strength.AVOID if soft else Strength.NEVER
    soft = wanted.soft or wanted.compared or subjective or stance in ("prefer", "avoid")
    return Strength.PREFER if soft and not wanted.settled else Strength.MUST


def _turned(scene: Scene, one: Judged) -> Wanted:
    """ "Not too long": a refused vague word asks for the rest, up to the same bound."""
    constraint = one.wanted.constraint
    turned = {Operator.LE: Operator.GE, Operator.GE: Operator.LE}.get(constraint.operator)
    if one.stance not in NEGATIVE or not one.wanted.soft or turned is None:
        return one.wanted
    constraint = replace(constraint, operator=turned)
    note = read_as(scene.said(one.said, one.wanted.end), scene.attribute(constraint.attribute), constraint)
    return replace(one.wanted, constraint=constraint, note=note)


# --- lists ------------------------------------------------------------------------------------------------------------


def _joined(scene: Scene, judged: Sequence[Judged]) -> Iterator[Judged]:
    """ "A, B or C" on one attribute as one wish for any of them; so too "A and B" where an item has only one value."""
    groups: list[list[Judged]] = []
    for one in judged:
        home = _home(groups, one)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    for group in _softened(_widened(groups)):
        yield from [_any_of(group)] if len(group) > 1 and _alternatives(scene, group) else group


def _widened(groups: Sequence[list[Judged]]) -> Sequence[list[Judged]]:
    """ "80s or 90s": ranges that meet, joined by "or", are one."""
    found: list[list[Judged]] = []
    for group in groups:
        before, one = (found[-1][-1] if found else None), group[0]
        if before and one.joined == "or" and _is_range(before) and _is_range(one) and before.stance == one.stance:
            (low, high), (first, last) = before.wanted.constraint.bounds, one.wanted.constraint.bounds
            same = before.wanted.attribute == one.wanted.attribute
            if same and first <= high + 1 and low <= last + 1:
                bounds = (min(low, first), max(high, last))
                constraint = replace(one.wanted.constraint, value=bounds)
                whole = replace(before.wanted, constraint=constraint, end=one.wanted.end)
                found[-1][-1] = replace(before, wanted=whole)
                continue
        found.append(list(group))
    return found


def _is_range(one: Judged) -> bool:
    return one.wanted.constraint.operator is Operator.BETWEEN


def _softened(groups: Sequence[list[Judged]]) -> list[list[Judged]]:
    """ "Funny or French": on different attributes, either is enough, so neither is a must."""
    found = [list(group) for group in groups]
    for before, group in pairwise(found):
        if group[0].joined == "or" and _listable(group[0]) and _listable(before[-1]):
            before[:] = [replace(one, stance="prefer") for one in before]
            group[:] = [replace(one, stance="prefer") for one in group]
    return found


def _home(groups: Sequence[list[Judged]], one: Judged) -> list[Judged] | None:
    """The list that the wish continues."""
    if not one.joined or not _listable(one):
        return None
    for group in reversed(groups):
        last = group[-1]
        if last.wanted.attribute == one.wanted.attribute and last.stance == one.stance and _listable(last):
            return group
        if one.joined != "or":
            return None
    return None


def _listable(one: Judged) -> bool:
    plain = one.stance not in (*NEGATIVE, "retract", "instead_of", "fine")
    return plain and one.wanted.constraint.operator is Operator.EQ and isinstance(one.wanted.constraint.value, str)


def _alternatives(scene: Scene, group: Sequence[Judged]) -> bool:
    single = scene.attribute(group[0].wanted.attribute).kind is Kind.CATEGORY
    return single or any(one.joined == "or" for one in group[1:])


def _any_of(group: Sequence[Judged]) -> Judged:
    first = group[0]
    values = tuple(dict.fromkeys(str(one.wanted.constraint.value) for one in group))
    operator = Operator.IN if len(values) > 1 else Operator.EQ
    constraint = Constraint(first.wanted.attribute, operator, values if len(values) > 1 else values[0])
    together = group[-1].wanted.end - first.wanted.end < 8
    end = group[-1].wanted.end if together else first.wanted.end
    wanted = replace(first.wanted, constraint=constraint, end=end, also=())
    return replace(first, wanted=wanted)
