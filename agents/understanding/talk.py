"""What people do in a conversation beside wishing: greet, undo, start over, waive, take back, ask for more."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Greet,
    More,
    Other,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Reveal,
    Strength,
    Thank,
    Undo,
    Waive,
)
from agents.understanding.choosing import choose
from agents.understanding.draft import Draft
from agents.understanding.lexicon import words
from agents.understanding.linking import Mention
from agents.understanding.patterns import (
    ABUSE,
    ANY,
    FAREWELL,
    FORGET,
    GOING_ON,
    GREETING,
    HELP,
    HURRY,
    INJECTION,
    LUKEWARM,
    MORE,
    NO,
    NOT_NEEDED,
    POLITE,
    RECONSIDERING,
    REJECTED,
    RESTART,
    RETRACTED,
    SHOW,
    SHRUG,
    SURPRISE,
    TAIL,
    TAKEN_NOW,
    THANKS,
    THINKING,
    UNDO,
    WAIVED,
    YES,
)
from agents.understanding.shape import Part, Shape, clauses
from agents.understanding.tapped import given_up
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Constraint, Kind, Operator

OBJECT = words("the my any all about forget ignore drop remove clear")
RECONSIDERED = words("actually wait")
""" "Actually no, a comedy" changes a wish and refuses no item."""
OPENED = re.compile(r"^(?:(?:ok|okay|and|so|well|please|just|then|now|hm+|right) )+(?=\S)")
ASIDE = re.compile(
    r"(?:yes|yeah|ok|okay|no|nope|great|fine|good|please|nice|cool|sure|thanks|hello|hi|hey|sorry)(?: please)?"
)
"""Clauses beside which the rest of what is said stands for itself."""
TAIL_OPINION = re.compile(r"(?<=\S) (?:tbh|to be honest|honestly|really|though|yet)$")
ENDING = words("and or please too")
ALL_OF_IT = re.compile(r"\b(?:all|any|none|both|neither|everything)\b", re.IGNORECASE)
"""A no to the whole slate, also where one card was talked about just before."""


def read_talk(draft: Draft) -> None:
    """Clause by clause: a clause that is nothing but one of these becomes its act; a greeting before a wish too."""
    read_injection(draft)
    for begin, end in clauses(draft.scene):
        if not draft.open(begin, end):
            continue
        start = _social(draft, begin, end)
        if start < end:
            _clause(draft, draft.shape.cut(start, end), start, end)
    _surprise(draft)


def read_injection(draft: Draft) -> None:
    """ "Ignore previous instructions and ...": nothing of that sentence is read."""
    said = " ".join(draft.scene.words)
    for found in INJECTION.finditer(said):
        start, end = draft.scene.sentence(said[: found.start()].count(" "))
        if draft.open(start, end):
            draft.add(start, Other("off_topic", draft.scene.said(start, end)[:200]), closes=range(start, end))


def _surprise(draft: Draft) -> None:
    """ "surprise me with something short": in a hurry, and a wish."""
    found = SURPRISE.search(draft.shape.text)
    if found and not any(p for p in draft.acts):
        covered = draft.shape.tokens(found)
        draft.add(covered.start, Waive(""), closes=covered)


def _social(draft: Draft, start: int, end: int) -> int:
    """Takes greeting and thanks off the clause; gives where the rest begins."""
    shape = draft.shape.cut(start, end)
    greeting = GREETING.search(shape.text)
    if greeting:
        covered = shape.tokens(greeting)
        draft.add(start, Greet(), closes=covered)
        return covered.stop
    thanks = THANKS.search(shape.text)
    if thanks:
        covered = shape.tokens(thanks)
        draft.add(covered.start, Thank(), closes=covered)
        return covered.stop if covered.start == start else start
    return start


def _clause(draft: Draft, shape: Shape, start: int, end: int) -> None:
    text = TAIL.sub("", POLITE.sub("", shape.text)) or shape.text
    if RETRACTED.match(text) and (wishes := GOING_ON.search(shape.text)):
        middle = shape.tokens(wishes).start
        if start < middle < end:
            _clause(draft, shape.cut(start, middle), start, middle)
            _clause(draft, shape.cut(middle, end), middle, end)
            return
    insult = ABUSE.fullmatch(text) or ABUSE.fullmatch(" ".join(draft.scene.words[start:end]))
    if insult and not _is_name(draft, start, end) and not (draft.scene.slate_is_last and REJECTED.fullmatch(text)):
        draft.add(start, Other("abuse", draft.scene.said(start, end)[:200]), closes=range(start, end))
        return
    if THINKING.fullmatch(" ".join(draft.scene.words[start:end])) and len(clauses(draft.scene)) > 1:
        draft.closed.update(range(start, end))
        return
    if RECONSIDERING.fullmatch(text) and _goes_on(draft, end):
        draft.closed.update(range(start, end))
        return
    for pattern, act in _FIXED:
        if pattern.fullmatch(text) or pattern.fullmatch(shape.text):
            draft.add(start, act, closes=range(start, end))
            return
    for step in _STEPS:
        if step(draft, shape, text, start, end):
            draft.closed.update(range(start, end))
            return


def _is_name(draft: Draft, start: int, end: int) -> bool:
    """ "The Idiot" is a title, not an insult."""
    tokens = draft.scene.tokens[start:end]
    return len(tokens) > 1 and all(t.capital for t in tokens) and not all(t.upper for t in tokens)


def _goes_on(draft: Draft, end: int) -> bool:
    """ "Scrap that, a western": what follows takes the place of the last wish."""
    return any(symbol.isupper() for symbol in draft.shape.cut(end, len(draft.scene.tokens)).symbols)


def _answer(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "yes", "no" and "any" to the open question."""
    asked = draft.scene.asked
    attribute = draft.scene.vocabulary.attributes.get(asked)
    if attribute is None:
        return False
    if attribute.kind is Kind.FLAG and NOT_NEEDED.search(_all_clauses(draft)):
        draft.add(start, Waive(asked))
        return True
    yes, no = bool(YES.fullmatch(shape.text)), bool(NO.fullmatch(shape.text))
    if attribute.kind is Kind.FLAG and yes:
        draft.add(start, _flag(draft, asked, Strength.MUST, start, end))
    elif attribute.kind is Kind.FLAG and no and attribute.better != "higher":
        draft.add(start, _flag(draft, asked, Strength.NEVER, start, end))
    elif (no and text == shape.text and len(clauses(draft.scene)) == 1) or (
        ANY.fullmatch(text) and not shape.text.startswith("yes")
    ):
        draft.add(start, Waive(asked))
    else:
        return no and len(clauses(draft.scene)) > 1 and not draft.scene.slate_is_last
    return True


def _all_clauses(draft: Draft) -> str:
    return " ".join(symbol for symbol in draft.shape.symbols if symbol[0].isalnum())


def _flag(draft: Draft, attribute: str, strength: Strength, start: int, end: int) -> Act:
    constraint = Constraint(attribute, Operator.EQ, True)
    return Reveal(Preference(constraint, strength, words=draft.scene.said(start, end), turn=draft.scene.turn))


def _waive(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "any genre is fine"; without an attribute, all that is left; about a slate, "whatever" asks for others."""
    if WAIVED.fullmatch(text):
        named = [p for p, s in zip(shape.parts, shape.symbols, strict=True) if s == "ATTR" and isinstance(p, Mention)]
        names = [m.attribute for mention in named for m in mention.meanings if m.role == "attribute"]
        if names:
            draft.add(start, Waive(names[0]))
        return bool(names)
    if SHRUG.fullmatch(text) and not draft.scene.asked:
        if not any(symbol.isupper() for symbol in draft.shape.symbols):  # else: "no idea, maybe a western?"
            draft.add(start, Other("undecided"))
        return True
    if ANY.fullmatch(text) and not shape.references:
        others = not draft.scene.asked and draft.scene.slate_is_last
        offered = () if draft.scene.asked else tuple(given_up(draft.scene))
        draft.add(start, *(offered or (More() if others else Waive(draft.scene.asked),)))
        return True
    return False


def _retract(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "forget the romance", "ignore the budget"."""
    if not RETRACTED.match(text):
        return False
    acts = [act for part in _given_up(shape) for act in _retracted(draft, part)]
    draft.add(start, *acts)
    return bool(acts)


def _given_up(shape: Shape) -> Iterator[Part]:
    """What is named; an attribute called "type" or "kind" is no symbol, but named where it ends an object's phrase."""
    behind = (*shape.symbols[1:], "and")
    for part, symbol, before, after in zip(shape.parts, shape.symbols, ("", *shape.symbols), behind, strict=False):
        small = isinstance(part, Mention) and part.has("attribute") and before in OBJECT and after in ENDING
        if symbol.isupper() or small:
            yield part


def _retracted(draft: Draft, part: Part) -> list[Act]:
    match part:
        case Wanted():
            held = draft.scene.profile.on(part.attribute)
            one_of = len(held) > 1 and part.constraint in [p.constraint for p in held]
            return [Retract(part.attribute, test=part.constraint if one_of else None)]
        case Mention() if part.has("value", "flag"):
            meaning = choose(draft.scene, part, wished=True)[0]
            return [Retract(name, value) for name, value in ((meaning.attribute, meaning.value), *meaning.also)]
        case Mention() if part.meanings:
            return [Retract(part.meanings[0].attribute)]
        case _:
            return []


def _no(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "no" to what was shown."""
    refused = REJECTED.fullmatch(text) or REJECTED.fullmatch(shape.text)
    if not NO.fullmatch(text) and not refused:
        return False
    if not draft.scene.slate_is_last:
        return bool(refused) and _no_to_what_is_discussed(draft, start)
    if RECONSIDERED & set(shape.symbols) and len(clauses(draft.scene)) > 1:
        return True
    if not shape.references and NO.fullmatch(text) and _names_one(draft, end):
        return True
    named = shape.references[0] if shape.references else None
    items = draft.items(named) if named and len(named.item_ids) < 2 and "none" not in text else ()
    if items is not None:
        draft.add(start, Reject(items, draft.scene.said(start, end)))
    return True


def _no_to_what_is_discussed(draft: Draft, start: int) -> bool:
    """To a question it is no answer; to what was told about an item, a no to that item."""
    scene = draft.scene
    if scene.asked:
        draft.add(start, Waive(scene.asked))
    elif scene.answer_is_last and scene.shown:
        items = () if ALL_OF_IT.search(scene.text) else scene.discussed
        draft.add(start, Reject(items, scene.text.strip()[:200]))
    return bool(scene.asked) or (scene.answer_is_last and bool(scene.shown))


def _names_one(draft: Draft, end: int) -> bool:
    """ "No, not the first": the clause behind says which one it is about."""
    behind = next((draft.shape.cut(start, stop) for start, stop in clauses(draft.scene) if start >= end), None)
    named = behind.references if behind else ()
    return any(not reference.weak and len(reference.item_ids) == 1 for reference in named)


def _no_answer(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "Hard to say", "no clue", whatever titles such words may be: leaves open what was asked."""
    plain = TAIL.sub("", POLITE.sub("", " ".join(draft.scene.words[start:end])))
    if not SHRUG.fullmatch(plain) or len(_told(draft)) > 1:
        return False
    draft.add(start, Waive(draft.scene.asked) if draft.scene.asked else Other("undecided"))
    return True


def _lukewarm(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "Maybe", "I haven't heard of any of those": neither takes nor refuses what was shown."""
    scene = draft.scene
    said = [TAIL_OPINION.sub("", " ".join(scene.words[a:b])) for a, b in _told(draft)]
    at_items = scene.shown and (scene.slate_is_last or scene.answer_is_last) and not scene.asked
    if not at_items or not all(LUKEWARM.fullmatch(clause) for clause in said):
        return False
    draft.add(start, Other("undecided"))
    return True


def _settled(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "Sold", "that one": takes what was talked about; of several it is asked which."""
    scene = draft.scene
    at_items = scene.shown and (scene.slate_is_last or scene.answer_is_last)
    if not at_items or len(_told(draft)) > 1 or not TAKEN_NOW.fullmatch(" ".join(scene.words[start:end])):
        return False
    which = Other("ambiguous", scene.text.strip()[:200], nearest=scene.titles([item.id for item in scene.shown]))
    draft.add(start, Accept(scene.discussed[0]) if scene.discussed else which)
    return True


def _forget(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "Forget it": the question that was asked; else the last wish; where there is nothing to forget, goodbye."""
    if not FORGET.fullmatch(text):
        return False
    scene = draft.scene
    if text.startswith("never") and len(_told(draft)) > 1:
        return True  # "never mind, what is the address?"
    if len(clauses(scene)) > 1:
        gone = "leave" in scene.words[start:end] and THANKS.search(" ".join(scene.words[end:]))
        draft.add(start, Other("farewell") if gone else Undo())
    elif scene.asked:
        draft.add(start, Waive(scene.asked))
    else:
        draft.add(start, Undo() if scene.profile != Profile() or scene.conversation.last_slate else Other("farewell"))
    return True


def _show(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "Show me some", "and now?": more behind a slate, at once before one."""
    if not SHOW.fullmatch(TAIL.sub("", OPENED.sub("", shape.text))):
        return False
    if len(_told(draft)) > 1 and not SURPRISE.search(text):
        return bool(THINKING.fullmatch(text))
    draft.add(start, More() if draft.scene.slate_is_last or draft.scene.answer_is_last else Waive(""))
    return True


def _told(draft: Draft) -> list[tuple[int, int]]:
    """The clauses that say something: thinking aloud is none."""
    said = [(" ".join(draft.scene.words[a:b]), (a, b)) for a, b in clauses(draft.scene)]
    plain = [span for text, span in said if not THINKING.fullmatch(text) and not ASIDE.fullmatch(text)]
    return plain or clauses(draft.scene)


_FIXED: tuple[tuple[re.Pattern[str], Act], ...] = (
    (RESTART, Restart()),
    (UNDO, Undo()),
    (HELP, Ask("help")),
    (FAREWELL, Other("farewell")),
    (HURRY, Waive("")),
)


OTHERS = re.compile(r"(?:(?:what|how) about )?the (?:others?|other (?:ones?|two)|rest)")


def _of_the_others(draft: Draft) -> list[Ask]:
    """ "And the others?" behind a question about one item: the same one about the rest of what was shown."""
    asked = [ask for ask in draft.scene.asked_last if ask.topic == "value" and ask.attribute]
    rest = [(ask, tuple(i.id for i in draft.scene.shown if i.id not in ask.item_ids)) for ask in asked]
    return [replace(ask, item_ids=items) for ask, items in rest if items]


def _more(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    if OTHERS.fullmatch(text) and (asks := _of_the_others(draft)):
        draft.add(start, *asks)
        return True
    if MORE.fullmatch(text) or MORE.fullmatch(shape.text):
        draft.add(start, More())
        return True
    return False


_STEPS: tuple[Callable[[Draft, Shape, str, int, int], bool], ...] = (
    _no_answer,
    _lukewarm,
    _settled,
    _forget,
    _answer,
    _no,
    _more,
    _show,
    _waive,
    _retract,
)
