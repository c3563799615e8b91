"""The profile as a pure function of what people did: later words win, and nothing contradicts itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from agents.critique import critique_preferences
from agents.dialogue import (
    Accept,
    Act,
    Conversation,
    Critique,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Reveal,
    Revise,
    Seen,
    Strength,
    TurnStatus,
    Undo,
    Waive,
)
from retrieval.catalogue import Attribute, Catalogue, Constraint, Item, Kind, Operator

FeedbackKind = Literal["like", "dislike", "seen"]
POSITIVE_NAMED = frozenset((Operator.EQ, Operator.IN))
ADDING = frozenset(("or", "also", "too", "additionally"))
"""Words that add a value beside the one there is."""
SINGLE = 1.25
"""Tags of which items have fewer than this on average, as most countries, are replaced and not gathered."""
TOGGLED = {
    Strength.MUST: Strength.PREFER,
    Strength.PREFER: Strength.MUST,
    Strength.NEVER: Strength.AVOID,
    Strength.AVOID: Strength.NEVER,
}


def apply(profile: Profile, acts: Sequence[Act], catalogue: Catalogue, conversation: Conversation) -> Profile:
    """The profile after the acts, one after the other. `conversation` holds the turns before this one."""
    for act in acts:
        profile = _after(profile, act, catalogue, conversation)
    return profile


def _after(profile: Profile, act: Act, catalogue: Catalogue, conversation: Conversation) -> Profile:
    match act:
        case Reveal(preference=wish):
            return _fitting(profile, _with_wish(profile, wish, catalogue), wish, catalogue)
        case Revise(preference=wish):
            kept = tuple(p for p in profile.preferences if p.attribute != wish.attribute)
            revised = _with_wish(replace(profile, preferences=kept), wish, catalogue)
            return _fitting(profile, revised, wish, catalogue)
        case Retract(attribute=attribute, value=value):
            return _retracted(profile, attribute, value)
        case Waive(attribute=""):
            return replace(profile, hurry=True)
        case Waive(attribute=attribute):
            kept = tuple(p for p in profile.preferences if p.attribute != attribute)
            return replace(profile, preferences=kept, waived=profile.waived | {attribute})
        case Undo():
            return undo(profile, conversation)
        case Restart():
            return Profile(rejected=profile.rejected, seen=profile.seen)
        case _:
            return _after_items(profile, act, catalogue, conversation)


def _after_items(profile: Profile, act: Act, catalogue: Catalogue, conversation: Conversation) -> Profile:
    slate = conversation.last_slate.item_ids if conversation.last_slate else ()
    match act:
        case Critique(item_ids=named):
            return _criticised(profile, act, named or slate, catalogue, len(conversation.turns) + 1)
        case Reject(item_ids=named):
            return _rejecting(profile, named or slate)
        case Seen(item_ids=named):
            return replace(profile, seen=_added(profile.seen, named))
        case Accept(item_id=item_id):  # chosen: no reason to offer it again, nor to look for more of the kind
            return replace(profile, seen=_added(profile.seen, (item_id,)))
        case _:
            return profile


def _criticised(profile: Profile, act: Critique, item_ids: Sequence[str], catalogue: Catalogue, turn: int) -> Profile:
    items: list[Item] = [item for i in item_ids if (item := catalogue.find(i))]
    for wish in critique_preferences(act, items, catalogue, turn, profile.hard):
        profile = _with_wish(profile, wish, catalogue)
    return _liking(profile, act.item_ids) if act.similar else profile


def _added(ids: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    return (*(i for i in ids if i not in more), *dict.fromkeys(more))


def _liking(profile: Profile, item_ids: Sequence[str]) -> Profile:
    rejected = tuple(i for i in profile.rejected if i not in item_ids)
    return replace(profile, liked=_added(profile.liked, item_ids), rejected=rejected)


def _rejecting(profile: Profile, item_ids: Sequence[str]) -> Profile:
    liked = tuple(i for i in profile.liked if i not in item_ids)
    return replace(profile, liked=liked, rejected=_added(profile.rejected, item_ids))


# --- wishes that meet earlier wishes ----------------------------------------------------------------------------------


def _with_wish(profile: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
    """The profile with the wish; what contradicts it gives way, except to a guess, which gives way itself."""
    attribute = catalogue.domain.attribute(wish.attribute)
    if attribute is None or _is_idle_guess(profile, wish):
        return profile
    kept = tuple(_kept(profile.preferences, wish, attribute, catalogue))
    merged = _merged(kept, wish, attribute)
    return replace(profile, preferences=merged, waived=profile.waived - {wish.attribute})


def _is_idle_guess(profile: Profile, wish: Preference) -> bool:
    """Whether a guess says again, or against, what was said in so many words."""
    if wish.source != "implied":
        return False
    return any(_values(p) & _values(wish) for p in profile.on(wish.attribute) if p.source != "implied")


def _kept(
    wishes: Sequence[Preference], wish: Preference, attribute: Attribute, catalogue: Catalogue
) -> Iterator[Preference]:
    for old in wishes:
        if old.attribute != wish.attribute:
            yield old
        elif attribute.numeric:
            yield from _beside_number(old, wish)
        elif attribute.kind is Kind.FLAG or attribute.kind is Kind.TEXT:
            continue
        else:
            yield from _beside_name(old, wish, attribute, catalogue)


def _merged(kept: tuple[Preference, ...], wish: Preference, attribute: Attribute) -> tuple[Preference, ...]:
    """The wish at the end, joined with the one that it adds a value to or closes a range with."""
    partner = next((p for p in kept if _adds_to(p, wish) or (attribute.numeric and _closes(p, wish))), None)
    if partner is None:
        return (*kept, wish)
    rest = tuple(p for p in kept if p is not partner)
    constraint = _range(partner, wish) if attribute.numeric else _any_of(partner, wish)
    words = f"{partner.words}, {wish.words}" if partner.words and wish.words else wish.words or partner.words
    return (*rest, replace(wish, constraint=constraint, words=words))


def _fitting(before: Profile, after: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
    """Another category than before: what was relative to items of the old one goes with it.

    So do wishes about what no item of the new one has: a sleeping bag sleeps no four people.
    """
    attribute = catalogue.domain.attribute(wish.attribute)
    if attribute is None or attribute.kind is not Kind.CATEGORY or wish.negative or wish.source == "implied":
        return after
    old = [p for p in before.on(wish.attribute) if not p.negative]
    if not old or any(_values(p) & _values(one) for p in old for one in after.on(wish.attribute)):
        return after
    known = {name for item in catalogue.items if wish.met_by(item) for name in item.values}
    kept = [p for p in after.preferences if p.attribute == wish.attribute or p.source != "critique"]
    return replace(after, preferences=tuple(p for p in kept if p.attribute in known or p.negative or not known))


# --- names ------------------------------------------------------------------------------------------------------------


def _values(wish: Preference) -> frozenset[object]:
    value = wish.constraint.value
    return frozenset(value) if isinstance(value, tuple) else frozenset((value,))


def _beside_name(old: Preference, wish: Preference, attribute: Attribute, catalogue: Catalogue) -> Iterator[Preference]:
    """What is left of an earlier wish for names beside a new one."""
    if old.negative == wish.negative:
        beside = not (_values(old) <= _values(wish) or _values(wish) < _values(old))
        if _adds_to(old, wish) or (beside and (wish.negative or not _single(attribute, catalogue))):
            yield old
        return
    left = tuple(v for v in _values_in_order(old) if v not in _values(wish))
    if len(left) == len(_values_in_order(old)):
        yield old
    elif left:
        operator = old.constraint.operator if len(left) > 1 else _singular(old.constraint.operator)
        value: str | tuple[str, ...] = left if len(left) > 1 else left[0]
        yield replace(old, constraint=replace(old.constraint, operator=operator, value=value))


def _values_in_order(wish: Preference) -> tuple[str, ...]:
    value = wish.constraint.value
    return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)


def _singular(operator: Operator) -> Operator:
    return {Operator.IN: Operator.EQ, Operator.NOT_IN: Operator.NE}.get(operator, operator)


def _adds_to(old: Preference, wish: Preference) -> bool:
    """ "or Italian", "also Italian": another value beside the one there is."""
    both = old.constraint.operator in POSITIVE_NAMED and wish.constraint.operator in POSITIVE_NAMED
    named = isinstance(old.constraint.value, str | tuple) and old.attribute == wish.attribute
    spoken = wish.words.casefold().split()
    adding = bool(ADDING & {*spoken[:1], *spoken[-1:]})
    return both and named and adding and not old.negative and not wish.negative


def _any_of(old: Preference, wish: Preference) -> Constraint:
    values = tuple(dict.fromkeys((*_values_in_order(old), *_values_in_order(wish))))
    return Constraint(wish.attribute, Operator.IN, values) if len(values) > 1 else wish.constraint


def _single(attribute: Attribute, catalogue: Catalogue) -> bool:
    """Whether an item has one value of it as a rule, so that a second one replaces the first."""
    if attribute.kind is Kind.CATEGORY:
        return True
    return 0 < catalogue.names_per_item[attribute.name] < SINGLE


# --- numbers ----------------------------------------------------------------------------------------------------------

Bounds = tuple[float, float]


def _beside_number(old: Preference, wish: Preference) -> Iterator[Preference]:
    """An earlier bound stays where it is on the other side and leaves something; a refused range, where it does."""
    if old.negative or wish.negative:
        if old.negative != wish.negative and _covers(old, wish):
            return
        if old.constraint != wish.constraint:
            yield old
        return
    (old_low, old_high), (low, high) = old.constraint.bounds, wish.constraint.bounds
    open_below, open_above = low == float("-inf"), high == float("inf")
    if not (open_below or open_above):
        return
    other_side = (old_low, float("inf")) if open_below else (float("-inf"), old_high)
    if other_side == (float("-inf"), float("inf")):
        return
    left = _one_sided(old, other_side)
    if _overlap(left.constraint, wish.constraint):
        yield left


def _one_sided(old: Preference, bounds: Bounds) -> Preference:
    """The side of an earlier range that a new bound leaves alone."""
    if old.constraint.operator is not Operator.BETWEEN and old.constraint.operator is not Operator.EQ:
        return old
    operator, value = (Operator.GE, bounds[0]) if bounds[1] == float("inf") else (Operator.LE, bounds[1])
    return replace(old, constraint=Constraint(old.attribute, operator, value))


def _overlap(one: Constraint, other: Constraint) -> bool:
    low, high = max(one.bounds[0], other.bounds[0]), min(one.bounds[1], other.bounds[1])
    strict = {Operator.LT, Operator.GT} & {one.operator, other.operator}
    return low < high or (low == high and not strict)


def _covers(old: Preference, wish: Preference) -> bool:
    """Whether what is refused, the older or the newer, leaves nothing of what is wanted."""
    refused, wanted = (old, wish) if old.negative else (wish, old)
    low, high = refused.constraint.bounds
    inner_low, inner_high = wanted.constraint.bounds
    return low <= inner_low and inner_high <= high


def _closes(old: Preference, wish: Preference) -> bool:
    """Whether two bounds are one range: same attribute and strength, opposite sides, both ends included."""
    same = old.attribute == wish.attribute and old.strength == wish.strength and not wish.negative
    return same and {old.constraint.operator, wish.constraint.operator} == {Operator.LE, Operator.GE}


def _range(old: Preference, wish: Preference) -> Constraint:
    low, high = (
        max(old.constraint.bounds[0], wish.constraint.bounds[0]),
        min(old.constraint.bounds[1], wish.constraint.bounds[1]),
    )
    return Constraint(wish.attribute, Operator.BETWEEN, (low, high))


# --- taking back ------------------------------------------------------------------------------------------------------


def _retracted(profile: Profile, attribute: str, value: str) -> Profile:
    kept: list[Preference] = []
    for wish in profile.preferences:
        if wish.attribute != attribute or (value and value not in _values(wish)):
            kept.append(wish)
        elif value and len(_values(wish)) > 1:
            left = tuple(v for v in _values_in_order(wish) if v != value)
            operator = wish.constraint.operator if len(left) > 1 else _singular(wish.constraint.operator)
            kept.append(replace(wish, constraint=Constraint(attribute, operator, left if len(left) > 1 else left[0])))
    return replace(profile, preferences=tuple(kept), waived=profile.waived - {attribute})


def undo(profile: Profile, conversation: Conversation) -> Profile:
    """The profile before the last turn that changed it; undone again, the one before that.

    What was asked and shown stays so.
    """
    history = [Profile()]
    for turn in conversation.turns:
        if turn.status is not TurnStatus.DONE:
            continue
        if any(isinstance(act, Undo) for act in turn.acts) and len(history) > 1:
            history.pop()
        if not _same_wishes(turn.profile, history[-1]):
            history.append(turn.profile)
    before = history[-2] if len(history) > 1 else history[0]
    return replace(before, asked=profile.asked, shown=profile.shown)


def _same_wishes(one: Profile, other: Profile) -> bool:
    return replace(one, asked=frozenset(), shown=()) == replace(other, asked=frozenset(), shown=())


# --- edits by hand ----------------------------------------------------------------------------------------------------


def remove(profile: Profile, index: int) -> Profile:
    """Without the preference at that place; unchanged where there is none."""
    if not 0 <= index < len(profile.preferences):
        return profile
    return replace(profile, preferences=profile.preferences[:index] + profile.preferences[index + 1 :])


def toggle(profile: Profile, index: int) -> Profile:
    """With the preference at that place turned from must to prefer or from never to avoid, and back."""
    if not 0 <= index < len(profile.preferences):
        return profile
    wishes = list(profile.preferences)
    wishes[index] = replace(wishes[index], strength=TOGGLED[wishes[index].strength], source="tapped")
    return replace(profile, preferences=tuple(wishes))


def with_feedback(profile: Profile, kind: FeedbackKind, item_id: str) -> Profile:
    match kind:
        case "like":
            return _liking(profile, (item_id,))
        case "dislike":
            return _rejecting(profile, (item_id,))
        case "seen":
            return replace(profile, seen=_added(profile.seen, (item_id,)))
