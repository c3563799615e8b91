"""What was understood, as far as it changed something: new wishes, what they take the place of, what was taken back."""

from collections.abc import Iterator, Sequence

from agents.dialogue import (
    Accept,
    Act,
    Critique,
    Greet,
    Other,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Revise,
    Scope,
    Seen,
    Undo,
)
from agents.meeting import main_attribute
from agents.namesakes import told_apart
from agents.phrasing import join, quoted, sentence, wish_phrase, wish_words
from retrieval.catalogue import NAMED, Attribute, Catalogue


def lead(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> str:
    """Guesses, vague words and bounds from shown items say how they were read; what changed nothing is not said."""
    return " ".join(part for part in _lead(acts, before, after, catalogue) if part)


def _lead(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    if any(isinstance(act, Greet) for act in acts) and not all(isinstance(act, Greet) for act in acts):
        yield "Hello!"
    undecided = [act for act in acts if isinstance(act, Other) and act.reason == "undecided"]
    if undecided:  # without words it is a shrug, with words a request for anything at all
        yield "Gladly." if all(act.words for act in undecided) else "No problem."
    if any(isinstance(act, Restart) for act in acts):
        kept = join([wish_words(p, catalogue.domain) for p in after.preferences if p in before.preferences])
        yield f"A fresh start, still {kept}." if kept else "A fresh start."
        before = Profile(tuple(p for p in before.preferences if p in after.preferences))
    elif any(isinstance(act, Undo) for act in acts):
        yield "Undone." if after != before else "There is nothing to undo."
    if acts and all(isinstance(act, Other) and act.reason == "unclear" for act in acts):
        yield from (f"I know no wish like {quoted(act.words)}." for act in acts[:1] if isinstance(act, Other))
    yield from _never_wished(acts, before, after, catalogue)
    yield from _changed(acts, before, after, catalogue)
    yield from _noted(acts, before, after, catalogue)
    lacking = [act for act in acts if isinstance(act, Other) and act.reason == "not_in_catalogue"]
    for act in lacking:  # "bigger" is told with "bigger name"
        if not any(act.words in other.words != act.words for other in lacking):
            yield missing(act, catalogue)


def _never_wished(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    for act in acts:
        if isinstance(act, Retract) and after.on(act.attribute) == before.on(act.attribute):
            attribute = catalogue.domain.attribute(act.attribute)
            label = attribute.label if attribute else act.attribute
            if act.attribute not in before.waived:
                yield f"You had not wished for {act.value}." if act.value else f"You had no wish about the {label}."


# --- wishes that came and went ----------------------------------------------------------------------------------------


def _changed(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    domain = catalogue.domain
    gone, new = _without(before.preferences, after.preferences), _without(after.preferences, before.preferences)
    over = [p for p in gone if p.scope is Scope.TURN]
    gone = [p for p in gone if p not in over and not _absorbed(p, after)]
    revised = {act.preference.attribute for act in acts if isinstance(act, Revise)} & {p.attribute for p in new}
    replaced = [p for p in gone if any(p.attribute == q.attribute for q in new) or revised]
    lost = [wish_words(p, domain) for p in gone if p not in replaced]
    if once := [wish_words(p, domain) for p in over if p.source != "critique"]:
        yield f"{sentence(join(once))[:-1]} was for that once."
    if lost:
        yield f"I dropped {join(lost)}."
    yield from _new(new, replaced, [p for p in new if over and p.turn < min(q.turn for q in over)], catalogue)
    main = main_attribute(domain)
    yield _standing(after, new, catalogue) if replaced and main and main.name in revised else ""
    waived = [a.label for name in sorted(after.waived - before.waived) if (a := domain.attribute(name))]
    yield f"Any {join(waived)} is fine, then." if waived else ""


def _new(
    new: Sequence[Preference], replaced: Sequence[Preference], back: Sequence[Preference], catalogue: Catalogue
) -> Iterator[str]:
    def words(wishes: Sequence[Preference]) -> str:
        return join([wish_words(p, catalogue.domain) for p in wishes])

    unlike = [p for p in new if p.scope is Scope.TURN and p.source == "critique"]
    plain = [p for p in new if not p.note and p not in unlike and p not in back]
    lasting = [p for p in plain if p.scope is not Scope.TURN]
    once = [p for p in plain if p.scope is Scope.TURN]
    yield f"Back to {words(back)}." if back else ""
    yield "Something unlike those, then." if unlike else ""
    if lasting and replaced:
        opposite = len(lasting) == len(replaced) == 1 and lasting[0].constraint == replaced[0].constraint
        place = "though you wished for the opposite before" if opposite else f"in place of {words(replaced)}"
        yield f"{sentence(words(lasting))[:-1]} then, {place}."
    elif lasting:
        yield f"Got it: {words(lasting)}."
    yield f"Just this once: {words(once)}." if once else ""
    yield from (sentence(p.note) for p in new if p.note and p not in back)
    yield f"That replaces {words(replaced)}." if replaced and not lasting and not once else ""


def _standing(after: Profile, new: Sequence[Preference], catalogue: Catalogue) -> str:
    """After a change of mind: the opinions voiced at other times, which still count."""
    subjective = {a.name for a in catalogue.domain.attributes if a.subjective}
    still = [p for p in after.preferences if p.attribute in subjective and p not in new]
    return f"Still {join([wish_phrase(p, catalogue.domain) for p in still])}." if still else ""


def _without(some: Sequence[Preference], others: Sequence[Preference]) -> list[Preference]:
    """Those that wish something the others do not; wishing it again in other words is no news."""
    known = {(p.constraint, p.strength) for p in others}
    return [p for p in some if (p.constraint, p.strength) not in known]


def _absorbed(old: Preference, after: Profile) -> bool:
    """Whether an earlier wish still holds within a later one: a bound tightened, a name joined by another."""
    return any(_holds(old, later) for later in after.on(old.attribute) if later.negative == old.negative)


def _holds(old: Preference, later: Preference) -> bool:
    one, other = old.constraint, later.constraint
    if one == other:
        return True
    if isinstance(one.value, str | bool) or isinstance(other.value, str | bool) or _names(one.value):
        return _names(one.value) < _names(other.value)
    return one.bounds[0] <= other.bounds[0] and other.bounds[1] <= one.bounds[1]


def _names(value: object) -> frozenset[str]:
    values = value if isinstance(value, tuple) else (value,)
    return frozenset(one for one in values if isinstance(one, str))


# --- items ------------------------------------------------------------------------------------------------------------


def _noted(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    liked = [i for i in after.liked if i not in before.liked]
    if liked and not any(isinstance(act, Accept) for act in acts):
        yield f"Starting from {join(titles(liked, catalogue))}."
    gone = [i for i in after.rejected if i not in (*before.rejected, *after.seen)]
    if gone and any(isinstance(act, Reject) for act in acts):
        yield f"I leave {join(titles(gone, catalogue))} out."
    seen = [i for i in after.seen if i not in before.seen]
    if seen and any(isinstance(act, Seen) for act in acts):
        yield f"Noted: you know {join(titles(seen, catalogue))}."
    yield from _no_such_end(acts, before, after, catalogue)


def _no_such_end(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    """A change that could not be made: there is nothing beyond, or nothing to go by."""
    changes = [change for act in acts if isinstance(act, Critique) for change in act.changes]
    for change in changes:
        attribute = catalogue.domain.attribute(change.attribute)
        if attribute is None or change.direction not in ("less", "more"):
            continue
        if after.on(attribute.name) != before.on(attribute.name):
            continue
        words = change.words or attribute.label
        if attribute.order:
            yield f"Nothing here is {words} than that." if words.endswith("er") else "Nothing here goes beyond that."
        elif attribute.kind in NAMED:
            yield f"I cannot tell more from less of {quoted(words)}."
        elif not any(wish.words == change.words for wish in after.on(attribute.name)):
            narrower = _narrower(acts, attribute, after, catalogue)
            yield narrower or f"The catalogue does not give the {attribute.label} of those."


def _narrower(acts: Sequence[Act], attribute: Attribute, after: Profile, catalogue: Catalogue) -> str:
    """ "Cheaper than this" changes nothing where they would pay less anyway; empty where that is not why."""
    named = (catalogue.find(i) for act in acts if isinstance(act, Critique) for i in act.item_ids)
    known = any(item and item.number(attribute.name) is not None for item in named)
    standing = [wish_words(wish, catalogue.domain) for wish in after.on(attribute.name) if wish.hard]
    return f"Still {join(standing)}." if known and standing else ""


def titles(item_ids: Sequence[str], catalogue: Catalogue) -> list[str]:
    return list(told_apart([item for i in item_ids if (item := catalogue.find(i))], catalogue.domain))


def missing(act: Other, catalogue: Catalogue) -> str:
    nearest = f" The closest I have: {join(act.nearest[:3], 'or')}." if act.nearest else ""
    return f"This catalogue has nothing on {quoted(act.words)}.{nearest}"
