"""Answers to questions about items and about the talk itself, from values only."""

import re
from collections.abc import Iterable

import numpy as np

from agents.acknowledging import titles
from agents.comparing import compare, winner
from agents.dialogue import Ask, Compare, Comparison, Conversation, Preference, Profile
from agents.explaining import facts
from agents.justifying import why, why_not
from agents.namesakes import told_apart
from agents.phrasing import count_of, join, quoted, sentence, wish_words
from agents.wishes import tests
from retrieval.catalogue import NAMED, Attribute, Catalogue, Domain, Item
from retrieval.columns import Columns, Mask
from retrieval.wording import in_words, phrase

UNEVEN = {"better": "best", "worse": "worst"}
MOST_VALUES = 12
MOST_TITLES = 3
YES_OR_NO = re.compile(r"(?:and |so |but )?(?:is|are|was|were|does|do|did|has|have|can|will)\b")
POINTED = re.compile(rf"{YES_OR_NO.pattern}|(?:and )?(?:who|whos|when|where|wheres|how)\b(?! about)")
"""Questions for one thing about an item, other than "tell me about it"."""
ADDRESS = re.compile(
    r"\b(?:address|(?:tele)?phone|post ?code|zip|e-?mail|website|web ?site|opening (?:hours|times)|entrance fee"
    r"|(?:phone|contact|telephone) (?:number|details))\b"
)
"""What people ask for of places, and catalogues often lack."""


def answer(
    ask: Ask,
    profile: Profile,
    conversation: Conversation,
    catalogue: Catalogue,
    columns: Columns,
    blocked: frozenset[str] = frozenset(),
) -> str:
    match ask.topic:
        case "value":
            return _value(ask, conversation, catalogue, columns)
        case "why":
            return why(ask, conversation, catalogue)
        case "why_not":
            return why_not(ask, profile, conversation, catalogue, columns, blocked)
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
    """The items asked about; those on the table when none is named."""
    ids = tuple(item_ids) or conversation.on_the_table
    return tuple(item for i in ids if (item := catalogue.find(i)))


def _value(ask: Ask, conversation: Conversation, catalogue: Catalogue, columns: Columns) -> str:
    items = _items(ask.item_ids, conversation, catalogue)
    attribute = catalogue.domain.attribute(ask.attribute)
    if not items:
        return f"Which {catalogue.domain.noun} do you mean? I have not shown one yet."
    if attribute is None:
        unknown = "The catalogue does not say that. What it says: " if _is_pointed(ask.words.casefold()) else ""
        return " ".join(f"{unknown}{_all_of(item, catalogue)}" for item in items)
    value = _asked_value(ask, attribute, columns)
    if value:
        return " ".join(_whether(item, attribute, value) for item in items)
    called = told_apart(items, catalogue.domain)
    return " ".join(sentence(f"{title}: {_one(item, attribute)}") for title, item in zip(called, items, strict=True))


def _is_pointed(words: str) -> bool:
    """Whether one thing is asked, and not to be told about the item at large."""
    return bool(POINTED.match(words) or ADDRESS.search(words))


def _asked_value(ask: Ask, attribute: Attribute, columns: Columns) -> str:
    """The value that a yes-or-no question names; empty for another question."""
    words = ask.words.casefold()
    if attribute.kind not in NAMED or not YES_OR_NO.match(words):
        return ""
    within = (value for value in columns.values(attribute.name) if value.casefold() in words)
    named = (value for value in within if re.search(rf"\b{re.escape(value.casefold())}\b", words))
    return max(named, key=len, default="")


def _whether(item: Item, attribute: Attribute, value: str) -> str:
    """Whether the catalogue says so of the item; what it does not say is not denied."""
    if value in item.tags(attribute.name):
        return sentence(f"Yes, {item.title}: {phrase(attribute, value)}")
    if not item.tags(attribute.name):
        return sentence(f"{item.title}: {_one(item, attribute)}")
    return sentence(f"Not that the catalogue says: {item.title} is {_one(item, attribute)}")


def _one(item: Item, attribute: Attribute) -> str:
    value = item.values.get(attribute.name)
    if value is None:
        return f"the catalogue does not say what its {attribute.label} is"
    words = phrase(attribute, value)
    return words if isinstance(value, bool) or not _negates(in_words(attribute, value)) else in_words(attribute, value)


def _negates(words: str) -> bool:
    """ "Not rated" stands for itself, and not behind "rated"."""
    return words.casefold().startswith(("not ", "no ", "unrated", "unknown"))


def _all_of(item: Item, catalogue: Catalogue) -> str:
    listed = "; ".join(f"{label}: {value}" for label, value in facts(item, catalogue.domain))
    return f"{item.title}. {sentence(item.text)} {sentence(listed)}".replace("  ", " ").strip()


def _why_question(conversation: Conversation) -> str:
    asked = next((t.reply.question for t in reversed(conversation.turns) if t.reply and t.reply.question), None)
    return asked.why if asked else "I have not asked you anything yet."


def _count(profile: Profile, catalogue: Catalogue, columns: Columns) -> str:
    domain = catalogue.domain
    mask = columns.mask(*tests(profile.preferences))
    mask[[row for i in (*profile.rejected, *profile.seen) if (row := catalogue.rows.get(i)) is not None]] = False
    left = int(mask.sum())
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
    others = tuple(p for p in profile.preferences if p.attribute != attribute.name)
    mask = columns.mask(*tests(others))
    known = mask & columns.column(attribute.name).present
    if known.any():
        return _values_left(attribute, columns, known, "With your other wishes: " if tests(others) != ((), ()) else "")
    everything = columns.column(attribute.name).present
    if not everything.any():
        return f"The catalogue does not give the {attribute.label} of anything."
    return _values_left(attribute, columns, everything, "Nothing is left under your wishes; in the whole catalogue: ")


def _values_left(attribute: Attribute, columns: Columns, mask: Mask, opening: str) -> str:
    if attribute.numeric:
        numbers = columns.numbers(attribute.name)[mask]
        low, high = (in_words(attribute, float(f(numbers))) for f in (np.min, np.max))
        return sentence(f"{opening}the {attribute.label} goes from {low} to {high}")
    counts = {
        ("yes" if v else "no") if isinstance(v, bool) else v: n
        for v, n in columns.count_by_value(attribute.name, mask).items()
    }
    listed = sorted(counts.items(), key=lambda pair: -pair[1])
    more = f", and {len(listed) - MOST_VALUES} more" if len(listed) > MOST_VALUES else ""
    return sentence(opening + ", ".join(f"{value} ({count:,})" for value, count in listed[:MOST_VALUES]) + more)


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
    turned_down = tuple(i for i in profile.rejected if i not in profile.seen)
    for verb, ids in (("like", profile.liked), ("turned down", turned_down), ("know", profile.seen)):
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
        return _ranked(items, attribute, catalogue.domain), table
    differing = [label for (label, _), differs in zip(table.rows, table.differs, strict=True) if differs]
    titles = join(told_apart(items, catalogue.domain))
    words = f"they differ in {join(differing)}" if differing else "they do not differ in what the catalogue says"
    return f"{titles}: {words}.", table


def _ranked(items: tuple[Item, ...], attribute: Attribute, domain: Domain) -> str:
    called = dict(zip((item.id for item in items), told_apart(items, domain), strict=True))
    lowest, highest = winner(items, attribute, lowest=True), winner(items, attribute, lowest=False)
    if lowest is None or highest is None:
        return f"The catalogue does not give the {attribute.label} of any of them."
    unknown = [called[item.id] for item in items if item.number(attribute.name) is None]
    lacking = f" The catalogue does not say for {join(unknown)}." if unknown else ""
    if len(items) - len(unknown) == 1:
        return f"{sentence(f'{called[lowest.id]}: {_one(lowest, attribute)}')}{lacking}"
    if lowest.number(attribute.name) == highest.number(attribute.name):
        return f"{sentence(f'they are level: {_one(lowest, attribute)}')}{lacking}"
    low, high = (attribute.lower or ("lower",))[0], (attribute.higher or ("higher",))[0]
    low, high = (_most(word, len(items), attribute) for word in (low, high))
    return (
        f"{low.capitalize()}: {called[lowest.id]} ({in_words(attribute, lowest.values[attribute.name])}). "
        f"{high.capitalize()}: {called[highest.id]} ({in_words(attribute, highest.values[attribute.name])}).{lacking}"
    )


def _most(word: str, count: int, attribute: Attribute) -> str:
    """ "Shorter" of two, "shortest" of more."""
    if word in ("lower", "higher"):
        return f"{word if count == 2 else word[:-2] + 'est'} {attribute.label}"
    first, _, rest = word.partition(" ")
    if count == 2:
        return word
    if first in ("more", "less", "fewer"):
        return f"{'fewest' if first == 'fewer' else 'most' if first == 'more' else 'least'} {rest}".strip()
    most = UNEVEN.get(first) or (f"{first[:-2]}est" if first.endswith("er") else first)
    return f"{most} {rest}".strip()
