"""The words of a reply beside what was understood: what is shown, and what would be where nothing fits."""

from collections.abc import Iterator, Sequence

import numpy as np

from agents.acknowledging import titles
from agents.beside import JUST_SHOW, OTHERS, START_OVER
from agents.conflict import conflict
from agents.dialogue import Act, Conversation, Greet, Move, Option, Preference, Profile, Relaxation, Slate
from agents.namesakes import told_apart
from agents.phrasing import ORDINALS, count_of, join, quoted, sentence, wish_phrase, wish_words
from agents.policy import Plan
from agents.wishes import tests
from retrieval.catalogue import Catalogue, Domain
from retrieval.columns import Columns

ANY = Option("Any is fine", "any is fine")
MOST_TOLD = 3
"""Ways out that are told in words; all of them can be tapped."""


def greeting(catalogue: Catalogue) -> str:
    domain = catalogue.domain
    return f"Hello! I know {count_of(len(catalogue.items), domain.noun, domain.plural)}."


def is_greeting(acts: Sequence[Act]) -> bool:
    return all(isinstance(act, Greet) for act in acts)


def looked_for(utterance: str) -> str:
    return f"I know no wish like {quoted(utterance)}, so I looked for it in the descriptions."


# --- what is shown ----------------------------------------------------------------------------------------------------


def offer(
    slate: Slate, plan: Plan, profile: Profile, catalogue: Catalogue, excluded: frozenset[str] = frozenset()
) -> str:
    """Says how many fit and which are shown; "other" ones, where some that fit were shown before and are `excluded`."""
    shown = titles(slate.item_ids, catalogue)
    domain = catalogue.domain
    other = "other " if _more_of(profile, slate, excluded, catalogue) else ""
    if len(shown) == 1:
        return f"One {other}{domain.noun} fits: {shown[0]}." if plan.left == 1 else f"There is one more: {shown[0]}."
    if not profile.preferences:
        return f"I would start with {join(shown)}." if not other else f"Then {join(shown)}. Does one come close?"
    if found := _only_some(slate, plan, catalogue, other):
        return found
    return f"{_fitting(plan, profile, len(shown), domain, other)} {join(shown)}."


def _more_of(profile: Profile, slate: Slate, excluded: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether something shown before fits too, and is left out only because it was shown."""
    gone = {*profile.rejected, *profile.seen, *profile.liked, *slate.item_ids}
    before = (catalogue.find(i) for i in profile.shown if i in excluded and i not in gone)
    return any(item is not None and profile.permits(item) for item in before)


def _only_some(slate: Slate, plan: Plan, catalogue: Catalogue, other: str) -> str:
    """Where fewer meet every wish than are shown: which ones do."""
    met = [r.item_id for r in slate.recommendations if all(e.met for e in r.explanation.evidence)]
    if not met or len(met) != plan.perfect or len(met) == len(slate.item_ids):
        return ""
    others = [i for i in slate.item_ids if i not in met]
    after = "it" if len(met) == 1 else "them"
    besides = "Of the others, only" if other else "Only"
    return (
        f"{besides} {join(titles(met, catalogue))} {'meets' if len(met) == 1 else 'meet'} every wish; "
        f"closest after {after}: {join(titles(others, catalogue))}."
    )


def _fitting(plan: Plan, profile: Profile, shown: int, domain: Domain, other: str) -> str:
    """How many meet everything; where none does, that these only come close."""
    noun, plural = f"{other}{domain.noun}", f"{other}{domain.plural}"
    start = "I would go on with" if other else "I would start with"
    if any(not p.hard for p in profile.preferences):
        if not plan.perfect:
            return f"No {noun} meets every wish; closest come"
        meet = "meets" if plan.perfect == 1 else "meet"
        return f"{count_of(plan.perfect, noun, plural)} {meet} every wish. {start}"
    if plan.left == shown:
        return f"Only these {plan.left}{' others' if other else ''} fit:"
    return f"{count_of(plan.left, noun, plural)} fit. {start}"


# --- nothing fits -----------------------------------------------------------------------------------------------------


def regret(
    plan: Plan,
    profile: Profile,
    catalogue: Catalogue,
    columns: Columns | None = None,
    conversation: Conversation | None = None,
) -> str:
    """Nothing fits, or nothing is left: said plainly, with the wishes that collide and what would help.

    Where the turn before said the same already, it is said in short.
    """
    if plan.relaxations and conversation and _offered(conversation) == [r.option for r in plan.relaxations]:
        return f"Still no {catalogue.domain.noun} fits; what would help is the same as before."
    said = _used_up(plan, profile, catalogue, columns) if plan.exhausted else _impossible(profile, catalogue, columns)
    if not plan.relaxations:
        return f"{said} Shall we start over?"
    ways = "; ".join(_way(way, catalogue.domain, bool(n)) for n, way in enumerate(plan.relaxations[:MOST_TOLD]))
    return f"{said} {sentence(ways)}"


def _offered(conversation: Conversation) -> list[Option | None]:
    last = next((t.reply for t in reversed(conversation.turns) if t.reply), None)
    return [r.option for r in last.relaxations] if last else []


def _used_up(plan: Plan, profile: Profile, catalogue: Catalogue, columns: Columns | None) -> str:
    domain = catalogue.domain
    rows = np.flatnonzero(columns.mask(*tests(profile.preferences))) if columns and plan.left <= MOST_TOLD else ()
    items = [catalogue.items[int(row)] for row in rows]
    if items and all(item.id in (*profile.rejected, *profile.seen) for item in items):
        return f"No other {domain.noun} fits."
    if items:
        named = join(told_apart(items, domain))
        fits, them = ("fits", "it") if len(items) == 1 else ("fit", "them")
        return f"Only {named} {fits}, and you have been shown {them} already."
    wishes = join([wish_words(p, domain) for p in profile.hard])
    if plan.left == 1:
        return f"The only {domain.noun} that fits is one you have been shown."
    return f"You have been through the {plan.left} that fit{' ' + wishes if wishes else ''}."


def _impossible(profile: Profile, catalogue: Catalogue, columns: Columns | None) -> str:
    domain = catalogue.domain
    known = {*profile.rejected, *profile.seen}
    first = conflict(profile.hard, columns) if columns else profile.hard
    if len(profile.hard) == 1 or len(first) == 1:
        return f"There is no {domain.noun} here that is {wish_phrase((first or profile.hard)[0], domain)}."
    if not first:
        return (
            f"Nothing that fits is left but what you know already ({count_of(len(known), domain.noun, domain.plural)})."
        )
    rest = [p for p in profile.hard if p not in first]
    second = conflict(rest, columns) if columns else ()
    also = f", nor {_together(second, domain)}" if len(second) > 1 else ""
    return f"No {domain.noun} here combines {_together(first, domain)}{also}."


def _together(wishes: Sequence[Preference], domain: Domain) -> str:
    words = [quoted(wish_phrase(p, domain)) for p in wishes]
    return join(words, "with" if len(words) == 2 else "and")


def _way(way: Relaxation, domain: Domain, later: bool) -> str:
    example = f"{way.example} ({way.value})" if way.value else way.example
    such = f": {example}" if way.count == 1 else f", such as {example}"
    found = f"{way.count:,}{such}"
    dropped = join([quoted(wish_words(p, domain)) for p in way.dropped])
    if way.widened:
        wider = join([quoted(wish_words(p, domain)) for p in way.widened])
        return f"{wider} instead of {dropped} gives {found}"
    there = "" if later else "there is " if way.count == 1 else "there are "
    return f"without {dropped} {there}{found}"


# --- what can be tapped next ------------------------------------------------------------------------------------------


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
