"""The profile as a pure function of what people did: later words win, and nothing contradicts itself."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from agents.critique import critique_preferences, unlike
from agents.dialogue import (
    Accept,
    Act,
    Conversation,
    Critique,
    More,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Reveal,
    Revise,
    Scope,
    Seen,
    Strength,
    TurnStatus,
    Undo,
    Waive,
)
from agents.meeting import fitting, main_attribute, values_of, with_wish, without_wish
from retrieval.catalogue import Catalogue, Constraint, Item, Kind, Operator

KIND_NAMES = frozenset(("type", "kind", "category", "sort", "genre", "style", "class"))
"""How an attribute is called that says what a thing is."""
FeedbackKind = Literal["like", "dislike", "seen"]
TOGGLED = {
    Strength.MUST: Strength.PREFER,
    Strength.PREFER: Strength.MUST,
    Strength.NEVER: Strength.AVOID,
    Strength.AVOID: Strength.NEVER,
}


def apply(profile: Profile, acts: Sequence[Act], catalogue: Catalogue, conversation: Conversation) -> Profile:
    """The profile after the acts, one after the other. `conversation` holds the turns before this one."""
    if not acts or not all(isinstance(act, More) for act in acts):
        profile = _past(profile, conversation)
    for act in acts:
        profile = _after(profile, act, catalogue, conversation)
    return profile


def _after(profile: Profile, act: Act, catalogue: Catalogue, conversation: Conversation) -> Profile:
    match act:
        case Reveal(preference=wish):
            if not wish.negative:
                profile = _without_kinds(profile, wish.attribute, values_of(wish))
            return fitting(profile, with_wish(profile, wish, catalogue), wish, catalogue)
        case Revise(preference=wish):
            return _revised(profile, wish, catalogue)
        case Retract(attribute=attribute, value=value):
            return without_wish(_without_kinds(profile, attribute, frozenset((value,))), act)
        case Waive(attribute=""):
            return replace(profile, hurry=True)
        case Waive(attribute=attribute):
            kept = tuple(p for p in profile.preferences if p.attribute != attribute)
            return replace(profile, preferences=kept, waived=profile.waived | {attribute})
        case Undo():
            return undo(profile, conversation)
        case Restart():
            always = tuple(p for p in profile.preferences if p.scope is Scope.ALWAYS)
            return Profile(always, rejected=profile.rejected, seen=profile.seen)
        case _:
            return _after_items(profile, act, catalogue, conversation)


def _without_kinds(profile: Profile, attribute: str, values: Collection[object]) -> Profile:
    """Without the refusals that came of refusing one of the values: merino wool, of "no wool"."""
    refused = [p for p in profile.on(attribute) if p.negative and p.constraint.value in values]
    kinds = [
        p
        for p in profile.on(attribute)
        for one in refused
        if p.negative
        and (p.words, p.turn) == (one.words, one.turn)
        and _ends_in(p.constraint.value, one.constraint.value)
    ]
    return replace(profile, preferences=tuple(p for p in profile.preferences if p not in kinds)) if kinds else profile


def _ends_in(value: object, word: object) -> bool:
    return str(value).endswith(f" {word}")


def _past(profile: Profile, conversation: Conversation) -> Profile:
    """Once their turn is over, wishes for one turn are gone, and what they stood in for is back."""
    passing = [p for p in profile.preferences if p.scope is Scope.TURN]
    if not passing:
        return profile
    kept = [p for p in profile.preferences if p.scope is not Scope.TURN]
    first = min(p.turn for p in passing) or len(conversation.turns) + 1
    turns = (t for t in reversed(conversation.turns) if t.number < first)
    done = (t.profile for t in turns if t.status is TurnStatus.DONE)
    before = next((p for p in done if not any(w in p.preferences for w in passing)), Profile())
    named = {p.attribute for p in passing} - {p.attribute for p in kept}
    back = [p for p in before.preferences if p.attribute in named and p.scope is not Scope.TURN]
    return replace(profile, preferences=(*back, *kept))


def _revised(profile: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
    """The wish in place of the earlier ones on its attribute; of another kind of thing, of opinions of the old one too.

    "Something funny, a comedy" and then "a thriller instead": that it be funny was said of the comedy. What was said
    at another time stands, and so does whatever is no matter of opinion.
    """
    replaced = [p for p in profile.on(wish.attribute) if not values_of(p) & values_of(wish)]
    main = main_attribute(catalogue.domain)
    other_kind = main is not None and main.name == wish.attribute and not wish.negative
    turns = {p.turn for p in replaced if other_kind and not p.negative}
    subjective = {a.name for a in catalogue.domain.attributes if a.subjective} - {wish.attribute}
    kept = tuple(
        p
        for p in profile.preferences
        if p.attribute != wish.attribute
        and not (p.attribute in subjective and p.turn in turns and p.turn != wish.turn and not p.hard)
    )
    return fitting(profile, with_wish(replace(profile, preferences=kept), wish, catalogue), wish, catalogue)


def _after_items(profile: Profile, act: Act, catalogue: Catalogue, conversation: Conversation) -> Profile:
    slate = conversation.on_the_table
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
        if not any(_implies(standing, wish) for standing in profile.on(wish.attribute)):
            profile = with_wish(profile, wish, catalogue)
    if act.similar and act.item_ids:
        profile = _of_its_kind(profile, items, catalogue, turn)
    if not act.similar and not act.changes:
        return _turning_away(profile, items, catalogue, turn, act.words)
    return _liking(profile, act.item_ids) if act.similar else profile


def _of_its_kind(profile: Profile, items: Sequence[Item], catalogue: Catalogue, turn: int) -> Profile:
    """Something like a tent is a tent, where nothing else was wished: what the examples are, if all are the same."""
    main = main_attribute(catalogue.domain)
    if main is None or not KIND_NAMES & {*main.name.split("_"), *main.label.split()}:
        return profile  # the town of a hotel, say, is not what it is
    kinds = {tag for item in items for tag in item.tags(main.name)} if main.kind is Kind.CATEGORY else set()
    if len(kinds) != 1 or profile.on(main.name) or main.name in profile.waived:
        return profile
    kind = kinds.pop()
    note = f"like {items[0].title}: {kind}" if len(items) == 1 else ""
    constraint = Constraint(main.name, Operator.EQ, kind)
    return with_wish(profile, Preference(constraint, words=kind, turn=turn, source="critique", note=note), catalogue)


def _implies(standing: Preference, wish: Preference) -> bool:
    """ "Cheaper than this", of something dearer than they said they would pay: what they said is the narrower."""
    values = standing.constraint.value, wish.constraint.value
    if standing.strength is not Strength.MUST or any(isinstance(v, str | bool) for v in values) or wish.negative:
        return False
    if any(isinstance(name, str) for v in values if isinstance(v, tuple) for name in v):
        return False
    (low, high), (least, most) = standing.constraint.bounds, wish.constraint.bounds
    return low >= least and high <= most


def _turning_away(profile: Profile, items: Sequence[Item], catalogue: Catalogue, turn: int, words: str) -> Profile:
    """ "Something completely different": unlike what was shown, and no longer like what was liked."""
    profile = replace(profile, liked=())
    for wish in unlike(items, profile.preferences, catalogue, turn, words):
        profile = with_wish(profile, wish, catalogue)
    return profile


def _added(ids: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    return (*(i for i in ids if i not in more), *dict.fromkeys(more))


def _liking(profile: Profile, item_ids: Sequence[str]) -> Profile:
    rejected = tuple(i for i in profile.rejected if i not in item_ids)
    return replace(profile, liked=_added(profile.liked, item_ids), rejected=rejected)


def _rejecting(profile: Profile, item_ids: Sequence[str]) -> Profile:
    liked = tuple(i for i in profile.liked if i not in item_ids)
    return replace(profile, liked=liked, rejected=_added(profile.rejected, item_ids))


def undo(profile: Profile, conversation: Conversation) -> Profile:
    """The profile before the last turn that changed it; undone again, the one before that.

    What was asked and shown stays so. That a wish for one turn was over is no change of its own.
    """
    history = [Profile()]
    for number, turn in enumerate(conversation.turns):
        if turn.status is not TurnStatus.DONE:
            continue
        if any(isinstance(act, Undo) for act in turn.acts) and len(history) > 1:
            history.pop()
        over = _past(history[-1], replace(conversation, turns=conversation.turns[:number]))
        if not _same_wishes(turn.profile, history[-1]) and not _same_wishes(turn.profile, over):
            history.append(turn.profile)
    before = history[-2] if len(history) > 1 else history[0]
    return replace(_past(before, conversation), asked=profile.asked, shown=profile.shown)


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


def without_feedback(profile: Profile, kind: str, item_id: str) -> Profile:
    """As if that had not been said of the item: likes and dislikes go together, and a rating is either.

    An empty kind is everything; one that is no such thing changes nothing.
    """
    taste, known = kind in ("", "like", "dislike", "rating"), kind in ("", "seen")
    return replace(
        profile,
        liked=_without(profile.liked, item_id) if taste else profile.liked,
        rejected=_without(profile.rejected, item_id) if taste else profile.rejected,
        seen=_without(profile.seen, item_id) if known else profile.seen,
    )


def _without(ids: tuple[str, ...], item_id: str) -> tuple[str, ...]:
    return tuple(i for i in ids if i != item_id)
