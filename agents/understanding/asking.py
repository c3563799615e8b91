"""Questions: about a value, about why, about what there is, and comparisons."""

import re
from collections.abc import Iterator, Sequence

from agents.dialogue import Ask, Compare, Other
from agents.understanding.changing import comparatives
from agents.understanding.draft import Draft
from agents.understanding.fame import DEGREES, told_by
from agents.understanding.following import asked_again
from agents.understanding.lexicon import CHILDREN, FOR_CHILDREN, INTERROGATIVE, LIKE, PREPOSITIONS, ROLE_NOUNS, words
from agents.understanding.linking import Mention
from agents.understanding.meaning import called
from agents.understanding.ordering import AHEAD, BEHIND
from agents.understanding.patterns import (
    ABOUT,
    COMPARE,
    COUNT,
    DETAILS,
    EITHER,
    EXTREME,
    FIRST,
    GIVEN,
    LOOK,
    NEARER,
    OFFER,
    OPTIONS,
    SIMPLE,
    TRIVIA,
    WHY,
    WHY_NOT,
    WHY_QUESTION,
    YOURS,
)
from agents.understanding.reference import Reference
from agents.understanding.shape import Shape, clauses
from agents.understanding.tokens import key, stem
from agents.understanding.wanted import Wanted
from retrieval.catalogue import NAMED, Attribute, Kind

HOW_KIND = {"long": Kind.DURATION, "much": Kind.MONEY, "old": Kind.YEAR, "expensive": Kind.MONEY}
WISHES = re.compile(
    r"^what (?:do|did|can) you (?:know|remember|think) (?:about|of) (?:me|my .+)$"
    r"|^what (?:have i|did i) (?:told|tell|said|say|asked?|wish(?:ed)?)(?: you| to you| for| you for| so far)*$"
    r"|^(?:what|which) (?:are|were) my (?:wishes|preferences|criteria|filters|requirements|choices|tastes)(?: so far)?$"
    r"|^(?:what am i|what was i) (?:looking for|after|searching for)$"
    r"|^(?:show|list|tell)(?: me)? my (?:wishes|preferences|criteria|filters|requirements|profile)$"
)
OPENING = words("ok okay and so but , well hm hmm oh ah uh um right")
JOINING = words("but and so though although")
WHEN = frozenset(("when", "whens"))
GOOD = re.compile(r"^(?:(?:is|are|was|were) (?:IT|REF|TITLE) )?(?:any|really any) good$")
RATINGS = frozenset(("rating", "score", "stars"))
MAKING = frozenset(("made", "make", "makes"))
MATERIALS = frozenset(("material", "materials", "fabric", "ingredient", "ingredients", "grape", "grapes"))
ORIGINS = frozenset(("country", "countries", "origin", "region", "nationality"))
LYING = words("where wheres is are was it its exactly located situated based lie lies the that this one")
PLACES = (
    "address",
    "location",
    "area",
    "neighbourhood",
    "neighborhood",
    "district",
    "city",
    "town",
    "region",
    "country",
)
"""What says where a thing is, closest first."""
TOLD = re.compile(
    r"(?:(?:can|could|would|will) you )?(?:please )?(?:(?:tell|remind) me|do you (?:happen to )?know)"
    r"(?= (?:where|wheres|who|whos|when|whens|how) (?!(?:about|to|i|we)\b))"
)
"""What may stand before a question that is put politely."""
MADE = ("made of", "made from", "made with")
"""How the values of what things consist of stand in a sentence."""


def read_questions(draft: Draft) -> bool:
    """Reads the first sentence of the utterance that is a question of these; whether there was one."""
    shape = _without_opening(draft)
    if not shape.symbols:
        return False
    if TRIVIA.search(shape.text):
        return _done(draft, shape, Other("off_topic", _said(draft, shape)))
    readers = (_why, _wishes, _count, _options, _compare, _again, _value)
    return any(reader(draft, shape) for reader in readers) or any(_value(draft, later) for later in _behind(draft))


def _behind(draft: Draft) -> Iterator[Shape]:
    """Questions about an item behind something else: "not sure about the third, is it scary?"."""
    for begin, end in clauses(draft.scene)[1:]:
        start = begin + (draft.scene.words[begin] in JOINING)
        shape = draft.shape.cut(start, end)
        if not draft.open(start, end) or not shape.references or shape.symbols[0] not in INTERROGATIVE:
            continue
        if "?" in draft.scene.words or shape.symbols[1:2] in (("IT",), ("REF",)):  # "but is it long"
            yield shape


def _without_opening(draft: Draft) -> Shape:
    start = min(
        (a for a, b in draft.shape.spans if draft.open(a, b) and draft.scene.tokens[a].word),
        default=len(draft.scene.tokens),
    )
    end = next(
        (
            i
            for i in range(start, len(draft.scene.tokens))
            if draft.scene.words[i] in "?!.;" and draft.scene.tokens[i].text in "?!.;"
        ),
        len(draft.scene.tokens),
    )
    shape = draft.shape.cut(start, end)
    skip = next((i for i, s in enumerate(shape.symbols) if s not in OPENING), 0)
    shape = shape.cut(shape.spans[skip][0], end) if shape.spans else shape
    wrapped = TOLD.match(shape.text)
    return shape.cut(shape.tokens(wrapped).stop, end) if wrapped else shape


def _done(draft: Draft, shape: Shape, *acts: Ask | Compare | Other) -> bool:
    start, end = shape.spans[0][0], shape.spans[-1][1]
    draft.add(start, *acts, closes=range(start, end))
    return True


def _said(draft: Draft, shape: Shape) -> str:
    return draft.scene.said(shape.spans[0][0], shape.spans[-1][1])


# --- why --------------------------------------------------------------------------------------------------------------


def _why(draft: Draft, shape: Shape) -> bool:
    text, words = shape.text, _said(draft, shape)
    if YOURS.search(text) and len(draft.scene.shown) > 1 and (draft.scene.slate_is_last or draft.scene.answer_is_last):
        return _done(draft, shape, Ask("why", (draft.scene.shown[0].id,), words=words))
    if WHY_QUESTION.search(text):
        return _done(draft, shape, Ask("why_question", attribute=draft.scene.asked, words=words))
    if WHY_NOT.search(text):
        items = _resolved(draft, shape)
        return items is not None and bool(items) and _done(draft, shape, Ask("why_not", items, words=words))
    if not WHY.search(text):
        return False
    if order := _order(draft, shape):
        return _done(draft, shape, Ask("why", order, words=words))
    if draft.scene.shown and FIRST.search(text) and not any(len(r.item_ids) == 1 for r in shape.references):
        return _done(draft, shape, Ask("why", (draft.scene.shown[0].id,), words=words))
    if not shape.references and not draft.scene.slate_is_last and draft.scene.asked:
        return _done(draft, shape, Ask("why_question", attribute=draft.scene.asked, words=words))
    if not draft.scene.shown and not shape.references:
        return False
    items = _resolved(draft, shape)
    if items is None:
        return _done(draft, shape)
    return _done(draft, shape, Ask("why", items or draft.scene.discussed, words=words))


def _order(draft: Draft, shape: Shape) -> tuple[str, ...]:
    """ "Why is the first before the second?": the two that were shown one before the other."""
    one = [r for r in shape.references if len(r.item_ids) == 1 and not r.problem]
    shown = {item.id for item in draft.scene.shown}
    ids = tuple(dict.fromkeys(i for r in one for i in r.item_ids if i in shown))
    between = draft.scene.words[one[0].end : one[-1].start] if len(one) == 2 else ()
    return ids if len(ids) == 2 and (AHEAD | BEHIND) & set(between) else ()


def _resolved(draft: Draft, shape: Shape) -> tuple[str, ...] | None:
    """Items of all references; None where one of them has a problem, which is then an act."""
    items: list[str] = []
    for reference in shape.references:
        found = draft.items(reference)
        if found is None:
            return None
        items += found
    return tuple(dict.fromkeys(items))


def _wishes(draft: Draft, shape: Shape) -> bool:
    """ "What do you know about me?" """
    words = draft.scene.words[shape.spans[0][0] : shape.spans[-1][1]]
    return bool(WISHES.search(" ".join(words))) and _done(draft, shape, Ask("wishes", words=_said(draft, shape)))


# --- what there is ----------------------------------------------------------------------------------------------------


def _count(draft: Draft, shape: Shape) -> bool:
    if not COUNT.search(shape.text) or shape.references:
        return False
    named = [m.meanings[0].attribute for m in shape.mentions if m.has("value", "attribute")]
    return _done(draft, shape, Ask("count", attribute=named[0] if named else "", words=_said(draft, shape)))


def _options(draft: Draft, shape: Shape) -> bool:
    if not OPTIONS.search(shape.text) or "VALUE" in shape.symbols:
        return False
    named = [m.meanings[0].attribute for m in shape.mentions if m.has("attribute")]
    attribute = named[0] if named else draft.scene.asked
    return _done(draft, shape, Ask("options", attribute=attribute, words=_said(draft, shape)))


# --- comparing --------------------------------------------------------------------------------------------------------


def _compare(draft: Draft, shape: Shape) -> bool:
    most = EXTREME.search(shape.text) or _asks_for_most(draft, shape)
    several = len(draft.scene.shown) > 1
    nearest = several and NEARER.search(shape.text) and not {"than", "NUMBER"} & set(shape.symbols)
    if not most and not nearest and not COMPARE.search(shape.text) and not _either(draft, shape):
        return False
    if most and len(draft.scene.shown) > 1:
        return _extreme(draft, shape)
    named = tuple(r for r in shape.references if not r.weak or r.item_ids)
    unknown = [r for r in named if r.problem == "not_in_catalogue"]
    if unknown:
        return _with_unknown(draft, shape, named)
    items = _resolved(draft, Shape((), (), named)) if named else draft.scene.compared
    if items is None:
        return _done(draft, shape)
    if not items:
        return _done(draft, shape, Other("nothing_shown", _said(draft, shape)))
    degrees = ("lower", "higher", "lowest", "highest", "attribute", "low", "high", "value", "flag")
    attribute = next((m.attribute for p in shape.mentions for m in p.meanings if m.role in degrees), "")
    return _done(draft, shape, Compare(items, attribute))


def _with_unknown(draft: Draft, shape: Shape, named: Sequence[Reference]) -> bool:
    """What the catalogue lacks is said to be; the others are compared where there are two of them left."""
    known = tuple(r for r in named if not r.problem)
    for reference in named:
        draft.items(reference)
    items = tuple(dict.fromkeys(i for r in known for i in r.item_ids))
    return _done(draft, shape, *((Compare(items),) if len(items) > 1 else ()))


def _asks_for_most(draft: Draft, shape: Shape) -> bool:
    """ "The shortest of them?", "and the newest?": nothing but the one that has most of something, and a question."""
    asked = "?" in draft.scene.words or ("and" in draft.scene.words[: shape.spans[0][0]] and draft.scene.answer_is_last)
    alone = shape.text in ("REF", "what about REF", "how about REF")
    return asked and alone and bool(_degree_in(draft, shape.references[0]))


def _degree_in(draft: Draft, reference: Reference) -> str:
    """The attribute that the words of a reference hold a superlative of; empty if there is none."""
    vocabulary, end = draft.scene.vocabulary, reference.end
    phrases = [draft.scene.words[a:b] for a in range(reference.start, end) for b in (a + 2, a + 1) if b <= end]
    found = (m for phrase in phrases for m in vocabulary.phrases.get(phrase, ()))
    degrees = ("lowest", "highest", "lower", "higher")
    return next((m.attribute for m in found if m.role in degrees), "")


def _extreme(draft: Draft, shape: Shape) -> bool:
    """ "which one is the longest?": the superlative stands inside the reference to the item that has it."""
    reference = shape.references[-1]
    phrases = [draft.scene.words[a:b] for a in range(reference.start, reference.end) for b in (a + 2, a + 1)]
    vocabulary = draft.scene.vocabulary
    found = (m for phrase in phrases for m in vocabulary.phrases.get(phrase, ()) if m.role != "attribute")
    attribute = next((m.attribute for m in found), told_by(vocabulary) if any(p in DEGREES for p in phrases) else "")
    return bool(attribute) and _done(draft, shape, Compare(draft.scene.compared, attribute))


def _either(draft: Draft, shape: Shape) -> bool:
    """ "Alien or Inception?" """
    asked = "?" in draft.scene.words
    return asked and bool(EITHER.fullmatch(shape.text))


def _again(draft: Draft, shape: Shape) -> bool:
    """ "And the third?" """
    acts = asked_again(draft, shape, _said(draft, shape))
    return bool(acts) and _done(draft, shape, *acts)


# --- values -----------------------------------------------------------------------------------------------------------


def _value(draft: Draft, shape: Shape) -> bool:
    text = shape.text
    about = ABOUT.search(text) or LOOK.search(text)
    if DETAILS.search(text):
        return _table(draft, shape, "")
    if GOOD.search(text) and not shape.references:
        return _table(draft, shape, next(_ratings(draft), ""))
    first = draft.scene.words[shape.spans[0][0]]
    for_children = first in ("would", "should", "will") and CHILDREN & set(shape.symbols)
    if not about and first not in INTERROGATIVE and not for_children and not GIVEN.search(text):
        return False
    attribute = "" if about else _asked_attribute(draft, shape)
    if not shape.references:
        return _about_it(draft, shape, attribute)
    if not about and _is_offer(shape):
        return False
    items = _resolved(draft, shape)
    if items is None:
        return _done(draft, shape)
    return _done(draft, shape, Ask("value", items, attribute, _said(draft, shape)))


def _is_offer(shape: Shape) -> bool:
    """ "do you have something like REF?" wishes; so does "can I see the second?"."""
    if CHILDREN & set(shape.symbols) and "like" in shape.symbols[1:]:  # "would my kids like it?"
        return False
    for at, symbol in enumerate(shape.symbols):
        if symbol in ("REF", "TITLE", "IT") and any(shape.symbols[max(0, at - n) : at] in LIKE for n in (1, 2)):
            return True
    return bool(OFFER.search(shape.text))


def _about_it(draft: Draft, shape: Shape, attribute: str) -> bool:
    """ "How long?", with one item on the table."""
    opened = shape.symbols[0] in ("who", "whos", "when", "how", "whens", "hows") or SIMPLE.search(shape.text)
    clear = opened and attribute
    if (
        not clear
        or shape.symbols[:2] == ("how", "about")
        or len(shape.symbols) > 5
        or not draft.scene.shown
        or "VALUE" in shape.symbols
    ):
        return False
    return _table(draft, shape, attribute)


def _table(draft: Draft, shape: Shape, attribute: str) -> bool:
    """A question about the one item on the table; with several it is asked which."""
    if not draft.scene.shown:
        return False
    if draft.scene.discussed:
        return _done(draft, shape, Ask("value", draft.scene.discussed, attribute, _said(draft, shape)))
    return _done(
        draft,
        shape,
        Other("ambiguous", _said(draft, shape), nearest=draft.scene.titles([i.id for i in draft.scene.shown[:5]])),
    )


def _ratings(draft: Draft) -> Iterator[str]:
    attributes = draft.scene.vocabulary.attributes.values()
    yield from (a.name for a in attributes if a.requestable and a.numeric and RATINGS & set(called(a)))


def _asked_attribute(draft: Draft, shape: Shape) -> str:
    return next(_candidates(draft, shape), "")


def _candidates(draft: Draft, shape: Shape) -> Iterator[str]:
    """Attributes the question may be about, likeliest first."""
    attributes = [a for a in draft.scene.vocabulary.attributes.values() if a.requestable]
    words = [
        w
        for (a, b), p in zip(shape.spans, shape.parts, strict=True)
        if not isinstance(p, Reference)
        for w in draft.scene.words[a:b]
    ]
    yield from (m.attribute for p in shape.mentions for m in p.meanings if m.role in ("flag",))
    yield from (p.attribute for p in shape.parts if isinstance(p, Wanted) and not CHILDREN & set(words))
    if CHILDREN & set(words) or ("old" in words and {"year", "years", "yo"} & set(words)):
        yield from (a.name for a in attributes if FOR_CHILDREN & set(called(a)))
    yield from (
        m.attribute for p in shape.mentions if not _preposition(draft, p) for m in p.meanings if m.role == "attribute"
    )
    if shape.symbols[0] in WHEN:
        yield from (a.name for a in attributes if a.kind is Kind.YEAR)
    if shape.symbols[0] in ("how", "hows"):
        yield from _how(draft, attributes, words)
    yield from _made(shape.symbols[0], attributes, words)
    if words and words[0] in ("where", "wheres") and "from" in words:
        yield from (a.name for a in attributes if a.kind in NAMED and ORIGINS & set(called(a)))
    if words and words[0] in ("where", "wheres") and set(words) <= LYING:
        yield from (a.name for place in PLACES for a in attributes if place in called(a))
    yield from _of_value(draft, shape)
    if GOOD.search(shape.text):
        yield from _ratings(draft)
    if {"cost", "costs"} & set(words):
        yield from (a.name for a in attributes if a.kind is Kind.MONEY)
    if shape.symbols[0] in ("who", "whos"):
        role = draft.scene.vocabulary.roles["with" if "in" in words else "by"]
        yield from (a.name for a in attributes if a.name in role & draft.scene.vocabulary.names)


def _preposition(draft: Draft, part: Mention) -> bool:
    words = draft.scene.words[part.start : part.end]
    return len(words) == 1 and words[0] in PREPOSITIONS


def _how(draft: Draft, attributes: list[Attribute], words: list[str]) -> Iterator[str]:
    """ "how long", "how heavy": by the adjective, the domain's own before English at large."""
    adjective = words[1] if len(words) > 1 else ""
    yield from (a.name for a in attributes if any(adjective in key(w) for w in (*a.low_words, *a.high_words)))
    degrees = set(comparatives(adjective)) if adjective else set()
    yield from (a.name for a in attributes if degrees & {w for d in (*a.lower, *a.higher) for w in key(d)[:1]})
    yield from (a.name for a in attributes if a.kind is HOW_KIND.get(adjective))


def _made(opening: str, attributes: list[Attribute], words: list[str]) -> Iterator[str]:
    """ "Who made it" is its maker, "where" its origin, "made of" its material, whatever else is called "made"."""
    made = next((at for at, w in enumerate(words) if w in MAKING), -1)
    behind = words[made + 1] if 0 <= made < len(words) - 1 else ""
    if made >= 0 and opening in ("who", "whos"):
        yield from (a.name for a in attributes if a.kind in NAMED and ROLE_NOUNS["by"] & set(called(a)))
    elif made >= 0 and opening in ("where", "wheres"):
        yield from (a.name for a in attributes if a.kind in NAMED and ORIGINS & set(called(a)))
    elif made >= 0 and behind in ("of", "from", "with"):
        yield from (a.name for a in attributes if MATERIALS & set(called(a)) or a.phrase.startswith(MADE))
    else:
        yield from (a.name for a in attributes if _verb(a, words))


def _verb(attribute: Attribute, words: list[str]) -> bool:
    """ "who directed it", "who stars in it": a word that shares its stem with a name of the attribute."""
    names = {stem(w) for n in (attribute.name, attribute.label, *attribute.aliases) for w in key(n) if len(w) > 3}
    return any(stem(w) in names for w in words if len(w) > 3 and w not in INTERROGATIVE)


def _of_value(draft: Draft, shape: Shape) -> Iterator[str]:
    """ "is it in French?": the attribute of the value asked about."""
    from agents.understanding.choosing import choose

    for part in shape.mentions:
        if part.has("value", "flag"):
            yield choose(draft.scene, part)[0].attribute
        else:
            yield from (m.attribute for m in part.meanings if m.role in ("low", "high", "lower", "higher"))
