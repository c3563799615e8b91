"""The words of a reply: what was understood, then what the move has to say. Everything in them is computed."""

from collections.abc import Iterator, Sequence

from agents.dialogue import (
    Accept,
    Act,
    Greet,
    Move,
    Option,
    Other,
    Preference,
    Profile,
    Reject,
    Restart,
    Seen,
    Slate,
    Thank,
    Undo,
)
from agents.phrasing import ORDINALS, count_of, join, quoted, sentence, wish_words
from agents.policy import Plan
from retrieval.catalogue import Catalogue

ANY = Option("Any is fine", "any is fine")
JUST_SHOW = Option("Just show me", "just show me")
OTHERS = Option("Show me others", "show me others")
START_OVER = Option("Start over", "start over")


def lead(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> str:
    """What was understood, as far as it changed something; guesses and vague words say how they were read."""
    return " ".join(part for part in _lead(acts, before, after, catalogue) if part)


def _lead(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    if any(isinstance(act, Restart) for act in acts):
        yield "A fresh start."
        before = Profile()
    elif any(isinstance(act, Undo) for act in acts):
        yield "Undone." if after != before else "There is nothing to undo."
    yield _dropped(before, after, catalogue)
    yield _added(before, after, catalogue)
    yield from _noted(acts, before, after, catalogue)
    for act in acts:
        if isinstance(act, Other) and act.reason == "not_in_catalogue":
            yield missing(act, catalogue)


def _added(before: Profile, after: Profile, catalogue: Catalogue) -> str:
    new = _without(after.preferences, before.preferences)
    plain = [wish_words(p, catalogue.domain) for p in new if not p.note]
    noted = [p.note for p in new if p.note]
    parts = [f"Got it: {join(plain)}." if plain else "", *(sentence(note) for note in noted)]
    waived = [a.label for name in sorted(after.waived - before.waived) if (a := catalogue.domain.attribute(name))]
    if waived:
        parts.append(f"Any {join(waived)} is fine, then.")
    return " ".join(part for part in parts if part)


def _dropped(before: Profile, after: Profile, catalogue: Catalogue) -> str:
    """Wishes that are gone and not replaced by one on the same attribute."""
    gone = _without(before.preferences, after.preferences)
    lost = [wish_words(p, catalogue.domain) for p in gone if not _replaced(p, after)]
    replaced = [wish_words(p, catalogue.domain) for p in gone if _replaced(p, after) and _contradicted(p, after)]
    parts = [f"I dropped {join(lost)}." if lost else "", f"That replaces {join(replaced)}." if replaced else ""]
    return " ".join(part for part in parts if part)


def _without(some: Sequence[Preference], others: Sequence[Preference]) -> list[Preference]:
    """Those that wish something the others do not; wishing it again in other words is no news."""
    known = {(p.constraint, p.strength) for p in others}
    return [p for p in some if (p.constraint, p.strength) not in known]


def _replaced(preference: Preference, after: Profile) -> bool:
    return bool(after.on(preference.attribute))


def _contradicted(preference: Preference, after: Profile) -> bool:
    """A bound that was only tightened contradicts nothing."""
    return not any(p.source == "critique" for p in after.on(preference.attribute))


def _noted(acts: Sequence[Act], before: Profile, after: Profile, catalogue: Catalogue) -> Iterator[str]:
    liked = [i for i in after.liked if i not in before.liked]
    if liked and not any(isinstance(act, Accept) for act in acts):
        yield f"Starting from {join(_titles(liked, catalogue))}."
    gone = [i for i in after.rejected if i not in (*before.rejected, *after.seen)]
    if gone and any(isinstance(act, Reject) for act in acts):
        yield f"I leave {join(_titles(gone, catalogue))} out."
    seen = [i for i in after.seen if i not in before.seen]
    if seen and any(isinstance(act, Seen) for act in acts):
        yield f"Noted: you know {join(_titles(seen, catalogue))}."


def _titles(item_ids: Sequence[str], catalogue: Catalogue) -> list[str]:
    return [item.title for i in item_ids if (item := catalogue.find(i))]


def greeting(catalogue: Catalogue) -> str:
    domain = catalogue.domain
    return f"Hello! I know {count_of(len(catalogue.items), domain.noun, domain.plural)}."


def looked_for(utterance: str) -> str:
    return f"I know no wish like {quoted(utterance)}, so I looked for it in the descriptions."


def missing(act: Other, catalogue: Catalogue) -> str:
    nearest = f" The closest I have: {join(act.nearest[:3], 'or')}." if act.nearest else ""
    return f"This catalogue has nothing on {quoted(act.words)}.{nearest}"


def offer(slate: Slate, plan: Plan, profile: Profile, catalogue: Catalogue) -> str:
    """Says how many fit and which are shown."""
    titles = _titles(slate.item_ids, catalogue)
    domain = catalogue.domain
    if len(titles) == 1:
        return f"One {domain.noun} fits: {titles[0]}." if plan.left == 1 else f"There is one more: {titles[0]}."
    if not profile.preferences:
        return f"I would start with {join(titles)}."
    if found := _only_some(slate, plan, catalogue):
        return found
    return f"{_fitting(plan, profile, len(titles), catalogue)} {join(titles)}."


def _only_some(slate: Slate, plan: Plan, catalogue: Catalogue) -> str:
    """Where fewer meet every wish than are shown: which ones do."""
    met = [r.item_id for r in slate.recommendations if all(e.met for e in r.explanation.evidence)]
    if not met or len(met) != plan.perfect or len(met) == len(slate.item_ids):
        return ""
    others = [i for i in slate.item_ids if i not in met]
    after = "it" if len(met) == 1 else "them"
    return (
        f"Only {join(_titles(met, catalogue))} {'meets' if len(met) == 1 else 'meet'} every wish; "
        f"closest after {after}: {join(_titles(others, catalogue))}."
    )


def _fitting(plan: Plan, profile: Profile, shown: int, catalogue: Catalogue) -> str:
    """How many meet everything; where none does, that these only come close."""
    noun, plural = catalogue.domain.noun, catalogue.domain.plural
    if any(not p.hard for p in profile.preferences):
        if not plan.perfect:
            return f"No {noun} meets every wish; closest come"
        meet = "meets" if plan.perfect == 1 else "meet"
        return f"{count_of(plan.perfect, noun, plural)} {meet} every wish. I would start with"
    if plan.left == shown:
        return f"These are all {plan.left} that fit:"
    return f"{count_of(plan.left, noun, plural)} fit. I would start with"


def regret(plan: Plan, profile: Profile, catalogue: Catalogue) -> str:
    """Nothing fits, or nothing is left: said plainly, with what would."""
    domain = catalogue.domain
    wishes = join([wish_words(p, domain) for p in profile.hard])
    if plan.exhausted:
        said = f"You have been through all {plan.left} that fit{' ' + wishes if wishes else ''}."
        said = said if plan.left > 1 else f"The only {domain.noun} that fits is one you have been shown."
    elif len(profile.hard) == 1:
        said = f"There is no {domain.noun} here that is {wishes}."
    else:
        said = f"No {domain.noun} here is all of that: {wishes}."
    if not plan.relaxations:
        return f"{said} Shall we start over?"
    ways = [
        f"dropping {join([quoted(wish_words(p, domain)) for p in r.dropped])} gives "
        f"{r.count:,} ({r.example}{'' if r.count == 1 else ' among them'})"
        for r in plan.relaxations
    ]
    return f"{said} {sentence('; '.join(ways))}"


def clarify(act: Other, catalogue: Catalogue) -> tuple[str, tuple[Option, ...]]:
    domain = catalogue.domain
    starters = tuple(Option(s, s) for s in domain.starters[:3])
    match act.reason:
        case "ambiguous":
            return f"Which one do you mean: {join(act.nearest, 'or')}?", tuple(Option(n, n) for n in act.nearest)
        case "not_in_catalogue":
            return missing(act, catalogue), tuple(Option(n, n) for n in act.nearest[:3])
        case "nothing_shown":
            return f"I have not shown you a {domain.noun} yet. Tell me what you are after, or say “just show me”.", (
                JUST_SHOW,
                *starters,
            )
        case "empty":
            return "I am listening: what are you in the mood for?", starters
        case "off_topic":
            return f"I only know about {domain.plural}. Tell me what you are after.", starters
        case _:
            return (
                f"I did not understand {quoted(act.words)} as a wish about {domain.plural}. Try one of these.",
                starters,
            )


def close(acts: Sequence[Act], catalogue: Catalogue) -> str:
    for act in acts:
        if isinstance(act, Accept):
            item = catalogue.find(act.item_id)
            return f"{item.title if item else 'That one'} it is. Enjoy! Say so if you want another."
    if any(isinstance(act, Thank) for act in acts):
        return "You are welcome. I am here if you want another."
    return "Goodbye! The conversation stays here; come back to it whenever you like."


def is_greeting(acts: Sequence[Act]) -> bool:
    return any(isinstance(act, Greet) for act in acts)


def suggestions(move: Move, plan: Plan, slate: Slate | None, catalogue: Catalogue) -> tuple[Option, ...]:
    """What can be tapped next; an option's utterance is what the person would have typed."""
    match move:
        case Move.ELICIT:
            return (ANY, JUST_SHOW)
        case Move.RELAX:
            return (*(r.option for r in plan.relaxations if r.option), START_OVER)
        case Move.RECOMMEND if slate:
            return (*_critiques(slate, catalogue), OTHERS)
        case _:
            return ()


def _critiques(slate: Slate, catalogue: Catalogue) -> Iterator[Option]:
    """Likeness to the first, and the first direction word of up to two numbers on the card."""
    yield Option(f"More like the {ORDINALS[0]}", f"more like the {ORDINALS[0]} one")
    numbers = [a for name in catalogue.domain.card if (a := catalogue.domain.attribute(name)) and a.numeric]
    words = [word for a in numbers for word in (*a.lower[:1], *a.higher[:1])]
    yield from (Option(word.capitalize(), word) for word in words[:3])
