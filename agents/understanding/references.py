"""What was shown, by place, pronoun, value or title: "the second", "it", "the French one", "the cheaper of the two"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agents.understanding.lexicon import GRAMMAR, INTERROGATIVE, LIKE, NOUNS, PREPOSITIONS
from agents.understanding.linking import Mention, at_title_cue, is_required
from agents.understanding.numerals import ORDINALS
from agents.understanding.quantities import number_at
from agents.understanding.scene import Scene
from agents.understanding.spelled import NONE, shared
from agents.understanding.titles import titles_like
from agents.understanding.tokens import key
from retrieval.catalogue import Constraint, Item, Kind, Operator

Problem = Literal["", "nothing_shown", "ambiguous", "not_in_catalogue"]
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Reference:
    """Tokens `start` up to `end` mean these items; `weak` is a pronoun, that counts only where an item must stand."""

    start: int
    end: int
    item_ids: tuple[str, ...] = ()
    problem: Problem = ""
    nearest: tuple[str, ...] = ()
    weak: bool = False
    title: bool = False
    """Named by a title that was not shown."""


def find_references(scene: Scene, mentions: Sequence[Mention]) -> tuple[Reference, ...]:
    by_start = {m.start: m for m in mentions}
    return tuple(_walk(scene, by_start))


def _walk(scene: Scene, mentions: dict[int, Mention]) -> Iterator[Reference]:
    at = 0
    before: Reference | None = None
    while at < len(scene.words):
        found = (
            _shown_value(scene, mentions, at)
            or _extreme(scene, mentions, at)
            or _several(scene, at)
            or _place(scene, at, mentions)
            or _number(scene, at)
            or _title(scene, mentions, at)
            or _part_of_title(scene, mentions, at)
            or _unshown(scene, mentions, at)
            or _pronoun(scene, at)
        )
        found = _with_value(scene, mentions, found) if found else None
        if found:
            found = _same_item(scene, found, before)
            before = before if found.weak else found
            yield found
        skipped = mentions[at].end if at in mentions else at + 1
        at = found.end if found else skipped


def _same_item(scene: Scene, found: Reference, before: Reference | None) -> Reference:
    """ "Not the first, I've seen it": a pronoun behind the one item named means that item."""
    if not found.weak or before is None or len(before.item_ids) != 1 or scene.words[found.start] not in ("it", "that"):
        return found
    return Reference(found.start, found.end, before.item_ids, weak=True)


def _word(scene: Scene, at: int) -> str:
    return scene.words[at] if 0 <= at < len(scene.words) else ""


def _noun_end(scene: Scene, at: int) -> int:
    """Past "one", "film" or the domain's noun, if one stands there."""
    domain = scene.vocabulary.catalogue.domain
    return at + 1 if _word(scene, at) in NOUNS | {*key(domain.noun), *key(domain.plural)} else at


def _made(scene: Scene, start: int, end: int, items: Sequence[Item]) -> Reference:
    if not scene.shown:
        return Reference(start, end, problem="nothing_shown")
    return Reference(start, end, tuple(i.id for i in items))


# --- by place ---------------------------------------------------------------------------------------------------------


def _ordinal(scene: Scene, at: int) -> tuple[int, int] | None:
    """The place and the token behind it, for "second" and "2nd"."""
    word = _word(scene, at)
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word.isdigit() and len(word) < 3 and _word(scene, at + 1) in ("st", "nd", "rd", "th"):
        return int(word), at + 2
    return None


def _place(scene: Scene, at: int, mentions: dict[int, Mention]) -> Reference | None:
    start = at
    has_the = _word(scene, at) in ("the", "your")
    at += has_the
    found = _ordinal(scene, at)
    if not found or (at in mentions and mentions[at].end > found[1]):
        return None
    place, end = found
    with_noun = _noun_end(scene, end)
    of_it = end in mentions and mentions[end].has("attribute")
    asked = scene.words[0] in INTERROGATIVE
    cued = with_noun > end or (has_the and (of_it or asked or _ends_phrase(scene, end))) or _opens(scene, start, end)
    if not cued or number_at(scene.words, with_noun)[0] is not None:
        return None
    return _at_place(scene, start, with_noun, place)


def _ends_phrase(scene: Scene, end: int) -> bool:
    following = _word(scene, end)
    return following in GRAMMAR or not following.isalpha()


def _opens(scene: Scene, start: int, end: int) -> bool:
    """ "second", alone in its clause or after a word that wants an item."""
    before = _word(scene, start - 1)
    after_like = any(scene.words[max(0, start - n) : start] in LIKE for n in (1, 2)) or before in (
        "not",
        "and",
        "option",
    )
    alone = (not before or not before.isalnum()) and (not _word(scene, end) or not _word(scene, end).isalnum())
    return (after_like or alone) and _word(scene, start) not in ("last", "top")


def _at_place(scene: Scene, start: int, end: int, place: int) -> Reference:
    shown = scene.shown
    index = len(shown) // 2 if place == 0 else place - 1 if place > 0 else len(shown) + place
    if shown and not 0 <= index < len(shown):
        return Reference(start, end, problem="ambiguous", nearest=tuple(i.title for i in shown[:NEAREST]))
    return _made(scene, start, end, shown[index : index + 1])


def _number(scene: Scene, at: int) -> Reference | None:
    """ "number 2", "#2", "option two"."""
    if _word(scene, at) not in ("number", "no", "nr", "#", "option", "item"):
        return None
    value, end = number_at(scene.words, at + 1)
    if value is None or not value.is_integer() or not 0 < value < 20 or (scene.words[at] == "no" and not scene.shown):
        return None
    return _at_place(scene, at, end, int(value))


def _several(scene: Scene, at: int) -> Reference | None:
    """ "the first two", "both", "all of them", "these"."""
    start = at
    at += _word(scene, at) == "the"
    place = ORDINALS.get(_word(scene, at))
    count, end = number_at(scene.words, at + 1) if place in (1, -1) else (None, at)
    if count and count.is_integer() and 1 < count < 20 and (not scene.shown or count <= len(scene.shown)):
        items = scene.shown[: int(count)] if place == 1 else scene.shown[-int(count) :]
        end = _noun_end(scene, end)
        return _made(scene, start, end, items) if _ends_phrase(scene, end) else None
    for phrase in _ALL if _word(scene, start) in _ALL_OPENINGS else ():
        if scene.words[start : start + len(phrase)] == phrase:
            return _made(scene, start, start + len(phrase), scene.shown) if scene.shown else None
    return None


_ALL = tuple(
    tuple(p.split())
    for p in (
        "all of them",
        "all of these",
        "all of those",
        "both of them",
        "both of these",
        "all three",
        "the two of them",
        "them all",
        "both",
        "these two",
        "those two",
        "the two",
        "these ones",
        "any of these",
        "any of them",
        "either of them",
    )
)
_ALL_OPENINGS = frozenset(phrase[0] for phrase in _ALL)


# --- by value ---------------------------------------------------------------------------------------------------------


def _shown_value(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "the French one", "that horror film": a value that picks from what was shown."""
    if _word(scene, at) not in ("the", "that") or not scene.shown:
        return None
    behind = _noun_end(scene, at + 1)
    linked = behind > at + 1 and _word(scene, behind) in PREPOSITIONS
    mention = mentions.get(behind + 1 if linked else at + 1)
    if mention is None or not mention.has("value"):
        return None
    end = mention.end if linked else _noun_end(scene, mention.end)
    if end == mention.end and not linked:
        return None
    tests = [Constraint(m.attribute, Operator.EQ, m.value) for m in mention.meanings if m.role == "value"]
    items = [i for i in scene.shown if any(t.accepts(i) for t in tests)]
    return _one_of(scene, at, end, items) if items else None


def _one_of(scene: Scene, start: int, end: int, items: Sequence[Item]) -> Reference:
    if len(items) == 1:
        return Reference(start, end, (items[0].id,))
    return Reference(start, end, problem="ambiguous", nearest=tuple(i.title for i in items[:NEAREST]))


def _extreme(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "the cheapest one", "the cheaper of the two"."""
    mention = mentions.get(at + 1)
    if _word(scene, at) != "the" or len(scene.shown) < 2 or mention is None:
        return None
    end = _noun_end(scene, mention.end)
    inner = _several(scene, end + 1) if _word(scene, end) == "of" else None
    of = inner.end - end if inner else next((n for n in (3, 2) if scene.words[end : end + n] in _OF), 0)
    meaning = next((m for m in mention.meanings if m.role in ("lowest", "highest", "lower", "higher")), None)
    if meaning is None or (meaning.role in ("lower", "higher") and not of and end == mention.end):
        return None
    among = [i for i in scene.shown if inner is None or i.id in inner.item_ids]
    among = [i for i in among if of or _is_such(scene, mentions, end, i)]
    known = [(i.number(meaning.attribute), i) for i in among]
    rated = [(n, i) for n, i in known if n is not None]
    if not rated:
        return None
    end_value = (min if meaning.role.startswith("low") else max)(n for n, _ in rated)
    return _one_of(scene, at, end + of, [i for n, i in rated if n == end_value])


def _is_such(scene: Scene, mentions: dict[int, Mention], at: int, item: Item) -> bool:
    """Whether it is what the superlative is of: not a jacket in "the cheapest backpack"."""
    at += _word(scene, at) in ("by", "from", "with", "in")
    mention = mentions.get(at)
    values = [m for m in mention.meanings if m.role == "value"] if mention else []
    return not values or any(m.value in item.tags(m.attribute) for m in values)


_OF = (("of", "the", "two"), ("of", "them"), ("of", "these"), ("of", "those"), ("of", "the", "three"), ("of", "both"))


# --- by title ---------------------------------------------------------------------------------------------------------


def _title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    mention = mentions.get(at)
    if mention is None or not mention.titles:
        return None
    shown = [i for i in scene.shown if i.id in mention.titles]
    if len(shown) == 1:
        return Reference(at, mention.end, (shown[0].id,))
    if len(mention.titles) == 1:
        return Reference(at, mention.end, mention.titles, title=True)
    return Reference(at, mention.end, problem="ambiguous", nearest=scene.titles(mention.titles)[:NEAREST], title=True)


def _part_of_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """Distinctive words of a shown title: "the Burrow" for "Burrow 3"."""
    start = at
    at += _word(scene, at) == "the" and _word(scene, at + 1) != ""
    if at in mentions and mentions[at].meanings:
        whole = [(i, t) for i, t in scene.shown_titles if scene.words[at : at + len(t)] == t and set(t) - GRAMMAR]
        return Reference(start, at + len(whole[0][1]), (whole[0][0].id,)) if whole else None
    best: list[Item] = []
    length = 0
    for item, title in scene.shown_titles:
        matched = _run(scene, at, title) if scene.words[at : at + 1] and scene.words[at] in title else 0
        if matched > length:
            best, length = [item], matched
        elif matched and matched == length:
            best.append(item)
    return _one_of(scene, start, at + length, best) if best else None


def _unshown(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """A title that was not shown and is misspelt or shortened, before one that the catalogue lacks."""
    misspelt = misspelt_title(scene, mentions, at)
    return misspelt if misspelt and misspelt.item_ids else _part_of_unshown(scene, mentions, at) or misspelt


def _part_of_unshown(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """ "When did Totoro come out?": words of a title that no other item has, in a question or where a title stands."""
    start = at
    at += _word(scene, at) == "the"
    asked = scene.words[0] in INTERROGATIVE or scene.words[0] == "why"
    if not (asked or at_title_cue(scene, start)) or not _word(scene, at).isalpha() or is_required(scene, start):
        return None
    end, rows = at, NONE
    while end < len(scene.words):
        having = scene.vocabulary.rows_with(scene.words[end])
        both = shared(rows, having) if end > at else having
        if not len(both):
            break
        end, rows = end + 1, both
    said = scene.words[at:end]
    telling = [w for w in said if len(w) > 3 and w not in scene.vocabulary.common and w not in GRAMMAR]
    linked = any(m.meanings for i, m in mentions.items() if at <= i < end)
    alone = asked or scene.tokens[at].capital
    enough = len(telling) > 1 or (len(telling) == 1 and len(telling[0]) > 4 and not linked and alone)
    if len(rows) != 1 or not enough or len(said) > len(telling) + 1:
        return None
    return Reference(start, end, (scene.vocabulary.catalogue.items[int(rows[0])].id,), title=True)


def _run(scene: Scene, at: int, title: tuple[str, ...]) -> int:
    """How many words from `at` stand in the title one after the other; 0 where none of them is telling."""
    longest = 0
    for offset in range(len(title)):
        length = 0
        while offset + length < len(title) and _word(scene, at + length) == title[offset + length]:
            length += 1
        longest = max(longest, length)
    common = scene.vocabulary.common
    several = longest > 1 and bool(set(scene.words[at : at + longest]) - GRAMMAR)
    told = several or any(len(w) > 2 and w not in common and w not in GRAMMAR for w in scene.words[at : at + longest])
    return longest if told and scene.words[at] not in ("of", "in", "and") else 0


def misspelt_title(scene: Scene, mentions: dict[int, Mention], at: int) -> Reference | None:
    """A title expected here ("like ...") and nearly, or not at all, in the catalogue."""
    found = titles_like(scene, at) if at not in mentions and at_title_cue(scene, at) else None
    if found is None:
        return None
    end, item_ids, nearest = found
    if not item_ids:
        return Reference(at, end, problem="not_in_catalogue", nearest=nearest, title=True)
    shown = [i.id for i in scene.shown if i.id in item_ids]
    return Reference(at, end, tuple(shown[:1]) or item_ids[:1], title=not shown)


def _with_value(scene: Scene, mentions: dict[int, Mention], reference: Reference) -> Reference:
    """ "the Scree boots": a value right behind the title that is the item's own belongs to it."""
    mention = mentions.get(reference.end)
    item = scene.vocabulary.catalogue.find(reference.item_ids[0]) if len(reference.item_ids) == 1 else None
    if mention is None or item is None or reference.weak:
        return reference
    kinds = [m for m in mention.meanings if scene.attribute(m.attribute).kind is Kind.CATEGORY]
    own = any(Constraint(m.attribute, Operator.EQ, m.value).accepts(item) for m in kinds if m.role == "value")
    return replace(reference, end=mention.end) if own else reference


# --- pronouns ---------------------------------------------------------------------------------------------------------

_THIS = (("that", "one"), ("this", "one"), ("that", "film"), ("this", "film"))


def _pronoun(scene: Scene, at: int) -> Reference | None:
    word = _word(scene, at)
    if word in ("that", "this") and _noun_end(scene, at + 1) > at + 1:
        return _this(scene, at, at + 2, weak=False)
    if word == "that" and at and _is_relative(scene, at):
        return None
    if word == "other" and scene.words[max(0, at - 1) : at] == ("the",) and _noun_end(scene, at + 1) > at + 1:
        return _other(scene, at - 1, at + 2)
    if word in ("it", "this", "that") and not _noun_follows(scene, at):
        return _this(scene, at, at + 1, weak=True)
    if word in ("they", "them", "these", "those") and (scene.shown or scene.discussed):
        meant = tuple(i.id for i in scene.shown) or scene.discussed
        return Reference(at, _noun_end(scene, at + 1), meant, weak=True)
    return _named_by_kind(scene, at)


def _named_by_kind(scene: Scene, at: int) -> Reference | None:
    """ "the hotel", "that museum", where one is being talked about."""
    item = scene.vocabulary.catalogue.find(scene.discussed[0]) if scene.discussed else None
    if item is None or _word(scene, at) not in ("the", "that", "this"):
        return None
    noun = (_word(scene, at + 1),)
    own = {(w,) for name in item.values for tag in item.tags(name) for w in key(tag)} & scene.vocabulary.kind_values
    called = noun == key(scene.vocabulary.catalogue.domain.noun) or noun in own
    return Reference(at, at + 2, scene.discussed, weak=True) if called else None


def _other(scene: Scene, start: int, end: int) -> Reference:
    """ "the other one": of two, the one that was not talked about."""
    rest = [i for i in scene.shown if i.id not in scene.discussed]
    if scene.shown and len(rest) == 1:
        return Reference(start, end, (rest[0].id,))
    problem: Problem = "ambiguous" if scene.shown else "nothing_shown"
    return Reference(start, end, problem=problem, nearest=tuple(i.title for i in rest[:NEAREST]))


def _is_relative(scene: Scene, at: int) -> bool:
    """ "a film that is not ...", "something that ..."."""
    before = scene.words[at - 1]
    return (
        before in NOUNS
        or before in ("something", "anything", "stuff", "films", "one")
        or (before not in GRAMMAR and before.isalpha())
    )


def _noun_follows(scene: Scene, at: int) -> bool:
    return _word(scene, at) != "it" and _word(scene, at + 1).isalpha() and _word(scene, at + 1) not in GRAMMAR


def _this(scene: Scene, start: int, end: int, *, weak: bool) -> Reference:
    if scene.discussed:
        return Reference(start, end, scene.discussed, weak=weak)
    if not scene.shown:
        return Reference(start, end, problem="nothing_shown", weak=weak)
    nearest = tuple(i.title for i in scene.shown[:NEAREST])
    return Reference(start, end, problem="ambiguous", nearest=nearest, weak=weak)
