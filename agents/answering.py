"""Answers to questions about items and about the talk itself, from values only."""

from collections.abc import Iterable

import numpy as np

from agents.acknowledging import titles
from agents.comparing import compare, winner
from agents.dialogue import Ask, Compare, Comparison, Conversation, Evidence, Preference, Profile, Recommendation
from agents.explaining import facts
from agents.phrasing import count_of, join, quoted, sentence, wish_words
from agents.wishes import tests
from retrieval.catalogue import Attribute, Catalogue, Domain, Item
from retrieval.columns import Columns
from retrieval.wording import in_words, phrase

MOST_VALUES = 12
MOST_TITLES = 3


def answer(ask: Ask, profile: Profile, conversation: Conversation, catalogue: Catalogue, columns: Columns) -> str:
    match ask.topic:
        case "value":
            return _value(ask, conversation, catalogue)
        case "why":
            return _why(ask, conversation, catalogue)
        case "why_not":
            return _why_not(ask, profile, conversation, catalogue)
        case "why_question":
            return _why_question(conversation)
        case "count":
            return _count(profile, catalogue, columns)
        case "options":
            return _options(ask, profile, catalogue, columns)
        case "wishes":
            return _wishes(profile, catalogue)
        case "help":
            return _help(catalogue)


def _items(item_ids: Iterable[str], conversation: Conversation, catalogue: Catalogue) -> tuple[Item, ...]:
    """The items asked about; those of the last slate when none is named."""
    slate = conversation.last_slate
    ids = tuple(item_ids) or (slate.item_ids if slate else ())
    return tuple(item for i in ids if (item := catalogue.find(i)))


def _value(ask: Ask, conversation: Conversation, catalogue: Catalogue) -> str:
    items = _items(ask.item_ids, conversation, catalogue)
    attribute = catalogue.domain.attribute(ask.attribute)
    if not items:
        return f"Which {catalogue.domain.noun} do you mean? I have not shown one yet."
    if attribute is None:
        return " ".join(_all_of(item, catalogue) for item in items)
    return " ".join(sentence(f"{item.title}: {_one(item, attribute)}") for item in items)


def _one(item: Item, attribute: Attribute) -> str:
    value = item.values.get(attribute.name)
    if value is None:
        return f"the catalogue does not say what its {attribute.label} is"
    return phrase(attribute, value)


def _all_of(item: Item, catalogue: Catalogue) -> str:
    listed = "; ".join(f"{label}: {value}" for label, value in facts(item, catalogue.domain))
    return f"{item.title}. {sentence(item.text)} {sentence(listed)}".replace("  ", " ").strip()


def _why(ask: Ask, conversation: Conversation, catalogue: Catalogue) -> str:
    slate = conversation.last_slate
    if slate is None:
        return "I have not recommended anything yet, so there is nothing to explain."
    wanted = ask.item_ids or slate.item_ids[:1]
    shown = [r for r in slate.recommendations if r.item_id in wanted]
    if not shown:
        return "That one is not among what I showed last."
    return " ".join(_reasons(r, slate.recommendations, catalogue) for r in shown)


def _reasons(one: Recommendation, slate: tuple[Recommendation, ...], catalogue: Catalogue) -> str:
    item = catalogue.find(one.item_id)
    title = item.title if item else one.item_id
    met = [e for e in one.explanation.evidence if e.met]
    missed = [e for e in one.explanation.evidence if not e.met]
    parts = [f"{title} is number {one.rank} of {len(slate)}."]
    if met:
        parts.append(f"It meets {count_of(len(met), 'wish', 'wishes')}: {join([_met(e) for e in met])}.")
    parts += [f"It misses {e.wanted}" + (f" ({e.value})." if e.value else ".") for e in missed]
    strongest = sorted(one.score.parts.items(), key=lambda part: -part[1])[:2]
    named = [name for name, size in strongest if size > 0]
    if named:
        parts.append(f"What counted most in its score of {one.score.value:.2f}: {join(named)}.")
    return " ".join(parts)


def _met(evidence: Evidence) -> str:
    return evidence.wanted if evidence.value in ("", evidence.wanted) else f"{evidence.wanted} ({evidence.value})"


def _why_not(ask: Ask, profile: Profile, conversation: Conversation, catalogue: Catalogue) -> str:
    return " ".join(_why_not_one(i, profile, conversation, catalogue) for i in ask.item_ids) or (
        f"Which {catalogue.domain.noun} do you mean? I found no such title in the catalogue."
    )


def _why_not_one(item_id: str, profile: Profile, conversation: Conversation, catalogue: Catalogue) -> str:
    item = catalogue.find(item_id)
    if item is None:
        return "That one is not in the catalogue."
    if item_id in profile.rejected or item_id in profile.seen:
        told = "turned it down" if item_id in profile.rejected else "know it already"
        return f"You said that you {told}, so I leave {item.title} out."
    broken = [p for p in profile.hard if not p.met_by(item)]
    if broken:
        wishes = join([wish_words(p, catalogue.domain) for p in broken])
        values = [
            phrase(a, v)
            for p in broken
            if (a := catalogue.domain.attribute(p.attribute)) and (v := item.values.get(a.name)) is not None
        ]
        found = f" It is {join(list(dict.fromkeys(values)))}." if values else ""
        return f"{item.title} does not keep your wish for {wishes}.{found}"
    slate = conversation.last_slate
    if slate and item_id in slate.item_ids:
        return f"{item.title} is among what I showed."
    return f"{item.title} fits what you said; others scored higher. Say “like {item.title}” and I start from it."


def _why_question(conversation: Conversation) -> str:
    asked = next((t.reply.question for t in reversed(conversation.turns) if t.reply and t.reply.question), None)
    return asked.why if asked else "I have not asked you anything yet."


def _count(profile: Profile, catalogue: Catalogue, columns: Columns) -> str:
    domain = catalogue.domain
    left = int(columns.mask(*tests(profile.preferences)).sum())
    total = count_of(len(catalogue.items), domain.noun, domain.plural)
    if not profile.hard:
        return f"There are {total} in the catalogue."
    wishes = join([wish_words(p, domain) for p in profile.hard])
    return f"{left:,} of {total} fit {wishes}."


def _options(ask: Ask, profile: Profile, catalogue: Catalogue, columns: Columns) -> str:
    attribute = catalogue.domain.attribute(ask.attribute)
    if attribute is None:
        labels = [a.label for a in catalogue.domain.informable if a.askability > 0]
        return f"You can wish about {join(labels[:MOST_VALUES])}."
    mask = columns.mask(*tests(profile.preferences))
    if attribute.numeric:
        numbers = columns.numbers(attribute.name)[mask]
        if not np.isfinite(numbers).any():
            return f"The catalogue does not give the {attribute.label} of what is left."
        low, high = (in_words(attribute, float(f(numbers))) for f in (np.nanmin, np.nanmax))
        return f"The {attribute.label} goes from {low} to {high}."
    counts = columns.count_by_value(attribute.name, mask)
    listed = sorted(counts.items(), key=lambda pair: -pair[1])
    more = f", and {len(listed) - MOST_VALUES} more" if len(listed) > MOST_VALUES else ""
    return sentence(", ".join(f"{value} ({count:,})" for value, count in listed[:MOST_VALUES]) + more)


def _help(catalogue: Catalogue) -> str:
    domain = catalogue.domain
    labels = [a.label for a in sorted(domain.informable, key=lambda a: -a.askability) if a.askability > 0][:5]
    examples = join([quoted(s) for s in domain.starters[:2]], "or")
    return (
        f"Tell me what you are after and I recommend {domain.plural} from a catalogue of {len(catalogue.items):,}. "
        f"You can talk about {join(labels)}, say what you do not want, point at what I show (“like the second, but…”), "
        f"ask about it, compare, or start over." + (f" Try {examples}." if examples else "")
    )


def _wishes(profile: Profile, catalogue: Catalogue) -> str:
    """What was said so far, each wish with the words that it came from where they differ from it."""
    domain = catalogue.domain
    told = [_told(p, domain) for p in profile.preferences]
    parts = [f"You wished for {join(told)}." if told else f"You have told me nothing about the {domain.noun} yet."]
    waived = [a.label for name in sorted(profile.waived) if (a := domain.attribute(name))]
    parts.append(f"Any {join(waived)} will do." if waived else "")
    for verb, ids in (("like", profile.liked), ("turned down", profile.rejected), ("know", profile.seen)):
        named = titles(ids[-MOST_TITLES:], catalogue)
        more = f" and {len(ids) - MOST_TITLES} more" if len(ids) > MOST_TITLES else ""
        parts.append(f"You {verb} {join(named) if not more else ', '.join(named)}{more}." if named else "")
    parts.append("Take back what is wrong: “forget the …”." if told else "What are you after?")
    return " ".join(part for part in parts if part)


def _told(wish: Preference, domain: Domain) -> str:
    words, said = wish_words(wish, domain), " ".join(wish.words.split())
    plain = said.casefold() in words.casefold() or words.casefold() in said.casefold()
    hard = "" if wish.hard else " if possible"
    return f"{words}{hard}" if plain else f"{words}{hard} (from {quoted(said)})"


def comparison(
    act: Compare, profile: Profile, conversation: Conversation, catalogue: Catalogue
) -> tuple[str, Comparison | None]:
    """The answer in words, and the table where more than one attribute is compared."""
    items = _items(act.item_ids, conversation, catalogue)
    if len(items) < 2:
        return f"I need two {catalogue.domain.plural} to compare; name them, or ask me for some first.", None
    table = compare(items, catalogue.domain, profile, act.attribute)
    attribute = catalogue.domain.attribute(act.attribute)
    if attribute and attribute.numeric:
        return _ranked(items, attribute), table
    differing = [label for (label, _), differs in zip(table.rows, table.differs, strict=True) if differs]
    titles = join([item.title for item in items])
    words = f"they differ in {join(differing)}" if differing else "they do not differ in what the catalogue says"
    return f"{titles}: {words}.", table


def _ranked(items: tuple[Item, ...], attribute: Attribute) -> str:
    lowest, highest = winner(items, attribute, lowest=True), winner(items, attribute, lowest=False)
    if lowest is None or highest is None:
        return f"The catalogue does not give the {attribute.label} of any of them."
    if lowest.number(attribute.name) == highest.number(attribute.name):
        return sentence(f"they are level: {_one(lowest, attribute)}")
    low, high = (attribute.lower or ("lowest",))[0], (attribute.higher or ("highest",))[0]
    return (
        f"{low.capitalize()}: {lowest.title} ({_one(lowest, attribute)}). "
        f"{high.capitalize()}: {highest.title} ({_one(highest, attribute)})."
    )
